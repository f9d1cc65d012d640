"""Bad input gets a clear word, at the start and by a reload, and a running centre stays up."""

import asyncio
import contextlib
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conftest import skip_unless
from tests.live.cell import NUMBER, STRAIGHT_PLAN, Cell, running, until
from tests.sums import check_sums
from voipcc.control import VerbError
from voipcc.core.cdr import Conversation
from voipcc.database.archive import Archive
from voipcc.places import StateFolder
from voipcc.softphone.wire import IncomingCall, OutgoingCall

pytestmark = [
    pytest.mark.live,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("bad input"),
]


@dataclass(frozen=True)
class Said:
    code: int
    text: str


async def voipcc(*words: str, before: tuple[str, ...] = ()) -> Said:
    """A verb as a process; what it says is one stream, without the terminal's line breaks."""
    process = await asyncio.create_subprocess_exec(
        *(*before, sys.executable, "-m", "voipcc", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
    return Said(process.returncode or 0, said.decode())


def written(folder: Path, **words: str) -> Cell:
    """A centre's files, not started."""
    cell = Cell(folder, agents=("anna",), plan=STRAIGHT_PLAN, **words)  # type: ignore[arg-type]
    cell.write()
    return cell


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


# --- at the start -----------------------------------------------------------------------------


async def test_a_taken_port_is_named(tmp_path: Path) -> None:
    """A start on a port in use says which setting, which port, and what to do; nothing is left."""
    cell = written(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        replaced(tmp_path / "centre.yaml", "tls: 0", f"tls: {port}")
        said = await voipcc("serve", "-c", str(tmp_path))
    assert said.code == 1
    assert f"listen.tls: port {port} on 127.0.0.1 is already taken" in said.text
    assert "name another port" in said.text
    assert "Traceback" not in said.text
    assert not cell.state.control_socket.exists()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("", ("there is no", "missing")),
        ("echo Asterisk 18.0.0", ("Asterisk 18.0.0", "22.10.1 or newer", "security")),
    ],
    ids=["missing", "too old"],
)
async def test_an_asterisk_that_cannot_be_used_is_refused(
    tmp_path: Path, program: str, words: tuple[str, ...]
) -> None:
    """An Asterisk that is missing, too old or none at all is named with the reason."""
    script = tmp_path / "missing-asterisk"
    if program:
        script.write_text(f"#!/bin/sh\n{program}\n")
        script.chmod(0o755)
    written(tmp_path, more=f"asterisk: {{program: {script}}}\n")
    said = await voipcc("serve", "-c", str(tmp_path))
    assert said.code == 1
    assert str(script) in said.text
    for word in words:
        assert word in said.text
    assert "Traceback" not in said.text


BAD_FILES = {
    "missing prompt": ("main.yaml", "play: goodbye", "play: no-such-prompt", "no-such-prompt"),
    "loop": ("main.yaml", "    - play: goodbye\n    - hang_up", "    - jump: start", "start"),
    "typo in a key": ("main.yaml", "on_full", "on_ful", "on_ful"),
    "unquoted number": ("main.yaml", f'"{NUMBER}"', NUMBER, "quotes"),
    "broken YAML": ("main.yaml", "blocks:", "blocks: [", "main.yaml"),
    "unknown queue": ("main.yaml", "queue: sales", "queue: sails", "sails"),
    "unknown agent": ("centre.yaml", "agents: [anna]", "agents: [anna, nobody]", "nobody"),
    "unknown key": ("centre.yaml", "max_calls:", "max_cals:", "max_cals"),
    "the Internet as a carrier": ("centre.yaml", "/32]", "/32, 0.0.0.0/0]", "0.0.0.0/0"),
}


def spoil(folder: Path, what: str) -> tuple[Path, str]:
    """Make a file wrong; returns it and the word its message must contain."""
    name, old, new, word = BAD_FILES[what]
    file = folder / name if name == "centre.yaml" else folder / "dialplans" / name
    replaced(file, old, new)
    return file, word


@pytest.mark.parametrize("what", ["missing prompt", "unknown agent"])
async def test_a_start_with_a_wrong_file_is_refused(tmp_path: Path, what: str) -> None:
    """A wrong dialplan or centre file is refused with file, line and reason; nothing starts."""
    cell = written(tmp_path)
    file, word = spoil(tmp_path, what)
    said = await voipcc("serve", "-c", str(tmp_path))
    assert said.code == 1
    assert f"{file.name}:" in said.text
    assert word in said.text
    assert "Traceback" not in said.text
    assert not cell.state.asterisk.exists()


# --- by a reload ------------------------------------------------------------------------------


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def talking(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Cell, OutgoingCall, IncomingCall]]:
    """A running centre with a talk that lasts through all reloads."""
    folder = tmp_path_factory.mktemp("reloaded")
    async with running(folder, agents=("anna",), plan=STRAIGHT_PLAN) as cell:
        anna = await cell.ready_agent("anna", tone_hz=700)
        call = await cell.call(cell.carrier(tone_hz=1000))
        rung = await anna.next_call()
        yield cell, call, rung
        call.hang_up()
        await rung.ended()
        assert call.hearing.longest_gap_s() < 0.5
        (record,) = await cell.records(1)
        check_sums(record)
        await cell.nothing_left()


@pytest.mark.parametrize("what", BAD_FILES)
async def test_a_reload_of_a_wrong_file_changes_nothing(
    talking: tuple[Cell, OutgoingCall, IncomingCall], what: str
) -> None:
    """A reload of a wrong file is refused as a start is; plan and talk stay, a right file is taken."""
    cell, call, rung = talking
    before = (await cell.ask("status"))["plan"]
    with wrong(cell.folder, what) as (file, word), pytest.raises(VerbError) as refused:
        await cell.ask("reload")
    assert "the running plan stays" in str(refused.value)
    assert f"{file.name}:" in str(refused.value)
    assert word in str(refused.value)
    assert (await cell.ask("status"))["plan"] == before
    await call.hears(700, for_s=0.2)
    await rung.hears(1000, for_s=0.2)
    await cell.ask("reload")


async def test_the_verb_reload_ends_with_an_error(
    talking: tuple[Cell, OutgoingCall, IncomingCall],
) -> None:
    """For a wrong file the verb ends with 1 and the reason, for a right one with 0."""
    folder = talking[0].folder
    with wrong(folder, "unknown agent"):
        said = await voipcc("reload", "-c", str(folder))
    assert (said.code, "nobody" in said.text, "centre.yaml:" in said.text) == (1, True, True)
    assert (await voipcc("reload", "-c", str(folder))).code == 0


@contextlib.contextmanager
def wrong(folder: Path, what: str) -> Iterator[tuple[Path, str]]:
    """The centre's files with one of them spoiled, as long as it lasts."""
    files = (folder / "centre.yaml", folder / "dialplans" / "main.yaml")
    right = {file: file.read_text() for file in files}
    try:
        yield spoil(folder, what)
    finally:
        for file, text in right.items():
            file.write_text(text)


# --- a full disk --------------------------------------------------------------------------------


def small_disk(state: Path, size: str) -> tuple[str, ...]:
    """Words to put before a command so that `state` is a disk of this size, for it alone."""
    state.mkdir(mode=0o700, exist_ok=True)
    mount = f'mount -t tmpfs -o size={size},mode=700 none "$0" && exec "$@"'
    words = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(state))
    works = (
        shutil.which("unshare")
        and not subprocess.run([*words, "true"], capture_output=True, check=False).returncode
    )
    skip_unless(
        works, "no mounts of one's own here", "allow unprivileged user namespaces", reachable=False
    )
    return words


@pytest.mark.parametrize("size", ["4k", "64k"])
async def test_a_start_on_a_full_disk_is_refused(tmp_path: Path, size: str) -> None:
    """Without room for its files a centre says that the disk is full, and which."""
    cell = written(tmp_path)
    said = await voipcc("serve", "-c", str(tmp_path), before=small_disk(cell.state.folder, size))
    assert said.code == 1
    assert "full" in said.text or "No space left" in said.text
    assert "Traceback" not in said.text


async def test_a_disk_that_fills_up_costs_no_call(tmp_path: Path) -> None:
    """With the disk full a talk goes on, a new caller is served, and no record is lost."""
    cell = Cramped(tmp_path, agents=("anna", "ben"), plan=STRAIGHT_PLAN)
    cell.write()
    try:
        await cell.serve()
        anna = await cell.ready_agent("anna", tone_hz=700)
        carrier = cell.carrier(tone_hz=1000)
        call = await cell.call(carrier)
        rung = await anna.next_call()
        await call.hears(700, for_s=0.2)
        filler = cell.state.folder / "filler"
        with contextlib.suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(b"x" * 4096)
                file.flush()
        ben = await cell.ready_agent("ben", tone_hz=900)
        second = await cell.call(carrier)
        second_rung = await ben.next_call()
        await second.hears(900, for_s=0.3)
        await second_rung.hears(1000, for_s=0.3)
        await call.hears(700, for_s=0.3)
        for one, end in ((call, rung), (second, second_rung)):
            one.hang_up()
            await end.ended()
            assert one.hearing.longest_gap_s() < 0.5

        async def stirred() -> str:
            await cell.ask("agent.not_ready", agent="ben")
            await cell.ask("agent.ready", agent="ben")
            return await trouble(cell)

        assert "No space left" in await until(stirred, 10)
        filler.unlink()
        for record in await cell.records(2, within_s=20):
            check_sums(record)
            assert record.outcome == "answered"

        async def well() -> bool:
            return not await trouble(cell)

        await until(well, 20)
        await cell.nothing_left()
    finally:
        await cell.stop()


async def trouble(cell: Cell) -> str:
    """What the running centre says of its journal."""
    return str((await cell.ask("status"))["journal_trouble"])


class Cramped(Cell):
    """A cell whose state lies on a small disk of its own."""

    async def serve(self) -> dict[str, object]:
        with (self.folder / "serve.err").open("ab") as errors:
            self.process = await asyncio.create_subprocess_exec(
                *small_disk(self.folder / "state", "24m"),
                *(sys.executable, "-m", "voipcc", "serve", "-c", str(self.folder), "--json"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
            )
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), 60)
        assert line, (self.folder / "serve.err").read_text()
        self.status = json.loads(line)
        return self.status

    async def records(self, count: int, within_s: float = 10.0) -> list[Conversation]:
        """The database opens no files below /proc: read a copy."""

        def found() -> list[Conversation]:
            for name in ("records.sqlite", "records.sqlite-wal"):
                shutil.copy(self.state.folder / name, self.folder / name)
            kept = list(Archive(self.folder / "records.sqlite").between(0, 1 << 62))
            return kept if len(kept) >= count else []

        kept: list[Conversation] = await until(found, within_s)
        return kept

    @property
    def state(self) -> StateFolder:
        """As its own processes see it."""
        assert self.process is not None
        place = (self.folder / "state").resolve()
        return StateFolder(Path(f"/proc/{self.process.pid}/root{place}"))
