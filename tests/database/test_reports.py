"""The figures are those of records.md, and they are the sum of the records in every zone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from rich.console import Console

from tests.callflows.plans import PLANS
from tests.core.desk import Floor
from tests.database.made import NOON_MS, conversation, offer, wrap_up
from tests.effort import examples
from voipcc.call_sheet import calls_table, record_sheet
from voipcc.core.cdr import Answer, Conversation, SegmentKind, Stretch, WrapUp
from voipcc.core.events import LegEnded
from voipcc.database.archive import Archive, ConversationRow
from voipcc.database.reading import ANY, Only
from voipcc.database.records import RecordStore
from voipcc.database.report_table import report_table
from voipcc.database.reports import QUARTER_MS, Report, local_day, report, utc_ms
from voipcc.database.visits import visits


class Records(list[Conversation]):
    """Records in memory, with the wrap-ups of some."""

    notes: Sequence[WrapUp] = ()
    stretches: Sequence[Stretch] = ()

    def between(self, start_ms: int, end_ms: int, only: Only = ANY) -> Iterable[Conversation]:
        return [one for one in self if start_ms <= one.arrived_utc_ms < end_ms]

    def wrap_ups_between(self, start_ms: int, end_ms: int) -> Iterable[tuple[int, WrapUp]]:
        arrived = {one.id: one.arrived_utc_ms for one in self.between(start_ms, end_ms)}
        return [
            (arrived[one.conversation], one) for one in self.notes if one.conversation in arrived
        ]

    def stretches_between(self, start_ms: int, end_ms: int) -> Iterable[Stretch]:
        return self.stretches


def example_day() -> Records:
    """100 offered calls as the table of records.md tells."""
    answered = [("answered", 20.0, 30.0)] * 64 + [("answered", 21.0, 30.0)] * 16
    abandoned = [("abandoned", 5.0, 0.0)] * 5 + [("abandoned", 12.0, 0.0)] * 3
    left = [("abandoned", 40.0, 0.0)] * 7 + [("overflowed", 60.0, 0.0)] * 5
    day = Records()
    for number, (outcome, wait, talk) in enumerate(answered + abandoned + left):
        parts = [("menu", 3.0), ("queue", wait)]
        parts += [("talk", talk)] if talk else []
        parts += [("closing", 2.0)] if outcome == "overflowed" else []
        at = NOON_MS + number * 60_000
        day.append(conversation(f"1-{number}", tuple(parts), outcome=outcome, arrived_utc_ms=at))
    return day


def whole(records: Records) -> Report:
    first = datetime.fromtimestamp(NOON_MS / 1000).astimezone()
    return report(records, first, first + timedelta(days=1), "UTC")


def test_example_day_gives_the_tables_percentages() -> None:
    """The day of records.md gives exactly its percentages, formula by formula."""
    total = whole(example_day()).total
    assert {name: share.percent for name, share in total.service_level.items()} == {
        "answered": 80.0,
        "answered_or_left": 75.8,
        "removed_in_time": 72.0,
        "without_short_abandons": 71.1,
        "with_abandons": 67.4,
        "offered": 64.0,
    }
    assert (total.abandon_rate.percent, total.abandon_rate_without_short.percent) == (15.0, 10.5)
    assert total.average_speed_of_answer_s == 20.2 and total.longest_wait_s == 60.0
    counts = total.counts
    assert (counts.offered, counts.answered, counts.abandoned, counts.short_abandons) == (
        100, 80, 15, 5,
    )  # fmt: skip


def test_report_of_the_tables_equals_report_of_the_records(tmp_path: Path) -> None:
    """Stored in SQLite and read again, the same records give the same report."""
    store = RecordStore.open(tmp_path / "records.sqlite")
    for number, record in enumerate(example_day(), 1):
        store.keep(record, number)
    store.close()
    assert whole(Archive(store.path)) == whole(example_day())  # type: ignore[arg-type]
    assert json.loads(json.dumps(whole(example_day()).plain()))["conversations"] == 100


@pytest.mark.parametrize(
    ("day", "quarters"),
    [(date(2025, 3, 30), 92), (date(2025, 10, 26), 100), (date(2025, 6, 1), 96)],
)
def test_days_of_23_and_25_hours_add_up(day: date, quarters: int) -> None:
    """On days of 23, 24 and 25 hours the intervals cover the day and sum to the records."""
    start, end = local_day(day, "Europe/Berlin")
    first, last = utc_ms(start, "Europe/Berlin"), utc_ms(end, "Europe/Berlin")
    calls = range(first - 600_000, last + 600_000, 300_000)
    records = Records(conversation(f"1-{at}", arrived_utc_ms=at) for at in calls)
    made = report(records, start, end, "Europe/Berlin")
    assert len(made.intervals) == quarters
    assert made.total.counts.offered == quarters * 3 == made.conversations
    assert all(one.figures.counts.offered == 3 for one in made.intervals)
    hours = report(records, start, end, "Europe/Berlin", interval_minutes=60)
    assert len(hours.intervals) == quarters / 4 and hours.total == made.total
    assert len({one.local for one in made.intervals}) == quarters


def test_zone_at_three_quarters_is_summed_from_quarters() -> None:
    """A day in Kathmandu (UTC+5:45) holds exactly its own calls."""
    start, end = local_day(date(2025, 6, 1), "Asia/Kathmandu")
    first = utc_ms(start, "Asia/Kathmandu")
    assert first % 3_600_000 == QUARTER_MS
    records = Records(
        conversation(f"1-{at}", arrived_utc_ms=at)
        for at in (first - 1, first, first + 86_399_999, first + 86_400_000)
    )
    assert report(records, start, end, "Asia/Kathmandu", interval_minutes=60).conversations == 2


def test_overflow_counts_in_both_queues_and_once_in_total() -> None:
    """A caller passed on from one queue to another is offered to both."""
    first = conversation("1-1", (("queue", 60),), queue="sales")
    second = conversation("1-1", (("queue", 4), ("talk", 9)), queue="help", arrived_us=61_000_000)
    both = Records([record_of(first, second)])
    made = whole(both)
    assert made.total.counts.offered == 1 and made.total.counts.answered == 1
    assert made.total.average_speed_of_answer_s == 64.0
    assert made.queues["sales"].counts.overflowed == 1
    assert made.queues["help"].counts.answer_wait_us == 4_000_000


def record_of(first: Conversation, second: Conversation) -> Conversation:
    """One conversation of the segments of two."""
    from dataclasses import replace

    return replace(first, segments=first.segments + second.segments, ended_us=second.ended_us)


def test_whom_a_full_queue_turned_away_was_offered_to_it() -> None:
    """A queue that kept a caller for no time counts one offered and overflowed, in the total too."""
    plan = PLANS["direct"]
    sales = replace(plan.queues["sales"], max_waiting=1)
    floor = Floor(replace(plan, queues={**plan.queues, "sales": sales}), agents=())
    for leg in ("c1", "c2"):
        floor.arrive(leg)
    for leg in ("c2", "c1"):
        floor.do(LegEnded(leg), 5)
    arrived = [replace(one, arrived_utc_ms=NOON_MS) for one in floor.records]
    made = whole(Records(arrived))
    for figures in (made.total, made.queues["sales"]):
        counts = figures.counts
        assert (counts.offered, counts.overflowed, counts.abandoned) == (2, 1, 1)
        assert figures.service_level["offered"].denominator == 2


def test_marks_and_errands_are_counted() -> None:
    """How many left by a key or a rule, and what became of callbacks and voicemails, is in the report."""
    day = Records(
        [
            replace(conversation("1-1"), outcome="callback", marks=("left_by_key",)),
            replace(conversation("1-2"), outcome="callback", marks=("overflow_wait", "redialled")),
            replace(conversation("1-3"), direction="callback", marks=("controller_restarted",)),
            replace(conversation("1-4"), outcome="unreached", direction="callback"),
            replace(conversation("1-5"), outcome="voicemail", marks=("overflow_wait",)),
            replace(conversation("1-6"), direction="voicemail"),
        ]
    )
    made = whole(day)
    assert made.marks == {"left_by_key": 1, "overflow_wait": 2, "redialled": 1}
    assert made.errands == {
        "callback": {"promised": 2, "reached": 1, "unreached": 1},
        "voicemail": {"left": 1, "heard": 1, "unheard": 0},
    }
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(report_table(made))
    text = " ".join(console.export_text().split())
    assert "callbacks reached 1" in text and "overflow wait 2" in text


def test_line_lost_and_connected_again_is_two_visits() -> None:
    """A second wait after a talk is a visit of its own; the total counts the first answer."""
    record = conversation(
        "1-1", (("queue", 5), ("talk", 10), ("queue", 3), ("talk", 20)), outcome="answered"
    )
    assert [(one.wait_us, one.talk_us) for one in visits(record)] == [
        (5_000_000, 10_000_000), (3_000_000, 20_000_000),
    ]  # fmt: skip
    made = whole(Records([record]))
    assert made.total.average_speed_of_answer_s == 5.0 and made.total.talk_s == 30.0
    assert made.agents["anna"].talks == 2


def test_who_is_given_to_a_colleague_was_offered_to_the_queue_once() -> None:
    """The colleague's telephone rings within the visit: no second offer and no second answer."""
    record = conversation(
        "1-1", (("queue", 5), ("talk", 10), ("transfer", 3), ("talk", 20)), outcome="answered"
    )
    ringing = replace(record.segments[2], queue="sales", agent="ben")
    record = replace(record, segments=(*record.segments[:2], ringing, record.segments[3]))
    assert [(one.wait_us, one.talk_us) for one in visits(record)] == [(5_000_000, 30_000_000)]


def test_lists_tell_calls_of_the_house_from_callers() -> None:
    """A consult and a call out say so beside their outcome; who else talks stands in the sheet."""
    record = conversation("1-1", (("talk", 20),))
    record = replace(record, segments=(replace(record.segments[0], others=("ben", "carla")),))
    row = ConversationRow(
        "1-2", NOON_MS, 0, "+49301234567", "", "", "ben", "answered", "far", 0, 0, "journal", (),
        "consult",
    )  # fmt: skip
    console = Console(width=120, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(calls_table([row, replace(row, direction="in")], "UTC"))
    console.print(record_sheet(record, "UTC", ""))
    text = " ".join(console.export_text().split())
    assert text.count("consult: answered") == 1 and "anna, ben, carla" in text


SURVEYED: tuple[tuple[SegmentKind, float], ...] = (("queue", 2), ("talk", 5), ("survey", 3))


def test_answers_after_the_talk_are_counted_by_queue_and_question() -> None:
    """Average and CSAT are of the figures; what is no figure is counted only, and the sheet shows each."""
    given = [("csat", key, "sales") for key in "54425*"] + [("again", "1", "help")]
    records = Records(
        replace(
            conversation(f"1-{at}", SURVEYED, queue=queue),
            survey=(Answer(one, key, 7_000_000, queue, "anna"),),
        )
        for at, (one, key, queue) in enumerate(given)
    )
    found = whole(records).surveys
    sales = found["sales"]["csat"]
    assert sales.callers == 6
    assert (sales.answers, sales.average, sales.satisfied, sales.satisfied_percent) == (
        6,
        4.0,
        4,
        80.0,
    )
    assert sales.counts == {"*": 1, "2": 1, "4": 2, "5": 2}
    assert found["help"]["again"].average == 1.0
    console = Console(width=120, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(report_table(whole(records)), record_sheet(records[1], "UTC", ""))
    text = " ".join(console.export_text().split())
    assert "sales csat 6 6 4.00 80.0 % *:1 2:1 4:2 5:2" in text
    assert "00:06.000 csat 4 sales anna" in text


def test_a_talk_with_an_agent_by_name_counts_in_no_queue() -> None:
    """Whom the dialplan led to one agent was offered to no queue; a survey is no part of a visit."""
    record = conversation(
        "1-1", (("menu", 2), ("transfer", 3), ("talk", 10), ("survey", 4)), queue=""
    )
    assert visits(record) == []
    served = conversation("1-2", (("queue", 2), ("talk", 10), ("survey", 4)))
    assert [(one.queue, one.talk_us) for one in visits(served)] == [("sales", 10_000_000)]


def test_agents_are_counted_by_their_offers() -> None:
    """Each agent's offers are counted by result, ringing from the first ring on."""
    offers = (offer("a", "ben", "timeout"), offer("b", "ben", "rejected"), offer("c", "anna"))
    made = whole(Records([conversation(offers=offers)]))
    ben, anna = made.agents["ben"], made.agents["anna"]
    assert (ben.offered, ben.missed, ben.rejected, ben.accepted) == (2, 1, 1, 0)
    assert (anna.accepted, anna.talks, anna.talk_us, anna.ring_us) == (1, 1, 30_000_000, 2_900_000)


def test_an_agents_talk_hold_and_consult_are_told_apart() -> None:
    """A talk with a hold and a consult is one talk; each time is counted for itself."""
    parts = (("talk", 20), ("hold", 5), ("talk", 3), ("consult", 12), ("talk", 7))
    record = conversation("1-1", parts)
    mine = [replace(part, agent="anna") for part in record.segments]
    anna = whole(Records([replace(record, segments=tuple(mine))])).agents["anna"]
    times = (anna.talk_us, anna.hold_us, anna.consult_us)
    assert (anna.talks, *times) == (1, 30_000_000, 5_000_000, 12_000_000)


OUTCOMES = st.sampled_from(["answered", "abandoned", "overflowed", "media_server_lost", "closed"])


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.tuples(OUTCOMES, st.floats(0, 90), st.integers(0, 86_399_999))))
def test_totals_equal_the_sum_of_the_records(calls: list[tuple[str, float, int]]) -> None:
    """Any day's totals are the sums over its records and intervals, and the inequalities hold."""
    records = Records()
    for number, (outcome, wait, at) in enumerate(calls):
        parts = () if outcome == "closed" else (("queue", wait),)
        parts += (("talk", 10),) if outcome == "answered" else ()
        records.append(
            conversation(f"1-{number}", parts, outcome=outcome, arrived_utc_ms=NOON_MS + at)
        )
    made = whole(records)
    counts = made.total.counts
    assert made.conversations == len(calls) == sum(made.outcomes.values())
    assert counts.answered == made.outcomes.get("answered", 0)
    assert counts.offered == counts.answered + counts.abandoned + counts.overflowed + counts.lost
    assert counts.offered == sum(one.figures.counts.offered for one in made.intervals)
    level = {name: share.percent for name, share in made.total.service_level.items()}
    if counts.answered:
        assert level["with_abandons"] <= level["without_short_abandons"] <= level["answered"]
        if not counts.overflowed and not counts.lost:
            assert level["without_short_abandons"] <= level["removed_in_time"]


def test_empty_day_divides_by_nothing() -> None:
    """A day without calls has no percentages and no averages."""
    total = whole(Records()).total
    assert total.service_level["offered"].percent is None
    assert total.average_speed_of_answer_s is None


def test_notes_are_part_of_the_handle_time() -> None:
    """Wrap-ups count in the quarter of their conversation, for queue and agent; dispositions too."""
    day = Records([conversation("1-1"), conversation("1-2", arrived_utc_ms=NOON_MS + QUARTER_MS)])
    without = whole(day)
    missing = replace(wrap_up("o2"), conversation="1-2", disposition="", missing=True)
    day.notes = [wrap_up("o1"), missing, replace(wrap_up("o3"), conversation="1-7")]
    found = whole(day)
    assert (without.total.average_handle_time_s, found.total.average_handle_time_s) == (30.0, 42.0)
    assert found.queues["sales"].counts.wrap_up_us == 24_000_000
    assert found.intervals[1].figures.counts.wrap_up_us == 12_000_000
    assert (found.agents["anna"].wrap_ups, found.agents["anna"].wrap_up_us) == (2, 24_000_000)
    assert found.dispositions == {"sales": {"11 order / new order": 1, "missing": 1}}
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(report_table(found))
    assert "order / new order" in console.export_text()


def test_terminal_shows_every_formula() -> None:
    """The printed report names queues, agents and all six formulas."""
    console = Console(width=160, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(report_table(whole(example_day())))
    text = console.export_text()
    for word in ("sales", "anna", "75.8 %", "removed_in_time", "20.2 s"):
        assert word in text


def test_figures_are_whole_in_a_narrow_terminal() -> None:
    """In 80 columns every head and figure stands on one line, also of a busy day."""
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    day = whole(example_day())
    busy = structs.replace(
        day.total, longest_wait_s=3725.0, talk_s=98_765.0, average_speed_of_answer_s=754.0
    )
    console.print(report_table(replace(day, queues={"support-de": busy}, total=busy)))
    lines = console.export_text().splitlines()
    heads = next(line.split() for line in lines if "longest wait" in line)
    assert heads[-5:] == ["longest", "wait", "handle", "time", "talk"]
    (row,) = [line for line in lines if "27:26:05 h" in line and "support-de" in line]
    assert "1:02:05 h" in row and "12:34 min" in row
    assert not any("…" in line for line in lines)


def test_interval_must_be_made_of_quarters() -> None:
    """An interval of 20 minutes is refused."""
    start, end = local_day(date(2025, 6, 1), "UTC")
    with pytest.raises(ValueError, match="20 minutes"):
        report(Records(), start, end, "UTC", interval_minutes=20)
