"""What a centre begins with: the version that ran last, and the folder's files the first time.

What lies in the folder is put into effect by publishing it, never by a restart: a centre that comes
back at night after a loss of power must not begin with somebody's half finished work.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from voipcc.centre_file import load_centre
from voipcc.places import StateFolder
from voipcc.settings import CentreSettings
from voipcc.versions.edition import CENTRE_FILE, CentreRefused, Edition
from voipcc.versions.history import History
from voipcc.versions.store import Standing, VersionError, VersionStore

ITSELF = "voipcc"  # who does what nobody asked for at this moment
FALL_BACKS = 20


@dataclass(slots=True)
class Beginning:
    """The edition to begin with, where versions are kept, and what people should know about it."""

    state: StateFolder
    store: VersionStore
    history: History
    edition: Edition
    remarks: list[str] = field(default_factory=list)


def state_of(folder: Path) -> StateFolder:
    """The state folder of the centre in `folder`, also while its file has errors or is gone."""
    loaded = load_centre(folder / CENTRE_FILE)
    settings = loaded.settings or loaded.rough or CentreSettings()
    return StateFolder((folder / settings.state).resolve())


def was_published(folder: Path) -> bool:
    """Whether there is a version to begin with, whatever lies in the folder."""
    return bool(VersionStore(state_of(folder), folder).standing().version)


def begin(folder: Path) -> Beginning:
    """What the centre in `folder` runs from now on. Raises CentreRefused, OSError.

    CentreRefused only when there is no version to fall back on.
    """
    state = state_of(folder)
    store, history = VersionStore(state, folder), History(state.history)
    remarks: list[str] = []
    for version in _versions(store, history):
        try:
            edition = _taken_up(store, history, version, remarks)
        except VersionError as error:
            remarks.append(f"{error}; the one before it is taken")
            continue
        _write_down(store, history, edition)
        try:
            store.speak(edition)
        except VersionError as error:
            remarks.append(str(error))
        return Beginning(state, store, history, edition, remarks)
    edition = publish_first(store, history)
    return Beginning(state, store, history, edition, [*remarks, *map(str, edition.warnings)])


def publish_first(store: VersionStore, history: History) -> Edition:
    """The folder's files as the first version. Raises CentreRefused, VersionError, OSError."""
    with store.alone(), store.draft() as draft:
        edition = store.keep(draft)
        store.stand(Standing(edition.version))
        history.note("begin", ITSELF, ("the first version",), version=edition.version)
    return edition


def _versions(store: VersionStore, history: History) -> Iterator[str]:
    """The one that ran last, then those that ran before it."""
    standing = store.standing().version
    if not standing and not store.names():
        return
    ran = (change.version for change in history.changes(FALL_BACKS) if change.version)
    yield from (one for one in dict.fromkeys((standing, *ran, *store.names()[:1])) if one)


def _taken_up(store: VersionStore, history: History, version: str, remarks: list[str]) -> Edition:
    """A kept version; read anew where the environment or a newer voipcc gives it another meaning."""
    edition = store.edition(version)
    if not store.is_read_otherwise(edition):
        return edition
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(store.alone())
            again = store.keep(stack.enter_context(store.draft_of(version)))
        except (CentreRefused, VersionError) as error:
            remarks.append(
                f"version {version} as it was published; read anew it has errors: {error}"
            )
            return edition
    words = ("other settings in the environment, or a newer voipcc",)
    history.note("begin", ITSELF, words, version=again.version)
    return again


def _write_down(store: VersionStore, history: History, edition: Edition) -> None:
    """Standing and history agree from now on, whatever was lost in between."""
    standing = store.standing()
    if standing.version != edition.version:
        store.stand(Standing(edition.version, due=standing.due))
    last = next((one for one in history.changes(FALL_BACKS) if one.version), None)
    if last is None or last.version != edition.version:
        undo = {"version": last.version} if last else None
        history.note("begin", ITSELF, ("began with this version",), undo, version=edition.version)
