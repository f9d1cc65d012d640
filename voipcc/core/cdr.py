"""The record of a conversation: conversation, segments, offers, wrap-ups (see docs/records.md).

All `_us` values are on the monotonic clock of `boot_id`; `arrived_utc_ms` anchors them
to the calendar. The segments cover arrival to end with no gap and no overlap.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast, get_args

from voipcc.core.value import dataclass

if TYPE_CHECKING:
    from voipcc.core.call import Call

SegmentKind = Literal[
    "menu",
    "queue",
    "ringing",
    "transfer",  # music, while a named agent or a telephone number is rung
    "talk",
    "hold",
    "consult",  # music, while the agent asks somebody else
    "parked",  # music, until somebody picks the call up
    "survey",  # asked about the talk, after it
    "closing",
]
OfferResult = Literal["accepted", "rejected", "timeout", "cancelled", "rescinded", "failed"]
Outcome = Literal[
    "answered",  # talked to an agent
    "transferred",  # talked to nobody but a telephone number the dialplan led to
    "abandoned",  # the caller hung up while waiting in a queue
    "left_in_menu",  # the caller hung up before any queue
    "closed",  # told that the centre is closed
    "completed",  # the dialplan ended the call itself
    "overflowed",  # the queue was full or the wait too long
    "refused",  # not a number of ours, or no plan for it
    "media_server_lost",  # the switch died under it
    "callback",  # took the offer to be called back
    "voicemail",  # left a message
    "unreached",  # a callback nobody could be reached with
    "fallback",  # served by the switch's own queue while no controller lived
]


Sides = Literal["both", "caller", "agent"]
Consent = Literal["", "announced", "given", "refused"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of the caller's time. `ringing` is not here: it overlaps the wait.

    `party` is who was called outside: rung in a `transfer`, on the line in a `talk` or `hold`.
    `others` talk to the caller besides the agent: agents by name, telephone numbers by party.
    """

    kind: SegmentKind
    start_us: int
    end_us: int
    queue: str = ""
    agent: str = ""
    steps: tuple[str, ...] = ()
    party: str = ""
    others: tuple[str, ...] = ()

    @property
    def outside(self) -> bool:
        """Whether the caller is with a telephone number and with no agent."""
        return bool(self.party) and not self.agent


@dataclass(frozen=True, slots=True)
class Offer:
    """One reservation of one agent. Times in monotonic microseconds, 0 where it never was."""

    id: str
    agent: str
    device: str
    queue: str
    offered_us: int
    ringing_us: int
    answered_us: int
    ended_us: int
    result: OfferResult
    cause: int = 0
    sip: int = 0
    why: str = ""  # how the agent was chosen, in short


@dataclass(frozen=True, slots=True)
class Announced:
    """A waiting time the caller heard while waiting in `queue`: at `at_us`, so long still.

    `first`: the caller's first announcement in this wait, spoken or not.
    """

    queue: str
    at_us: int
    low_s: int
    high_s: int
    first: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller answered in the survey after a talk with `agent` for `queue`.

    `question` is the name the dialplan puts the answer into; one that was asked twice counts once.
    """

    question: str
    answer: str
    at_us: int
    queue: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """A supervisor heard this conversation: one for each mode, in order.

    `leg` is the supervisor's; `by` who wanted it: "verb", "code", "key", or "help" of the agent.
    """

    supervisor: str
    agent: str
    mode: str  # listen, whisper, barge, take_over
    start_us: int
    end_us: int
    leg: str = ""
    by: str = "verb"


@dataclass(frozen=True, slots=True)
class Conversation:
    """The caller's whole journey, kept once under `id`."""

    id: str
    number: str
    trunk: str
    party: str
    leg: str
    plan_version: str
    boot_id: str
    arrived_utc_ms: int
    arrived_us: int
    ended_us: int
    outcome: Outcome
    ended_by: str
    cause: int
    sip: int
    segments: tuple[Segment, ...]
    offers: tuple[Offer, ...]
    direction: str = "in"
    source: str = "journal"  # or "cel": rebuilt from the switch's own event log
    marks: tuple[str, ...] = ()  # such as "controller_restarted", "adopted", "quarantined"
    origin: str = ""  # the conversation this one came of: a callback, a voicemail
    announced: tuple[Announced, ...] = ()
    watches: tuple[Watch, ...] = ()
    survey: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class WrapUp:
    """What an agent did after the talk of one offer, kept once under the offer's id.

    `start_us` and `end_us` are on the monotonic clock of `boot_id`; they are the same where
    only a disposition was noted. `missing`: the queue wanted one and got none.
    """

    offer: str
    conversation: str
    agent: str
    queue: str
    mode: str
    boot_id: str
    start_utc_ms: int
    start_us: int
    end_us: int
    ended_by: str
    disposition: str = ""
    disposition_name: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class LegQuality:
    """What was measured of one leg's audio, kept once under the leg's id.

    "in" is what its far side sent, "out" what that side heard by its own reports; a MOS of 0:
    not known. `conversation` is "" for a line test (`source` "test").
    """

    leg: str
    conversation: str
    agent: str
    device: str
    source: str
    start_utc_ms: int
    end_utc_ms: int
    codec: str
    packets_in: int
    lost_in: int
    packets_out: int
    lost_out: int
    jitter_in_us: int
    jitter_out_us: int
    round_trip_us: int
    mos_in: float
    mos_out: float
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """How long an agent was ready, or on one break; kept once, when it is over.

    `start_us` and `end_us` are on the monotonic clock of `boot_id`. `paid` and `productive`
    as the settings said then; ready is both.
    """

    agent: str
    presence: str
    reason: str
    paid: bool
    productive: bool
    boot_id: str
    start_utc_ms: int
    start_us: int
    end_us: int


@dataclass(frozen=True, slots=True)
class Tape:
    """One recording of a conversation, from `start_us` to `end_us` of the clock of `boot_id`.

    `pauses` count in milliseconds from its start. `failed` says why it ended early, or was
    never made ("": it is whole); then nothing after `end_us` is on it.
    """

    id: str
    conversation: str
    leg: str
    queue: str
    agents: tuple[str, ...]
    sides: Sides
    consent: Consent
    keep_days: int
    boot_id: str
    start_utc_ms: int
    start_us: int
    end_us: int
    pauses: tuple[tuple[int, int], ...] = ()
    failed: str = ""
    parties: tuple[str, ...] = ()  # who is heard besides agents, the caller first

    @property
    def length_ms(self) -> int:
        """From its start to its end, pauses included."""
        return max(self.end_us - self.start_us, 0) // 1000


def span_us(record: Conversation, kind: SegmentKind) -> int:
    """Microseconds the caller spent in segments of `kind`."""
    spent_us = 0
    for part in record.segments:
        if part.kind == kind:
            spent_us += part.end_us - part.start_us
    return spent_us


def conversation(call: "Call", end_us: int) -> Conversation:
    """The record of a call whose caller's leg is gone since `end_us`."""
    segments = call.all_segments(end_us)
    return Conversation(
        id=call.id,
        number=call.number,
        trunk=call.trunk,
        party=call.party,
        leg=call.leg,
        plan_version=call.plan,
        boot_id=call.boot_id,
        arrived_utc_ms=call.arrived_utc_ms,
        arrived_us=call.arrived_us,
        ended_us=end_us,
        outcome=outcome_of(call, segments),
        ended_by=call.ended_by,
        cause=call.cause,
        sip=call.sip,
        segments=segments,
        offers=tuple(call.offers),
        direction=call.direction,
        origin=call.origin,
        marks=(*call.marks, *(f"tag:{tag}" for tag in call.tags)),
        announced=tuple(call.announced),
        watches=tuple(one if one.end_us else replace(one, end_us=end_us) for one in call.watches),
        survey=tuple(call.survey),
    )


FINAL_FATES = ("refused", "media_server_lost", "fallback", "unreached")


def outcome_of(call: "Call", segments: tuple[Segment, ...]) -> Outcome:
    """What the record calls the whole: answered exactly when caller and agent talked."""
    if call.fate in FINAL_FATES:
        return cast(Outcome, call.fate)
    talks = [part for part in segments if part.kind == "talk"]
    if talks:
        return "transferred" if all(part.outside for part in talks) else "answered"
    if call.kind in ("queue", "talk") or (call.kind == "transfer" and not call.fate):
        return "abandoned"
    if call.fate in get_args(Outcome):
        return cast(Outcome, call.fate)
    return "left_in_menu" if call.ended_by in ("caller", "lost", "switch") else "completed"
