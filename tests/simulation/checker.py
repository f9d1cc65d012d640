"""The invariants of the house, checked from outside: events, commands and the switch's truth.

Nothing here reads the core's state or shares its code; the little model of who waits and
who is free is drawn from what goes in and out.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.simulation.idle import DOUBT_US, LONGEST_REST_US, LONGEST_WRAP_UP_US, Crew
from voipcc.core.cdr import Conversation
from voipcc.core.commands import (
    Command,
    Connect,
    EndTalk,
    HangUp,
    KeepRecord,
    Play,
    Ring,
    StartMusic,
    StopMusic,
    StopRinging,
)
from voipcc.core.events import (
    CallArrived,
    CentreConfigured,
    CodeDialled,
    DeviceChanged,
    LegConnected,
    LegEnded,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
    SwitchFound,
    SwitchLost,
    TimePassed,
)

if TYPE_CHECKING:
    from tests.simulation.world import World

SECOND = 1_000_000
COMMAND_LIMIT = 200
LEFT_OVER_US = 11 * SECOND
QUIET_US = 6 * SECOND  # two seconds, and twice the delay the switch may add to an event
GRACE_US = 5 * SECOND
LONGEST_FALLBACK_US = 45 * SECOND
RING_GRACE_US = 7 * SECOND
NO_ANSWER = 19
REST_US = {17: 10 * SECOND, 21: 10 * SECOND, NO_ANSWER: 30 * SECOND}


@dataclass(slots=True)
class Caller:
    """A caller as the checker sees one."""

    leg: str
    arrived_us: int
    queue: str = ""
    entered: dict[str, int] = field(default_factory=dict)
    priority: int = 0
    ringing: str = ""
    connecting: str = ""
    commands: int = 0
    waits_since_us: int = 0

    @property
    def place(self) -> tuple[int, int]:
        return (-self.priority, self.entered[self.queue])


@dataclass(slots=True)
class Phone:
    """An agent's leg we made, until its end was heard of or must be believed."""

    leg: str
    agent: str
    caller: str
    queue: str
    rung_us: int
    timeout_us: int
    told_to_end_us: int = 0
    talking: bool = False
    talked_until_us: int = 0
    joined: set[str] = field(default_factory=set)


class Checker:
    """Watches one world. Every violation is an AssertionError with the moment in it."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.arrivals: dict[str, int] = {}
        self.records: dict[str, Conversation] = {}
        self.record_ids: set[str] = set()
        self.callers: dict[str, Caller] = {}
        self.phones: dict[str, Phone] = {}
        self.crew = Crew()
        self.connected = True
        self.beside: set[tuple[str, str]] = set()
        self.outcomes: dict[str, int] = {}
        self.queues: dict[str, Any] = {}
        self.members: dict[str, list[str]] = {}

    def require(self, truth: bool, *words: object) -> None:
        """Fail with the virtual time and the words unless `truth`."""
        if not truth:
            at_s = self.world.now_us / SECOND
            raise AssertionError(f"at {at_s:.6f} s: " + " ".join(str(word) for word in words))

    # --- what goes in and out --------------------------------------------------------------------

    def observe(self, event: Any, commands: list[Command]) -> None:
        """One event was handled with these commands."""
        watch = EVENTS.get(type(event))
        if watch is not None:
            watch(self, event)
        for command in commands:
            judge = COMMANDS.get(type(command))
            if judge is not None:
                judge(self, command, event)
            self._count(command)

    def refused(self, event: Any) -> None:
        """A refused event has no commands, so there is nothing to judge."""

    def _count(self, command: Command) -> None:
        leg = getattr(command, "caller_leg", "") or getattr(command, "leg", "")
        caller = self.callers.get(leg)
        if caller is None and leg in self.phones:
            caller = self.callers.get(self.phones[leg].caller)
        if caller is not None:
            caller.commands += 1
            self.require(caller.commands <= COMMAND_LIMIT, leg, "takes too many commands")

    def _fact_us(self, event: Any) -> int:
        happened_us = getattr(event, "happened_us", 0)
        return min(happened_us or self.world.now_us, self.world.now_us)

    def _arrived(self, event: CallArrived) -> None:
        if event.leg not in self.arrivals:
            self.arrivals[event.leg] = event.since_us or self._fact_us(event)
            self.callers[event.leg] = Caller(event.leg, self.arrivals[event.leg])
            # Whoever waited in the fallback waits since then, wherever a menu leads to.
            self.callers[event.leg].waits_since_us = event.since_us

    def _ended(self, event: LegEnded) -> None:
        phone = self.phones.get(event.leg)
        if phone is not None:
            self._phone_gone(phone, event)

    def _phone_gone(self, phone: Phone, event: LegEnded) -> None:
        del self.phones[phone.leg]
        caller = self.callers.get(phone.caller)
        if caller is not None and caller.ringing == phone.leg:
            caller.ringing = ""
        worker, now_us = self.crew.worker(phone.agent), self.world.now_us
        worker.touch(now_us, LONGEST_WRAP_UP_US)
        worker.doubt(now_us + LONGEST_REST_US)
        if not phone.talking and not phone.told_to_end_us:
            self._missed(phone, event.cause)
        lost = event.by in ("lost", "switch") or event.cause == 44
        if phone.talking and (phone.talked_until_us or not lost):
            self._begin_wrap_up(phone, phone.talked_until_us or self._fact_us(event))

    def _missed(self, phone: Phone, cause: int) -> None:
        worker, now_us = self.crew.worker(phone.agent), self.world.now_us
        worker.idle_low_us = now_us
        if cause in REST_US:
            worker.rest_until_us = now_us + REST_US[cause]

    def _begin_wrap_up(self, phone: Phone, since_us: int) -> None:
        # The plan may have changed meanwhile: the shortest wrap-up any plan names is sure.
        wrap_up_s = self.queues[phone.queue].wrap_up_s if phone.queue in self.queues else 0
        worker = self.crew.worker(phone.agent)
        worker.wrap_up_until_us = since_us + min(wrap_up_s, 3) * SECOND
        worker.idle_low_us = max(worker.idle_low_us, since_us)

    def _joined(self, event: LegConnected) -> None:
        for phone in self.phones.values():
            if event.leg in (phone.leg, phone.caller):
                caller = self.callers.get(phone.caller)
                if caller is None or caller.connecting != event.talk or phone.told_to_end_us:
                    continue
                phone.joined.add(event.leg)
                if phone.joined >= {phone.leg, phone.caller}:
                    phone.talking = True
                    caller.queue = ""

    def _lost(self, event: SwitchLost) -> None:
        self.connected = False

    def _found(self, event: SwitchFound) -> None:
        self.connected = True
        self.crew.reachable = set(event.devices)
        for worker in self.crew.workers.values():
            worker.doubt(self.world.now_us + LONGEST_REST_US)
        there = {found.leg for found in event.legs}
        self._begin_talks(event)
        for phone in list(self.phones.values()):
            if event.restarted or phone.leg not in there:
                self._phone_gone(phone, LegEnded(phone.leg, 31, by="lost"))
        for found in event.legs:
            if found.place == "fallback_talk" and found.leg in self.callers:
                self.callers[found.leg].queue = ""
            if found.place == "fallback_talk" and found.device:
                agent = found.device.partition("/")[0]
                self.crew.worker(agent).doubt(self.world.now_us + LONGEST_FALLBACK_US)

    def _begin_talks(self, event: SwitchFound) -> None:
        """Whoever stands in a talk talks, whether its beginning was reported or not."""
        for found in event.legs:
            phone = self.phones.get(found.leg)
            caller = self.callers.get(phone.caller if phone else found.leg)
            if found.place == "talk" and caller is not None and caller.connecting == found.talk:
                for phone in self.phones.values():
                    if phone.caller == caller.leg and not phone.told_to_end_us:
                        phone.talking, caller.queue = True, ""

    def _configured(self, event: CentreConfigured) -> None:
        self.queues = dict(event.plan.queues)
        self.members = {}
        for name, queue in event.plan.queues.items():
            for agent in queue.agents:
                self.members.setdefault(agent, []).append(name)
        busy = {phone.agent for phone in self.phones.values()}
        for worker in self.crew.workers.values():
            worker.touch(self.world.now_us, LONGEST_WRAP_UP_US)
            if worker.name not in event.plan.agents:
                worker.unsure = worker.name in busy
                worker.presence = "out"

    # --- people ----------------------------------------------------------------------------------

    def _device_changed(self, event: DeviceChanged) -> None:
        if event.reachable:
            self.crew.reachable.add(event.device)
        else:
            self.crew.reachable.discard(event.device)
        agent = event.device.partition("/")[0]
        self.crew.worker(agent).doubt(self.world.now_us + SECOND)

    def _logged_in(self, event: LogInRequested) -> None:
        self._be_ready(event.agent)

    def _ready(self, event: ReadyRequested) -> None:
        self._be_ready(event.agent)
        worker = self.crew.worker(event.agent)
        worker.wrap_up_until_us = worker.rest_until_us = 0

    def _be_ready(self, name: str) -> None:
        worker = self.crew.worker(name)
        if worker.presence != "ready":
            worker.idle_low_us = 0 if worker.unsure else self.world.now_us
        worker.presence, worker.unsure = "ready", False
        worker.touch(self.world.now_us)

    def _logged_out(self, event: LogOutRequested) -> None:
        worker = self.crew.worker(event.agent)
        worker.presence = "out"
        worker.wrap_up_until_us = 0

    def _not_ready(self, event: NotReadyRequested) -> None:
        self.crew.worker(event.agent).presence = "break"

    def _dialled(self, event: CodeDialled) -> None:
        """What a code did is said by a prompt later; until a verb follows, nothing is sure."""
        worker = self.crew.worker(event.device.partition("/")[0])
        worker.unsure = True
        worker.idle_low_us = 0
        worker.doubt(self.world.now_us + DOUBT_US)
        worker.wrap_up_until_us = worker.rest_until_us = 0

    # --- commands ----------------------------------------------------------------------------------

    def _rings(self, command: Ring, event: Any) -> None:
        agent = command.device.partition("/")[0]
        now_us = self.world.now_us
        caller = self.callers.get(command.caller_leg)
        self.require(self.connected, "ring while the switch is away")
        self.require(caller is not None, "ring for no caller", command)
        assert caller is not None
        self.require(caller.queue == command.queue, command, "rings for another queue", caller)
        self.require(not caller.ringing, caller, "has two offers")
        self._require_one_offer(agent, command)
        self.require(
            command.queue in self.members.get(agent, ()), agent, "does not serve", command.queue
        )
        self._require_ready(agent)
        self._require_longest_idle(agent, command.queue)
        self._require_first_in_line(agent, caller)
        caller.ringing = command.leg
        self.phones[command.leg] = Phone(
            command.leg, agent, caller.leg, command.queue, now_us, command.timeout_s * SECOND
        )

    def _require_ready(self, agent: str) -> None:
        worker, now_us = self.crew.worker(agent), self.world.now_us
        if worker.unsure:
            return
        self.require(worker.presence == "ready", agent, "is rung while not ready")
        self.require(worker.wrap_up_until_us <= now_us, agent, "is rung in wrap-up:", worker)
        self.require(worker.rest_until_us <= now_us, agent, "is rung while resting:", worker)

    def _require_longest_idle(self, agent: str, queue: str) -> None:
        """Nobody who surely was idle for longer was passed over."""
        chosen = self.crew.worker(agent)
        for name in self.queues[queue].agents:
            other = self.crew.worker(name)
            if other is not chosen and other.idle_high_us + SECOND < chosen.idle_low_us:
                self.require(not self._is_free(name), other, "was passed over for", chosen)

    def _is_free(self, name: str) -> bool:
        """Whether an agent could surely be rung now; never while an event is missing."""
        return (
            not self.world.switch.dropped
            and self.crew.worker(name).is_sure(self.world.now_us)
            and self.crew.has_phone(name)
            and not any(phone.agent == name for phone in self.phones.values())
            and not any(leg.device == f"{name}/desk" for leg in self.world.switch.legs.values())
        )

    def _require_one_offer(self, agent: str, command: Ring) -> None:
        for phone in self.phones.values():
            if phone.agent == agent:
                told_us = phone.told_to_end_us
                waited = told_us and self.world.now_us - told_us >= GRACE_US
                self.require(bool(waited), agent, "has two offers:", phone, command)

    def _require_first_in_line(self, agent: str, chosen: Caller) -> None:
        queues = self.members.get(agent, ())
        for other in self.callers.values():
            if other.queue in queues and not other.ringing and other is not chosen:
                self.require(
                    other.place >= chosen.place, chosen, "is served before", other, "by", agent
                )

    def _music_starts(self, command: StartMusic, event: Any) -> None:
        caller = self.callers.get(command.leg)
        if caller is None:
            return
        caller.connecting = ""
        if caller.queue != command.music:
            caller.queue = command.music
            entered_us, caller.waits_since_us = caller.waits_since_us, 0
            caller.entered.setdefault(command.music, entered_us or self._fact_us(event))

    def _music_stops(self, command: StopMusic, event: Any) -> None:
        if caller := self.callers.get(command.leg):
            caller.queue = ""

    def _plays(self, command: Play, event: Any) -> None:
        caller = self.callers.get(command.leg)
        if caller is None:
            return
        self.require(not caller.connecting, command, "is played into a talk")
        if command.prompts == ("queue/line_lost",):
            caller.priority += 1

    def _connects(self, command: Connect, event: Any) -> None:
        caller = self.callers[command.caller_leg]
        phone = self.phones.get(command.agent_leg)
        self.require(self.connected, "connect while the switch is away")
        self.require(phone is not None, command, "connects a leg that is gone")
        assert phone is not None
        self.require(phone.caller == caller.leg, command, "connects the wrong two")
        self.require(not phone.told_to_end_us, command, "connects a leg told to end")
        caller.connecting = command.talk

    def _talk_ends(self, command: EndTalk, event: Any) -> None:
        for caller in self.callers.values():
            if caller.connecting == command.talk:
                caller.connecting = ""

    def _told_to_end(self, command: HangUp | StopRinging, event: Any) -> None:
        phone = self.phones.get(command.leg)
        if phone is not None and not phone.told_to_end_us:
            missed = isinstance(command, StopRinging) and isinstance(event, TimePassed)
            self._end_phone(phone, event, missed)
        caller = self.callers.get(command.leg)
        if caller is not None:
            caller.queue = ""
            for phone in self.phones.values():
                if phone.caller == caller.leg and phone.talking and not phone.talked_until_us:
                    phone.talked_until_us = self._fact_us(event)

    def _end_phone(self, phone: Phone, event: Any, missed: bool) -> None:
        now_us = self.world.now_us
        phone.told_to_end_us = now_us
        worker = self.crew.worker(phone.agent)
        worker.touch(now_us, LONGEST_WRAP_UP_US)
        if phone.talking:
            phone.talked_until_us = phone.talked_until_us or self._fact_us(event)
        elif missed and now_us >= phone.rung_us + phone.timeout_us:
            self._missed(phone, NO_ANSWER)
        caller = self.callers.get(phone.caller)
        if caller is not None and caller.ringing == phone.leg:
            caller.ringing = ""

    # --- records -------------------------------------------------------------------------------------

    def _keeps(self, command: KeepRecord, event: Any) -> None:
        record = command.record
        self.require(record.leg not in self.records, record.leg, "has two records")
        self.require(record.id not in self.record_ids, record.id, "is a record twice")
        self.require(record.leg in self.arrivals, record.leg, "never arrived")
        self.records[record.leg] = record
        self.record_ids.add(record.id)
        self.outcomes[record.outcome] = self.outcomes.get(record.outcome, 0) + 1
        self._require_sound(record)
        caller = self.callers.pop(record.leg, None)
        if caller is not None:
            for phone in self.phones.values():
                if phone.caller == caller.leg and phone.talking and not phone.talked_until_us:
                    phone.talked_until_us = self._fact_us(event)

    def _require_sound(self, record: Conversation) -> None:
        at_us = record.arrived_us
        for part in record.segments:
            self.require(part.start_us == at_us, record, "has a gap")
            self.require(part.end_us > part.start_us, record, "has a segment without length")
            at_us = part.end_us
        self.require(at_us == record.ended_us, record, "does not add up to its end")
        self.require(record.ended_us <= self.world.now_us, record, "ends in the future")
        talked = any(part.kind == "talk" for part in record.segments)
        if record.outcome not in ("media_server_lost", "fallback"):
            self.require((record.outcome == "answered") == talked, record, "answered or not?")
        accepted = [offer for offer in record.offers if offer.result == "accepted"]
        if talked and record.outcome == "answered" and "adopted" not in record.marks:
            self.require(len(accepted) >= 1, record, "talked without an accepted offer")
        for offer in record.offers:
            times = [offer.offered_us, offer.ringing_us, offer.answered_us, offer.ended_us]
            times = [value for value in times if value]
            self.require(times == sorted(times), offer, "runs backwards")
        self.require(not any(mark == "quarantined" for mark in record.marks), record)

    # --- looking around ----------------------------------------------------------------------------

    def look_around(self) -> None:
        """Once a virtual second: what the switch really holds."""
        world = self.world
        if world.dead or not world.switch.connected:
            return
        settled_us = world.now_us - world.switch.found_us
        if settled_us < 2 * LEFT_OVER_US:
            return
        callers = {leg.id for leg in world.switch.legs.values() if leg.kind == "caller"}
        for leg in world.switch.legs.values():
            if leg.kind == "agent":
                phone = self.phones.get(leg.id)
                served = phone is not None and phone.caller in callers
                gone_us = self._alone_since(leg, served)
                self.require(
                    world.now_us - gone_us < LEFT_OVER_US or world.switch.dropped > 0,
                    leg,
                    "is left over",
                )
            if leg.kind == "caller" and leg.claimed:
                self._require_sound_to_hear(leg)

        for phone in self.phones.values():
            self._require_offer_ends(phone)
        self._require_no_free_beside_waiting()

    def _require_offer_ends(self, phone: Phone) -> None:
        """No phone rings for longer than its queue allows."""
        caller = self.callers.get(phone.caller)
        connecting = caller is not None and bool(caller.connecting)
        if phone.talking or phone.told_to_end_us or connecting:
            return
        over_us = self.world.now_us - phone.rung_us - phone.timeout_us
        self.require(over_us < RING_GRACE_US, phone, "rings for ever")

    def _require_no_free_beside_waiting(self) -> None:
        """An agent who is surely free and a caller who waits never meet twice in a row."""
        free = {name for name in self.members if self._is_free(name)}
        beside = {
            (caller.leg, name)
            for caller in self.callers.values()
            if free and caller.queue in self.queues and not caller.ringing and not caller.connecting
            for name in free
            if caller.queue in self.members[name]
        }
        both = beside & self.beside
        self.require(not both, both, "wait beside each other")
        self.beside = beside

    def _alone_since(self, leg: Any, served: bool) -> int:
        if served:
            leg.asked_to_end_us = 0
            return self.world.now_us
        leg.asked_to_end_us = leg.asked_to_end_us or self.world.now_us
        return int(leg.asked_to_end_us)

    def _require_sound_to_hear(self, leg: Any) -> None:
        silent = leg.up and not (leg.music or leg.playback or leg.talk or leg.menu)
        if not silent or self.world.switch.dropped:
            leg.quiet_since_us = self.world.now_us
            return
        quiet_us = self.world.now_us - leg.quiet_since_us
        self.require(quiet_us < QUIET_US, leg, "hears nothing")

    def is_settled(self) -> bool:
        """Whether every arrival has its record."""
        return len(self.records) == len(self.arrivals)

    def finish(self) -> None:
        """After the last caller: one record each, nothing left anywhere, sums agree."""
        missing = set(self.arrivals) - set(self.records)
        self.require(not missing, "no record for", sorted(missing)[:5])
        world = self.world
        shown = world.centre.view(world.moment())
        self.require(shown["calls"] == [], "calls are left:", shown["calls"])
        for queue in shown["queues"]:
            self.require(queue["waiting"] == 0, queue, "still has callers")
        state = world.centre.snapshot()
        self.require(not state.waiters and not state.calls, "places are left:", state.waiters)
        counters = shown["counters"]
        self.require(counters["offered"] == len(self.records), counters)
        for outcome, count in self.outcomes.items():
            self.require(counters[outcome] == count, outcome, counters)


EVENTS: dict[type, Any] = {
    CallArrived: Checker._arrived,
    LegEnded: Checker._ended,
    LegConnected: Checker._joined,
    SwitchLost: Checker._lost,
    SwitchFound: Checker._found,
    CentreConfigured: Checker._configured,
    LogInRequested: Checker._logged_in,
    LogOutRequested: Checker._logged_out,
    ReadyRequested: Checker._ready,
    NotReadyRequested: Checker._not_ready,
    CodeDialled: Checker._dialled,
    DeviceChanged: Checker._device_changed,
}
COMMANDS: dict[type, Any] = {
    Ring: Checker._rings,
    StartMusic: Checker._music_starts,
    StopMusic: Checker._music_stops,
    Play: Checker._plays,
    Connect: Checker._connects,
    EndTalk: Checker._talk_ends,
    HangUp: Checker._told_to_end,
    StopRinging: Checker._told_to_end,
    KeepRecord: Checker._keeps,
}
