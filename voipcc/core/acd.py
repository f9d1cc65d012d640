"""The distribution: who waits, who is free, who gets whom. No line is ever rescanned."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import TypeVar

from voipcc.core.agent import AgentState, Roster
from voipcc.core.desk import Desk
from voipcc.core.events import (
    DeviceChanged,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
    RefusedEvent,
    SwitchFound,
)
from voipcc.core.plan import Plan, Queue
from voipcc.core.seam import (
    AgentReleased,
    CallLeftQueue,
    CallWaiting,
    CodeAsked,
    CodeOver,
    CodeTold,
    OfferMade,
    OfferSettled,
    OfferWithdrawn,
    PlaceRefused,
    PlaceTaken,
    PositionAsked,
    PositionTold,
)
from voipcc.core.strategies import STRATEGIES, Rank

Place = tuple[int, int, str]  # -priority, first entry, call: the smallest is next


@dataclass(slots=True)
class Waiter:
    """A call in line; `offer` while an agent's phone rings for it."""

    call: str
    queue: str
    since_us: int
    priority: int = 0
    offer: str = ""

    @property
    def place(self) -> Place:
        return (-self.priority, self.since_us, self.call)


@dataclass(slots=True)
class Reservation:
    """One agent held for one call."""

    offer: str
    call: str
    agent: str
    device: str
    queue: str


@dataclass(slots=True)
class Line:
    """One queue: its settings, who waits in order, who is free in order of rank."""

    queue: Queue
    waiting: list[Place] = field(default_factory=list)
    offered: list[Place] = field(default_factory=list)
    free: list[Rank] = field(default_factory=list)

    @property
    def length(self) -> int:
        return len(self.waiting) + len(self.offered)


class Acd:
    """The waiting side. After every event no free agent stands beside a matching caller."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lines: dict[str, Line] = {}
        self.waiters: dict[str, Waiter] = {}
        self.reservations: dict[str, Reservation] = {}
        self.memberships: dict[str, list[str]] = {}  # agent -> queues
        self.ranks: dict[str, list[tuple[str, Rank]]] = {}  # free agent -> where it stands
        self.roster = Roster(desk, self)

    # --- the plan ----------------------------------------------------------------------------

    def configure(self, plan: Plan) -> None:
        """Queues follow the new plan at once; one that is gone lives until it is empty."""
        self._forget_free()
        for name in list(self.lines):
            if name not in plan.queues and not self.lines[name].length:
                del self.lines[name]
        for name, queue in plan.queues.items():
            self.lines.setdefault(name, Line(queue)).queue = queue
        self._index_members()
        self.roster.configure(plan)
        self._index_free()
        self.match_all()

    def _index_members(self) -> None:
        self.memberships = {}
        for name, line in self.lines.items():
            for agent in line.queue.agents:
                self.memberships.setdefault(agent, []).append(name)

    def _forget_free(self) -> None:
        self.ranks = {}
        for line in self.lines.values():
            line.free = []

    def _index_free(self) -> None:
        self._forget_free()
        for name in sorted(self.roster.free):
            self._enlist(self.roster.agents[name])

    def gone_lines(self) -> dict[str, Line]:
        """Queues the running plan lacks whose callers still wait."""
        queues = self.desk.plan.queues if self.desk.plan else {}
        return {name: line for name, line in self.lines.items() if name not in queues}

    def rebuild(self) -> None:
        """Derive lines and indexes from waiters, reservations and agents, after a restore."""
        for waiter in self.waiters.values():
            line = self.lines[waiter.queue]
            insort(line.offered if waiter.offer else line.waiting, waiter.place)
        self._index_members()
        roster = self.roster
        roster.rebuild()
        self._index_free()

    # --- callers -------------------------------------------------------------------------------

    def call_waiting(self, message: CallWaiting) -> None:
        """A call wants a place; it may be rung for within the same event."""
        line = self.lines.get(message.queue)
        full = line is not None and line.length >= line.queue.max_waiting and not message.again
        if line is None or full:
            self.desk.tell(PlaceRefused(message.call, message.queue))
            return
        self._take_out(message.call)
        waiter = Waiter(message.call, message.queue, message.since_us, message.priority)
        self.waiters[message.call] = waiter
        insort(line.waiting, waiter.place)
        self.desk.tell(PlaceTaken(message.call, message.queue))
        self._match_call(waiter)

    def call_left(self, message: CallLeftQueue) -> None:
        self._take_out(message.call)

    def _take_out(self, call: str) -> None:
        waiter = self.waiters.pop(call, None)
        if waiter is None:
            return
        line = self.lines[waiter.queue]
        _remove(line.offered if waiter.offer else line.waiting, waiter.place)
        self._drop_if_gone(line)

    def _drop_if_gone(self, line: Line) -> None:
        """A queue the running plan lacks goes with its last caller."""
        plan, name = self.desk.plan, line.queue.name
        if line.length or plan is None or name in plan.queues:
            return
        del self.lines[name]
        self._index_members()
        self._index_free()

    def position_asked(self, message: PositionAsked) -> None:
        waiter = self.waiters.get(message.call)
        if waiter is None:
            return
        line, place = self.lines[waiter.queue], waiter.place
        before = bisect_left(line.waiting, place) + bisect_left(line.offered, place)
        self.desk.tell(PositionTold(message.call, before + 1))

    # --- free agents (the roster's `Floor`) ------------------------------------------------------

    def free_again(self, agent: AgentState) -> None:
        """An agent became free: the oldest head of the agent's queues is next."""
        self._enlist(agent)
        self._match_agent(agent)

    def not_free(self, agent: AgentState) -> None:
        for queue, rank in self.ranks.pop(agent.name, ()):
            _remove(self.lines[queue].free, rank)

    def rescind(self, agent: AgentState) -> None:
        """The reserved agent is not to be rung any more."""
        if agent.offer in self.reservations:
            self.desk.tell(OfferWithdrawn(agent.offer, agent.call))

    def _enlist(self, agent: AgentState) -> None:
        entries = self.ranks[agent.name] = []
        for name in self.memberships.get(agent.name, ()):
            line = self.lines[name]
            rank = STRATEGIES[line.queue.strategy](agent)
            insort(line.free, rank)
            entries.append((name, rank))

    # --- who gets whom ---------------------------------------------------------------------------

    def _match_call(self, waiter: Waiter) -> None:
        line = self.lines[waiter.queue]
        if line.free and self.desk.connected:
            self._offer(waiter, self.roster.agents[line.free[0][1]])

    def _match_agent(self, agent: AgentState) -> None:
        if not self.desk.connected:
            return
        heads = [
            self.lines[name].waiting[0]
            for name in self.memberships.get(agent.name, ())
            if self.lines[name].waiting
        ]
        if heads:
            self._offer(self.waiters[min(heads)[2]], agent)

    def match_all(self) -> None:
        """Match everybody, after a time in which nothing could be."""
        free = [self.roster.agents[name] for name in self.roster.free]
        for agent in sorted(free, key=lambda agent: (agent.idle_since_us, agent.name)):
            if agent.name in self.roster.free:
                self._match_agent(agent)

    def _offer(self, waiter: Waiter, agent: AgentState) -> None:
        line = self.lines[waiter.queue]
        _remove(line.waiting, waiter.place)
        insort(line.offered, waiter.place)
        offer, device = self.desk.new_id(), self.roster.device_to_ring(agent)
        waiter.offer = agent.offer = offer
        agent.call, agent.queue = waiter.call, waiter.queue
        agent.wrap_up_s = line.queue.wrap_up_s
        self.reservations[offer] = Reservation(offer, waiter.call, agent.name, device, waiter.queue)
        self.roster.set_work(agent, "reserved")
        self.desk.tell(
            OfferMade(
                offer, waiter.call, waiter.queue, agent.name, device, line.queue.ring_timeout_s
            )
        )

    # --- what came of it -------------------------------------------------------------------------

    def offer_settled(self, message: OfferSettled) -> None:
        """An offer is over; the caller goes on waiting unless it was accepted."""
        reservation = self.reservations.pop(message.offer, None)
        if reservation is None:
            return
        agent = self.roster.agents[reservation.agent]
        if message.result == "accepted":
            agent.calls += 1
            self._take_out(reservation.call)
            self.roster.set_work(agent, "talking")
            return
        self._penalise(agent, reservation, message)
        waiter = self.waiters.get(reservation.call)
        if waiter is not None and waiter.offer == message.offer:
            line = self.lines[waiter.queue]
            _remove(line.offered, waiter.place)
            waiter.offer = ""
            insort(line.waiting, waiter.place)
            self._match_call(waiter)

    def _penalise(self, agent: AgentState, reservation: Reservation, message: OfferSettled) -> None:
        line = self.lines.get(reservation.queue)
        match message.result:
            case "rejected":
                agent.missed += 1
                self.roster.rest(agent, line.queue.rest_after_rejected_s if line else 0)
            case "timeout":
                agent.missed += 1
                self.roster.rest(agent, line.queue.rest_after_missed_s if line else 0)
            case "failed":
                self.roster.rest(agent, 0)
                self.roster.device_failed(reservation.device)

    def agent_released(self, message: AgentReleased) -> None:
        """Nothing of the call is left at the agent's phone."""
        agent = self.roster.agents.get(message.agent)
        if agent is None or agent.offer != message.offer:
            return
        if message.lost:
            self.roster.device_failed(message.device)
        self.roster.released(agent, message.since_us, message.lost)

    # --- people and devices ------------------------------------------------------------------------

    def log_in(self, event: LogInRequested) -> None:
        self.roster.log_in(event)

    def log_out(self, event: LogOutRequested) -> None:
        self.roster.log_out(event)

    def ready(self, event: ReadyRequested) -> None:
        self.roster.ready(event)

    def not_ready(self, event: NotReadyRequested) -> None:
        self.roster.not_ready(event)

    def device_changed(self, event: DeviceChanged) -> None:
        self.roster.device_changed(event.device, event.reachable)

    def leg_ended(self, leg: str) -> None:
        self.roster.leg_ended(leg)

    def switch_found(self, event: SwitchFound) -> None:
        """Connected again: lines as the switch sees them, then everybody who can be matched."""
        self.roster.reach(event.devices)
        for found in event.legs:
            if found.place == "fallback_talk" and found.device:
                self.roster.talks_elsewhere(found.device, found.leg)
        self.match_all()

    def code_asked(self, message: CodeAsked) -> None:
        """Do what a feature code says; tell the agent what came of it.

        The phone counts as busy until the code's leg is gone, or it would be rung while
        its owner still hears the confirmation.
        """
        agent = self.roster.agents.get(self.roster.owners.get(message.device, ""))
        plan = self.desk.plan
        action = plan.codes.get(message.code, "") if plan else ""
        prompt = "agent/unknown_code"
        if agent is not None:
            agent.dialling.append(message.leg)
            self.roster.refresh(agent)
            prompt = self._act(agent.name, action) or prompt
        language = agent.language if agent else "en"
        self.desk.tell(CodeTold(message.leg, prompt, language))

    def _act(self, agent: str, action: str) -> str:
        """The prompt that confirms the action, "" when it was impossible."""
        roster, by = self.roster, "code"
        verb, _, reason = action.partition(":")
        try:
            match verb:
                case "log_in":
                    roster.log_in(LogInRequested(agent, by))
                    return "agent/logged_in"
                case "log_out":
                    roster.log_out(LogOutRequested(agent, by))
                    return "agent/logged_out"
                case "ready":
                    roster.ready(ReadyRequested(agent, by))
                    return "agent/ready"
                case "not_ready":
                    roster.not_ready(NotReadyRequested(agent, reason or "break", by))
                    return "agent/not_ready"
                case "wrap_up_end":
                    roster.end_wrap_up(agent)
                    return "agent/wrap_up_end"
        except RefusedEvent:
            return ""
        return ""

    def code_over(self, message: CodeOver) -> None:
        for agent in self.roster.agents.values():
            if message.leg in agent.dialling:
                agent.dialling.remove(message.leg)
                self.roster.refresh(agent)
                return


Entry = TypeVar("Entry", Place, Rank)


def _remove(places: list[Entry], place: Entry) -> None:
    """Take one entry out of a sorted list."""
    index = bisect_left(places, place)
    assert places[index] == place, f"{place} does not stand where it should"
    del places[index]
