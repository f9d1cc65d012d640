"""Private copies of Asterisk in the user's cache: fetched, tried, and the last good one kept."""

import asyncio
import contextlib
import json
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.program import Program, program_at
from voipcc.asterisk.runtime.prune import kept, prune
from voipcc.debs import (
    DebsError,
    Progress,
    fetch,
    is_newer,
    locked,
    offered_version,
    sid_sources,
)
from voipcc.places import cache_folder

_PACKAGES = ("asterisk", "asterisk-moh-opsound-wav")
_NEED_MB = 600
_DAY_S = 86400


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """What `update_copy` found: `version` is used from the next start on."""

    version: str
    changed: bool
    message: str


def copies_folder() -> Path:
    """Where our own copies of Asterisk lie, one folder for each version."""
    return cache_folder() / "asterisk"


def private_copy(progress: Progress | None = None) -> Program:
    """The last good copy; the first time one is fetched. Raises SwitchError."""
    good = last_good()
    if good is not None:
        return good
    with _locked(progress):
        good = last_good()
        if good is not None:
            return good
        older = last_good(of_any_selection=True)
        try:
            program, faults = _fetched(progress)
        except (SwitchError, DebsError):
            if older is not None:
                return older
            raise
        if faults:
            raise SwitchError(
                f"Debian's newest Asterisk ({program.version}) does not do what voipcc relies on: "
                f"{'; '.join(faults)}. Name another one as asterisk.program"
            )
        return program


def update_copy(progress: Progress | None = None) -> UpdateResult:
    """Look for a newer Asterisk and take it when it passes; the last good one stays otherwise."""
    with _locked(progress):
        before = last_good()
        program, faults = _fetched(progress)
        if faults and before is None:
            raise SwitchError(f"Asterisk {program.version} cannot be used: {'; '.join(faults)}")
        if faults and before is not None:
            return UpdateResult(
                before.version,
                False,
                f"Asterisk {program.version} is there but {'; '.join(faults)}: "
                f"{before.version} stays in use",
            )
    changed = before is None or before.version != program.version
    word = "is used from the next start on" if changed else "is the newest one"
    return UpdateResult(program.version, changed, f"Asterisk {program.version} {word}")


def last_good(*, of_any_selection: bool = False) -> Program | None:
    """The copy that passed last, if it is still whole and holds the modules we want now."""
    with contextlib.suppress(OSError, ValueError, KeyError, SwitchError):
        note = _note()
        if not of_any_selection and not note["folder"].endswith(f"-{kept()}"):
            return None
        return _program(copies_folder() / note["folder"])
    return None


def days_since_check() -> float | None:
    """Days since the packages were last looked at; None when there is no private copy."""
    try:
        return (time.time() - float(_note()["checked"])) / _DAY_S
    except (OSError, ValueError, KeyError, TypeError):
        return None


def newer_offered() -> str:
    """The newer version that was seen at the last look; "" when there was none."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return str(_note().get("offered", ""))
    return ""


def look_for_newer(sources: Sequence[str] | None = None) -> str:
    """The version Debian offers if it is newer than our copy, else ""; nothing is taken.

    Only `update_copy` takes it, after the contract test. Raises SwitchError.
    """
    try:
        offered = offered_version(
            _PACKAGES[0], copies_folder() / "look", sid_sources() if sources is None else sources
        )
    except DebsError as error:
        raise SwitchError(f"no look for a newer Asterisk: {error}") from error
    with _locked(None), contextlib.suppress(OSError, ValueError, KeyError):
        note = _note()
        ours = note["folder"].rpartition("-")[0]
        newer = bool(offered) and is_newer(_upstream(offered), ours)
        _write({**note, "checked": time.time(), "offered": _upstream(offered) if newer else ""})
    return newer_offered()


def _upstream(version: str) -> str:
    """A package's version without its epoch and Debian's own count: as the program says it."""
    return re.sub(r"^[0-9]+:|-[^-]*$", "", version)


def _note() -> dict[str, Any]:
    """What is known of the last good copy. Raises OSError, ValueError."""
    note = json.loads((copies_folder() / "good.json").read_text())
    if not isinstance(note, dict):
        raise ValueError("good.json holds no object")
    return note


def _program(folder: Path) -> Program:
    return program_at(folder / "root" / "usr" / "sbin" / "asterisk")


@contextlib.contextmanager
def _locked(progress: Progress | None) -> Iterator[None]:
    try:
        with locked(copies_folder(), progress):
            yield
    except DebsError as error:
        raise SwitchError(f"Asterisk could not be fetched: {error}") from error


def _fetched(progress: Progress | None) -> tuple[Program, list[str]]:
    """The newest packages as a copy, and what is wrong with it; a good one is remembered."""
    from voipcc.asterisk.runtime.contract import contract_faults

    staging = copies_folder() / "staging"
    fetch(_PACKAGES, staging, sid_sources(), need_mb=_NEED_MB, progress=progress)
    version = _program(staging).version
    folder = copies_folder() / (re.sub(r"[^A-Za-z0-9.+~-]", "_", version) + f"-{kept()}")
    good = last_good()
    if good is not None and good.version == version:
        shutil.rmtree(staging, ignore_errors=True)
        _remember(folder)
        return good, []
    shutil.rmtree(folder, ignore_errors=True)
    prune(staging / "root")
    staging.rename(folder)
    _say(progress, f"trying Asterisk {version}")
    faults = asyncio.run(contract_faults(_program(folder)))
    if faults:
        shutil.rmtree(folder, ignore_errors=True)
        return Program((), version, folder, folder, folder), faults
    _remember(folder)
    return _program(folder), []


def _say(progress: Progress | None, what: str) -> None:
    if progress is not None:
        progress(what, 1.0)


def _remember(folder: Path) -> None:
    _write({"folder": folder.name, "checked": time.time()})


def _write(note: dict[str, Any]) -> None:
    fresh = copies_folder() / "good.json.new"
    fresh.write_text(json.dumps(note))
    fresh.replace(copies_folder() / "good.json")
