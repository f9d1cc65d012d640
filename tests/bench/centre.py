"""The centre the bench runs: voipcc in its shipped shape, with app_queue beside it."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import pi, sin
from pathlib import Path
from typing import Any

from tests.bench.native import PROBE, PROBE_PORT, Native
from tests.bench.processor import Spent, spent_ms
from tests.waiting import until
from voipcc.asterisk.runtime.doors import AriDoor
from voipcc.control import VerbError, ask
from voipcc.places import StateFolder

MANY, FEW, KEYS = "+4930100", "+4930200", "+4930300"
FEW_AGENTS = 10
WAITING = 250
READY_WITHIN_S = 60.0
STOP_WITHIN_S = 15.0
PROMPT_S = 0.5


def _flow(name: str, number: str, queue: str) -> str:
    return f"""format: 1
name: {name}
numbers: ["{number}"]
language: en
blocks:
  start:
    - play: half
    - queue: {queue}
      on_full: bye
      on_timeout: bye
  bye:
    - hang_up
"""


def _keys_flow() -> str:
    return f"""format: 1
name: keys
numbers: ["{KEYS}"]
language: en
blocks:
  start:
    - menu: half
      keys: {{"1": probe}}
      timeout: 10 s
      tries: 1
      on_timeout: bye
      on_invalid: bye
  probe:
    - queue: probe
      on_full: bye
      on_timeout: bye
  bye:
    - hang_up
"""


@dataclass
class BenchCentre:
    """A centre in `folder` with `agents` on one SIPp and one more agent for the latencies.

    `base` are the first three octets of the loopback addresses all its roles live at.
    """

    folder: Path
    agents: int = 100
    environment: dict[str, str] = field(default_factory=dict)
    watched: bool = False
    base: str = field(
        default_factory=lambda: f"127.{200 + secrets.randbelow(50)}.{secrets.randbelow(250)}"
    )
    status: dict[str, Any] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None
    switch_pid: int = 0

    @property
    def names(self) -> list[str]:
        return [f"a{index:03d}" for index in range(self.agents)]

    @property
    def state(self) -> StateFolder:
        return StateFolder(self.folder / "state")

    @property
    def server(self) -> tuple[str, int]:
        return ("127.0.0.1", int(self.status["ports"]["udp"]))

    def address(self, role: str) -> str:
        """The loopback address of a role."""
        roles = ("callers", "native-callers", "agents", "native-agents", "probe-agent")
        return f"{self.base}.{10 + roles.index(role)}"

    def device(self, agent: str) -> dict[str, str]:
        """Name and password of an agent's phone."""
        found: dict[str, str] = json.loads(self.state.secrets.read_text())["devices"][
            f"{agent}/desk"
        ]
        return found

    # --- life ---

    async def start(self) -> None:
        """Serve the centre and put app_queue beside it; agents are not registered yet."""
        self._write()
        program = "tests.bench.watched" if self.watched else "voipcc"
        with (self.folder / "serve.log").open("ab") as errors:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", program, "serve", "-c", str(self.folder), "--json"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), READY_WITHIN_S)
        if not line:
            raise RuntimeError((self.folder / "serve.log").read_text()[-2000:])
        self.status = json.loads(line)
        instance = json.loads((self.state.asterisk / "instance.json").read_text())
        self.switch_pid = instance["pid"]
        keys = json.loads(self.state.secrets.read_text())
        door = AriDoor(instance["local"]["ari"], keys["ari_user"], keys["ari_password"])
        await Native(self.state.asterisk / "etc", door).install(
            self.native_agents, self.address("native-callers"), self.folder / "sounds/en/half"
        )

    @property
    def native_agents(self) -> dict[str, str]:
        """app_queue's members: name and SIP address of each, the probe's last."""
        host = self.address("native-agents")
        members = {f"n{index:03d}": f"n{index:03d}@{host}:5060" for index in range(self.agents)}
        return {**members, PROBE: f"{PROBE}@{self.address('probe-agent')}:{PROBE_PORT}"}

    async def stop(self) -> None:
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), STOP_WITHIN_S)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    async def ask(self, verb: str, **words: Any) -> Any:
        return await ask(self.state.control_socket, verb, **words)

    async def log_in(self, names: Sequence[str]) -> None:
        """Log these agents in and everybody else out."""
        for agent in (await self.ask("view"))["agents"]:
            wanted = agent["name"] in names
            if wanted != (agent["presence"] != "logged_out"):
                verb = "agent.log_in" if wanted else "agent.log_out"
                await self.ask(verb, agent=agent["name"])

    async def until_reachable(self, names: Sequence[str], within_s: float = 25.0) -> None:
        """Wait until the phones of these agents are there."""

        async def are_there() -> bool:
            agents = (await self.ask("view"))["agents"]
            return set(names) <= {one["name"] for one in agents if one["line"] == "reachable"}

        await until(are_there, within_s)

    async def until_quiet(self, within_s: float = 20.0) -> None:
        """Wait until no call is left and every record is stored; sweep what hangs about."""
        with contextlib.suppress(TimeoutError):
            await until(self._is_quiet, within_s)
            return
        await self.ask("console", command="channel request hangup all")
        await asyncio.sleep(1.0)

    async def _is_quiet(self) -> bool:
        with contextlib.suppress(VerbError):
            counts = await self.ask("counts")
            status = await self.ask("status")
            return not sum(counts.values()) and not status["records_waiting"]
        return False

    def spent(self) -> Spent:
        """Processor time of switch and controller so far."""
        assert self.process is not None
        return Spent(spent_ms(self.switch_pid), spent_ms(self.process.pid))

    # --- files ---

    def _write(self) -> None:
        (self.folder / "dialplans").mkdir(parents=True, exist_ok=True)
        sounds = self.folder / "sounds" / "en"
        sounds.mkdir(parents=True, exist_ok=True)
        write_tone(sounds / "half.wav", PROMPT_S)
        (self.folder / "centre.yaml").write_text(self._settings())
        for name, text in {
            "many": _flow("many", MANY, "many"),
            "few": _flow("few", FEW, "few"),
            "keys": _keys_flow(),
        }.items():
            (self.folder / "dialplans" / f"{name}.yaml").write_text(text)

    def _settings(self) -> str:
        people = "\n".join(
            f"  {name}: {{devices: {{desk: {{transport: udp}}}}}}"
            for name in [*self.names, "probe"]
        )
        words = (
            f"wrap_up_s: 0, announce_position: false, max_waiting: {WAITING + 50}, "
            "rest_after_missed_s: 0, rest_after_rejected_s: 0"
        )
        first = 20_000 + 2000 * secrets.randbelow(15)
        return f"""format: 1
name: Bench
country: DE
languages: [en]
listen: {{address: 127.0.0.1, udp: 0, tcp: 0, tls: 0, wss: 0}}
local_networks: [127.0.0.0/8]
rtp_ports: {first}-{first + 1999}
max_calls: 2000
agents:
{people}
queues:
  many: {{agents: [{", ".join(self.names)}], {words}}}
  few: {{agents: [{", ".join(self.names[:FEW_AGENTS])}], {words}}}
  probe: {{agents: [probe], {words}}}
trunks:
  carrier: {{addresses: [{self.address("callers")}/32], max_calls: 1000}}
"""


def write_tone(path: Path, seconds: float, hz: float = 440.0) -> None:
    """A prompt of exactly this length: 8 kHz, mono, 16 bit."""
    samples = (int(8000 * sin(2 * pi * hz * at / 8000)) for at in range(int(8000 * seconds)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(one.to_bytes(2, "little", signed=True) for one in samples))
