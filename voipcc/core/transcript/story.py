"""A story in text: read, run on a fresh core, and told again in the same words."""

from collections.abc import Mapping

from voipcc.core.centre import Centre
from voipcc.core.events import CallArrived, Event, RefusedEvent, TimePassed
from voipcc.core.moment import Moment
from voipcc.core.plan import Plan
from voipcc.core.transcript.printer import Transcript
from voipcc.core.transcript.reader import Reader, StoryError
from voipcc.core.transcript.words import time_from

START_US = 1_000_000_000
START_UTC_MS = 1_750_068_000_000  # Monday, 16 June 2025, 10:00 UTC
EVENT_SIGN = " > "


def tell(story: str, plans: Mapping[str, Plan], start_utc_ms: int = START_UTC_MS) -> str:
    """The story as the core tells it: equal to `story` when that was right and complete.

    Only lines with `>` are read; deadlines fire by themselves, up to the last line.
    Comments (`#`) and empty lines stay where they are. Raises StoryError.
    """
    teller = _Teller(plans, start_utc_ms)
    for number, line in enumerate(story.splitlines(), 1):
        try:
            teller.take(line)
        except (StoryError, KeyError) as error:
            raise StoryError(f"Line {number}: {error}") from error
    return "\n".join(teller.told) + "\n"


class _Teller:
    """One run of one story."""

    def __init__(self, plans: Mapping[str, Plan], start_utc_ms: int) -> None:
        self.start_utc_ms = start_utc_ms
        self.centre = Centre(seed=1, epoch=1)
        self.transcript = Transcript(START_US)
        self.reader = Reader(self.transcript.names, plans, START_US)
        self.told: list[str] = []

    def take(self, line: str) -> None:
        """Read one line and tell what it leads to."""
        if not line.strip() or line.lstrip().startswith("#"):
            self.told.append(line)
            return
        time, sign, text = line.partition(EVENT_SIGN)
        if not sign:
            return
        at_us = START_US + time_from(time.strip())
        self._let_time_pass(at_us)
        self._learn_calls(at_us)
        event = self.reader.event(text.strip())
        if not isinstance(event, TimePassed):
            self._handle(self._completed(event), at_us)

    def _completed(self, event: Event) -> Event:
        """A return names its number only at first."""
        if isinstance(event, CallArrived) and not event.number:
            return CallArrived(event.leg, "+0", answered=event.answered)
        return event

    def _let_time_pass(self, until_us: int) -> None:
        while (due_us := self.centre.next_deadline()) is not None and due_us <= until_us:
            self._handle(TimePassed(), due_us)

    def _handle(self, event: Event, at_us: int) -> None:
        now = self._moment(at_us)
        try:
            commands, refusal = self.centre.handle(event, now), ""
        except RefusedEvent as refused:
            commands, refusal = [], str(refused)
        self.told += self.transcript.lines(event, commands, now, refusal)
        if self.centre.faults:
            raise StoryError(f"The core is at fault: {self.centre.faults[0]}")

    def _learn_calls(self, at_us: int) -> None:
        names = self.transcript.names
        for row in self.centre.view(self._moment(at_us))["calls"]:
            names.calls[row["id"]] = names.of(row["leg"])

    def _moment(self, at_us: int) -> Moment:
        return Moment(at_us, self.start_utc_ms + (at_us - START_US) // 1000, "story")
