"""One call's story out of a journal in which many calls are mixed."""

from pathlib import Path
from typing import Any

import pytest

from tests.callflows.plans import NUMBER, OFFICE
from tests.house.rooms import Clock, Diary, controller_of
from voipcc.core.cdr import Conversation
from voipcc.core.commands import Connect, Play, Ring
from voipcc.core.events import (
    CallArrived,
    CallEndRequested,
    CentreConfigured,
    ControllerStarted,
    DigitPressed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegFound,
    LegRinging,
    LogInRequested,
    PromptFinished,
    SwitchFound,
    SwitchLost,
)
from voipcc.database.journal import Journal, JournalLimits
from voipcc.story import Line, in_order, story_of

CALLS = ("first", "second")


class Office:
    """A centre whose calls are journaled; `say` posts an event after some seconds."""

    def __init__(self, folder: Path, segment: int = 1 << 20) -> None:
        self.diary = Diary()
        self.clock = Clock()
        self.journal = Journal.open(folder, JournalLimits(segment=segment))
        self.controller = controller_of(self.diary, self.clock, journal=self.journal)

    def say(self, event: Any, after_s: float = 1.0) -> None:
        self.clock.now_us += int(after_s * 1_000_000)
        self.controller.post(event)

    def last(self, kind: type) -> Any:
        """The last such command."""
        return [one for one in self.diary.of("switch") if isinstance(one, kind)][-1]

    def records(self) -> dict[str, Conversation]:
        return {record.leg: record for record, _ in self.diary.of("record")}


def busy_day(folder: Path, segment: int = 1 << 20) -> Office:
    """Two callers at the same time; anna talks to the first, the second gives up."""
    office = Office(folder, segment)
    office.say(LogInRequested("anna"))
    for leg in CALLS:
        office.say(CallArrived(leg, NUMBER, trunk="carrier", party=f"party-{leg}"))
        office.say(LegAnswered(leg))
        office.say(PromptFinished(leg, office.last(Play).playback))
    office.say(DigitPressed("first", "1"))
    agent = office.last(Ring).leg
    office.say(DigitPressed("second", "1"))
    office.say(LegRinging(agent))
    office.say(LegAnswered(agent))
    talk = office.last(Connect).talk
    office.say(LegConnected("first", talk))
    office.say(LegConnected(agent, talk))
    office.say(LegEnded("second"))
    office.say(LegEnded("first"))
    office.say(LegEnded(agent, by="us"))
    office.journal.close()
    return office


def texts(lines: list[Line]) -> list[str]:
    """The texts of a story."""
    return [line.text.rstrip() for line in lines]


def test_a_story_has_the_lines_of_its_call_and_no_others(tmp_path: Path) -> None:
    """From arrival to the agent's leg's end, in the transcript's words, without the other call."""
    record = busy_day(tmp_path).records()["first"]
    told = texts(story_of(tmp_path, record.id, record).lines)
    call = f"call {record.id}"
    assert told == [
        f"> {call}: arrives at {NUMBER} by carrier, party party-first",
        f"    answer {call}",
        f"> {call}: caller is answered",
        f"    say welcome to {call}",
        f"> {call}: caller has heard the prompt",
        f"    say menu to {call}",
        f"> {call}: caller presses 1",
        f"    be silent for {call}",
        f"    start music for {call}",
        f"    ring anna for {call}",
        "> anna: rings",
        "> anna: answers",
        f"    connect {call} with anna",
        f"> {call}: caller joins the talk",
        "> anna: joins the talk",
        f"> {call}: caller hangs up",
        "    hang up anna",
        f"    end the talk of {call} and anna",
        f"    record {call}: answered, waited 5 s, talked 2 s",
        "> anna: is gone",
    ]


def test_lines_carry_the_time_of_day_and_the_time_since_the_arrival(tmp_path: Path) -> None:
    """Both clocks are told of each line, to the millisecond."""
    record = busy_day(tmp_path).records()["first"]
    lines = story_of(tmp_path, record.id, record).lines
    assert [line.offset_us for line in lines[:5]] == [0, 0, 1_000_000, 1_000_000, 2_000_000]
    assert lines[0].utc_ms == record.arrived_utc_ms
    assert (
        lines[2]
        .printed("Europe/Berlin")
        .endswith(f"  00:01.000 > call {record.id}: caller is answered")
    )
    assert lines[2].plain()["offset_s"] == 1.0


def test_an_agent_who_logs_in_for_a_waiting_call_is_part_of_its_story(tmp_path: Path) -> None:
    """What led to a command for the call is told, whoever did it."""
    office = Office(tmp_path)
    office.say(CallArrived("first", NUMBER))
    office.say(LegAnswered("first"))
    office.say(DigitPressed("first", "1"))
    office.say(DigitPressed("first", "1"))
    office.say(LogInRequested("anna"))
    office.journal.close()
    told = texts(story_of(tmp_path, "1-1", None, "first").lines)
    assert told[-2:] == ["> anna logs in", "    ring anna for call 1-1"]


def test_a_live_call_is_found_by_its_leg_or_by_a_phone_rung_for_it(tmp_path: Path) -> None:
    """Without a record the live view's leg, or a Ring, leads to the call."""
    office = busy_day(tmp_path)
    record = office.records()["first"]
    whole = texts(story_of(tmp_path, record.id, record).lines)
    assert texts(story_of(tmp_path, record.id, None, "first").lines) == whole
    assert texts(story_of(tmp_path, record.id, None).lines) == whole


@pytest.mark.parametrize("call", ["9-9", "", "first", "1-", "../x"])
def test_a_call_nobody_knows_has_no_story(tmp_path: Path, call: str) -> None:
    """An unknown id, whatever it looks like, gives no lines."""
    busy_day(tmp_path)
    assert story_of(tmp_path, call, None).lines == []


def test_a_journal_that_is_not_there_tells_nothing(tmp_path: Path) -> None:
    """A centre that never ran has no stories."""
    assert story_of(tmp_path / "none", "1-1", None).lines == []


def test_the_story_tells_of_the_switch_and_of_a_new_controller(tmp_path: Path) -> None:
    """What happened to everybody while the call was up is told with this call's part of it."""
    office = Office(tmp_path)
    office.say(CallArrived("first", NUMBER))
    office.say(LegAnswered("first"))
    office.say(SwitchLost())
    office.say(ControllerStarted(2))
    legs = (LegFound("first", "ours"), LegFound("strange", "ours"))
    office.say(SwitchFound(legs, devices=("anna/desk",)))
    office.say(LegEnded("first"))
    office.say(SwitchLost())
    office.journal.close()
    record = office.records()["first"]
    told = texts(story_of(tmp_path, record.id, record).lines)
    events = [line for line in told if line.startswith(">")]
    assert events == [
        f"> call {record.id}: arrives at {NUMBER}",
        f"> call {record.id}: caller is answered",
        "> the switch is lost",
        "> controller 2 starts",
        f"> the switch is found with call {record.id} ours",
        f"> call {record.id}: caller hangs up",
    ]
    assert any("strange" in line for line in told) is False


def test_a_call_ended_by_hand_says_so(tmp_path: Path) -> None:
    """The wish of a person is a line of the story."""
    office = Office(tmp_path)
    office.say(CallArrived("first", NUMBER))
    office.say(LegAnswered("first"))
    office.say(CallEndRequested("1-1"))
    office.journal.close()
    told = texts(story_of(tmp_path, "1-1", None, "first").lines)
    assert told[-2] == "> somebody ends call 1-1"
    assert told[-1] == "    hang up call 1-1"


def test_a_story_over_many_segments_is_whole(tmp_path: Path) -> None:
    """Where one segment ends and the next begins is of no concern to a story."""
    (tmp_path / "one").mkdir()
    small = busy_day(tmp_path / "many", segment=600)
    whole = busy_day(tmp_path / "one")
    assert len(list((tmp_path / "many").glob("*.journal"))) > 5
    record = small.records()["second"]
    other = whole.records()["second"]
    assert texts(story_of(tmp_path / "many", record.id, record).lines) == texts(
        story_of(tmp_path / "one", other.id, other).lines
    )


def test_a_damaged_entry_costs_its_own_lines_only(tmp_path: Path) -> None:
    """What can be read of a damaged journal is told."""
    record = busy_day(tmp_path).records()["first"]
    before = texts(story_of(tmp_path, record.id, record).lines)
    (path,) = tmp_path.glob("*.journal")
    data = bytearray(path.read_bytes())
    at = data.index(b'"LegRinging"')
    data[at : at + 4] = b"\0\0\0\0"
    path.write_bytes(bytes(data))
    after = texts(story_of(tmp_path, record.id, record).lines)
    assert after == [line for line in before if line != "> anna: rings"]


def test_a_plan_in_force_does_not_belong_to_a_call(tmp_path: Path) -> None:
    """A reload in the middle of a call is no line of it."""
    office = Office(tmp_path)
    office.say(CallArrived("first", NUMBER))
    office.say(CentreConfigured(OFFICE))
    office.say(LegEnded("first"))
    office.journal.close()
    record = office.records()["first"]
    assert not any("plan" in line for line in texts(story_of(tmp_path, "1-1", record).lines))


def test_lines_of_all_sources_come_in_order_and_numbers_are_masked() -> None:
    """SIP and ARI lines are sorted in by time; people's numbers are hidden unless asked for."""
    story = [Line(1000, 0, "journal", "> call 1-1: arrives at +4930123450")]
    sip = [Line(999.5, -500, "sip", "From: <sip:+4917012345678@192.0.2.1>")]
    ari = [Line(1001, 1000, "ari", '["inbound", "+4917012345678"]')]
    masked = in_order(story, ari, sip, whole_numbers=False)
    assert [line.source for line in masked] == ["sip", "journal", "ari"]
    assert "+4930123450" in masked[1].text
    assert not any("+4917012345678" in line.text for line in masked)
    whole = in_order(story, ari, sip, whole_numbers=True)
    assert [("+4917012345678" in line.text) for line in whole] == [True, False, True]
