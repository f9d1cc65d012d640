"""Wrong PINs are counted: after too many of a supervisor even the right one is refused for a while."""

from voipcc.core.desk import Desk
from voipcc.core.moment import seconds
from voipcc.core.supervision_words import Finding

WRONG_AT_MOST, WRONG_WITHIN_S = 5, 900
TRIES = 3  # in one call


class PinGuard:
    """`wrong` is when PINs of each supervisor were wrong."""

    __slots__ = ("desk", "wrong")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.wrong: dict[str, list[int]] = {}

    def opens(self, supervisor: str, finding: Finding) -> bool:
        """Whether who typed this may go on."""
        if finding == "right" and not self._is_locked(supervisor):
            self.wrong.pop(supervisor, None)
            return True
        if finding != "nothing":
            times = self.wrong.setdefault(supervisor, [])
            times.append(self.desk.now_us)
            del times[:-WRONG_AT_MOST]
        return False

    def _is_locked(self, supervisor: str) -> bool:
        since_us = self.desk.now_us - seconds(WRONG_WITHIN_S)
        recent = [at_us for at_us in self.wrong.get(supervisor, ()) if at_us > since_us]
        return len(recent) >= WRONG_AT_MOST
