"""Kills, full and read-only disks, torn journals: nothing acknowledged is lost or doubled, and `verify` is content."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import skip_unless
from tests.database.server import REMEDY, programs
from tests.faults.harms import HARMS

SHORT, WHOLE = 4, 50
pytestmark = pytest.mark.simulation  # too long for the check of every minute
LIVES = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from tests.faults.lives import suffered
harm, folder, rounds, seed = sys.argv[1:]
print(json.dumps(asdict(suffered(harm, Path(folder), int(rounds), int(seed)))))
"""


def lived(harm: str, folder: Path, rounds: int, seed: int) -> dict[str, object]:
    """The outcome, from a process of its own: it forks, and has no threads."""
    ended = subprocess.run(
        [sys.executable, "-c", LIVES, harm, str(folder), str(rounds), str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    outcome: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    return outcome


@pytest.mark.parametrize("rounds", [SHORT, pytest.param(WHOLE, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(name, marks=pytest.mark.root) if kind.needs_root else name
        for name, kind in HARMS.items()
    ],
)
def test_nothing_acknowledged_is_lost_or_doubled(harm: str, rounds: int, tmp_path: Path) -> None:
    """However often a centre dies, with this harm besides, its records are whole, each once."""
    if HARMS[harm].needs_root:
        skip_unless(os.geteuid() == 0, "mounting needs root", "run as root", reachable=False)
    if HARMS[harm].needs_server:
        skip_unless(programs(), "there is no PostgreSQL 15 or newer", REMEDY)
    outcome = lived(harm, tmp_path, rounds, seed=rounds)
    assert outcome["wrong"] == []
    assert outcome["acknowledged"] and outcome["killed"] >= rounds  # type: ignore[operator]
    assert harm == "kill" or outcome["harms"] >= rounds  # type: ignore[operator]
