"""Looking through all recordings: a million sheets are not read each time.

Each day's folder has a note of when the first of its recordings is over; it is made by looking and
thrown away when a recording comes in, so that a lost or wrong one costs only a look.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from voipcc.tapes.sheet import SHEET, Catalogue, Sheet, sheet_in

NOTE = ".first_over"
NEVER = 1 << 62


def due(folder: Path, now_ms: int) -> Iterator[str]:
    """Recordings whose time is over and that nothing holds. Oldest days first."""
    catalogue = Catalogue(folder)
    for day in catalogue.days():
        if _noted(day) > now_ms:
            continue
        sheets = [one for one in map(sheet_in, sorted(day.glob(f"*{SHEET}"))) if one]
        ends = [one.keep_until_utc_ms for one in sheets if one.keep_until_utc_ms]
        with contextlib.suppress(OSError):  # a full disk: it is looked again
            (day / NOTE).write_text(str(min(ends, default=NEVER)))
        yield from (one.tape for one in sheets if _is_over(catalogue, one, now_ms))


def forget_note(day: Path) -> None:
    """A recording has come into this day's folder."""
    (day / NOTE).unlink(missing_ok=True)


def heard_in(folder: Path, party: str) -> Iterator[str]:
    """The recordings somebody is heard in."""
    sign = party.encode()
    for day in Catalogue(folder).days():
        for path in sorted(day.glob(f"*{SHEET}")):
            with contextlib.suppress(FileNotFoundError):
                if sign not in path.read_bytes():
                    continue
                sheet = sheet_in(path)
                if sheet is not None and party in sheet.parties:
                    yield sheet.tape


def _is_over(catalogue: Catalogue, sheet: Sheet, now_ms: int) -> bool:
    return 0 < sheet.keep_until_utc_ms <= now_ms and catalogue.hold(sheet) is None


def _noted(day: Path) -> int:
    """When the first recording of this day is over; 0 where nobody has looked."""
    try:
        return int((day / NOTE).read_text())
    except (OSError, ValueError):
        return 0
