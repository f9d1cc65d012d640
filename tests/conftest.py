"""What every test may lean on: skips that say how to remedy them, and that fail on CI."""

import gc
import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.effort import too_long

gc.disable()  # until everything is loaded: what is loaded stays


def skip_unless(condition: object, reason: str, remedy: str, *, reachable: bool = True) -> None:
    """Skip the running test when `condition` is false.

    With CI=true a skip whose remedy was within reach is a failure: a CI machine on which
    half of the tests quietly skip proves nothing.
    """
    if condition:
        return
    text = f"{reason}; remedy: {remedy}"
    if reachable and os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


# Files whose tests are the longest: they are begun first, or at the end one worker would still be
# busy with them while the others have nothing left to do.
LONGEST_FIRST = (
    "simulation/test_simulation.py",
    "simulation/test_planted_bugs.py",
    "core/test_estimate.py",
    "live/test_outages.py",
    "live/test_homes.py",
    "live/test_demo.py",
    "live/test_lines.py",
    "live/test_trunk_calls.py",
    "live/test_recovery.py",
    "live/test_callbacks.py",
    "live/test_phones.py",
    "live/test_bad_input.py",
    "live/test_trial_calls.py",
    "live/test_verbs.py",
)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only live tests are wanted, files without one are not even loaded: each worker would."""
    wanted = str(config.getoption("markexpr"))
    if not wanted.startswith("live") or collection_path.suffix != ".py":
        return None
    text = collection_path.read_text(encoding="utf-8")
    return True if "/tests/live/" not in str(collection_path) and "mark.live" not in text else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything below tests/live is live, whether its author remembered the mark or not."""
    for item in items:
        if "tests/live/" in item.path.as_posix():
            item.add_marker(pytest.mark.live)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """Where a test's file stands among the longest; all others keep their order behind them."""
    path = item.path.as_posix()
    found = (place for place, name in enumerate(LONGEST_FIRST) if path.endswith(f"tests/{name}"))
    return next(found, len(LONGEST_FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each test goes to whichever worker is free; a file that shares something stays with one."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if shares(config.rootpath / file) else nodeid

    return Scheduling(config, log)


@cache
def shares(file: Path) -> bool:
    """Whether the tests of a file have something in common that is dear to make."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return 'scope="module"' in text or "xdist_group(" in text


def pytest_collection_finish() -> None:
    """Looking for garbage among modules and thousands of tests costs a tenth of the whole time."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """One long test that slips into the quick check is felt by everybody, every time."""
    began_s = time.process_time()
    yield
    if wrong := too_long(time.process_time() - began_s):
        pytest.fail(f"{item.nodeid} {wrong}", pytrace=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL server (`tests.database.server.Server`) for the tests of this process."""
    from tests.database.server import REMEDY, programs, running

    skip_unless(programs(), "there is no PostgreSQL 15 or newer", REMEDY)
    with running() as server:
        yield server


@pytest.fixture
def database_name(request: pytest.FixtureRequest) -> str:
    """A name for a database of this test alone."""
    return f"t{abs(hash(request.node.nodeid)):x}"[:60]
