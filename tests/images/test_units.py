"""The units of systemd beside the images."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "docker" / "systemd"
PROGRAM = "/opt/voipcc/run"


def units() -> list[Path]:
    """All that are shipped."""
    return sorted(UNITS.glob("voipcc*"))


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze is missing: apt-get install systemd",
)
def test_systemd_finds_no_fault_in_them(tmp_path: Path) -> None:
    """With a program that is there, systemd understands every line."""
    copies = []
    for unit in units():
        copies.append(tmp_path / unit.name)
        copies[-1].write_text(unit.read_text().replace(PROGRAM, "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, copies)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "voipcc" in line]
    assert (done.returncode, ours) == (0, [])


def test_calls_outlive_a_controller_that_dies() -> None:
    """Only the main process is ended, it is started again at once and for ever, by an ordinary user."""
    text = (UNITS / "voipcc.service").read_text()
    lines = set(text.splitlines())
    assert {"KillMode=process", "Restart=always", "StartLimitIntervalSec=0", "User=voipcc"} <= lines
