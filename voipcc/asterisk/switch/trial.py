"""One call through a trunk, to try it: rung, spoken to, hung up. The core knows nothing of it.

    permitted -> ringing -> answered -> ended

Whoever asked hears of each step; when they go away the call is hung up.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from voipcc.asterisk.ari import HttpPool, Outcome, outcome_of
from voipcc.asterisk.ari import events as ari
from voipcc.asterisk.ari.http import NO_REPLY
from voipcc.asterisk.errors import SwitchError, SwitchRefused
from voipcc.asterisk.outgoing import Outgoing
from voipcc.asterisk.sounds import Sounds
from voipcc.asterisk.translate import ODD_CAUSES
from voipcc.core.moment import Moment
from voipcc.permits import Permit

TRIAL = "trial-call-"
"""Begins the ids of these channels; they are no legs of the core's."""

LONGEST_S = 120.0
StepName = Literal["permitted", "ringing", "answered", "ended"]
Steps = AsyncGenerator[dict[str, Any], None]
_UNANSWERED = {
    1: "no such number",
    3: "no way to that number",
    17: "busy",
    18: "nobody answers",
    19: "nobody answers",
    20: "not reachable",
    21: "refused",
    22: "the number has changed",
    27: "not reachable",
    28: "no such number",
    34: "the carrier is not there, or all its lines are busy",
    38: "the carrier does not answer",
    58: "no codec in common",
}


@dataclass(slots=True)
class Trial:
    """The one under way. Times are monotonic, 0 until it happened."""

    leg: str
    begun_us: int
    steps: "asyncio.Queue[StepName]" = field(default_factory=asyncio.Queue)
    ringing_us: int = 0
    answered_us: int = 0
    ended_us: int = 0
    codec: str = ""
    heard: bool = False
    cause: int = 0
    sip: int = 0
    by: str = ""
    reason: str = ""

    def end(self, when_us: int, reason: str = "") -> None:
        if not self.ended_us:
            self.ended_us, self.reason = when_us, reason
            self.steps.put_nowait("ended")

    def told(self) -> dict[str, Any]:
        """What is known by now, in words and milliseconds after the call was placed."""
        return {
            "outcome": self._outcome() if self.ended_us else "",
            "ringing_after_ms": self._after_ms(self.ringing_us),
            "answered_after_ms": self._after_ms(self.answered_us),
            "ended_after_ms": self._after_ms(self.ended_us),
            "codec": self.codec,
            "prompt_played": self.heard,
            "ended_by": self.by,
            "cause": self.cause,
            "sip": self.sip,
            "reason": self.reason,
        }

    def _outcome(self) -> str:
        if self.answered_us:
            return "answered"
        if self.reason:
            return "not placed"
        if self.sip in (401, 407):
            return "refused by the carrier: check username and password"
        return _UNANSWERED.get(self.cause, "failed")

    def _after_ms(self, when_us: int) -> int | None:
        return max(0, when_us - self.begun_us) // 1000 if when_us else None


class Trials:
    """Places one at a time: `heard` must be told every event while one is under way."""

    def __init__(
        self,
        pool: HttpPool,
        outgoing: Outgoing,
        sounds: Callable[[], Sounds],
        when: Callable[[str], int],
        clock: Callable[[], Moment],
    ) -> None:
        self._pool = pool
        self._outgoing = outgoing
        self._sounds = sounds
        self._when = when
        self._clock = clock
        self.trial: Trial | None = None

    async def call(self, permit: Permit, prompt: str, language: str) -> Steps:
        """Each step as a dictionary with `step`. Raises SwitchError: nobody was called."""
        if self.trial is not None:
            raise SwitchRefused("another test call is under way: wait for its end")
        media, missing = self._sounds().media((prompt,), language)
        if missing:
            raise SwitchRefused(f'there is no prompt "{prompt}" in {language}')
        now_us = self._clock().monotonic_us
        trial = self.trial = Trial(f"{TRIAL}{now_us}", now_us)
        try:
            yield {"step": "permitted"}
            words = f"trial:{trial.leg}"
            self._outgoing.call(permit, trial.leg, self._replied, words, round(LONGEST_S))
            while not trial.ended_us or not trial.steps.empty():
                step = await self._next(trial)
                if step == "answered":
                    trial.codec = await self._codec(trial.leg)
                    body = {"media": media}
                    self._pool.send("POST", f"channels/{trial.leg}/play/{trial.leg}", body)
                yield {"step": step, **trial.told()}
        finally:
            self.trial = None
            if not trial.ended_us:
                self._hang_up(trial.leg)

    async def _next(self, trial: Trial) -> StepName:
        left_s = LONGEST_S - (self._clock().monotonic_us - trial.begun_us) / 1e6
        try:
            return await asyncio.wait_for(trial.steps.get(), max(left_s, 0.0))
        except TimeoutError:
            self._hang_up(trial.leg)
            trial.by = "us"
            trial.end(self._clock().monotonic_us, f"it took more than {LONGEST_S:.0f} s")
            return trial.steps.get_nowait()

    def _hang_up(self, leg: str) -> None:
        self._pool.send("DELETE", f"channels/{quote(leg)}")

    def _replied(self, status: int, body: bytes) -> None:
        trial = self.trial
        if trial is None or outcome_of(status, body) is Outcome.DONE:
            return
        text = body[:200].decode(errors="replace")
        if status == NO_REPLY:
            self._hang_up(trial.leg)
            text = "the switch did not answer"
        elif b"Allocation failed" in body:
            text = "the carrier is not there, or wrongly named: look at the trunk's proxy or server"
        trial.end(self._clock().monotonic_us, text)

    async def _codec(self, leg: str) -> str:
        """What is really spoken, such as "alaw"; "" when the call has gone meanwhile."""
        try:
            status, body = await self._pool.ask(
                "GET", f"channels/{leg}/variable?variable=CHANNEL(audionativeformat)"
            )
            return str(msgspec.json.decode(body)["value"]).strip("()") if status == 200 else ""
        except (SwitchError, msgspec.DecodeError, KeyError):
            return ""

    # --- what the switch tells ---

    def heard(self, event: ari.Event) -> None:
        trial = self.trial
        assert trial is not None
        match event:
            case ari.ChannelStateChange(timestamp=at, channel=channel) if channel.id == trial.leg:
                if channel.state == "Ringing" and not trial.ringing_us:
                    trial.ringing_us = self._when(at)
                    trial.steps.put_nowait("ringing")
            case ari.StasisStart(timestamp=at, channel=channel) if channel.id == trial.leg:
                trial.answered_us = self._when(at)
                trial.steps.put_nowait("answered")
            case ari.PlaybackFinished(playback=playback) if playback.id == trial.leg:
                if playback.state == "done":  # or the far side's hang-up has cut it short
                    trial.heard, trial.by = True, trial.by or "us"
                self._hang_up(trial.leg)
            case ari.ChannelHangupRequest(channel=channel) if channel.id == trial.leg:
                trial.by = trial.by or ("switch" if event.soft else "far")
            case ari.ChannelDestroyed(timestamp=at, channel=channel) if channel.id == trial.leg:
                trial.cause = ODD_CAUSES.get(event.cause, event.cause)
                trial.sip = event.tech_cause
                trial.end(self._when(at))
            case _:
                pass

    def lost(self) -> None:
        """The line to the switch is gone: what became of the call, nobody will ever say."""
        if self.trial is not None:
            self.trial.end(self._clock().monotonic_us, "the line to the switch was lost")

    def found(self, channels: Sequence[ari.Channel]) -> None:
        """A call of an earlier controller, or from before the line was lost, is nobody's."""
        for channel in channels:
            if channel.id.startswith(TRIAL):
                self._hang_up(channel.id)
