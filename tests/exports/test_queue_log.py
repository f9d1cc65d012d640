"""`queue_log` as app_queue writes it: from records, while things happen, and read back."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.database.centre_run import CentreRun, plan
from tests.database.made import NOON_MS, conversation, offer
from tests.effort import some
from voipcc.core.cdr import Conversation, Segment
from voipcc.core.centre import Centre
from voipcc.core.commands import KeepRecord, KeepStretch
from voipcc.core.events import (
    Event,
    LegEnded,
    NotReadyRequested,
    ReadyRequested,
    RefusedEvent,
    SwitchFound,
)
from voipcc.database.journal import Journal
from voipcc.database.visits import visits
from voipcc.exports.queue_log import agents
from voipcc.exports.queue_log.appender import Appender
from voipcc.exports.queue_log.follower import Follower, queues_of
from voipcc.exports.queue_log.history import Read, conversations, lines_in, stretches
from voipcc.exports.queue_log.line import EVENTS, Line, LineError, parsed
from voipcc.exports.queue_log.lines import back_fill
from voipcc.exports.queue_log.stays import stays

RECORDED = Path(__file__).parent / "recorded" / "queue_log"
PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()
NOON_S = NOON_MS // 1000


def written(*records: Conversation) -> list[str]:
    """The lines of these records, times as seconds since noon."""
    lines = back_fill(records, lambda party: "")
    return [replace(one, epoch_s=one.epoch_s - NOON_S).encoded().decode().strip() for one in lines]


def test_an_answered_call() -> None:
    """Whole seconds of waiting and talking, the ring in whole seconds, missed ones in milliseconds."""
    missed = offer("1-2", "ben", "timeout", 4_000_000)
    record = conversation(offers=(missed, offer("1-3", at=7_000_000)))
    assert written(record) == [
        "2|leg-1-1|sales|NONE|ENTERQUEUE|||1",
        "6|leg-1-1|sales|ben|RINGNOANSWER|2900",
        "9|leg-1-1|sales|anna|CONNECT|7|1-3|2",
        "39|leg-1-1|sales|anna|COMPLETECALLER|7|30|1",
    ]
    assert written(replace(record, ended_by="centre"))[-1].endswith("|COMPLETEAGENT|7|30|1")


def wait_only(**words: Any) -> Conversation:
    """A call that waited seven seconds and got nobody."""
    return replace(conversation(parts=(("menu", 2), ("queue", 7))), **words)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ({"outcome": "abandoned"}, "ABANDON|1|1|7"),
        ({"outcome": "media_server_lost"}, "ABANDON|1|1|7"),
        ({"outcome": "overflowed", "marks": ("overflow_wait",)}, "EXITWITHTIMEOUT|1|1|7"),
        ({"outcome": "overflowed", "marks": ("overflow_no_staff",)}, "EXITEMPTY|1|1|7"),
        (
            {"outcome": "voicemail", "marks": ("left_by_key", "key:4")},
            "EXITWITHKEY|4|1|1|7",
        ),
        ({"outcome": "callback"}, "EXITWITHTIMEOUT|1|1|7"),
    ],
    ids=lambda value: str(value)[-30:],
)
def test_a_wait_that_led_to_nobody(words: dict[str, Any], last: str) -> None:
    """How the caller left the line decides the event; places and seconds follow."""
    assert written(wait_only(**words))[-1] == f"9|leg-1-1|sales|NONE|{last}"


def talk(agent: str, at_s: int, until_s: int, kind: Any = "talk", **words: Any) -> Segment:
    """A part of a conversation, in seconds after its arrival."""
    start_us, end_us = (1_000_000 * (1 + at) for at in (at_s, until_s))
    return Segment(kind, start_us, end_us, words.pop("queue", "sales"), agent, **words)


@pytest.mark.parametrize(
    ("parts", "last"),
    [
        (
            [talk("anna", 9, 20), talk("ben", 20, 24, "transfer"), talk("ben", 24, 40)],
            "20|leg-1-1|sales|anna|BLINDTRANSFER|ben|voipcc|9|11|1",
        ),
        (
            [talk("anna", 9, 20), talk("anna", 20, 30, "consult"), talk("ben", 30, 40)],
            "30|leg-1-1|sales|anna|ATTENDEDTRANSFER|BRIDGE|ben|9|21|1",
        ),
        (
            [talk("anna", 9, 20), Segment("talk", 21_000_000, 41_000_000, party="x")],
            "20|leg-1-1|sales|anna|BLINDTRANSFER|outside|voipcc|9|11|1",
        ),
        (
            [talk("anna", 9, 20), talk("anna", 20, 22, "hold"), talk("anna", 22, 40)],
            "40|leg-1-1|sales|anna|COMPLETECALLER|9|31|1",
        ),
    ],
    ids=["blind", "attended", "outside", "hold"],
)
def test_who_is_given_away_is_counted_until_then(parts: list[Segment], last: str) -> None:
    """The first agent's line has the first agent's time, which app_queue itself often gets wrong."""
    wait = Segment("queue", 1_000_000, 10_000_000, "sales")
    record = replace(conversation(), segments=(wait, *parts), ended_us=41_000_000)
    assert written(record)[-1] == last


def test_given_to_another_queue() -> None:
    """A caller who waits again enters the other queue's line anew."""
    wait = Segment("queue", 1_000_000, 10_000_000, "sales")
    again = Segment("queue", 21_000_000, 31_000_000, "support")
    parts = (wait, talk("anna", 9, 20), again)
    record = replace(
        conversation(), segments=parts, ended_us=31_000_000, outcome="answered",
        marks=("transferred",),
    )  # fmt: skip
    assert [line.split("|", 3)[3] for line in written(record)][2:] == [
        "anna|BLINDTRANSFER|support|voipcc|9|11|1",
        "NONE|ENTERQUEUE|||1",
        "NONE|ABANDON|1|1|10",
    ]


def test_places_in_the_line() -> None:
    """Each caller's line tells the place at entering and at leaving, in the order of coming."""
    made = [
        conversation(
            f"1-{number}", (("queue", wait_s), ("talk", 5)), arrived_utc_ms=NOON_MS + number * 1000
        )
        for number, wait_s in enumerate((30, 10, 20))
    ]
    made[1] = replace(
        made[1], segments=made[1].segments[:1], outcome="abandoned", ended_us=11_000_000
    )
    lines = list(back_fill(reversed(made), lambda party: ""))
    entered = {one.callid: one.data[2] for one in lines if one.event == "ENTERQUEUE"}
    assert entered == {"leg-1-0": "1", "leg-1-1": "2", "leg-1-2": "3"}
    assert next(one for one in lines if one.event == "ABANDON").data == ("2", "2", "10")


def test_strangers_text_cannot_forge_a_line() -> None:
    """A bar or a line feed in a name becomes something harmless."""
    line = Line(1700000000, "1|2", "sa\nles", "=anna", "PAUSE", ("lunch|x\n2|y|z|a|ABANDON|",))
    assert line.encoded() == b"1700000000|1_2|sa\\nles|=anna|PAUSE|lunch_x\\n2_y_z_a_ABANDON_\n"
    for text in (
        "",
        "x|a|b|c|d|",
        "1|2|3|4",
        "-1|a|b|c|d|",
        "9999999999|a|b|c|d|",
        "99999999999999|a|b|c|d|",
    ):
        with pytest.raises(LineError):
            parsed(text)


@given(st.lists(st.text(st.characters(exclude_characters="|\n\r")), min_size=4, max_size=9))
def test_any_line_is_read_as_it_was_written(fields: list[str]) -> None:
    """What is in a file comes out of it unchanged, known event or not, if it is printable."""
    text = "|".join(("1700000000", *fields))
    line = parsed(text)
    if text.isprintable() and all((line.callid, line.queue, line.agent)):
        shorter = text if len(fields) > 4 else f"{text}|"
        assert line.encoded().decode() == f"{shorter}\n"


# --- beside app_queue's own -------------------------------------------------------------------------


def recorded() -> list[Line]:
    return [parsed(text) for text in RECORDED.read_text().splitlines()]


def test_the_recording_has_every_event_app_queue_was_led_to() -> None:
    """The file that a real app_queue wrote has each kind of line that we write of calls."""
    found = {line.event for line in recorded()}
    assert found <= set(EVENTS)
    assert set(EVENTS) - found <= {"WITHDRAW", "CONFIGRELOAD"}


def test_app_queues_own_lines_are_written_again_to_the_byte() -> None:
    """Read into records and written from them, every line of a call is what app_queue wrote."""
    read, numbers = Read(), {}

    def party_of(number: str) -> str:
        return numbers.setdefault(f"party {number}", number) and f"party {number}"

    theirs = [line for line in recorded() if line.callid not in ("NONE", "CLI")]
    made = list(conversations(theirs, party_of, read))
    assert read.unfinished == 0 and len(made) == len({line.callid for line in theirs})
    ours = list(back_fill(made, lambda party: numbers[party]))
    text = RECORDED.read_bytes().split(b"\n")
    wanted = sorted(
        line + b"\n" for line in text if line.split(b"|")[1:2] not in ([], [b"NONE"], [b"CLI"])
    )
    assert sorted(line.encoded() for line in ours) == wanted


def shape(line: Line) -> tuple[str, ...]:
    """A line's event and what kind of text each field of data is; where one is given to is any text."""
    kinds = ["number" if one.isdigit() else "text" for one in line.data]
    if line.event == "BLINDTRANSFER":
        kinds[0] = "text"
    return (line.event, *kinds)


@pytest.mark.parametrize("seed", range(2))
def test_our_lines_have_the_shape_of_app_queues(seed: int, journal: Journal) -> None:
    """Field by field, what we write of an event is a number where app_queue writes one."""
    run = FollowedRun(journal, 300 + seed)
    run.begin(1)
    run.steps(1500)
    theirs = {shape(line) for line in recorded()}
    ours = {shape(line) for line in run.file.lines}
    assert len(ours) > 8 and ours <= theirs


def test_app_queues_members_are_written_again() -> None:
    """A member of two queues who pauses in both, comes back and goes: the same words at the same times."""
    theirs = [line for line in recorded() if line.agent == "anna"]
    at = {line.event: line.epoch_s * 1000 for line in theirs}
    queues = [line.queue for line in theirs if line.event == "PAUSE"]
    ours = [
        *agents.change(at["ADDMEMBER"], "anna", queues, "logged_out", "ready"),
        *agents.change(at["PAUSE"], "anna", queues, "ready", "not_ready", "lunch"),
        *agents.change(at["UNPAUSE"], "anna", queues, "not_ready", "ready"),
        *agents.change(at["REMOVEMEMBER"], "anna", queues, "ready", "logged_out"),
    ]
    by_console = [
        replace(line, callid="CLI") if line.callid == "MANAGER" else line for line in ours
    ]
    assert [line.event for line in ours] == [line.event for line in theirs]
    without_time = [
        sorted(line.encoded().split(b"|", 1)[1] for line in lines) for lines in (by_console, theirs)
    ]
    assert without_time[0] == without_time[1]
    paused = [one for one in stretches(theirs, Read()) if one.presence == "not_ready"]
    assert [(one.reason, one.start_utc_ms) for one in paused] == [("lunch", at["PAUSE"])]


# --- while things happen ------------------------------------------------------------------------------


class Kept:
    """A file in memory."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, lines: Iterable[Line]) -> None:
        self.lines += lines


class House:
    """What the follower reads of a house."""

    def __init__(self, centre: Centre) -> None:
        self.plan = plan()
        self.recovery = self
        self.centre = centre


class FollowedRun(CentreRun):
    """Random hours that are followed, and whose records are kept."""

    def __init__(self, journal: Journal, seed: int) -> None:
        super().__init__(Centre(1), journal, seed)
        self.file = Kept()
        self.follower = Follower(House(self.centre), self.file)  # type: ignore[arg-type]
        self.conversations: list[Conversation] = []
        self.spans: list[Any] = []
        self.follower.begin([], self.moment())

    def handle(self, event: Event) -> None:
        self.now_us += 1  # nothing happens at the same time: places would be anybody's guess
        now = self.moment()
        try:
            commands = self.centre.handle(event, now)
        except RefusedEvent:
            return
        for command in commands:
            if isinstance(command, KeepRecord):
                self.conversations.append(command.record)
                self.follower.kept(command.record, 1)
            elif isinstance(command, KeepStretch):
                self.spans.append(command.record)
            self._carry_out(command)
        self.follower.watch(now, event, commands)

    def begin(self, epoch: int) -> None:
        super().begin(epoch)
        self.handle(SwitchFound(devices=tuple(f"{name}/desk" for name in plan().agents)))

    def end(self) -> None:
        """Everybody hangs up."""
        for leg in sorted(self.centre.legs):
            self.now_us += 10_000
            self.handle(LegEnded(leg))

    def begin_again(self) -> None:
        """The controller is killed, its last lines with it, and another goes on."""
        self.file.lines = self.file.lines[: -self.random.randrange(1, 6)]
        before = [line.encoded().decode().strip() for line in self.file.lines]
        self.follower = Follower(House(self.centre), self.file)  # type: ignore[arg-type]
        self.follower.begin(before, self.moment())
        for record in self.conversations[-30:]:  # as recovery does
            self.follower.kept(record, 1)


def of_calls(lines: Iterable[Line], finished: set[str]) -> list[bytes]:
    return sorted(line.encoded() for line in lines if line.callid in finished)


@pytest.fixture
def journal(tmp_path: Path) -> Iterable[Journal]:
    opened = Journal.open(tmp_path / "journal")
    yield opened
    opened.close()


@pytest.mark.parametrize("seed", some(range(6)))
def test_followed_and_filled_later_are_the_same(seed: int, journal: Journal) -> None:
    """Every line written while things happened is the line made of the finished records."""
    run = FollowedRun(journal, seed)
    run.begin(1)
    run.steps(1500)
    run.end()
    finished = {record.leg for record in run.conversations}
    assert len(finished) > 20
    later = list(back_fill(run.conversations, lambda party: ""))
    assert of_calls(run.file.lines, finished) == sorted(line.encoded() for line in later)
    seconds = [line.epoch_s for line in run.file.lines]
    assert seconds == sorted(seconds)  # written when it happened
    known = [line for line in run.file.lines if line.agent in ("anna", "ben", "cleo")]
    ours = [line for line in known if line.event in ("PAUSE", "UNPAUSE", "ADDMEMBER", "PAUSEALL")]
    whole = list(agents.back_fill(run.spans, lambda agent: queues_of(plan(), agent)))
    assert {line.encoded() for line in whole if line.event == "PAUSE"} <= {
        line.encoded() for line in ours
    }


@pytest.mark.parametrize("seed", some(range(6)))
def test_a_crash_loses_and_doubles_no_line(seed: int, journal: Journal) -> None:
    """Whatever the last lines were, after a restart each line of a call is there once."""
    run = FollowedRun(journal, 100 + seed)
    run.begin(1)
    for _ in range(4):
        run.steps(300)
        run.begin_again()
    run.steps(300)
    finished = {record.leg for record in run.conversations}
    ours = of_calls(run.file.lines, finished)
    counted = [line.split(b"|")[1:5:3] for line in ours]
    later = sorted(line.encoded() for line in back_fill(run.conversations, lambda party: ""))
    assert sorted(counted) == sorted(line.split(b"|")[1:5:3] for line in later)


def test_a_break_is_told_once_though_the_controller_begins_again(journal: Journal) -> None:
    """Who was on a break before a restart and is on the same one after it has no second line."""
    run = FollowedRun(journal, 1)
    run.begin(1)
    run.handle(NotReadyRequested("anna", "lunch"))
    for _ in range(2):
        before = [line.encoded().decode().strip() for line in run.file.lines]
        run.follower = Follower(House(run.centre), run.file)  # type: ignore[arg-type]
        run.follower.begin(before, run.moment())
    run.handle(NotReadyRequested("anna", "meeting"))
    run.handle(ReadyRequested("anna"))
    told = [(line.event, line.data[0]) for line in run.file.lines if line.agent == "anna"]
    assert told == [
        ("ADDMEMBER", ""), ("PAUSEALL", "lunch"), ("PAUSE", "lunch"),
        ("PAUSEALL", "meeting"), ("PAUSE", "meeting"), ("UNPAUSEALL", ""), ("UNPAUSE", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", some(range(6)))
def test_stays_are_the_visits_of_the_reports(seed: int, journal: Journal) -> None:
    """The file and the reports count the same visits, with the same ends."""
    run = FollowedRun(journal, 200 + seed)
    run.begin(1)
    run.steps(1500)
    for record in run.conversations:
        ours = [(one.queue, bool(one.agent), one.end == "abandoned") for one in stays(record)]
        theirs = [
            (one.queue, one.result == "answered", one.result in ("abandoned", "lost"))
            for one in visits(record)
            if one.wait_us or one.result == "answered"
        ]
        assert ours == theirs, record


def test_a_torn_end_is_cut_and_a_full_disk_waited_for(tmp_path: Path) -> None:
    """The file goes on behind its last whole line; what the disk refuses is written later."""
    path = tmp_path / "logs" / "queue_log"
    appender = Appender(path)
    assert appender.begin() == []
    appender.add([Line(5, "a", "sales", "", "ENTERQUEUE", ("", "", "1"))])
    troubles: list[str] = []
    appender.on_trouble = troubles.append
    assert not appender.drain(0.1)  # its folder is not there
    path.parent.mkdir()
    assert appender.drain()
    appender.close()
    assert path.read_bytes() == b"5|a|sales|NONE|ENTERQUEUE|||1\n"
    with path.open("ab") as file:
        file.write(b"6|a|sales|NONE|ABAN")
    again = Appender(path)
    assert again.begin() == ["5|a|sales|NONE|ENTERQUEUE|||1", ""]
    path.rename(path.with_suffix(".1"))  # turned over
    again.add([Line(7, "a", "sales", "", "ABANDON", ("1", "1", "2"))])
    assert again.drain()
    again.close()
    assert path.read_bytes() == b"7|a|sales|NONE|ABANDON|1|1|2\n"
    assert path.with_suffix(".1").read_bytes() == b"5|a|sales|NONE|ENTERQUEUE|||1\n"


# --- reading -------------------------------------------------------------------------------------------


@given(st.lists(st.text(max_size=60), max_size=20))
def test_any_file_can_be_read(texts: list[str]) -> None:
    """Rubbish in another system's file is named and left out, never an error."""
    read = Read()
    lines = list(lines_in(texts, read))
    assert len(list(conversations(lines, lambda number: "", read))) == read.conversations
    assert len(lines) + len(read.odd) <= len(texts)


def test_every_event_stands_on_its_page() -> None:
    """docs/exports.md explains each event that is written, with its data."""
    section = PAGE.split("## queue_log\n")[1].split("\n## ")[0]
    missing = [one for one in EVENTS if not re.search(rf"^\| .*`{one}`.* \|", section, re.M)]
    assert missing == ["CONFIGRELOAD"]  # app_queue's alone
