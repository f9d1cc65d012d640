"""The roster of a queue as a picture: a line for each day, a sign for each half hour."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.text import Text

from voipcc.roster import Cover
from voipcc.spans import Stretch
from voipcc.zones import instant_ms

CELL_MIN, CELLS = 30, 48
HOLE, STAFFED, SHUT, OFF = "!", "#", ".", " "
STYLES = {HOLE: "bold red", STAFFED: "green", SHUT: "dim", OFF: ""}
LEGEND = "# open with somebody there   ! open and nobody   . closed, somebody is there"


def picture(cover: Cover, area: ZoneInfo, begin_ms: int, end_ms: int) -> Text:
    """One queue in days and half hours of the centre's own time."""
    text = Text()
    text.append(" " * 11 + "".join(f"{hour:<8}" for hour in range(0, 24, 4)) + "24\n", "dim")
    for day in _days(begin_ms, end_ms, area):
        text.append(f"{day:%a %d %b} ")
        for sign in _signs(cover, day, area, begin_ms, end_ms):
            text.append(sign, STYLES[sign])
        text.append("\n")
    return text


def _days(begin_ms: int, end_ms: int, area: ZoneInfo) -> Iterator[date]:
    day = datetime.fromtimestamp(begin_ms / 1000, area).date()
    while instant_ms(day, 0, area) < end_ms:
        yield day
        day += timedelta(days=1)


def _signs(cover: Cover, day: date, area: ZoneInfo, begin_ms: int, end_ms: int) -> Iterator[str]:
    there = [span for spans in cover.shifts.values() for span in spans]
    for cell in range(CELLS):
        start = max(instant_ms(day, cell * CELL_MIN, area), begin_ms)
        end = min(instant_ms(day, (cell + 1) * CELL_MIN, area, later=True), end_ms)
        if _meets(cover.holes, start, end):
            yield HOLE
        elif _meets(cover.open, start, end):
            yield STAFFED
        else:
            yield SHUT if _meets(there, start, end) else OFF


def _meets(spans: Sequence[Stretch], start: int, end: int) -> bool:
    return any(begin < end and start < stop for begin, stop in spans)
