"""A whole centre in the laboratory: `voipcc serve` behind 1:1 NAT, agents at home, a carrier."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.live.cell import Cell, until
from tests.live.homes.home import Home
from tests.live.homes.laboratory import CARRIER, SWITCH_INSIDE, SWITCH_PUBLIC, Laboratory
from tests.live.homes.place import Place
from tests.live.homes.robots import PlacedBrowser, PlacedCarrier, PlacedRobot, TrunkLine
from voipcc.softphone.sip.account import PhoneAccount
from voipcc.softphone.webrtc.account import WebAccount

UDP, TLS, WSS = 5060, 5061, 8089
RTP_PORTS = "10000-10399"
PLAN = """format: 1
name: {name}
numbers: ["{number}"]
language: en
blocks:
  start:
    - queue: {name}
      on_full: bye
      on_timeout: bye
  bye:
    - hang_up
"""


@dataclass(frozen=True, slots=True)
class Worker:
    """An agent at home with a queue and a number of her own. Her phone says `tone_hz`."""

    name: str
    transport: str
    home: Home
    desk: Place
    number: str
    tone_hz: int

    @property
    def caller_hz(self) -> int:
        """What her callers say."""
        return self.tone_hz + 1000


@dataclass
class HomesCentre(Cell):
    """A Cell in the laboratory. `workers` must be set before `write`; `seen` records were judged."""

    laboratory: Laboratory = field(kw_only=True)
    workers: dict[str, Worker] = field(default_factory=dict)
    robots: dict[str, PlacedRobot] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    addresses: Iterator[int] = field(default_factory=lambda: iter(range(60, 250)))

    def next_address(self) -> str:
        """An outside address no home has had yet."""
        return f"203.0.113.{next(self.addresses)}"

    def write(self) -> None:
        (self.folder / "dialplans").mkdir(parents=True)
        (self.folder / "sounds").mkdir()
        people = {
            each.name: {"devices": {"desk": {"transport": each.transport}}}
            for each in self.workers.values()
        }
        queues = {
            name: {"agents": [name], "wrap_up_s": 0, "announce_first_s": 0} for name in self.workers
        }
        centre = {
            "format": 1,
            "country": "DE",
            "languages": ["en"],
            "listen": {"address": SWITCH_INSIDE, "udp": UDP, "tcp": UDP, "tls": TLS, "wss": WSS},
            "public_address": SWITCH_PUBLIC,
            # Unencrypted SIP is tried too; in earnest nobody should name homes here.
            "local_networks": ["10.50.0.0/24", "203.0.113.0/24", "198.51.100.0/24"],
            "rtp_ports": RTP_PORTS,
            "max_calls": 50,
            "agents": people,
            "queues": queues,
            "trunks": {"carrier": {"addresses": [f"{CARRIER}/32"]}},
        }
        # JSON is YAML.
        (self.folder / "centre.yaml").write_text(json.dumps(centre, indent=1))
        for each in self.workers.values():
            plan = PLAN.format(name=each.name, number=each.number)
            (self.folder / "dialplans" / f"{each.name}.yaml").write_text(plan)

    async def serve(self) -> dict[str, Any]:
        command = self.laboratory.switch.command(
            *(sys.executable, "-m", "voipcc", "serve", "-c", self.folder, "--json")
        )
        with (self.folder / "serve.err").open("ab") as errors:
            self.process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **self.environment},
            )
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), 120)
        if not line:
            raise AssertionError((self.folder / "serve.err").read_text()[-2000:])
        self.status = json.loads(line)
        return self.status

    async def phone(self, worker: Worker, **wish: Any) -> PlacedRobot:
        """Her phone, registered; the one she had before is gone."""
        if worker.name in self.robots:
            await self.robots.pop(worker.name).close()
        wish = {"tone_hz": worker.tone_hz, "manners": {"answer_after_s": 0.1}, **wish}
        robot = self._robot(worker, wish)
        await robot.__aenter__()
        self.robots[worker.name] = robot
        await robot.register()
        await until(lambda: self._reachable(worker.name))
        return robot

    async def begin_work(self, worker: Worker) -> None:
        """Her phone is there and she is ready for calls."""
        await self.phone(worker)
        await self.ask("agent.log_in", agent=worker.name)

    def _robot(self, worker: Worker, wish: dict[str, Any]) -> PlacedRobot:
        secret = json.loads(self.state.secrets.read_text())["devices"][f"{worker.name}/desk"]
        user, password = secret["endpoint"], secret["password"]
        authority = self.state.asterisk / "keys" / "cert.pem"
        if worker.transport == "wss":
            web = WebAccount(SWITCH_PUBLIC, WSS, user, password, ca_file=authority)
            return PlacedBrowser(worker.desk, web, **wish)
        secure = worker.transport == "tls"
        account = PhoneAccount(
            SWITCH_PUBLIC,
            user,
            password,
            transport=worker.transport,  # type: ignore[arg-type]
            port=TLS if secure else UDP,
            srtp="required" if secure else "off",
            ca_file=authority if secure else None,
        )
        return PlacedRobot(worker.desk, account, **wish)

    async def open_carrier(self) -> PlacedCarrier:
        line = TrunkLine(CARRIER, SWITCH_PUBLIC, UDP)
        carrier = PlacedCarrier(self.laboratory.hosts["carrier"], line)
        await carrier.__aenter__()
        self.robots["carrier"] = carrier
        return carrier

    async def stop(self) -> None:
        await asyncio.gather(*(robot.close() for robot in self.robots.values()))
        await super().stop()


@contextlib.asynccontextmanager
async def homes_centre(folder: Path) -> AsyncIterator[HomesCentre]:
    """A served centre with four agents in three homes; phones and carrier are not yet there."""
    with Laboratory(folder / "places") as laboratory:
        centre = HomesCentre(folder / "centre", laboratory=laboratory)
        anna = laboratory.home("anna", "203.0.113.21")
        shared = laboratory.home("ben-and-cora", "203.0.113.22", desks=2)
        dora = laboratory.home("dora", "203.0.113.23")
        laboratory.host("carrier")
        seats = [
            ("anna", "udp", anna, anna.desk),
            ("ben", "tcp", shared, shared.desks[0]),
            ("cora", "tls", shared, shared.desks[1]),
            ("dora", "wss", dora, dora.desk),
        ]
        for place, (name, transport, home, desk) in enumerate(seats):
            number, tone_hz = f"+493012345{place}0", 500 + 130 * place
            centre.workers[name] = Worker(name, transport, home, desk, number, tone_hz)
        centre.write()
        try:
            await centre.serve()
            yield centre
        finally:
            await centre.stop()
