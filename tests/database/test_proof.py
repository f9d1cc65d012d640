"""`prove` finds whatever is lost, changed, doubled or out of order, and nothing where all is well."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.database.lived import SOUND, lived, stored
from tests.database.made import NOON_MS, conversation, kept, moment
from voipcc.core.cdr import Tape
from voipcc.core.events import CallArrived, LegEnded, TimePassed
from voipcc.core.tape_files import TapeLost
from voipcc.core.tape_words import KeepTape
from voipcc.database.findings import FINDINGS_AT_MOST, Check
from voipcc.database.journal import Journal
from voipcc.database.segment import segment_paths
from voipcc.places import StateFolder
from voipcc.proof import Proof, prove


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    """What hours of a centre leave behind."""
    return lived(StateFolder(tmp_path / "state"))


def changed(state: StateFolder, words: str, *values: object) -> None:
    """Somebody's hand in the tables."""
    database = sqlite3.connect(state.records)
    database.execute(words, values)
    database.commit()
    database.close()


def wrong(proof: Proof) -> dict[str, list[str]]:
    """What is wrong, by check."""
    return {one.name: [it.what for it in one.findings] for one in proof.checks if not one.intact}


def test_what_a_centre_leaves_is_whole(state: StateFolder) -> None:
    """A journal with its records, snapshots and recordings gives no finding, and is counted."""
    proof = prove(state)
    assert wrong(proof) == {} and proof.intact
    texts = {check.name: check.text for check in proof.checks}
    assert "9 of wrap_up" in texts["records"] and "1 of leg_quality" in texts["records"]
    assert texts["recordings"].startswith("1 recordings")
    assert texts["snapshots"] == "1 of 1 can be read"


HANDS: dict[str, tuple[Callable[[StateFolder], None], str, str]] = {
    "a lost record": (
        lambda state: changed(
            state, "DELETE FROM conversation WHERE id = (SELECT min(id) FROM conversation)"
        ),
        "records",
        "is not in the tables",
    ),
    "a changed outcome": (
        lambda state: changed(
            state,
            "UPDATE conversation SET outcome = 'closed' WHERE id = (SELECT min(id) FROM conversation)",
        ),
        "records",
        "differs from the journal's: outcome",
    ),
    "a changed segment": (
        lambda state: changed(state, "UPDATE segment SET end_us = end_us + 1 WHERE position = 0"),
        "records",
        "differs from the journal's: segments",
    ),
    "a lost part": (
        lambda state: changed(state, "DELETE FROM offer"),
        "records",
        "differs from the journal's: offers",
    ),
    "a lost wrap-up": (
        lambda state: changed(state, "DELETE FROM wrap_up"),
        "records",
        "wrap_up 1-2 is not in the tables",
    ),
    "changed audio": (
        lambda state: changed(state, "UPDATE leg_quality SET mos_in = 4.4"),
        "records",
        "leg_quality 1-3 differs from the journal's: mos_in",
    ),
    "an invented record": (
        lambda state: changed(
            state,
            "INSERT INTO conversation SELECT 'forged', sequence, direction, source, number, trunk,"
            " party, leg, plan_version, boot_id, arrived_utc_ms, arrived_us, ended_us, outcome,"
            " ended_by, cause, sip, marks, queue, agent, wait_us, talk_us, origin"
            " FROM conversation LIMIT 1",
        ),
        "records",
        "conversation forged is in no journal's entry",
    ),
    "tables ahead of the journal": (
        lambda state: changed(state, "UPDATE meta SET value = 99999 WHERE key = 'drained_to'"),
        "records",
        "the tables know entries up to 99999",
    ),
    "a changed count": (
        lambda state: changed(state, "UPDATE quarter SET answered = answered + 1"),
        "roll-ups",
        "answered is ",
    ),
    "a lost count": (
        lambda state: changed(state, "DELETE FROM agent_utc_day"),
        "roll-ups",
        "offered is 0 instead of ",
    ),
    "a count of nothing": (
        lambda state: changed(
            state, "INSERT INTO tally_quarter VALUES ('mark', 'sales', 'x', 0, 5)"
        ),
        "roll-ups",
        "number is 5 instead of 0",
    ),
    "no tables": (lambda state: state.records.unlink(), "records", "there are no records yet"),
    "garbage for tables": (
        lambda state: state.records.write_bytes(b"no database" * 999),
        "records",
        "file is not a database",
    ),
    "a changed entry": (
        lambda state: flip(segment_paths(state.journal)[0], 3000),
        "journal",
        "poisonous",
    ),
    "a changed recording": (
        lambda state: flip(state.tapes / "2026/t1.flac.sealed", 9),
        "recordings",
        "was changed",
    ),
    "a cut recording": (
        lambda state: os.truncate(state.tapes / "2026/t1.flac.sealed", 9),
        "recordings",
        "9 bytes instead of 500",
    ),
    "a lost recording": (
        lambda state: (state.tapes / "2026/t1.flac.sealed").unlink(),
        "recordings",
        "is gone, and nobody erased it",
    ),
    "an erased recording that is there": (
        lambda state: put(state.tapes / "2026/t2.flac.sealed"),
        "recordings",
        "was erased and is there",
    ),
    "a recording of nobody": (
        lambda state: put(state.tapes / "2026/t9.flac.sealed"),
        "recordings",
        "nobody kept this recording",
    ),
    "a changed snapshot": (
        lambda state: flip(next(state.snapshots.glob("*.json")), 200),
        "snapshots",
        "the checksum does not fit",
    ),
    "a damaged party": (
        lambda state: put(state.parties),
        "parties",
        "lines cannot be read",
    ),
    "garbage for permits": (
        lambda state: put(state.permits),
        "permits",
        "not a database",
    ),
}


def flip(path: Path, at: int) -> None:
    """Turns over one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 4
    path.write_bytes(data)


def put(path: Path) -> None:
    """An old file of no use."""
    path.write_bytes(SOUND)
    os.utime(path, (1, 1))


@pytest.mark.parametrize("hand", HANDS)
def test_every_hand_in_it_is_found(state: StateFolder, hand: str) -> None:
    """Whatever is lost, changed or added is named, by the check it concerns."""
    act, check, words = HANDS[hand]
    act(state)
    proof = prove(state)
    assert not proof.intact
    found = wrong(proof)[check]
    assert any(words in one for one in found), found
    remedies = [one.remedy for check in proof.checks for one in check.findings]
    assert all(remedies)


def test_tables_of_an_older_program_are_to_be_brought_forward(state: StateFolder) -> None:
    """A centre not started since an update is told so, and its records are not called damaged."""
    changed(state, "UPDATE meta SET value = value - 2 WHERE key = 'schema'")
    changed(state, "DROP TABLE tape")
    (check,) = (one for one in prove(state).checks if not one.intact)
    (said,) = check.findings
    assert check.name == "records" and "2 steps behind" in said.what
    assert "voipcc serve" in said.remedy


def test_a_recording_nobody_heard_of_again_is_found(tmp_path: Path) -> None:
    """One that was made long ago must be kept, told lost, or wait; this one is nowhere."""
    state = StateFolder(tmp_path)
    journal = Journal.open(state.journal)
    for tape in ("t1", "t2", "t3"):
        record = tape_record(tape, failed="no room" if tape == "t3" else "")
        journal.append(moment(), TimePassed(), [KeepTape(record)])
    journal.append(moment(), TapeLost("t1", "no sound"), [])
    journal.close()
    stored(state)
    (what,) = wrong(prove(state))["recordings"]
    assert what == "recording t2 was made, and is neither kept nor told lost"
    (state.tapes / "spool" / "t2").mkdir(parents=True)
    assert prove(state).intact


def tape_record(name: str, failed: str) -> Tape:
    """A minute of one conversation."""
    return Tape(
        name, "1-1", "leg", "sales", ("anna",), "both", "announced", 90, "boot", NOON_MS,
        1_000_000, 61_000_000, failed=failed,
    )  # fmt: skip


def test_what_is_on_the_way_is_no_fault(state: StateFolder) -> None:
    """Records the tables have not taken yet are counted, beside a running centre."""
    journal = Journal.open(state.journal)
    kept(journal, conversation("9-1"), 9_000_000_000)
    journal.close()
    proof = prove(state)
    assert proof.intact and proof.checks[1].text.endswith("; 1 on the way")


def test_a_record_kept_again_is_no_fault_unless_it_differs(tmp_path: Path) -> None:
    """The same record in two entries is one row; another one under its name is a finding."""
    state = StateFolder(tmp_path)
    journal = Journal.open(state.journal)
    for record in (conversation(), conversation()):
        kept(journal, record)
    stored(state)
    assert prove(state).intact
    kept(journal, replace(conversation(), number="+49301"))
    stored(state)
    journal.close()
    (what,) = wrong(prove(state))["records"]
    assert what == "conversation 1-1 was kept by entry 1 already, with other contents"


def test_an_arrival_without_a_record_is_found(tmp_path: Path) -> None:
    """Who came and went and has no record a minute later is named; who is still there is not."""
    state = StateFolder(tmp_path)
    journal = Journal.open(state.journal)
    journal.append(moment(1), CallArrived("gone", "+4930"), [])
    journal.append(moment(2), CallArrived("here", "+4930"), [])
    journal.append(moment(3), LegEnded("gone"), [])
    stored(state)
    assert prove(state).intact
    journal.append(moment(100_000_000), TimePassed(), [])
    journal.close()
    stored(state)
    proof = prove(state)
    (what,) = wrong(proof)["journal"]
    assert "leg gone" in what and proof.checks[0].beside == ["1 calls had not ended"]


def test_time_that_runs_backwards_is_found(tmp_path: Path) -> None:
    """An entry before the one before it, on the same clock, is named; a conversation with a gap, too."""
    state = StateFolder(tmp_path)
    journal = Journal.open(state.journal)
    journal.append(moment(5), TimePassed(), [])
    journal.append(moment(4), TimePassed(), [])
    whole = conversation()
    kept(journal, replace(whole, segments=whole.segments[1:]))
    journal.close()
    stored(state)
    found = wrong(prove(state))["journal"]
    assert found[0] == "it is 1 us before the entry before it"
    assert found[1] == "the parts of conversation 1-1 do not add up to its length"


def test_lengths_alone_are_compared_when_asked(state: StateFolder) -> None:
    """Without contents a recording of the right length is believed."""
    flip(state.tapes / "2026/t1.flac.sealed", 9)
    assert prove(state, contents=False).intact and not prove(state).intact


def test_findings_have_a_limit() -> None:
    """Of thousands of findings the first are listed and the rest is counted."""
    check = Check("all")
    for number in range(FINDINGS_AT_MOST + 5):
        check.found(str(number), "wrong", "mend it")
    assert len(check.findings) == FINDINGS_AT_MOST and check.more == 5 and not check.intact
