"""A copy of a centre's folder, taken before it is read: what is checked is what is kept.

Somebody may write in the folder at the same moment. Recordings are kept once, by the hash of
what is in them, and appear in a version as hard links (copies where the disk knows none).
"""

import contextlib
import glob
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from voipcc.document import LARGEST_FILE as LARGEST_TEXT
from voipcc.problem import Problem
from voipcc.prompt_names import SOUND_ENDINGS
from voipcc.prompt_store import PromptStore, lay_out
from voipcc.versions.disk import OWN_FOLDER, content_of, sync_folder, write_new
from voipcc.versions.edition import (
    CENTRE_FILE,
    DIALPLANS,
    PLAYED,
    SOUNDS,
    CentreRefused,
    settings_of,
)

TEXTS = (".yaml", ".yml", ".json", ".story")
LARGEST_RECORDING = 64 << 20
MOST_FILES = 20_000
DEEPEST = 6
READ_AGAIN_NS = (
    2_000_000_000  # a file younger than this may change within the same tick of its clock
)

Signs = tuple[int, int, int, int]


@dataclass(slots=True)
class Recordings:
    """The store of recordings by content. `known` spares reading files that have not changed."""

    folder: Path
    known: dict[Path, tuple[Signs, str]] = field(default_factory=dict)

    def link(self, source: Path, place: Path) -> str:
        """Let `place` be what `source` holds now; the SHA-256 of that. Raises OSError."""
        name = self._known(source) or self._taken(source)
        place.parent.mkdir(parents=True, exist_ok=True, mode=OWN_FOLDER)
        kept = self.folder / f"{name}{source.suffix}"
        if kept.stat().st_mtime_ns == source.stat().st_mtime_ns or _is_alone(source):
            linked(str(kept), str(place))
        else:  # of two files for one prompt the younger is heard
            shutil.copyfile(kept, place)
            shutil.copystat(source, place)
        return name

    def settle(self) -> None:
        """The names of what was taken in survive a loss of power."""
        if self.folder.exists():
            sync_folder(self.folder)

    def hash_of(self, source: Path) -> str:
        """The SHA-256 of what `source` holds; nothing is kept. Raises OSError."""
        return self._known(source) or hashlib.sha256(_recording(source)).hexdigest()

    def _known(self, source: Path) -> str:
        signs, name = self.known.get(source, (None, ""))
        kept = self.folder / f"{name}{source.suffix}"
        return name if signs == _signs(os.stat(source)) and kept.exists() else ""

    def _taken(self, source: Path) -> str:
        before = os.stat(source)
        data = _recording(source)
        name = hashlib.sha256(data).hexdigest()
        kept = self.folder / f"{name}{source.suffix}"
        if not kept.exists():
            self._write(kept, data)
            os.utime(kept, ns=(before.st_atime_ns, before.st_mtime_ns))
        if time.time_ns() - before.st_ctime_ns > READ_AGAIN_NS:
            self.known[source] = _signs(before), name
        return name

    def _write(self, kept: Path, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=OWN_FOLDER)
        draft = kept.with_name(f".{kept.name}.{os.getpid()}")
        try:
            draft.unlink(missing_ok=True)
            write_new(draft, data)
            draft.rename(kept)
        except OSError:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
            raise


def linked(kept: str, place: str) -> None:
    """A hard link; a copy where the disk has none, or too many to this file."""
    try:
        os.link(kept, place)
    except OSError:
        shutil.copyfile(kept, place)


def _is_alone(source: Path) -> bool:
    return not any(one != source for one in source.parent.glob(f"{glob.escape(source.stem)}.*"))


def _recording(source: Path) -> bytes:
    data = content_of(source, LARGEST_RECORDING + 1)
    if len(data) > LARGEST_RECORDING:
        raise OSError(0, f"it is larger than {LARGEST_RECORDING >> 20} MB", str(source))
    return data


def _signs(found: os.stat_result) -> Signs:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def copy_folder(folder: Path, draft: Path, recordings: Recordings) -> dict[str, str]:
    """Copy the centre in `folder` to `draft`; its recordings with the SHA-256 of each.

    Raises CentreRefused when a file cannot be read, OSError when the disk takes no more.
    """
    _copy_text(folder / CENTRE_FILE, draft / CENTRE_FILE)
    settings, _ = settings_of(draft, folder)
    _copy_texts(folder / settings.dialplans, draft / DIALPLANS)
    sounds = folder / settings.sounds
    _copy_texts(sounds, draft / SOUNDS)
    prompts = {}
    for source in files_in(sounds, SOUND_ENDINGS):
        name = source.relative_to(sounds).as_posix()
        with _readable(source):
            prompts[name] = recordings.link(source, draft / SOUNDS / name)
    recordings.settle()
    return prompts


def make_played(draft: Path, ready: PromptStore) -> list[str]:
    """Lay out what is played of a draft's recordings, ready for the telephone.

    Returns why files were left out: nobody could hear them. Raises OSError.
    """
    return lay_out(draft / SOUNDS, draft / PLAYED, ready)


def _copy_texts(source: Path, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True, mode=OWN_FOLDER)
    for file in files_in(source, TEXTS):
        _copy_text(file, place / file.relative_to(source))


def _copy_text(source: Path, place: Path) -> None:
    """One more byte than the reader takes is enough for it to say so."""
    with _readable(source):
        data = content_of(source, LARGEST_TEXT + 1)
    place.parent.mkdir(parents=True, exist_ok=True, mode=OWN_FOLDER)
    write_new(place, data)


def files_in(folder: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    """Every such file below a folder; what editors keep for themselves is left out."""
    found = 0
    for place, inner, names in os.walk(folder, followlinks=True):
        depth = len(Path(place).relative_to(folder).parts)
        inner[:] = sorted(one for one in inner if not one.startswith(".") and depth < DEEPEST)
        for name in sorted(names):
            if not name.lower().endswith(endings) or (
                name.startswith(".") and not name.endswith(".json")
            ):
                continue
            found += 1
            if found > MOST_FILES:
                message = f"more than {MOST_FILES} files"
                raise CentreRefused([_problem(folder, message, "is it the right folder?")])
            yield Path(place) / name


@contextlib.contextmanager
def _readable(source: Path) -> Iterator[None]:
    """A file of the centre that cannot be read is its owner's matter, a full disk is not."""
    try:
        yield
    except OSError as error:
        if error.filename is None or Path(os.fsdecode(error.filename)) != source:
            raise
        remedy = "voipcc init writes an example" if source.name == CENTRE_FILE else "look at it"
        raise CentreRefused(
            [_problem(source, f"cannot be read: {error.strerror}", remedy)]
        ) from error


def _problem(place: Path, message: str, remedy: str) -> Problem:
    return Problem("error", str(place), 0, 0, message, remedy)
