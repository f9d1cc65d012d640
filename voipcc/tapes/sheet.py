"""What stands beside each recording: a sheet of facts, without a name or number of anybody.

tapes/2026/11/22/3-17.flac.sealed     the sound
tapes/2026/11/22/3-17.json            this sheet: there is no recording without
tapes/2026/11/22/3-17.hold.json       only while it may not be erased
tapes/ledger/2026-11.jsonl            who was given, held, erased which one, and why
tapes/spool/3-18/                     not ready yet
tapes/broken/3-16/                    what could not be made a recording of
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from voipcc.tapes.job import TAPE_ID, sync_folder

SPOOL, BROKEN, LEDGER = "spool", "broken", "ledger"
DAY_MS = 86_400_000
SHEET, HOLD = ".json", ".hold.json"


class TapeError(Exception):
    """A recording that cannot be had; the text says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The facts of one kept recording. `path` is below the folder of tapes, times are UTC milliseconds.

    `keep_until_utc_ms` 0: until somebody erases it. `pauses` in milliseconds from the start.
    """

    tape: str
    conversation: str
    queue: str
    agents: tuple[str, ...]
    parties: tuple[str, ...]
    kind: str
    consent: str
    start_utc_ms: int
    length_ms: int
    keep_until_utc_ms: int
    sides: tuple[str, ...]
    form: str
    rate: int
    path: str
    bytes: int
    sha256: str
    key: str
    pauses: tuple[tuple[int, int], ...]
    faults: tuple[str, ...]
    figures: dict[str, float]
    format: int = 1


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a recording may not be erased."""

    reason: str
    by: str
    at_utc_ms: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All recordings below the folder of tapes."""

    folder: Path

    def newest(self, start_ms: int = 0, end_ms: int = 1 << 62) -> Iterator[Sheet]:
        """Those that began from `start_ms` to before `end_ms`, the newest first."""
        for day in self.days(newest_first=True):
            begin_ms = _day_ms(day)
            if begin_ms >= end_ms or begin_ms + DAY_MS <= start_ms:
                continue
            sheets = [one for one in map(sheet_in, sorted(day.glob(f"*{SHEET}"))) if one]
            for one in sorted(sheets, key=lambda one: (one.start_utc_ms, one.tape), reverse=True):
                if start_ms <= one.start_utc_ms < end_ms:
                    yield one

    def sheet(self, tape: str) -> Sheet | None:
        """The one of this id, None when it is not there (any more)."""
        if not TAPE_ID.fullmatch(tape):
            return None
        for day in self.days(newest_first=True):
            path = day / f"{tape}{SHEET}"
            if path.exists():
                return sheet_in(path)
        return None

    def sound(self, sheet: Sheet) -> Path:
        """The file of the sound."""
        return self.folder / sheet.path

    def hold(self, sheet: Sheet) -> Hold | None:
        """Why it may not be erased, None when it may."""
        return hold_in(self._beside(sheet, HOLD))

    def put_hold(self, sheet: Sheet, hold: Hold) -> None:
        """From now on it may not be erased. Raises OSError."""
        put_json(self._beside(sheet, HOLD), hold)

    def end_hold(self, sheet: Sheet) -> None:
        """It may be erased again. Raises OSError."""
        self._beside(sheet, HOLD).unlink(missing_ok=True)

    def erase(self, sheet: Sheet) -> None:
        """The sound first, its key before it, the sheet last: what was begun is seen. Raises OSError."""
        from voipcc.tapes.sealed import destroy

        sound = self.sound(sheet)
        if sound.exists():
            destroy(sound)
        self._beside(sheet, HOLD).unlink(missing_ok=True)
        self._beside(sheet, SHEET).unlink(missing_ok=True)
        sync_folder(sound.parent)

    def erase_rest(self, tape: str) -> None:
        """What a killed worker left of a recording that has no sheet. Raises OSError."""
        from voipcc.tapes.sealed import destroy

        for day in self.days(newest_first=True):
            for path in (*day.glob(f".{tape}.making"), *day.glob(f"{tape}.*.sealed")):
                destroy(path)

    def _beside(self, sheet: Sheet, ending: str) -> Path:
        return self.sound(sheet).parent / f"{sheet.tape}{ending}"

    def days(self, *, newest_first: bool = False) -> list[Path]:
        """Every day's folder."""
        pattern = "[0-9]" * 4 + "/" + "[0-9]" * 2 + "/" + "[0-9]" * 2
        return sorted(self.folder.glob(pattern), reverse=newest_first)


def day_folder(start_utc_ms: int) -> str:
    """Where a recording that began then lies, below the folder of tapes."""
    return datetime.fromtimestamp(start_utc_ms / 1000, UTC).strftime("%Y/%m/%d")


def put_json(path: Path, value: object) -> None:
    """A small file, replaced in one step and for good. Raises OSError."""
    draft = path.with_name(path.name + ".new")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(msgspec.json.encode(value))
        file.flush()
        os.fsync(fd)
    draft.replace(path)
    sync_folder(path.parent)


def hold_in(path: Path) -> Hold | None:
    """A hold as it was put, None without. One nobody can read holds all the same."""
    try:
        found: Hold = _HOLDS.decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Hold("the note of it is damaged", "", 0)
    return found


def sheet_in(path: Path) -> Sheet | None:
    """The sheet in a file, None when there is none, or one nobody can read."""
    if path.name.endswith(HOLD):
        return None
    try:
        found: Sheet = _SHEETS.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None  # erased meanwhile, or damaged: `voipcc verify` tells
    return found


def _day_ms(day: Path) -> int:
    year, month, date = day.parts[-3:]
    try:
        return int(datetime(int(year), int(month), int(date), tzinfo=UTC).timestamp() * 1000)
    except ValueError:
        return -(1 << 62)


_SHEETS: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Sheet)
_HOLDS: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Hold)
