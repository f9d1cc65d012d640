"""One centre as it was read: settings, plan, own prompts. Everything a version is made of."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from voipcc.centre_file import load_centre
from voipcc.core.plan import Plan
from voipcc.dialplan import CallerTable, compile_centre
from voipcc.problem import Problem
from voipcc.settings import CentreSettings
from voipcc.versions.identity import version_of, year_of

CENTRE_FILE, DIALPLANS, SOUNDS = "centre.yaml", "dialplans", "sounds"
PLAYED = "played"  # what the switch plays of `sounds`


class CentreRefused(Exception):
    """The centre's files have errors; `problems` are all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Edition:
    """What is, or could be, in force. `plan.version` is its name.

    `prompts` are the centre's own recordings, "en/welcome.wav" -> SHA-256 of the file. `callers` are
    the lists of callers, which the switch room learns (`Switch.callers.learn`) with the plan.
    """

    settings: CentreSettings
    plan: Plan
    prompts: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    callers: CallerTable = field(default_factory=dict)

    @property
    def version(self) -> str:
        return self.plan.version


def read_centre(folder: Path) -> tuple[CentreSettings, Plan, tuple[Problem, ...]]:
    """Settings, plan and warnings of the centre in `folder` as it lies there. Raises CentreRefused."""
    loaded = load_centre(folder / CENTRE_FILE)
    if loaded.settings is None:
        raise CentreRefused(loaded.problems)
    compiled = compile_centre(loaded.settings, folder, time.time_ns() // 1_000_000)
    problems = (*loaded.problems, *compiled.problems)
    if compiled.plan is None:
        raise CentreRefused(problems)
    return loaded.settings, compiled.plan, problems


def read_edition(copy: Path, shown: Path, prompts: Mapping[str, str]) -> Edition:
    """The edition whose files lie in `copy` as the store keeps them. Raises CentreRefused.

    Problems name the files of `shown`, the folder people work in.
    """
    settings, warnings = settings_of(copy, shown)
    inside = settings.model_copy(update={"dialplans": Path(DIALPLANS), "sounds": Path(SOUNDS)})
    now_utc_ms = time.time_ns() // 1_000_000
    compiled = compile_centre(inside, copy, now_utc_ms)
    problems = (*warnings, *named_in(shown, settings, copy, compiled.problems))
    if compiled.plan is None:
        raise CentreRefused(problems)
    year = compiled.hours_at(year_of(now_utc_ms))
    version = version_of(settings, compiled.plan, year, prompts, compiled.callers)
    plan = replace(compiled.plan, version=version)
    return Edition(settings, plan, prompts, problems, compiled.callers)


def settings_of(copy: Path, shown: Path) -> tuple[CentreSettings, tuple[Problem, ...]]:
    """The settings in a copy of a centre's folder, and its warnings. Raises CentreRefused."""
    loaded = load_centre(copy / CENTRE_FILE, beside=shown)
    problems = named_in(shown, None, copy, loaded.problems)
    if loaded.settings is None:
        raise CentreRefused(problems)
    return loaded.settings, problems


def named_in(
    shown: Path, settings: CentreSettings | None, copy: Path, problems: Sequence[Problem]
) -> tuple[Problem, ...]:
    """The same problems, in the files people work on instead of our copies of them."""
    places = [(copy, shown)]
    if settings is not None:
        places = [
            (copy / DIALPLANS, shown / settings.dialplans),
            (copy / SOUNDS, shown / settings.sounds),
            *places,
        ]
    return tuple(replace(one, file=_renamed(one.file, places)) for one in problems)


def _renamed(file: str, places: Sequence[tuple[Path, Path]]) -> str:
    for ours, theirs in places:
        if Path(file).is_relative_to(ours):
            return str(theirs / Path(file).relative_to(ours))
    return file
