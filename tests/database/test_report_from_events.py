"""From events to figures: the day of records.md is fed into the core, and counted once more by other code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.callflows.plans import PLANS
from tests.core.desk import SECOND, UTC_MS, Floor
from tests.database.made import leg_quality
from tests.database.test_report_lists import Measured
from tests.database.test_reports import Records
from tests.effort import examples
from voipcc.core.cdr import Conversation
from voipcc.core.commands import Connect, Ring
from voipcc.core.events import Event, LegAnswered, LegConnected, LegEnded, LegRinging, TimePassed
from voipcc.database.archive import Archive
from voipcc.database.engine import Engine
from voipcc.database.records import RecordStore
from voipcc.database.reports import QUARTER_MS, Counts, Question, Source, whole_report
from voipcc.database.reports.sheets import SHEETS, Asked, sheet_named

THRESHOLD_S, SHORT_S = 20, 5
Story = tuple[str, float, float]  # answered, abandoned or overflowed; seconds of wait and of talk
EXAMPLE: tuple[Story, ...] = (
    *(("answered", 20.0, 30.0),) * 64,
    *(("answered", 21.0, 30.0),) * 16,
    *(("abandoned", 5.0, 0.0),) * 5,
    *(("abandoned", 12.0, 0.0),) * 3,
    *(("abandoned", 40.0, 0.0),) * 7,
    *(("overflowed", 60.0, 0.0),) * 5,
)
PERCENT = {
    "answered": 80.0,
    "answered_or_left": 75.8,
    "removed_in_time": 72.0,
    "without_short_abandons": 71.1,
    "with_abandons": 67.4,
    "offered": 64.0,
}


@dataclass
class Day:
    """What the core recorded, beside the events it was told."""

    records: list[Conversation]
    events: list[tuple[int, Event]]


class Witness(Floor):
    """A core at work whose outside events are kept with their times."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, Event]] = []
        direct = PLANS["direct"]
        sales = replace(
            direct.queues["sales"], ring_timeout_s=300, max_wait_s=60, wrap_up_s=0,
            announce_position=False,
        )  # fmt: skip
        super().__init__(replace(direct, queues={**direct.queues, "sales": sales}))

    def do(self, event: Event, after_s: float = 0) -> list:  # type: ignore[type-arg]
        made = super().do(event, after_s)
        self.seen.append((self.now_us, event))
        return made

    def live(self, leg: str, story: Story) -> None:
        """One caller, alone in the centre: waits, talks or not, and is gone."""
        what, wait_s, talk_s = story
        self.arrive(leg, 1)
        ring = self.one(Ring).leg
        self.do(LegRinging(ring))
        if what == "abandoned":
            self.do(LegEnded(leg), wait_s)
            self.do(LegEnded(ring))
            return
        if what == "overflowed":
            self.do(TimePassed(), wait_s)
            self.wait(30)  # the goodbye, if the plan has one
            self.do(LegEnded(ring))
            self.do(LegEnded(leg, by="us"))
            return
        self.do(LegAnswered(ring), wait_s)
        talk = self.one(Connect).talk
        self.do(LegConnected(leg, talk))
        self.do(LegConnected(ring, talk))
        self.do(LegEnded(leg), talk_s)
        self.do(LegEnded(ring))


def lived(stories: Sequence[Story]) -> Day:
    """A day of these callers, one after another."""
    floor = Witness()
    for number, story in enumerate(stories):
        floor.live(f"c{number}", story)
    return Day(floor.records, floor.seen)


def counted(events: Sequence[tuple[int, Event]]) -> Counts:
    """The total once more, from the events alone and by other code: no record is looked at."""
    made = Counts()
    waiting: dict[str, int] = {}
    talking: dict[str, int] = {}
    for at_us, event in events:
        match event:
            case LegAnswered(leg) if leg.startswith("c"):
                waiting[leg] = at_us
                made.offered += 1
            case LegConnected(leg, _) if leg in waiting:
                wait_us = at_us - waiting.pop(leg)
                made.answered += 1
                made.answer_wait_us += wait_us
                made.longest_wait_us = max(made.longest_wait_us, wait_us)
                made.answered_in_time += wait_us <= THRESHOLD_S * SECOND
                made.removed_in_time += wait_us <= THRESHOLD_S * SECOND
                talking[leg] = at_us
            case LegEnded(leg, by="us") if leg in waiting:
                del waiting[leg]
                made.overflowed += 1
                made.longest_wait_us = max(made.longest_wait_us, 60 * SECOND)
            case LegEnded(leg) if leg in waiting:
                wait_us = at_us - waiting.pop(leg)
                made.abandoned += 1
                made.abandoned_in_time += wait_us <= THRESHOLD_S * SECOND
                made.short_abandons += wait_us <= SHORT_S * SECOND
                made.removed_in_time += wait_us <= THRESHOLD_S * SECOND
                made.longest_wait_us = max(made.longest_wait_us, wait_us)
            case LegEnded(leg) if leg in talking:
                made.talk_us += at_us - talking.pop(leg)
    return made


def asked(records: Sequence[Conversation]) -> Question:
    first = min((one.arrived_utc_ms for one in records), default=UTC_MS)
    last = max((one.arrived_utc_ms for one in records), default=UTC_MS)
    return Question("UTC", first, last + 1)


def kept(records: Sequence[Conversation], engine: Engine) -> Archive:
    """The same records in a database."""
    store = RecordStore.open(engine)
    for number, record in enumerate(records, 1):
        store.keep(record, number)
    store.close()
    return store.archive


def judge(source: Source, day: Day, question: Question) -> None:
    found = whole_report(source, question)
    total = found.total
    assert {name: one.percent for name, one in total.service_level.items()} == PERCENT
    assert (total.abandon_rate.percent, total.abandon_rate_without_short.percent) == (15.0, 10.5)
    assert total.counts == counted(day.events)


def test_the_example_day_fed_in_as_events() -> None:
    """All six service levels and both abandon rates of records.md come out of events."""
    day = lived(EXAMPLE)
    judge(Records(day.records), day, asked(day.records))


def test_the_example_day_on_both_engines(engine: Engine) -> None:
    """The same from the file and from PostgreSQL, from the records and from their roll-ups."""
    day = lived(EXAMPLE)
    archive = kept(day.records, engine)
    by_rows = asked(day.records)
    judge(archive, day, by_rows)
    quarters = replace(
        by_rows,
        start_ms=by_rows.start_ms // QUARTER_MS * QUARTER_MS,
        end_ms=-(-by_rows.end_ms // QUARTER_MS) * QUARTER_MS,
    )
    judge(archive, day, quarters)
    assert whole_report(archive, by_rows).counted_from == "records"
    assert whole_report(archive, quarters).counted_from == "roll-ups"


STORIES = st.lists(
    st.tuples(
        st.sampled_from(["answered", "abandoned", "overflowed"]),
        st.one_of(st.sampled_from([0.001, 5.0, 20.0, 20.000001, 59.0]), st.floats(0.001, 59)),
        st.floats(0.001, 400),
    ).map(lambda one: (one[0], 60.0 if one[0] == "overflowed" else one[1], one[2])),
    max_size=25,
)


@settings(max_examples=examples(60), deadline=None)
@given(STORIES)
def test_figures_are_those_counted_from_the_events(stories: list[Story]) -> None:
    """Whatever a day brings, the report equals what other code counts from its events, and the orders hold."""
    day = lived(stories)
    found = whole_report(Records(day.records), asked(day.records))
    assert found.total.counts == counted(day.events)
    assert found.total.counts == (found.queues["sales"].counts if stories else Counts())
    level = {name: one.percent for name, one in found.total.service_level.items()}
    if found.total.counts.answered:
        assert level["with_abandons"] <= level["without_short_abandons"] <= level["answered"]
        if not found.total.counts.overflowed:
            assert level["without_short_abandons"] <= level["removed_in_time"]


def test_every_sheet_comes_from_both_engines(engine: Engine) -> None:
    """Each sheet read from the file and from PostgreSQL is the one of the records in memory."""
    day = lived(EXAMPLE[::9])
    measured = Measured(day.records)
    measured.legs = [("carrier", "+49301234567", leg_quality("c", agent="", device=""))]
    measured.legs = [*measured.legs, ("", "", leg_quality("a", conversation="", source="test"))]
    store = RecordStore.open(engine)
    first = day.records[0].id
    for number, record in enumerate(day.records, 1):
        store.keep(replace(record, trunk="carrier", number="+49301234567"), number)
    store.keep(leg_quality("c", agent="", device="", conversation=first), 90)
    store.keep(leg_quality("a", conversation="", source="test"), 91)
    store.close()
    measured[:] = [replace(one, trunk="carrier", number="+49301234567") for one in day.records]
    span = Question("Europe/Berlin", UTC_MS - 86_400_000, UTC_MS + 400 * 86_400_000, "month")
    question = Asked(span, now_ms=UTC_MS)
    for name in SHEETS:
        assert sheet_named(name, store.archive, question) == sheet_named(name, measured, question)
