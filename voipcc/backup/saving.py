"""`voipcc backup`: a whole centre in one file, taken while it runs, and fit to begin from.

What is derived is taken before what it is derived from, and what is named after who names it:
snapshots and tables first, then recordings, then the journal, which is only ever appended to, then
all the rest. So whatever happens meanwhile, the journal in the backup knows of everything the tables
in it have, and what is newer in it is derived again at the first start. Its last member,
`manifest.json`, has the length and SHA-256 of all others: without it a backup is not whole.
"""

import contextlib
import gzip
import hashlib
import io
import os
import secrets
import sqlite3
import stat
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from voipcc.backup.manifest import CENTRE, FORMAT, MANIFEST, STATE, BackupError, Kept, Manifest
from voipcc.database.engine import Engine, RecordsError
from voipcc.database.history import last_sequence
from voipcc.database.remaking import copied
from voipcc.database.sqlite_engine import SqliteEngine
from voipcc.places import StateFolder

PIECE = 1 << 20
COMPRESSION = 3  # recordings do not get smaller, and the rest is small enough
MADE_AGAIN = ("asterisk", "log", "prompts", "sounds", "control.sock")  # at each start
RECORDINGS = ("tapes", "voicemail")
SKIPPED = ("lock", "reserve", ".lock")
UNFINISHED = (".making", ".new", "-wal", "-shm")


@dataclass(slots=True)
class Saving:
    """One backup in the making."""

    folder: Path
    state: StateFolder
    engine: Engine
    archive: tarfile.TarFile
    manifest: Manifest
    remarks: list[str] = field(default_factory=list)

    def put(self, path: Path, name: str) -> None:
        """One file as it is at this moment; one that has gone meanwhile is left out."""
        try:
            fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        with os.fdopen(fd, "rb") as file:
            found = os.fstat(fd)
            if stat.S_ISREG(found.st_mode):
                self._put(name, file, found)
            else:
                self.remarks.append(f"{path} is no ordinary file and was left out")

    def _put(self, name: str, file: IO[bytes], found: os.stat_result) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime = found.st_size, int(found.st_mtime)
        info.mode = stat.S_IMODE(found.st_mode) & 0o700
        reader = _Hashed(file, found.st_size)
        self.archive.addfile(info, reader)
        self.manifest.files[name] = Kept(found.st_size, reader.digest.hexdigest())

    def put_database(self, path: Path, name: str) -> None:
        """A consistent copy of a database somebody may be writing."""
        copy = self.state.folder / f".{path.name}.{secrets.token_hex(4)}.making"
        try:
            _copied(path, copy)
            self.put(copy, name)
        finally:
            copy.unlink(missing_ok=True)

    def has(self, path: Path) -> bool:
        """Whether a file of the state is saved already, or not to be."""
        name = f"{STATE}/{path.relative_to(self.state.folder)}"
        return name in self.manifest.files or _is_unfinished(path)

    def put_records(self, inside: str) -> None:
        """The records as one file, also those of a server."""
        records = self.state.records
        if isinstance(self.engine, SqliteEngine):
            self.put_database(records, inside + records.name)
            return
        copy = self.state.folder / f".{records.name}.{secrets.token_hex(4)}.making"
        try:
            copied(self.engine, SqliteEngine(copy))
            self.put(copy, inside + records.name)
        except RecordsError as error:
            raise BackupError(f"the records cannot be saved: {error}") from error
        finally:
            for end in ("", "-wal", "-shm"):
                copy.with_name(copy.name + end).unlink(missing_ok=True)

    def put_all(self, place: Path, name: str, leave: Callable[[Path], bool]) -> None:
        """Everything below a folder, except what `leave` says."""
        for path in _files(place, leave, self.remarks):
            self.put(path, f"{name}/{path.relative_to(place)}")


class _Hashed(io.RawIOBase):
    """The first `size` bytes of a file that may grow meanwhile, with their digest."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.digest = hashlib.sha256()
        self._file, self._left = file, size

    def read(self, size: int = -1) -> bytes:
        """As a file does; raises OSError when there is less than there was."""
        piece = self._file.read(min(size if size >= 0 else self._left, self._left))
        if not piece and self._left and size:
            raise OSError(0, "it became shorter while it was read", self._file.name)
        self._left -= len(piece)
        self.digest.update(piece)
        return piece


def back_up(
    folder: Path,
    state: StateFolder,
    target: Path | None,
    engine: Engine | None = None,
    *,
    recordings: bool = True,
) -> tuple[Manifest, list[str]]:
    """Save the centre in `folder` into the file `target`, None: standard output. Returns remarks, too.

    `engine` has the records, None: the file in the state folder.

    Raises BackupError, OSError. An interrupted one leaves nothing under that name.
    """
    from voipcc import __version__

    _check(folder, state, target)
    made_ms = time.time_ns() // 1_000_000
    manifest = Manifest(FORMAT, __version__, made_ms, 0, recordings)
    with _written(target) as file, _archive(file) as archive:
        records = engine or SqliteEngine(state.records)
        saving = Saving(folder.resolve(), state, records, archive, manifest)
        _save(saving)
        body = msgspec.json.encode(manifest)
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mtime, info.mode = len(body), made_ms // 1000, 0o600
        archive.addfile(info, io.BytesIO(body))
    return manifest, saving.remarks


def _save(saving: Saving) -> None:
    state = saving.state
    inside = f"{STATE}/"
    for path in sorted(state.snapshots.glob("*.json")):
        saving.put(path, f"{inside}snapshots/{path.name}")
    saving.put_records(inside)
    for path in sorted(state.folder.glob("*.sqlite")):
        if path != state.records:
            saving.put_database(path, inside + path.name)
    recordings = RECORDINGS if saving.manifest.recordings else ()
    for name in recordings:
        saving.put_all(state.folder / name, inside + name, _is_unfinished)
    saving.manifest.sequence = last_sequence(state.journal)
    for path in sorted(state.journal.glob("*.journal")) + sorted(state.journal.glob("*.damaged")):
        saving.put(path, f"{inside}journal/{path.name}")
    for name in recordings:  # those the journal may know of by now
        saving.put_all(state.folder / name, inside + name, saving.has)
    taken = (*MADE_AGAIN, *RECORDINGS, "snapshots", "journal")
    saving.put_all(state.folder, STATE, lambda path: _is_left(path, state.folder, taken))
    own = (state.folder, saving.folder / ".git")
    saving.put_all(saving.folder, CENTRE, lambda path: path in own or _is_unfinished(path))


def _is_left(path: Path, state: Path, taken: tuple[str, ...]) -> bool:
    top = path.relative_to(state).parts[0]
    return top in taken or path.suffix == ".sqlite" or _is_unfinished(path)


def _is_unfinished(path: Path) -> bool:
    return path.name in SKIPPED or path.name.endswith(UNFINISHED)


def _files(place: Path, leave: Callable[[Path], bool], remarks: list[str]) -> Iterator[Path]:
    """Files below `place` in order, links to files too; links to folders are not followed."""
    for here, folders, names in os.walk(place):
        at = Path(here)
        folders[:] = sorted(name for name in folders if not leave(at / name))
        for name in [name for name in folders if (at / name).is_symlink()]:
            remarks.append(f"{at / name} is a link to a folder and was left out")
            folders.remove(name)
        yield from (at / name for name in sorted(names) if not leave(at / name))


def _copied(path: Path, copy: Path) -> None:
    try:
        with (
            contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database,
            contextlib.closing(sqlite3.connect(copy)) as fresh,
        ):
            copy.chmod(0o600)
            database.backup(fresh)
    except sqlite3.Error as error:
        raise BackupError(f"{path} cannot be saved ({error}); see voipcc verify") from error


def _check(folder: Path, state: StateFolder, target: Path | None) -> None:
    if not state.journal.is_dir():
        raise BackupError(f"there is no journal in {state.journal}: this centre never ran")
    if target is not None and target.exists() and not target.is_file():
        raise BackupError(f"{target} is no file: name a file, a folder, or - for standard output")
    place = target.resolve().parent if target else None
    for own in (folder.resolve(), state.folder.resolve()):
        if place is not None and (place == own or own in place.parents):
            raise BackupError(
                f"{target} lies in the centre's own folder: name a place outside, best on another disk"
            )


@contextlib.contextmanager
def _written(target: Path | None) -> Iterator[IO[bytes]]:
    """The file to write, there under its name when it is whole and synced."""
    if target is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.making")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            yield file
            file.flush()
            os.fsync(fd)
        draft.rename(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _archive(file: IO[bytes]) -> Iterator[tarfile.TarFile]:
    with (
        gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=COMPRESSION) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        yield archive
