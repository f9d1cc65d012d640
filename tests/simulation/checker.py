"""The invariants of the house, checked from outside: events, commands and the switch's truth.

Nothing here reads the core's state or shares its code; the model of who waits (`places`) and
who is free (`crew`) is drawn from what goes in and out, and every choice is made once more
(`choices`).
"""

from typing import TYPE_CHECKING, Any

from tests.simulation.choices import Choices
from tests.simulation.crew import Crew, Worker
from tests.simulation.places import Caller, Offer, Phone, Places
from tests.simulation.scene import START_UTC_MS
from tests.simulation.sums import Sums
from tests.simulation.wishes import SECOND, Rules
from voipcc.core.commands import (
    Command,
    Connect,
    EndTalk,
    HangUp,
    KeepRecord,
    KeepWrapUp,
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
    CommandRefused,
    DeviceChanged,
    DispositionChosen,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LineMeasured,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    PriorityRequested,
    ReadyRequested,
    SwitchFound,
    SwitchLost,
    TimePassed,
    WrapUpEndRequested,
    WrapUpRequested,
)

if TYPE_CHECKING:
    from tests.simulation.world import World

COMMAND_LIMIT = 200
FIRST_SIGN_US = 3 * SECOND
STRAY_US = 5 * SECOND
CONNECT_US = 5 * SECOND
NO_ANSWER = 19
DECLINED = ("rejected", "busy")
BULK = (SwitchFound, CentreConfigured)
RESCINDING = (LogOutRequested, NotReadyRequested, CentreConfigured, CodeDialled)


class Checker:
    """Watches one world. Every violation is an AssertionError with the moment in it."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.crew = Crew()
        self.places = Places(self.crew)
        self.callers = self.places.callers
        self.choices = Choices(world.seed, self.places, self.require)
        self.sums = Sums(self)
        self.phones: dict[str, Phone] = {}
        self.offers: list[Offer] = []  # made in this event
        self.late: list[Phone] = []  # rung for too long, as this event says
        self.connected = True
        self.calls: dict[str, str] = {}  # id of a call -> its leg

    def require(self, truth: bool, *words: object) -> None:
        """Fail with the virtual time and the words unless `truth`."""
        if not truth:
            at_s = self.world.now_us / SECOND
            raise Violation(f"at {at_s:.6f} s: " + " ".join(str(word) for word in words))

    # --- what goes in and out --------------------------------------------------------------------

    def observe(self, event: Any, commands: list[Command]) -> None:
        """One event was handled with these commands."""
        crew = self.crew
        crew.event += 1
        crew.now_us = self.world.now_us
        self.places.utc_ms = START_UTC_MS + crew.now_us // 1000
        watch = EVENTS.get(type(event))
        if watch is not None:
            watch(self, event)
        for command in commands:
            judge = COMMANDS.get(type(command))
            if judge is not None:
                judge(self, command, event)
            self._count(getattr(command, "caller_leg", "") or getattr(command, "leg", ""))
        if self.late:
            self._look_at_late(commands)
        if self.offers:
            self._look_at_offers()
        if crew.written or self.sums.notes:
            self.sums.look_at_notes(crew.written)
        self.choices.at_us = crew.now_us

    def _count(self, leg: str) -> None:
        caller = self.callers.get(leg)
        if caller is None and leg in self.phones:
            caller = self.callers.get(self.phones[leg].offer.caller)
        if caller is not None:
            caller.commands += 1
            if caller.commands > COMMAND_LIMIT:
                self.require(False, leg, "takes too many commands")

    def _look_at_late(self, commands: list[Command]) -> None:
        """After an outage several limits are over at once: missed, or did the caller go first?"""
        left = {one.leg for one in commands if isinstance(one, StopMusic)}
        for phone in self.late:
            worker = self._worker(phone.offer.agent)
            worker.doubt = worker.doubt or phone.offer.caller in left
        self.late.clear()

    def _look_at_offers(self) -> None:
        """The phones of the agent, and not one more or less, were rung."""
        for offer in self.offers:
            worker = self._worker(offer.agent)
            if offer.doubt:
                self.crew.rings(offer.devices)
                continue
            right = self.crew.may_ring(worker, offer.able, offer.devices)
            self.require(right, offer, "rings the wrong phones")
        self.offers.clear()

    def fact_us(self, event: Any) -> int:
        happened_us = getattr(event, "happened_us", 0)
        return min(happened_us or self.world.now_us, self.world.now_us)

    def _worker(self, name: str) -> Worker:
        worker = self.crew.workers.get(name)
        return worker if worker is not None else Worker(name, ())

    # --- callers ---------------------------------------------------------------------------------

    def _arrived(self, event: CallArrived) -> None:
        if event.leg in self.sums.arrivals:
            return
        arrived_us = self.sums.arrivals[event.leg] = event.since_us or self.fact_us(event)
        caller = Caller(event.leg, arrived_us, self.places.rules, event.number, event.party)
        # Whoever waited in the fallback waits since then, wherever a menu leads to.
        caller.waits_since_us = event.since_us
        straight = self.places.rules.straight.get(event.number)
        if event.answered and straight:
            caller.entered[straight] = arrived_us
        self.callers[event.leg] = caller

    def _priority(self, event: PriorityRequested) -> None:
        caller = self.callers.get(self.calls.get(event.call, ""))
        if caller is not None and caller.queue:
            caller.priority, caller.fresh = event.priority, self.crew.event
            caller.given[caller.queue] = event.priority

    def _refused(self, event: CommandRefused) -> None:
        """A caller who cannot be brought back talks in the switch's own queue."""
        caller = self.callers.get(event.leg)
        if caller is not None and event.command == "Adopt":
            self.places.leave(caller)

    def _ended(self, event: LegEnded) -> None:
        phone, caller = self.phones.get(event.leg), self.callers.get(event.leg)
        if phone is not None:
            self._phone_gone(phone, event)
        elif caller is not None:
            self.places.leave(caller, gone=True)
        self.crew.code_over(event.leg)
        self.crew.leg_ended(event.leg)

    # --- phones ----------------------------------------------------------------------------------

    def _phone_gone(self, phone: Phone, event: LegEnded) -> None:
        """A phone's leg is over: a talk, an offer, or what was told to end."""
        del self.phones[phone.leg]
        worker, caller = self._worker(phone.offer.agent), self.callers.get(phone.offer.caller)
        lost = event.by in ("lost", "switch")
        if phone.told_to_end_us:
            self.crew.leg_gone(worker, phone.leg, phone.done_us, False)
            return
        broken = phone.talking and (lost or event.cause == 44)
        if broken:
            self.crew.fail(phone.device)
            if caller is not None:
                caller.bumps += 1
                caller.after = worker.name
        elif not phone.talking:
            self._close(phone, _result(phone, event))
        self.crew.leg_gone(worker, phone.leg, self.fact_us(event), broken)

    def _close(self, phone: Phone, result: str) -> None:
        """One phone of an offer is done with; the last one says what came of it."""
        offer, caller = phone.offer, self.callers.get(phone.offer.caller)
        siblings = [one for one in self.phones.values() if one.offer is offer and one is not phone]
        open_ones = [one for one in siblings if not one.told_to_end_us]
        if caller is not None:
            self.places.offer_over(caller, phone)
            if result in DECLINED:
                for one in open_ones:
                    self.places.offer_over(caller, one)
        if offer.settled or (open_ones and result not in DECLINED):
            return
        offer.settled = True
        worker, queue = self._worker(offer.agent), self.places.rules.plan.queues[offer.queue.name]
        if result == "rejected":
            self.crew.rest(worker, queue.rest_after_rejected_s)
        elif result == "busy":
            self.crew.rest(worker, queue.rest_after_busy_s)
        elif result == "timeout":
            self.crew.rest(worker, queue.rest_after_missed_s)
        elif result == "failed":
            self.crew.rest(worker, 0)
            for device in offer.devices:
                self.crew.fail(device, max(queue.rest_after_unreachable_s, 1))

    def _rings_now(self, event: LegRinging) -> None:
        phone = self.phones.get(event.leg)
        if phone is not None and not phone.told_to_end_us and not phone.picked_us:
            phone.rang = True

    def _answered(self, event: LegAnswered) -> None:
        phone = self.phones.get(event.leg)
        if phone is None or phone.told_to_end_us or phone.picked_us or phone.talking:
            return
        caller = self.callers.get(phone.offer.caller)
        if caller is None or phone not in caller.offers or _picked(caller):
            return
        phone.picked_us = self.crew.now_us
        self.places.picked(caller)

    def _joined(self, event: LegConnected) -> None:
        phone = self.phones.get(event.leg)
        caller = self.callers.get(phone.offer.caller if phone else event.leg)
        if caller is None or caller.connecting != event.talk:
            return
        picked = _picked(caller)
        caller.joined.add(event.leg)
        if picked is not None and caller.joined >= {caller.leg, picked.leg}:
            self._accept(caller, picked)

    def _accept(self, caller: Caller, phone: Phone) -> None:
        phone.talking = phone.offer.settled = True
        self.crew.accepted(self._worker(phone.offer.agent))
        self.places.talks(caller, phone.offer.agent)

    # --- the switch is away ----------------------------------------------------------------------

    def _lost(self, event: SwitchLost) -> None:
        self.connected = False

    def _found(self, event: SwitchFound) -> None:
        """What the switch holds counts: talks nobody reported, legs nobody saw ending."""
        self.connected = True
        there = set() if event.restarted else {found.leg for found in event.legs}
        for found in event.legs:
            self._begin_talk(found.leg, found.place, found.talk)
        for caller in list(self.callers.values()):
            if event.restarted:
                self.places.lose(caller)
            if caller.leg not in there:
                self._caller_missing(caller)
        for phone in list(self.phones.values()):
            if phone.leg not in there:
                self._phone_gone(phone, LegEnded(phone.leg, 31, by="lost"))
        for leg in [leg for leg in self.crew.codes if leg not in there]:
            self.crew.code_over(leg)
        self.crew.reach(event.devices)
        for found in event.legs:
            if found.place == "fallback_talk" and found.device:
                self.crew.elsewhere[found.leg] = found.device
            elif found.place == "fallback_talk" and found.leg in self.callers:
                self.places.leave(self.callers[found.leg])
            elif found.leg in self.phones and found.place != "ringing":
                self._answered(LegAnswered(found.leg))
        self.places.follow()

    def _begin_talk(self, leg: str, place: str, talk: str) -> None:
        """Whoever stands in a talk talks, whether its beginning was reported or not."""
        phone = self.phones.get(leg)
        if phone is not None and phone.told_to_end_us:
            return
        caller = self.callers.get(phone.offer.caller if phone else leg)
        picked = _picked(caller) if caller is not None else None
        if place == "talk" and caller and caller.connecting == talk and picked:
            self._accept(caller, picked)

    def _caller_missing(self, caller: Caller) -> None:
        self.places.leave(caller, gone=True)
        for phone in self.phones.values():
            if phone.offer.caller == caller.leg and not phone.told_to_end_us:
                self._end_phone(phone, "cancelled", self.crew.now_us)

    def _configured(self, event: CentreConfigured) -> None:
        self.places.configure(Rules(event.plan))
        self.crew.configure(event.plan)

    # --- people ----------------------------------------------------------------------------------

    def _device_changed(self, event: DeviceChanged) -> None:
        self.crew.device_changed(event.device, event.reachable)

    def _measured(self, event: LineMeasured) -> None:
        self.crew.measured(event)

    def _logged_in(self, event: LogInRequested) -> None:
        self.crew.log_in(self._worker(event.agent))

    def _ready(self, event: ReadyRequested) -> None:
        self.crew.ready(self._worker(event.agent))

    def _logged_out(self, event: LogOutRequested) -> None:
        self.crew.log_out(self._worker(event.agent))

    def _not_ready(self, event: NotReadyRequested) -> None:
        self.crew.not_ready(self._worker(event.agent))

    def _dialled(self, event: CodeDialled) -> None:
        codes = self.places.rules.plan.codes
        self.crew.dialled(event.leg, event.device, codes.get(event.code, ""))

    def _more_notes(self, event: WrapUpRequested) -> None:
        self._worker(event.agent).notes.ask(event.extend_s)

    def _notes_end(self, event: WrapUpEndRequested) -> None:
        worker = self._worker(event.agent)
        fixed = self.crew.must_go_on(worker)
        self.require(not fixed, worker, "ends notes that may not end yet")
        self.crew.wrap_up_end(worker)

    def _noted(self, event: DispositionChosen) -> None:
        self._worker(event.agent).notes.code = event.code

    def _time_passed(self, event: TimePassed) -> None:
        self.crew.tick()
        self.places.tick()

    # --- commands ----------------------------------------------------------------------------------

    def _rings(self, command: Ring, event: Any) -> None:
        if command.shown:
            return  # a supervisor: see tests/simulation/watching.py
        caller, device = self.callers.get(command.caller_leg), command.device
        self.require(self.connected, "ring while the switch is away")
        self.require(caller is not None, "ring for no caller", command)
        assert caller is not None
        self.require(caller.queue == command.queue, command, "rings for another queue", caller)
        worker = self._worker(device.partition("/")[0])
        offer = next((one for one in self.offers if one.agent == worker.name), None)
        if offer is None:
            offer = self._offer(command, caller, worker, isinstance(event, BULK))
        self.require(offer.caller == caller.leg, worker.name, "has two offers:", offer, command)
        offer.devices.append(device)
        timeout_us = command.timeout_s * SECOND
        phone = Phone(command.leg, offer, device, self.crew.now_us, timeout_us)
        self.phones[command.leg] = phone
        caller.offers.append(phone)
        worker.legs.add(command.leg)

    def _offer(self, command: Ring, caller: Caller, worker: Worker, bulk: bool) -> Offer:
        """An agent is chosen for a caller: was that right?"""
        queue = self.places.rules.plan.queues[command.queue]
        caller.call = command.call
        held = [one for one in self.phones.values() if one.offer.agent == worker.name]
        self.require(not held, worker.name, "has two offers:", held, command)
        self.require(
            worker.name in queue.agents, worker.name, "does not serve", command.queue, command
        )
        self.require(not _picked(caller), caller, "is offered while being connected")
        one_only = queue.strategy != "ring_all" and not caller.doubt
        self.require(caller.matching or not one_only, caller, "has two offers")
        why_not = self.crew.why_not(worker)
        self.require(not why_not or worker.doubt, worker.name, why_not, worker, command)
        self.choices.judge(caller, worker, bulk=bulk)
        able, doubt = self.crew.able(worker), worker.doubt
        offer = Offer(worker.name, caller.leg, queue, able, doubt=doubt)
        self.offers.append(offer)
        self.crew.reserve(worker, queue)
        self.places.offered(caller, queue)
        self.choices.rung(queue, worker.name)
        return offer

    def _music_starts(self, command: StartMusic, event: Any) -> None:
        caller = self.callers.get(command.leg)
        if caller is None:
            return
        caller.connecting = ""
        caller.joined.clear()
        if caller.queue != command.music:
            self.places.enter(caller, command.music, self.fact_us(event))

    def _music_stops(self, command: StopMusic, event: Any) -> None:
        if caller := self.callers.get(command.leg):
            self.places.leave(caller)
            caller.bumps = 0

    def _plays(self, command: Play, event: Any) -> None:
        caller = self.callers.get(command.leg)
        if caller is not None:
            self.require(not caller.connecting, command, "is played into a talk")

    def _connects(self, command: Connect, event: Any) -> None:
        caller = self.callers[command.caller_leg]
        phone = self.phones.get(command.agent_leg)
        self.require(self.connected, "connect while the switch is away")
        self.require(phone is not None, command, "connects a leg that is gone")
        assert phone is not None
        self.require(phone.offer.caller == caller.leg, command, "connects the wrong two")
        self.require(not phone.told_to_end_us, command, "connects a leg told to end")
        self.require(caller.connecting in ("", command.talk), caller, "has two talks", command)
        self.require(
            all(one is phone or one.told_to_end_us for one in caller.offers),
            caller,
            "is answered, and another phone rings on",
        )
        caller.connecting = command.talk

    def _talk_ends(self, command: EndTalk, event: Any) -> None:
        for caller in self.callers.values():
            if caller.connecting == command.talk:
                caller.connecting = ""
                caller.joined.clear()

    def _told_to_end(self, command: HangUp | StopRinging, event: Any) -> None:
        phone, caller = self.phones.get(command.leg), self.callers.get(command.leg)
        if phone is not None:
            self._tell_phone(phone, event)
        elif command.leg in self.crew.codes:
            self._tell_code(command.leg, event)
        elif caller is not None:
            self.places.leave(caller)

    def _tell_phone(self, phone: Phone, event: Any) -> None:
        if not phone.told_to_end_us:
            result = self._why_ended(phone, event)
            self._end_phone(phone, result, self.fact_us(event))
            if isinstance(event, TimePassed) and result in ("timeout", "failed"):
                self.late.append(phone)
        elif isinstance(event, TimePassed) and self._is_stray(phone):
            self._phone_gone(phone, LegEnded(phone.leg, by="us"))
            self.crew.tick()  # a wrap-up that began long ago is over by now

    def _is_stray(self, phone: Phone) -> bool:
        """Nobody reported its end in time: it is believed."""
        return self.crew.now_us >= phone.told_to_end_us + STRAY_US

    def _tell_code(self, leg: str, event: Any) -> None:
        if leg in self.crew.ending and isinstance(event, TimePassed):
            self.crew.code_over(leg)
        self.crew.ending.add(leg)

    def _end_phone(self, phone: Phone, result: str, done_us: int) -> None:
        phone.told_to_end_us, phone.done_us = self.crew.now_us, done_us
        if not phone.talking:
            self._close(phone, result)

    def _why_ended(self, phone: Phone, event: Any) -> str:
        """What an offer came to that the core itself put an end to."""
        if isinstance(event, TimePassed):
            return self._overdue(phone)
        if isinstance(event, (DeviceChanged, CommandRefused)):
            return "failed"
        return "rescinded" if isinstance(event, RESCINDING) else "cancelled"

    def _overdue(self, phone: Phone) -> str:
        now_us = self.crew.now_us
        if phone.picked_us:
            return "failed" if now_us >= phone.picked_us + CONNECT_US else "cancelled"
        rings_us = now_us - phone.rung_us
        if not phone.rang and rings_us >= min(FIRST_SIGN_US, phone.timeout_us):
            return "failed"
        return "timeout" if rings_us >= phone.timeout_us else "cancelled"

    def _keeps_notes(self, command: KeepWrapUp, event: Any) -> None:
        self.sums.keep_notes(command.record)

    def _keeps(self, command: KeepRecord, event: Any) -> None:
        self.sums.keep(command.record)
        self.callers.pop(command.record.leg, None)


class Violation(AssertionError):
    """An invariant is broken; the text says when and which."""


def _picked(caller: Caller) -> Phone | None:
    """The phone that was picked up and is being connected."""
    return next((one for one in caller.offers if one.picked_us), None)


def _result(phone: Phone, event: LegEnded) -> str:
    """What an offer came to whose leg went away by itself."""
    silent = event.sip in (404, 408, 480)
    busy = event.cause == 17 or event.sip in (486, 600)
    if phone.picked_us and event.by not in ("lost", "switch"):
        return "busy" if busy else "rejected"
    if phone.picked_us or event.by == "lost":
        return "failed"
    if busy or event.cause == 21 or event.sip == 603:
        return "busy" if busy else "rejected"
    if event.cause == NO_ANSWER and not silent:
        return "timeout"
    if event.cause in (3, 20) or not phone.rang:
        return "failed"
    return "timeout" if silent or event.by in ("switch", "us") else "rejected"


EVENTS: dict[type, Any] = {
    CallArrived: Checker._arrived,
    CommandRefused: Checker._refused,
    PriorityRequested: Checker._priority,
    LegEnded: Checker._ended,
    LegRinging: Checker._rings_now,
    LegAnswered: Checker._answered,
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
    LineMeasured: Checker._measured,
    TimePassed: Checker._time_passed,
    WrapUpRequested: Checker._more_notes,
    WrapUpEndRequested: Checker._notes_end,
    DispositionChosen: Checker._noted,
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
    KeepWrapUp: Checker._keeps_notes,
}
