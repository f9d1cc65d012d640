"""Are the recordings the journal says were kept there, unchanged, and are the erased ones gone?"""

import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from voipcc.core.tape_files import TapeErased, TapeLost, TapeStored
from voipcc.core.tape_words import KeepTape
from voipcc.database.entry import Entry
from voipcc.database.findings import Check
from voipcc.tapes.sheet import sheet_in

SPOOL = "spool"
ELSEWHERE = (SPOOL, "broken")  # not ready yet; nothing can be made of it
SOUNDS = (".flac", ".opus", ".sealed")
FRESH_S = 600.0  # a file may be there shortly before the journal hears of it
PIECE = 1 << 20
FROM_BACKUP = "take the file from a backup; nothing else has it"
ERASE = "erase it: voipcc recordings erase"
UNKNOWN = "neither the journal nor a sheet beside it says so: keep or delete it"


class TapeProof:
    """Takes the journal's entries in order, then `end`. `contents` False compares lengths only."""

    def __init__(
        self,
        folder: Path,
        check: Check,
        *,
        contents: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.folder = folder
        self.check = check
        self.contents = contents
        self._clock = clock
        self._kept: dict[str, TapeStored] = {}
        self._erased: dict[str, str] = {}  # path -> tape
        self._lost = 0
        self._awaited: dict[str, tuple[int, int]] = {}  # tape -> entry and UTC of its end
        self._since_ms: int | None = None  # when the journal begins
        self._older = 0

    def take(self, entry: Entry) -> None:
        """One entry more."""
        if self._since_ms is None:
            self._since_ms = entry.now.utc_ms
        match entry.event:
            case TapeStored() as stored:
                self._awaited.pop(stored.tape, None)
                self._kept[stored.tape] = stored
                self._erased.pop(stored.path, None)
            case TapeErased(tape=tape) if tape in self._kept:
                self._erased[self._kept.pop(tape).path] = tape
            case TapeLost(tape=tape):
                self._awaited.pop(tape, None)
                self._lost += 1
        for command in entry.commands:
            if isinstance(command, KeepTape) and not command.record.failed:
                self._awaited[command.record.id] = (entry.sequence, entry.now.utc_ms)

    def end(self) -> None:
        """All entries were taken: look at the files."""
        for stored in self._kept.values():
            if wrong := self._wrong(stored):
                self.check.found(f"tapes/{stored.path}", wrong, FROM_BACKUP)
        for path, tape in self._erased.items():
            if (self.folder / path).exists():
                self.check.found(
                    f"tapes/{path}", f"recording {tape} was erased and is there", ERASE
                )
        self._look_for_awaited()
        known = {stored.path for stored in self._kept.values()} | set(self._erased)
        for path in self._strangers(known):
            if wrong := self._wrong_by_sheet(path):
                self.check.found(f"tapes/{path}", wrong, UNKNOWN)
        how = "" if self.contents else ", by length only"
        self.check.text = f"{len(self._kept)} recordings as the journal has them{how}"
        if self._older:
            self.check.beside.append(
                f"{self._older} are older than the journal, and as their sheets say"
            )
        if self._lost:
            self.check.beside.append(f"{self._lost} could not be kept, as the journal says")

    def _wrong_by_sheet(self, path: str) -> str:
        """A recording is kept longer than the journal: then its sheet says what it was."""
        sheet = sheet_in((self.folder / path).parent / f"{Path(path).name.rsplit('.', 2)[0]}.json")
        before_ms = self._since_ms or 0
        if sheet is None or sheet.path != path or sheet.start_utc_ms >= before_ms:
            return "nobody kept this recording"
        self._older += 1
        return self._wrong(TapeStored(sheet.tape, path, sheet.sha256, sheet.bytes, 0))

    def _look_for_awaited(self) -> None:
        """Recordings that are over are kept, told lost, or wait in the spool."""
        fresh_ms = (self._clock() - FRESH_S) * 1000
        for tape, (sequence, utc_ms) in self._awaited.items():
            if utc_ms < fresh_ms and not (self.folder / SPOOL / tape).exists():
                what = f"recording {tape} was made, and is neither kept nor told lost"
                self.check.found(f"journal entry {sequence}", what, FROM_BACKUP)

    def _wrong(self, stored: TapeStored) -> str:
        path = self.folder / stored.path
        try:
            size = path.stat().st_size
            if size != stored.bytes:
                return f"recording {stored.tape} has {size} bytes instead of {stored.bytes}"
            if self.contents and _sha256(path) != stored.sha256:
                return f"recording {stored.tape} was changed"
        except FileNotFoundError:
            return f"recording {stored.tape} is gone, and nobody erased it"
        except OSError as error:
            return f"recording {stored.tape} cannot be read: {error.strerror}"
        return ""

    def _strangers(self, known: set[str]) -> Iterator[str]:
        fresh_s = self._clock() - FRESH_S
        for path in sorted(self.folder.rglob("*")) if self.folder.is_dir() else ():
            name = path.relative_to(self.folder)
            if name.parts[0] in ELSEWHERE or path.suffix not in SOUNDS or str(name) in known:
                continue
            if path.stat().st_mtime < fresh_s:
                yield str(name)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
