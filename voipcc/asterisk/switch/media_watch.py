"""Finds the legs of agents whose line has died, without listening to anybody.

Silence alone says nothing: a muted phone with silence suppression sends no audio for
minutes. So talking agents' phones are asked every few seconds whether they are there
(`Presence.probe`), and only while one does not answer is its audio looked at. A leg is lost
when both are missing; a phone that has only lost its registration goes on talking.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import msgspec

from voipcc.asterisk.ari import HttpPool
from voipcc.asterisk.legs import Leg, LegKind
from voipcc.asterisk.switch.actions import Log
from voipcc.asterisk.translate import Translator
from voipcc.core.moment import MICROSECONDS, Moment, seconds

LOOK_EVERY_S = 0.25
# After six seconds of silence a caller must have heard something.
LOST_AFTER_S = 5.0
SILENT_S = 0.5
UNANSWERED_S = 1.5  # a probe is given two seconds; nobody can be quiet for less
# Audio did flow without an answer: perhaps only the registration is gone.
SILENT_AGAIN_S = 3.0
PACKET_US = 20_000
MEDIA_LOST = 44


class _Statistics(msgspec.Struct):
    """What we read of ARI's rtp_statistics."""

    rxcount: int = 0
    rxploss: int = 0


@dataclass(slots=True)
class _Doubt:
    """A leg whose phone does not answer; of `count` packets none came after `silent_since_us`."""

    leg: Leg
    count: int = -1
    silent_since_us: int = 0
    patience_us: int = seconds(SILENT_S)


class MediaWatch:
    """Told who is reachable; ends lost legs as LegEnded by "lost", cause 44."""

    def __init__(
        self, pool: HttpPool, translator: Translator, clock: Callable[[], Moment], log: Log
    ) -> None:
        self._pool = pool
        self._translator = translator
        self._legs = translator.legs
        self._clock = clock
        self._log = log
        self._doubts: dict[str, _Doubt] = {}

    def device_changed(self, device: str, reachable: bool) -> None:
        """A phone answers again, or no longer does."""
        for leg in list(self._legs.values()):
            if leg.device == device and not reachable:
                self._doubt(leg)
            elif leg.device == device:
                self._doubts.pop(leg.id, None)

    def learn(self, reachable: Iterable[str]) -> None:
        """Start afresh: these devices answer, all others do not."""
        self._doubts.clear()
        there = set(reachable)
        for leg in list(self._legs.values()):
            if leg.device not in there:
                self._doubt(leg)

    def trunk_changed(self, endpoint: str, reachable: bool) -> None:
        """A carrier no longer answers, or answers again: its callers' audio says whether they are there."""
        for leg in list(self._legs.values()):
            if leg.endpoint == endpoint and not reachable:
                self._doubt(leg, ("caller", "customer"))
            elif leg.endpoint == endpoint:
                self._doubts.pop(leg.id, None)

    def _doubt(self, leg: Leg, kinds: tuple[LegKind, ...] = ("device",)) -> None:
        if leg.kind in kinds and leg.up and leg.id not in self._doubts:
            self._doubts[leg.id] = doubt = _Doubt(leg)
            self._look(doubt)

    def _still(self, doubt: _Doubt) -> bool:
        """Whether it is still this doubt that counts; otherwise it is dropped."""
        leg = doubt.leg
        if self._doubts.get(leg.id) is not doubt:
            return False
        if leg.ending or leg.id not in self._legs:
            del self._doubts[leg.id]
            return False
        return True

    def _look(self, doubt: _Doubt) -> None:
        if self._still(doubt):
            path = f"channels/{quote(doubt.leg.id)}/rtp_statistics"
            self._pool.send("GET", path, None, partial(self._looked, doubt))

    def _looked(self, doubt: _Doubt, status: int, body: bytes) -> None:
        if not self._still(doubt):
            return
        now_us = self._clock().monotonic_us
        heard = _statistics(status, body)
        if heard.rxcount > doubt.count:
            self._heard(doubt, heard, now_us)
        if now_us - doubt.silent_since_us >= doubt.patience_us:
            self._lose(doubt.leg)
        else:
            asyncio.get_running_loop().call_later(LOOK_EVERY_S, self._look, doubt)

    def _heard(self, doubt: _Doubt, heard: _Statistics, now_us: int) -> None:
        first = doubt.count < 0
        doubt.count, doubt.silent_since_us = heard.rxcount, now_us
        patience_s = SILENT_AGAIN_S
        if first:
            quiet_s = (now_us - _last_packet_us(doubt.leg, heard)) / MICROSECONDS
            believed = UNANSWERED_S <= quiet_s <= LOST_AFTER_S - SILENT_S
            # A carrier's server may be away for a moment while a caller suppresses silence.
            unsure_s = SILENT_S if doubt.leg.kind == "device" else SILENT_AGAIN_S
            patience_s = LOST_AFTER_S - quiet_s if believed else unsure_s
        doubt.patience_us = seconds(patience_s)

    def _lose(self, leg: Leg) -> None:
        del self._doubts[leg.id]
        self._log.warning("line lost", leg=leg.id, device=leg.device)
        self._translator.end(leg, MEDIA_LOST, 0, "lost")
        self._pool.send("DELETE", f"channels/{quote(leg.id)}")


def _last_packet_us(leg: Leg, heard: _Statistics) -> int:
    """When the last packet came, as far as their number says: most phones send fifty a second.

    Too early for phones that pause or send rarely: these get less time to come back.
    """
    return leg.answered_us + (heard.rxcount + heard.rxploss) * PACKET_US


def _statistics(status: int, body: bytes) -> _Statistics:
    """What the switch says it received; nothing where it does not say."""
    if status != 200:
        return _Statistics()
    try:
        return msgspec.json.decode(body, type=_Statistics)
    except msgspec.DecodeError:
        return _Statistics()
