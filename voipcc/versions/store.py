"""The versions of a centre below its state folder: each is kept whole and never changes.

    versions/<version>/      centre.yaml, dialplans/, sounds/, played/, plan.json, version.json
    versions/standing.json   which one runs, which one is tried, which ones are due
    recordings/<sha256>.wav  the sounds people brought, each once
    prompts/                 what is played of them (voipcc.prompt_store)

A version is made in a folder of another name and appears by being renamed.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import threading
import time
from collections.abc import Container, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from voipcc.core.plan import plan_from
from voipcc.places import StateFolder
from voipcc.prompt_store import PromptStore
from voipcc.prompts import PromptError
from voipcc.speech import engine_of
from voipcc.spoken_texts import make_texts
from voipcc.versions.disk import OWN_FOLDER, sync_folder, sync_tree, write_new, write_whole
from voipcc.versions.draft import Recordings, copy_folder, linked, make_played
from voipcc.versions.edition import (
    CENTRE_FILE,
    DIALPLANS,
    SOUNDS,
    CentreRefused,
    Edition,
    read_edition,
    settings_of,
)
from voipcc.versions.identity import LENGTH, digest

FORMAT = 1
NAME = re.compile(rf"[0-9a-f]{{{LENGTH}}}")
MOST_DUE = 20
DAY_MS = 86_400_000
HOURS_AHEAD_MS = 370 * DAY_MS


class VersionError(Exception):
    """A version is not there, or not whole. The text is a sentence for people."""


class Manifest(msgspec.Struct, frozen=True):
    """version.json: what belongs to a version, to tell whether it is whole."""

    format: int
    version: str
    made_utc_ms: int
    prompts: dict[str, str]
    plan: str  # SHA-256 of plan.json
    settings: str  # of what centre.yaml and the environment said
    texts: dict[str, str]  # SHA-256 of centre.yaml and the dialplans
    callers: dict[str, tuple[str, ...]] = {}  # numbers of people: the file is its user's alone


class Due(msgspec.Struct, frozen=True):
    """A version that takes effect at a moment; `change` is its place in the history."""

    version: str
    at_utc_ms: int
    who: str
    change: int = 0


class Trial(msgspec.Struct, frozen=True):
    """A canary: the version that some callers meet, by percentage or by their numbers."""

    version: str
    since_utc_ms: int
    who: str
    percent: int = 0
    numbers: tuple[str, ...] = ()
    change: int = 0


class Standing(msgspec.Struct, frozen=True):
    """standing.json: what is to be in force."""

    version: str = ""
    trial: Trial | None = None
    due: tuple[Due, ...] = ()
    format: int = FORMAT


class VersionStore:
    """The versions in the state folder `state`, made from the centre in `folder`.

    Everything may raise OSError; nothing that is kept is changed then.
    """

    def __init__(self, state: StateFolder, folder: Path) -> None:
        self.folder, self.state = folder, state
        self._drafting = threading.RLock()  # files under way are named by the process
        self.versions = state.versions
        self.recordings = Recordings(state.recordings)
        self.ready = PromptStore(state.prompts)

    # --- what stands --------------------------------------------------------------------------

    def standing(self) -> Standing:
        """What is to be in force; nothing when none was published or the file is damaged."""
        try:
            return msgspec.json.decode(
                (self.versions / "standing.json").read_bytes(), type=Standing
            )
        except (FileNotFoundError, msgspec.MsgspecError):
            return Standing()

    def stand(self, standing: Standing) -> None:
        """From now on, and after a restart, this is in force."""
        write_whole(self.versions / "standing.json", msgspec.json.encode(standing))

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else publishes meanwhile, in this process or another. Raises VersionError."""
        self._make_folders()
        fd = os.open(self.versions / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise VersionError("somebody else publishes at this moment; try again") from error
        finally:
            os.close(fd)

    def _make_folders(self) -> None:
        """Each by itself: `mkdir` gives the mode to the last one only."""
        for folder in (self.state.folder, self.versions):
            folder.mkdir(parents=True, exist_ok=True, mode=OWN_FOLDER)

    # --- making one ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def draft(self) -> Iterator["Draft"]:
        """The folder as it is at this moment, read and checked. Raises CentreRefused."""
        self._make_folders()
        place = self.versions / f".draft-{os.getpid()}-{time.monotonic_ns()}"
        with self._drafting, _taken_away(place):
            place.mkdir(mode=OWN_FOLDER)
            prompts = copy_folder(self.folder, place, self.recordings)
            edition = read_edition(place, self.folder, prompts)
            yield Draft(place, edition, make_played(place, self.ready))

    def keep(self, draft: "Draft") -> Edition:
        """A draft becomes a version; it is on disk when this returns, with what a voice says in it."""
        edition = draft.edition
        self.speak(edition)
        place = self.versions / edition.version
        if self._is_whole(edition.version):
            return edition
        plan = msgspec.json.encode(edition.plan, enc_hook=dict)
        manifest = Manifest(
            FORMAT,
            edition.version,
            time.time_ns() // 1_000_000,
            dict(edition.prompts),
            hashlib.sha256(plan).hexdigest(),
            _digest_of(edition),
            _texts(draft.place),
            {name: tuple(entries) for name, entries in edition.callers.items()},
        )
        write_new(draft.place / "plan.json", plan)
        write_new(draft.place / "version.json", msgspec.json.encode(manifest))
        sync_tree(draft.place)
        shutil.rmtree(place, ignore_errors=True)  # one of this name that is not whole
        draft.place.rename(place)
        sync_folder(self.versions)
        return edition

    # --- reading them -------------------------------------------------------------------------

    def names(self) -> list[str]:
        """All versions, the newest first."""
        found = [path for path in self.versions.glob("*") if NAME.fullmatch(path.name)]
        return [path.name for path in sorted(found, key=_made, reverse=True)]

    def named(self, beginning: str) -> str:
        """The version whose name begins so. Raises VersionError."""
        found = [name for name in self.names() if name.startswith(beginning.lower())]
        if len(found) != 1 or not beginning:
            known = "several versions begin so" if found else "there is no such version"
            raise VersionError(f'"{beginning[:40]}": {known}; voipcc versions lists them')
        return found[0]

    def made_utc_ms(self, version: str) -> int:
        """When a version was made; 0 when that cannot be told."""
        return _made(self.versions / version) // 1_000_000

    def place_of(self, version: str) -> Path:
        """The folder of a version."""
        return self.versions / version

    def sounds_of(self, version: str) -> Path:
        """The folder of a version's own sounds, as they were brought."""
        return self.versions / version / SOUNDS

    def manifest(self, version: str) -> Manifest:
        """What belongs to a version. Raises VersionError when it is not whole."""
        place = self.versions / version
        try:
            manifest = msgspec.json.decode((place / "version.json").read_bytes(), type=Manifest)
            missing = [one for one in manifest.prompts if not (place / "sounds" / one).exists()]
            if manifest.version != version or missing:
                raise VersionError(f"version {version} is not whole: {missing[:3]} missing")
        except (OSError, msgspec.MsgspecError) as error:
            raise VersionError(f"version {version} cannot be read: {error}") from error
        return manifest

    def edition(self, version: str) -> Edition:
        """A version as it was published, its hours known for a year from now.

        Raises VersionError when it is not whole, or this voipcc cannot read it.
        """
        manifest, place = self.manifest(version), self.versions / version
        try:
            data = (place / "plan.json").read_bytes()
            if hashlib.sha256(data).hexdigest() != manifest.plan or _texts(place) != manifest.texts:
                raise VersionError(f"version {version} is damaged")
            plan = plan_from(msgspec.json.decode(data))
            settings, _ = settings_of(place, self.folder)
        except (OSError, msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
            raise VersionError(f"version {version} cannot be read: {error}") from error
        except CentreRefused as error:
            raise VersionError(f"version {version} is not for this voipcc: {error}") from error
        edition = Edition(settings, plan, manifest.prompts, callers=manifest.callers)
        return self.renewed(edition) if _runs_out(edition) else edition

    def renewed(self, edition: Edition) -> Edition:
        """The same version; its opening hours are known for a year from now. Costs a reading."""
        try:
            again = read_edition(self.versions / edition.version, self.folder, edition.prompts)
        except CentreRefused:  # an older voipcc took it: what is known of its hours has to do
            return edition
        return replace(edition, plan=replace(edition.plan, hours=again.plan.hours))

    def speak(self, edition: Edition) -> None:
        """Make what a synthetic voice says in it, where that is not there. Raises VersionError."""
        try:
            voice = engine_of(edition.settings.prompts.speech_program)
            make_texts(self.state.announcements, edition.plan.texts, voice)
        except PromptError as error:
            raise VersionError(f"a text of a dialplan cannot be said: {error}") from error

    def is_read_otherwise(self, edition: Edition) -> bool:
        """Whether its settings mean something else than when it was published.

        By another environment, or by a voipcc that knows more keys.
        """
        return self.manifest(edition.version).settings != _digest_of(edition)

    @contextlib.contextmanager
    def draft_of(self, version: str) -> Iterator["Draft"]:
        """A kept version, read anew. Raises CentreRefused, VersionError."""
        manifest = self.manifest(version)
        place = self.versions / f".draft-{os.getpid()}-{time.monotonic_ns()}"
        with self._drafting, _taken_away(place):
            shutil.copytree(self.versions / version, place, copy_function=linked)
            for name in ("plan.json", "version.json"):
                (place / name).unlink(missing_ok=True)
            edition = read_edition(place, self.folder, manifest.prompts)
            yield Draft(place, edition, make_played(place, self.ready))

    # --- tidying ------------------------------------------------------------------------------

    def prune(self, needed: Container[str]) -> list[str]:
        """Delete versions nobody needs, and recordings no version has. What was deleted."""
        gone = [name for name in self.names() if name not in needed]
        for name in gone:
            shutil.rmtree(self.versions / name, ignore_errors=True)
        for left in self.versions.glob(".draft-*"):
            if not _is_alive(left.name):
                shutil.rmtree(left, ignore_errors=True)
        with self._drafting:
            for place in (self.recordings.folder, self.ready.folder):
                for file in place.glob("*"):
                    if file.stat().st_nlink == 1:  # its name here is the only one it has
                        file.unlink(missing_ok=True)
        return gone

    def _is_whole(self, version: str) -> bool:
        try:
            manifest = self.manifest(version)
            data = (self.versions / version / "plan.json").read_bytes()
        except (VersionError, OSError):
            return False
        texts = _texts(self.versions / version)
        return hashlib.sha256(data).hexdigest() == manifest.plan and texts == manifest.texts


class Draft:
    """A copy of the folder, read; `store.keep` makes a version of it."""

    __slots__ = ("edition", "left_out", "place")

    def __init__(self, place: Path, edition: Edition, left_out: list[str]) -> None:
        self.place = place
        self.edition = edition
        self.left_out = left_out


def _texts(place: Path) -> dict[str, str]:
    """What the files say that a version is read from."""
    files = [place / CENTRE_FILE, *sorted((place / DIALPLANS).rglob("*.*"))]
    return {
        str(file.relative_to(place)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.is_file()
    }


@contextlib.contextmanager
def _taken_away(place: Path) -> Iterator[None]:
    try:
        yield
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _digest_of(edition: Edition) -> str:
    return digest(edition.settings.model_dump(mode="json"))


def _made(place: Path) -> int:
    try:
        return (place / "version.json").stat().st_mtime_ns
    except OSError:
        return 0


def _runs_out(edition: Edition) -> bool:
    """Whether a set of hours is known for less than a year."""
    horizon_ms = time.time_ns() // 1_000_000 + HOURS_AHEAD_MS
    return any(hours.until_ms < horizon_ms for hours in edition.plan.hours.values())


def _is_alive(draft: str) -> bool:
    """Whether the process that makes this draft still does."""
    pid = draft.split("-")[1]
    return pid.isdigit() and Path(f"/proc/{pid}").exists()
