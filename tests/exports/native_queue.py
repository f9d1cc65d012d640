"""A queue_log written by app_queue itself: `python -m tests.exports.native_queue FILE` makes one.

A private Asterisk of its own plays callers and agents through Local channels, so that every event
happens once or more: talks ended by either side, transfers, callers who give up, agents who do not
answer, keys, time-outs, an empty queue, members who come, pause and go.
"""

import asyncio
import contextlib
import re
import secrets
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port
from tests.softphone import plain_asterisk
from tests.softphone.plain_asterisk import PlainAsterisk, find_root, start, stop

MODULES = " app_queue func_strings format_pcm"
OVER = re.compile(r"\|(?:COMPLETE\w+|EXIT\w+|ABANDON)\|")
QUEUES = """
[general]
persistentmembers = no
log_membername_as_agent = yes
[sales]
strategy = linear
timeout = 3
retry = 1
autofill = yes
context = keys
leavewhenempty = unavailable,invalid,unknown
[support]
strategy = ringall
timeout = 15
retry = 1
autofill = yes
[empty]
joinempty = yes
leavewhenempty = yes
"""
EXTENSIONS = """
[agents]
exten => talker,1,Ringing()
 same => n,Wait(1.2)
 same => n,Answer()
 same => n,Wait(3)
 same => n,Hangup()
exten => listener,1,Answer()
 same => n,Wait(30)
 same => n,Hangup()
exten => sleeper,1,Ringing()
 same => n,Wait(30)
exten => decliner,1,Ringing()
 same => n,Wait(0.7)
 same => n,Hangup(21)
[callers]
exten => patient,1,Answer()
 same => n,Wait(40)
exten => short,1,Answer()
 same => n,Wait(4.3)
 same => n,Hangup()
exten => presser,1,Dial(Local/sales@enter/n,20,D(wwww4))
exten => waiter,1,Answer()
 same => n,Wait(20)
[enter]
exten => _[a-z].,1,Set(CALLERID(num)=+49170${EPOCH:-7})
 same => n,Answer()
 same => n,Queue(${EXTEN},tT,,,8)
 same => n,Hangup()
[keys]
exten => 4,1,Wait(1)
 same => n,Hangup()
[numbers]
exten => _X!,1,Answer()
 same => n,Wait(5)
 same => n,Hangup()
"""
FEATURES = """
[general]
transferdigittimeout = 3
[featuremap]
atxfer => *2
"""
MANAGER = """
[general]
enabled = yes
bindaddr = 127.0.0.1
port = {port}
[maker]
secret = {secret}
read = call
write = call,originate,agent
"""


async def record(folder: Path) -> bytes:
    """The queue_log of one run in `folder`. Raises RuntimeError, TimeoutError."""
    door = Door(free_port("127.0.0.1"), secrets.token_hex(8))
    with _with_queues(folder, door):
        asterisk, pid = await start(folder, find_root(), "127.0.0.1", "127.0.0.2")
    try:
        await _Play(asterisk, door).whole()
        return (folder / "log" / "queue_log").read_bytes()
    finally:
        stop(asterisk, pid)


@dataclass(frozen=True)
class Door:
    """Asterisk's manager interface."""

    port: int
    secret: str

    def ask(self, **words: str) -> None:
        """One action. Raises RuntimeError when it is refused."""
        login = {"Action": "Login", "Username": "maker", "Secret": self.secret, "Events": "off"}
        with socket.create_connection(("127.0.0.1", self.port), 10) as line:
            for action in (login, words, {"Action": "Logoff"}):
                text = "".join(f"{name}: {value}\r\n" for name, value in action.items())
                line.sendall(f"{text}\r\n".encode())
            said = b""
            while data := line.recv(4096):
                said += data
        if said.count(b"Response: Error"):
            raise RuntimeError(said.decode())


@contextlib.contextmanager
def _with_queues(folder: Path, door: Door):
    """The plain Asterisk of other tests, with app_queue and a manager's door added."""
    before = plain_asterisk._MODULES, plain_asterisk._EXTENSIONS, plain_asterisk._launch
    plain_asterisk._MODULES += MODULES
    plain_asterisk._EXTENSIONS = EXTENSIONS.replace("{", "{{").replace("}", "}}")

    def launch(at: Path, root: Path):
        files = {
            "queues": QUEUES,
            "features": FEATURES,
            "indications": "[general]\ncountry=us\n[us]\ndial = 350+440\n",
            "manager": MANAGER.format(port=door.port, secret=door.secret),
        }
        for name, text in files.items():
            (at / "etc" / f"{name}.conf").write_text(text)
        sounds = at / "data" / "sounds" / "en"
        sounds.mkdir(parents=True)
        for name in ("pbx-transfer", "beep", "pbx-invalid", "beeperr"):
            (sounds / f"{name}.ulaw").write_bytes(b"\xff" * 800)
        return before[2](at, root)

    plain_asterisk._launch = launch
    try:
        yield
    finally:
        plain_asterisk._MODULES, plain_asterisk._EXTENSIONS, plain_asterisk._launch = before


class _Play:
    """Every scene after the one before, until the file says that it is over."""

    def __init__(self, asterisk: PlainAsterisk, door: Door) -> None:
        self.asterisk = asterisk
        self.door = door

    def text(self) -> str:
        path = self.asterisk.folder / "log" / "queue_log"
        return path.read_text() if path.exists() else ""

    async def until(self, true: Callable[[str], bool], what: str) -> None:
        deadline = time.monotonic() + 40
        while not true(self.text()):
            if time.monotonic() > deadline:
                said = (self.asterisk.folder / "log" / "messages").read_text()[-2000:]
                raise TimeoutError(f"{what}\n{self.text()}\n{said}")
            await asyncio.sleep(0.1)

    def member(self, agent: str, queue: str, *, there: bool) -> None:
        words = "add member" if there else "remove member"
        rest = f"to {queue} penalty 0 as {agent}" if there else f"from {queue}"
        self.asterisk.console(f"queue {words} Local/{agent}@agents {rest}")

    def call(self, caller: str, queue: str) -> None:
        where = {"Exten": caller, "Context": "callers", "Priority": "1", "Async": "true"}
        channel = f"Local/{queue}@enter/n"
        if caller == "presser":
            channel = "Local/waiter@callers/n"
        self.door.ask(Action="Originate", Channel=channel, **where)

    def channel_of(self, agent: str) -> str:
        """The agent's channel in the talk."""
        for line in self.asterisk.console("core show channels concise").splitlines():
            name = line.split("!")[0]
            if name.startswith(f"Local/{agent}@agents-") and name.endswith(";1"):
                return name
        raise RuntimeError(f"{agent} has no channel")

    async def scene(self, agent: str, caller: str, queue: str, ends: str) -> None:
        before = self.text().count(f"|{ends}|")
        if agent:
            self.member(agent, queue, there=True)
        self.call(caller, queue)
        if ends.endswith("TRANSFER"):
            connected = self.text().count("|CONNECT|")
            await self.until(lambda text: text.count("|CONNECT|") > connected, f"{agent} connected")
            await asyncio.sleep(2.2)
            action = "BlindTransfer" if ends[0] == "B" else "Atxfer"
            name = self.channel_of(agent)
            self.door.ask(Action=action, Channel=name, Exten="600", Context="numbers")
            if action == "Atxfer":
                await asyncio.sleep(7)
                self.door.ask(Action="Hangup", Channel=name)
        await self.until(lambda text: text.count(f"|{ends}|") > before, f"{agent} {caller} {ends}")
        if agent:
            self.member(agent, queue, there=False)

    async def whole(self) -> None:
        await self.scene("talker", "patient", "sales", "COMPLETEAGENT")
        await self.scene("listener", "short", "sales", "COMPLETECALLER")
        await self.scene("sleeper", "short", "support", "RINGCANCELED")
        await self.scene("decliner", "short", "sales", "ABANDON")
        await self.scene("sleeper", "patient", "sales", "EXITWITHTIMEOUT")
        await self.scene("sleeper", "presser", "sales", "EXITWITHKEY")
        await self.scene("", "patient", "empty", "EXITEMPTY")
        await self.scene("listener", "patient", "support", "BLINDTRANSFER")
        await self.scene("listener", "patient", "support", "ATTENDEDTRANSFER")
        await self.line()
        await self.pauses()

    async def line(self) -> None:
        """Three callers in one line: places."""
        self.member("talker", "support", there=True)
        before = len(OVER.findall(self.text()))
        for _ in range(3):
            self.call("patient", "support")
            await asyncio.sleep(1.1)  # in different seconds: the file's order is that of coming
        await self.until(lambda text: len(OVER.findall(text)) >= before + 3, "line")
        self.member("talker", "support", there=False)

    async def pauses(self) -> None:
        """A member of two queues pauses in both, comes back and goes."""
        for queue in ("sales", "support"):
            self.member("anna", queue, there=True)
        await asyncio.sleep(1.1)
        member = {"Action": "QueuePause", "Interface": "Local/anna@agents"}
        self.door.ask(**member, Paused="true", Reason="lunch")
        await asyncio.sleep(1.1)
        self.door.ask(**member, Paused="false")
        await asyncio.sleep(1.1)
        for queue in ("sales", "support"):
            self.member("anna", queue, there=False)
        await self.until(lambda text: text.count("|anna|REMOVEMEMBER|") == 2, "anna goes")


def main() -> None:
    """Write the file named."""
    with tempfile.TemporaryDirectory() as folder:
        Path(sys.argv[1]).write_bytes(asyncio.run(record(Path(folder))))


if __name__ == "__main__":
    main()
