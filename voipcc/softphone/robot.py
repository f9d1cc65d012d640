"""Callers and agents who follow scripts, on wire phones: `python -m voipcc.softphone.robot --plan plan.json`.

A process of its own that speaks JSON lines. It writes `{"say":"ready","agents":{name: status}}`,
`{"say":"started","robot":..}`, `{"say":"outcome","outcome":{..}}` for each call that is over and last
`{"say":"finished","stall_ms":..,"cpu_s":..}`. It reads `{"do":"stop"}`, `{"do":"call","caller":{..}}`,
`{"do":"hang_up"|"cut"|"mute"|"vanish","robot":name}`. With `--wait` it begins on `{"do":"start"}`;
with `--wait-for-plan` the plan is read when the first line comes, so that loading costs nobody time.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from voipcc.softphone.outcome import Kind, Notes, Outcome, outcome_of, same_number
from voipcc.softphone.script import (
    AgentScript,
    CallerScript,
    CodeScript,
    KeyStroke,
    Plan,
    PlanError,
    read_caller,
    read_plan,
)
from voipcc.softphone.wire import IncomingCall, OutgoingCall, Reaction, Ticker, WirePhone
from voipcc.softphone.wire.call import Call

Say = Callable[[dict[str, Any]], None]
_BUSY = Reaction(ring_after_s=None, decline=486)
_LONGEST_CALL_S = 7200.0
_GOODBYE_S = 3.0


class Floor:
    """What the robots of one process share: the plan, who calls at the moment, the outcomes."""

    def __init__(self, plan: Plan, say: Say) -> None:
        self.plan, self.say = plan, say
        self.outcomes: list[Outcome] = []
        self.callers: dict[str, CallerRobot] = {}
        self.agents: dict[str, AgentRobot] = {}
        self.caller_tones = tuple(script.tone_hz for script in plan.callers)
        self.agent_tones = tuple(script.tone_hz for script in plan.agents)
        self.tasks: set[asyncio.Task[None]] = set()
        self.trunk = WirePhone(
            plan.trunk_address, plan.server, port=plan.trunk_port, user=plan.trunk_user,
            password=plan.trunk_password, transport=plan.trunk_transport,
            codecs=plan.trunk_codecs, keep_audio=plan.keep_audio,
        )  # fmt: skip

    def begin(self, work: Awaitable[None]) -> None:
        """Run it beside everything else; `finish` waits for it."""
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def keep(self, robot: str, kind: Kind, call: Call, notes: Notes, tone_hz: int) -> None:
        """The call is over: judge it, write down what was heard, let its audio go."""
        outcome = outcome_of(robot, kind, call, notes, tone_hz)
        self.outcomes.append(outcome)
        if self.plan.recordings and call.hearing.keeps:
            path = Path(self.plan.recordings, f"{robot}-{len(self.outcomes)}.wav")
            call.hearing.save(path)
        call.hearing.drop_audio()
        self.say({"say": "outcome", "outcome": msgspec.to_builtins(outcome)})

    def offered(self, number: str) -> None:
        """An agent rings with this caller's number."""
        for robot in self.callers.values():
            if any(same_number(number, own) for own in robot.numbers):
                robot.is_offered()


class CallerRobot:
    """One caller, one call."""

    def __init__(self, floor: Floor, script: CallerScript) -> None:
        self._floor, self._script = floor, script
        self.numbers = tuple(number for number in (script.caller, script.asserted) if number)
        self.notes = Notes(numbers=self.numbers)
        self.call: OutgoingCall | None = None
        self._offered = False

    def is_offered(self) -> None:
        self._offered = True
        if self.call is not None:
            self.call.changed()

    async def run(self) -> None:
        """From the INVITE to the outcome."""
        script = self._script
        self._floor.say({"say": "started", "robot": script.name})
        self._floor.callers[script.name] = self
        self.call = call = self._floor.trunk.place_call(
            script.number, caller=script.caller or "anonymous", asserted=script.asserted,
            tone_hz=script.tone_hz,
        )  # fmt: skip
        try:
            await self._live(call)
            await self._leave(call)
        finally:
            self._floor.callers.pop(script.name, None)
            self._floor.keep(script.name, "caller", call, self.notes, script.tone_hz)

    async def _live(self, call: OutgoingCall) -> None:
        """Returns when it is time to hang up, or when the call is over."""
        script, notes = self._script, self.notes
        patience_s = script.patience_s
        if script.hang_up == "ringing":
            await _pass(call, script.hang_up_after_s)
            return
        if not await call.wait(lambda: call.times.answered > 0, patience_s):
            return
        notes.reached = "answered"
        if not await call.wait(lambda: call.times.first_sound > 0, patience_s):
            return
        notes.reached = "sound"
        if script.hang_up == "prompt":
            await _pass(call, script.hang_up_after_s)
            return
        await _press(call, script.keys, notes)
        if script.hang_up in ("menu", "queue"):
            await _pass(call, script.hang_up_after_s)
            return
        await self._wait_for_agent(call)

    async def _wait_for_agent(self, call: OutgoingCall) -> None:
        script, notes = self._script, self.notes
        if script.hang_up == "offered":
            if await call.wait(lambda: self._offered, script.patience_s):
                notes.reached = "offered"
                await _pass(call, script.hang_up_after_s)
            return
        if not await _meet(call, notes, self._floor.agent_tones, script.patience_s):
            return
        lasts_s = script.hang_up_after_s if script.hang_up == "talk" else _LONGEST_CALL_S
        await _pass(call, lasts_s - _since_s(notes.partner_start_ns))

    async def _leave(self, call: OutgoingCall) -> None:
        if not call.over and call.state != "ending":
            self.notes.hung_up = True
            call.hang_up()
        await call.wait(lambda: False, 35)


class AgentRobot:
    """One agent's phone: registered, reacting to offers in turn, dialling feature codes."""

    def __init__(self, floor: Floor, script: AgentScript) -> None:
        self._floor, self._script = floor, script
        self._offers = self._answered = 0
        self.phone = WirePhone(
            script.address, floor.plan.server, port=script.port, user=script.user,
            password=script.password, domain=script.domain, transport=script.transport,
            tone_hz=script.tone_hz, policy=self._react, keep_audio=floor.plan.keep_audio,
            keep_alive_s=script.keep_alive_s,
        )  # fmt: skip
        self.phone.on_invite = self._offered

    async def begin(self) -> int:
        """Register and dial the codes that come before the plan. Returns the SIP status."""
        status = await self.phone.register(expiry_s=self._script.expiry_s)
        for code in self._script.codes:
            if status == 200 and not code.at_s and not code.after_call:
                await self._dial(code, 0)
        return status

    def start(self) -> None:
        """The plan starts now: so do the codes that are due at a time."""
        for code in self._script.codes:
            if code.at_s and not code.after_call:
                self._floor.begin(self._dial(code, code.at_s))

    def _react(self, call: IncomingCall) -> Reaction:
        if self._busy(call):
            return _BUSY
        reactions = self._script.reactions
        self._offers += 1
        return reactions[(self._offers - 1) % len(reactions)]

    def _busy(self, call: Call) -> bool:
        live = [other for other in self.phone.live if other.state != "ending"]
        return any(other is not call for other in live)

    def _offered(self, call: IncomingCall) -> None:
        notes = Notes("ringing", busy=self._busy(call))
        if call.caller:
            self._floor.offered(call.caller)
        self._floor.begin(self._live(call, notes))

    async def _live(self, call: IncomingCall, notes: Notes) -> None:
        script = self._script
        try:
            if await call.wait(lambda: call.times.answered > 0, _LONGEST_CALL_S):
                await self._talk(call, notes)
            await call.wait(lambda: False, _LONGEST_CALL_S)
        finally:
            self._floor.keep(script.name, "agent", call, notes, script.tone_hz)
        if call.times.answered:
            self._answered += 1
            for code in script.codes:
                if code.after_call == self._answered:
                    self._floor.begin(self._dial(code, code.at_s))

    async def _talk(self, call: IncomingCall, notes: Notes) -> None:
        script = self._script
        notes.reached = "answered"
        if not await _meet(call, notes, self._floor.caller_tones, _LONGEST_CALL_S):
            return
        if script.talk_s is not None:
            await _pass(call, script.talk_s - _since_s(notes.partner_start_ns))
            notes.hung_up = not call.over
            call.hang_up()

    async def _dial(self, code: CodeScript, after_s: float) -> None:
        await asyncio.sleep(after_s)
        script, notes = self._script, Notes()
        call = self.phone.place_call(code.dial)
        try:
            if await call.wait(lambda: call.times.answered > 0, code.lasts_s):
                notes.reached = "answered"
                await _press(call, code.keys, notes)
            await _pass(call, code.lasts_s)
            notes.hung_up = not call.over
            call.hang_up()
            await call.wait(lambda: False, _GOODBYE_S)
        finally:
            self._floor.keep(script.name, "code", call, notes, script.tone_hz)


async def _pass(call: Call, seconds: float) -> None:
    """That time goes by, or the call ends."""
    if seconds > 0:
        await call.wait(lambda: False, seconds)


async def _press(call: Call, keys: tuple[KeyStroke, ...], notes: Notes) -> None:
    for stroke in keys:
        await _pass(call, stroke.after_s)
        if call.state != "talking":
            return
        await call.press(stroke.key, how=stroke.how)
        notes.reached = "keys"


async def _meet(call: Call, notes: Notes, tones: tuple[int, ...], timeout_s: float) -> bool:
    """Until one of these tones is heard for 0.2 s: somebody is there."""
    start_ns = time.monotonic_ns()
    hz = await call.listens_for(tones, for_s=0.2, timeout_s=timeout_s, share=0.5)
    if not hz:
        return False
    notes.reached, notes.partner_hz = "talk", round(hz)
    first = (span for span in call.hearing.spans() if span.end_ns > start_ns
             and abs(span.hz - hz) <= 5)  # fmt: skip
    notes.partner_start_ns = next((span.start_ns for span in first), time.monotonic_ns())
    return True


def _since_s(start_ns: int) -> float:
    return (time.monotonic_ns() - start_ns) / 1e9


class Robots:
    """One plan from start to end. `begin` registers, `run` calls, `close` takes leave."""

    def __init__(self, plan: Plan, say: Say = lambda line: None) -> None:
        self.floor = Floor(plan, say)
        for script in plan.agents:
            self.floor.agents[script.name] = AgentRobot(self.floor, script)
        self._stopped = asyncio.Event()

    async def begin(self) -> dict[str, int]:
        """Every agent's registration status by name."""
        agents = self.floor.agents
        statuses = await asyncio.gather(*(robot.begin() for robot in agents.values()))
        found = dict(zip(agents, statuses, strict=True))
        self.floor.say({"say": "ready", "agents": found})
        return found

    async def run(self) -> list[Outcome]:
        """All callers at their times; returns when the last call of anybody is over."""
        for robot in self.floor.agents.values():
            robot.start()
        for script in self.floor.plan.callers:
            self.floor.begin(self._later(script))
        limit = asyncio.ensure_future(self._limit())
        try:
            while self.floor.tasks and not self._stopped.is_set():
                await asyncio.wait({*self.floor.tasks, limit}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            limit.cancel()
        return self.floor.outcomes

    async def _limit(self) -> None:
        try:
            await asyncio.wait_for(self._stopped.wait(), self.floor.plan.longest_s)
        except TimeoutError:
            self._stopped.set()

    async def _later(self, script: CallerScript) -> None:
        await asyncio.sleep(script.start_s)
        if not self._stopped.is_set():
            await CallerRobot(self.floor, script).run()

    def obey(self, wish: dict[str, Any]) -> None:
        """One line of standard input. Raises PlanError for what is not understood."""
        what, name = wish.get("do"), str(wish.get("robot", ""))
        if what == "stop":
            self._stopped.set()
        elif what == "call":
            script = read_caller(wish.get("caller"))
            self.floor.caller_tones += (script.tone_hz,)
            self.floor.begin(self._later(script))
        elif what == "vanish" and name in self.floor.agents:
            self.floor.agents[name].phone.vanish()
        elif what in ("hang_up", "cut", "mute") and self._calls(name):
            for call in self._calls(name):
                _interfere(call, str(what))
        else:
            raise PlanError(f"not understood or nobody there: {json.dumps(wish)[:200]}")

    def _calls(self, name: str) -> list[Call]:
        caller, agent = self.floor.callers.get(name), self.floor.agents.get(name)
        if agent is not None:
            return agent.phone.live
        return [caller.call] if caller is not None and caller.call is not None else []

    async def close(self) -> None:
        """Hang up what still runs, let every robot write its outcome, unregister, let go."""
        self._stopped.set()
        phones = [self.floor.trunk, *(robot.phone for robot in self.floor.agents.values())]
        for phone in phones:
            for call in phone.live:
                call.hang_up()
        if self.floor.tasks:
            await asyncio.wait(self.floor.tasks, timeout=_GOODBYE_S)
        left = list(self.floor.tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        registered = [phone for phone in phones if phone.registration.active]
        await asyncio.gather(*(phone.unregister(timeout_s=_GOODBYE_S) for phone in registered))
        await asyncio.gather(*(phone.close() for phone in phones))


def _interfere(call: Call, what: str) -> None:
    if what == "hang_up":
        call.hang_up()
    elif what == "cut":
        call.media.cut = True
    else:
        call.media.sending = not call.media.sending


async def run_robots(plan: Plan, say: Say = lambda line: None) -> list[Outcome]:
    """The whole plan in this process: register, call, hang up, unregister. Returns all outcomes."""
    robots = Robots(plan, say)
    try:
        await robots.begin()
        await robots.run()
    finally:
        await robots.close()
    return robots.floor.outcomes


async def _listen(robots: Robots, started: asyncio.Event) -> None:
    """Standard input, line by line; its end means stop."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        try:
            wish = json.loads(line)
            if not isinstance(wish, dict):
                raise PlanError(f"no JSON object: {line[:100]!r}")
            if wish.get("do") == "start":
                started.set()
            else:
                robots.obey(wish)
        except ValueError as problem:
            robots.floor.say({"say": "problem", "text": str(problem)})
    started.set()
    robots.obey({"do": "stop"})


async def _main(plan: Plan, wait: bool) -> None:
    def say(line: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    robots, started = Robots(plan, say), asyncio.Event()
    listening = asyncio.ensure_future(_listen(robots, started))
    try:
        await robots.begin()
        if wait:
            await started.wait()
        await robots.run()
    finally:
        await robots.close()
        listening.cancel()
    stall_ms = round(Ticker.shared().stalls_ms, 1)
    say({"say": "finished", "stall_ms": stall_ms, "cpu_s": round(time.process_time(), 3)})


def main() -> None:
    """The process entry; see the module's text."""
    words = argparse.ArgumentParser(description="Robots that call and answer by a plan.")
    words.add_argument("--plan", type=Path, required=True, help="the plan, a JSON file")
    words.add_argument("--wait", action="store_true", help='begin only on {"do":"start"}')
    words.add_argument(
        "--wait-for-plan", action="store_true", help="read the plan at the first line"
    )
    given = words.parse_args()
    if given.wait_for_plan and not sys.stdin.readline():
        return  # nobody wants us any more
    try:
        plan = read_plan(given.plan.read_bytes())
    except (OSError, PlanError) as problem:
        raise SystemExit(f"robots: {problem}") from None
    asyncio.run(_main(plan, given.wait))


if __name__ == "__main__":
    main()
