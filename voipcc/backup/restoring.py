"""`voipcc restore BACKUP`: a new folder from a backup, complete and checked, or none at all."""

import hashlib
import os
import secrets
import shutil
import tarfile
import zlib
from pathlib import Path
from typing import IO

import msgspec

from voipcc.backup.manifest import (
    CENTRE,
    FORMAT,
    MANIFEST,
    STATE,
    BackupError,
    Kept,
    Manifest,
    Numbered,
)
from voipcc.centre_file import load_centre
from voipcc.core.events import ControllerStarted
from voipcc.database.history import read
from voipcc.database.recovery import EPOCH_FILE
from voipcc.settings import CentreSettings
from voipcc.versions.disk import sync_tree

PIECE = 1 << 20
UNREADABLE = (  # what tarfile raises of what is no whole backup; the last of a few bytes
    tarfile.TarError, EOFError, msgspec.MsgspecError, zlib.error, OSError, TypeError,
)  # fmt: skip
RUNS_LOST = 1000  # so many starts there may have been after the backup


def restore(source: Path, folder: Path) -> Manifest:
    """Make `folder` the centre that was saved in `source`; nothing is there unless all of it is.

    Raises BackupError, OSError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: name a new folder (-c), or move this one away")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.restoring")
    draft.mkdir(mode=0o700)
    try:
        manifest = _unpacked(source, draft)
        _moved(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _unpacked(source: Path, draft: Path) -> Manifest:
    """Every member checked by its length and digest. Raises BackupError."""
    found: dict[str, Kept] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(source, "r|gz") as archive:
            for member in archive:
                reader = archive.extractfile(member) if member.isreg() else None
                if manifest is not None or reader is None:
                    raise BackupError(f"{source}: {member.name} does not belong into a backup")
                if member.name == MANIFEST:
                    manifest = _manifest(source, reader.read())
                else:
                    found[member.name] = _unpack(member, reader, draft)
    except UNREADABLE as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise BackupError(
            f"{source} is damaged or no backup ({error}); take another one"
        ) from error
    if manifest is None:
        raise BackupError(f"{source} is not whole: it was interrupted; take another one")
    _check(source, manifest, found)
    return manifest


def _manifest(source: Path, body: bytes) -> Manifest:
    """Of a newer format nothing but its number is looked at. Raises BackupError, MsgspecError."""
    number = msgspec.json.decode(body, type=Numbered).format
    if number > FORMAT:
        raise BackupError(f"{source} has format {number}: use a newer voipcc")
    return msgspec.json.decode(body, type=Manifest)


def _check(source: Path, manifest: Manifest, found: dict[str, Kept]) -> None:
    names = found.keys() | manifest.files.keys()
    if wrong := sorted(name for name in names if found.get(name) != manifest.files.get(name)):
        raise BackupError(
            f"{source} is damaged: {wrong[0]} is not as it was saved; take another one"
        )


def _unpack(member: tarfile.TarInfo, reader: IO[bytes], draft: Path) -> Kept:
    path = (draft / member.name).resolve()
    if draft.resolve() not in path.parents:
        raise BackupError(f"{member.name} leads out of the backup: it was not made by voipcc")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, member.mode & 0o700)
    with os.fdopen(fd, "wb") as file:
        while piece := reader.read(PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(fd)
    os.utime(path, (member.mtime, member.mtime))
    return Kept(member.size, digest.hexdigest())


def _moved(draft: Path, folder: Path) -> None:
    """Centre and state to where they belong, in one step where they are one folder."""
    loaded = load_centre(draft / CENTRE / "centre.yaml")
    named = (loaded.settings or loaded.rough or CentreSettings()).state
    state = (folder / named).resolve()
    _skip_epochs(draft / STATE)
    inside = folder.resolve() in state.parents
    if inside:
        place = draft / CENTRE / state.relative_to(folder.resolve())
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (draft / STATE).rename(place)
    elif state.exists() and any(state.iterdir()):
        raise BackupError(f"{state}, where this centre keeps its state, is not empty: move it away")
    sync_tree(draft)
    if folder.exists():
        folder.rmdir()
    (draft / CENTRE).rename(folder)
    if not inside:
        shutil.move(draft / STATE, state)


def _skip_epochs(state: Path) -> None:
    """What the centre numbered after the backup is never numbered so again: others may know of it."""
    epoch = 0
    for entry in read(state / "journal"):
        if isinstance(entry.event, ControllerStarted):
            epoch = max(epoch, entry.event.epoch)
    (state / EPOCH_FILE).write_text(f"{epoch + RUNS_LOST}\n")
