"""Runs a demo: set-up with progress, the centre and its robots, the screen, the verdict."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn

from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime import find_program
from voipcc.centre_file import load_centre
from voipcc.control import VerbError, ask, ask_for
from voipcc.core.cdr import Conversation
from voipcc.database.archive import Archive
from voipcc.database.cel import CelLog, compare
from voipcc.demo.cast import Address, cast
from voipcc.demo.company import Centre, Robots
from voipcc.demo.figures import DemoFigures, figures
from voipcc.demo.place import NUMBER, VISITORS, make_place
from voipcc.demo.report import print_report
from voipcc.demo.sabotage import cut_audio, drop_record, leak_bridge
from voipcc.demo.wish import SABOTAGES, DemoError, DemoWish
from voipcc.live_view import dashboard
from voipcc.places import StateFolder

SETTLE_WITHIN_S = 10.0
LOOK_EVERY_S = 0.25


async def run_demo(wish: DemoWish) -> DemoFigures:
    """Run one demo and print what it shows. Raises DemoError when it cannot run."""
    if wish.sabotage not in SABOTAGES:
        raise DemoError(f'"{wish.sabotage}" is no sabotage; known are: audio, record, bridge')
    out = Console(stderr=wish.quiet, highlight=False)
    trunk = f"127.{60 + secrets.randbelow(30)}.{secrets.randbelow(250)}.1"
    folder = make_place(wish, trunk)
    await _set_up(folder, out)
    centre = Centre(folder)
    try:
        status = await centre.start()
        made = await _with_robots(wish, folder, status, trunk, out)
    except VerbError as error:
        raise DemoError(f"the centre went away: {error}; see {folder / 'serve.log'}") from error
    finally:
        await centre.stop()
    print_report(folder, made, out)
    return made


async def _set_up(folder: Path, out: Console) -> None:
    """Asterisk is fetched the first time: minutes, so they are shown."""
    settings = load_centre(folder / "centre.yaml").settings
    assert settings is not None  # our own template
    bar = Progress(TextColumn("{task.description}"), BarColumn(), console=out, transient=True)
    with bar:
        task = bar.add_task("looking for Asterisk", total=1.0)

        def progress(what: str, share: float) -> None:
            bar.update(task, description=what, completed=share)

        try:
            await find_program(settings, progress)
        except SwitchError as error:
            raise DemoError(str(error)) from error


async def _with_robots(
    wish: DemoWish, folder: Path, status: dict[str, Any], trunk: str, out: Console
) -> DemoFigures:
    state = StateFolder(folder / "state")
    devices = json.loads(state.secrets.read_text())["devices"]
    server = ("127.0.0.1", int(status["ports"]["udp"]))
    plan = cast(wish, server, Address(trunk, trunk.rpartition(".")[0]), devices)
    saboteur = _Saboteur(wish, folder)
    robots = Robots(folder, plan, lambda line: saboteur.look(robots, line))
    notes = _notes(wish, server, len(plan.callers))
    try:
        await robots.start()
        robots.tell(do="start")
        async with _shown(wish, state, notes, out):
            outcomes = await robots.finished()
        if wish.sabotage == "bridge":
            await leak_bridge(state)
        left_over = await _settled(state)
    finally:
        await robots.stop()
    if wish.sabotage == "record":
        drop_record(state.records)
    records = list(Archive(state.records).between(0, 1 << 62))
    return figures(
        outcomes,
        records=_by_outcome(records),
        left_over=left_over,
        cel_mismatches=_mismatches(state, records, devices),
    )


class _Saboteur:
    """Cuts one leg's audio in the first talk, when that is asked for."""

    def __init__(self, wish: DemoWish, folder: Path) -> None:
        self._armed = wish.sabotage == "audio"
        self._state = StateFolder(folder / "state")
        self._task: asyncio.Task[None] | None = None

    def look(self, _robots: Robots, line: dict[str, Any]) -> None:
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
