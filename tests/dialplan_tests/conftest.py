"""A centre from the examples, and what becomes of tests written for it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from voipcc.centre_file import load_centre, write_example
from voipcc.core.plan import Plan
from voipcc.dialplan import compile_centre
from voipcc.dialplan_tests import Report, run_all
from voipcc.settings import CentreSettings

NOW_MS = 1_795_251_600_000  # 2026-11-21 09:00 UTC, a Saturday
Run = Callable[..., Report]


@dataclass(frozen=True)
class Example:
    """The centre `voipcc init` makes, compiled once; nothing in its folder is changed."""

    folder: Path
    settings: CentreSettings
    plan: Plan


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    folder = tmp_path_factory.mktemp("example")
    write_example(folder)
    settings = load_centre(folder / "centre.yaml", {}).settings
    assert settings is not None
    plan = compile_centre(settings, folder, NOW_MS).plan
    assert plan is not None
    return Example(folder, settings, plan)


@pytest.fixture
def run(example: Example, tmp_path: Path) -> Run:
    """Runs files of tests given as texts, by their names: a_yaml, night_story."""

    def ran(**files: str) -> Report:
        paths = []
        for name, text in files.items():
            stem, _, kind = name.rpartition("_")
            paths.append(tmp_path / f"{stem}.{kind}")
            paths[-1].write_text(text)
        only = tuple(paths)
        return run_all(example.folder, example.settings, example.plan, NOW_MS, only=only)

    return ran
