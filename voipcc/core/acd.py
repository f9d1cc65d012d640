"""The distribution: who waits, who is free, who gets whom. No line is ever rescanned."""

from bisect import bisect_left, insort

from voipcc.core.admission import Admission
from voipcc.core.agent import AgentState, Roster
from voipcc.core.agent_codes import AgentCodes
from voipcc.core.choice import chosen, reasons
from voipcc.core.confirmation import RESCUE
from voipcc.core.desk import Desk
from voipcc.core.events import DeviceChanged, PriorityRequested, RefusedEvent, SwitchFound
from voipcc.core.lines import PREFERRED, Group, Key, Line, Waiter, member_of, remove, smallest
from voipcc.core.memory import Memory
from voipcc.core.outlook import NOTHING, Outlook
from voipcc.core.penalties import penalise
from voipcc.core.plan import Plan
from voipcc.core.reach import Reach
from voipcc.core.rescue import Rescue
from voipcc.core.reservations import STEPS, Reservation
from voipcc.core.seam import (
    AgentReleased,
    CallLeftQueue,
    CallWaiting,
    OfferMade,
    OfferPicked,
    OfferSettled,
    OfferWithdrawn,
    PlaceChanged,
    PlaceRefused,
    PlaceTaken,
    PositionAsked,
    PositionTold,
)
from voipcc.core.standing import Standings
from voipcc.core.strategies import Rank, rank
from voipcc.core.supervisors import Supervisors
from voipcc.core.widening import await_progress, await_ring, follow

EMPTY_GROUPS = 12  # of one line: making a group anew costs more than keeping its agents


class Acd:
    """The waiting side. After every event no free agent stands beside a matching caller."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lines: dict[str, Line] = {}
        self.waiters: dict[str, Waiter] = {}
        self.reservations: dict[str, Reservation] = {}
        self.memberships: dict[str, list[str]] = {}  # agent -> queues
        self.groups: dict[str, list[Group]] = {}  # agent -> groups the agent can serve
        self.standing: dict[str, Group] = {}  # call -> its group
        self.ranks: dict[str, dict[str, Rank]] = {}  # free agent -> queue -> where it stands
        self.memory = Memory(desk)
        self.roster = Roster(desk, self)
        self.outlook = Outlook(desk, self.roster)
        self.admission = Admission(desk, self.memory, self.roster)
        self.supervisors = Supervisors(desk, self.roster)
        self.codes = AgentCodes(desk, self.roster, self.supervisors)
        self.reach = Reach(desk, self)
        self.rescue = Rescue(desk, self)
        self.standings = Standings(desk, self)

    # --- the plan ----------------------------------------------------------------------------

    def configure(self, plan: Plan) -> None:
        """Queues follow the new plan at once; one that is gone lives until it is empty."""
        self.ranks = {}
        for name in list(self.lines):
            if name not in plan.queues and not self.lines[name].length:
                del self.lines[name]
        for name, queue in plan.queues.items():
            self.lines.setdefault(name, Line(queue)).configure(queue)
        self.roster.configure(plan)
        self.outlook.configure(plan, self.lines)
        for waiter in self.waiters.values():
            follow(self.desk, waiter, self.lines[waiter.queue])
        self._line_up()
        self.match_all()

    def rebuild(self) -> None:
        """Derive lines and indexes from waiters, reservations and agents, after a restore."""
        self.roster.rebuild()
        self._line_up()

    def _line_up(self) -> None:
        """Make lines, groups and ranks anew: after a change of settings or a restore."""
        self.memberships, self.groups, self.standing = {}, {}, {}
        for name, line in self.lines.items():
            line.places, line.groups = [], {}
            for agent in line.seats:
                self.memberships.setdefault(agent, []).append(name)
        for waiter in self.waiters.values():
            line = self.lines[waiter.queue]
            insort(line.places, line.place(waiter))
            waiter.ring = min(waiter.ring, len(line.queue.relax))
            self._join(waiter)
        self._enlist_all()

    def _enlist_all(self) -> None:
        self.ranks = {}
        for line in self.lines.values():
            for group in line.groups.values():
                group.free = []
        for name in sorted(self.roster.free):
            self._enlist(self.roster.agents[name])

    def gone_lines(self) -> dict[str, Line]:
        """Queues the running plan lacks whose callers still wait."""
        queues = self.desk.plan.queues if self.desk.plan else {}
        return {name: line for name, line in self.lines.items() if name not in queues}

    # --- groups --------------------------------------------------------------------------------

    def _join(self, waiter: Waiter) -> None:
        """Stand with those who have the same wishes."""
        line = self.lines[waiter.queue]
        key = line.key(waiter)
        group = line.groups.get(key) or self._new_group(line, key)
        group.members += 1
        self.standing[waiter.call] = group
        if waiter.matching:
            insort(group.waiting, line.place(waiter))

    def _new_group(self, line: Line, key: Key) -> Group:
        group = line.groups[key] = Group(key, line, line.eligible(key, self.roster.agents))
        for name in group.agents:
            self.groups.setdefault(name, []).append(group)
            if name in self.ranks:
                group.enlist(self.ranks[name][line.queue.name])
        return group

    def _part(self, waiter: Waiter) -> None:
        """Leave the group; one nobody is in any more is kept only while there are few."""
        line, group = self.lines[waiter.queue], self.standing.pop(waiter.call)
        group.members -= 1
        if waiter.matching:
            remove(group.waiting, line.place(waiter))
        if not group.members and (waiter.ring == PREFERRED or len(line.groups) > EMPTY_GROUPS):
            del line.groups[group.key]
            for name in group.agents:
                self.groups[name].remove(group)

    def _match_again(self, waiter: Waiter, *, matching: bool) -> None:
        """Begin or stop looking for an agent."""
        if waiter.matching == matching:
            return
        waiter.matching = matching
        group, place = self.standing[waiter.call], self.lines[waiter.queue].place(waiter)
        if matching:
            insort(group.waiting, place)
        else:
            remove(group.waiting, place)

    # --- callers -------------------------------------------------------------------------------

    def call_waiting(self, message: CallWaiting) -> None:
        """A call wants a place; it may be rung for within the same event."""
        line = self.lines.get(message.queue)
        full = line is not None and line.length >= line.queue.max_waiting and not message.again
        if line is None or full:
            self.desk.tell(PlaceRefused(message.call, message.queue))
            return
        self._take_out(message.call)
        waiter, kept = self.admission.waiter(message, line)
        self.waiters[message.call] = waiter
        insort(line.places, line.place(waiter))
        self._join(waiter)
        await_ring(self.desk, waiter, line)
        self.outlook.entered(waiter)
        self.desk.tell(PlaceTaken(message.call, message.queue, kept))
        if kept:
            self._tell_place(waiter)
        self._match_call(waiter)

    def call_left(self, message: CallLeftQueue) -> None:
        waiter = self.waiters.get(message.call)
        if waiter is not None:
            self.outlook.left(waiter, connected=False, gone=message.gone)
            if message.gone:
                self.memory.leave(waiter.party, waiter.queue, waiter.since_us, waiter.priority)
        self._take_out(message.call)

    def _take_out(self, call: str) -> None:
        waiter = self.waiters.pop(call, None)
        if waiter is None:
            return
        line = self.lines[waiter.queue]
        self._part(waiter)
        remove(line.places, line.place(waiter))
        self.desk.deadlines.clear("waiter", call, "ring", "progress")
        self._drop_if_gone(line)

    def _drop_if_gone(self, line: Line) -> None:
        """A queue the running plan lacks goes with its last caller."""
        plan, name = self.desk.plan, line.queue.name
        if line.length or plan is None or name in plan.queues:
            return
        del self.lines[name]
        self._line_up()

    def priority_asked(self, event: PriorityRequested) -> None:
        """Somebody moves a waiting caller: the next choice goes by it. Raises RefusedEvent."""
        waiter = self.waiters.get(event.call)
        if waiter is None:
            raise RefusedEvent(f"Call {event.call} waits in no queue; it may be served or over.")
        line = self.lines[waiter.queue]
        self._part(waiter)
        remove(line.places, line.place(waiter))
        waiter.priority = event.priority
        insort(line.places, line.place(waiter))
        self._join(waiter)
        self._tell_place(waiter)
        self._match_call(waiter)

    def _tell_place(self, waiter: Waiter) -> None:
        place = PlaceChanged(waiter.call, waiter.queue, waiter.since_us, waiter.priority)
        self.desk.tell(place)

    def position_asked(self, message: PositionAsked) -> None:
        waiter = self.waiters.get(message.call)
        if waiter is None:
            return
        line = self.lines[waiter.queue]
        before = bisect_left(line.places, line.place(waiter))
        staff = self.outlook.staff(waiter, line) if message.staff else 0
        wait, first = NOTHING, message.call not in self.outlook.told
        if message.wait or (not message.silent and self.outlook.is_judged(waiter, line)):
            wait = self.outlook.asked(waiter, self.lines, silent=message.silent)
        told = PositionTold(message.call, before + 1, *wait, message.silent, staff, first)
        self.desk.tell(told)

    # --- time ----------------------------------------------------------------------------------

    def deadline(self, owner: str, purpose: str) -> None:
        """A caller's next ring begins, or one more phone may ring."""
        waiter = self.waiters.get(owner)
        if waiter is None:
            return
        if purpose == "progress":
            self._match_again(waiter, matching=True)
        else:
            self._widen(waiter)
        self._match_call(waiter)

    def _widen(self, waiter: Waiter) -> None:
        line = self.lines[waiter.queue]
        self._part(waiter)
        reached = line.ring_at(self.desk.now_us - waiter.since_us)
        waiter.ring = min(max(waiter.ring + 1, reached), len(line.queue.relax))
        self._join(waiter)
        await_ring(self.desk, waiter, line)

    # --- free agents (the roster's `Floor`) ------------------------------------------------------

    def free_again(self, agent: AgentState) -> None:
        """An agent became free: the oldest head of the agent's queues is next.

        Whoever gets a caller at once stands among the free ones for no moment.
        """
        self._match_agent(agent)
        if agent.name in self.roster.free:
            self._enlist(agent)

    def not_free(self, agent: AgentState) -> None:
        ranks = self.ranks.pop(agent.name, None)
        if ranks is not None:
            for group in self.groups.get(agent.name, ()):
                group.strike(ranks[group.line.queue.name])

    def rescind(self, agent: AgentState) -> None:
        """The reserved agent is not to be rung any more."""
        if agent.offer in self.reservations:
            self.desk.tell(OfferWithdrawn(agent.offer, agent.call))

    def newcomer(self, agent: AgentState) -> None:
        """Who logs in begins level with the one who did least, and is not flooded."""
        for name in self.memberships.get(agent.name, ()):
            others = [
                self.roster.agents[other].share(name)
                for other in self.lines[name].seats
                if other != agent.name and self.roster.is_there(other)
            ]
            if others:
                share = agent.share(name)
                share.calls = max(share.calls, min(other.calls for other in others))
                share.talked_us = max(share.talked_us, min(other.talked_us for other in others))

    def _enlist(self, agent: AgentState) -> None:
        ranks = self.ranks[agent.name] = {}
        for name in self.memberships.get(agent.name, ()):
            line = self.lines[name]
            ranks[name] = rank(agent, line.seats[agent.name], line.strategy)
        for group in self.groups.get(agent.name, ()):
            group.enlist(ranks[group.line.queue.name])

    # --- who gets whom ---------------------------------------------------------------------------

    def _match_call(self, waiter: Waiter) -> None:
        """Ring whoever is free for this caller."""
        while self.desk.connected and waiter.matching:
            group = self.standing[waiter.call]
            if not group.free:
                return
            self._offer(waiter, self.roster.agents[chosen(self.desk, waiter, group, self.ranks)])

    def _match_agent(self, agent: AgentState) -> None:
        """Give a free agent the caller whose turn it is."""
        if not self.desk.connected:
            return
        heads = [
            (-member_of(group.line.queue, agent.name).priority, group.waiting[0])
            for group in self.groups.get(agent.name, ())
            if group.waiting
        ]
        if heads:
            self._offer(self.waiters[smallest(heads)], agent)

    def match_all(self) -> None:
        """Match everybody, after a time in which nothing could be."""
        free = [self.roster.agents[name] for name in self.roster.free]
        for agent in sorted(free, key=lambda agent: (agent.idle_since_us, agent.name)):
            if agent.name in self.roster.free:
                self._match_agent(agent)

    def _offer(self, waiter: Waiter, agent: AgentState) -> None:
        devices = self.roster.devices_to_ring(agent)
        group, newcomer = self.standing[waiter.call], agent.name not in self.ranks
        why = reasons(self.desk, waiter, group, agent, len(group.free) + newcomer)
        if waiter.after == agent.name and devices == (agent.rescue,):
            why = RESCUE
        self.offer(waiter, agent, devices, why)

    def offer(self, waiter: Waiter, agent: AgentState, devices: tuple[str, ...], why: str) -> None:
        """Reserve the agent for this caller and let these devices ring."""
        line, offer = self.lines[waiter.queue], self.desk.new_id()
        queue, spread = line.queue, line.strategy.spread
        line.turn = line.seats[agent.name].order
        waiter.rung += 1
        waiter.offers.append(offer)
        if spread != "all":
            self._match_again(waiter, matching=False)
        if spread == "progressive":
            await_progress(self.desk, waiter, line)
        held = (offer, waiter.call, agent.name, queue.name, list(devices))
        self.reservations[offer] = Reservation(*held, made_us=self.desk.now_us, why=why)
        self.roster.reserve(agent, offer, waiter.call, queue, devices)
        profile = self.roster.line_rule.profile(agent)
        told = (offer, waiter.call, queue.name, agent.name, devices, queue.ring_timeout_s)
        self.desk.tell(OfferMade(*told, why, profile))

    # --- what came of it -------------------------------------------------------------------------

    def offer_picked(self, message: OfferPicked) -> None:
        """A phone was picked up: nobody else is rung for this caller."""
        reservation = self.reservations.get(message.offer)
        waiter = self.waiters.get(reservation.call) if reservation else None
        if waiter is not None:
            self.desk.deadlines.clear("waiter", waiter.call, "progress")
            self._match_again(waiter, matching=False)

    def offer_settled(self, message: OfferSettled) -> None:
        """An offer is over; the caller goes on waiting unless it was accepted."""
        reservation = self.reservations.get(message.offer)
        if reservation is None or reservation.state != "pending":
            return
        reservation.take(STEPS[message.result])
        agent = self.roster.agents[reservation.agent]
        self.outlook.settled(reservation)
        if message.result == "accepted":
            self._accepted(agent, reservation)
            return
        del self.reservations[message.offer]
        if reservation.named:
            self.reach.settled(reservation, message)
            return
        if reservation.why != RESCUE:  # who is cut off is to blame for nothing
            line = self.lines.get(reservation.queue)
            penalise(self.roster, agent, reservation, message, line.queue if line else None)
        waiter = self.waiters.get(reservation.call)
        if waiter is not None and message.offer in waiter.offers:
            waiter.offers.remove(message.offer)
            if not waiter.offers:
                self._match_again(waiter, matching=True)
            self._match_call(waiter)

    def _accepted(self, agent: AgentState, reservation: Reservation) -> None:
        waiter = self.waiters.get(reservation.call)
        if waiter is not None:
            self.outlook.left(waiter, connected=True)
            self.memory.served(waiter.party, waiter.queue, agent.name)
        agent.calls += 1
        agent.misses = 0
        agent.share(reservation.queue).calls += 1
        self._take_out(reservation.call)
        self.roster.set_work(agent, "talking")

    def agent_released(self, message: AgentReleased) -> None:
        """Nothing of the call is left at one of the agent's phones, perhaps the last."""
        agent = self.roster.agents.get(message.agent)
        if agent is None or agent.offer != message.offer:
            return
        if message.lost:
            self.roster.device_failed(message.device)
        if message.device in agent.holding:
            agent.holding.remove(message.device)
        agent.done_us = max(agent.done_us, message.since_us)
        agent.line_lost = agent.line_lost or message.lost
        if agent.holding:
            return
        reservation = self.reservations.get(message.offer)
        if reservation is not None and agent.work == "talking":
            agent.share(reservation.queue).talked_us += agent.done_us - agent.work_since_us
        lost = agent.line_lost
        self.roster.released(agent, agent.done_us, lost)
        if lost:
            self.rescue.line_died(agent)

    def work_over(self, offer: str, *, wrapping: bool) -> None:
        """The talk of an accepted offer is over, then its notes."""
        reservation = self.reservations.get(offer)
        if reservation is None or reservation.state not in ("accepted", "wrapping"):
            return
        reservation.take("wrap_up" if wrapping else "complete")
        if not wrapping:
            self.outlook.served(reservation)
            del self.reservations[offer]

    # --- people and devices ------------------------------------------------------------------------

    def device_changed(self, event: DeviceChanged) -> None:
        self.roster.device_changed(event.device, event.reachable)

    def switch_found(self, event: SwitchFound) -> None:
        """Connected again: lines as the switch sees them. Everybody is matched afterwards."""
        self.roster.reach(event.devices)
        for found in event.legs:
            if found.place == "fallback_talk" and found.device:
                self.roster.talks_elsewhere(found.device, found.leg)
        for waiter in self.waiters.values():
            follow(self.desk, waiter, self.lines[waiter.queue])
        self._line_up()
