"""Errands: callbacks and voicemails wait in a queue like callers, but without a leg.

An errand becomes due (its window is open, its gap is over), stands in line with the place its
caller had, and is done once an agent has it in hand. It lives through restarts of controller,
switch and machine; its times are kept by the calendar too.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from voipcc.core.call import Call
from voipcc.core.cdr import Offer, conversation
from voipcc.core.commands import DropRecording, HangUp, KeepRecord
from voipcc.core.desk import Desk
from voipcc.core.events import ErrandCancelRequested, RefusedEvent
from voipcc.core.plan import CallbackRules
from voipcc.core.seam import CallLeftQueue, CallWaiting
from voipcc.core.voicemail_box import VoicemailBox

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

MOST_ERRANDS = 5_000
PURPOSES = ("due", "shut", "expired")
MS, MINUTE_MS, DAY_MINUTES = 1000, 60_000, 1440
LOOKS_AHEAD = 200
AGAIN_S = 10  # after a fault that was nobody's doing


@dataclass(slots=True)
class Errand:
    """One callback or voicemail. `call` is the conversation that stands in line for it.

    `caller` is the party that called, `party` the one to be called. `since_us` is the place.
    `begun_us` is when it stood in line first. While the call `held_by` lives, the same person
    waits in the queue themselves. `last` says how the last try ended.
    """

    id: str
    kind: Literal["callback", "voicemail"]
    queue: str
    party: str
    caller: str
    origin: str
    number: str
    since_us: int
    since_utc_ms: int
    asked_utc_ms: int
    due_utc_ms: int = 0
    priority: int = 0
    language: str = "en"
    trunk: str = ""
    clocks: list[list[list[int]]] = field(default_factory=list)
    recording: str = ""
    length_ms: int = 0
    ready: bool = True  # false while its message is still being recorded
    tries: int = 0
    last: str = ""
    call: str = ""
    held_by: str = ""
    begun_us: int = 0
    begun_utc_ms: int = 0
    offers: list[Offer] = field(default_factory=list)
    flow: str = ""  # where it was promised


class Errands:
    """Every errand that is not done yet, and when each may stand in line."""

    __slots__ = ("box", "calling", "desk", "open")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.open: dict[str, Errand] = {}
        self.box = VoicemailBox(desk)

    def rules(self, queue: str) -> CallbackRules:
        """The rules of a queue as they are now."""
        found = self.desk.plan.queues.get(queue) if self.desk.plan else None
        return found.callback if found else CallbackRules()

    # --- coming in ---------------------------------------------------------------------------

    def find(self, party: str, queue: str) -> Errand | None:
        """The callback that is promised to this person in this queue."""
        return next(iter(self._promised(party, queue)), None)

    def _promised(self, party: str, queue: str) -> list[Errand]:
        """Every callback that was asked by this person, or leads to them."""
        if not party:
            return []
        return [
            errand
            for errand in self.open.values()
            if errand.kind == "callback"
            and errand.queue == queue
            and party in (errand.party, errand.caller)
        ]

    def is_full(self, queue: str) -> bool:
        """Whether as many callbacks wait as the queue keeps."""
        waiting = sum(
            errand.queue == queue and errand.kind == "callback" for errand in self.open.values()
        )
        return waiting >= self.rules(queue).most_waiting or len(self.open) >= MOST_ERRANDS

    def add(self, errand: Errand) -> None:
        """Keep it from now on; it is due after the queue's first delay, and its caller's end."""
        self.open[errand.id] = errand
        delay_s = self.rules(errand.queue).delay_s if errand.kind == "callback" else 0
        errand.due_utc_ms = errand.asked_utc_ms + delay_s * MS
        self.arm(errand)

    # --- when --------------------------------------------------------------------------------

    def arm(self, errand: Errand) -> None:
        """Let it become due, or expire, in its time."""
        if errand.held_by or errand.call or not errand.ready:
            return
        due_ms = max(errand.due_utc_ms, self.desk.now.utc_ms)
        self._set(errand, "expired", self._ends_utc_ms(errand))
        if errand.kind == "callback":
            due_ms = next_open(errand.clocks, self.rules(errand.queue), due_ms)
        self._set(errand, "due", due_ms)

    def _ends_utc_ms(self, errand: Errand) -> int:
        """When nobody works at it any more."""
        if errand.kind == "voicemail":
            return self.box.ends_utc_ms(errand.asked_utc_ms)
        return errand.asked_utc_ms + self.rules(errand.queue).keep_s * MS

    def configure(self) -> None:
        """The settings may say other days for messages now."""
        self.box.configure()
        for errand in self.open.values():
            if errand.kind == "voicemail" and errand.ready:
                self._set(errand, "expired", self._ends_utc_ms(errand))

    def _set(self, errand: Errand, purpose: str, at_utc_ms: int) -> None:
        due_us = self.desk.now_us + (at_utc_ms - self.desk.now.utc_ms) * 1000
        self.desk.deadlines.set("errand", errand.id, purpose, max(due_us, self.desk.now_us + 1))

    def deadline(self, owner: str, purpose: str) -> None:
        """It is due, its window closes, or nobody was reached for too long."""
        errand = self.open.get(owner)
        if errand is None:
            self.box.deadline(owner)
            return
        match purpose:
            case "due" if self._is_on_the_line(errand):
                errand.due_utc_ms = self.desk.now.utc_ms + AGAIN_S * MS
                self.arm(errand)
            case "due" if not self._is_due(errand):
                self.arm(errand)
            case "due":
                self._stand_in_line(errand)
            case "shut":
                self._shut(errand)
            case "expired" if self._in_hand(errand):
                self._set(errand, "expired", self.desk.now.utc_ms + AGAIN_S * MS)
            case "expired" if self._ends_utc_ms(errand) > self.desk.now.utc_ms:
                self._set(errand, "expired", self._ends_utc_ms(errand))
            case "expired":
                self.give_up(errand, "expired")

    def _is_on_the_line(self, errand: Errand) -> bool:
        """Whether the person to be called talks to us at this moment."""
        mine = errand.kind == "callback" and errand.party
        return bool(mine) and any(
            call.party == mine and call.talk is not None for call in self.calling.calls.values()
        )

    def _is_due(self, errand: Errand) -> bool:
        """The wall clock may have been set since the deadline was."""
        now_ms = self.desk.now.utc_ms
        if errand.due_utc_ms > now_ms or errand.held_by or errand.call:
            return False
        rules = self.rules(errand.queue)
        return errand.kind == "voicemail" or next_open(errand.clocks, rules, now_ms) == now_ms

    def _shut(self, errand: Errand) -> None:
        """Its window closes: out of the line until it opens, unless the customer is rung."""
        if not self._in_hand(errand):
            self.take_down(errand)
            self.arm(errand)

    def _in_hand(self, errand: Errand) -> bool:
        call = self.calling.calls.get(errand.call)
        return call is not None and (call.connecting is not None or call.talk is not None)

    # --- in line -----------------------------------------------------------------------------

    def _stand_in_line(self, errand: Errand) -> None:
        call = self._call_of(errand)
        errand.call = call.id
        self.calling.calls[call.id] = call
        if errand.kind == "callback":
            rules, now_ms = self.rules(errand.queue), self.desk.now.utc_ms
            self._set(errand, "shut", shuts_at(errand.clocks, rules, now_ms))
        self.desk.tell(
            CallWaiting(
                call.id,
                errand.queue,
                errand.since_us,
                errand.priority,
                again=True,
                party=errand.party,
                errand=True,
            )
        )

    def _call_of(self, errand: Errand) -> Call:
        """A conversation for the errand; its wait began when it stood in line first."""
        desk = self.desk
        if not errand.begun_us:
            errand.begun_us, errand.begun_utc_ms = desk.now_us, desk.now.utc_ms
        call = Call(
            id=desk.new_id(),
            leg="",
            number=errand.number,
            trunk=errand.trunk,
            party=errand.party,
            plan=desk.plan.version if desk.plan else "",
            boot_id=desk.now.boot_id,
            arrived_utc_ms=errand.begun_utc_ms,
            arrived_us=errand.begun_us,
            boundary_us=errand.begun_us,
            stage="queue",
            kind="queue",
            kind_queue=errand.queue,
        )
        call.queue, call.language, call.recording = errand.queue, errand.language, errand.recording
        call.entered[errand.queue] = errand.since_us
        call.offers = errand.offers
        call.flow = errand.flow if desk.plan and errand.flow in desk.plan.flows else ""
        call.direction, call.origin, call.errand = errand.kind, errand.origin, errand.id
        return call

    def take_down(self, errand: Errand) -> None:
        """Nobody works at it any more: its agent is freed, its leg is hung up."""
        call = self.calling.calls.pop(errand.call, None)
        errand.call = ""
        self.desk.deadlines.clear("errand", errand.id, "due", "shut")
        if call is None:
            return
        self.desk.tell(CallLeftQueue(call.id))
        self.calling.ring.cancel(call)
        self.calling.talk.over(call)
        self.calling.tapes.over(call)
        self.calling.forget_deadlines(call)
        if self.calling.callers.pop(call.leg, None) is not None:
            self.desk.order(HangUp(call.leg))
        call.leg = ""
        errand.offers = call.offers
        errand.since_us = call.entered.get(errand.queue, errand.since_us)
        errand.priority = call.priorities.get(errand.queue, errand.priority)
        self.calling.drop_plan(call.plan)

    # --- how it ends -------------------------------------------------------------------------

    def failed(self, errand: Errand, how: str, *, counted: bool = True) -> None:
        """A try came to nothing: once more after the gap, as often as the rules say."""
        began = self._in_hand(errand)
        self.take_down(errand)
        rules = self.rules(errand.queue)
        errand.last = how
        errand.tries += counted
        if errand.tries >= rules.tries and errand.kind == "callback":
            self.give_up(errand, how)
            return
        gap_s = rules.gap_s if counted else AGAIN_S if began else 0
        errand.due_utc_ms = self.desk.now.utc_ms + gap_s * MS
        self.arm(errand)

    def give_up(self, errand: Errand, how: str) -> None:
        """Nobody was reached; the record says so."""
        self.take_down(errand)
        errand.last = how
        call = self._call_of(errand)
        call.fate, call.ended_by = "unreached", "centre"
        call.mark(how)
        call.cut("closing", self.desk.fact_us)
        self.desk.order(KeepRecord(conversation(call, max(self.desk.fact_us, call.boundary_us))))
        self.forget(errand)
        if errand.recording and how == "expired":
            self.desk.order(DropRecording(errand.recording, "expired"))

    def forget(self, errand: Errand) -> None:
        """It is done with."""
        self.open.pop(errand.id, None)
        self.desk.deadlines.clear("errand", errand.id, *PURPOSES)

    def cancelled(self, event: ErrandCancelRequested) -> None:
        """Somebody takes it back. Raises RefusedEvent."""
        errand = self.open.get(event.errand)
        if event.errand in self.box.heard:
            self.box.drop(event.errand, "deleted", event.by)
            return
        if errand is None:
            raise RefusedEvent(
                f"There is no callback or voicemail {event.errand}; it may be done by now."
            )
        self.take_down(errand)
        self.forget(errand)
        if errand.recording:
            self.desk.order(DropRecording(errand.recording, "deleted", event.by))

    # --- the same person on the line ----------------------------------------------------------

    def caller_waits(self, call: Call, queue: str) -> None:
        """Who is promised a callback calls in: they have their place, and are not called."""
        for errand in self._promised(call.party, queue):
            if queue not in call.entered:
                call.mark("callback_place")
                call.entered[queue] = errand.since_us
            self.take_down(errand)
            errand.held_by = call.id

    def caller_served(self, call: Call, queue: str) -> None:
        """They got through: the callback is not made any more."""
        for errand in [*self._promised(call.party, queue), self.open.get(call.errand)]:
            if errand is None or errand.id not in self.open:
                continue
            if errand.call != call.id:
                self.take_down(errand)
            self.forget(errand)

    def caller_gone(self, call: Call) -> None:
        """A caller who held a callback back has left without having been served.

        Whoever waits on another line as well is not called either.
        """
        for errand in [one for one in self.open.values() if one.held_by == call.id]:
            errand.held_by = self._waits_here(errand)
            self.arm(errand)

    def _waits_here(self, errand: Errand) -> str:
        """The call on which the person of a callback waits in its queue, "" for none."""
        mine = (errand.party, errand.caller) if errand.kind == "callback" else ()
        for call in self.calling.calls.values():
            in_line = call.stage == "queue" and call.queue == errand.queue and not call.errand
            if in_line and call.party and call.party in mine:
                return call.id
        return ""

    # --- starting again ------------------------------------------------------------------------

    def rebooted(self) -> None:
        """The machine was started anew: times by the calendar are all that is left."""
        desk = self.desk
        self.box.configure()
        for errand in self.open.values():
            waited_us = (desk.now.utc_ms - errand.since_utc_ms) * 1000
            errand.since_us = desk.now_us - max(waited_us, 0)
            errand.begun_us, errand.offers = 0, []
            errand.call = errand.held_by = ""
            errand.ready = True
            self.arm(errand)


# --- the window in which a telephone may ring ---------------------------------------------------


def next_open(clocks: list[list[list[int]]], rules: CallbackRules, utc_ms: int) -> int:
    """The first moment from `utc_ms` on at which every clock stands within the window."""
    at_ms = utc_ms
    for _ in range(LOOKS_AHEAD):
        waits = [_minutes_to(_minute(clock, at_ms), rules) for clock in clocks]
        longest = max(waits, default=0)
        if not longest:
            return at_ms
        # By the hour at most: a clock may be changed on the way.
        at_ms = at_ms - at_ms % MINUTE_MS + min(longest, 60) * MINUTE_MS
    return at_ms


def shuts_at(clocks: list[list[list[int]]], rules: CallbackRules, utc_ms: int) -> int:
    """When the window that is open at `utc_ms` closes."""
    left = [(rules.to_minute - _minute(clock, utc_ms)) % DAY_MINUTES for clock in clocks]
    minutes = min(left, default=DAY_MINUTES) or DAY_MINUTES
    return utc_ms - utc_ms % MINUTE_MS + minutes * MINUTE_MS


def _minute(clock: list[list[int]], utc_ms: int) -> int:
    """The minute of the local day."""
    ahead = clock[0][1]
    for from_ms, minutes in clock:
        if from_ms <= utc_ms:
            ahead = minutes
    return (utc_ms // MINUTE_MS + ahead) % DAY_MINUTES


def _minutes_to(minute: int, rules: CallbackRules) -> int:
    if rules.from_minute <= minute < rules.to_minute:
        return 0
    return (rules.from_minute - minute) % DAY_MINUTES
