"""Processes of voipcc that need not load everything anew: forked from one that has.

Loading takes longer than most of what a live test does, on a machine whose two cores are what
the whole test waits for. `python -m tests.live.nursery` loads once and forks on demand; what it
forks is `voipcc` in a process of its own, with its own files, environment and signals.
`raised` starts one, as `asyncio.create_subprocess_exec` would; `told` waits for its end.
"""

import asyncio
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

LARGEST_ORDER = 200_000


# --- the side of the tests -----------------------------------------------------------------------


class Raised:
    """One process, as far as the tests need what `asyncio.subprocess.Process` has."""

    def __init__(self, pid: int, end: int, stdin: int, stdout: int) -> None:
        self.pid = pid
        self.stdout: asyncio.StreamReader
        self._end, self._stdin, self._stdout = end, stdin, stdout
        self._code: int | None = None
        os.set_blocking(end, False)

    async def listen(self) -> None:
        """Begin to read what it says."""
        self.stdout = asyncio.StreamReader(limit=2**26)
        protocol = asyncio.StreamReaderProtocol(self.stdout)
        pipe = os.fdopen(self._stdout, "rb", 0)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)

    @property
    def returncode(self) -> int | None:
        """As Popen has it: negative for a signal, None while it lives."""
        if self._code is None:
            with contextlib.suppress(BlockingIOError):
                self._ended(os.read(self._end, 16))
        return self._code

    def _ended(self, told: bytes) -> None:
        self._code = int(told) if told else -signal.SIGKILL  # the nursery itself is gone
        os.close(self._end)

    async def wait(self) -> int:
        """Until it is gone."""
        loop, gone = asyncio.get_running_loop(), asyncio.Event()
        if self.returncode is None:
            loop.add_reader(self._end, gone.set)
            try:
                await gone.wait()
            finally:
                loop.remove_reader(self._end)
        code = self.returncode
        assert code is not None, "its end was readable"
        return code

    def send_signal(self, number: int) -> None:
        """Raises ProcessLookupError when it is gone."""
        if self.returncode is not None:
            raise ProcessLookupError
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    async def communicate(self, typed: bytes = b"") -> bytes:
        """Everything it says, after it was given what is typed; its end is awaited."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._stdin, typed)  # far less than a pipe holds
        self.close_stdin()
        said = await self.stdout.read()
        await self.wait()
        return said

    def close_stdin(self) -> None:
        os.close(self._stdin)


class Nursery:
    """The process that forks; one for each worker of the tests."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._link = ours
        root = Path(__file__).parents[2]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(root)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.nursery"],
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            env=environment,
            cwd=root,
        )
        theirs.close()
        self._lock = threading.Lock()

    def raise_one(
        self, words: Sequence[str], environment: Mapping[str, str], err: IO[bytes]
    ) -> Raised:
        """Fork one that runs `voipcc WORDS`; what it complains of goes to `err`."""
        (read_in, write_in), (read_out, write_out), (read_end, write_end) = (
            os.pipe(),
            os.pipe(),
            os.pipe(),
        )
        order = json.dumps({"words": words, "env": dict(environment), "cwd": os.getcwd()})
        theirs = [read_in, write_out, err.fileno(), write_end]
        with self._lock:
            socket.send_fds(self._link, [order.encode()], theirs)
            pid = int(self._link.recv(32))
        for end in (read_in, write_out, write_end):
            os.close(end)
        return Raised(pid, read_end, write_in, read_out)


_nurseries: dict[int, Nursery] = {}


async def raised(words: Sequence[str], environment: Mapping[str, str], err: IO[bytes]) -> Raised:
    """A process that runs `voipcc WORDS`."""
    if os.getpid() not in _nurseries:
        _nurseries[os.getpid()] = await asyncio.to_thread(Nursery)
    nursery = _nurseries[os.getpid()]
    process = await asyncio.to_thread(nursery.raise_one, words, environment, err)
    await process.listen()
    return process


@dataclass(frozen=True)
class Told:
    """What a verb said, and how it ended."""

    code: int
    out: str
    err: str


async def told(
    *words: str, typed: str = "", environment: Mapping[str, str] | None = None, within_s: float = 60
) -> Told:
    """Run `voipcc WORDS` to its end; no verb ever ends in a traceback."""
    with tempfile.TemporaryFile() as errors:
        process = await raised(words, {**os.environ, **(environment or {})}, errors)
        said = await asyncio.wait_for(process.communicate(typed.encode()), within_s)
        errors.seek(0)
        complaint = errors.read().decode()
    result = Told(await process.wait(), said.decode(), complaint)
    assert "Traceback" not in result.out + result.err, result
    return result


# --- the nursery itself --------------------------------------------------------------------------


def _load() -> None:
    """Everything a controller and the verbs ever import."""
    for name in ("cryptography.x509", "voipcc.cli.app", "voipcc.live_view", "voipcc.server"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _serve() -> dict[str, Any]:
    """Forks on demand until the tests are gone; returns, in a child, what it is to do."""
    link = socket.socket(fileno=os.dup(0))
    woken, waking = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    ends: dict[int, int] = {}
    while True:
        ready = select.select([link, woken], [], [])[0]
        if woken in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(woken, 4096)
            _tell_ends(ends)
        if link not in ready:
            continue
        order, files, _, _ = socket.recv_fds(link, LARGEST_ORDER, 4)
        if not order:
            sys.exit()
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _take(files, (link.detach(), woken, waking, *ends.values()))
            task: dict[str, Any] = json.loads(order)
            return task
        for file in files[:3]:
            os.close(file)
        ends[pid] = files[3]
        link.send(str(pid).encode())


def _take(files: list[int], others: tuple[int, ...]) -> None:
    """In a child: the files it was given as standard ones, and nothing else of the nursery's."""
    for place, file in enumerate(files[:3]):
        os.dup2(file, place)
    for file in (*files, *others):
        os.close(file)


def _tell_ends(ends: dict[int, int]) -> None:
    while ends:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        end = ends.pop(pid)
        os.write(end, str(os.waitstatus_to_exitcode(status)).encode())
        os.close(end)


def _main() -> None:
    _load()
    task = _serve()
    os.environ.clear()
    os.environ.update(task["env"])
    os.chdir(task["cwd"])
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115
    sys.argv = ["voipcc", *task["words"]]
    from voipcc.cli import main

    main()


if __name__ == "__main__":
    _main()
