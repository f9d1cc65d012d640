"""Talks as mixing bridges of Asterisk: two legs at once, further ones one by one, muted ones."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import quote

from voipcc.asterisk.ari import Chain, HttpPool, Outcome, outcome_of
from voipcc.asterisk.ari.http import Done
from voipcc.asterisk.legs import Leg
from voipcc.asterisk.switch.actions import Log, Vigil, reason_of
from voipcc.asterisk.translate import Translator
from voipcc.core import commands, events


class Talks:
    """One method per command. Each returns at once."""

    def __init__(
        self,
        pool: HttpPool,
        translator: Translator,
        vigil: Vigil,
        post: Callable[[events.Event], None],
        log: Log,
    ) -> None:
        self._pool = pool
        self._legs = translator.legs
        self._vigil = vigil
        self._post = post
        self._log = log
        self._owners: dict[str, Leg] = {}  # of each talk: the leg it was made for
        self.table: Mapping[type, Callable[..., None]] = {
            commands.Connect: self._connect,
            commands.Join: self._join,
            commands.Mute: self._mute,
            commands.EndTalk: self._end_talk,
        }

    def forget(self) -> None:
        """After the switch was lost: nothing under way counts any more."""
        self._owners.clear()

    # --- into a talk ---

    def _connect(self, command: commands.Connect) -> None:
        caller = self._legs.get(command.caller_leg)
        agent = self._legs.get(command.agent_leg)
        if caller is None or agent is None:
            self._refuse_later(command.agent_leg, "connect")
            return
        self._prepare(caller, command.talk)
        self._prepare(agent, command.talk, caller.chain)  # an agent who was told of a callback
        pair = f"{quote(caller.id)},{quote(agent.id)}"
        done = partial(self._connected, caller, agent, command.talk)
        self._add(caller, command.talk, pair, done)

    def _join(self, command: commands.Join) -> None:
        leg = self._legs.get(command.leg)
        if leg is None:
            self._refuse_later(command.leg, "join")
            return
        self._prepare(leg, command.talk)
        self._add(leg, command.talk, quote(leg.id), partial(self._joined, leg, command.talk))

    def _prepare(self, leg: Leg, talk: str, chain: Chain | None = None) -> None:
        """No prompt and no music any more: Asterisk would let addChannel wait for their end."""
        leg.talk = talk
        if leg.kind == "code":  # it dialled for a caller: an agent's phone from now on
            leg.kind = "device"
        leg.music = leg.music_wanted = ""
        self._vigil.wind_long(leg)
        for playback in leg.playing:
            (chain or leg.chain).add("DELETE", f"playbacks/{quote(playback)}")

    def _add(self, leg: Leg, talk: str, channels: str, done: Done) -> None:
        self._owners.setdefault(talk, leg)
        bridge = f"bridges/{quote(talk)}"
        # dtmf_events: without it Asterisk lets the phones send keys past us.
        leg.chain.add("POST", f"{bridge}?type=mixing,dtmf_events", None, self._logged("connect"))
        leg.chain.add("POST", f"{bridge}/addChannel?channel={channels}", None, done)

    def _refuse_later(self, leg: str, command: str) -> None:
        refused = events.CommandRefused(leg, command, "a leg has gone")
        asyncio.get_running_loop().call_soon(self._post, refused)

    def _connected(self, caller: Leg, agent: Leg, talk: str, status: int, body: bytes) -> None:
        outcome = outcome_of(status, body)
        if outcome is Outcome.DONE:
            return
        for leg in (caller, agent):
            self._take_out(leg, talk, outcome)
        if agent.id in self._legs:
            self._post(events.CommandRefused(agent.id, "connect", reason_of(status, body)))

    def _joined(self, leg: Leg, talk: str, status: int, body: bytes) -> None:
        outcome = outcome_of(status, body)
        if outcome is Outcome.DONE or leg.talk != talk:
            return
        self._take_out(leg, talk, outcome)
        if leg.id in self._legs:
            self._post(events.CommandRefused(leg.id, "join", reason_of(status, body)))

    def _take_out(self, leg: Leg, talk: str, outcome: Outcome) -> None:
        """It did not get into the talk."""
        if leg.talk == talk:
            leg.talk = ""
        if outcome is Outcome.GONE:
            self._vigil.look_after(leg)
        if leg.id in self._legs:
            self._vigil.wind_short(leg)

    # --- in it, and out ---

    def _mute(self, command: commands.Mute) -> None:
        leg = self._legs.get(command.leg)
        if leg is not None:
            leg.unheard = command.muted
            method = "POST" if command.muted else "DELETE"
            path = f"channels/{quote(leg.id)}/mute?direction=in"
            leg.chain.add(method, path, None, self._logged("mute"))

    def _end_talk(self, command: commands.EndTalk) -> None:
        owner = self._owners.pop(command.talk, None)
        chain = owner.chain if owner is not None else Chain(self._pool)
        for leg in self._legs.values():
            if leg.talk == command.talk:
                # The agent's line broke: the caller is heard and guarded like any other again.
                leg.talk = ""
                if not leg.ending:
                    self._vigil.wind_short(leg)
        path = f"bridges/{quote(command.talk)}"
        chain.add("DELETE", path, None, self._repeated(path), kept=True)

    def _repeated(self, path: str) -> Done:
        def done(status: int, body: bytes) -> None:
            if outcome_of(status, body) is Outcome.UNKNOWN:
                self._pool.send("DELETE", path)

        return done

    def _logged(self, command: str) -> Done:
        def done(status: int, body: bytes) -> None:
            if outcome_of(status, body) in (Outcome.REFUSED, Outcome.UNKNOWN):
                self._log.warning("switch refused", command=command, reason=reason_of(status, body))

        return done
