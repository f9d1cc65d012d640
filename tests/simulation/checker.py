"""The invariants of the house, checked from outside: events, commands and the switch's truth.

Nothing here reads the core's state or shares its code; the little model of who waits and
who is free is drawn from what goes in and out.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.simulation import scene
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
    LegConnected,
    LegEnded,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
    SwitchFound,
    SwitchLost,
)

if TYPE_CHECKING:
    from tests.simulation.world import World

SECOND = 1_000_000
COMMAND_LIMIT = 200
LEFT_OVER_US = 11 * SECOND
QUIET_US = 2 * SECOND
FREE_BESIDE_WAITING_US = SECOND
GRACE_US = 5 * SECOND
DEVICE_GRACE_US = 10 * SECOND


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
        self.presence: dict[str, str] = {}
        self.unsure: dict[str, int] = {}
        self.wrap_up_until: dict[str, int] = {}
        self.rest_until: dict[str, int] = {}
        self.connected = True
        self.free_beside_us = 0
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

    def _ended(self, event: LegEnded) -> None:
        phone = self.phones.get(event.leg)
        if phone is not None:
            self._phone_gone(phone, event)

    def _phone_gone(self, phone: Phone, event: LegEnded) -> None:
        del self.phones[phone.leg]
        caller = self.callers.get(phone.caller)
        if caller is not None and caller.ringing == phone.leg:
            caller.ringing = ""
        lost = event.by in ("lost", "switch") or event.cause == 44
        if phone.talking and (phone.talked_until_us or not lost):
            self._begin_wrap_up(phone, phone.talked_until_us or self._fact_us(event))

    def _begin_wrap_up(self, phone: Phone, since_us: int) -> None:
        wrap_up_s = self.queues[phone.queue].wrap_up_s if phone.queue in self.queues else 0
        # The plan may have changed meanwhile: the shortest wrap-up any plan names is sure.
        wrap_up_s = min(wrap_up_s, 3)
        self.wrap_up_until[phone.agent] = since_us + wrap_up_s * SECOND

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
        self.free_beside_us = 0
        there = {found.leg for found in event.legs}
        for phone in list(self.phones.values()):
            if event.restarted or phone.leg not in there:
                self._phone_gone(phone, LegEnded(phone.leg, 31, by="lost"))
        for found in event.legs:
            if found.place == "fallback_talk" and found.leg in self.callers:
                self.callers[found.leg].queue = ""
            if found.place == "talk" and found.leg in self.callers:
                self._joined(LegConnected(found.leg, found.talk))
            if found.place == "talk" and found.leg in self.phones:
                self._joined(LegConnected(found.leg, found.talk))

    def _configured(self, event: CentreConfigured) -> None:
        self.queues = dict(event.plan.queues)
        self.members = {}
        for name, queue in event.plan.queues.items():
            for agent in queue.agents:
                self.members.setdefault(agent, []).append(name)
        for agent in list(self.presence):
            if agent not in event.plan.agents:
                del self.presence[agent]

    # --- people ----------------------------------------------------------------------------------

    def _logged_in(self, event: LogInRequested) -> None:
        self.presence[event.agent] = "ready"
        self.unsure.pop(event.agent, None)

    def _logged_out(self, event: LogOutRequested) -> None:
        self.presence[event.agent] = "out"

    def _ready(self, event: ReadyRequested) -> None:
        self.presence[event.agent] = "ready"
        self.wrap_up_until.pop(event.agent, None)
        self.rest_until.pop(event.agent, None)
        self.unsure.pop(event.agent, None)

    def _not_ready(self, event: NotReadyRequested) -> None:
        self.presence[event.agent] = "break"

    def _dialled(self, event: CodeDialled) -> None:
        """What a code did is said by a prompt later; until a verb follows, nothing is sure."""
        agent = event.device.partition("/")[0]
        self.unsure[agent] = self.world.now_us

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
        if agent not in self.unsure:
            self.require(self.presence.get(agent) == "ready", agent, "is rung while not ready")
            over_us = self.wrap_up_until.get(agent, 0)
            self.require(over_us <= now_us, agent, "is rung in wrap-up until", over_us)
            rest_us = self.rest_until.get(agent, 0)
            self.require(rest_us <= now_us, agent, "is rung while resting until", rest_us)
        self._require_first_in_line(agent, caller)
        caller.ringing = command.leg
        self.phones[command.leg] = Phone(command.leg, agent, caller.leg, command.queue, now_us)

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
            entered_us = caller.arrived_us if getattr(event, "since_us", 0) else 0
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
            self._end_phone(phone, event)
        caller = self.callers.get(command.leg)
        if caller is not None:
            caller.queue = ""
            for phone in self.phones.values():
                if phone.caller == caller.leg and phone.talking and not phone.talked_until_us:
                    phone.talked_until_us = self._fact_us(event)

    def _end_phone(self, phone: Phone, event: Any) -> None:
        now_us = self.world.now_us
        phone.told_to_end_us = now_us
        if phone.talking:
            phone.talked_until_us = phone.talked_until_us or self._fact_us(event)
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
        settled_us = world.now_us - max(world.switch.lost_us, 0)
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
        self.require(quiet_us < 12 * QUIET_US, leg, "hears nothing")

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
        _ = scene


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
