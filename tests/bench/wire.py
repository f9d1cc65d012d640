"""Agent freed to next INVITE with a thousand callers waiting: the whole controller, a fake wire.

The switch room, the journal and the core are the product's own; Asterisk is the tests' fake
one, which really speaks HTTP, WebSocket and AMI in the same process.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from tests.asterisk.fake_switch import ENDPOINTS, NUMBER, FakeSwitch, fake_switch
from tests.bench.figure import Figure, Goal, at_share, middle, rounds_of, spread
from voipcc.asterisk.switch import Switch
from voipcc.clock import SystemClock
from voipcc.controller import Controller
from voipcc.core.cdr import Conversation, WrapUp
from voipcc.core.centre import Centre
from voipcc.core.events import CentreConfigured, ControllerStarted, LogInRequested
from voipcc.core.plan import Agent, Flow, Plan, Queue
from voipcc.core.steps import QueueStep
from voipcc.database.journal import Journal

WAITING = 1000
AT_ONCE = 20  # callers who dial in together
PATIENCE_S = 20.0


class Nobody:
    """No names, and records that are only counted."""

    def __init__(self) -> None:
        self.kept = 0

    def party_of(self, e164: str, name: str = "") -> str:
        return ""

    def keep(self, record: Conversation | WrapUp, sequence: int) -> None:
        self.kept += isinstance(record, Conversation)


def _plan() -> Plan:
    queue = Queue("q", ("anna",), wrap_up_s=0, max_waiting=5000, announce_position=False)
    flow = Flow("f", "en", {"start": (QueueStep("q"),)})
    return Plan(
        "wire", {NUMBER: "f"}, {"f": flow}, {"q": queue},
        {"anna": Agent("anna", ("anna/desk",))}, max_calls=5000,
    )  # fmt: skip


class Wire:
    """One agent, a crowd, and the moments at which the fake Asterisk was told to ring."""

    def __init__(self, fake: FakeSwitch, controller: Controller) -> None:
        self.fake = fake
        self.controller = controller
        self.rung: asyncio.Queue[tuple[str, float]] = asyncio.Queue()
        originate = fake._originate

        def watched(leg: str, body: dict[str, object]) -> tuple[int, object]:
            if str(body["endpoint"]).startswith("PJSIP/"):  # and not what keeps the music alive
                self.rung.put_nowait((leg, time.perf_counter()))
            return originate(leg, body)

        fake._originate = watched  # type: ignore[method-assign]

    def waiting(self) -> int:
        shown = self.controller.centre.view(self.controller._clock())
        return int(shown["queues"][0]["waiting"])

    async def crowd(self, callers: int) -> None:
        """So many more wait."""
        goal = self.waiting() + callers
        while (there := self.waiting()) < goal:
            for _ in range(min(AT_ONCE, goal - there)):
                self.fake.call()
            await self._until(lambda: self.waiting() >= min(there + AT_ONCE, goal))

    async def _until(self, true: Callable[[], bool]) -> None:
        over = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > over:
                raise RuntimeError("the fake wire came to a halt")
            await asyncio.sleep(0.002)

    async def ring(self) -> tuple[str, float]:
        return await asyncio.wait_for(self.rung.get(), PATIENCE_S)

    async def talk(self, leg: str) -> None:
        """The agent picks up, and both hear each other."""
        await self._until(lambda: leg in self.fake.channels)
        self.fake.answers(leg)
        await self._until(self._talks)

    def _talks(self) -> bool:
        shown = self.controller.centre.view(self.controller._clock())
        return bool(shown["agents"][0]["work"] == "talking")


async def wire(folder: Path, probes: int, waiting: int = WAITING) -> list[Figure]:
    """Milliseconds from the end of the agent's talk to the request to ring for the next caller."""
    folder.mkdir(parents=True, exist_ok=True)
    nobody, took_ms = Nobody(), []
    journal = Journal.open(folder / "journal")
    clock = SystemClock()
    async with fake_switch() as fake:
        fake.contacts = {ENDPOINTS["anna/desk"]: "Reachable"}
        controller = Controller(Centre(1, 1), journal=journal, records=nobody, clock=clock)
        switch = Switch(
            fake.address((folder,)),
            post=controller.post,
            parties=nobody,
            country="DE",
            log=structlog.get_logger(),
        )
        controller.attach(switch)
        controller.post(ControllerStarted(1))
        controller.post(CentreConfigured(_plan()))
        await switch.start()
        one = Wire(fake, controller)
        await one.crowd(waiting)
        controller.request(LogInRequested("anna"))
        leg, _ = await one.ring()
        for _ in range(probes):
            await one.talk(leg)
            await one.crowd(1)
            began = time.perf_counter()
            fake.hangs_up(leg)
            leg, at = await one.ring()
            took_ms.append((at - began) * 1000)
        await switch.stop()
        controller.close()
    journal.close()
    note = f"{waiting} waiting; Asterisk faked at the wire; 99 %: {at_share(took_ms, 0.99):.1f} ms"
    noise = spread(rounds_of(took_ms, 3))
    return [
        Figure("freed_to_invite_crowded", "ms", middle(took_ms), Goal(20, "under"),
               noise=noise, n=len(took_ms), note=note)
    ]  # fmt: skip
