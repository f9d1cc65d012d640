"""What must add up: one record for each arrival, and what the switch really holds meanwhile."""

from typing import TYPE_CHECKING

from tests.simulation.notes import Written
from tests.simulation.places import Phone
from tests.simulation.wishes import SECOND
from voipcc.core.cdr import Conversation, WrapUp

if TYPE_CHECKING:
    from tests.simulation.checker import Checker

LEFT_OVER_US = 11 * SECOND
QUIET_US = 6 * SECOND  # two seconds, and twice the delay the switch may add to an event
RING_GRACE_US = 7 * SECOND


class Sums:
    """Records, silence, legs left over, agents and callers left beside each other."""

    def __init__(self, checker: "Checker") -> None:
        self.checker = checker
        self.require = checker.require
        self.arrivals: dict[str, int] = {}
        self.records: set[str] = set()
        self.record_ids: set[str] = set()
        self.outcomes: dict[str, int] = {}
        self.redialled = 0
        self.noted: dict[str, int] = {}  # how wrap-ups ended
        self.notes: list[WrapUp] = []  # kept in this event
        self.notes_known = True  # false where talks change hands, which `crew` knows nothing of
        self.offers_noted: set[str] = set()
        self.notes_end_us: dict[str, int] = {}

    # --- records -------------------------------------------------------------------------------------

    def keep(self, record: Conversation) -> None:
        """A record is kept."""
        self.require(record.leg not in self.records, record.leg, "has two records")
        self.require(record.id not in self.record_ids, record.id, "is a record twice")
        self.require(record.leg in self.arrivals, record.leg, "never arrived")
        self.records.add(record.leg)
        self.record_ids.add(record.id)
        self.outcomes[record.outcome] = self.outcomes.get(record.outcome, 0) + 1
        self.redialled += "redialled" in record.marks
        self._require_sound(record)
        self._require_offers(record)

    def _require_sound(self, record: Conversation) -> None:
        at_us = record.arrived_us
        for part in record.segments:
            self.require(part.start_us == at_us, record, "has a gap")
            away = part.kind == "queue"  # a queue that was full or closed kept nobody
            long = part.end_us >= part.start_us if away else part.end_us > part.start_us
            self.require(long, record, "has a segment without length")
            at_us = part.end_us
        self.require(at_us == record.ended_us, record, "does not add up to its end")
        self.require(record.ended_us <= self.checker.world.now_us, record, "ends in the future")
        talked = any(part.kind == "talk" for part in record.segments)
        if record.outcome not in ("media_server_lost", "fallback"):
            self.require((record.outcome == "answered") == talked, record, "answered or not?")
        self.require(not any(mark == "quarantined" for mark in record.marks), record)

    def _require_offers(self, record: Conversation) -> None:
        for offer in record.offers:
            times = [offer.offered_us, offer.ringing_us, offer.answered_us, offer.ended_us]
            times = [value for value in times if value]
            self.require(times == sorted(times), offer, "runs backwards")
        caller = self.checker.callers.get(record.leg)
        if caller is None:
            return
        offered = [offer for offer in record.offers if offer.why != "take_over"]
        accepted = sum(offer.result == "accepted" for offer in offered)
        self.require(accepted == caller.talks, record, "talked", caller.talks, "times")
        kept = "redialled" in record.marks
        self.require(kept == caller.kept, record, "kept the place of an earlier call or not?")

    # --- notes -----------------------------------------------------------------------------------

    def keep_notes(self, record: WrapUp) -> None:
        """A wrap-up is kept."""
        self.require(record.offer not in self.offers_noted, record, "is a wrap-up twice")
        before_us = self.notes_end_us.get(record.agent, 0)
        self.require(before_us <= record.start_us <= record.end_us, record, "overlaps another")
        self.offers_noted.add(record.offer)
        self.notes_end_us[record.agent] = record.end_us
        self.noted[record.ended_by] = self.noted.get(record.ended_by, 0) + 1
        self.notes.append(record)

    def look_at_notes(self, written: list[Written]) -> None:
        """The notes that ended in this event were kept as they were, and no others."""
        if not self.notes_known:
            self.notes.clear()
            written.clear()
        elif written or self.notes:
            kept = {_written(record) for record in self.notes}
            right = kept == set(written) and len(self.notes) == len(written)
            self.require(right, "notes are kept otherwise than they were:", self.notes, written)
            self.notes.clear()
            written.clear()

    # --- looking around ----------------------------------------------------------------------------

    def look_around(self) -> None:
        """Once a virtual second: what the switch really holds."""
        world = self.checker.world
        if world.dead or not world.switch.connected:
            return
        self._require_nobody_beside()
        for phone in self.checker.phones.values():
            if not phone.talking and not phone.told_to_end_us:
                self._require_offer_ends(phone)
        if world.now_us - world.switch.found_us >= 2 * LEFT_OVER_US:
            self._look_at_legs()

    def _look_at_legs(self) -> None:
        world, checker = self.checker.world, self.checker
        legs, dropped, now_us = world.switch.legs, world.switch.dropped > 0, world.now_us
        for leg in legs.values():
            if leg.kind == "agent":
                phone = checker.phones.get(leg.id)
                caller = legs.get(phone.offer.caller) if phone is not None else None
                if caller is not None and caller.kind == "caller":
                    leg.alone_since_us = 0
                    continue
                leg.alone_since_us = leg.alone_since_us or now_us
                young = now_us - leg.alone_since_us < LEFT_OVER_US
                self.require(young or dropped, leg, "is left over")
            elif leg.kind == "caller" and leg.claimed:
                hears = leg.music or leg.talk or leg.playback or leg.menu
                if hears or dropped or not leg.up:
                    leg.quiet_since_us = now_us
                elif now_us - leg.quiet_since_us >= QUIET_US:
                    self.require(False, leg, "hears nothing")

    def _require_offer_ends(self, phone: Phone) -> None:
        """No phone rings for longer than its queue allows."""
        checker = self.checker
        caller = checker.callers.get(phone.offer.caller)
        connecting = caller is not None and bool(caller.connecting)
        if connecting:
            return
        due_us = max(phone.rung_us + phone.timeout_us, checker.world.switch.found_us)
        over_us = checker.world.now_us - due_us
        self.require(over_us < RING_GRACE_US, phone, "rings for ever")

    def _require_nobody_beside(self) -> None:
        """An agent who is free and a caller who waits for such a one never meet."""
        checker = self.checker
        crew, places = checker.crew, checker.places
        crew.now_us = checker.world.now_us
        waiting = [one for one in checker.callers.values() if one.matching and not one.doubt]
        if not waiting:
            return
        free = {
            worker.name
            for worker in crew.workers.values()
            if not worker.doubt and crew.is_free(worker)
        }
        for caller in waiting if free else ():
            serving = places.serving(caller, crew.now_us)
            if not free.isdisjoint(serving):
                self.require(False, sorted(free & serving.keys()), "wait beside", caller)

    def is_settled(self) -> bool:
        """Whether every arrival has its record."""
        return len(self.records) == len(self.arrivals)

    def finish(self) -> None:
        """After the last caller: one record each, nothing left anywhere, sums agree."""
        missing = set(self.arrivals) - self.records
        self.require(not missing, "no record for", sorted(missing)[:5])
        world = self.checker.world
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


def _written(record: WrapUp) -> Written:
    return Written(
        record.agent,
        record.queue,
        record.mode,
        record.start_us,
        record.end_us,
        record.disposition,
        record.missing,
    )
