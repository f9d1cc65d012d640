"""What is written of calls: from stays and places to lines."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from voipcc.core.cdr import Conversation, Offer
from voipcc.exports.queue_log.line import Event, Line
from voipcc.exports.queue_log.stays import Stay, stays
from voipcc.exports.tables import utc_ms

OUTSIDE = "outside"  # stands for a telephone number, which is nobody's business here
KEY = "key:"
ENDS: dict[str, Event] = {
    "abandoned": "ABANDON",
    "timeout": "EXITWITHTIMEOUT",
    "key": "EXITWITHKEY",
    "empty": "EXITEMPTY",
    "moved": "WITHDRAW",
    "caller": "COMPLETECALLER",
    "agent": "COMPLETEAGENT",
    "blind": "BLINDTRANSFER",
    "attended": "ATTENDEDTRANSFER",
}
Numbers = Callable[[str], str]


@dataclass(slots=True)
class Place:
    """Where a stay stood in its line, 1 is next; `left` when its wait was over."""

    entered: int = 1
    left: int = 1


class Standing:
    """Who waits where, in the order of their coming; gives places as they are taken and left."""

    def __init__(self) -> None:
        self._lines: dict[str, list[tuple[int, str]]] = {}
        self._places: dict[tuple[str, int], Place] = {}

    def update(self, record: Conversation, found: list[Stay]) -> list[Place]:
        """The places of a conversation's stays, as they are now."""
        return [self._place(record, number, stay) for number, stay in enumerate(found)]

    def forget(self, call: str, count: int) -> None:
        """A conversation is over and written."""
        for number in range(count):
            self._places.pop((call, number), None)

    def _place(self, record: Conversation, number: int, stay: Stay) -> Place:
        key = (stay.entered_us, f"{record.id} {number}")
        line = self._lines.setdefault(stay.queue, [])
        place = self._places.get((record.id, number))
        if place is None:
            place = self._places[(record.id, number)] = Place(bisect_left(line, key) + 1)
            insort(line, key)
        at = bisect_left(line, key)
        if stay.left_us and at < len(line) and line[at] == key:
            place.left = at + 1
            del line[at]
        return place


def lines_of(
    record: Conversation, found: list[Stay], places: list[Place], caller: str = ""
) -> list[Line]:
    """Everything app_queue would have written of these stays, in order."""
    made: list[Line] = []
    for stay, place in zip(found, places, strict=True):
        made += _Writer(record, stay, place).lines(caller)
    return made


def back_fill(
    records: Iterable[Conversation], number_of: Numbers, wanted: Collection[str] | None = None
) -> Iterator[Line]:
    """The lines of finished conversations, in the order of time.

    Places are those among all of them, lines are made of those `wanted` by id, None: of all.
    """
    seen: list[tuple[Conversation, list[Stay]]] = []
    for record in records:
        if found := stays(record):
            seen.append((record, found))
    places = _places(seen)
    made: list[tuple[int, int, Line]] = []
    for record, found in seen:
        if wanted is not None and record.id not in wanted:
            continue
        its = [places[(record.id, number)] for number in range(len(found))]
        for line in lines_of(record, found, its, number_of(record.party) if record.party else ""):
            made.append((line.epoch_s, len(made), line))
    return (line for _, _, line in sorted(made))


def _places(seen: list[tuple[Conversation, list[Stay]]]) -> dict[tuple[str, int], Place]:
    """Everybody's places, by walking once through what happened.

    Within one run of a machine its monotonic clock says who came first, to the microsecond.
    """
    first: dict[str, int] = {}
    for record, _ in seen:
        known_ms = first.get(record.boot_id, record.arrived_utc_ms)
        first[record.boot_id] = min(known_ms, record.arrived_utc_ms)
    moments: list[tuple[int, str, int, int, str, int, str]] = []
    for record, found in seen:
        run = (first[record.boot_id], record.boot_id)
        for number, stay in enumerate(found):
            who = (record.id, number, stay.queue)
            moments.append((*run, stay.entered_us, 1, *who))
            left_us = max(stay.left_us, stay.entered_us + 1)
            moments.append((*run, left_us, 0, *who))  # who leaves makes room for who comes
    lines: dict[str, list[tuple[int, str, int, str, int]]] = {}
    entered: dict[tuple[str, int], tuple[int, str, int, str, int]] = {}
    places: dict[tuple[str, int], Place] = {}
    for since_ms, run_id, at_us, what, call, number, queue in sorted(moments):
        line = lines.setdefault(queue, [])
        if what == 1:
            key = entered[(call, number)] = (since_ms, run_id, at_us, call, number)
            places[(call, number)] = Place(len(line) + 1)
            line.append(key)
        else:
            at = bisect_left(line, entered[(call, number)])
            places[(call, number)].left = at + 1
            del line[at]
    return places


def _key(record: Conversation) -> str:
    """The key that led out of the line, where another system's file told it."""
    return next((mark.removeprefix(KEY) for mark in record.marks if mark.startswith(KEY)), "")


class _Writer:
    """The lines of one stay."""

    def __init__(self, record: Conversation, stay: Stay, place: Place) -> None:
        self.record, self.stay, self.place = record, stay, place
        self.entered_s = self._second(stay.entered_us)

    def lines(self, caller: str) -> list[Line]:
        stay = self.stay
        made = [self._line(stay.entered_us, "", "ENTERQUEUE", "", caller, self.place.entered)]
        made += [self._rang(one) for one in stay.rings]
        if stay.agent:
            made.append(self._connected())
        if stay.end != "open":
            made.append(self._ended())
        return made

    def _rang(self, offer: Offer) -> Line:
        gave_up = offer.result == "cancelled" and self.stay.end in ("abandoned", "key")
        event: Event = "RINGCANCELED" if gave_up else "RINGNOANSWER"
        rang_ms = (offer.ended_us - (offer.ringing_us or offer.offered_us)) // 1000
        return self._line(offer.ended_us, offer.agent, event, rang_ms)

    def _connected(self) -> Line:
        stay, offer = self.stay, self.stay.offer
        rang_s = 0
        if offer is not None and offer.answered_us:
            rang_s = (offer.answered_us - (offer.ringing_us or offer.offered_us)) // 1_000_000
        peer = offer.id if offer is not None else ""
        hold_s = self._second(stay.left_us) - self.entered_s
        return self._line(stay.left_us, stay.agent, "CONNECT", hold_s, peer, rang_s)

    def _ended(self) -> Line:
        stay, place = self.stay, self.place
        event = ENDS[stay.end]
        if stay.agent:
            connected_s = self._second(stay.left_us)
            times = (connected_s - self.entered_s, self._second(stay.ended_us) - connected_s)
            data: tuple[object, ...] = (*times, place.entered)
            if stay.end == "blind":
                data = (stay.to or OUTSIDE, stay.context or "voipcc", *data)
            elif stay.end == "attended":
                data = (stay.context or "BRIDGE", *(stay.to or OUTSIDE).split("|"), *data)
            return self._line(stay.ended_us, stay.agent, event, *data)
        waited_s = self._second(stay.left_us) - self.entered_s
        data = (place.left, place.entered, waited_s)
        if stay.end == "key":
            data = (_key(self.record), *data)
        elif stay.end == "moved":
            data = (*data, "moved")
        return self._line(stay.left_us, "", event, *data)

    def _line(self, at_us: int, agent: str, event: Event, *data: object) -> Line:
        callid = self.record.leg or self.record.id
        written = tuple(str(one) for one in data)
        return Line(self._second(at_us), callid, self.stay.queue, agent, event, written)

    def _second(self, at_us: int) -> int:
        return utc_ms(self.record, at_us) // 1000
