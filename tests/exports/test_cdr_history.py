"""Asterisk's own call records, read for the reports."""

import random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voipcc.core.cdr import Conversation
from voipcc.exports.cdr_history import OUTCOMES, Read, conversations

ZONE = ZoneInfo("Europe/Berlin")
ROW = (
    '"","+4917012345678","+4930123450","in","""Eve"" <+4917012345678>","PJSIP/trunk-0000001a",'
    '"PJSIP/anna-0000001b","Dial","PJSIP/anna","2026-01-31 13:45:10","2026-01-31 13:45:15",'
    '"2026-01-31 13:46:00",50,45,"ANSWERED","DOCUMENTATION","1769863510.7",""\n'
)


def read(*texts: str, known: frozenset[str] = frozenset()) -> tuple[list[Conversation], Read]:
    """What comes of rows."""
    done = Read()
    made = conversations(texts, ZONE, lambda number: f"party of {number[-3:]}", known, done)
    return list(made), done


def test_an_answered_row_is_a_talk_with_its_phone() -> None:
    """Times are those of the zone, the phone's name is the agent, numbers are gone."""
    (found,), done = read(ROW)
    assert (found.id, found.source, found.leg) == ("cdr-1769863510.7", "cdr", "1769863510.7")
    assert found.arrived_utc_ms == 1769863510_000 and found.outcome == "answered"
    assert [
        (one.kind, one.agent, (one.end_us - one.start_us) // 10**6) for one in found.segments
    ] == [
        ("menu", "", 5),
        ("talk", "anna", 45),
    ]
    assert found.party == "party of 678" and "+49170" not in repr(found)
    assert (done.rows, done.conversations, done.odd) == (1, 1, [])


@pytest.mark.parametrize(("word", "outcome"), [(word, one[0]) for word, one in OUTCOMES.items()])
def test_each_disposition_has_an_outcome(word: str, outcome: str) -> None:
    """A row without a phone is what became of the call; its segments cover it."""
    row = ROW.replace("ANSWERED", word).replace("PJSIP/anna-0000001b", "")
    (found,), _ = read(row)
    assert found.outcome == outcome
    assert (found.segments[0].start_us, found.segments[-1].end_us) == (
        found.arrived_us,
        found.ended_us,
    )


def test_a_call_is_kept_once() -> None:
    """A second row of a call, and one that is there from elsewhere, are left out and counted."""
    made, done = read(ROW, ROW, ROW.replace("510.7", "510.8"), known=frozenset({"1769863510.8"}))
    assert len(made) == 1 and done.known == 2
    without = ROW.replace(',"1769863510.7",""', "")
    (one,), _ = read(without)
    (other,), _ = read(without)
    assert one.id == other.id  # no id in the file: the row itself is one


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("a,b,c\n", "3 columns"),
        (ROW.replace("2026-01-31 13:45:10", "yesterday"), "no time"),
        (ROW.replace("ANSWERED", "PERHAPS"), "disposition"),
        (ROW.replace("2026-01-31 13:46:00", "9999-12-31 23:59:59"), "century"),
        (ROW.replace("2026-01-31 13:46:00", "2026-13-31 13:46:00"), "no time"),
    ],
)
def test_a_row_that_is_none_is_named(row: str, why: str) -> None:
    """The others are read all the same."""
    made, done = read(row, ROW)
    assert len(made) == 1 and why in done.odd[0] and done.odd[0].startswith("row 1: ")


@given(st.integers(0, 2**32))
def test_spoilt_files_are_read(seed: int) -> None:
    """Whatever characters are lost or changed, nothing breaks."""
    chance = random.Random(seed)
    letters = list(ROW * 3)
    for _ in range(chance.randrange(1, 30)):
        letters[chance.randrange(len(letters))] = chance.choice('",\n\0\r=x\ud800|')
    made, done = read(*"".join(letters).splitlines(keepends=True))
    assert len(made) == done.conversations
