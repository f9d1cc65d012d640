"""The switch's own log tells of every call what our record must tell too.

The files in cel/ were written by Asterisk 22.10.1 for calls of which each step was noted.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.database.made import conversation
from tests.effort import examples
from voipcc.core.cdr import Conversation, Segment, SegmentKind
from voipcc.database.archive import Archive
from voipcc.database.cel import (
    fallback_conversations,
    fallback_stays,
    missed_endings,
    missed_joins,
)
from voipcc.database.cel_comparison import compare
from voipcc.database.cel_log import CelCall, CelLog, event_in, milliseconds, older_log
from voipcc.database.cel_waits import wait_ms
from voipcc.database.records import RecordStore

CALLS = Path(__file__).parent / "cel" / "real_calls.csv"
ADOPTED = Path(__file__).parent / "cel" / "adopted_calls.csv"
TAKEN_OVER = Path(__file__).parent / "cel" / "taken_over_call.csv"
ENDPOINTS = {"anna/desk": "annadesk-d5dbd0232f1cb7f8", "ben/desk": "bendesk-a5ba15c6d5e9c40b"}
WHOLE, ABANDONED, TWO_AGENTS, MENU, SERVED, GAVE_UP = range(6)
Part = tuple[SegmentKind, int, str]


def calls(path: Path = CALLS) -> list[CelCall]:
    return CelLog(path).read()


def record(call: CelCall, *parts: Part, marks: tuple[str, ...] = ()) -> Conversation:
    """Our record of a call: `parts` are kinds, milliseconds and agents."""
    at, segments = 0, []
    for kind, ms, agent in parts:
        segments.append(Segment(kind, at, at + ms * 1000, "sales", agent))
        at += ms * 1000
    made = conversation(
        f"1-{call.id}", (), leg=call.id, arrived_utc_ms=call.arrived_ms, arrived_us=0
    )
    return replace(made, segments=tuple(segments), ended_us=at, marks=marks)


def ours() -> list[Conversation]:
    """Records that agree with the first four calls, as their controller noted them."""
    real = calls()
    return [
        record(real[WHOLE], ("menu", 1034, ""), ("queue", 2150, ""), ("talk", 1501, "anna")),
        record(real[ABANDONED], ("menu", 20, ""), ("queue", 803, "")),
        record(
            real[TWO_AGENTS], ("menu", 17, ""), ("queue", 521, ""), ("talk", 1004, "ben"),
            ("queue", 1120, ""), ("talk", 400, "anna"), ("hold", 505, "anna"),
        ),
        record(real[MENU], ("menu", 416, "")),
    ]  # fmt: skip


def controlled() -> list[CelCall]:
    return [call for call in calls() if call.controlled]


def test_real_log_tells_what_happened() -> None:
    """Waits, talks, parties and causes of noted calls are those that were noted."""
    real = calls()
    assert [len(call.talks()) for call in real] == [1, 0, 2, 0, 1, 0]
    assert [call.fallback for call in real] == [False] * 4 + [True] * 2
    assert abs(wait_ms(real[WHOLE]) - 2146) < 10 and wait_ms(real[MENU]) == 0
    assert {call.number for call in real} == {"+4930123456"}
    assert {call.trunk for call in real} == {"pstn"}
    assert [talk.leg for talk in real[TWO_AGENTS].talks()] == ["1-4", "1-6"]


def test_agreeing_records_have_no_mismatch() -> None:
    """Records within 50 ms of the log agree with it."""
    assert compare(ours(), controlled(), ENDPOINTS) == []


@pytest.mark.parametrize("kind", ["talk", "wait"])
def test_sixty_milliseconds_are_a_mismatch(kind: str) -> None:
    """A talk or a wait that is 60 ms off is found, and named by its leg."""
    records = ours()
    place = {"wait": 1, "talk": 2}[kind]
    parts = list(records[WHOLE].segments)
    parts[place] = replace(parts[place], end_us=parts[place].end_us + 60_000)
    records[WHOLE] = replace(records[WHOLE], segments=tuple(parts))
    found = compare(records, controlled(), ENDPOINTS)
    assert [(one.kind, one.leg) for one in found] == [(kind, records[WHOLE].leg)]


@pytest.mark.parametrize(
    ("more_ms", "marks", "agrees"),
    [
        (600, ("heard_late",), True),
        (600, (), False),
        (200, (), True),
        (-110, ("heard_late",), False),
        (1110, ("heard_late",), False),
    ],
)
def test_a_wait_begins_with_the_decision_and_not_when_the_switch_acts(more_ms, marks, agrees):
    """A busy switch acts a moment after the key; lines that were torn let it act up to a second later."""
    records, more = ours(), more_ms * 1000
    menu, queue, *rest = records[WHOLE].segments
    parts = (
        replace(menu, end_us=menu.end_us - more),
        replace(queue, start_us=queue.start_us - more),
        *rest,
    )
    records[WHOLE] = replace(records[WHOLE], segments=parts, marks=marks)
    found = compare(records, controlled(), ENDPOINTS)
    assert [one.kind for one in found] == ([] if agrees else ["wait"])


def test_parties_in_another_order_are_a_mismatch() -> None:
    """Two agents exchanged in a record are found, though all times agree."""
    records = ours()
    swapped = {"anna": "ben", "ben": "anna", "": ""}
    parts = [replace(one, agent=swapped[one.agent]) for one in records[TWO_AGENTS].segments]
    records[TWO_AGENTS] = replace(records[TWO_AGENTS], segments=tuple(parts))
    (found,) = compare(records, controlled(), ENDPOINTS)
    assert (found.kind, found.ours, found.theirs) == ("parties", "anna, ben", "ben, anna")


@pytest.mark.parametrize(("brief_ms", "agrees"), [(0, True), (49, True), (60, False)])
def test_who_was_met_for_an_instant_may_be_missing(brief_ms: int, agrees: bool) -> None:
    """An agent who parted from the caller within 50 ms of meeting may stand in the record or not."""
    record, call = ours()[WHOLE], controlled()[WHOLE]
    (talk,) = call.talks()
    (stay,) = (one for one in call.legs[talk.leg].stays if not one.holding)
    ben = replace(
        call.legs[talk.leg], leg="1-99", channel=f"PJSIP/{ENDPOINTS['ben/desk']}-00000001"
    )
    ben.stays = [replace(stay, end_ms=stay.start_ms + brief_ms)]
    call.legs["1-99"] = ben
    found = [one.kind for one in compare([record], [call], ENDPOINTS)]
    assert ("parties" not in found) is agrees


def test_dropped_doubled_and_invented_records_are_mismatches() -> None:
    """A record missing, twice there, or of no call is found."""
    records = ours()
    invented = conversation("1-99", leg="nobody")
    found = compare([*records[1:], records[1], invented], controlled(), ENDPOINTS)
    assert sorted(one.kind for one in found) == ["no log", "no record", "two records"]


def test_a_caller_taken_over_waited_through_the_greeting() -> None:
    """Music of ours, the switch's greeting, the switch's queue: one wait without a gap."""
    (taken,) = calls(TAKEN_OVER)
    parts = record(taken, ("menu", 801, ""), ("queue", 22561, ""), ("talk", 3986, "felix"))
    noted = replace(parts, outcome="fallback")
    endpoints = {"felix/desk": "felixdesk-9b55d6d26fdd0d55"}
    assert compare([noted], [taken], endpoints) == []
    assert [found.kind for found in compare([parts], [taken], endpoints)] == ["wait"]


@pytest.mark.parametrize(("late_ms", "agrees"), [(0, True), (240, True), (560, False)])
def test_a_caller_straight_into_a_queue_waits_from_the_arrival(late_ms: int, agrees: bool) -> None:
    """A busy switch takes a moment to answer: the wait in the record begins with the call all the same."""
    call = controlled()[ABANDONED]
    leg = call.legs[call.id]
    leg.answered_ms, leg.stays[0].start_ms = leg.start_ms + late_ms, leg.start_ms + late_ms + 5
    parts: list[Part] = [("queue", 0, ""), ("transfer", leg.end_ms - leg.start_ms, "")]
    found = compare([record(call, *parts)], [call], ENDPOINTS)
    assert [one.kind for one in found] == ([] if agrees else ["wait"])


def test_a_wait_begins_with_the_music_where_it_was_decided_on_late() -> None:
    """An answer that was heard of 213 ms late begins no wait before the one in the record."""
    call = controlled()[ABANDONED]
    leg = call.legs[call.id]
    leg.answered_ms, leg.stays[0].start_ms = leg.start_ms + 1, leg.start_ms + 213
    rest_ms = leg.end_ms - leg.start_ms - 213
    agreeing = record(call, ("menu", 213, ""), ("queue", rest_ms, ""))
    assert compare([agreeing], [call], ENDPOINTS) == []


@pytest.mark.parametrize(("outcome", "agrees"), [("abandoned", True), ("answered", False)])
def test_a_caller_who_gives_up_in_the_switchs_own_queue_waited_all_the_time(
    outcome, agrees
) -> None:
    """What the switch says to a caller it takes over is wait, also where nobody ever came to the phone."""
    (taken,) = calls(TAKEN_OVER)
    met_ms = taken.talks()[0].start_ms
    caller = taken.legs[taken.id]
    taken.legs = {taken.id: caller}
    caller.end_ms, caller.queued = met_ms, [[start, met_ms] for start, _ in caller.queued]
    caller.stays = [stay for stay in caller.stays if stay.holding]
    noted = replace(record(taken, ("menu", 801, ""), ("queue", 22561, "")), outcome=outcome)
    assert [one.kind for one in compare([noted], [taken], {})] == ([] if agrees else ["wait"])


def test_adopted_callers_waited_from_their_first_entry() -> None:
    """An adopted caller's wait runs without gaps from arrival, or from the first queue entry."""
    fresh, known = calls(ADOPTED)
    endpoints = {"anna/desk": "annadesk-281e8e831e839e1e"}
    records = [
        record(fresh, ("queue", 5038, ""), ("talk", 1005, "anna"), marks=("adopted",)),
        record(known, ("menu", 540, ""), ("queue", 4420, ""), marks=("adopted",)),
    ]
    assert compare(records, [fresh, known], endpoints) == []
    unmarked = [replace(one, marks=()) for one in records]
    assert [one.kind for one in compare(unmarked, [fresh, known], endpoints)] == ["wait", "wait"]


def test_calls_only_the_switch_served_get_records_from_its_log() -> None:
    """Fallback calls become records that say so, cover their time and agree with the log."""
    made = fallback_conversations(calls(), set(), ENDPOINTS, lambda number: f"party of {number}")
    assert [one.leg for one in made] == [calls()[SERVED].id, calls()[GAVE_UP].id]
    served, gave_up = made
    assert [(one.kind, one.agent) for one in served.segments] == [
        ("menu", ""), ("queue", ""), ("talk", "anna"),
    ]  # fmt: skip
    assert (served.source, served.outcome, served.ended_by) == ("cel", "fallback", "caller")
    assert served.party == "party of +491701234567" and "+4917" not in served.id
    for one in made:
        assert (
            one.segments[0].start_us == one.arrived_us and one.segments[-1].end_us == one.ended_us
        )
        ends, starts = [s.end_us for s in one.segments[:-1]], [s.start_us for s in one.segments[1:]]
        assert ends == starts
    assert compare([*ours(), *made], calls(), ENDPOINTS) == []
    assert fallback_conversations(calls(), {gave_up.leg}, ENDPOINTS) == [replace(served, party="")]
    assert fallback_conversations(calls(ADOPTED), set(), {}) == []


def test_fallback_records_are_kept_once(tmp_path: Path) -> None:
    """Made again from the same log, a fallback record is still one row."""
    store = RecordStore.open(tmp_path / "records.sqlite")
    for _ in range(2):
        for one in fallback_conversations(calls(), set(), ENDPOINTS):
            store.keep(one, 0)
    store.close()
    assert Archive(store.path).counts() == {"all": 2, "fallback": 2}


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.integers(1, 4000), min_size=1, max_size=12))
def test_growing_log_is_read_in_any_pieces(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    """However the file grows between readings, the calls are the same."""
    path = tmp_path_factory.mktemp("cel") / "Master.csv"
    data, log, found = CALLS.read_bytes(), CelLog(path), []
    assert log.read() == []
    at = 0
    for size in [*sizes, len(data)]:
        at = min(at + size, len(data))
        path.write_bytes(data[:at])
        log_before = len(found)
        found += log.read()
        assert len(found) >= log_before
    assert found == calls() and log.damaged == 0


def test_replaced_log_is_read_from_its_beginning(tmp_path: Path) -> None:
    """A new file under the same name is noticed."""
    path = tmp_path / "Master.csv"
    path.write_bytes(CALLS.read_bytes())
    log = CelLog(path)
    assert len(log.read()) == 6
    new = tmp_path / "new"
    new.write_bytes(ADOPTED.read_bytes())
    new.rename(path)
    assert len(log.read()) == 2


def test_damaged_lines_cost_only_themselves(tmp_path: Path) -> None:
    """Garbage between the lines is counted and changes nothing else."""
    path = tmp_path / "Master.csv"
    lines = CALLS.read_bytes().splitlines(keepends=True)
    garbage = [b"\xff\xfe\n", b'"ANSWER","yesterday"\n', b'"HANGUP","1"x,"\n', b"\n"]
    path.write_bytes(b"".join([*lines[:20], *garbage, *lines[20:]]))
    log = CelLog(path)
    assert log.read() == calls() and log.damaged == 4


def test_calls_open_when_the_switch_died_are_lost() -> None:
    """A call whose end was never written ends with the switch and says so."""
    log = CelLog(CALLS)
    data = CALLS.read_text().splitlines(keepends=True)
    until = next(
        n for n, line in enumerate(data) if '"BRIDGE_EXIT"' in line and "native_rtp" in line
    )
    for line in data[:until]:
        event = event_in(line.strip().encode())
        assert event
        log.take(event)
    last = log.open[calls()[SERVED].id]
    (lost,) = [one for one in log.lose_open(calls()[SERVED].ended_ms) if one is last]
    (made,) = fallback_conversations([lost], set(), ENDPOINTS)
    assert (made.outcome, made.ended_by) == ("media_server_lost", "switch")
    assert made.segments[-1].kind == "talk" and made.ended_us == calls()[SERVED].ended_ms * 1000


def test_missed_endings_are_found_with_their_time() -> None:
    """A leg that ended while nobody listened is found with its time, cause and ender."""
    call = calls()[WHOLE]
    found = missed_endings(CALLS, {call.id, "1-2", "1-77"})
    assert [(one.leg, one.by, one.cause) for one in found] == [
        (call.id, "far", 16), ("1-2", "switch", 16),
    ]  # fmt: skip
    assert 0 <= call.ended_ms - found[0].at_ms < 50
    assert missed_endings(CALLS.with_name("missing"), {"1"}) == []


@pytest.mark.parametrize(
    ("text", "ms"),
    [("1795294035.678", 1795294035678), ("1795294035", 1795294035000), ("1795294035.6", 1795294035600),
     ("2026-11-21T20:37:19.060", 1795293439060), ("2026-11-21T21:37:19.060+01:00", 1795293439060)],
)  # fmt: skip
def test_times_are_read_in_both_forms(text: str, ms: int) -> None:
    """Seconds of the epoch and ISO times give the same milliseconds."""
    assert milliseconds(text) == ms


def test_a_long_log_is_put_aside_and_no_line_is_missed(tmp_path: Path) -> None:
    """What the switch writes while its log is renamed is read as if nothing had happened."""
    path = tmp_path / "Master.csv"
    lines = CALLS.read_bytes().splitlines(keepends=True)
    third = len(lines) // 3
    path.write_bytes(b"".join(lines[:third]))
    log = CelLog(path)
    found = log.read()
    with path.open("ab") as slow:  # opened before the renaming, written to after it
        log.set_aside(limit_bytes=100)
        slow.writelines(lines[third : 2 * third])
    path.write_bytes(b"".join(lines[2 * third :]))
    found += log.read()
    assert found == calls() and log.damaged == 0
    log.set_aside()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["Master.csv", "Master.csv.0"]


def test_endings_are_found_in_a_log_put_aside(tmp_path: Path) -> None:
    """An ending unheard just before the log began anew is found all the same."""
    path = tmp_path / "Master.csv"
    path.write_bytes(CALLS.read_bytes())
    leg = calls()[0].id
    before = missed_endings(path, {leg})
    path.rename(older_log(path))
    assert before and missed_endings(path, {leg}) == before


def test_calls_of_the_switch_after_its_death_are_not_lost() -> None:
    """Only what began before the switch died ended with it."""
    log = CelLog(CALLS)
    for line in CALLS.read_text().splitlines():
        if (event := event_in(line.encode())) and event.kind != "LINKEDID_END":
            log.take(event)
    middle = sorted(call.arrived_ms for call in calls())[2]
    lost = log.lose_open(middle)
    assert {call.id for call in lost} == {c.id for c in calls() if c.arrived_ms <= middle}
    assert all(call.id not in log.open for call in lost)


def until_line(tmp_path: Path, leg: str, words: str) -> Path:
    """The log as it stood after this leg's first line with these words."""
    lines = CALLS.read_bytes().splitlines(keepends=True)
    last = next(n for n, one in enumerate(lines) if leg.encode() in one and words.encode() in one)
    path = tmp_path / "Master.csv"
    path.write_bytes(b"".join(lines[: last + 1]))
    return path


def test_a_stay_in_the_fallback_is_found_with_its_talk(tmp_path: Path) -> None:
    """Since when a known caller waits in the switch's own queue, and whom it was connected with."""
    call = calls()[SERVED]
    (talk,) = call.talks()
    (stay,) = fallback_stays(CALLS, {call.id, "1-2", "nobody"}, ENDPOINTS)
    assert (stay.leg, stay.queue) == (call.id, f"fallback-{call.number[1:]}")
    assert stay.waiting_ms == call.legs[call.id].queued[0][0]
    assert [(start, end) for _, start, end in stay.talks] == [(talk.start_ms, talk.end_ms)]
    assert {agent for agent, _, _ in stay.talks} <= {"anna", "ben"}
    (open_one,) = fallback_stays(
        until_line(tmp_path, call.id, '"BRIDGE_ENTER"'), {call.id}, ENDPOINTS
    )
    assert open_one.waiting_ms == stay.waiting_ms
    assert [end for _, _, end in open_one.talks] in ([], [0])
    assert fallback_stays(CALLS, {calls()[WHOLE].id}, ENDPOINTS) == []
    assert fallback_stays(tmp_path / "missing", {call.id}, ENDPOINTS) == []


def test_a_wait_that_a_record_calls_a_menu_is_a_mismatch() -> None:
    """The switch's own queue counts as wait; only what is between two waits may be a menu."""
    _, known = calls(ADOPTED)
    endpoints = {"anna/desk": "annadesk-281e8e831e839e1e"}
    wrong = record(known, ("menu", 4960, ""), marks=("adopted",))
    (found,) = compare([wrong], [known], endpoints)
    assert found.kind == "wait" and found.ours == "0 ms"


def test_a_long_log_is_read_in_pieces() -> None:
    """One reading takes a limited piece and says that there is more; nothing is lost between."""
    log, found = CelLog(CALLS), []
    found += log.read(2000)
    assert log.more
    while log.more:
        found += log.read(2000)
    assert found == calls()


def test_a_talk_that_began_unheard_is_found(tmp_path: Path) -> None:
    """Who came into which talk, and when, is in the log; music and foreign bridges are not talks."""
    call = calls()[WHOLE]
    (talk,) = call.talks()
    found = missed_joins(CALLS, {call.id, talk.leg})
    assert {one.leg for one in found} == {call.id, talk.leg}
    assert max(one.at_ms for one in found) == talk.start_ms
    assert len({one.talk for one in found}) == 1
    assert missed_joins(CALLS, {calls()[SERVED].id}) == []


def test_a_talk_ends_when_its_bridge_is_left(tmp_path: Path) -> None:
    """A hang-up written late does not lengthen the talk; one long after a talk is none of its."""
    call = calls()[WHOLE]
    leg = call.legs[call.id]
    left_ms = max(stay.end_ms for stay in leg.stays)
    late = str(left_ms + 400)
    lines = CALLS.read_text().splitlines(keepends=True)
    (hangup,) = [
        n
        for n, line in enumerate(lines)
        if '"HANGUP"' in line and f'"{leg.leg}","{call.id}"' in line
    ]
    words = lines[hangup].split(",", 2)
    path = tmp_path / "Master.csv"
    for at_ms, found_ms in ((late, left_ms), (str(left_ms + 5000), left_ms + 5000)):
        lines[hangup] = f'{words[0]},"{at_ms[:-3]}.{at_ms[-3:]}",{words[2]}'
        path.write_text("".join(lines))
        (ending,) = missed_endings(path, {leg.leg})
        assert ending.at_ms == found_ms
