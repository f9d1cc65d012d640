"""`Switch`: the lines to one Asterisk, kept up for ever, and what comes and goes on them."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import msgspec
import structlog

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.ami import Ami, LineSettings
from voipcc.asterisk.ari import Chain, EventStream, HttpPool, open_stream
from voipcc.asterisk.ari import events as ari
from voipcc.asterisk.errors import SwitchError, SwitchUnreachable
from voipcc.asterisk.legs import Leg, Legs
from voipcc.asterisk.sounds import Sounds
from voipcc.asterisk.switch.actions import MUSIC, Actions
from voipcc.asterisk.switch.found import Stock, legs_found, number_dialled, take_stock
from voipcc.asterisk.switch.presence import Presence
from voipcc.asterisk.switch.vigil import Vigil
from voipcc.asterisk.translate import PartyOf, Post, Translator
from voipcc.core import commands, events
from voipcc.core.moment import Moment

log = structlog.get_logger("voipcc.switch")

RETRY_FROM_S = 0.1
RETRY_TO_S = 2.0
AMI_WITHIN_S = 5.0
START_WITHIN_S = 15.0
TICK_S = 1.0


class Switch:
    """The switch room. `post` gets every event on the event loop, never from `carry_out`.

    `party_of(number, name)` names a caller in the parties store: (party id, withheld).
    """

    def __init__(
        self,
        address: SwitchAddress,
        post: Post,
        party_of: PartyOf,
        clock: Callable[[], Moment],
        first_language: str = "en",
    ) -> None:
        self._address = address
        self._post = post
        self._legs: Legs = {}
        self._clock = clock
        self._sounds = Sounds(address.sounds, first_language)
        self._party_of = party_of
        self._stream: EventStream | None = None
        self._held_back: list[ari.Event] | None = None
        self._lost = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ticker: asyncio.TimerHandle | None = None
        self._started_at = ""
        self._fallback: dict[str, str] = {}
        self.connected = False
        self.fenced = False
        self.events_seen = 0
        self.reason = ""

    # --- life ---

    async def start(self) -> None:
        """Connect and reconcile; SwitchFound has been posted when this returns.

        Raises SwitchUnreachable with the last reason when that takes over 15 s.
        """
        self._build()
        self._ami.start()
        self._task(self._keep_connected())
        found = asyncio.get_running_loop().time() + START_WITHIN_S
        while not self.connected:
            if self.fenced or asyncio.get_running_loop().time() > found:
                await self.stop()
                raise SwitchUnreachable(self.reason or "the switch does not answer")
            await asyncio.sleep(0.01)
        self._tick()

    def _build(self) -> None:
        address = self._address
        self._pool = HttpPool(
            address.ari_host, address.ari_port, address.ari_user, address.ari_password
        )
        line = LineSettings(
            address.ami_host,
            address.ami_port,
            address.ami_user,
            address.ami_password,
            frozenset({"ContactStatus"}),
        )
        self._ami = Ami(line, self._ami_event, self._ami_changed)
        self._translator = Translator(
            self._legs, address.endpoints, self._post, self._party_of, self._clock, self
        )
        self._vigil = Vigil(self._pool, self._ami, self._translator, self._clock)
        self._presence = Presence(self._ami, address.endpoints, self._post, self._clock)
        self._actions = Actions(
            address, self._pool, self._sounds, self._translator, self._vigil, self._post
        )
        self._table: Mapping[type, Callable[..., None]] = {
            **self._actions.table,
            commands.WatchLine: self._watch_line,
            commands.SetStandIns: self._set_stand_ins,
            commands.Adopt: self._adopt,
        }

    async def stop(self) -> None:
        """Let go of the switch; calls there go on. Posts nothing."""
        self.connected = False
        if self._ticker is not None:
            self._ticker.cancel()
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._stream is not None:
            self._stream.close()
        await self._pool.close()
        await self._ami.stop()

    def carry_out(self, command: commands.Command) -> None:
        """Begin to carry out one command. Returns at once; outcomes are posted."""
        if not self.connected:
            log.info("switch away, command dropped", command=type(command).__name__)
            return
        action = self._table.get(type(command))
        if action is not None:
            action(command)

    async def counts(self) -> dict[str, int]:
        """What is left at Asterisk and under way here. Raises SwitchError."""
        stock = await take_stock(self._pool, self._address.application)
        bridges = [b for b in stock.bridges if b.channels or not b.id.startswith(MUSIC)]
        under_way = self._pool.under_way + len(self._legs)
        return {"channels": len(stock.channels), "bridges": len(bridges), "tasks": under_way}

    @property
    def requests(self) -> int:
        """ARI requests and AMI actions sent so far."""
        return self._pool.requests + self._ami.actions

    # --- commands that are not requests to ARI ---

    def _watch_line(self, command: commands.WatchLine) -> None:
        self._presence.watch(command.device, command.closely)

    def _set_stand_ins(self, command: commands.SetStandIns) -> None:
        self._presence.set_stand_ins(command.number, command.devices)

    def _adopt(self, command: commands.Adopt) -> None:
        leg = self._legs.get(command.leg)
        number = leg.our_number if leg is not None else self._fallback.pop(command.leg, "")
        if number:
            self._vigil.adopt(command.leg, number)
        else:
            refused = events.CommandRefused(command.leg, "adopt", "no such leg")
            asyncio.get_running_loop().call_soon(self._post, refused)

    # --- what the translator asks ---

    def new_chain(self) -> Chain:
        return Chain(self._pool)

    def strayed(self, leg: Leg) -> None:
        self._vigil.strayed(leg)

    def playback_ended(self, leg: Leg) -> None:
        if leg.music_wanted and not leg.playing:
            self._actions.music(leg, leg.music_wanted)

    # --- the lines ---

    async def _keep_connected(self) -> None:
        wait_s = RETRY_FROM_S
        while not self.fenced:
            try:
                await self._connect()
            except (SwitchError, msgspec.DecodeError) as fault:
                self.reason = str(fault)
                log.warning("switch not reached", reason=self.reason, retry_s=wait_s)
                self._let_go()
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, RETRY_TO_S)
                continue
            wait_s = RETRY_FROM_S
            await self._lost.wait()
            self.connected = False
            self._let_go()
            log.error("switch lost")
            self._post(events.SwitchLost())

    def _let_go(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
        self._pool.drop()
        self._actions.forget()
        self._held_back = None

    async def _connect(self) -> None:
        self._lost.clear()
        self._held_back = []
        lost = self._lost

        address = self._address
        self._stream = await open_stream(
            address.ari_host,
            address.ari_port,
            self._pool.authorization,
            address.application,
            self._text,
            lost.set,
        )
        path = f"applications/{quote(address.application)}/eventFilter"
        await self._pool.ask("PUT", path, ari.FILTER)
        await self._ami.wait_connected(AMI_WITHIN_S)
        await self._reconcile()

    def _text(self, text: bytes) -> None:
        """One event of Asterisk's. What arrives while we reconcile waits for the end of it."""
        try:
            event = ari.decode_event(text)
        except msgspec.DecodeError:
            return  # from before the filter stood
        self.events_seen += 1
        if type(event) is ari.CallBroadcast:
            self._claim(event.channel.id)
        elif type(event) is ari.ApplicationReplaced:
            self._fence()
        elif self._held_back is not None:
            self._held_back.append(event)
        else:
            self._translator.translate(event)

    def _claim(self, channel: str) -> None:
        # A 409 says another controller was quicker, a 404 that the caller was.
        application = quote(self._address.application)
        path = f"events/claim?channelId={quote(channel)}&application={application}"
        self._pool.send("POST", path)

    def _fence(self) -> None:
        log.error("another controller took over: this one keeps still")
        self.fenced = True
        self._lost.set()

    # --- reconciling ---

    async def _reconcile(self) -> None:
        """Learn what is there, tell it once, then let the events flow."""
        stock = await take_stock(self._pool, self._address.application)
        self._presence.learn(await self._ami.rows("PJSIPShowContacts"))
        self._presence.learn_members(await self._ami.rows("QueueStatus"))
        restarted = bool(self._started_at) and stock.started != self._started_at
        self._started_at = stock.started
        held_back, self._held_back = self._held_back or [], None
        arriving = {e.channel.id for e in held_back if isinstance(e, ari.StasisStart)}
        legs = self._learn(stock, arriving)
        for bridge in stock.empty_talks():
            self._pool.send("DELETE", f"bridges/{quote(bridge)}")
        self._actions.make_music("default")
        self.connected = True
        self._post(events.SwitchFound(tuple(legs), self._presence.reachable, restarted))
        for event in held_back:
            self._translator.translate(event)

    def _learn(self, stock: Stock, arriving: set[str]) -> list[events.LegFound]:
        """Rebuild the book of legs from `stock`; legs that are just arriving come by event."""
        self._legs.clear()
        self._fallback.clear()
        legs = []
        for found, channel in legs_found(stock, self._translator.device_of):
            if channel.id in arriving:
                continue
            legs.append(found)
            if found.place in ("ours", "talk", "ringing"):
                self._take(found, channel)
            elif found.place == "fallback_waiting":
                self._fallback[channel.id] = number_dialled(channel)
        return legs

    def _take(self, found: events.LegFound, channel: ari.Channel) -> None:
        leg = self._translator.add(channel, "device" if found.device else "caller")
        leg.talk = found.talk
        leg.ringing = found.place == "ringing"
        if leg.kind == "caller":
            leg.our_number = number_dialled(channel)
            leg.guarded, leg.long_guard = True, bool(found.talk)

    # --- AMI ---

    def _ami_event(self, name: str, keys: Mapping[str, Any]) -> None:
        if self.connected:
            self._presence.contact_changed(keys)

    def _ami_changed(self, connected: bool) -> None:
        if connected and self.connected:
            self._task(self._relearn())
        elif not connected:
            log.warning("AMI lost", reason=self.connected)

    async def _relearn(self) -> None:
        with contextlib.suppress(SwitchError):
            self._presence.relearn(await self._ami.rows("PJSIPShowContacts"))
            self._presence.learn_members(await self._ami.rows("QueueStatus"))

    # --- time ---

    def _tick(self) -> None:
        self._ticker = asyncio.get_running_loop().call_later(TICK_S, self._tick)
        if self.connected and self._ami.connected:
            self._vigil.renew()
            self._presence.probe()

    def _task(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
