"""Notices that nothing comes in any more in a call, and looks for the way back.

When a home's outside address changes, nobody is told: the switch goes on sending to the old
address until it hears from us at the new one. Asterisk sends reports every second, so
silence alone is no sign; neither audio nor a report for 1.5 s is. A shorter hole with packets
lost in it may be a change too: in a call's first seconds Asterisk follows our audio by itself,
but the next call would still go to the old address.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import pjsua2 as pj

from voipcc.softphone.sip.library import Library
from voipcc.softphone.sip.line import LifeSigns, Line

LOOK_EVERY_S = 0.25
QUIET_S = 1.5
HOLE_S = 0.6
LONGEST_WAIT_S = 30.0
HOLE_PACKETS = 20


class Lifeline:
    """Registers again over fresh connections and renews the offer of each call, when it must.

    `lines` gives the calls that are talking, `answers` how often the registrar has answered.
    Attempts follow each other 1.5 s apart while the line is dead; when the registrar answers and
    still nothing comes, the far side is just silent and sends no reports: then they get rarer.
    """

    def __init__(
        self,
        library: Library,
        lines: Callable[[], Sequence[Line]],
        answers: Callable[[], int],
    ) -> None:
        self._library = library
        self._lines = lines
        self._answers = answers
        self._answered = 0
        self._signs: dict[int, LifeSigns] = {}
        self._heard_s = 0.0
        self._due_s = 0.0
        self._wait_s = QUIET_S

    @staticmethod
    def prepare(settings: Any) -> None:
        """What the account must be told beforehand: keep the calls, offer them anew."""
        settings.ipChangeConfig.shutdownTp = True
        settings.ipChangeConfig.hangupCalls = False
        settings.ipChangeConfig.reinviteFlags = (
            pj.PJSUA_CALL_UPDATE_CONTACT | pj.PJSUA_CALL_UPDATE_VIA
        )

    def start(self) -> None:
        self._library.do(self._look)

    def _look(self) -> None:
        self._library.later(LOOK_EVERY_S, self._look)
        now_s = time.monotonic()
        signs = {line.number: line.life_signs() for line in self._lines()}
        if signs.keys() != self._signs.keys() or not any(one.packets for one in signs.values()):
            self._note(signs, now_s)
        elif signs != self._signs:
            if now_s - self._heard_s >= HOLE_S and self._lost(signs) >= HOLE_PACKETS:
                self._renew()
            self._note(signs, now_s)
        elif now_s >= self._due_s:
            self._try_again(now_s)

    def _note(self, signs: dict[int, LifeSigns], now_s: float) -> None:
        """Something came in, or there is nothing to wait for."""
        self._signs, self._heard_s = signs, now_s
        self._wait_s, self._answered = QUIET_S, self._answers()
        self._due_s = now_s + QUIET_S

    def _lost(self, signs: dict[int, LifeSigns]) -> int:
        """Packets that were sent to us and did not come since the last look."""
        return max(one.lost - self._signs[number].lost for number, one in signs.items())

    def _try_again(self, now_s: float) -> None:
        if self._answers() > self._answered:
            self._answered = self._answers()
            self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)
        self._due_s = now_s + self._wait_s
        self._renew()

    def _renew(self) -> None:
        self._library.endpoint.handleIpChange(pj.IpChangeParam())
