"""The demo, short: good when all is well, and blind to none of the faults made on purpose."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import until
from voipcc.demo.figures import COUNTS, LATENCIES
from voipcc.places import cache_folder

pytestmark = pytest.mark.live
SHORT = ("--seconds", "8", "--calls-per-minute", "45", "--agents", "4")
CALLERS = 6
SABOTAGES = ("", "audio", "record", "bridge")


@dataclass(frozen=True)
class Ended:
    """What came of a demo."""

    code: int
    figures: dict[str, Any]
    out: str
    err: str

    def counts(self) -> dict[str, int]:
        return {name: self.figures[name] for name in COUNTS}


def own_cache(folder: Path) -> Path:
    """A cache with the machine's Asterisk in it and no demos: nobody's kept ones are cleared."""
    mine = folder / "cache" / "voipcc"
    mine.mkdir(parents=True)
    for shared in ("asterisk", "tools"):
        (cache_folder() / shared).mkdir(parents=True, exist_ok=True)
        (mine / shared).symlink_to(cache_folder() / shared)
    return folder / "cache"


async def demo(folder: Path, *words: str) -> Ended:
    """Run a short demo as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voipcc", "demo", "--json", *SHORT, *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "XDG_CACHE_HOME": str(own_cache(folder))},
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), 240)
    finally:
        if process.returncode is None:
            process.terminate()  # it stops its centre and its robots
            await process.wait()
    text = out.decode()
    assert text.strip(), err.decode()[-3000:]
    return Ended(process.returncode or 0, json.loads(text.splitlines()[-1]), text, err.decode())


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    """What came of a good demo and of one with each sabotage; they mostly wait, so at once."""

    async def all_of_them() -> list[Ended]:
        words = [("--sabotage", one) if one else () for one in SABOTAGES]
        folders = [tmp_path_factory.mktemp(one or "good") for one in SABOTAGES]
        return await asyncio.gather(
            *(
                demo(folder, "--seed", "3", *more)
                for folder, more in zip(folders, words, strict=True)
            )
        )

    return dict(zip(SABOTAGES, asyncio.run(all_of_them()), strict=True))


def test_a_short_demo_is_good(demos: dict[str, Ended]) -> None:
    """Every call ends in one record, every talk is heard both ways, nothing is left over."""
    ended = demos[""]
    assert (ended.code, ended.figures["faults"]) == (0, []), ended
    counts = ended.counts()
    assert counts["offered"] == counts["records"] == CALLERS
    assert counts["audio_both_ways"] == counts["answered"] > 0
    assert (counts["left_over"], counts["cel_mismatches"]) == (0, 0)
    assert all(ended.figures[name]["n"] for name in ("arrival_to_prompt_ms", "answer_to_audio_ms"))
    assert set(ended.figures) == {*COUNTS, *LATENCIES, "faults"}
    assert len(ended.out.splitlines()) == 1  # everything for people goes elsewhere
    assert "sip:+4930123450@127.0.0.1:" in ended.err
    assert "./run calls -c" in ended.err


@pytest.mark.parametrize(
    ("sabotage", "wrong"),
    [("audio", "audio_both_ways"), ("record", "records"), ("bridge", "left_over")],
)
def test_a_fault_made_on_purpose_is_seen(
    demos: dict[str, Ended], sabotage: str, wrong: str
) -> None:
    """A cut leg, a lost record, a leaked bridge: exactly that count is off, and the demo fails."""
    ended = demos[sabotage]
    assert ended.code == 1, ended
    counts = ended.counts()
    off = {
        "audio_both_ways": counts["audio_both_ways"] != counts["answered"],
        "records": counts["records"] != counts["offered"],
        "left_over": counts["left_over"] != 0,
    }
    assert {name for name, is_off in off.items() if is_off} == {wrong}, ended.figures
    assert ended.figures["faults"]


def processes_of(folder: Path) -> list[str]:
    """The command lines of everything that runs for this demo's folder, the demo itself not."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = entry.read_bytes().decode(errors="replace").replace("\0", " ")
            if str(folder) in words:
                found.append(words)
    return found


async def begun(folder: Path, moment: str) -> asyncio.subprocess.Process:
    """A demo that has come as far as `moment`: a word of a command line, or of the robots."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voipcc", "demo", "--seconds", "60"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "XDG_CACHE_HOME": str(own_cache(folder))},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # a job of a shell may not hear it
    )

    def there() -> bool:
        lines = folder.glob("cache/voipcc/demo/*/robots.jsonl")
        said = "".join(path.read_text() for path in lines)
        return any(moment in words for words in processes_of(folder)) or moment in said

    await until(there, within_s=90)
    return process


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (signal.SIGTERM, "asterisk.conf"),
        (signal.SIGINT, '"say":'),
        pytest.param(signal.SIGINT, "asterisk.conf", marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, '"say":', marks=pytest.mark.long),
    ],
)
async def test_a_demo_told_to_end_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals, moment: str
) -> None:
    """While its switch boots or its robots call: a signal ends centre, switch and robots, too."""
    process = await begun(tmp_path, moment)
    process.send_signal(number)
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1 and b"stopped before its end" in err
    assert b"Traceback" not in err
    await until(lambda: not processes_of(tmp_path), within_s=15)


@pytest.mark.parametrize("moment", ["asterisk.conf", '"say":'])
async def test_a_demo_killed_outright_leaves_nothing_behind(tmp_path: Path, moment: str) -> None:
    """With kill -9 it can end nobody: centre, switch, watchdog and robots notice, and end."""
    process = await begun(tmp_path, moment)
    process.kill()
    await process.communicate()
    await until(lambda: not processes_of(tmp_path), within_s=20)
