"""The callers as anybody outside can work them out: who waits where, since when, for whom."""

from dataclasses import dataclass, field

from tests.simulation.crew import NEVER_US, Crew
from tests.simulation.wishes import PREFERRED, SECOND, Rules
from voipcc.core.plan import Queue
from voipcc.core.steps import QueueStep

MS_PER_HOUR = 3_600_000
USUAL_LAST_AGENT_H = 24
LOST_S = 900
Place = tuple[int, int, int]  # the agent's own priority for the queue, the caller's, since when


@dataclass(slots=True, eq=False)
class Offer:
    """One agent rung for one caller, at one phone or more. `able` are the phones that could ring."""

    agent: str
    caller: str
    queue: Queue
    able: list[str]
    devices: list[str] = field(default_factory=list)
    settled: bool = False
    doubt: bool = False  # whether the agent was free, and which phones could ring


@dataclass(slots=True, eq=False)
class Phone:
    """An agent's leg we made, until its end was heard of or must be believed."""

    leg: str
    offer: Offer
    device: str
    rung_us: int
    timeout_us: int
    rang: bool = False
    picked_us: int = 0
    told_to_end_us: int = 0
    done_us: int = 0
    talking: bool = False


@dataclass(slots=True, eq=False)
class Caller:
    """A caller as the checker sees one. `offers` are phones that ring or are being connected."""

    leg: str
    arrived_us: int
    rules: Rules
    number: str = ""
    party: str = ""
    waits_since_us: int = 0  # in the switch's own queue
    commands: int = 0
    connecting: str = ""
    joined: set[str] = field(default_factory=set)
    talks: int = 0
    talks_in: str = ""  # the queue whose agent talks to the caller
    kept: bool = False
    call: str = ""
    # the wait
    queue: str = ""
    entered: dict[str, int] = field(default_factory=dict)
    since_us: int = 0
    entered_us: int = 0
    priority: int = 0
    bumps: int = 0  # how often a broken line brought the caller back
    after: str = ""  # whose line it was
    given: dict[str, int] = field(default_factory=dict)  # queue -> priority given by somebody
    requires: str = ""
    prefer: list[str] = field(default_factory=list)
    preferred_from_us: int = 0
    preferred_until_us: int = 0
    rung: int = 0
    offers: list[Phone] = field(default_factory=list)
    matching: bool = False
    progress_us: int = 0
    doubt: bool = False
    fresh: int = 0


class Places:
    """Everybody who waits, and what is remembered of those who left."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.callers: dict[str, Caller] = {}
        self.rules: Rules
        # By party and queue: since when, with which priority, left when, lost with the switch.
        self.left: dict[tuple[str, str], tuple[int, int, int, bool]] = {}
        self.served: dict[tuple[str, str], tuple[str, int]] = {}  # agent, calendar time
        self.utc_ms = 0
        self.due_us = NEVER_US  # before then no further phone may ring by time alone

    def enter(self, caller: Caller, queue: str, fact_us: int) -> None:
        """A caller gets a place: by first entry, or the one kept from an earlier call."""
        plan, now_us = self.rules.plan, self.crew.now_us
        settings, step = plan.queues[queue], self._step(caller, queue)
        again = queue in caller.entered
        since_us = caller.entered.setdefault(queue, caller.waits_since_us or fact_us)
        caller.waits_since_us = 0
        caller.queue, caller.entered_us, caller.fresh = queue, now_us, self.crew.event
        caller.priority = caller.bumps + caller.given.get(queue, step.priority)
        caller.requires, caller.rung, caller.offers = step.requires, 0, []
        caller.matching, caller.progress_us, caller.doubt = True, 0, False
        kept = None if again else self.left.pop((caller.party, queue), None)
        within_s = max(settings.redial_s, LOST_S if kept and kept[3] else 0)
        if kept and now_us - kept[2] <= within_s * SECOND:
            since_us = caller.entered[queue] = min(since_us, kept[0])
            caller.priority, caller.kept = max(caller.priority, kept[1]), True
            caller.given[queue] = caller.priority
        caller.since_us = since_us
        # Whom the switch took along gets the agent back as well as the place.
        lost = bool(kept and kept[3] and now_us - kept[2] <= within_s * SECOND)
        caller.prefer = self._preferred(caller, step, settings, lost=lost)
        cut_off = self._comes_back(caller.after) and caller.after in caller.prefer
        caller.after = ""
        first_ring = cut_off or not self.rules.ring(queue, now_us - since_us)
        tried = bool(caller.prefer) and first_ring
        anew = cut_off or not again
        from_us = caller.preferred_from_us = now_us if anew else caller.entered[queue]
        caller.preferred_until_us = from_us + settings.prefer_s * SECOND if tried else 0

    def _step(self, caller: Caller, queue: str) -> QueueStep:
        """The wishes of the flow as it was when the call came in."""
        return caller.rules.steps.get((caller.number, queue)) or QueueStep(queue)

    def _preferred(self, caller: Caller, step: QueueStep, queue: Queue, *, lost: bool) -> list[str]:
        names = list(step.prefer)
        if step.prefer_last or queue.last_agent_h or lost:
            agent, at_ms = self.served.get((caller.party, queue.name), ("", 0))
            hours = queue.last_agent_h or USUAL_LAST_AGENT_H
            if agent and self.utc_ms - at_ms <= hours * MS_PER_HOUR:
                names.insert(0, agent)
        if self._comes_back(caller.after):
            names.insert(0, caller.after)
        return [name for name in dict.fromkeys(names) if self._is_there(name, queue)]

    def _comes_back(self, name: str) -> bool:
        """Whether somebody whose line died is ready again as soon as it is back."""
        worker = self.crew.workers.get(name)
        return worker is not None and worker.presence == "ready"

    def _is_there(self, name: str, queue: Queue) -> bool:
        worker = self.crew.workers.get(name)
        there = worker is not None and worker.presence != "out" and not worker.removed
        return there and name in queue.agents

    def leave(self, caller: Caller, *, gone: bool = False) -> None:
        """A place is given up; who hangs up may come back to it."""
        if caller.queue and gone and caller.party:
            key = (caller.party, caller.queue)
            self.left[key] = (caller.since_us, caller.priority, self.crew.now_us, False)
        caller.queue, caller.matching, caller.talks_in = "", False, ""

    def lose(self, caller: Caller) -> None:
        """The switch took a caller with it who waited or talked: the place is kept for long."""
        key, now_us = (caller.party, caller.queue or caller.talks_in), self.crew.now_us
        self.leave(caller, gone=True)
        if not all(key):
            return
        if key not in self.left or self.left[key][2] != now_us:
            given = caller.given.get(key[1], 0)
            self.left[key] = (caller.entered[key[1]], given, now_us, True)
        self.left[key] = (*self.left[key][:3], True)

    def talks(self, caller: Caller, agent: str) -> None:
        """Caller and agent talk: the wait is over, and it is remembered who it was."""
        if caller.party and caller.queue:
            self.served[caller.party, caller.queue] = (agent, self.utc_ms)
        queue = caller.queue
        self.leave(caller)
        caller.talks_in = queue
        caller.offers, caller.progress_us = [], 0
        caller.talks += 1

    # --- who may serve whom ------------------------------------------------------------------------

    def ring(self, caller: Caller, at_us: int) -> int:
        """The ring a caller has reached, the one of preferred agents before all others."""
        if at_us < caller.preferred_until_us:
            return PREFERRED
        return self.rules.ring(caller.queue, at_us - caller.since_us)

    def serving(self, caller: Caller, at_us: int) -> dict[str, int]:
        """Who may serve the caller, at which level; the order of preference in that ring."""
        ring = self.ring(caller, at_us)
        if ring != PREFERRED:
            return self.rules.serving(caller.queue, caller.requires, ring)
        agents = self.rules.plan.queues[caller.queue].agents
        return {name: order for order, name in enumerate(caller.prefer) if name in agents}

    def place(self, caller: Caller, agent: str) -> Place:
        """Where a caller stands for this agent: the smallest is next."""
        first = -self.rules.member(caller.queue, agent).priority
        worth_s = self.rules.plan.queues[caller.queue].priority_worth_s
        if worth_s:
            return (first, 0, caller.since_us - caller.priority * worth_s * SECOND)
        return (first, -caller.priority, caller.since_us)

    def configure(self, rules: Rules) -> None:
        """New rules hold at once; who is offered by the old ones is in doubt until that is over."""
        self.rules = rules
        for caller in self.callers.values():
            caller.doubt = caller.doubt or bool(caller.offers)
        self.follow()

    def follow(self) -> None:
        """After new rules, or time unheard, those who wait are offered as the rules say now."""
        for caller in self.callers.values():
            if caller.queue:
                self._follow(caller, self.rules.plan.queues[caller.queue])

    def _follow(self, caller: Caller, queue: Queue) -> None:
        now_us = self.crew.now_us
        if caller.preferred_until_us > now_us:
            caller.preferred_until_us = caller.preferred_from_us + queue.prefer_s * SECOND
        caller.progress_us = 0
        if caller.offers and queue.strategy != "ring_all":
            caller.matching = False
            picked = any(one.picked_us for one in caller.offers)
            if queue.strategy == "progressive" and not picked:
                self._await_progress(caller, queue)

    # --- offers ------------------------------------------------------------------------------------

    def offered(self, caller: Caller, queue: Queue) -> None:
        """One more agent is rung: with most strategies nobody else is for a while."""
        caller.rung += 1
        caller.matching = queue.strategy == "ring_all"
        if queue.strategy == "progressive":
            self._await_progress(caller, queue)

    def _await_progress(self, caller: Caller, queue: Queue) -> None:
        caller.progress_us = self.crew.now_us + queue.progress_s * SECOND
        self.due_us = min(self.due_us, caller.progress_us)

    def picked(self, caller: Caller) -> None:
        caller.matching, caller.progress_us = False, 0

    def offer_over(self, caller: Caller, phone: Phone) -> None:
        """A phone is done with; the last one sets the caller free for others."""
        if phone in caller.offers:
            caller.offers.remove(phone)
            if not caller.offers and caller.queue:
                caller.matching, caller.doubt, caller.fresh = True, False, self.crew.event

    def tick(self) -> None:
        """Time has passed: one more phone may ring, or a wider ring has begun."""
        now_us = self.crew.now_us
        if now_us < self.due_us:
            return
        for caller in self.callers.values():
            if 0 < caller.progress_us <= now_us:
                caller.progress_us = 0
                if caller.queue:
                    caller.matching, caller.fresh = True, self.crew.event
        ahead = (one.progress_us for one in self.callers.values() if one.progress_us)
        self.due_us = min(ahead, default=NEVER_US)
