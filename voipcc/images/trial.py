"""A centre in containers, tried: two calls through both images, with a restart of both between."""

import asyncio
import contextlib
import secrets
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from voipcc.images.building import source_folder
from voipcc.images.composition import read_services
from voipcc.images.errors import ImageError
from voipcc.images.tools import Buildah
from voipcc.images.yard import Yard
from voipcc.softphone.wire import ANSWER, NotInTime, WirePhone

STAYING = ("switch", "controller")
NUMBER = "+4930123460"  # of the shipped example: a welcome, then the queue, at any hour
CALLER = "+4917012345678"
AGENT, AGENT_HZ, CALLER_HZ = "anna", 700, 1000
_LOOKS = 30
Note = Callable[[str], None]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses and ports nobody else uses at the moment."""

    host: str
    caller: str
    agent: str
    ports: dict[str, int]
    ari: int
    ami: int

    def compose(self) -> dict[str, str]:
        """Variables of the compose file."""
        return {"VOIPCC_ARI_PORT": str(self.ari), "VOIPCC_AMI_PORT": str(self.ami)}

    def settings(self) -> dict[str, str]:
        """What differs from the example's centre.yaml."""
        first = 20_000 + 40 * secrets.randbelow(300)
        return {
            "VOIPCC_LISTEN__ADDRESS": self.host,
            **{f"VOIPCC_LISTEN__{name.upper()}": str(port) for name, port in self.ports.items()},
            "VOIPCC_LOCAL_NETWORKS": '["127.0.0.0/8"]',
            "VOIPCC_RTP_PORTS": f"{first}-{first + 39}",
            "VOIPCC_TRUNKS__TRIAL__ADDRESSES": f'["{self.caller}/32"]',
            "VOIPCC_QUEUES__SUPPORT__RECORDING": '{"share": 100, "consent": "none"}',
            f"VOIPCC_AGENTS__{AGENT.upper()}__DEVICES__DESK__TRANSPORT": "udp",
        }


@dataclass(slots=True)
class Tried:
    """What was seen: seconds of each step, and the records after each call."""

    seconds: dict[str, float] = field(default_factory=dict)
    records: list[Row] = field(default_factory=list)
    recordings: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.faults


async def try_images(buildah: Buildah, note: Note) -> Tried:
    """Start the compose file's services, call, restart both, call again. Raises ImageError."""
    place = free_place()
    path = source_folder() / "docker" / "compose.yaml"
    composition = read_services(path, place.compose())
    folder = Path(tempfile.mkdtemp(prefix="voipcc-images-"))
    yard = Yard(buildah, composition, folder, place.settings())
    trial = _Trial(yard, place, note, Tried())
    try:
        await trial.run()
    except NotInTime as error:
        trial.tried.faults.append(str(error))
    finally:
        await asyncio.to_thread(yard.clear)
        yard.remove()
    return trial.tried


@dataclass(slots=True)
class _Trial:
    yard: Yard
    place: Place
    note: Note
    tried: Tried

    async def run(self) -> None:
        await self._step("containers", self._make)
        await self._step("first start", self._start)
        await self._step("first call", self._call)
        before = await self._records()
        await self._step("stop", self._stop)
        await self._step("second start", self._start)
        after = await self._records()
        if len(before) != 1 or before != after:
            self.tried.faults.append(f"records were {len(before)}, after the restart {len(after)}")
        await self._step("second call", self._call)
        self.tried.records = await self._records()
        if len(self.tried.records) != 2:
            self.tried.faults.append(f"two calls left {len(self.tried.records)} records")
        for one in self.tried.records:
            if one["outcome"] != "answered" or not one["talk_us"] > 0:
                self.tried.faults.append(f"the record of {one['id']} says {one['outcome']}")
        self.tried.recordings = await self._listed("recordings", "list")
        if [one["faults"] for one in self.tried.recordings] != [[], []]:
            self.tried.faults.append(f"of two talks are kept: {self.tried.recordings}")
        await self._verb("verify")
        await self._step("last stop", self._stop)

    async def _step(self, name: str, act: Callable[[], Awaitable[None]]) -> None:
        self.note(name)
        begun = time.monotonic()
        await act()
        self.tried.seconds[name] = round(time.monotonic() - begun, 1)

    async def _make(self) -> None:
        await asyncio.to_thread(self.yard.make, "prepare", *STAYING)

    async def _start(self) -> None:
        """In the order of the file; as `up` does, it is prepared each time."""
        await asyncio.to_thread(self.yard.run, "prepare")
        for name in STAYING:
            self.yard.start(name)
        for name in STAYING:
            await asyncio.to_thread(self.yard.wait_healthy, name)

    async def _stop(self) -> None:
        for name in reversed(STAYING):
            code = await asyncio.to_thread(self.yard.stop, name)
            if name == "controller" and code != 0:
                words = self.yard.last_words(name)
                self.tried.faults.append(f"{name} ended with {code} when told to stop: {words}")

    async def _kept(self) -> tuple[int, int]:
        """How many calls are on record, and how many recordings of talks are kept."""
        return len(await self._records()), len(await self._listed("recordings", "list"))

    async def _records(self) -> list[Row]:
        """All that are kept, the newest first, as the verb in the container says."""
        return await self._listed("calls")

    async def _listed(self, *words: str) -> list[Row]:
        rows: list[Row] = msgspec.json.decode(await self._verb(*words, "--json"))
        return rows

    async def _verb(self, *words: str) -> str:
        """What a verb in the controller's container prints. Raises ImageError."""
        return await asyncio.to_thread(self.yard.ask, "controller", "voipcc", *words)

    async def _call(self) -> None:
        """A caller comes in, the agent answers, both hear each other. Raises NotInTime.

        The agent logs in for the first call; the restart leaves it so.
        """
        kept, _ = await self._kept()
        async with self._agent(), self._caller() as carrier:
            if not kept:
                await self._verb("agent", "login", AGENT)
            call = carrier.place_call(NUMBER, caller=CALLER)
            await call.answered(10)
            await call.hears(AGENT_HZ, for_s=3.0, timeout_s=60)
            call.hang_up()
            await call.ended(10)
            for _ in range(_LOOKS):  # each starts a program, which takes a second
                if min(await self._kept()) > kept:
                    return
            raise ImageError("the call left no record, or no recording")

    @contextlib.asynccontextmanager
    async def _agent(self) -> AsyncIterator[WirePhone]:
        held = self.yard.volume("state") / "secrets.json"
        known = msgspec.json.decode(held.read_bytes())["devices"][f"{AGENT}/desk"]
        phone = WirePhone(
            self.place.agent,
            (self.place.host, self.place.ports["udp"]),
            user=known["endpoint"],
            password=known["password"],
            tone_hz=AGENT_HZ,
            policy=lambda _: ANSWER,
        )
        try:
            if await phone.register() != 200:
                raise ImageError("the agent's phone was not let in by the switch")
            yield phone
        finally:
            await phone.close(timeout_s=2.0)

    @contextlib.asynccontextmanager
    async def _caller(self) -> AsyncIterator[WirePhone]:
        server = (self.place.host, self.place.ports["udp"])
        phone = WirePhone(self.place.caller, server, tone_hz=CALLER_HZ)
        try:
            yield phone
        finally:
            await phone.close(timeout_s=2.0)


def free_place() -> Place:
    """Addresses of the loopback network, drawn, and free ports on them."""
    hosts = [f"127.{_byte(90)}.{_byte(250)}.{_byte(250)}" for _ in range(3)]
    ports = {name: _free_port(hosts[0]) for name in ("udp", "tcp", "tls", "wss")}
    return Place(
        hosts[0], hosts[1], hosts[2], ports, _free_port("127.0.0.1"), _free_port("127.0.0.1")
    )


def _byte(most: int) -> int:
    return 2 + secrets.randbelow(most)


def _free_port(host: str) -> int:
    with socket.socket() as one:
        one.bind((host, 0))
        port: int = one.getsockname()[1]
        return port
