"""The switch's process: started apart from us, recognised again, ended by its id."""

import asyncio
import contextlib
import os
import resource
import signal
import subprocess
from pathlib import Path

from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.folder import InstanceFolder
from voipcc.asterisk.runtime.program import Program

_PAUSE_S = 0.02


def start_process(program: Program, folder: InstanceFolder) -> "subprocess.Popen[bytes]":
    """Start it in a session of its own, so that calls outlive a controller that dies."""
    words = program.command(folder.configuration, "-f", "-g")
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder.folder)}
    try:
        with open(folder.log / "console.log", "wb", opener=_private) as output:
            child = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder.folder,
                env=environment,
                start_new_session=True,
                umask=0o077,
            )
    except OSError as error:
        raise SwitchError(f"Asterisk does not start ({words[0]}): {error.strerror}") from error
    _allow_files(child.pid)
    return child


def _allow_files(pid: int) -> None:
    """As many open files as the machine allows: the usual 1024 end at about a hundred calls,
    and strangers' idle connections count too."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with contextlib.suppress(OSError):
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (most, most))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def started_at(pid: int) -> str:
    """When the kernel started this process ("" when it is gone): ids are used again."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def is_alive(pid: int, started: str) -> bool:
    """Whether this very process runs: a number is given again, but not at the same moment."""
    return bool(started) and started_at(pid) == started


async def gone(pid: int, started: str, within_s: float) -> bool:
    """Whether the process ended within the time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while is_alive(pid, started):
        if loop.time() > deadline:
            return False
        await asyncio.sleep(_PAUSE_S)
    return True


def send_signal(pid: int, started: str, number: signal.Signals) -> None:
    """Signal exactly this process, or nobody when it has gone."""
    if is_alive(pid, started):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return


async def when_exited(pid: int) -> None:
    """Returns when the process, ours or adopted, has ended."""
    loop = asyncio.get_running_loop()
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = asyncio.Event()
    loop.add_reader(handle, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
