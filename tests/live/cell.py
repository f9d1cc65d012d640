"""One centre of its own for a live test: files, `voipcc serve` as a process, phones, callers.

Every role has a loopback address of its own, drawn at random, and every port is free, so
that cells run side by side.
"""

import asyncio
import contextlib
import json
import os
import re
import secrets
import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.live.nursery import Raised, raised
from tests.waiting import until
from voipcc.cli.archives import engine_in
from voipcc.control import ask
from voipcc.core.cdr import Conversation
from voipcc.database.archive import Archive
from voipcc.places import StateFolder
from voipcc.proof import prove
from voipcc.softphone.wire import ANSWER, OutgoingCall, Reaction, WirePhone

NUMBER = "+4930123450"
CALLER = "+4917012345678"


def menu_plan(timeout: str, tries: int, otherwise: str) -> str:
    """A welcome, a menu with two queues behind it, and where it leads whoever chooses nothing."""
    return f"""format: 1
name: main
numbers: ["{NUMBER}"]
language: en
blocks:
  start:
    - play: welcome
    - menu: main-menu
      keys: {{"1": sales, "2": support}}
      timeout: {timeout}
      tries: {tries}
      on_timeout: {{play: no-input, jump: {otherwise}}}
      on_invalid: {{play: invalid, jump: {otherwise}}}
  sales:
    - queue: sales
      on_full: bye
      on_timeout: bye
  support:
    - queue: support
      on_full: bye
      on_timeout: bye
  bye:
    - play: goodbye
    - hang_up
"""


SMALL_PLAN = menu_plan("3 s", 2, "sales")
STRAIGHT_PLAN = f"""format: 1
name: main
numbers: ["{NUMBER}"]
language: en
blocks:
  start:
    - queue: sales
      on_full: bye
      on_timeout: bye
  bye:
    - play: goodbye
    - hang_up
"""


def loopback() -> str:
    """A loopback address nobody else is likely to use at the moment."""
    return (
        f"127.{100 + secrets.randbelow(100)}.{secrets.randbelow(250)}.{2 + secrets.randbelow(250)}"
    )


def audio_ports() -> str:
    """A range of audio ports below those the machine gives away; cells share it, so it is drawn."""
    first = 20_000 + 400 * secrets.randbelow(31)
    return f"{first}-{first + 399}"


@dataclass
class Cell:
    """A centre in `folder`; `serve` starts it, `crash` kills it with -9, `stop` ends it."""

    folder: Path
    agents: Sequence[str] = ("anna", "ben")
    plan: str = SMALL_PLAN
    queue_words: str = "wrap_up_s: 1, announce_first_s: 3, announce_every_s: 10"
    more: str = ""
    transport: str = "udp"
    listen: str = "127.0.0.1"
    max_calls: int = 100
    environment: dict[str, str] = field(default_factory=dict)
    trunk_address: str = field(default_factory=loopback)
    phones: list[WirePhone] = field(default_factory=list)
    process: Raised | None = None
    status: dict[str, Any] = field(default_factory=dict)

    def write(self) -> None:
        """Write centre.yaml and the dialplan."""
        (self.folder / "dialplans").mkdir(parents=True, exist_ok=True)
        (self.folder / "sounds").mkdir(exist_ok=True)
        people = "\n".join(
            f"  {name}: {{display: {name.title()}, devices: {{desk: {{transport: {self.transport}}}}}}}"
            for name in self.agents
        )
        everyone = ", ".join(self.agents)
        (self.folder / "centre.yaml").write_text(
            f"""format: 1
name: Cell
country: DE
languages: [en]
listen: {{address: {self.listen}, udp: 0, tcp: 0, tls: 0, wss: 0}}
local_networks: [127.0.0.0/8]
rtp_ports: {audio_ports()}
max_calls: {self.max_calls}
agents:
{people}
queues:
  sales: {{agents: [{everyone}], {self.queue_words}}}
  support: {{agents: [{everyone}], {self.queue_words}}}
trunks:
  carrier: {{addresses: [{self.trunk_address}/32]}}
{self.more}"""
        )
        (self.folder / "dialplans" / "main.yaml").write_text(self.plan)

    @property
    def state(self) -> StateFolder:
        return StateFolder((self.folder / "state").resolve())

    async def serve(self) -> dict[str, Any]:
        """Start `voipcc serve` and wait until it is ready. Returns its status."""
        with (self.folder / "serve.err").open("ab") as errors:
            words = ("serve", "-c", str(self.folder), "--json")
            self.process = await raised(words, {**os.environ, **self.environment}, errors)
        self.process.close_stdin()
        line = await asyncio.wait_for(self.process.stdout.readline(), 120)
        if not line:
            raise AssertionError((self.folder / "serve.err").read_text()[-2000:])
        self.status = json.loads(line)
        return self.status

    async def crash(self) -> None:
        """Kill the controller with -9; the switch stays."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def ask(self, verb: str, **args: Any) -> Any:
        return await ask(self.state.control_socket, verb, **args)

    async def view(self) -> dict[str, Any]:
        return await self.ask("view")

    async def stop(self) -> None:
        """End phones, controller and switch, whatever state they are in."""
        for phone in self.phones:
            with contextlib.suppress(OSError):
                await phone.close(timeout_s=1.0)
        if self.process is None:
            return
        if self.process.returncode is not None:  # it was killed: its switch is an orphan
            await self.serve()
        self.process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), 15)
        except TimeoutError:
            self.process.kill()

    # --- roles ---

    @property
    def server(self) -> tuple[str, int]:
        return (self.listen, self.status["ports"]["udp"])

    async def agent_phone(
        self,
        agent: str,
        tone_hz: int = 700,
        reaction: Reaction = ANSWER,
        device: str = "desk",
        **more: Any,
    ) -> WirePhone:
        """A registered phone of an agent that reacts to every call with `reaction`."""
        secret = json.loads(self.state.secrets.read_text())["devices"][f"{agent}/{device}"]
        server = (self.listen, self.status["ports"][self.transport])
        phone = WirePhone(
            loopback(),
            server,
            user=secret["endpoint"],
            password=secret["password"],
            tone_hz=tone_hz,
            policy=lambda _: reaction,
            **more,
        )
        self.phones.append(phone)
        assert await phone.register() == 200
        await until(lambda: self._reachable(agent, device))
        return phone

    async def _reachable(self, agent: str, device: str = "desk") -> bool:
        return bool((await self.agent_state(agent))["devices"][f"{agent}/{device}"])

    async def agent_state(self, agent: str) -> dict[str, Any]:
        return next(one for one in (await self.view())["agents"] if one["name"] == agent)

    async def ready_agent(self, agent: str, **words: Any) -> WirePhone:
        """A phone as `agent_phone` makes it, with its agent logged in."""
        phone = await self.agent_phone(agent, **words)
        await self.ask("agent.log_in", agent=agent)
        return phone

    def carrier(self, tone_hz: int = 1000, **more: Any) -> WirePhone:
        """The carrier's side of the trunk; callers call through it."""
        phone = WirePhone(self.trunk_address, self.server, tone_hz=tone_hz, **more)
        self.phones.append(phone)
        return phone

    async def call(self, carrier: WirePhone, number: str = NUMBER, **more: Any) -> OutgoingCall:
        """A caller who is answered by the centre."""
        call = carrier.place_call(number, caller=CALLER, **more)
        await call.answered()
        return call

    async def ask_trunk(self, name: str) -> None:
        """Whether the carrier is there is asked now, else within 30 s."""
        known = await self.ask("console", command="pjsip list endpoints")
        (endpoint,) = set(re.findall(rf"trunk-{name}-[0-9a-f]{{16}}", known))
        said = await self.ask("console", command=f"pjsip qualify {endpoint}")
        assert said.startswith("Qualifying"), said

    # --- what remains ---

    async def check_kept(self) -> None:
        """What the cell leaves is whole: journal, records, counts and recordings agree."""
        if self.process is None or self.process.returncode != 0:
            return  # it was ended by force: its last records may be on their way
        engine = engine_in(self.folder)
        proof = await asyncio.to_thread(prove, self.state, engine, contents=False)
        wrong = [f"{one.where}: {one.what}" for part in proof.checks for one in part.findings]
        assert not wrong, wrong

    async def records(self, count: int, within_s: float = 10.0) -> list[Conversation]:
        """The records, oldest first, once there are `count` of them."""
        archive = Archive(self.state.records)

        def found() -> list[Conversation]:
            rows = archive.conversations() if self.state.records.exists() else []
            return list(archive.between(0, 1 << 62)) if len(rows) >= count else []

        kept: list[Conversation] = await until(found, within_s)
        return kept

    async def nothing_left(self, within_s: float = 10.0) -> dict[str, int]:
        """Wait until no channel, bridge or task is left over."""

        counts: dict[str, int] = {}

        async def none() -> bool:
            counts.update(await self.ask("counts"))
            return not any(counts.values())

        try:
            await until(none, within_s)
        except TimeoutError:
            raise AssertionError(f"left over: {counts}; {await self.view()}") from None
        return counts


@contextlib.asynccontextmanager
async def running(folder: Path, kind: type[Cell] = Cell, **words: Any) -> AsyncIterator[Cell]:
    """A served cell in `folder`, taken apart at the end."""
    cell = kind(folder, **words)
    cell.write()
    try:
        await cell.serve()
        yield cell
    except BaseException:
        await cell.stop()
        raise
    await cell.stop()
    await cell.check_kept()
