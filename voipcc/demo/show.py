"""What is seen of a demo once its centre is there: robots at work, the screen, the verdict."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.live import Live

from voipcc.control import ask, ask_for
from voipcc.core.cdr import Conversation
from voipcc.database.archive import Archive
from voipcc.database.cel_comparison import compare
from voipcc.database.cel_log import CelLog
from voipcc.demo.cast import Address, cast
from voipcc.demo.company import Robots
from voipcc.demo.figures import DemoFigures, figures
from voipcc.demo.place import NUMBER, VISITORS, VISITORS_TRUNK
from voipcc.demo.report import print_report
from voipcc.demo.sabotage import cut_audio, drop_record, leak_bridge
from voipcc.demo.wish import DemoWish
from voipcc.live_view import dashboard
from voipcc.places import StateFolder
from voipcc.softphone.script import write_plan

__all__ = ["print_report", "show_demo"]

SETTLE_WITHIN_S = 10.0
LOOK_EVERY_S = 0.25


async def show_demo(
    wish: DemoWish,
    folder: Path,
    robots: Robots,
    server: tuple[str, int],
    trunk: str,
    out: Console,
) -> DemoFigures:
    """Let the robots call and answer, and judge what came of it. Raises DemoError, VerbError."""
    state = StateFolder(folder / "state")
    devices = json.loads(state.secrets.read_text())["devices"]
    plan = cast(wish, server, Address(trunk, trunk.rpartition(".")[0]), devices)
    saboteur = _Saboteur(wish, folder)
    robots.on_line = saboteur.look
    notes = _notes(wish, server, len(plan.callers))
    await robots.start(write_plan(plan))
    robots.tell(do="start")
    async with _shown(wish, state, notes, out):
        outcomes = await robots.finished()
    if wish.sabotage == "bridge":
        await leak_bridge(state)
    left_over = await _settled(state)
    if wish.sabotage == "record":
        drop_record(state.records)
    records = list(Archive(state.records).between(0, 1 << 62))
    visits = [one for one in records if one.trunk == VISITORS_TRUNK]
    if visits:
        out.print(f"{len(visits)} calls of visitors are not in the robots' figures")
    return figures(
        outcomes,
        records=_by_outcome([one for one in records if one.trunk != VISITORS_TRUNK]),
        visitors=sum(one.outcome == "answered" for one in visits),
        left_over=left_over,
        cel_mismatches=_mismatches(state, records, devices),
    )


class _Saboteur:
    """Cuts one leg's audio in the first talk, when that is asked for."""

    def __init__(self, wish: DemoWish, folder: Path) -> None:
        self._armed = wish.sabotage == "audio"
        self._state = StateFolder(folder / "state")
        self._task: asyncio.Task[None] | None = None

    def look(self, line: dict[str, Any]) -> None:
        if self._armed and line["say"] == "started":
            self._armed = False
            self._task = asyncio.create_task(cut_audio(self._state))


def _notes(wish: DemoWish, server: tuple[str, int], count: int) -> list[str]:
    host = VISITORS if wish.listen.is_loopback else str(wish.listen)
    return [
        f"{count} callers within {wish.seconds} s, {wish.agents} agents, seed {wish.seed}",
        f"dial in with your own softphone, no account needed: sip:{NUMBER}@{host}:{server[1]}",
    ]


@contextlib.asynccontextmanager
async def _shown(
    wish: DemoWish, state: StateFolder, notes: Sequence[str], out: Console
) -> AsyncIterator[None]:
    """The live screen while the block runs; only the notes where nobody looks."""
    if wish.quiet or not out.is_terminal:
        for note in notes:
            out.print(note, markup=False, soft_wrap=True)
        yield
        return
    with Live(console=out, auto_refresh=False, screen=True) as screen:
        watching = asyncio.create_task(_watch(state, notes, screen))
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def _watch(state: StateFolder, notes: Sequence[str], screen: Live) -> None:
    async for view in ask_for(state.control_socket, "watch", {"every_s": LOOK_EVERY_S}):
        screen.update(dashboard(view, "voipcc demo", notes), refresh=True)


async def _settled(state: StateFolder) -> int:
    """What is left over once nothing changes any more, and every record is stored."""
    left = 1
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_WITHIN_S):
            while left:
                counts = await ask(state.control_socket, "counts")
                status = await ask(state.control_socket, "status")
                left = sum(counts.values()) + status["records_waiting"]
                await asyncio.sleep(0.1)
    return int(left)


def _by_outcome(records: Sequence[Conversation]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for record in records:
        counts[record.outcome] = counts.get(record.outcome, 0) + 1
    return counts


def _mismatches(
    state: StateFolder, records: Sequence[Conversation], devices: dict[str, Any]
) -> list[str]:
    log = CelLog(state.asterisk / "log" / "cel-custom" / "Master.csv")
    calls = log.read()
    endpoints = {device: entry["endpoint"] for device, entry in devices.items()}
    found = compare(records, calls, endpoints)
    return [json.dumps(msgspec.to_builtins(one)) for one in found]
