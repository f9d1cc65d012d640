"""`python -m tests.bench [--quick] [--json] [--keep] [cells...]`."""

import argparse
import asyncio
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.cells import ALONE, ON_STAGE, ONLY_BY_NAME, QUICK, Effort
from tests.bench.checking import checking
from tests.bench.core import core
from tests.bench.figure import Figure
from tests.bench.records import records
from tests.bench.reports import reports
from tests.bench.stage import open_stage

AGENTS = 100
CELLS = (*ON_STAGE, *ALONE, "core", "checker", "records", "reports")


async def run(cells: Sequence[str], effort: Effort, folder: Path, out: Console) -> list[Figure]:
    """The figures of these cells, in their order."""
    figures: list[Figure] = []
    began = time.monotonic()

    def say(cell: str) -> None:
        out.print(f"[dim]{time.monotonic() - began:5.0f} s  {cell}", highlight=False)

    if "core" in cells:
        say("core")
        figures += core(quick=effort is QUICK)
    if "checker" in cells:
        say("checker")
        figures += checking(quick=effort is QUICK)
    if "records" in cells:
        say("records")
        figures += records(quick=effort is QUICK)
    if "reports" in cells:
        say("reports")
        figures += reports(quick=effort is QUICK)
    if any(cell in ON_STAGE for cell in cells):
        say(f"starting a centre with {AGENTS} agents")
        async with open_stage(folder / "stage", AGENTS) as stage:
            for cell in (one for one in ON_STAGE if one in cells):
                say(cell)
                figures += await ON_STAGE[cell](stage, effort)
    for cell in (one for one in ALONE if one in cells):
        say(cell)
        figures += await ALONE[cell](folder / cell, effort)
    say("done")
    return figures


def table(figures: Sequence[Figure]) -> Table:
    """What people read."""
    shown = Table("figure", "value", "app_queue", "ratio", "goal", "met", "noise", "n")
    for one in figures:
        met = {True: "[green]yes", False: "[red]no", None: ""}[one.met]
        shown.add_row(
            one.name,
            f"{one.value:.3g} {one.unit}",
            "" if one.peer is None else f"{one.peer:.3g}",
            "" if one.ratio is None else f"{one.ratio:.2f}",
            str(one.goal or ""),
            met,
            f"{one.noise:.0%}" if one.noise else "",
            str(one.n or ""),
        )
    return shown


def main() -> None:
    """Parse the words, run, print."""
    words = argparse.ArgumentParser(prog="./run bench", description="voipcc against app_queue.")
    words.add_argument(
        "cells",
        nargs="*",
        help=f"which of {', '.join(CELLS)}; without any all but {', '.join(ONLY_BY_NAME)}",
    )
    words.add_argument("--json", action="store_true", help="one JSON object as the last line")
    words.add_argument("--quick", action="store_true", help="under 90 s, with more noise")
    words.add_argument("--keep", action="store_true", help="keep the centres' folders")
    chosen = words.parse_args()
    unknown = [cell for cell in chosen.cells if cell not in CELLS]
    if unknown:
        words.error(f"there is no cell {unknown[0]}; known are {', '.join(CELLS)}")
    out = Console(stderr=chosen.json)
    folder = Path(tempfile.mkdtemp(prefix="voipcc-bench-"))
    began = time.monotonic()
    try:
        effort = QUICK if chosen.quick else Effort()
        cells = chosen.cells or [one for one in CELLS if one not in ONLY_BY_NAME]
        figures = asyncio.run(run(cells, effort, folder, out))
    finally:
        if chosen.keep:
            out.print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    out.print(table(figures))
    for one in figures:
        out.print(f"  {one.name}: {one.note}", markup=False, highlight=False, soft_wrap=True)
    if chosen.json:
        print(json.dumps(_object(figures, began)))
    sys.exit(0)


def _object(figures: Sequence[Figure], began: float) -> dict[str, object]:
    machine = {"processors": os.cpu_count(), "machine": platform.machine()}
    return {
        "figures": {one.name: one.plain() for one in figures},
        "met": all(one.met is not False for one in figures),
        "seconds": round(time.monotonic() - began, 1),
        **machine,
        "load_average": os.getloadavg()[0],
    }


if __name__ == "__main__":
    main()
