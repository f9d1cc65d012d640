"""What a waiting caller may be told: the estimate from the live queue, corrected and judged.

`estimate` does the sum, `pace` knows how the queue works, `calibration` how often it was right.
"""

from bisect import bisect_left
from collections.abc import Mapping
from zlib import crc32

from voipcc.core.agent import Roster
from voipcc.core.calibration import Hits, Told
from voipcc.core.desk import Desk
from voipcc.core.duty import Duty
from voipcc.core.estimate import Phase, Standing, remaining
from voipcc.core.lines import PREFERRED, Key, Line, Place, Waiter, member_of
from voipcc.core.moment import MICROSECONDS
from voipcc.core.pace import Mean, Pace, blended
from voipcc.core.plan import Plan
from voipcc.core.reservations import Reservation
from voipcc.core.spoken import MINUTE_S

CALLS_KEPT = 5_000
TOLD_KEPT = 40  # announcements of one call that are judged
RIVALS_KEPT = 20_000
Rivalry = tuple[float, float]  # share of the rival's calls that our agents take: in turn, first
ITSELF: Rivalry = (1.0, 0.0)
LOWEST = -1 << 62
NOTHING = (0, 0, 0)
UNSAID_ONE_IN = 8  # callers of a queue that says no waits, whose waits are estimated and judged


class Outlook:
    """Listens to what happens in the lines and answers how long it will take."""

    __slots__ = (
        "desk",
        "duty",
        "eligible",
        "hits",
        "neighbours",
        "paces",
        "rivals",
        "rivals_kept",
        "roster",
        "told",
    )

    def __init__(self, desk: Desk, roster: Roster) -> None:
        self.desk = desk
        self.roster = roster
        self.duty = Duty(desk, roster)
        self.paces: dict[str, Pace] = {}
        self.hits: dict[str, Hits] = {}
        self.told: dict[str, list[Told]] = {}  # call -> what it was told and nobody judged yet
        # Derived from settings alone, and cleared with them:
        self.eligible: dict[Key, Mapping[str, int]] = {}
        self.neighbours: dict[
            str, list[tuple[str, Key]]
        ] = {}  # queue -> queues it shares agents with
        self.rivals: dict[Key, dict[Key, Rivalry]] = {}
        self.rivals_kept = 0

    def configure(self, plan: Plan, lines: Mapping[str, Line]) -> None:
        """Forget what the settings decide, and the queues that are gone."""
        self.eligible, self.neighbours, self.rivals, self.rivals_kept = {}, {}, {}, 0
        for rows in (self.paces, self.hits):
            for name in [name for name in rows if name not in plan.queues and name not in lines]:
                del rows[name]

    def pace(self, queue: str) -> Pace:
        """How a queue lately works."""
        pace = self.paces.get(queue)
        if pace is None:
            pace = self.paces[queue] = Pace()
        return pace

    def of(self, queue: str) -> Hits:
        """The hits of a queue's announcements."""
        hits = self.hits.get(queue)
        if hits is None:
            hits = self.hits[queue] = Hits()
        return hits

    # --- what happens --------------------------------------------------------------------------

    def entered(self, waiter: Waiter) -> None:
        """A caller stands in line."""
        self.pace(waiter.queue).arrived(waiter.priority, self.desk.now_us)

    def left(self, waiter: Waiter, *, connected: bool, gone: bool = False) -> None:
        """A wait is over: an agent talks to the caller, who hung up (`gone`), or went elsewhere.

        Whoever was lost with the switch did not lose patience.
        """
        over_us = self.desk.fact_us
        if not waiter.errand:
            waited_s = max(over_us - waiter.stood_us, 0) / MICROSECONDS
            self.pace(waiter.queue).waited(waited_s, left=gone and self.desk.connected)
        hits = self.of(waiter.queue)
        rows = self.told.pop(waiter.call, [])
        for told in rows:
            if not told.closed:
                remained_s = (over_us - told.at_us) / MICROSECONDS
                hits.of(first=told.first).judge(told, remained_s, connected=connected)
        if rows and not connected and not gone:
            self._keep_last(waiter.call, rows)

    def _keep_last(self, call: str, rows: list[Told]) -> None:
        """Who leaves for a menu and comes back is not told more than before."""
        last = _last(rows)
        last.closed = True
        self.told[call] = [last]
        if len(self.told) > CALLS_KEPT:
            del self.told[next(iter(self.told))]

    def settled(self, reservation: Reservation) -> None:
        """An offer was accepted, or came to nothing."""
        taken = reservation.state == "accepted"
        if not reservation.named:
            self.pace(reservation.queue).rang(self._since(reservation), taken=taken)

    def served(self, reservation: Reservation) -> None:
        """The agent has done everything for a call, notes included."""
        if not reservation.named:
            self.pace(reservation.queue).served(self._since(reservation))

    def _since(self, reservation: Reservation) -> float:
        return max(self.desk.now_us - reservation.made_us, 0) / MICROSECONDS

    def rebooted(self) -> None:
        """Times of another run of the machine mean nothing any more."""
        self.told = {}
        for pace in self.paces.values():
            pace.arrivals = {}

    # --- what is told ----------------------------------------------------------------------------

    def is_judged(self, waiter: Waiter, line: Line) -> bool:
        """Whether an announcement is estimated: where waits are said, else for some callers only.

        Their figures are there on the day the queue begins to say waits.
        """
        return line.queue.announce_wait or crc32(waiter.call.encode()) % UNSAID_ONE_IN == 0

    def asked(
        self, waiter: Waiter, lines: Mapping[str, Line], *, silent: bool
    ) -> tuple[int, int, int]:
        """The interval and its middle in seconds; an interval of 0 and 0 is not to be said."""
        standing = self._standing(waiter, lines)
        estimate = remaining(standing) if standing else None
        if estimate is None:
            return NOTHING
        before = self.told.get(waiter.call)
        aim = self.of(waiter.queue).of(first=not before)
        shortest_s, longest_s, middle_s = estimate.interval()
        low_s, high_s = aim.corrected(shortest_s, longest_s)
        expected_s = min(max(round(middle_s), low_s, 1), high_s)
        if silent:
            return 0, 0, expected_s
        grown = before is not None and _is_larger(before, low_s, high_s, expected_s)
        said = aim.calibrated and lines[waiter.queue].queue.announce_wait and not grown
        told = Told(self.desk.now_us, low_s, high_s, expected_s, not before, grown, said)
        self._remember(waiter, told)
        aim.said += said
        return (0, 0, expected_s) if grown or not aim.calibrated else (low_s, high_s, expected_s)

    def _remember(self, waiter: Waiter, told: Told) -> None:
        rows = self.told.setdefault(waiter.call, [])
        rows.append(told)
        if len(rows) > TOLD_KEPT:
            del rows[1]

    # --- where the caller stands -------------------------------------------------------------------

    def _standing(self, waiter: Waiter, lines: Mapping[str, Line]) -> Standing | None:
        line = lines[waiter.queue]
        pace = self.pace(waiter.queue)
        key = line.key(waiter)
        if waiter.ring == PREFERRED:
            key = (waiter.queue, waiter.requires, 0, ())
        agents = self._agents(line, key)
        if not agents:
            last = key[2] == len(line.queue.relax)
            return None if last else self._of(pace, pace.cycle, waiter, line)
        ahead = overtaking = 0.0
        served: list[tuple[float, Mean]] = []
        place, rivals = line.place(waiter), self.rivals.setdefault(key, {})
        for name, plain in self.neighbours.get(waiter.queue) or self._neighbours(line, lines):
            rival = lines.get(name)
            if rival is None:
                continue
            if rival.places:
                ahead += self._ahead(place, key, line, rival, rivals)
            if (theirs := self.paces.get(name)) is not None:
                in_turn, first = rivals.get(plain) or self._rivalry(key, line, plain, rival)
                if in_turn or first:
                    overtaking += self._overtaking(waiter, theirs, rival, in_turn, first)
                    served.append(((in_turn + first) * theirs.known, theirs.cycle))
        cycle = blended(served) if len(served) > 1 else pace.cycle
        return self._of(pace, cycle, waiter, line, ahead, overtaking)

    def _neighbours(self, line: Line, lines: Mapping[str, Line]) -> list[tuple[str, Key]]:
        """The queues that share agents with this one, itself too, each with its plain callers."""
        found = self.neighbours[line.queue.name] = [
            (name, _plain(rival))
            for name, rival in lines.items()
            if not line.seats.keys().isdisjoint(rival.seats)
        ]
        return found

    def _of(
        self,
        pace: Pace,
        cycle: Mean,
        waiter: Waiter,
        line: Line,
        ahead: float = 0.0,
        overtaking: float = 0.0,
    ) -> Standing:
        phases, ring = self._phases(waiter, line), pace.ring
        work = (cycle.value, cycle.variance, cycle.count, pace.patience_rate, overtaking)
        rung = (ring.value, ring.variance, pace.taken / pace.tried, bool(waiter.offers))
        return Standing(ahead, phases, *work, *rung)

    def _phases(self, waiter: Waiter, line: Line) -> list[Phase]:
        """How many serve the caller in this ring, and in each that is still to come."""
        relax, ring = line.queue.relax, max(waiter.ring, 0)
        phases, at_us = list[Phase](), self.desk.now_us
        while ring < len(relax):
            lasts_us = waiter.since_us + relax[ring].after_s * MICROSECONDS - at_us
            if lasts_us > 0:
                phases.append(Phase(self._on_duty(waiter, line, ring), lasts_us / MICROSECONDS))
                at_us += lasts_us
            ring += 1
        phases.append(Phase(self._on_duty(waiter, line, ring)))
        return phases

    def _on_duty(self, waiter: Waiter, line: Line, ring: int) -> int:
        """How many will take a caller of this kind in a ring."""
        key = (waiter.queue, waiter.requires, ring, ())
        return self.duty.count(key, self._agents(line, key))

    def staff(self, waiter: Waiter, line: Line) -> int:
        """How many can serve the caller in the last ring: logged in, on no break, busy or not."""
        agents = self.roster.agents
        last_ring = (waiter.queue, waiter.requires, len(line.queue.relax), ())
        return sum(
            agents[name].presence == "ready" and not agents[name].removed
            for name in self._agents(line, last_ring)
            if name in agents
        )

    def _agents(self, line: Line, key: Key) -> Mapping[str, int]:
        """Who can serve callers of a kind, there or not."""
        group = line.groups.get(key)
        if group is not None:
            return group.agents
        agents = self.eligible.get(key)
        if agents is None:
            agents = self.eligible[key] = line.eligible(key, self.roster.agents)
        return agents

    def _ahead(
        self, place: Place, key: Key, line: Line, rival: Line, rivals: Mapping[Key, Rivalry]
    ) -> float:
        """How many callers of a queue take an agent of ours before this caller gets one."""
        ahead = 0.0
        for other, group in rival.groups.items():
            if waiting := group.waiting:
                in_turn, first = rivals.get(other) or self._rivalry(key, line, other, rival)
                if in_turn or first:
                    before = bisect_left(waiting, place)
                    ahead += in_turn * before + first * len(waiting)
        return ahead

    def _overtaking(
        self, waiter: Waiter, pace: Pace, rival: Line, in_turn: float, first: float
    ) -> float:
        """Calls a second that come in later and go first."""
        rate, now_us = 0.0, self.desk.now_us
        if in_turn and not rival.queue.priority_worth_s:
            rate += in_turn * pace.overtaking(waiter.priority, now_us)
        if first:
            rate += first * pace.overtaking(LOWEST, now_us)
        return rate

    def _rivalry(self, key: Key, line: Line, other: Key, rival: Line) -> Rivalry:
        """The share of a rival's calls that our agents take, in turn or before ours."""
        ours, theirs = self._agents(line, key), self._agents(rival, other)
        in_turn = first = 0
        for name in ours.keys() & theirs.keys():
            above = member_of(rival.queue, name).priority - member_of(line.queue, name).priority
            in_turn += above == 0
            first += above > 0
        share = (in_turn / len(theirs), first / len(theirs)) if theirs else (0.0, 0.0)
        if self.rivals_kept >= RIVALS_KEPT:
            self.rivals.clear()
            self.rivals_kept = 0
        self.rivals.setdefault(key, {})[other] = share if key != other else ITSELF
        self.rivals_kept += 1
        return share if key != other else ITSELF


def _plain(line: Line) -> Key:
    """The callers of a queue who ask for nothing of their own, in its last ring."""
    return (line.queue.name, "", len(line.queue.relax), ())


def _last(rows: list[Told]) -> Told:
    """The last announcement that was for the caller; the first always is."""
    for told in reversed(rows):
        if not told.grown:
            break
    return told


def _is_larger(before: list[Told], low_s: int, high_s: int, expected_s: int) -> bool:
    """Whether the caller would hear that the wait has grown."""
    last = _last(before)
    sooner = low_s // MINUTE_S <= last.low_s // MINUTE_S  # as it is spoken
    return not sooner or high_s > last.high_s or expected_s > last.expected_s
