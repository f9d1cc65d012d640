"""The controller's end of the watchdog: starts it, tells it every second that all is well."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.runtime import process

BEAT_S = 1.0
GONE_WITHIN_S = 1.0


def first_word(address: SwitchAddress, log: Path) -> bytes:
    """What a watchdog is told at its start: where the switch is, and where it writes what it did."""
    place = {
        "host": address.ari_host,
        "port": address.ari_port,
        "user": address.ari_user,
        "password": address.ari_password,
        "application": address.application,
        "log": str(log),
    }
    return json.dumps(place).encode() + b"\n"


class Leash:
    """One watchdog for the switch at `address`; `keep` must run as a task."""

    def __init__(self, state: Path, log: Path, address: SwitchAddress) -> None:
        self._note = state / "watchdog.pid"
        self._log = log / "watchdog.log"
        self._address = address
        self._child: subprocess.Popen[bytes] | None = None

    async def take(self) -> None:
        """End the watchdog of an earlier controller: the switch is ours again."""
        with contextlib.suppress(OSError, ValueError):
            pid, started = self._note.read_text().split()
            for number in (signal.SIGTERM, signal.SIGKILL):
                process.send_signal(int(pid), started, number)
                if await process.gone(int(pid), started, GONE_WITHIN_S):
                    break
        self._start()

    async def keep(self) -> None:
        """For ever: a word every second; a watchdog that has gone is replaced."""
        while True:
            await asyncio.sleep(BEAT_S)
            if not self._say(b"\n"):
                self._start()

    def readdress(self, address: SwitchAddress) -> None:
        """The switch is spoken to elsewhere."""
        self._address = address
        self._say(first_word(self._address, self._log))

    async def close(self, *, keep_calls: bool) -> None:
        """Let it go; with `keep_calls` it looks after them from now on."""
        child = self._child
        if child is None or child.stdin is None:
            return
        if not keep_calls:
            self._say(b"bye\n")
        with contextlib.suppress(OSError):
            child.stdin.close()
        if not keep_calls:
            await asyncio.to_thread(self._wait, child)
            self._note.unlink(missing_ok=True)

    def _wait(self, child: "subprocess.Popen[bytes]") -> None:
        try:
            child.wait(GONE_WITHIN_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _start(self) -> None:
        if self._child is not None:
            self._child.poll()
        self._child = child = subprocess.Popen(
            (sys.executable, "-m", "voipcc.asterisk.watchdog"),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what ends the controller must not end it too
        )
        assert child.stdin is not None
        os.set_blocking(child.stdin.fileno(), False)
        with contextlib.suppress(OSError):
            self._note.write_text(f"{child.pid} {process.started_at(child.pid)}\n")
        self._say(first_word(self._address, self._log))

    def _say(self, word: bytes) -> bool:
        """False when it does not listen any more."""
        if self._child is None or self._child.stdin is None:
            return False
        try:
            os.write(self._child.stdin.fileno(), word)
        except BlockingIOError:
            return True  # it is slow, or frozen itself
        except (OSError, ValueError):
            return False
        return True
