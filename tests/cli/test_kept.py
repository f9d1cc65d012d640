"""Verbs that read what is kept: calls, one call, figures, parties, the journal."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from tests.database.made import NOON_MS, conversation
from voipcc.core.cdr import Answer, SegmentKind
from voipcc.database.permit_book import Decision, PermitBook
from voipcc.database.records import RecordStore
from voipcc.places import StateFolder


def test_calls_are_listed_and_chosen(records: Path, voipcc: Voipcc) -> None:
    """The list can be narrowed by queue, agent, outcome and day."""

    def ids(*words: str) -> list[str]:
        return sorted(row["id"] for row in voipcc("calls", *words, "-c", records, "--json").json)

    assert ids() == ["1-1", "1-2", "1-3"]
    assert ids("--queue", "support") == ["1-3"]
    assert ids("--agent", "anna") == ["1-1"]
    assert ids("--outcome", "abandoned") == ["1-2"]
    assert ids("--day", "2025-10-09") == ["1-1", "1-2", "1-3"]
    assert ids("--day", "2025-10-10") == []
    assert len(ids("--limit", "2")) == 2
    assert "answered" in voipcc("calls", "-c", records).out


def test_one_call_is_told_with_its_record(records: Path, voipcc: Voipcc) -> None:
    """Outcome, segments, offers; the caller masked unless the whole number is asked for."""
    shown = voipcc("call", "1-1", "-c", records).out
    for word in ("1-1: answered", "menu", "queue", "talk", "anna/desk", "accepted"):
        assert word in shown
    assert "+4917*******78 Erika" in shown
    assert "+4917012345678" not in shown
    assert "+4917012345678 Erika" in voipcc("call", "1-1", "--numbers", "-c", records).out
    assert voipcc("call", "1-1", "-c", records, "--json").json["record"]["outcome"] == "answered"


def test_an_agents_line_is_told(records: Path, voipcc: Voipcc) -> None:
    """Calls and tests with MOS, loss, jitter and round trip; a call's own legs stand with the call."""
    shown = voipcc("line", "anna", "-c", records).out
    for word in ("4.01", "4.31", "3.0 %", "21 ms", "82 ms", "test", "1-1", "dead microphone"):
        assert word in shown, word
    rows = voipcc("line", "anna", "-c", records, "--json").json
    assert [row["source"] for row in rows] == ["test", "call"]
    assert len(voipcc("line", "anna", "--limit", "1", "-c", records, "--json").json) == 1
    call = voipcc("call", "1-1", "-c", records)
    assert "Audio" in call.out and "4.01" in call.out
    (leg,) = voipcc("call", "1-1", "-c", records, "--json").json["audio"]
    assert leg["mos_out"] == 4.31
    nobody = voipcc("line", "zoe", "-c", records)
    assert nobody.code == 1 and 'no agent "zoe"' in nobody.err


def test_tracing_is_named_where_nothing_was_traced(records: Path, voipcc: Voipcc) -> None:
    """Who asks for SIP and ARI steps in vain learns how to get them next time."""
    said = voipcc("call", "1-1", "--sip", "--ari", "-c", records)
    assert said.code == 0
    assert "no ARI step and no SIP message of it was traced" in said.out
    assert "voipcc switch trace on" in said.out


def test_the_days_figures_are_told(records: Path, voipcc: Voipcc) -> None:
    """The report counts what was kept, in the centre's zone or another."""
    words = ("report", "--day", "2025-10-09", "-c", records)
    assert voipcc(*words, "--json").json["outcomes"] == {"abandoned": 1, "answered": 2}
    shown = voipcc(*words, "--zone", "Asia/Kathmandu").out
    assert "Asia/Kathmandu" in shown
    assert "support" in shown


def test_answers_after_the_talk_are_told(records: Path, voipcc: Voipcc) -> None:
    """One call shows what its caller answered, the report the average and CSAT of each queue."""
    parts: tuple[tuple[SegmentKind, float], ...] = (("queue", 2), ("talk", 5), ("survey", 3))
    store = RecordStore.open(StateFolder(records / "state").records)
    for at, key in enumerate("552"):
        answer = Answer("csat", key, 9_000_000, "sales", "anna")
        store.keep(replace(conversation(f"2-{at}", parts), survey=(answer,)), 10 + at)
    store.close()
    assert "csat" in voipcc("call", "2-0", "-c", records).out
    (told,) = voipcc("call", "2-0", "-c", records, "--json").json["record"]["survey"]
    assert (told["question"], told["answer"], told["queue"]) == ("csat", "5", "sales")
    words = ("report", "--day", "2025-10-09", "-c", records)
    asked = voipcc(*words, "--json").json["surveys"]["sales"]["csat"]
    assert (asked["callers"], asked["answers"], asked["average"]) == (3, 3, 4.0)
    assert asked["satisfied_percent"] == 66.7
    assert "66.7 %" in voipcc(*words).out


@pytest.mark.parametrize(
    "words",
    [
        ("calls", "--day", "2025-13-01"), ("calls", "--day", "1" * 9000), ("calls", "--outcome", "x"),
        ("calls", "--limit", "0"), ("calls", "--limit", "x"), ("report", "--zone", "../../etc/passwd"),
        ("report", "--zone", "\x00"), ("report", "--formula", "x"), ("report", "--threshold-s", "nan"),
        ("report", "--short-s", "-1"), ("top", "--every", "0"), ("switch", "log", "-n", "0"),
        ("switch", "trace", "perhaps"),
    ],
    ids=lambda words: " ".join(words)[:40],
)  # fmt: skip
def test_wrong_words_are_wrong_usage(words: tuple[str, ...], records: Path, voipcc: Voipcc) -> None:
    """A value of the wrong kind ends with 2 and a short sentence."""
    said = voipcc(*words, "-c", records)
    assert said.code == 2
    assert 0 < len(said.err) < 5000


@pytest.mark.parametrize(
    "call", ["9-9", "", "x" * 10_000, "'; DROP TABLE conversation --", "\x1b[31m"]
)
def test_a_call_that_is_not_there_is_told(call: str, records: Path, voipcc: Voipcc) -> None:
    """An unknown id is refused with where to look; nothing in it commands the terminal."""
    said = voipcc("call", call, "-c", records)
    assert said.code == 1
    assert "there is no call" in said.err
    assert "\x1b[31m" not in said.err


def test_records_that_cannot_be_read_name_the_remedy(records: Path, voipcc: Voipcc) -> None:
    """A damaged file is no reason to lose anything: the journal has every record."""
    (records / "state" / "records.sqlite").write_bytes(os.urandom(5000))
    for words in (("calls",), ("report",), ("call", "1-1")):
        said = voipcc(*words, "-c", records)
        assert said.code == 1
        assert "The journal has every record" in said.err


def test_before_the_first_call_there_is_nothing_to_list(centre: Path, voipcc: Voipcc) -> None:
    """A centre that never ran says so and how to start it."""
    for words in (("calls",), ("report",)):
        said = voipcc(*words, "-c", centre)
        assert (said.code, "voipcc serve" in said.err) == (1, True)
    assert "there is no journal yet" in voipcc("journal", "verify", "-c", centre).err
    assert "has not run yet" in voipcc("switch", "log", "-c", centre).err
    assert "no callers are kept yet" in voipcc("party", "show", "x", "-c", centre).err


# --- parties --------------------------------------------------------------------------------------


def test_a_person_is_found_by_number_and_forgotten_for_good(records: Path, voipcc: Voipcc) -> None:
    """After erasing, nobody is found by id or number, and the record still stands."""
    party = voipcc("call", "1-1", "-c", records, "--json").json["record"]["party"]
    assert "+4917012345678" in voipcc("party", "show", party, "-c", records).out
    assert voipcc("party", "show", "+4917012345678", "-c", records, "--json").json["id"] == party
    # Whoever erases reads the clock of today: in 2025 the caller is kept, today no longer.
    voipcc("party", "erase", "+4917012345678", "-c", records)
    for name in (party, "+4917012345678"):
        assert voipcc("party", "show", name, "-c", records).code == 1
    assert b"17012345678" not in (records / "state" / "parties.log").read_bytes()
    assert "not kept" in voipcc("call", "1-1", "-c", records).out


@pytest.mark.parametrize("name", ["", "nobody", "+49", "+4917000000000", "x" * 5000])
def test_nobody_is_erased_by_a_name_nobody_has(name: str, records: Path, voipcc: Voipcc) -> None:
    """An unknown id or number is refused."""
    said = voipcc("party", "erase", name, "-c", records)
    assert said.code == 1
    assert "nobody is kept as" in said.err


def test_decisions_about_calls_out_are_listed(centre: Path, voipcc: Voipcc) -> None:
    """Who wanted to call whom and why not, newest first; who is parked is told above."""
    assert "nobody has wanted" in voipcc("permits", "-c", centre).out
    path = StateFolder(centre / "state").permits
    path.parent.mkdir(exist_ok=True)
    book = PermitBook.open(path, b"key")
    words = ("carrier", "DE", "mobile", "+4917*******78", "hash")
    book.keep(
        Decision(NOON_MS, "1-5", "1-4", "anna", "dial", *words, "allowed", "", NOON_MS + 5000)
    )
    book.keep(Decision(NOON_MS + 9, "", "", "ben", "refer", *words, "limit", "too many at once"))
    book.parked("ben", NOON_MS + 9, "too many at once")
    book.close()
    told = voipcc("permits", "-c", centre).out
    assert "ben may not dial out: too many at once; voipcc agent unpark ben" in told
    listed = voipcc("permits", "-c", centre, "--json").json
    assert listed["parked"] == {"ben": "too many at once"}
    assert [(one["agent"], one["allowed"]) for one in listed["permits"]] == [
        ("ben", False),
        ("anna", True),
    ]
    assert listed["permits"][1]["lasted_s"] == 5.0
    only = voipcc("permits", "-c", centre, "--agent", "anna", "--json").json["permits"]
    assert [one["purpose"] for one in only] == ["dial"]
    assert len(voipcc("permits", "-c", centre, "--refused", "--json").json["permits"]) == 1
