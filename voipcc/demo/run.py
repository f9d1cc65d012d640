"""Runs a demo: set-up with progress, then the centre and its robots.

The seconds before the first call are ones somebody waits: the centre and the robots load in
processes of their own while this one loads what it needs once they are there.
"""

import asyncio
import secrets
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime import find_program
from voipcc.centre_file import load_centre
from voipcc.control import VerbError
from voipcc.demo.company import Centre, Robots
from voipcc.demo.place import make_place
from voipcc.demo.wish import SABOTAGES, DemoError, DemoWish

if TYPE_CHECKING:
    from voipcc.demo.figures import DemoFigures


async def run_demo(wish: DemoWish) -> "DemoFigures":
    """Run one demo and print what it shows. Raises DemoError when it cannot run."""
    if wish.sabotage not in SABOTAGES:
        raise DemoError(f'"{wish.sabotage}" is no sabotage; known are: audio, record, bridge')
    _end_in_order()
    out = Console(stderr=wish.quiet, highlight=False)
    trunk = f"127.{60 + secrets.randbelow(30)}.{secrets.randbelow(250)}.1"
    folder = make_place(wish, trunk)
    await _set_up(folder, out)
    centre, robots = Centre(folder), Robots(folder)
    try:
        await centre.begin()
        await robots.begin()
        from voipcc.demo.show import print_report, show_demo  # while the two load

        server = ("127.0.0.1", await centre.sip_port())
        made = await show_demo(wish, folder, robots, server, trunk, out)
    except VerbError as error:
        raise DemoError(f"the centre went away: {error}; see {folder / 'serve.log'}") from error
    finally:
        await robots.stop()
        await centre.stop()
    print_report(folder, made, out)
    return made


def _end_in_order() -> None:
    """SIGTERM ends a demo as Ctrl-C does: nothing it started outlives it."""
    task = asyncio.current_task()
    assert task is not None  # asyncio.run made one
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


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
