"""`verify` knows recordings that are older than what is left of the journal."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tapes.sounds import RING, START_MS, spool_job, voice
from voipcc.core.events import TimePassed
from voipcc.core.moment import Moment
from voipcc.database.entry import Entry
from voipcc.database.findings import Check
from voipcc.tape_proof import TapeProof
from voipcc.tapes.making import make
from voipcc.tapes.sheet import Sheet


def proved(folder: Path, journal_since_ms: int) -> Check:
    """What is found where the journal begins then and knows no recording."""
    check = Check("recordings")
    proof = TapeProof(folder, check, clock=lambda: START_MS)
    proof.take(Entry(1, Moment(0, journal_since_ms, "boot"), "event", TimePassed(), ()))
    proof.end()
    return check


def kept(folder: Path) -> Sheet:
    spool_job(folder, voice(0.2), voice(0.2))
    sheet = make(folder, "1-1", RING)
    os.utime(folder / sheet.path, (0, 0))
    return sheet


def test_one_that_is_older_than_the_journal_goes_by_its_sheet(tmp_path: Path) -> None:
    """Its length and hash are those of the sheet: nothing is wrong, and it is counted."""
    kept(tmp_path)
    check = proved(tmp_path, START_MS + 1)
    assert check.intact
    assert "1 are older than the journal" in check.beside[0]


@pytest.mark.parametrize(
    ("spoil", "since_ms", "what"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x"), START_MS + 1, "was changed"),
        (lambda path: os.truncate(path, 99), START_MS + 1, "has 99 bytes"),
        (lambda path: (path.parent / "1-1.json").unlink(), START_MS + 1, "nobody kept"),
        (lambda path: None, START_MS, "nobody kept"),
    ],
)
def test_what_is_not_as_its_sheet_says_is_found(
    tmp_path: Path, spoil: Callable[[Path], None], since_ms: int, what: str
) -> None:
    """Changed, cut short, without a sheet, or of a time the journal should know."""
    path = tmp_path / kept(tmp_path).path
    spoil(path)
    os.utime(path, (0, 0))
    (finding,) = proved(tmp_path, since_ms).findings
    assert what in finding.what
