"""SIPp as a program of the other side: a scenario from a file, judged by SIPp itself."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voipcc.debs import ensure_tool

SCENARIOS = Path(__file__).parent / "scenarios"


@dataclass(frozen=True, slots=True)
class Scene:
    """What became of a scenario: SIPp's exit code (0: every call as it says), its complaints."""

    code: int
    errors: str
    successful: int

    def check(self) -> None:
        """Raises AssertionError with SIPp's own words."""
        assert self.code == 0, self.errors or f"SIPp ended with {self.code}"


async def play(
    scenario: str,
    folder: Path,
    *,
    local: str,
    server: tuple[str, int],
    number: str,
    calls: int = 1,
    per_second: int = 10,
    keys: dict[str, str] | None = None,
    more: Sequence[str] = (),
    within_s: float = 20.0,
) -> Scene:
    """Play `scenarios/<scenario>.xml` from the address `local` and wait for its end.

    `keys` fill `[name]` in the scenario; `number` stands there as `[service]`.
    """
    tool = await asyncio.to_thread(ensure_tool, "sipp")
    errors = folder / f"{scenario}.errors"
    words = [f"{server[0]}:{server[1]}", "-sf", str(SCENARIOS / f"{scenario}.xml")]
    words += ["-i", local, "-s", number, "-m", str(calls), "-r", str(per_second), "-nostdin"]
    words += [
        "-timeout",
        f"{within_s:g}s",
        "-timeout_error",
        "-trace_err",
        "-error_file",
        str(errors),
    ]
    for name, value in (keys or {}).items():
        words += ["-key", name, value]
    process = await asyncio.create_subprocess_exec(
        *tool.argv(*words, *more),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
        env=tool.environment(),
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), within_s + 5)
    finally:
        if process.returncode is None:
            process.kill()
    text = said.decode("utf-8", "replace")
    found = re.findall(r"Successful call\s*\|\s*\d+\s*\|\s*(\d+)", text)
    complaints = errors.read_text(errors="replace") if errors.exists() else ""
    return Scene(process.returncode or 0, complaints[:3000], int(found[-1]) if found else 0)
