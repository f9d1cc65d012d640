"""What was promised to callers: to be called back, or that somebody hears their message.

Seen from outside only. A promise is kept exactly once, at the place its caller had; a person is
not called while they wait or talk here, nor when they got through meanwhile; a customer is rung
only once an agent is there.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from tests.simulation.checker import Checker
from tests.simulation.sums import Sums
from tests.simulation.wishes import SECOND
from voipcc.core.cdr import Conversation
from voipcc.core.commands import (
    Command,
    Connect,
    Dial,
    DropRecording,
    HangUp,
    KeepRecord,
    Play,
    Record,
    Ring,
    StartMusic,
    StopMusic,
    StopRinging,
)
from voipcc.core.errands import Errand
from voipcc.core.events import (
    CallArrived,
    LegAnswered,
    LegConnected,
    LegEnded,
    SwitchFound,
    SwitchLost,
    TimePassed,
)

if TYPE_CHECKING:
    from tests.simulation.world import World

TRIES, GAP_US, AGAIN_US = 2, 15 * SECOND, 10 * SECOND
SURE_US = 2 * SECOND  # after that a promise that may be kept stands in line
ALONE_US = 45 * SECOND  # a message nobody reports the end of: its length and half a minute


@dataclass(slots=True, eq=False)
class Promise:
    """`since_us` 0: nobody outside knows its place. `sure_us`: from when it surely stands in line."""

    kind: str
    queue: str
    party: str
    caller: str
    leg: str
    since_us: int
    recording: str = ""
    origin: str = ""
    held_by: str = ""
    sure_us: int = 0
    failed: int = 0
    failed_us: int = 0
    made: bool = False  # the customer talks, or has talked
    closed: str = ""

    def is_for(self, party: str, queue: str) -> bool:
        """Whether a callback is still to be made to this person in this queue."""
        to_do = self.kind == "callback" and not self.closed and not self.made
        mine = to_do and self.queue == queue
        return mine and party != "" and party in (self.party, self.caller)


@dataclass(slots=True, eq=False)
class Guest:
    """A caller who came in. `since_us` by queue, 0 where nobody outside knows it."""

    leg: str
    party: str
    queue: str = ""
    entered: dict[str, int] = field(default_factory=dict)
    in_line: bool = False
    since_event: int = 0
    unknown: bool = False
    number: str = ""
    talks: bool = False
    asked_in: str = ""


@dataclass(slots=True, eq=False)
class Work:
    """One phone rung for a promise or a caller."""

    leg: str
    call: str
    guest: Guest | None
    queue: str
    party: str
    picked: bool = False
    done: bool = False


class PromiseChecker(Checker):
    """Watches promises; who is next among callers alone is judged in other worlds."""

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self.sums = PromiseSums(self)
        self.promises: list[Promise] = []
        self.guests: dict[str, Guest] = {}
        self.work: dict[str, Work] = {}  # agent's leg -> what it is rung for
        self.dialled: dict[str, Promise] = {}  # customer's leg
        self.lost: set[str] = set()  # parties the switch took along
        self.joined: dict[str, set[str]] = {}  # talk -> legs in it
        self.talks: dict[str, tuple[str, str]] = {}  # talk -> both legs
        self.event = self.at_us = 0
        self.is_overdue = False  # whether this event is a deadline
        self.some_closed = False  # in this event
        self.tally = dict.fromkeys(
            ("promised", "answered", "unreached", "through", "back", "heard", "judged"), 0
        )

    @property
    def open_ones(self) -> list[Promise]:
        return [one for one in self.promises if not one.closed]

    def observe(self, event: Any, commands: list[Command]) -> None:
        """One event was handled with these commands."""
        self.event += 1
        self.is_overdue, self.at_us = isinstance(event, TimePassed), self.fact_us(event)
        self._watch(event)
        for command in commands:
            self._judge(command)
        if self.some_closed:
            self.promises, self.some_closed = self.open_ones, False

    def _settle(self, promise: Promise, how: str) -> None:
        promise.closed, self.some_closed = how, True

    def _watch(self, event: Any) -> None:
        match event:
            case CallArrived():
                self._arrived(event)
            case LegAnswered() if event.leg in self.work:
                self.work[event.leg].picked = True
            case LegConnected():
                self._joined(event.talk, event.leg)
            case LegEnded():
                self._ended(event.leg, counted=event.by != "lost")
            case SwitchLost():
                self.connected = False
            case SwitchFound():
                self._found(event)

    # --- what happens ----------------------------------------------------------------------------

    def _arrived(self, event: CallArrived) -> None:
        if event.leg not in self.guests and event.leg not in self.sums.arrivals:
            self.sums.arrivals[event.leg] = self.world.now_us
            back = event.party in self.lost
            self.guests[event.leg] = Guest(event.leg, event.party, unknown=back)
        if event.answered and event.leg in self.guests:
            self.guests[event.leg].unknown = True  # the time in the switch's own queue counts

    def _found(self, event: SwitchFound) -> None:
        self.connected = True
        if event.restarted:  # whom the switch took along gets place and agent back
            self.lost |= {guest.party for guest in self.guests.values() if guest.party}
        there = {found.leg for found in event.legs if not event.restarted}
        for found in event.legs:
            if found.leg in self.work and found.place != "ringing":
                self.work[found.leg].picked = True
            if found.place.startswith("fallback") and (guest := self.guests.get(found.leg)):
                guest.in_line, guest.unknown = False, True
            if found.talk and not event.restarted:
                self._joined(found.talk, found.leg)
        for leg in [*self.guests, *self.dialled, *self.work]:
            if leg not in there:
                self._ended(leg, counted=False)
        for one in self.open_ones:
            self._unsure(one, 0)
            one.since_us = 0 if event.restarted else one.since_us

    def _unsure(self, one: Promise, after_us: int) -> None:
        one.sure_us = max(one.sure_us, self.world.now_us + after_us + SURE_US)

    def _joined(self, talk: str, leg: str) -> None:
        legs = self.talks.get(talk)
        if legs is None or leg not in legs:
            return
        joined = self.joined.setdefault(talk, set())
        joined.add(leg)
        if joined >= set(legs):
            self._talk(legs[0])

    def _talk(self, leg: str) -> None:
        """Two people talk: whoever was to be called back in this queue has got through."""
        guest, promise = self.guests.get(leg), self.dialled.get(leg)
        if promise is not None:
            promise.made = True
            self._got_through(promise.party, promise.queue)
        if guest is not None:
            guest.talks, guest.in_line = True, False
            self._got_through(guest.party, guest.queue)

    def _got_through(self, party: str, queue: str) -> None:
        for one in self.promises:
            if one.is_for(party, queue):
                self._settle(one, "through")
                self.tally["through"] += 1

    def _ended(self, leg: str, *, counted: bool) -> None:
        guest, promise = self.guests.pop(leg, None), self.dialled.pop(leg, None)
        self.work.pop(leg, None)
        if guest is not None:
            for one in self.open_ones:
                if one.held_by == leg:
                    one.held_by = ""
                    self._unsure(one, 0)
                if guest.party and guest.party in (one.party, one.caller):
                    self._unsure(one, AGAIN_US)  # who was talking here is looked for again then
        if promise is not None and not promise.closed and not promise.made:
            self._give_up(promise, counted=counted)

    def taken_back(self, errand: Errand) -> None:
        """Somebody takes a promise back by hand, right after this."""
        whose = (errand.kind, errand.queue, errand.party, errand.recording)
        for one in self.open_ones:
            if (one.kind, one.queue, one.party, one.recording) == whose:
                self._settle(one, "back")
                self.tally["back"] += 1

    # --- what the core does ------------------------------------------------------------------------

    def _judge(self, command: Command) -> None:
        match command:
            case Ring():
                self._ring(command)
            case Play():
                self._play(command)
            case Dial():
                self._dial(command)
            case Record():
                self._record(command)
            case DropRecording(reason="too_short"):
                self._drop(command)
            case StartMusic() if command.leg in self.guests:
                self._enter(self.guests[command.leg], command.music)
            case StopMusic() if command.leg in self.guests:
                self._leave(self.guests[command.leg])
            case Connect():
                self._connect(command)
            case HangUp() | StopRinging():
                self._told_to_end(command.leg)
            case KeepRecord():
                self._keep(command.record)

    def _enter(self, guest: Guest, queue: str) -> None:
        guest.queue = queue
        for one in self.promises if queue not in guest.entered else ():
            if one.is_for(guest.party, queue):
                guest.entered[queue] = one.since_us
                guest.unknown = guest.unknown or not one.since_us
        guest.entered.setdefault(queue, self.at_us)
        guest.in_line, guest.since_event = True, self.event
        # Whose agent's line broke has that agent for a while, and stands first.
        guest.unknown, guest.talks = guest.unknown or guest.talks, False
        for one in self.promises:
            if one.is_for(guest.party, queue):
                one.held_by = guest.leg

    def _leave(self, guest: Guest) -> None:
        guest.in_line = False

    def _connect(self, command: Connect) -> None:
        self.talks[command.talk] = (command.caller_leg, command.agent_leg)
        work = self.work.get(command.agent_leg)
        if work is not None:
            work.done = True
        if guest := self.guests.get(command.caller_leg):
            guest.in_line = False

    def _told_to_end(self, leg: str) -> None:
        if leg in self.work:
            self.work[leg].done = True
        if leg in self.guests:
            self.guests[leg].in_line = False
        promise = self.dialled.pop(leg, None)
        if promise is not None and not promise.closed and not promise.made:
            self._give_up(promise, counted=self.is_overdue)

    def _give_up(self, promise: Promise, *, counted: bool) -> None:
        """A customer was not reached, or the agent left while the telephone rang."""
        if counted:
            promise.failed, promise.failed_us = promise.failed + 1, self.world.now_us
        self._unsure(promise, max(GAP_US, AGAIN_US))

    # --- who is next -----------------------------------------------------------------------------------

    def _ring(self, command: Ring) -> None:
        guest = self.guests.get(command.caller_leg)
        self.require(self.connected, "rings while the switch is away")
        work = Work(command.leg, command.call, guest, command.queue, command.party)
        if guest is None and not command.caller_leg:
            meant = self._meant(command.queue, command.party)
            self.require(bool(meant), command, "rings for no promise")
            places = [one.since_us for one in meant]
            self._require_turn(command, min(places), None)
        elif guest is not None and not guest.unknown and command.queue in guest.entered:
            self._require_turn(command, guest.entered[command.queue], guest)
        self.work[command.leg] = work

    def _meant(self, queue: str, party: str) -> list[Promise]:
        return [one for one in self.open_ones if one.queue == queue and one.party == party]

    def _require_turn(self, command: Ring, since_us: int, mine: Guest | None) -> None:
        """Nobody stands before whoever is rung for."""
        if not since_us:
            return
        self.tally["judged"] += 1
        for guest in self.guests.values():
            if guest is mine or not guest.in_line or guest.queue != command.queue:
                continue
            known = not guest.unknown and guest.since_event != self.event
            if known and not self._is_rung_for(guest) and 0 < guest.entered[guest.queue] < since_us:
                self.require(False, command, "is served before", guest)
        for one in self.open_ones:
            stands = one.queue == command.queue and 0 < one.since_us < since_us
            if stands and self._is_sure(one):
                self.require(False, command, "is served before", one)

    def _is_rung_for(self, guest: Guest) -> bool:
        return any(work.guest is guest for work in self.work.values())

    def _is_sure(self, one: Promise) -> bool:
        """Whether it stands in line and nobody is rung for it: else it need not be next."""
        if one.made or one.held_by or not one.sure_us or self.world.now_us < one.sure_us:
            return False
        rung = any(work.guest is None and work.queue == one.queue for work in self.work.values())
        here = any(guest.party in (one.party, one.caller) for guest in self.guests.values())
        return not rung and not here and one not in self.dialled.values()

    # --- promises --------------------------------------------------------------------------------------

    def _play(self, command: Play) -> None:
        guest = self.guests.get(command.leg)
        if guest is not None and "callback/confirm" in command.prompts:
            guest.number = command.party  # that is what the caller says yes to
        if guest is not None and "callback/accepted" in command.prompts:
            self._promise(guest)

    def _promise(self, guest: Guest) -> None:
        queue = guest.queue or "sales"
        if any(one.is_for(guest.number, queue) for one in self.promises):
            for one in self.promises:
                if one.is_for(guest.number, queue):
                    self._unsure(one, GAP_US)
            return
        since_us = 0 if guest.unknown else guest.entered.get(queue, self.at_us)
        one = Promise("callback", queue, guest.number, guest.party, guest.leg, since_us)
        one.held_by = guest.leg
        self.promises.append(one)
        self.tally["promised"] += 1
        self._leave(guest)

    def _record(self, command: Record) -> None:
        guest = self.guests[command.leg]
        since_us = 0 if guest.unknown else guest.entered.get("help", self.at_us)
        one = Promise("voicemail", "help", guest.party, guest.party, guest.leg, since_us)
        one.recording, one.held_by = command.recording, guest.leg
        one.sure_us = 0
        self.promises.append(one)
        self.tally["promised"] += 1

    def _drop(self, command: DropRecording) -> None:
        for one in self.promises:
            if one.recording == command.recording:
                self._settle(one, "short")

    def _dial(self, command: Dial) -> None:
        """A customer is called: for an open promise, with an agent there, and never twice."""
        answered = [
            work for work in self.work.values() if work.call == command.call and work.picked
        ]
        self.require(bool(answered), command, "calls a customer and no agent is there")
        queue = answered[0].queue
        meant = [one for one in self._meant(queue, command.party) if one.kind == "callback"]
        self.require(bool(meant), command, "calls somebody to whom nothing is promised")
        promise = meant[0]
        for leg, other in self.dialled.items():
            self.require(other is not promise, command, "is called twice at once", leg)
        self.require(not promise.made, command, "is called, and was reached before")
        self.require(promise.failed < TRIES, command, "is called too often", promise)
        gap_us = self.world.now_us - promise.failed_us
        enough = not promise.failed_us or gap_us >= GAP_US
        self.require(enough, command, "is called again too soon", promise)
        here = [one for one in self.guests.values() if one.party and one.party == promise.party]
        waits = [one for one in here if one.queue == queue and (one.in_line or one.talks)]
        self.require(not waits, command, "is called and is here already", waits)
        self.dialled[command.leg] = promise

    # --- records ---------------------------------------------------------------------------------------

    def _keep(self, record: Conversation) -> None:
        if record.direction == "in":
            self.sums.keep(record)
            for one in self.promises:
                if one.leg == record.leg:
                    one.origin = record.id
            return
        cast(PromiseSums, self.sums).keep_errand(record)
        meant = [
            one
            for one in self.open_ones
            if one.kind == record.direction and one.origin == record.origin
        ]
        self.require(bool(meant), record, "is a record of no promise")
        self._settle(meant[0], record.outcome)
        word = "heard" if record.direction == "voicemail" else record.outcome
        self.tally[word] = self.tally.get(word, 0) + 1


class PromiseSums(Sums):
    """Records of callers and of errands, and nothing left over."""

    checker: PromiseChecker

    def __init__(self, checker: PromiseChecker) -> None:
        super().__init__(checker)
        self.of_errands: dict[tuple[str, str], str] = {}
        self.alone_us: dict[str, int] = {}

    def keep_errand(self, record: Conversation) -> None:
        """A callback or a voicemail is done with."""
        key = (record.direction, record.origin)
        self.require(key not in self.of_errands, record, "is made twice")
        self.require(record.id not in self.record_ids, record, "is a record twice")
        self.of_errands[key] = record.outcome
        self.record_ids.add(record.id)
        at_us = record.arrived_us
        for part in record.segments:
            self.require(part.start_us == at_us < part.end_us, record, "has a gap")
            at_us = part.end_us
        self.require(at_us == record.ended_us, record, "does not add up to its end")
        talked = any(part.kind == "talk" for part in record.segments)
        right = {True: ("answered", "media_server_lost"), False: ("unreached",)}[talked]
        self.require(record.outcome in right, record, "answered or not?")

    def look_around(self) -> None:
        """Once a virtual second: nobody hangs on a line alone."""
        world = self.checker.world
        if world.dead or not world.switch.connected or world.switch.dropped:
            self.alone_us.clear()
            return
        for leg in world.switch.legs.values():
            heard = leg.talk or leg.playback or leg.music or leg.menu or not leg.up
            if heard or leg.kind not in ("agent", "customer"):
                self.alone_us.pop(leg.id, None)
                continue
            since_us = self.alone_us.setdefault(leg.id, world.now_us)
            self.require(world.now_us - since_us < ALONE_US, leg, "is left over")

    def is_settled(self) -> bool:
        """Whether every caller has a record and every promise is kept."""
        arrived = len(self.records) == len(self.arrivals)
        return arrived and not self.checker.open_ones and not self.checker.dialled

    def finish(self) -> None:
        """Nothing is left anywhere."""
        world = self.checker.world
        shown = world.centre.view(world.moment())
        missing = set(self.arrivals) - self.records
        self.require(not missing, "no record for", sorted(missing)[:5])
        self.require(shown["errands"] == [], "errands are left:", shown["errands"])
        self.require(shown["calls"] == [], "calls are left:", shown["calls"])
