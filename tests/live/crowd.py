"""A crowd of robots around a cell, and the verdict on what became of each of them.

The cast is drawn from a seed; whoever must stand at a certain stage when something happens is
put there by time. Judged are the robots' far ends, the records, and the switch's own log.
"""

import asyncio
import json
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import msgspec

from tests.live.cell import NUMBER, Cell, loopback, menu_plan, until
from tests.sums import check_sums
from voipcc.core.cdr import Conversation, span_us
from voipcc.database.archive import Archive
from voipcc.database.cel_comparison import compare
from voipcc.database.cel_log import CelCall, CelLog
from voipcc.database.cel_waits import TOLERANCE_MS
from voipcc.demo.company import Robots
from voipcc.softphone.outcome import Outcome, Talk, same_number, talks
from voipcc.softphone.script import (
    AgentScript,
    CallerScript,
    CodeScript,
    KeyStroke,
    Plan,
    Stage,
    write_plan,
)
from voipcc.softphone.wire import DECLINE, RING, Reaction, own_tones

NAMES = ("anna", "ben", "carla", "dario", "emma", "felix", "greta", "hugo")
CROWD_PLAN = menu_plan("1 s", 1, "support")
QUEUE_WORDS = (
    "ring_timeout_s: 4, wrap_up_s: 1, announce_first_s: 3, announce_every_s: 10, "
    "rest_after_rejected_s: 2, rest_after_missed_s: 2"
)
LEAVERS: tuple[tuple[Stage, int], ...] = (
    ("ringing", 4),
    ("prompt", 5),
    ("menu", 4),
    ("queue", 6),
    ("offered", 4),
)
SILENCE_S = 2.0  # nobody hears nothing for longer
GAP_S = 0.6  # no talk is without sound for longer
TOO_SHORT_S = 0.5  # who leaves so soon after an answer has heard nobody yet
MET_S = 0.05  # who hangs up in the instant of the answer may have been joined or not
SAME_TIME_US = 50_000
NANO = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A caller who must be somewhere at a certain time; see CallerScript for the words."""

    name: str
    start_s: float
    hang_up: Stage = "talk"
    after_s: float = 3.5
    key_after_s: float = 0.6
    key: str = "1"


def draw(seed: int, seconds: float, calls_per_minute: float) -> list[Wanted]:
    """Callers at random times who leave at every stage."""
    chance = random.Random(seed)
    count = round(seconds * calls_per_minute / 60)
    return [_drawn(chance, index, seconds) for index in range(count)]


def _drawn(chance: random.Random, index: int, seconds: float) -> Wanted:
    start_s, key = chance.uniform(0, seconds), chance.choice("11229")
    key_after_s = chance.uniform(0.3, 2.0)
    draw = chance.randrange(100)
    for stage, share in LEAVERS:
        if draw < share:
            after_s = chance.uniform(0.05, 5.0 if stage == "queue" else 1.0)
            return Wanted(f"drawn-{index}-{stage}", start_s, stage, after_s, key_after_s, key)
        draw -= share
    after_s = chance.uniform(3.0, 7.0)
    return Wanted(f"drawn-{index}", start_s, "talk", after_s, key_after_s, key)


class Crowd:
    """Robots of one cell. `seen` is everything they said."""

    def __init__(self, cell: Cell, callers: Sequence[Wanted], *, talk_s: float = 5.0) -> None:
        self.cell = cell
        self.began_ns = 0
        self._devices = json.loads(cell.state.secrets.read_text())["devices"]
        tones = own_tones(len(cell.agents) + len(callers), first_hz=1000)  # music has lower ones
        self.plan = Plan(
            server=cell.server,
            trunk_address=cell.trunk_address,
            callers=tuple(
                _caller(one, index, tones[len(cell.agents) + index])
                for index, one in enumerate(sorted(callers, key=lambda one: one.start_s))
            ),
            agents=tuple(
                self._agent(name, index, tones[index], talk_s)
                for index, name in enumerate(cell.agents)
            ),
            longest_s=240.0,
        )
        self.robots = Robots(cell.folder)

    def _agent(self, name: str, index: int, tone_hz: int, talk_s: float) -> AgentScript:
        """Every third hangs up first, every fourth declines or misses now and then."""
        secret = self._devices[f"{name}/desk"]
        # Never two at the same instant: the fallback rings all of them.
        quick = Reaction(answer_after_s=0.1 + 0.15 * index)
        reactions: tuple[Reaction, ...] = (quick,)
        if index % 4 == 1:
            reactions = (quick, DECLINE, quick)
        if index % 4 == 2:
            reactions = (quick, quick, RING)
        return AgentScript(
            name=name,
            user=secret["endpoint"],
            password=secret["password"],
            tone_hz=tone_hz,
            address=loopback(),
            reactions=reactions,
            talk_s=talk_s if index % 3 == 0 else None,
            codes=(CodeScript("*11"),),
        )

    async def begin(self) -> None:
        """Every agent is registered and ready, the first caller dials now."""
        await self.robots.begin()
        await self.robots.start(write_plan(self.plan))
        await until(self._all_ready, 10, "agents ready")
        self.robots.tell(do="start")
        self.began_ns = time.monotonic_ns()

    async def _all_ready(self) -> bool:
        return all(
            agent["presence"] == "ready" and agent["work"] == "idle"
            for agent in (await self.cell.view())["agents"]
        )

    async def _all_idle(self) -> bool:
        return all(agent["work"] == "idle" for agent in (await self.cell.view())["agents"])

    async def until_s(self, at_s: float) -> None:
        """Wait until so many seconds after the beginning: the cast is put there by time."""
        await asyncio.sleep(max(0.0, at_s - (time.monotonic_ns() - self.began_ns) / NANO))

    async def verdict(self, *, settle_s: float = 40.0) -> "Verdict":
        """Wait for everybody's end and judge. SIP gives a message nobody answers up after 32 s."""
        outcomes = await self.robots.finished()
        await self.cell.nothing_left(settle_s)
        await until(self._all_idle, settle_s, "agents idle")
        calls = await self._log_settled()
        records = await until(lambda: self._records(calls), settle_s, "a record for every call")
        endpoints = {device: secret["endpoint"] for device, secret in self._devices.items()}
        return Verdict(self.plan, outcomes, records, calls, endpoints)

    async def _log_settled(self) -> list[CelCall]:
        log = CelLog(self.cell.state.asterisk / "log" / "cel-custom" / "Master.csv")
        calls = log.read()

        def over() -> bool:
            calls.extend(log.read())
            return not any(call.inbound for call in log.open.values())

        await until(over, 5, "the end of every call in the switch's log")
        return calls

    def _records(self, calls: Sequence[CelCall]) -> list[Conversation] | None:
        records = list(Archive(self.cell.state.records).between(0, 1 << 62))
        noticed = {call.id for call in calls if call.controlled or call.fallback}
        return records if noticed <= {record.leg for record in records} else None

    async def stop(self) -> None:
        await self.robots.stop()


def _caller(one: Wanted, index: int, tone_hz: int) -> CallerScript:
    early = one.hang_up in ("ringing", "prompt")
    return CallerScript(
        name=one.name,
        number=NUMBER,
        tone_hz=tone_hz,
        caller=f"+4917{index:08d}",
        start_s=one.start_s,
        keys=() if early else (KeyStroke(one.key, one.key_after_s),),
        hang_up=one.hang_up,
        hang_up_after_s=one.after_s,
        patience_s=90.0,
    )


@dataclass(slots=True)
class Verdict:
    """What everybody saw. Each check gives sentences about what is wrong, none when all is well."""

    plan: Plan
    outcomes: list[Outcome]
    records: list[Conversation]
    calls: list[CelCall]
    endpoints: dict[str, str]
    talks: list[Talk] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.talks = talks(one for one in self.outcomes if not _too_late(one))

    @property
    def callers(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.kind == "caller"]

    def robot(self, name: str, kind: str = "caller") -> Outcome:
        return next(one for one in self.outcomes if (one.robot, one.kind) == (name, kind))

    def call_of(self, caller: Outcome) -> CelCall | None:
        """The switch's own account of a caller's call."""
        found = (call for call in self.calls if same_number(call.caller, caller.numbers[0]))
        return next(found, None)

    def record_of(self, caller: Outcome) -> Conversation | None:
        call = self.call_of(caller)
        return next((one for one in self.records if call and one.leg == call.id), None)

    def faults(self, silence_s: float = SILENCE_S, tolerance_ms: int = TOLERANCE_MS) -> list[str]:
        """Everything that is wrong; nobody may hear nothing for longer than `silence_s`.

        `tolerance_ms`: what happened while the switch could not be heard is known so late.
        """
        return [
            *self.record_faults(tolerance_ms),
            *self.talk_faults(),
            *self.length_faults(),
            *self.gap_faults(),
            *self.silence_faults(silence_s),
        ]

    def record_faults(self, tolerance_ms: int = TOLERANCE_MS) -> Iterable[str]:
        """Everybody who reached the switch has exactly one record, and its parts add up."""
        for found in compare(self.records, self.calls, self.endpoints, tolerance_ms):
            yield f"{self._name(found.leg)}: {msgspec.to_builtins(found)}"
        for record in self.records:
            try:
                check_sums(record)
            except AssertionError:
                yield f"{self._name(record.leg)}: parts do not add up: {record}"
        for caller in self.callers:
            if caller.answered and self.record_of(caller) is None:
                yield f"{caller.robot}: was answered and has no record"

    def _name(self, leg: str) -> str:
        call = next((one for one in self.calls if one.id == leg), None)
        named = (one.robot for one in self.callers if call and self.call_of(one) is call)
        return next(named, leg)

    def talk_faults(self) -> Iterable[str]:
        """Talks are ended by one of the two, never by the centre, and both hear the other."""
        for talk in self.talks:
            if not talk.caller:
                if talk.seconds > MET_S:  # not who picked up in the instant the caller left
                    yield f"{talk.agent}: answered and met nobody"
                continue
            ends = self._ends(talk)
            if not any(end.hung_up for end in ends):
                yield f"{talk.caller} with {talk.agent}: cut after {talk.seconds:.1f} s"
            if not talk.both_ways and talk.seconds > TOO_SHORT_S:
                yield f"{talk.caller} with {talk.agent}: not heard both ways: {talk}"

    def _ends(self, talk: Talk) -> tuple[Outcome, Outcome]:
        agent = next(
            one
            for one in self.outcomes
            if one.robot == talk.agent and one.times.answered == talk.start_ns
        )
        return self.robot(talk.caller), agent

    def length_faults(self, within_s: float = 0.4) -> Iterable[str]:
        """A record's talk is as long as it was at the far ends, with the same agents."""
        for caller in self.callers:
            record, mine = self.record_of(caller), [
                talk for talk in self.talks if talk.caller == caller.robot
            ]  # fmt: skip
            if record is None:
                if mine:
                    yield f"{caller.robot}: talked and has no record"
                continue
            talked_s = (span_us(record, "talk") + span_us(record, "hold")) / 1e6
            far_s = sum(talk.seconds for talk in mine)
            if abs(talked_s - far_s) > within_s:
                yield f"{caller.robot}: talked {far_s:.2f} s, recorded {talked_s:.2f} s: {record}"
            surely = {talk.agent for talk in mine if talk.seconds > MET_S}
            agents = {part.agent for part in record.segments if part.kind == "talk"}
            if not surely <= agents <= {talk.agent for talk in mine}:
                yield f"{caller.robot}: talked to {[t.agent for t in mine]}, recorded {agents}"
            if (agents or surely) and record.outcome not in ANSWERED:
                yield f"{caller.robot}: {len(mine)} talks, recorded as {record.outcome}"

    def gap_faults(self) -> Iterable[str]:
        """Within a talk nobody is without the other's voice for long."""
        for talk in self.talks:
            if not talk.caller:
                continue
            caller, agent = self._ends(talk)
            for hearer, speaker in ((caller, agent), (agent, caller)):
                gap_s = _longest_gap_s(hearer, speaker.tone_hz, talk.start_ns, talk.end_ns)
                if gap_s > GAP_S:
                    yield f"{hearer.robot} did not hear {speaker.robot} for {gap_s:.2f} s"

    def order_faults(self, back_us: int) -> Iterable[str]:
        """Who waited when the controller was back is offered to agents by first entry."""
        waiting = sorted(
            (entry_us, offered_us, queue, record.leg)
            for record in self.records
            for entry_us, offered_us, queue in _first_offer(record, back_us)
        )
        for before, after in pairwise(waiting):
            if before[2] == after[2] and before[1] > after[1] + SAME_TIME_US:
                yield f"{self._name(after[3])} was offered before {self._name(before[3])}"

    def silence_faults(self, longest_s: float) -> Iterable[str]:
        """Whoever has been answered hears something, all the time."""
        for caller in self.callers:
            for start_ns, end_ns in silences(caller):
                if end_ns - start_ns > longest_s * NANO:
                    after_s = (start_ns - caller.times.answered) / NANO
                    yield (
                        f"{caller.robot}: silence of {(end_ns - start_ns) / NANO:.1f} s, "
                        f"{after_s:.1f} s after the answer"
                    )


def _first_offer(record: Conversation, back_us: int) -> Iterable[tuple[int, int, str]]:
    """First entry, first offer after `back_us` and its queue, of a caller who waited then."""
    waits = [part for part in record.segments if part.kind == "queue"]
    waited = any(part.start_us <= back_us < part.end_us for part in waits)
    asked = any(part.kind == "menu" and part.end_us > back_us for part in record.segments)
    rung = any(offer.offered_us < back_us <= offer.ended_us for offer in record.offers)
    later = [offer for offer in record.offers if offer.offered_us >= back_us]
    if waited and later and not asked and not rung:
        yield waits[0].start_us, later[0].offered_us, later[0].queue


ANSWERED = ("answered", "fallback")


def _too_late(one: Outcome) -> bool:
    """Picked up while the CANCEL was on its way: somebody else had been quicker."""
    return one.kind == "agent" and one.answered and bool(one.times.cancel_received)


def _longest_gap_s(hearer: Outcome, hz: int, start_ns: int, end_ns: int) -> float:
    """Longest stretch between two pieces of that tone, within the talk."""
    heard = [
        span
        for span in hearer.heard
        if abs(span.hz - hz) <= 5 and span.end_ns > start_ns and span.start_ns < end_ns
    ]
    edges = [start_ns, *(ns for span in heard for ns in (span.start_ns, span.end_ns)), end_ns]
    gaps = [after - before for before, after in zip(edges[::2], edges[1::2], strict=True)]
    return max(gaps, default=0) / NANO


def silences(caller: Outcome) -> list[tuple[int, int]]:
    """When a caller heard nothing between the answer and the end, in monotonic nanoseconds."""
    if not caller.answered:
        return []
    edge, found = caller.times.answered, []
    for span in caller.heard:
        if span.hz == 0:
            continue
        found.append((edge, max(edge, span.start_ns)))
        edge = max(edge, span.end_ns)
    return [*found, (edge, max(edge, caller.end_ns))]
