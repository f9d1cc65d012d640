"""`Switch`: puts the parts of this room together and passes commands to them."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.ari import Chain
from voipcc.asterisk.ari import events as ari
from voipcc.asterisk.errors import SwitchError, SwitchUnreachable
from voipcc.asterisk.legs import Leg, Legs
from voipcc.asterisk.numbers import number_from
from voipcc.asterisk.outgoing import Outgoing
from voipcc.asterisk.sounds import Sounds
from voipcc.asterisk.switch.actions import Actions, Log
from voipcc.asterisk.switch.customers import Customers, Directory
from voipcc.asterisk.switch.ears import Ears
from voipcc.asterisk.switch.emergencies import Emergencies
from voipcc.asterisk.switch.found import left_over
from voipcc.asterisk.switch.line_tests import LineTests
from voipcc.asterisk.switch.line_watch import LineWatch
from voipcc.asterisk.switch.lines import Findings, Lines
from voipcc.asterisk.switch.media_watch import MediaWatch
from voipcc.asterisk.switch.presence import Presence
from voipcc.asterisk.switch.reconciler import Reconciler
from voipcc.asterisk.switch.recordings import Recordings
from voipcc.asterisk.switch.refers import Refers
from voipcc.asterisk.switch.talks import Talks
from voipcc.asterisk.switch.tapes import Tapes
from voipcc.asterisk.switch.trial import Steps, Trials
from voipcc.asterisk.switch.trunk_watch import TrunkWatch
from voipcc.asterisk.switch.typed_keys import TypedKeys
from voipcc.asterisk.switch.typed_secrets import KeptPin
from voipcc.asterisk.switch.vigil import Vigil
from voipcc.asterisk.translate import Post, Translator
from voipcc.asterisk.ways_out import WaysOut
from voipcc.clock import SystemClock
from voipcc.core import commands, events
from voipcc.core.moment import Moment
from voipcc.permits import Permit, Purpose
from voipcc.vault import Vault

START_WITHIN_S = 15.0
TICK_S = 1.0


class Switch:
    """The switch room. `post` gets every event on the event loop, never from `carry_out`.

    `country` (two letters) says in whose form callers' national numbers are read. Must be
    made and used on a running event loop.
    """

    def __init__(
        self,
        address: SwitchAddress,
        *,
        post: Post,
        parties: Directory,
        country: str,
        log: Log,
        clock: Callable[[], Moment] | None = None,
        first_language: str = "en",
        ways: WaysOut | None = None,
        pin_of: KeptPin = lambda owner: "",
        vault: Vault | None = None,
    ) -> None:
        clock = clock or SystemClock()
        number_from("+4930123456", country)  # loads its tables now, not in the first call
        self._address = address
        self._post = post
        self._log = log
        self._legs: Legs = {}
        self._ways = ways
        self._started_at = ""
        self._ticker: asyncio.TimerHandle | None = None
        self._relearning: asyncio.Task[None] | None = None
        lines = self._lines = Lines(address, log, self)
        self._translator = Translator(
            legs=self._legs,
            endpoints=address.endpoints,
            post=self._tell,
            parties=parties,
            country=country,
            clock=clock,
            household=self,
        )
        self.callers = self._translator.callers
        self._vigil = Vigil(lines.pool, lines.ami, self._translator, clock, log)
        self._media_watch = MediaWatch(lines.pool, self._translator, clock, log)
        self._trunk_watch = TrunkWatch(
            lines.ami, self._legs, clock, self._media_watch.trunk_changed
        )
        self._line_watch = LineWatch(lines.pool, lines.ami, self._legs, self._tell, clock)
        self._line_watch.attend(self._translator)
        self._line_tests = LineTests(lines.pool, self._legs, self._application, self._tell, clock)
        self._presence = Presence(lines.ami, address, self._presence_changed, clock, log)
        self._actions = Actions(
            address=address,
            pool=lines.pool,
            sounds=self._sounds(first_language),
            translator=self._translator,
            vigil=self._vigil,
            post=self._tell,
            log=log,
        )
        self._talks = Talks(lines.pool, self._translator, self._vigil, self._tell, log)
        outgoing = Outgoing(lines.pool, lambda: self._address, log)
        sounds = partial(self._sounds, first_language)
        self._trials = Trials(lines.pool, outgoing, sounds, self._translator.when, clock)
        self._emergencies = Emergencies(lines.pool, outgoing, sounds, ways, self._tell, log)
        self._reconciler = Reconciler(
            self._translator, self._vigil, lines.pool, self._application, self._emergencies.has
        )
        self._make_errands(outgoing, parties, country, ways, clock)
        self._emergencies.elsewhere = self._dialled_elsewhere
        self._ears = Ears(lines.pool, self._legs, self._application, self._tell)
        self._keys = TypedKeys(self._legs, self._customers, pin_of, vault or Vault(), self._tell)
        self._table = self._commands()

    def _application(self) -> str:
        """Asterisk's name for us, as it is now."""
        return self._address.application

    def _sounds(self, first_language: str) -> Sounds:
        """The prompts where they lie now."""
        return Sounds(self._address.sounds, first_language, self._address.versions)

    def _commands(self) -> Mapping[type, Callable[..., None]]:
        """Who carries out what."""
        return {
            **self._actions.table,
            **self._talks.table,
            **self._customers.table,
            **self._recordings.table,
            **self._tapes.table,
            **self._line_tests.table,
            **self._ears.table,
            **self._keys.table,
            commands.WatchLine: self._watch_line,
            commands.SetStandIns: self._set_stand_ins,
            commands.Adopt: self._adopt,
        }

    def _make_errands(
        self,
        outgoing: Outgoing,
        parties: Directory,
        country: str,
        ways: WaysOut | None,
        clock: Callable[[], Moment],
    ) -> None:
        """Calls to customers, and their messages."""
        self._customers = Customers(
            pool=self._lines.pool,
            translator=self._translator,
            parties=parties,
            country=country,
            ways=ways,
            outgoing=outgoing,
            post=self._tell,
            clock=clock,
            log=self._log,
        )
        self._recordings = Recordings(
            self._legs,
            self._lines.pool,
            self._address.recordings,
            self._address.voicemails,
            self._tell,
            self._log,
        )
        spool, ami = self._address.tapes, self._lines.ami
        self._tapes = Tapes(self._legs, self._lines.pool, ami, spool, self._tell, clock, self._log)
        self._line_watch.lossy = self._tapes.lossy
        self._refers = Refers(self._lines.pool, self._legs, self._customers.target, self._tell)
        self._actions.hanging_up = self._refers.hanging_up
        self._actions.media_of = self._recordings.media
        self._actions.digits_of = self._customers.digits_of
        self._actions.number_of = self._customers.number_of
        self._actions.ring_outside = self._customers.ring

    # --- life ---

    async def start(self) -> None:
        """Connect and reconcile; SwitchFound has been posted when this returns.

        Raises SwitchUnreachable with the last reason when that takes over 15 s.
        """
        self._lines.start()
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + START_WITHIN_S
        while not self.connected:
            if self._lines.fenced or loop.time() > give_up_at:
                await self.stop()
                raise SwitchUnreachable(self._lines.reason or "the switch does not answer")
            await asyncio.sleep(0.01)
        self._tick()

    async def stop(self) -> None:
        """Let go of the switch; calls there go on. Posts nothing."""
        if self._ticker is not None:
            self._ticker.cancel()
        if self._relearning is not None:
            self._relearning.cancel()
        self._line_watch.forget()
        await self._lines.stop()

    def readdress(self, address: SwitchAddress) -> None:
        """Use other devices from now on, and another place where the switch has moved."""
        self._address = address
        self._actions.readdress(address)
        self._translator.name_devices(address.endpoints)
        self._presence.name_devices(address)
        self._lines.readdress(address)

    def carry_out(self, command: commands.Command) -> None:
        """Begin to carry out one command. Returns at once; outcomes are posted."""
        action = self._table.get(type(command))
        if action is None:
            return
        if self.connected or isinstance(command, commands.DropRecording):  # files need no switch
            action(command)
        else:
            self._log.info("switch away, command dropped", command=type(command).__name__)

    @property
    def connected(self) -> bool:
        return self._lines.connected

    @property
    def fenced(self) -> bool:
        """Another controller has taken our place; this one never acts again."""
        return self._lines.fenced

    @property
    def requests(self) -> int:
        """ARI requests and AMI actions sent so far."""
        return self._lines.pool.requests + self._lines.ami.actions

    @property
    def events_seen(self) -> int:
        """ARI events received so far."""
        return self._lines.events_seen

    def trace(self, path: Path | None) -> None:
        """Write every ARI step to `path` (JSON lines) from now on, or no longer."""
        self._lines.trace(path)

    def try_trunk(self, permit: Permit, prompt: str, language: str) -> Steps:
        """Call once, say `prompt` to whoever answers, hang up; each step is told.

        Raises SwitchError when nobody was called. The call ends when the steps are closed.
        """
        if not self.connected:
            raise SwitchUnreachable("the switch is away at the moment: try again")
        return self._trials.call(permit, prompt, language)

    def party_to_dial(self, dialled: str, agent: str, purpose: Purpose = "transfer") -> str:
        """The party behind a number an agent calls, or gives a call to. Raises PermitRefused."""
        return self._customers.party_to_dial(dialled, agent, purpose)

    async def counts(self) -> dict[str, int]:
        """What is left at Asterisk and under way here. Raises SwitchError."""
        left = await left_over(self._lines.pool, self._address.application)
        return {**left, "tasks": self._lines.pool.under_way + len(self._legs)}

    def _watch_line(self, command: commands.WatchLine) -> None:
        self._presence.watch(command.device, command.closely)

    def _set_stand_ins(self, command: commands.SetStandIns) -> None:
        self._presence.set_stand_ins(command.number, command.devices)

    def _adopt(self, command: commands.Adopt) -> None:
        leg = self._legs.get(command.leg)
        if leg is not None and leg.our_number:
            self._vigil.adopt(leg)
        else:
            refused = events.CommandRefused(command.leg, "adopt", "no such leg")
            asyncio.get_running_loop().call_soon(self._post, refused)

    # --- what the translator asks ---

    def new_chain(self) -> Chain:
        return Chain(self._lines.pool)

    def strayed(self, leg: Leg) -> None:
        self._vigil.strayed(leg)

    def playback_ended(self, leg: Leg) -> None:
        self._actions.playback_ended(leg)

    def digit_typed(self, leg: Leg, digit: str) -> None:
        self._keys.typed(leg, digit)

    def transfer_asked(self, leg: Leg, dialled: str, with_leg: str) -> None:
        self._refers.asked(leg, dialled, with_leg)

    def recording_ended(self, event: ari.RecordingFinished | ari.RecordingFailed) -> None:
        self._recordings.ended(event)

    def keeper_came(self, music: str) -> None:
        self._actions.keep_music(music)

    def echo_came(self, leg: str) -> None:
        self._line_tests.came(leg)

    def keeper_left(self, music: str) -> None:
        self._actions.music_ended(music)

    def dialled(self, channel: str, device: str, number: str) -> None:
        self._emergencies.dialled(channel, device, number)

    def _dialled_elsewhere(self, channel: str, device: str, number: str) -> bool:
        """An agent's phone dialled a colleague, a queue or a number that may be called."""
        leg = self._legs[channel] = Leg(channel, "device", self.new_chain(), device)
        found = self._customers.target(leg, "", number, "dial")
        kind, to = ("", "") if found.verdict != "allowed" else (found.kind, found.to or found.party)
        self._tell(events.DeviceDialled(channel, device, cast(Any, kind), to))
        return True

    def help_answered(self, channel: str) -> None:
        self._emergencies.answered(channel)

    def redirected(self, channel: str, number: str) -> None:
        self._lines.pool.send("DELETE", f"channels/{quote(channel)}?reason=rejected")
        self._customers.redirected(number)

    def _tell(self, event: events.Event) -> None:
        """Post what happened, unless the line is gone: then only reconciling can tell."""
        if isinstance(event, events.LegEnded):
            self._ears.ended(event.leg)
            self._keys.ended(event.leg)
            if self._ways is not None:
                self._ways.ended(event.leg)
        elif isinstance(event, events.LegConnected):
            self._ears.connected(event.leg, event.talk)
            self._tapes.connected(event.leg)
        if self.connected:
            self._post(event)

    def _presence_changed(self, event: events.DeviceChanged) -> None:
        self._tell(event)
        self._media_watch.device_changed(event.device, event.reachable)

    # --- what the lines tell ---

    def heard(self, event: ari.Event) -> None:
        self._translator.translate(event)
        if isinstance(event, ari.ChannelTalkingStarted):
            self._line_watch.spoke(event.channel.id)
            self._line_tests.spoke(event.channel.id)
        if self._trials.trial is not None:
            self._trials.heard(event)
        if self._emergencies.calls:
            self._emergencies.heard(event)

    def too_late(self, channel: str) -> None:
        self._vigil.fetch(channel)

    def contact_changed(self, keys: Mapping[str, Any]) -> None:
        self._presence.contact_changed(keys)
        self._trunk_watch.contact_changed(keys)

    def lost(self) -> None:
        self._actions.forget()
        self._talks.forget()
        self._tapes.forget()
        self._line_watch.forget()
        self._line_tests.forget()
        self._trials.lost()
        self._post(events.SwitchLost())

    def found(self, findings: Findings) -> None:
        """Learn what is there and tell it once."""
        stock = findings.stock
        self._presence.learn(findings.contacts)
        self._trunk_watch.learn(findings.contacts)
        self._presence.learn_members(findings.members)
        restarted = bool(self._started_at) and stock.started != self._started_at
        self._started_at = stock.started
        self._emergencies.found(stock, self._translator.device_of)
        legs = self._reconciler.legs_there(findings)
        self._keys.found(self._legs)
        for bridge in stock.empty_talks():
            self._lines.pool.send("DELETE", f"bridges/{quote(bridge)}")
        self._ears.found(stock.ears, stock.ear_bridges())
        self._trials.found(stock.channels)
        if self._ways is not None:
            self._ways.found({channel.id for channel in stock.channels})
        self._actions.make_music("default")
        self._post(events.SwitchFound(legs, self._presence.reachable, restarted))
        self._media_watch.learn(self._presence.reachable)

    def ami_returned(self) -> None:
        self._relearning = asyncio.get_running_loop().create_task(self._relearn())

    async def _relearn(self) -> None:
        """AMI alone was away: what happened to phones meanwhile was not heard."""
        with contextlib.suppress(SwitchError):
            self._presence.relearn(await self._lines.ami.rows("PJSIPShowContacts"))
            self._presence.learn_members(await self._lines.ami.rows("QueueStatus"))

    # --- time ---

    def _tick(self) -> None:
        self._ticker = asyncio.get_running_loop().call_later(TICK_S, self._tick)
        if self.connected and self._lines.ami.connected:
            self._vigil.renew()
            self._presence.probe()
            self._line_watch.tick()
            self._trunk_watch.tick()
