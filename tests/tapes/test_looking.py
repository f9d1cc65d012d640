"""Looking through many recordings finds what is due, also beside a note that is old or spoilt."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tapes.sounds import RING, START_MS, spool_job, voice
from voipcc.tapes.looking import NEVER, NOTE, due, heard_in
from voipcc.tapes.making import make
from voipcc.tapes.sheet import DAY_MS, Catalogue, Hold, Sheet, put_json


@pytest.fixture
def one(tmp_path: Path) -> Sheet:
    """A recording of ten days' keeping; others are its sheet with other names."""
    spool_job(tmp_path, voice(0.1), voice(0.1), keep_days=10)
    return make(tmp_path, "1-1", RING)


def beside(folder: Path, sheet: Sheet, tape: str, days: int, party: str = "p-1") -> Sheet:
    keep_ms = START_MS + days * DAY_MS if days else 0
    other = replace(sheet, tape=tape, keep_until_utc_ms=keep_ms, parties=(party,))
    put_json((folder / sheet.path).parent / f"{tape}.json", other)
    return other


def test_what_is_due_is_found_and_a_note_saves_the_look(tmp_path: Path, one: Sheet) -> None:
    """The first that is over decides when a day is looked at again; those for ever and held ones stay."""
    held = beside(tmp_path, one, "1-2", 5)
    beside(tmp_path, one, "1-3", 0)
    Catalogue(tmp_path).put_hold(held, Hold("case 12", "", 0))
    note = (tmp_path / one.path).parent / NOTE
    assert list(due(tmp_path, START_MS)) == []
    assert int(note.read_text()) == START_MS + 5 * DAY_MS
    assert list(due(tmp_path, START_MS + 6 * DAY_MS)) == []
    assert list(due(tmp_path, START_MS + 10 * DAY_MS)) == ["1-1"]
    note.write_text(str(NEVER))
    assert list(due(tmp_path, START_MS + 10 * DAY_MS)) == []
    note.write_text("spoilt")
    assert list(due(tmp_path, START_MS + 10 * DAY_MS)) == ["1-1"]


def test_a_new_recording_makes_the_note_anew(tmp_path: Path, one: Sheet) -> None:
    """What comes into a day that was looked at is found in its time."""
    assert list(due(tmp_path, START_MS)) == []
    spool_job(tmp_path, voice(0.1), voice(0.1), "1-9", keep_days=1)
    make(tmp_path, "1-9", RING)
    assert list(due(tmp_path, START_MS + DAY_MS)) == ["1-9"]


def test_a_person_is_found_by_the_whole_id(tmp_path: Path, one: Sheet) -> None:
    """Not by a part of it, and not by an agent of the same name."""
    beside(tmp_path, one, "1-2", 5, "p-12")
    assert list(heard_in(tmp_path, "p-1")) == ["1-1"]
    assert list(heard_in(tmp_path, "p-12")) == ["1-2"]
    assert list(heard_in(tmp_path, "anna")) == []
