"""Many tests in a process of their own, so that a running centre's calls do not wait for them."""

import pickle
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from voipcc.core.plan import Plan
from voipcc.dialplan_tests import Callers, run_tests
from voipcc.dialplan_tests.reader import FOLDER, files_in
from voipcc.problem import Problem
from voipcc.settings import CentreSettings

SMALL = 10_000  # bytes of tests: they are run before a process has begun
LONGEST_S = 120
OWN_MODULE = "voipcc.dialplan_tests"


def run_tests_apart(
    folder: Path, settings: CentreSettings, plan: Plan, callers: Callers | None = None
) -> tuple[Problem, ...]:
    """As `run_tests`; a few tests here, many of them elsewhere. Blocks until they are done."""
    place = folder / settings.dialplans / FOLDER
    files = files_in(place, (".yaml", ".yml", ".story"))
    if sum(file.stat().st_size for file in files) <= SMALL:
        return run_tests(folder, settings, plan, callers=callers)
    given = pickle.dumps((folder, settings, plan, time.time_ns() // 1_000_000, callers))
    try:
        done = subprocess.run(
            [sys.executable, "-m", OWN_MODULE],
            input=given,
            capture_output=True,
            timeout=LONGEST_S,
            check=True,
        )
        return msgspec.json.decode(done.stdout, type=tuple[Problem, ...])
    except subprocess.TimeoutExpired:
        return (_not_run(place, f"they take more than {LONGEST_S} s", "divide them"),)
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        last = said.decode(errors="replace").strip().splitlines()[-1:]
        return (_not_run(place, "".join(last), "run voipcc test to see more"),)


def _not_run(place: Path, reason: str, remedy: str) -> Problem:
    return Problem("error", str(place), 0, 0, f"the tests could not be run: {reason}", remedy)
