"""The core's one door: events in, commands out. It dispatches and does not decide.

    centre = Centre(seed=1, epoch=1)
    commands = centre.handle(event, now)     # may raise RefusedEvent: then nothing changed
    commands = centre.tick(now)              # at next_deadline()

The calling side (`calling`) and the waiting side (`acd`) exchange the messages of `seam`,
drained here in the order they were told.
"""

import traceback
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from voipcc.core import canary, view, why_errand
from voipcc.core.acd import Acd
from voipcc.core.call import Call
from voipcc.core.calling import Calling
from voipcc.core.commands import Command
from voipcc.core.desk import Desk
from voipcc.core.events import (
    CallArrived,
    CallEndRequested,
    CanaryConfigured,
    CentreConfigured,
    CodeDialled,
    CommandRefused,
    ControllerStarted,
    DeviceChanged,
    DigitPressed,
    DispositionChosen,
    ErrandCancelRequested,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegResumed,
    LegRinging,
    LineMeasured,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    NumberChecked,
    PriorityRequested,
    PromptFailed,
    PromptFinished,
    ReadyRequested,
    RecordingFinished,
    RefusedEvent,
    ServedByFallback,
    SwitchFound,
    SwitchLost,
    TimePassed,
    WrapUpEndRequested,
    WrapUpRequested,
)
from voipcc.core.flow_targets import flow_targets
from voipcc.core.kpi import Counters
from voipcc.core.leg_quality import LegMeters
from voipcc.core.moment import Moment
from voipcc.core.plan import Plan
from voipcc.core.reconcile import Reconciliation
from voipcc.core.refusals import command_refused
from voipcc.core.restoring import restore_calls, restore_desk, restore_own_legs, restore_waiting
from voipcc.core.salvage import bury, quarantine
from voipcc.core.seam import (
    AgentReleased,
    CallLeftQueue,
    CallLost,
    CallWaiting,
    CodeAsked,
    CodeOver,
    CodeTold,
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
from voipcc.core.standins import StandIns
from voipcc.core.state import SCHEMA, CentreState, plain
from voipcc.core.supervision_targets import supervision_targets, targets_of_own_legs

FAULTS_KEPT = 100
Target = Callable[[Any], None]


class Centre:
    """All callers and all agents of one centre.

    `faults` are the texts of errors in the core itself (each quarantined one call); the
    controller logs and clears them.
    """

    def __init__(self, seed: int = 0, epoch: int = 1) -> None:
        self.faults: list[str] = []
        self._desk = Desk(seed, epoch)
        self._counters = Counters()
        self._calling = Calling(self._desk, self._counters)
        self._acd = Acd(self._desk)
        self._meters = LegMeters(self._desk, self._acd.roster)
        self._reconciliation = Reconciliation(self._desk, self._calling, self._at_one_leg)
        self._stand_ins = StandIns(self._desk, self._acd.roster)
        self._plain_plans: dict[str, dict[str, Any]] = {}
        self._targets = self._event_targets() | self._message_targets()
        self._targets |= supervision_targets(self._calling, self._acd)
        self._targets |= flow_targets(self._calling, self._acd)
        self._targets |= targets_of_own_legs(self._calling, self._targets)

    def _event_targets(self) -> dict[type, Target]:
        calling, acd = self._calling, self._acd
        return {
            CallArrived: calling.arrivals.arrived,
            CodeDialled: calling.code_dialled,
            LegRinging: calling.leg_ringing,
            LegAnswered: calling.leg_answered,
            LegEnded: self._leg_ended,
            LegConnected: self._leg_connected,
            LegHeld: calling.leg_held,
            LegResumed: calling.leg_resumed,
            PromptFinished: calling.prompt_over,
            PromptFailed: calling.prompt_over,
            DigitPressed: calling.digit_pressed,
            DeviceChanged: self._device_changed,
            LineMeasured: self._line_measured,
            CommandRefused: partial(command_refused, calling),
            ServedByFallback: calling.arrivals.served_by_fallback,
            SwitchLost: self._switch_lost,
            SwitchFound: self._switch_found,
            LogInRequested: acd.roster.attendance.log_in,
            LogOutRequested: acd.roster.attendance.log_out,
            ReadyRequested: acd.roster.attendance.ready,
            NotReadyRequested: acd.roster.attendance.not_ready,
            WrapUpRequested: acd.roster.wrap_ups.more,
            WrapUpEndRequested: acd.roster.wrap_ups.end,
            DispositionChosen: acd.roster.wrap_ups.choose,
            PriorityRequested: acd.priority_asked,
            **calling.in_call.targets(),
            **calling.asking.targets(),
            CallEndRequested: calling.endings.end_requested,
            ErrandCancelRequested: calling.errand_side.errands.cancelled,
            NumberChecked: calling.number_checked,
            RecordingFinished: calling.errand_side.voicemails.recorded,
            CentreConfigured: self._configured,
            CanaryConfigured: partial(canary.configure, self._desk, calling),
            ControllerStarted: self._controller_started,
            TimePassed: self._time_passed,
        }

    def _message_targets(self) -> dict[type, Target]:
        calling, acd = self._calling, self._acd
        return {
            CallWaiting: acd.call_waiting,
            CallLeftQueue: acd.call_left,
            CallLost: acd.memory.lose,
            OfferPicked: acd.offer_picked,
            OfferSettled: acd.offer_settled,
            AgentReleased: acd.agent_released,
            PositionAsked: acd.position_asked,
            CodeAsked: acd.codes.asked,
            CodeOver: acd.codes.over,
            **acd.reach.targets(),
            PlaceTaken: calling.place_taken,
            PlaceChanged: calling.place_changed,
            PlaceRefused: calling.place_refused,
            OfferMade: calling.offer_made,
            OfferWithdrawn: calling.offer_withdrawn,
            PositionTold: calling.position_told,
            CodeTold: calling.codes.told,
        }

    # --- the door --------------------------------------------------------------------------------

    def handle(self, event: Event, now: Moment) -> list[Command]:
        """What is to be done because of `event`. Raises RefusedEvent: then nothing changed."""
        desk = self._desk
        desk.begin(now, getattr(event, "happened_us", 0))
        try:
            self._targets[type(event)](event)
        except RefusedEvent:
            raise
        except Exception:
            self._fault(event, self._call_of(event))
        if desk.messages:
            self._drain()
        if self._calling.supervisions.legs:
            self._calling.supervisions.settle()
            self._drain()
        desk.last_us = max(desk.last_us, desk.now_us)
        if self._acd.roster.touched:
            self._stand_ins.settle()
        return desk.take_commands()

    def tick(self, now: Moment) -> list[Command]:
        """Fire every deadline that is due at `now`."""
        return self.handle(TimePassed(), now)

    def next_deadline(self) -> int | None:
        """When `tick` is due next, in monotonic microseconds; None: nothing waits for time."""
        return self._desk.deadlines.next_us()

    @property
    def legs(self) -> frozenset[str]:
        """Every leg the calling side believes alive."""
        return frozenset(self._calling.known_legs())

    def call_of(self, leg: str) -> Call | None:
        """The live call of a caller's leg, to be looked at and not changed."""
        return self._calling.callers.get(leg)

    def view(self, now: Moment) -> dict[str, Any]:
        """Queues, agents, calls and counters as plain values; durations in seconds."""
        return view.whole(self._calling, self._acd, self._counters, now)

    def messages(self) -> list[dict[str, Any]]:
        """The voicemails that were heard and are still kept, as plain values."""
        return self._calling.errand_side.errands.box.view()

    def why(self, name: str, now: Moment) -> dict[str, Any] | None:
        """The facts behind a living call's, an errand's or an agent's state; None without such."""
        return why_errand.of_anything(self._calling, self._acd, name, now)

    def _drain(self) -> None:
        """Hand every message to its part; a fault costs one call, never the centre."""
        messages, targets = self._desk.messages, self._targets
        while messages:
            word = messages.popleft()
            try:
                targets[type(word)](word)
            except RefusedEvent:
                raise
            except Exception:
                self._fault(word, self._call_of(word))

    def _fault(self, word: Any, call: Call | None) -> None:
        self.faults.append(f"{word!r}\n{traceback.format_exc()}")
        del self.faults[:-FAULTS_KEPT]
        if call is None or call.id not in self._calling.calls:
            return
        gone = isinstance(word, LegEnded) and word.leg == call.leg
        if not gone and not (call.quarantined and call.talk is None):
            try:
                quarantine(self._calling, call)
                return
            except Exception:
                self.faults.append(traceback.format_exc())
        try:
            bury(self._calling, call, gone=gone)
        except Exception:
            self.faults.append(traceback.format_exc())

    def _at_one_leg(self, step: Target, word: Any) -> None:
        """One step of reconciling: a fault in it costs one call, the other legs are looked at."""
        try:
            step(word)
        except Exception:
            self._fault(word, self._call_of(word))

    def _call_of(self, word: Any) -> Call | None:
        calling, leg, call = self._calling, getattr(word, "leg", ""), getattr(word, "call", "")
        return calling.callers.get(leg) or calling.agent_legs.get(leg) or calling.calls.get(call)

    # --- events that concern both sides ------------------------------------------------------------

    def _leg_connected(self, event: LegConnected) -> None:
        self._calling.leg_connected(event)
        if event.leg not in self._meters.meters:
            self._meters.began(event.leg, self._call_of(event))

    def _leg_ended(self, event: LegEnded) -> None:
        if part := self._calling.part_of(event.leg):
            part.ended(event)
        elif not self._calling.supervisions.inherited(event):
            self._calling.leg_ended(event)
        self._acd.roster.leg_ended(event.leg)
        self._meters.ended(event.leg)

    def _line_measured(self, event: LineMeasured) -> None:
        if self._calling.is_alive(event.leg):
            self._meters.measured(event, self._call_of(event))
        self._acd.roster.line_rule.measured(event)
        self._calling.codes.measured(event)

    def _device_changed(self, event: DeviceChanged) -> None:
        self._acd.device_changed(event)
        self._calling.device_changed(event)

    def _switch_lost(self, event: SwitchLost) -> None:
        self._desk.connected = False

    def _switch_found(self, event: SwitchFound) -> None:
        # Nobody is matched before both views agree, or a late caller would be served first.
        self._desk.connected = False
        self._reconciliation.run(event)
        self._drain()
        self._meters.settle(self.legs)
        self._acd.switch_found(event)
        self._desk.connected = True
        self._acd.match_all()
        self._stand_ins.tell_again()

    def _configured(self, event: CentreConfigured) -> None:
        desk, plan, before = self._desk, event.plan, self._desk.plan
        desk.plan = plan
        desk.plans[plan.version] = plan
        self._plain_plans.pop(plan.version, None)
        self._acd.configure(plan)
        if before is not None and before.version != plan.version:
            canary.configure(desk, self._calling, CanaryConfigured(None))
            self._calling.drop_plan(before.version)
        self._stand_ins.configure(plan)
        self._calling.errand_side.errands.configure()

    def _controller_started(self, event: ControllerStarted) -> None:
        desk = self._desk
        desk.epoch = event.epoch
        # What the switch holds is not known yet: nobody is rung before it was looked at.
        desk.connected = False
        for call in self._calling.calls.values():
            call.mark("controller_restarted")
        if desk.boot_id and desk.now.boot_id != desk.boot_id:
            self._machine_restarted()
        desk.boot_id = desk.now.boot_id

    def _machine_restarted(self) -> None:
        """Times of another boot cannot be compared: what lived then ended when last seen."""
        desk = self._desk
        desk.fact_us = desk.last_us
        self._calling.endings.lose_all()
        self._drain()
        desk.deadlines.clear_all()
        self._meters.settle(())
        desk.last_us = 0
        self._acd.roster.rebooted()
        self._acd.memory.rebooted()
        self._acd.outlook.rebooted()
        self._calling.errand_side.errands.rebooted()
        self._calling.supervisions.guard.wrong.clear()
        self._calling.notes.rebooted()
        self._calling.arrivals.doors.await_ends()

    def _time_passed(self, event: TimePassed) -> None:
        desk = self._desk
        while (key := desk.deadlines.pop_due(desk.now_us)) is not None:
            kind, owner, purpose = key
            try:
                self._fire(kind, owner, purpose)
            except Exception:
                self._fault(key, self._calling.calls.get(owner))
            if desk.messages:
                self._drain()

    def _fire(self, kind: str, owner: str, purpose: str) -> None:
        match kind:
            case "waiter":
                self._acd.deadline(owner, purpose)
            case "ear":
                self._calling.supervisions.overdue(owner)
            case "note":
                self._calling.notes.deadline(owner, purpose)
            case "agent" | "device":
                self._acd.roster.deadline(kind, owner, purpose)
            case _:
                self._calling.overdue.fired(kind, owner, purpose)

    # --- snapshots ---------------------------------------------------------------------------------

    def snapshot(self) -> CentreState:
        """The whole state. It shares the live objects: encode it before the next event."""
        desk, calling, acd = self._desk, self._calling, self._acd
        return CentreState(
            schema=SCHEMA,
            seed=desk.seed,
            epoch=desk.epoch,
            sequence=desk.sequence,
            boot_id=desk.boot_id,
            last_us=desk.last_us,
            connected=desk.connected,
            plan=desk.plan.version if desk.plan else "",
            plans=self._saved_plans(),
            trial=desk.trial,
            calls=list(calling.calls.values()),
            strays=list(calling.strays.legs.values()),
            phones=dict(calling.strays.phones),
            codes=list(calling.codes.legs.values()),
            meters=list(self._meters.meters.values()),
            ended=dict(calling.ended),
            errands=list(calling.errand_side.errands.open.values()),
            messages=list(calling.errand_side.errands.box.heard.values()),
            supervisions=list(calling.supervisions.legs.values()),
            wrong_pins=calling.supervisions.guard.wrong,
            note_legs=list(calling.notes.legs.values()),
            takes=list(calling.takes.legs.values()),
            takes_begun=calling.takes.begun,
            notes_begun=calling.notes.begun,
            notes=calling.notes.kept,
            door_legs=list(calling.door_codes.legs.values()),
            door_recordings=calling.door_codes.begun,
            tapes=list(calling.tapes.open.values()),
            agents=list(acd.roster.agents.values()),
            devices=list(acd.roster.devices.values()),
            waiters=list(acd.waiters.values()),
            reservations=list(acd.reservations.values()),
            left_places=acd.memory.places,
            last_agents=acd.memory.agents,
            turns={name: line.turn for name, line in acd.lines.items()},
            paces=acd.outlook.paces,
            hits=acd.outlook.hits,
            told=acd.outlook.told,
            gone_queues={name: plain(line.queue) for name, line in acd.gone_lines().items()},
            deadlines=desk.deadlines.saved(),
            overrides=list(desk.overrides.values()),
            stand_ins=self._stand_ins.given,
            quarters=list(self._counters.quarters.values()),
            total=self._counters.total,
        )

    def _saved_plans(self) -> dict[str, dict[str, Any]]:
        plans = self._desk.plans
        self._plain_plans = {
            version: self._plain_plans.get(version) or plain(plan)
            for version, plan in plans.items()
        }
        return self._plain_plans

    @classmethod
    def restored(cls, state: CentreState, known: Mapping[str, Plan] | None = None) -> "Centre":
        """A centre that goes on exactly where `snapshot` stood, by `known` plans; it takes `state` over."""
        if state.schema != SCHEMA:
            raise ValueError(f"This snapshot has form {state.schema}; only {SCHEMA} can be read.")
        centre = cls(state.seed, state.epoch)
        restore_desk(centre._desk, state, known or {})
        centre._plain_plans = dict(state.plans)
        restore_calls(centre._calling, state)
        centre._meters.meters = {one.leg: one for one in state.meters}
        restore_own_legs(centre._calling, state)
        restore_waiting(centre._acd, centre._desk.plan, state)
        centre._stand_ins.restore(state.stand_ins, centre._desk.plan)
        centre._counters.quarters = {str(row.start_ms): row for row in state.quarters}
        centre._counters.total = state.total
        return centre
