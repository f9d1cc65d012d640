"""Recordings of conversations: when one begins, pauses and ends, and what is kept of it.

A tape is recorded at the caller's leg, so that it outlives holds and transfers. A pause that
cannot be had ends it: what should not be heard is worth more than the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from voipcc.core.call import Call
from voipcc.core.cdr import Consent, Sides, Tape
from voipcc.core.consent import PURPOSE as CONSENT
from voipcc.core.consent import Consents
from voipcc.core.desk import Desk
from voipcc.core.events import RefusedEvent
from voipcc.core.steps import RecordStep
from voipcc.core.tape_words import (
    KeepTape,
    PauseTape,
    RecordingRules,
    ResumeTape,
    StartTape,
    StopTape,
    TapeEnded,
    TapeFailed,
    TapePaused,
    TapePauseRequested,
    TapeResumed,
    TapeResumeRequested,
    TapeStarted,
)

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

Phase = Literal["starting", "running", "pausing", "paused", "resuming", "ending"]
WORD_LIMIT_S = 3  # the switch says so long nothing: start and stop are repeated, a pause has failed
TRIES = 3
END_TRIES = 200
PAUSES = 200
FAILED = "recording_failed"
TALKS = ("talk", "hold", "consult")


@dataclass(slots=True)
class TapeState:
    """One recording that is not handed over yet. `pauses` are in microseconds, 0 while one lasts."""

    id: str
    call: str
    leg: str
    queue: str
    sides: Sides
    consent: Consent
    keep_days: int
    boot_id: str
    start_utc_ms: int
    start_us: int
    phase: Phase = "starting"
    begun: bool = False  # the switch has said that it runs
    pauses: list[list[int]] = field(default_factory=list)
    tries: int = 0
    told_to_end_us: int = 0
    record: Tape | None = None  # once it has ended
    by_step: bool = False  # the dialplan began it, and says when it ends

    @property
    def silent(self) -> bool:
        """Whether nothing may be heard now."""
        return bool(self.pauses) and not self.pauses[-1][1]


class Tapes:
    """Every recording under way. Whether a caller may be recorded is asked by `consents`."""

    __slots__ = ("calling", "consents", "desk", "of_call", "open")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling
        self.consents = Consents(desk, calling)
        self.open: dict[str, TapeState] = {}
        self.of_call: dict[str, str] = {}  # call -> the tape that records it

    def targets(self) -> dict[type, Callable[[Any], None]]:
        """Every event that concerns recordings."""
        return {
            TapeStarted: self._started,
            TapePaused: self._paused,
            TapeResumed: self._resumed,
            TapeEnded: self._ended,
            TapeFailed: self._failed,
            TapePauseRequested: self.pause_requested,
            TapeResumeRequested: self.resume_requested,
        }

    def restore(self, tapes: list[TapeState]) -> None:
        """Take over what a snapshot kept."""
        self.open = {one.id: one for one in tapes}
        self.of_call = {one.call: one.id for one in tapes if one.phase != "ending"}

    def of(self, call: Call) -> TapeState | None:
        """The tape that records a call now, paused or not."""
        return self.open.get(self.of_call.get(call.id, ""))

    def state_of(self, call: Call) -> str:
        """For people: on, paused, failed, or "" where nothing is recorded."""
        tape = self.of(call)
        if tape is None:
            return "failed" if FAILED in call.marks else ""
        return "paused" if tape.silent else "on"

    # --- begin ---------------------------------------------------------------------------------------

    def talk_began(self, call: Call) -> None:
        """A talk is recorded where the rules for it say so; one that is recorded goes on under such rules."""
        if call.parent or not call.leg or call.talk is None:
            return
        rules = self.consents.rules(call, call.talk.queue)
        tape = self.of(call)
        if tape is None and self.consents.may_record(call, rules):
            self._begin(call, rules, call.talk.queue)
        elif tape is not None and not self.consents.allows(call, rules):
            self.talk_over(call)  # given on to a queue that records nothing, or asks first

    def talk_over(self, call: Call) -> None:
        """The caller is led on by a flow: what a rule had recorded ends, what a step began goes on."""
        tape = self.of(call)
        if tape is not None and not tape.by_step:
            self.stop(tape)

    def step(self, call: Call, step: RecordStep) -> None:
        """What the dialplan wants."""
        tape = self.of(call)
        match step.do:
            case "start" if tape is None and call.consent != "refused":
                call.untaped = False
                rules = RecordingRules(100, step.sides, keep_days=step.keep_days)
                self._begin(call, rules, "", by_step=True)
            case "stop":
                call.untaped = True
                if tape is not None:
                    self.stop(tape)
            case "pause" if tape is not None and not tape.silent:
                self.pause(tape)
            case "resume" if tape is not None and tape.silent:
                self.resume(tape)

    def _begin(
        self, call: Call, rules: RecordingRules, queue: str, *, by_step: bool = False
    ) -> None:
        desk = self.desk
        tape = TapeState(
            desk.new_id(),
            call.id,
            call.leg,
            queue,
            rules.sides,
            call.consent,
            rules.keep_days,
            desk.now.boot_id,
            desk.now.utc_ms,
            desk.now_us,
            by_step=by_step,
        )
        self.open[tape.id] = tape
        self.of_call[call.id] = tape.id
        self._order_start(tape)

    def _order_start(self, tape: TapeState) -> None:
        self.desk.order(StartTape(tape.leg, tape.id, tape.sides))
        self._await_word(tape)

    def _started(self, event: TapeStarted) -> None:
        tape = self.open.get(event.tape)
        if tape is None:
            return
        if tape.begun:
            if tape.phase == "running":
                self._word_came(tape)
            return
        tape.begun = True
        if not tape.pauses:  # else this is a later beginning, and what was said before counts too
            late_us = max(self.desk.now_us - self.desk.fact_us, 0)
            tape.start_us = max(self.desk.fact_us, tape.start_us)
            tape.start_utc_ms = self.desk.now.utc_ms - late_us // 1000
        if tape.phase == "starting":
            tape.phase = "running"
            self._word_came(tape)

    # --- pause ---------------------------------------------------------------------------------------

    def pause_requested(self, event: TapePauseRequested) -> None:
        """Raises RefusedEvent."""
        self.pause(self._meant(event.call))

    def resume_requested(self, event: TapeResumeRequested) -> None:
        """Raises RefusedEvent."""
        self.resume(self._meant(event.call))

    def _meant(self, name: str) -> TapeState:
        calls = self.calling.calls
        talks = (one for one in calls.values() if one.talk and not one.parent)
        call = calls.get(name) or next((one for one in talks if _agent_of(one) == name), None)
        tape = self.of(call) if call is not None else None
        if call is None:
            raise RefusedEvent(f"There is no call {name}, and no agent {name} who talks.")
        if tape is None:
            raise RefusedEvent(
                f"Call {call.id} is not recorded: `recording` of its queue, and the caller's consent,"
                " decide."
            )
        return tape

    def pause(self, tape: TapeState) -> None:
        """From now on nothing is heard on it. Raises RefusedEvent when that is so already."""
        if tape.silent:
            raise RefusedEvent("The recording is paused already.")
        if len(tape.pauses) >= PAUSES:
            self.stop(tape, "too many pauses")
            return
        tape.pauses.append([self.desk.now_us, 0])
        tape.phase = "pausing"
        self.desk.order(PauseTape(tape.leg, tape.id))
        self._await_word(tape)

    def resume(self, tape: TapeState) -> None:
        """It goes on. Raises RefusedEvent when it is not paused."""
        if not tape.silent:
            raise RefusedEvent("The recording is not paused.")
        if tape.phase == "resuming":
            return
        tape.phase = "resuming"
        self.desk.order(ResumeTape(tape.leg, tape.id, tape.sides))
        self._await_word(tape)

    def _paused(self, event: TapePaused) -> None:
        tape = self.open.get(event.tape)
        if tape is not None and tape.phase == "pausing":
            tape.phase = "paused"
            self._word_came(tape)

    def _resumed(self, event: TapeResumed) -> None:
        tape = self.open.get(event.tape)
        if tape is not None and tape.phase == "resuming":
            tape.pauses[-1][1] = max(self.desk.now_us, tape.pauses[-1][0] + 1)
            tape.phase, tape.begun = "running", True
            self._word_came(tape)

    # --- end -----------------------------------------------------------------------------------------

    def over(self, call: Call) -> None:
        """The caller's part is over: nothing more is recorded."""
        self.desk.deadlines.clear("tape", call.id, CONSENT)
        tape = self.of(call)
        if tape is not None:
            self.stop(tape, "the switch died" if call.fate == "media_server_lost" else "")

    def stop(self, tape: TapeState, failed: str = "", end_us: int = 0) -> None:
        """End it, at `end_us` where what came later must not be heard."""
        call = self.calling.calls.get(tape.call)
        end_us = max(end_us or self.desk.fact_us, tape.start_us)
        if not tape.begun:
            failed = failed or "it never began"
        phone = self.calling.strays.phones.get(tape.leg, "")  # the agent who called a colleague
        people = dict.fromkeys([phone.partition("/")[0], *_people(call, tape.start_us, end_us)])
        agents = tuple(name for name in people if self._is_agent(name))
        parties = tuple(name for name in people if name and not self._is_agent(name))
        tape.record = _record(tape, agents, parties, end_us, failed)
        if call is not None and failed:
            call.mark(FAILED)
        self.of_call.pop(tape.call, None)
        tape.phase, tape.tries = "ending", 0
        self._order_stop(tape)

    def _is_agent(self, name: str) -> bool:
        return self.desk.plan is not None and name in self.desk.plan.agents

    def _order_stop(self, tape: TapeState) -> None:
        assert tape.record is not None, f"tape {tape.id} has not ended"
        tape.told_to_end_us = self.desk.now_us
        self.desk.order(StopTape(tape.leg, tape.id, tape.record))
        self._await_word(tape)

    def _ended(self, event: TapeEnded) -> None:
        """The files are handed over, or the switch ended it unasked."""
        tape = self.open.get(event.tape)
        if tape is None:
            return
        if tape.record is None:
            self.stop(tape, event.reason or "the switch ended it")
        else:
            self._keep(tape, event.reason)

    def _keep(self, tape: TapeState, reason: str = "") -> None:
        record = tape.record
        assert record is not None, f"tape {tape.id} has not ended"
        self.desk.deadlines.clear("tape", tape.id, "word")
        del self.open[tape.id]
        failed = record.failed or reason
        self.desk.order(KeepTape(replace(record, failed=failed)))

    # --- what goes wrong -----------------------------------------------------------------------------

    def _await_word(self, tape: TapeState) -> None:
        self.desk.set_deadline("tape", tape.id, "word", WORD_LIMIT_S)

    def _word_came(self, tape: TapeState) -> None:
        tape.tries = 0
        self.desk.deadlines.clear("tape", tape.id, "word")

    def _failed(self, event: TapeFailed) -> None:
        tape = self.open.get(event.tape)
        if tape is None:
            return
        match event.what, tape.phase:
            case "start", _ if tape.phase != "ending":
                self.stop(tape, f"start: {event.reason}")
            case "pause", "pausing" | "paused":
                self._not_silent(tape, event.reason)
            case "resume", "resuming":
                tape.phase = "paused"  # the pause was had, and goes on
                self._word_came(tape)

    def _not_silent(self, tape: TapeState, reason: str) -> None:
        """What was said since the pause was wanted is cut off: fail closed."""
        self.stop(tape, f"pause: {reason}", tape.pauses[-1][0])

    def overdue(self, name: str, purpose: str) -> None:
        """A caller gave no answer, or the switch has not said what became of the last command."""
        if not self.desk.connected:
            self.desk.set_deadline("tape", name, purpose, WORD_LIMIT_S)
        elif purpose == CONSENT:
            self.consents.overdue(self.calling.calls[name])
        elif tape := self.open.get(name):
            self._word_overdue(tape)

    def _word_overdue(self, tape: TapeState) -> None:
        tape.tries += 1
        match tape.phase:
            case "starting" | "running" | "resuming" if tape.tries < TRIES:
                self.again(tape)
            case "starting" | "running":
                self.stop(tape, "start: the switch says nothing")
            case "resuming":
                tape.phase = "paused"
            case "pausing":
                self._not_silent(tape, "the switch says nothing")
            case "ending" if tape.tries < END_TRIES:
                self._order_stop(tape)
            case "ending":
                self._keep(tape, "its end was never told")

    def again(self, tape: TapeState) -> None:
        """Say the last thing once more: nobody knows whether it was heard."""
        match tape.phase:
            case "starting" | "running":
                self._order_start(tape)
            case "pausing" | "paused":
                self.desk.order(PauseTape(tape.leg, tape.id))
                self._await_word(tape)
                tape.phase = "pausing"
            case "resuming":
                self.desk.order(ResumeTape(tape.leg, tape.id, tape.sides))
                self._await_word(tape)
            case "ending":
                self._order_stop(tape)

    def found(self) -> None:
        """After the switch was away: a pause is a pause again, and what had to end does."""
        for tape in list(self.open.values()):
            if tape.phase != "ending" and tape.leg not in self.calling.callers:
                self.stop(tape)
            elif tape.told_to_end_us < self.desk.now_us:
                self.again(tape)


def _agent_of(call: Call) -> str:
    return call.talk.agent if call.talk is not None else ""


def _people(call: Call | None, start_us: int, end_us: int) -> tuple[str, ...]:
    """Who may be heard: the caller's party, then agents by name and numbers by party, in order."""
    if call is None:
        return ()
    names = [call.party]
    for part in call.all_segments(max(end_us, call.boundary_us + 1)):
        if part.kind in TALKS and part.end_us > start_us and part.start_us < end_us:
            names += [part.agent, part.party, *part.others]
    return tuple(name for name in dict.fromkeys(names) if name)


def _record(
    tape: TapeState, agents: tuple[str, ...], parties: tuple[str, ...], end_us: int, failed: str
) -> Tape:
    """What is kept; times of pauses count from the start, and none reaches beyond the end."""
    begin_us = tape.start_us
    pauses = [
        (max(start - begin_us, 0), max(min(stop or end_us, end_us) - begin_us, 0))
        for start, stop in tape.pauses
        if start < end_us
    ]
    return Tape(
        tape.id,
        tape.call,
        tape.leg,
        tape.queue,
        agents,
        tape.sides,
        tape.consent,
        tape.keep_days,
        tape.boot_id,
        tape.start_utc_ms,
        begin_us,
        end_us,
        tuple((start // 1000, -(-stop // 1000)) for start, stop in pauses),
        failed,
        parties,
    )
