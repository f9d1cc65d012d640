"""Notices that nothing comes in any more in a call, and looks for the way back.

When a home's outside address changes, nobody is told: the switch goes on sending to the old
address until it hears from us at the new one. Asterisk sends reports every second, so
silence alone is no sign; neither audio nor a report for 1.5 s is.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import pjsua2 as pj

from voipcc.softphone.sip.library import Library
from voipcc.softphone.sip.line import Line

LOOK_EVERY_S = 0.25
QUIET_S = 1.5
LONGEST_WAIT_S = 30.0


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
        self._signs: dict[int, tuple[int, int]] = {}
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
        if signs != self._signs or not any(heard for heard, _ in signs.values()):
            self._signs, self._wait_s, self._answered = signs, QUIET_S, self._answers()
            self._due_s = now_s + QUIET_S
        elif now_s >= self._due_s:
            if self._answers() > self._answered:
                self._answered = self._answers()
                self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)
            self._due_s = now_s + self._wait_s
            self._library.endpoint.handleIpChange(pj.IpChangeParam())
