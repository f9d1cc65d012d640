"""Another system's `queue_log`, read into conversations and stretches of presence for the reports.

Such a file has whole seconds and knows nothing before the queue: a call begins when it enters its
first one. What it says in milliseconds (RINGNOANSWER) is kept in them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from voipcc.core.cdr import Conversation, Offer, OfferResult, Outcome, Segment, Stretch
from voipcc.exports.queue_log.line import NONE, Line, LineError, parsed
from voipcc.exports.queue_log.lines import KEY

SOURCE = "queue_log"
SECOND_US = 1_000_000
IDLE_S = 86_400  # a call nothing was written of for a day has no end in this file
PartyOf = Callable[[str], str]
ENDINGS = {
    "ABANDON": ("abandoned", "caller", ()),
    "EXITWITHTIMEOUT": ("overflowed", "centre", ("overflow_wait",)),
    "EXITEMPTY": ("overflowed", "centre", ("overflow_no_staff",)),
    "EXITWITHKEY": ("overflowed", "caller", ("left_by_key",)),
    "WITHDRAW": ("overflowed", "centre", ("moved",)),
}
OVER = ("COMPLETECALLER", "COMPLETEAGENT", "BLINDTRANSFER", "ATTENDEDTRANSFER", *ENDINGS)


@dataclass(slots=True)
class Read:
    """What came of reading a file. `odd` are lines that were no lines, the first hundred told."""

    lines: int = 0
    conversations: int = 0
    stretches: int = 0
    unfinished: int = 0
    odd: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Call:
    """A call as far as it was read."""

    callid: str
    began_us: int
    caller: str
    queue: str = ""
    since_us: int = 0
    agent: str = ""
    last_us: int = 0
    segments: list[Segment] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    outcome: Outcome = "overflowed"
    ended_by: str = "caller"
    over: bool = False


def conversations(lines: Iterable[Line], party_of: PartyOf, read: Read) -> Iterator[Conversation]:
    """Each call of the file once its end is known; calls without one are counted as unfinished."""
    calls: dict[str, _Call] = {}
    second = within = 0
    for line in lines:
        read.lines += 1
        within = within + 1 if line.epoch_s == second else 0
        second = line.epoch_s
        at_us = second * SECOND_US + within  # the order within a second says who came first
        call = calls.get(line.callid)
        if line.event == "ENTERQUEUE":
            if call is None or at_us - call.last_us > IDLE_S * SECOND_US:
                if call is not None:
                    yield from _finished(call, party_of, read)
                began_us = second * SECOND_US
                call = calls[line.callid] = _Call(line.callid, began_us, "".join(line.data[1:2]))
            _entered(call, line, at_us)
        elif call is not None and not call.over:
            _take(call, line, at_us)
        if len(calls) > 10_000:  # a long file: those long over need not be kept in mind
            for name, one in list(calls.items()):
                if at_us - one.last_us > IDLE_S * SECOND_US:
                    yield from _finished(calls.pop(name), party_of, read)
    for call in calls.values():
        yield from _finished(call, party_of, read)


def _entered(call: _Call, line: Line, at_us: int) -> None:
    # Before the first queue, or between two, for no time perhaps: nobody knows where.
    call.segments.append(Segment("menu", call.last_us or call.began_us, at_us))
    call.queue, call.since_us, call.agent, call.over = line.queue, at_us, "", False
    call.last_us = at_us


def _take(call: _Call, line: Line, at_us: int) -> None:
    """One more event of a call that waits or talks."""
    at_us = max(at_us, call.since_us)
    call.last_us = at_us
    match line.event:
        case "RINGNOANSWER" | "RINGCANCELED":
            missed: OfferResult = "timeout" if line.event == "RINGNOANSWER" else "cancelled"
            call.offers.append(_offer(call, line.agent, at_us, _number(line, 0) * 1000, missed))
        case "CONNECT":
            call.segments.append(Segment("queue", call.since_us, at_us, call.queue))
            rang_us = _number(line, 2) * SECOND_US
            made = _offer(call, line.agent, at_us, rang_us, "accepted")
            call.offers.append(replace(made, id="".join(line.data[1:2]), answered_us=at_us))
            call.agent, call.since_us = line.agent, at_us
            call.outcome = "answered"
        case event if event in OVER:
            _over(call, line, at_us)


def _over(call: _Call, line: Line, at_us: int) -> None:
    call.over = True
    if not call.agent:
        call.segments.append(Segment("queue", call.since_us, at_us, call.queue))
        outcome, call.ended_by, marks = ENDINGS.get(line.event, ("overflowed", "centre", ()))
        if call.outcome != "answered":
            call.outcome = outcome  # type: ignore[assignment]
        call.marks += [mark for mark in marks if mark not in call.marks]
        if line.event == "EXITWITHKEY" and line.data[0]:
            call.marks.append(f"{KEY}{line.data[0]}")
        return
    call.segments.append(Segment("talk", call.since_us, at_us, call.queue, call.agent))
    call.ended_by = "caller" if line.event == "COMPLETECALLER" else "centre"
    if line.event.endswith("TRANSFER"):
        call.marks.append("transferred")
        if line.event == "ATTENDEDTRANSFER":
            call.segments.append(Segment("consult", at_us, at_us, call.queue, call.agent))
            to, where = "|".join(line.data[1:-3]), line.data[0]
        else:
            to, where = line.data[0], "".join(line.data[1:2])
        steps = (where,) if where else ()
        call.segments.append(Segment("transfer", at_us, at_us, call.queue, to, steps))


def _finished(call: _Call, party_of: PartyOf, read: Read) -> Iterator[Conversation]:
    if not call.over:
        read.unfinished += 1
        return
    read.conversations += 1
    yield Conversation(
        id=f"{SOURCE}-{call.callid}", number="", trunk="",
        party=party_of(call.caller) if call.caller else "", leg=call.callid, plan_version="",
        boot_id=SOURCE, arrived_utc_ms=call.began_us // 1000, arrived_us=call.began_us,
        ended_us=call.last_us, outcome=call.outcome, ended_by=call.ended_by, cause=16, sip=0,
        segments=tuple(call.segments), offers=tuple(call.offers), source=SOURCE,
        marks=tuple(call.marks),
    )  # fmt: skip


def _offer(call: _Call, agent: str, at_us: int, rang_us: int, result: OfferResult) -> Offer:
    name = f"{call.callid}-{len(call.offers) + 1}"
    began_us = at_us - rang_us
    return Offer(name, agent, "", call.queue, began_us, began_us, 0, at_us, result)


def _number(line: Line, place: int) -> int:
    text = line.data[place] if place < len(line.data) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(slots=True)
class _Member:
    """An agent's membership and pauses, queue by queue."""

    paused: dict[str, bool] = field(default_factory=dict)
    reason: str = ""
    state: str = ""
    since_us: int = 0


def stretches(lines: Iterable[Line], read: Read) -> Iterator[Stretch]:
    """How long each member was there and unpaused, or paused in all queues."""
    members: dict[str, _Member] = {}
    for line in lines:
        one = members.setdefault(line.agent, _Member())
        match line.event:
            case "ADDMEMBER":
                one.paused[line.queue] = line.data[0] == "PAUSED"
            case "REMOVEMEMBER":
                one.paused.pop(line.queue, None)
            case "PAUSE" | "UNPAUSE" if line.queue in one.paused or line.queue != NONE:
                one.paused[line.queue] = line.event == "PAUSE"
                one.reason = line.data[0] if line.event == "PAUSE" else one.reason
            case _:
                continue
        now = ""
        if one.paused:
            now = "not_ready" if all(one.paused.values()) else "ready"
        at_us = line.epoch_s * SECOND_US
        if now != one.state:
            if one.state and at_us > one.since_us:
                read.stretches += 1
                yield _stretch(line.agent, one, at_us)
            one.state, one.since_us = now, at_us


def _stretch(agent: str, one: _Member, until_us: int) -> Stretch:
    ready = one.state == "ready"
    reason = "" if ready else one.reason
    return Stretch(
        agent, one.state, reason, True, ready, SOURCE, one.since_us // 1000, one.since_us, until_us
    )


def lines_in(texts: Iterable[str], read: Read) -> Iterator[Line]:
    """The lines of a file; what is none is named in `read.odd` and left out."""
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            yield parsed(text)
        except LineError as error:
            if len(read.odd) < 100:
                read.odd.append(f"line {number}: {error}")
