"""The checker on a dialplan of 2,000 steps: the whole proof, and again after one edit."""

import tempfile
import time
from pathlib import Path

from tests.bench.figure import Figure, Goal, middle, spread
from voipcc.dialplan import compile_centre
from voipcc.dialplan.workbench import Workbench
from voipcc.queue_settings import QueueSettings
from voipcc.settings import AgentSettings, CentreSettings, DeviceSettings

BLOCKS, STEPS = 400, 2_000
NOW_MS = 1_795_251_600_000
HEAD = """format: 1
numbers: ["+4930123450"]
longest: 300 min
hours: {office: {weekly: {mon-fri: "08:00-18:00"}}}
blocks:
"""
TAIL = "  last:\n    - queue: sales\n"


def long_plan() -> str:
    """Blocks that lead on to one another, with hours, prompts and a menu each."""
    blocks = []
    for number in range(BLOCKS):
        name = f"b{number}" if number else "start"
        following = f"b{number + 1}" if number + 1 < BLOCKS else "last"
        far = f"b{number * 2 + 1}" if number * 2 + 1 < BLOCKS else "last"
        blocks.append(
            f"  {name}:\n    - hours: office\n      closed: last\n    - play: welcome\n"
            f"    - play: [welcome, goodbye]\n    - play: welcome\n    - menu: main-menu\n"
            f'      keys: {{"1": {following}, "2": {far}, "3": last}}\n'
            f"      on_timeout: {{play: no-input, jump: last}}\n"
            f"      on_invalid: {{play: invalid}}\n"
        )
    return HEAD + "".join(blocks) + TAIL


def checking(*, quick: bool) -> list[Figure]:
    """Processor time: nobody waits for a switch here."""
    anna = AgentSettings(devices={"desk": DeviceSettings()})
    queues = {"sales": QueueSettings(agents=("anna",))}
    settings = CentreSettings(agents={"anna": anna}, queues=queues)
    text = long_plan()
    with tempfile.TemporaryDirectory(prefix="voipcc-bench-checker-") as name:
        folder = Path(name)
        (folder / "dialplans").mkdir()
        file = folder / "dialplans" / "main.yaml"
        file.write_text(text)
        whole = [_whole(settings, folder) for _ in range(2 if quick else 5)]
        again = _again(settings, folder, file, text, 5 if quick else 25)
    note = f"{STEPS} steps in {BLOCKS} blocks of one file"
    return [
        Figure("checker_whole", "ms", middle(whole), Goal(1000, "under"), noise=spread(whole),
               n=len(whole), note=f"{note}, plan and opening hours made, too"),
        Figure("checker_again", "ms", middle(again), Goal(100, "under"), middle(whole),
               middle(again) / middle(whole), spread(again), len(again),
               "after a change in one block, every other time with a new line before it"),
    ]  # fmt: skip


def _whole(settings: CentreSettings, folder: Path) -> float:
    began = time.process_time()
    made = compile_centre(settings, folder, NOW_MS)
    took_ms = (time.process_time() - began) * 1000
    if made.plan is None or made.problems:
        raise RuntimeError(f"the dialplan of the bench is bad: {made.problems[:3]}")
    return took_ms


def _again(
    settings: CentreSettings, folder: Path, file: Path, text: str, edits: int
) -> list[float]:
    bench = Workbench(settings, folder)
    bench.check(file, text)
    took = []
    for turn in range(edits):
        remark = "# a line more\n" * (turn % 2)
        place = text.index("- play: welcome\n    - play: [", len(text) * turn // (edits + 1))
        changed = remark + text[:place] + "- play: goodbye" + text[place + 15 :]
        began = time.process_time()
        problems = bench.check(file, changed)
        took.append((time.process_time() - began) * 1000)
        if problems:
            raise RuntimeError(f"an edit of the bench is bad: {problems[:3]}")
    return took
