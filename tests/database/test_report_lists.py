"""The lists of a report: lost callers, repeats, transfers, endings, ways, audio, calls behind a figure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from tests.database.made import NOON_MS, conversation, leg_quality, offer
from tests.database.test_reports import Records, example_day
from voipcc.core.cdr import Conversation, LegQuality, Segment
from voipcc.database.heard import HeardTape
from voipcc.database.reports import COUNTED, Counts, Question, whole_report
from voipcc.database.reports.behind import ALONE, UnknownFigure, calls_behind
from voipcc.database.reports.figure_sheets import COUNTS
from voipcc.database.reports.lines import line_sheet, trunk_sheet
from voipcc.database.reports.lost import lost_sheet
from voipcc.database.reports.passages import ending_sheet, path_of, path_sheet, transfer_sheet
from voipcc.database.reports.repeats import repeat_sheet
from voipcc.database.reports.sheet import Sheet
from voipcc.database.reports.sheets import Asked, call_sheet

DAY_MS = 86_400_000
LATER_MS = NOON_MS + 60 * DAY_MS
DAY = Question("UTC", NOON_MS, NOON_MS + DAY_MS)
VAIN = (("menu", 2.0), ("queue", 20.0))


class Measured(Records):
    """Records with measured legs."""

    legs: Sequence[tuple[str, str, LegQuality]] = ()

    def qualities_between(
        self, start_ms: int, end_ms: int
    ) -> Iterable[tuple[str, str, LegQuality]]:
        return self.legs

    def tapes_heard_between(self, start_ms: int, end_ms: int) -> Iterable[HeardTape]:
        return ()


def column(sheet: Sheet, name: str) -> list[object]:
    at = [one.name for one in sheet.columns].index(name)
    return [row[at] for row in sheet.rows]


def call(
    name: str, party: str, hours: float, outcome: str = "answered", **words: str
) -> Conversation:
    parts = VAIN if outcome != "answered" else (*VAIN, ("talk", 30.0))
    at = NOON_MS + round(hours * 3_600_000)
    made = conversation(name, parts, outcome=outcome, party=party, arrived_utc_ms=at)  # type: ignore[arg-type]
    return replace(made, **words)  # type: ignore[arg-type]


def test_lost_callers_are_told_with_what_became_of_them() -> None:
    """By caller: called back, came again, tried in vain, promised, or nothing; the open ones first."""
    records = Records(
        [
            call("1-1", "p1", 1, "abandoned"), call("1-2", "p1", 2, "abandoned"),
            call("1-3", "p1", 30, direction="out"),
            call("2-1", "p2", 1, "abandoned"), call("2-2", "p2", 1.5),
            call("3-1", "p3", 1, "abandoned"), call("3-2", "p3", 3, "unreached", direction="callback"),
            call("4-1", "p4", 1, "overflowed"), call("4-2", "p4", 2, "callback"),
            call("5-1", "p5", 4, "media_server_lost"),
            call("6-1", "", 1, "abandoned"),
            call("7-1", "p7", 1),
            call("8-1", "p8", 30, "abandoned"),
        ]
    )  # fmt: skip
    sheet = lost_sheet(records, DAY)
    assert column(sheet, "became") == ["open", "promised", "tried", "came_again", "called_back"]
    assert column(sheet, "caller") == ["p5", "p4", "p3", "p2", "p1"]
    assert column(sheet, "times") == [1, 1, 1, 1, 2]
    assert column(sheet, "call")[-1] == "1-2" and column(sheet, "followed_by")[-1] == "1-3"
    assert column(sheet, "after_s")[-1] == 28 * 3600
    assert sheet.summary == {
        "lost_callers": 5, "open": 1, "promised": 1, "tried": 1, "came_again": 1,
        "called_back": 1, "calls": 6, "calls_without_number": 1,
    }  # fmt: skip
    brief = lost_sheet(records, replace(DAY, window_days=1))
    assert "called_back" not in column(brief, "became")


def test_a_caller_lost_again_after_a_talk_is_lost_twice() -> None:
    """A talk ends what was lost before: the second row of calls in vain is followed for itself."""
    records = Records(
        [call("1-1", "p", 1, "abandoned"), call("1-2", "p", 2), call("1-3", "p", 3, "abandoned")]
    )
    sheet = lost_sheet(records, DAY)
    assert column(sheet, "became") == ["open", "came_again"]
    assert column(sheet, "call") == ["1-3", "1-1"]


def resolved(
    records: Records, asked: Question = DAY, now_ms: int = LATER_MS, **words: bool
) -> dict[str, object]:
    return repeat_sheet(records, asked, now_ms, **words).summary


def test_resolution_by_contact_and_by_chain() -> None:
    """Four calls of one caller are three repeated contacts and one good one, and one chain not settled."""
    records = Records([call(f"1-{at}", "p", at * 4) for at in range(4)])
    records += [call("2-1", "q", 5), call("3-1", "", 5)]
    found = resolved(records)
    by_contact, by_chain = found["first_contact_resolution"], found["chain_resolution"]
    assert (by_contact.numerator, by_contact.denominator) == (2, 5)  # type: ignore[attr-defined]
    assert (by_chain.numerator, by_chain.denominator) == (1, 2)  # type: ignore[attr-defined]
    assert found["without_number"] == 1 and found["repeat_callers"] == 1
    sheet = repeat_sheet(records, DAY, LATER_MS)
    assert column(sheet, "calls") == [4] and column(sheet, "call_ids") == ["1-0 1-1 1-2 1-3"]


def test_young_contacts_are_provisional() -> None:
    """Whoever could still call again is in no share, also when they called again already."""
    records = Records([call("1-1", "p", 1), call("1-2", "p", 2), call("2-1", "q", 3)])
    found = resolved(records, now_ms=NOON_MS + 2 * DAY_MS)
    assert found["first_contact_resolution"].denominator == 0  # type: ignore[attr-defined]
    assert (found["provisional_contacts"], found["provisional_repeated"]) == (3, 1)
    assert found["provisional_chains"] == 2
    assert "none yet (0 of 0)" in repeat_sheet(records, DAY, NOON_MS + 2 * DAY_MS).note


def test_a_repeat_is_looked_for_beyond_the_span_and_a_chain_before_it() -> None:
    """A call of next week makes today's a repeat; a chain that began yesterday is not begun today."""
    records = Records(
        [call("1-0", "p", -5), call("1-1", "p", 1), call("2-1", "q", 1), call("2-2", "q", 100)]
    )
    found = resolved(records)
    assert found["first_contact_resolution"].numerator == 1  # type: ignore[attr-defined]
    assert found["chain_resolution"].denominator == 1  # type: ignore[attr-defined]
    late = resolved(records, replace(DAY, window_days=4))
    assert late["first_contact_resolution"].numerator == 2  # type: ignore[attr-defined]


def test_another_queue_is_another_topic() -> None:
    """By topic, only a call to the same queue is a repeat; an attempt in vain counts as one."""
    help_desk = conversation("1-2", queue="help", party="p", arrived_utc_ms=NOON_MS + 7_200_000)
    records = Records([call("1-1", "p", 1), help_desk])
    assert resolved(records)["first_contact_resolution"].numerator == 1  # type: ignore[attr-defined]
    assert resolved(records, by_topic=True)["first_contact_resolution"].numerator == 2  # type: ignore[attr-defined]
    records.append(call("1-3", "p", 9, "abandoned"))
    assert resolved(records, by_topic=True)["first_contact_resolution"].numerator == 1  # type: ignore[attr-defined]


def given_on(name: str, *parts: tuple[str, str, str], party: str = "") -> Conversation:
    """A transferred call of these parts: kind, queue, agent."""
    segments = [
        Segment(kind, at * 1_000_000, at * 1_000_000 + 1_000_000, queue, agent, party=party if not agent else "")  # type: ignore[arg-type]
        for at, (kind, queue, agent) in enumerate(parts, 1)
    ]  # fmt: skip
    return replace(conversation(name), segments=tuple(segments), marks=("transferred",))


WAIT, ANNA, BEN = ("queue", "sales", ""), ("talk", "sales", "anna"), ("talk", "sales", "ben")
RING_BEN, ASK = ("transfer", "sales", "ben"), ("consult", "sales", "anna")


@pytest.mark.parametrize(
    ("record", "rows"),
    [
        (given_on("1-1", WAIT, ANNA, RING_BEN, BEN), [("anna", "sales", "ben", "blind", 1, 1, 1.0)]),
        (given_on("1-2", WAIT, ANNA, RING_BEN, ANNA), [("anna", "sales", "ben", "blind", 1, 0, 1.0)]),
        (given_on("1-3", WAIT, ANNA, ASK, BEN), [("anna", "sales", "ben", "attended", 1, 1, 0.0)]),
        (given_on("1-4", WAIT, ANNA, ASK, ANNA), []),
        (
            given_on("1-5", WAIT, ANNA, ("queue", "help", ""), ("talk", "help", "ben")),
            [("anna", "sales", "queue help", "blind", 1, 1, 1.0)],
        ),
        (
            given_on("1-6", WAIT, ANNA, ("transfer", "", ""), ("talk", "", ""), party="x"),
            [("anna", "sales", "a telephone", "blind", 1, 1, 1.0)],
        ),
        (
            given_on("1-7", WAIT, ANNA, ASK, ANNA, RING_BEN, BEN),
            [("anna", "sales", "ben", "blind", 1, 1, 1.0)],
        ),
    ],
    ids=lambda one: one.id if isinstance(one, Conversation) else "",
)  # fmt: skip
def test_transfers_are_told_by_who_gave_to_whom(
    record: Conversation, rows: list[tuple[object, ...]]
) -> None:
    """Blind or attended, to an agent, a queue or a telephone, reached or come back; a consult alone is none."""
    sheet = transfer_sheet(Records([record]), DAY)
    assert list(sheet.rows) == rows
    counted = whole_report(Records([record]), DAY).agents["anna"].transferred
    assert counted == len(rows)


def test_a_broken_line_is_no_transfer() -> None:
    """Without the mark nothing was given away, however many agents talked."""
    record = replace(given_on("1-1", WAIT, ANNA, WAIT, BEN), marks=("line_lost",))
    sheet = transfer_sheet(Records([record]), DAY)
    assert not sheet.rows and sheet.summary["percent"] == 0.0


def test_endings_tell_who_hung_up_and_why() -> None:
    """Who, with the cause of Q.850 in words and the status of SIP, the most frequent first."""
    records = Records(
        [call("1-1", "", 0), call("1-2", "", 0), call("1-3", "", 1, cause=17, sip=486)]
    )  # type: ignore[arg-type]
    sheet = ending_sheet(records, DAY)
    assert column(sheet, "cause_name") == ["hung up", "busy"] and column(sheet, "sip") == [
        None,
        486,
    ]
    assert column(sheet, "share_percent") == [66.7, 33.3]


def test_ways_through_the_menus_are_counted_by_blocks() -> None:
    """A way is the blocks passed, a flow is named where it changes, and each way says what became of it."""
    record = conversation("1-1")
    steps = ("main:start:3", "main:start:5", "main:sales:9", "night:door:2")
    first = replace(
        record, segments=(replace(record.segments[0], steps=steps), *record.segments[1:])
    )
    assert path_of(first) == "main:start > sales > night:door"
    sheet = path_sheet(Records([first, replace(first, id="1-2", outcome="left_in_menu")]), DAY)
    assert [row[:6] for row in sheet.rows] == [
        ("main:start > sales > night:door", 2, 100.0, 1, 0, 1)
    ]
    circles = replace(record.segments[0], steps=tuple(f"main:b{at % 7}:{at}" for at in range(90)))
    assert path_of(replace(record, segments=(circles,))).endswith(" > ...")


def test_audio_is_told_by_trunk_and_by_agent() -> None:
    """Loss is summed from packets, MOS is the mean of what is known, and bad legs are counted."""
    good, bad = (
        leg_quality("a"),
        leg_quality("b", mos_in=2.0, mos_out=0.0, lost_in=1000, fault="one_way"),
    )
    caller = leg_quality("c", agent="", device="")
    records = Measured()
    records.legs = [("carrier", "+1", good), ("carrier", "+1", bad), ("carrier", "+1", caller)]
    (row,) = line_sheet(records, DAY).rows
    assert row[:6] == ("anna", "anna/desk", "call", 2, 1, 1)
    assert row[6:9] == (3.0, 4.31, 2.0)
    assert row[9] == round(100 * 1090 / (2 * 2910 + 1090), 2)
    (trunk,) = trunk_sheet(records, DAY).rows
    assert trunk[:3] == ("carrier", 1, 0)
    assert not trunk_sheet(records, replace(DAY, number="+2")).rows


@pytest.mark.parametrize("figure", COUNTS)
@pytest.mark.parametrize("queues", [(), ("sales",), ("help",)])
def test_each_count_lists_its_calls(figure: str, queues: tuple[str, ...]) -> None:
    """As many calls stand behind a figure as it says, for the total and for a queue."""
    asked = replace(DAY, queues=queues)
    counts = whole_report(example_day(), asked).total.counts
    assert len(list(calls_behind(example_day(), asked, figure))) == getattr(counts, figure)


@pytest.mark.parametrize(
    ("figure", "ids"),
    [
        ("outcome:abandoned", ["1-2"]), ("missed", ["1-1"]), ("accepted", ["1-1"]), ("mark:loop", ["1-3"]),
        ("ended_by:agent", ["1-3"]), ("cause:16", ["1-1", "1-2", "1-3"]), ("trunk:carrier", ["1-1", "1-2", "1-3"]),
        ("lost_callers", ["1-2"]), ("lost_callers:came_again", ["1-2"]), ("lost_callers:open", []),
        ("repeated", []), ("resolved", ["1-3"]), ("longest_wait", ["1-2"]), ("path:start", ["1-1", "1-2", "1-3"]),
        ("transferred", []), ("surveyed", []), ("all", ["1-1", "1-2", "1-3"]), ("direction:in", ["1-1", "1-2", "1-3"]),
    ],
)  # fmt: skip
def test_other_figures_list_theirs(figure: str, ids: list[str]) -> None:
    """Outcomes, marks, endings, offers, ways and callers lead to their calls too."""
    rings = (offer("a", "ben", "timeout"), offer("b", "anna"))
    records = Records(
        [
            replace(conversation("1-1", offers=rings)),
            replace(call("1-2", "p", 1, "abandoned"), ended_us=99_000_000),
            replace(call("1-3", "p", 2), marks=("loop",), ended_by="agent"),
        ]
    )
    assert [one.id for one in calls_behind(records, DAY, figure)] == ids


def test_an_unknown_figure_names_those_there_are() -> None:
    """Whoever asks for the calls of something else learns every word that is known."""
    for figure in ("x", "outcome", "lost_callers:x"):
        with pytest.raises(UnknownFigure) as said:
            calls_behind(Records(), DAY, figure)
        assert "known are" in str(said.value) or all(one in str(said.value) for one in ALONE)


def test_a_list_of_calls_says_how_many_there_are() -> None:
    """The list ends at its limit, and its note says how many stand behind the figure."""
    sheet = call_sheet(example_day(), Asked(DAY), "abandoned", 4)
    assert len(sheet.rows) == 4 and sheet.summary == {"figure": "abandoned", "calls": 15}
    assert "the first 4" in sheet.note


def test_adding_counts_leaves_none_out() -> None:
    """Every count is summed, the longest wait is the longer one."""
    one, other = (Counts(*range(start, start + len(COUNTED) + 1)) for start in (1, 100))
    sums = {name: getattr(one, name) + getattr(other, name) for name in COUNTED}
    longest_us = other.longest_wait_us
    one.add(other)
    assert {name: getattr(one, name) for name in COUNTED} == sums
    assert one.longest_wait_us == longest_us
