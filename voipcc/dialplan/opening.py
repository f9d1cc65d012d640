"""Why opening hours are open or closed at a moment: the weekly rule, a holiday by its name, an exception."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from voipcc.calendar_words import MIDNIGHT_MIN, Minutes
from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.hours import DayRule, rule_of
from voipcc.zones import day_times, zone_named

DAY_NAMES: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
LOOKS_AHEAD_DAYS: Final = 400
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """`why` is a sentence for people; `until_ms` is when it changes (UTC), 0: not within 400 days."""

    open: bool
    rule: str
    name: str
    why: str
    until_ms: int


def reason(form: OpeningForm, default_zone: str, at_ms: int) -> Reason:
    """Which rule opens or closes at a moment, and until when. The form must have passed its checks."""
    area = zone_named(form.time_zone or default_zone)
    day = datetime.fromtimestamp(at_ms / 1000, area).date()
    for begun in (day, day - DAY, day + DAY):
        rule = rule_of(form, begun)
        for span in rule.spans:
            start, end = day_times(begun, span, area)
            if start <= at_ms < end:
                words = f"{_told(rule, begun)}: open {span_text(span)}"
                return Reason(True, rule.kind, rule.name, words, _closes(form, area.key, end))
    rule = rule_of(form, day)
    return Reason(False, rule.kind, rule.name, _shut(rule, day), _opens(form, area.key, at_ms))


def _told(rule: DayRule, day: date) -> str:
    match rule.kind:
        case "short":
            return f"the exception of {rule.name}"
        case "holiday" | "half_day":
            return f"the {'half holiday' if rule.kind == 'half_day' else 'holiday'} {rule.name}"
        case "closed":
            return f"closed: {rule.name}"
        case _:
            return f"the weekly rule of {DAY_NAMES[day.weekday()]} ({rule.name})"


def _shut(rule: DayRule, day: date) -> str:
    if rule.kind == "weekly" and not rule.name:
        return f"the weekly rule has no hours on a {DAY_NAMES[day.weekday()]}"
    if rule.kind == "closed":
        return f"the file closes {rule.name}"
    if not rule.spans:
        return _told(rule, day)
    return f"{_told(rule, day)}: open {' and '.join(map(span_text, rule.spans))} only"


def span_text(span: Minutes) -> str:
    """A time of opening as it stands in a file: "08:00-18:00"."""
    start, end = span
    end = end if end <= MIDNIGHT_MIN else end - MIDNIGHT_MIN
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def _closes(form: OpeningForm, zone: str, end_ms: int) -> int:
    """The end of what is open, over times that follow without a gap."""
    area = zone_named(zone)
    day = datetime.fromtimestamp(end_ms / 1000, area).date()
    for _ in range(LOOKS_AHEAD_DAYS):
        further = [
            end
            for begun in (day - DAY, day, day + DAY)
            for start, end in (day_times(begun, one, area) for one in rule_of(form, begun).spans)
            if start <= end_ms < end
        ]
        if not further:
            return end_ms
        end_ms = max(further)
        day = datetime.fromtimestamp(end_ms / 1000, area).date()
    return 0


def _opens(form: OpeningForm, zone: str, at_ms: int) -> int:
    area = zone_named(zone)
    day = datetime.fromtimestamp(at_ms / 1000, area).date() - DAY
    for _ in range(LOOKS_AHEAD_DAYS):
        times = [day_times(day, one, area) for one in rule_of(form, day).spans]
        if ahead := [start for start, end in times if at_ms < start < end]:
            return min(ahead)
        day += DAY
    return 0
