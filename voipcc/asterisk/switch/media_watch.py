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
from voipcc.asterisk.legs import Leg
from voipcc.asterisk.switch.actions import Log
from voipcc.asterisk.translate import Translator

LOOK_EVERY_S = 0.25
# Not to answer took the phone two seconds already; together it stays under the six after
# which a caller must have heard something.
SILENT_S = 0.5
# Audio did flow without an answer: perhaps only the registration is gone.
SILENT_AGAIN_S = 3.0
MEDIA_LOST = 44


class _Statistics(msgspec.Struct):
    """What we read of ARI's rtp_statistics."""

    rxcount: int = 0


@dataclass(slots=True)
class _Doubt:
    """A leg whose phone does not answer; `count` packets had come by `silent_since_s`."""

    leg: Leg
    count: int = -1
    silent_since_s: float = 0.0
    patience_s: float = SILENT_S


class MediaWatch:
    """Told who is reachable; ends lost legs as LegEnded by "lost", cause 44."""

    def __init__(self, pool: HttpPool, translator: Translator, log: Log) -> None:
        self._pool = pool
        self._translator = translator
        self._legs = translator.legs
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

    def _doubt(self, leg: Leg) -> None:
        if leg.kind == "device" and leg.up and leg.id not in self._doubts:
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
        loop = asyncio.get_running_loop()
        count = _count(status, body)
        if count > doubt.count:
            if doubt.count >= 0:
                doubt.patience_s = SILENT_AGAIN_S
            doubt.count, doubt.silent_since_s = count, loop.time()
        if loop.time() - doubt.silent_since_s >= doubt.patience_s:
            self._lose(doubt.leg)
        else:
            later: Callable[[_Doubt], None] = self._look
            loop.call_later(LOOK_EVERY_S, later, doubt)

    def _lose(self, leg: Leg) -> None:
        del self._doubts[leg.id]
        self._log.warning("line lost", leg=leg.id, device=leg.device)
        self._translator.end(leg, MEDIA_LOST, 0, "lost")
        self._pool.send("DELETE", f"channels/{quote(leg.id)}")


def _count(status: int, body: bytes) -> int:
    """Packets received so far; 0 where the switch does not say."""
    if status != 200:
        return 0
    try:
        return msgspec.json.decode(body, type=_Statistics).rxcount
    except msgspec.DecodeError:
        return 0
