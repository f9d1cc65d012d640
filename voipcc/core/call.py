"""One call as the calling side knows it: where it stands, and its time without gaps."""

from dataclasses import dataclass, field, replace
from typing import Literal

from voipcc.core.cdr import (
    Announced,
    Answer,
    Consent,
    Offer,
    OfferResult,
    Segment,
    SegmentKind,
    Watch,
)
from voipcc.core.events import TargetKind, TransferHow
from voipcc.core.media_words import Value

Stage = Literal[
    "answering",  # Answer is on its way
    "notice",  # what an override says before the flow begins
    "play",  # a step's prompts are said
    "consent",  # told that the talk will be recorded, or asked
    "menu",  # a menu's prompts are said, or a key is awaited
    "collect",  # digits are typed, or asked for
    "lookup",  # a server is asked
    "callback",  # a number to be called back at is confirmed or typed
    "voicemail",  # a message is recorded
    "dialling",  # a callback: the agent has answered, the customer's phone rings
    "transfer",  # a telephone number rings for the caller, who hears music
    "queue",  # in line, perhaps with an agent's phone ringing
    "given",  # given to a named agent whose phone rings, with music
    "talk",
    "goodbye",  # last words, then we hang up
    "ending",  # hung up by us, the leg's end is awaited
    "fallback",  # talks in the switch's own queue
]
Phase = Literal["ringing", "confirming", "connecting"]
SEGMENT_LIMIT = 400
LATE_US = 2_000_000
MUSIC_KINDS = ("queue", "transfer", "hold", "consult", "parked")
OFFER_LIMIT = 400
STEP_LIMIT = 400
ANSWER_LIMIT = 20
# Deadlines a call has only while it waits in a queue.
WAITING = ("max_wait", "announce", "comfort", "invite", "overflow", "look")


@dataclass(slots=True)
class Attempt:
    """One phone of an open offer: it rings, or its leg is being connected.

    A telephone is asked for a key in between, for `confirm_s`, `asked` times so far. `id` is the offer's; the other phones of the same agent carry the same one.
    """

    id: str
    agent: str
    device: str
    queue: str
    leg: str
    offered_us: int
    phase: Phase = "ringing"
    talk: str = ""
    ringing_us: int = 0
    answered_us: int = 0
    caller_joined_us: int = 0
    agent_joined_us: int = 0
    why: str = ""
    confirm_s: int = 0
    asked: int = 0
    playback: str = ""
    whisper: str = ""  # what is said to the agent before the two are joined


@dataclass(slots=True)
class Cursor:
    """Where a block that is said aside goes on; `of` is the flow and block it began with."""

    block: str
    step: int = 0
    of: str = ""


SideKind = Literal["agent", "number", "supervisor"]


@dataclass(slots=True)
class Side:
    """A further party in a talk: an agent (`offer` is the reservation), a number, a supervisor."""

    kind: SideKind
    leg: str
    agent: str = ""
    device: str = ""
    offer: str = ""
    party: str = ""


@dataclass(slots=True)
class Talk:
    """Caller and agent are connected, perhaps with `others`; `holders` are the legs that hold the other.

    With a telephone number `party` says whose it is; then there is no agent, device or offer.
    `here` are the legs whose audio is in the talk, `awaited` those that were told to join.
    """

    id: str
    agent: str
    device: str
    queue: str
    leg: str
    offer: str
    holders: list[str] = field(default_factory=list)
    party: str = ""
    others: list[Side] = field(default_factory=list)
    here: list[str] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)
    muted: bool = False


@dataclass(slots=True)
class NumberLeg:
    """A telephone number that is rung for a call; `use` is the part that wants it.

    `purpose` and `agent` are what the permit is asked for. `number` stands in the plan; whoever it is, `party` is known once it may be called. `talk` is
    what it is being joined to.
    """

    leg: str
    use: str
    purpose: str
    agent: str = ""
    party: str = ""
    number: str = ""
    trunk: str = ""
    caller_id: str = ""
    timeout_s: int = 30
    phase: Literal["checking", "ringing", "answered"] = "checking"
    check: str = ""
    ringing_us: int = 0
    answered_us: int = 0
    talk: str = ""
    caller_joined_us: int = 0
    joined_us: int = 0


@dataclass(slots=True)
class Consult:
    """The agent of this call asks somebody else: `call` is the conversation of those two.

    `call` is "" while the target is typed; `check` names the number that is asked for.
    """

    how: TransferHow
    kind: TargetKind = "agent"
    to: str = ""
    call: str = ""
    check: str = ""


@dataclass(slots=True)
class Transfer:
    """The call was given away by `agent`; where nobody takes it, it goes back to them or to `queue`."""

    agent: str
    queue: str
    kind: TargetKind
    to: str
    asking: bool = True  # the target may still be refused: the agent has the caller until then
    back: bool = False  # the agent who gave it away is rung


@dataclass(slots=True)
class NumberInHand:
    """The number a caller is about to confirm, by the id of its party."""

    phase: Literal["checking", "typing", "confirming"]
    check: str
    party: str = ""
    trunk: str = ""
    clocks: list[list[list[int]]] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """Where a `sub` goes on after its `return`, and what the names it set stood for before."""

    flow: str
    block: str
    step: int
    before: dict[str, Value | None] = field(default_factory=dict)


@dataclass(slots=True)
class Call:
    """State of one live call. The open segment began at `boundary_us`."""

    id: str
    leg: str
    number: str
    trunk: str
    party: str
    plan: str
    boot_id: str
    arrived_utc_ms: int
    arrived_us: int
    boundary_us: int
    stage: Stage = "answering"
    # the open segment
    kind: SegmentKind = "menu"
    kind_queue: str = ""
    kind_agent: str = ""
    kind_party: str = ""
    kind_others: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    # what is over
    segments: list[Segment] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)  # end_us 0: a supervisor hears it now
    survey: list[Answer] = field(default_factory=list)
    # the flow
    flow: str = ""
    language: str = "en"
    block: str = ""
    step: int = 0
    passed: int = 0
    unanswered: bool = False  # no step has needed an answer yet
    facts: dict[str, Value] = field(default_factory=dict)  # how queues stand, for the step in hand
    tags: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)  # "flow/list": the lists the caller is on
    withheld: bool = False
    loops: dict[str, int] = field(default_factory=dict)  # "flow:block:step" -> jumps made
    frames: list[Frame] = field(default_factory=list)
    playback: str = ""
    typed: str = ""
    tries: int = 0
    values: dict[str, Value] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)  # secret values: name -> collection
    collection: str = ""  # what is being typed, or may be
    typing: bool = False  # its first key was pressed
    lookup: str = ""  # what is being looked up
    # the queue
    queue: str = ""
    entered: dict[str, int] = field(default_factory=dict)  # "": into the switch's own queue
    music: bool = False
    first_words: list[str] = field(default_factory=list)
    priorities: dict[str, int] = field(default_factory=dict)  # queue -> other than the step's wish
    delayed: list[str] = field(default_factory=list)  # announcements due while another is said
    spoke_us: int = 0  # when the last announcement ended
    invited: list[str] = field(default_factory=list)  # invitations said: block:step:number
    comforted: int = 0  # messages heard
    comfort: int = -1  # the last one
    asides: dict[str, Cursor] = field(default_factory=dict)  # place -> where it goes on
    told_wait_min: list[int] = field(default_factory=list)  # the last interval that was said
    announced: list[Announced] = field(default_factory=list)  # every one, for the record
    attempts: list[Attempt] = field(default_factory=list)  # every phone that rings for it
    talk: Talk | None = None
    number_legs: list[NumberLeg] = field(default_factory=list)  # telephone numbers that ring
    # the end
    fate: str = ""  # outcome that stands unless something better happens
    ended_by: str = ""
    cause: int = 0
    sip: int = 0
    quarantined: bool = False
    # callbacks and voicemails: a call that is made for an errand, and one that gives one
    direction: str = "in"
    origin: str = ""
    errand: str = ""
    number_in_hand: NumberInHand | None = None
    recording: str = ""
    # in the call: a consult (the agent's side of it is a call of its own with a `parent`), a transfer
    consult: Consult | None = None
    parent: str = ""
    transfer: Transfer | None = None
    slot: str = ""  # where it is parked
    wanted: str = ""  # the agent who was asked for by name
    # recording
    consent: Consent = ""
    consent_for: str = ""  # the queue that waits for it
    untaped: bool = False  # the dialplan wants nothing recorded

    def cut(
        self,
        kind: SegmentKind,
        at_us: int,
        queue: str = "",
        agent: str = "",
        party: str = "",
        others: tuple[str, ...] = (),
    ) -> None:
        """Begin another segment at `at_us`, never before the open one began.

        A segment without length leaves no trace; its steps go to the next one.
        """
        now = (self.kind, self.kind_queue, self.kind_agent, self.kind_party, (*self.kind_others,))
        if (kind, queue, agent, party, others) == now:
            return
        at_us = max(at_us, self.boundary_us)
        if at_us > self.boundary_us and len(self.segments) < SEGMENT_LIMIT:
            self.segments.append(self._open_segment(at_us))
            self.steps = []
            self.boundary_us = at_us
        self.kind, self.kind_queue, self.kind_agent, self.kind_party = kind, queue, agent, party
        self.kind_others = list(others)

    def turned_away(self, queue: str, at_us: int) -> None:
        """Lead out of a queue's line; one that kept the caller for no time leaves its trace too."""
        stayed = (self.kind, self.kind_queue) == ("queue", queue) and at_us > self.boundary_us
        if not stayed and len(self.segments) < SEGMENT_LIMIT:
            self.cut("queue", at_us, queue)
            self.segments.append(Segment("queue", self.boundary_us, self.boundary_us, queue))
        self.cut("closing", at_us)

    def music_since(self, at_us: int) -> None:
        """The caller hears music since then only: the talk before it lasted a moment longer."""
        after: list[Segment] = []
        while self.segments and self.segments[-1].kind in MUSIC_KINDS:
            after.insert(0, self.segments.pop())
        since_us = after[0].start_us if after else self.boundary_us
        if self.segments and self.kind in MUSIC_KINDS and since_us < at_us <= since_us + LATE_US:
            self.segments[-1] = replace(self.segments[-1], end_us=at_us)
            after = [replace(p, start_us=max(p.start_us, at_us)) for p in after if p.end_us > at_us]
            self.boundary_us = max(self.boundary_us, at_us)
        self.segments += after

    def all_segments(self, end_us: int) -> tuple[Segment, ...]:
        """Every segment when the call ends at `end_us`."""
        if end_us <= self.boundary_us:
            return tuple(self.segments)
        return (*self.segments, self._open_segment(end_us))

    def _open_segment(self, end_us: int) -> Segment:
        who = (self.kind_queue, self.kind_agent, tuple(self.steps), self.kind_party)
        return Segment(self.kind, self.boundary_us, end_us, *who, tuple(self.kind_others))

    def note_step(self, line: int) -> None:
        """Write down that a step of the flow was begun."""
        if len(self.steps) < STEP_LIMIT:
            self.steps.append(f"{self.flow}:{self.block}:{line}")

    def answer(self, question: str, answer: str, at_us: int) -> None:
        """What the caller chose, as a value; in a survey it is in the record, the last one of a question."""
        self.values[question] = answer
        if self.kind == "survey" and len(self.survey) < ANSWER_LIMIT:
            asked = (self.kind_queue, self.kind_agent)
            others = [
                one
                for one in self.survey
                if one.question != question or one.at_us < self.boundary_us
            ]
            self.survey = [*others, Answer(question, answer, at_us, *asked)]

    def mark(self, name: str) -> None:
        if name not in self.marks:
            self.marks.append(name)

    @property
    def connecting(self) -> Attempt | None:
        """The phone that was picked up and is being connected."""
        for one in self.attempts:
            if one.phase == "connecting":
                return one
        return None

    def attempt_at(self, leg: str) -> Attempt | None:
        """The phone that rings on this leg."""
        for one in self.attempts:
            if one.leg == leg:
                return one
        return None

    def number_at(self, leg: str) -> NumberLeg | None:
        """The telephone number that rings on this leg."""
        return next((one for one in self.number_legs if one.leg == leg), None)

    def note_offer(
        self, attempt: Attempt, result: OfferResult, ended_us: int, cause: int = 0, sip: int = 0
    ) -> None:
        """Write down how an offer ended, with the times of the phone that decided it."""
        if len(self.offers) >= OFFER_LIMIT:
            return
        self.offers.append(
            Offer(
                attempt.id,
                attempt.agent,
                attempt.device,
                attempt.queue,
                attempt.offered_us,
                attempt.ringing_us,
                attempt.answered_us,
                max(ended_us, attempt.offered_us, attempt.ringing_us, attempt.answered_us),
                result,
                cause,
                sip,
                attempt.why,
            )
        )
