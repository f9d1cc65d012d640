"""The dead-man's switch and the doubts: what must be looked after while a leg lives.

Every caller in our hands who does not talk has TIMEOUT(absolute) wound to 15 s and rewound
every 5 s, by AMI: ARI's way would wait behind a playback and the caller would be thrown
out in the middle of a prompt. When we die or freeze it runs out and Asterisk's own
fallback takes the caller.
"""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from voipcc.asterisk.ami import Ami, AmiReply, ReplyDone
from voipcc.asterisk.ari import HttpPool, Outcome, outcome_of
from voipcc.asterisk.errors import SwitchUnreachable
from voipcc.asterisk.legs import Leg
from voipcc.asterisk.switch.actions import GUARD_HOURS_S, Log
from voipcc.asterisk.switch.found import FALLBACK, decode_channel, number_dialled
from voipcc.asterisk.translate import Translator, ended_by
from voipcc.core.moment import Moment, seconds

GUARD_S = 15
RENEW_EVERY_US = seconds(5)
LOOK_AFTER_S = 1.0
RETURN_WITHIN_S = 5.0


class Vigil:
    """Winds, rewinds, and finds out about legs of which the switch says odd things."""

    def __init__(
        self,
        pool: HttpPool,
        ami: Ami,
        translator: Translator,
        clock: Callable[[], Moment],
        log: Log,
    ) -> None:
        self._log = log
        self._pool = pool
        self._ami = ami
        self._translator = translator
        self._legs = translator.legs
        self._clock = clock
        self._doubted: set[str] = set()
        self._adopting: set[asyncio.Task[None]] = set()

    # --- the dead-man's switch ---

    def wind_long(self, leg: Leg) -> None:
        """Before a talk: a dead controller never cuts it."""
        if leg.guarded and not leg.long_guard:
            leg.long_guard = True
            self._wind(leg, GUARD_HOURS_S)

    def wind_short(self, leg: Leg) -> None:
        """Back among those who wait."""
        if leg.guarded and leg.long_guard:
            leg.long_guard = False
            self._wind(leg, GUARD_S)

    def renew(self) -> None:
        """Rewind whoever is due; called every second, so the load spreads by itself."""
        due_us = self._clock().monotonic_us - RENEW_EVERY_US
        for leg in list(self._legs.values()):
            if leg.guarded and leg.wound_at_us <= due_us:
                self._wind(leg, GUARD_HOURS_S if leg.long_guard else GUARD_S)

    def _wind(self, leg: Leg, time_s: int) -> None:
        # A long guard that was set needs no renewal; a failed one is tried again.
        now_us = self._clock().monotonic_us
        leg.wound_at_us = now_us + (seconds(GUARD_HOURS_S / 2) if leg.long_guard else 0)
        keys = {"Channel": leg.id, "Variable": "TIMEOUT(absolute)", "Value": str(time_s)}
        self._ami.send("Setvar", keys, failed=partial(self._not_wound, leg))

    def _not_wound(self, leg: Leg, reply: AmiReply) -> None:
        if leg.id not in self._legs:
            return
        leg.wound_at_us = 0
        if "No such channel" in reply.message:
            self.look_after(leg)

    # --- doubts ---

    def look_after(self, leg: Leg) -> None:
        """The switch says the leg has gone. Its own event is probably on the way."""
        if leg.id in self._legs and leg.id not in self._doubted:
            self._doubted.add(leg.id)
            asyncio.get_running_loop().call_later(LOOK_AFTER_S, self._look, leg)

    def subscribed(self, leg: Leg, status: int, body: bytes) -> None:
        """Refused where the leg has ended since it was found: nobody heard that, so find out."""
        if outcome_of(status, body) is not Outcome.DONE:
            self.look_after(leg)

    def _look(self, leg: Leg) -> None:
        if leg.id in self._legs:
            path = f"channels/{quote(leg.id)}"
            self._pool.send("GET", path, None, partial(self._looked, leg))
        else:
            self._doubted.discard(leg.id)

    def _looked(self, leg: Leg, status: int, body: bytes) -> None:
        self._doubted.discard(leg.id)
        if leg.id not in self._legs:
            return
        outcome = outcome_of(status, body)
        if outcome is Outcome.GONE:
            known = leg.hung_up or leg.ending
            self._translator.end(leg, leg.cause, leg.sip, ended_by(leg) if known else "lost")
        elif outcome is Outcome.DONE and self._is_astray(leg, body):
            self._log.warning("leg strayed unheard, bringing it back", leg=leg.id)
            self.adopt(leg)
        elif outcome is Outcome.DONE and leg.kind == "caller" and not leg.returning:
            leg.guarded = True  # adopting it failed and it never left: it is looked after again

    def _is_astray(self, leg: Leg, body: bytes) -> bool:
        if leg.kind != "caller" or leg.returning:
            return False
        return decode_channel(body).dialplan.context == FALLBACK

    def strayed(self, leg: Leg) -> None:
        """A leg left the application without a hang-up, as when its guard ran out."""
        self._pool.send("GET", f"channels/{quote(leg.id)}", None, partial(self._stray, leg))

    def _stray(self, leg: Leg, status: int, body: bytes) -> None:
        if leg.id not in self._legs:
            return
        if outcome_of(status, body) is Outcome.DONE and leg.kind == "caller":
            self._log.warning("leg strayed, bringing it back", leg=leg.id)
            self.adopt(leg)
            return
        if leg.kind != "caller":  # a phone or a code with nothing behind it
            self._pool.send("DELETE", f"channels/{quote(leg.id)}")
        self._translator.end(leg, leg.cause, leg.sip, ended_by(leg))

    # --- bringing back ---

    def adopt(self, leg: Leg) -> None:
        """Send a leg through its number's entry again; it comes back as an arrival."""
        leg.returning, leg.guarded = True, False
        leg.chain.clear()
        asyncio.get_running_loop().call_later(RETURN_WITHIN_S, self._not_returned, leg)
        task = asyncio.create_task(self._adopt(leg))
        self._adopting.add(task)
        task.add_done_callback(self._adopting.discard)

    async def _adopt(self, leg: Leg) -> None:
        """Whoever a stand-in has answered since the leg was looked at stays with that agent."""
        with contextlib.suppress(SwitchUnreachable):
            rows = await self._ami.rows("Status", {"Channel": leg.id})
            if any(row.get("Context") == FALLBACK and row.get("BridgeID") for row in rows):
                leg.returning = False
                self._translator.refuse(leg, "adopt", "talks in the fallback")
                return
        if leg.id in self._legs:
            self._redirect(leg.id, leg.our_number, partial(self._not_adopted, leg))

    def fetch(self, channel_id: str) -> None:
        """A caller we came too late for waits in the fallback: fetch it from there."""
        path = f"channels/{quote(channel_id)}"
        self._pool.send("GET", path, None, self._fetch)

    def _fetch(self, status: int, body: bytes) -> None:
        if outcome_of(status, body) is not Outcome.DONE:
            return
        channel = decode_channel(body)
        if channel.id not in self._legs and channel.dialplan.context == FALLBACK:
            self._log.warning("caller was too late for a claim, fetching it", leg=channel.id)
            self._redirect(channel.id, number_dialled(channel), lambda reply: None)

    def _redirect(self, channel: str, number: str, failed: ReplyDone) -> None:
        keys = {"Channel": channel, "Context": "numbers", "Exten": number, "Priority": "1"}
        self._ami.send("Redirect", keys, failed=failed)

    def _not_adopted(self, leg: Leg, reply: AmiReply) -> None:
        self._log.warning("could not adopt", leg=leg.id, reason=reply.message)
        leg.returning = False
        self.look_after(leg)

    def _not_returned(self, leg: Leg) -> None:
        if leg.id in self._legs and leg.returning:
            leg.returning = False
            self.look_after(leg)
