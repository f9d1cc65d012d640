"""Publishing and undoing while the centre stands still: it begins with that version."""

import time
from pathlib import Path
from typing import Any

import msgspec

from voipcc.control import VerbError
from voipcc.versions.beginning import state_of
from voipcc.versions.difference import differences
from voipcc.versions.history import History, beside
from voipcc.versions.preparation import prepared
from voipcc.versions.store import Standing, VersionStore

STARTS_WITH_IT = "the centre does not run: it begins with this version"


def publish_outside(folder: Path, who: str, version: str = "") -> dict[str, Any]:
    """What lies in the folder, or a kept version, is what the centre begins with.

    Raises CentreRefused, VersionError, OSError.
    """
    state = state_of(folder)
    store, history = VersionStore(state, folder), History(state.history)
    standing = store.standing()
    if version:
        edition, remarks = store.edition(store.named(version)), list[str]()
    else:
        edition, remarks = prepared(store)
    words: list[str] = []
    if standing.version:
        before = store.edition(standing.version)
        words = [one.words for one in differences(before, edition, time.time_ns() // 1_000_000)]
    if edition.version != standing.version:
        undo = {"version": standing.version} if standing.version else None
        store.stand(Standing(edition.version, None, standing.due))
        history.note("publish", who, words or ("the first version",), undo, version=edition.version)
    return {
        "plan": edition.version,
        "version": edition.version,
        "before": standing.version,
        "changes": words,
        "affected": [],
        "warnings": [*(str(one) for one in edition.warnings), *remarks, STARTS_WITH_IT],
    }


def undo_outside(folder: Path, who: str) -> dict[str, Any]:
    """The version before the last change is what the centre begins with.

    Raises VerbError, VersionError, OSError.
    """
    state = state_of(folder)
    store, history = VersionStore(state, folder), History(state.history)
    change = history.last_undoable()
    if change is None or change.undo is None:
        raise VerbError("there is nothing to take back")
    if "version" not in change.undo:
        raise VerbError(f"only a running centre can take this back: {'; '.join(change.words)}")
    edition = store.edition(change.undo["version"])
    standing = store.standing()
    words = (f"version {edition.version} is in force again",)
    store.stand(msgspec.structs.replace(standing, version=edition.version, trial=None))
    history.note("undo", who, words, version=edition.version, settles=(change.id,))
    return {
        "undone": change.words,
        "words": (*words, STARTS_WITH_IT),
        "version": edition.version,
        "folder": "",
        "files": [],
        **beside(change, history),
    }
