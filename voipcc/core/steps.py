"""The steps of a flow as the core takes them: frozen values; a jump names a block of the same flow.

`kind` makes each recognisable in a journal. A field added later has a default, so that plans
written by earlier releases can still be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from voipcc.core.media_words import NO_CHECK, CheckDigits, Value
from voipcc.core.spoken.grammar import Gender

SpokenForm = Literal["number", "digits", "date", "time", "amount"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A part of what is said that is put together when it is said.

    `of` is the name of a value, or what is to be said itself where it is `literal`.
    `gender` is that of what a number counts.
    """

    form: SpokenForm
    of: str
    literal: bool = False
    currency: str = ""
    gender: Gender = ""


Part = str | Spoken
Prompts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PlayStep:
    """Say prompts; a pressed key is kept for a menu that follows, unless not `interruptible`."""

    prompts: Prompts
    line: int = 0
    kind: Literal["play"] = "play"
    interruptible: bool = True


@dataclass(frozen=True, slots=True)
class MenuStep:
    """Ask for one key. After `tries` wrong or missing keys the matching jump is taken.

    A key that was taken is put `into` a value of the call ("": into none).
    """

    prompts: Prompts
    keys: Mapping[str, str]
    timeout_s: float = 5.0
    tries: int = 3
    timeout_prompts: Prompts = ()
    invalid_prompts: Prompts = ()
    on_timeout: str = ""
    on_invalid: str = ""
    line: int = 0
    into: str = ""
    kind: Literal["menu"] = "menu"
    interruptible: bool = True


@dataclass(frozen=True, slots=True)
class CollectStep:
    """Let the caller type digits and keep them as the value `into`; the rest is as in a menu.

    What is `secret` is no value: it stays in the switch room, and only a look-up can use it.
    `end` is the key that ends it ("": none); `between_s` after the last digit it is over, too.
    """

    into: str
    prompts: Prompts
    shortest: int = 1
    longest: int = 20
    end: str = "#"
    timeout_s: float = 5.0
    between_s: float = 3.0
    secret: bool = False
    check: CheckDigits = NO_CHECK
    tries: int = 3
    timeout_prompts: Prompts = ()
    invalid_prompts: Prompts = ()
    on_timeout: str = ""
    on_invalid: str = ""
    line: int = 0
    kind: Literal["collect"] = "collect"
    interruptible: bool = True


@dataclass(frozen=True, slots=True)
class LookUpStep:
    """Ask a server over HTTP and keep values of its answer; whatever goes wrong leads to `on_error`.

    The texts may have `{names}` in them, see `LookUp`. A caller who waits hears `filler`, then
    `music`. `mock` is what a rehearsal takes for the answer.
    """

    url: str
    on_error: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: tuple[tuple[str, str], ...] = ()
    timeout_s: float = 3.0
    into: tuple[tuple[str, str], ...] = ()
    mock: Mapping[str, Value] = field(default_factory=dict)
    filler: Prompts = ("queue/one_moment",)
    music: str = "default"
    line: int = 0
    kind: Literal["lookup"] = "lookup"


@dataclass(frozen=True, slots=True)
class HoursStep:
    """Go on when open, jump to `closed` when not."""

    hours: str
    closed: str
    line: int = 0
    kind: Literal["hours"] = "hours"


Trigger = Literal["wait", "length", "ratio", "estimate", "no_staff", "closed"]


@dataclass(frozen=True, slots=True)
class Overflow:
    """Leave the queue for `jump` when `when` reaches `limit`.

    wait: seconds waited; length: callers before this one; ratio: callers before this one for
    each agent who is there; estimate: the seconds still to wait; no_staff: nobody is there
    (limit unused); closed: the opening hours `hours` are over. Only `wait` and, at the door,
    `closed` count while a phone rings for the caller.
    """

    when: Trigger
    jump: str
    limit: float = 0
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Told to a waiting caller once: `prompts`, then its `keys` count beside those of the step.

    `after_s` of waiting, or as soon as the estimate is `estimate_s` or more (0: not so).
    """

    prompts: Prompts
    after_s: int = 0
    estimate_s: int = 0
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueueStep:
    """Wait for an agent. `on_full` and `on_timeout` are jumps ("" : the closing prompt).

    `requires` is an expression of skills, added to the queue's own. `prefer` are agents to
    be tried first, `prefer_last` puts the one who talked to this caller last before them.
    `keys` are jumps a waiting caller can take at any time; who comes back has kept the place.
    `comfort` is a block said one message at a time instead of the queue's own; `agent_hears`,
    `on_hold` and `after_call` are blocks for whom they say, "": as the flow says.
    """

    queue: str
    on_full: str = ""
    on_timeout: str = ""
    priority: int = 0
    requires: str = ""
    prefer: tuple[str, ...] = ()
    prefer_last: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)
    overflow: tuple[Overflow, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    comfort: str = ""
    line: int = 0
    agent_hears: str = ""
    on_hold: str = ""
    after_call: str = ""
    kind: Literal["queue"] = "queue"


@dataclass(frozen=True, slots=True)
class CallbackStep:
    """Offer to be called back: the number is confirmed, the place in `queue` is kept.

    `accepted` and `declined` are jumps ("": goodbye, and back to where the caller was).
    """

    queue: str
    accepted: str = ""
    declined: str = ""
    line: int = 0
    kind: Literal["callback"] = "callback"


@dataclass(frozen=True, slots=True)
class VoicemailStep:
    """Record a message of at most `longest_s`, which then waits in `queue` like a caller."""

    queue: str
    prompts: Prompts = ()
    longest_s: int = 120
    line: int = 0
    kind: Literal["voicemail"] = "voicemail"


@dataclass(frozen=True, slots=True)
class TransferStep:
    """Ring a telephone number (E.164, the operator's own) through a trunk and join the caller with it.

    `trunk` is tried first ("": the one the caller came by), `caller_id` is a number of ours ("": the
    one the caller dialled). The caller hears `music`. The last three are jumps; without `on_busy`
    or `on_no_answer` it is `on_failed`, without that a prompt and the end. With an `agent` there is
    no number: one person is rung, and `on_away` is for whom is not there.
    """

    number: str
    trunk: str = ""
    caller_id: str = ""
    timeout_s: int = 30
    music: str = "default"
    on_busy: str = ""
    on_no_answer: str = ""
    on_failed: str = ""
    line: int = 0
    agent: str = ""
    on_away: str = ""
    kind: Literal["transfer"] = "transfer"


@dataclass(frozen=True, slots=True)
class JumpStep:
    block: str
    line: int = 0
    kind: Literal["jump"] = "jump"


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """Answer now; without it the first step that speaks, records, waits or queues does."""

    line: int = 0
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class SetStep:
    """Remember values under names; a text may hold others' names in braces.

    `asks` are the queues whose standing must be known for it.
    """

    values: Mapping[str, Value]
    asks: tuple[str, ...] = ()
    line: int = 0
    kind: Literal["set"] = "set"


@dataclass(frozen=True, slots=True)
class Case:
    """Jump when the condition `when` holds, or when the caller is on one of the lists `callers`."""

    jump: str
    when: str = ""
    callers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BranchStep:
    """The first case that holds leads on, else `otherwise` ("": the next step)."""

    cases: tuple[Case, ...]
    otherwise: str = ""
    asks: tuple[str, ...] = ()
    line: int = 0
    kind: Literal["branch"] = "branch"


@dataclass(frozen=True, slots=True)
class SplitStep:
    """By lot: of a hundred calls so many go to each block, the rest to the next step."""

    shares: Mapping[str, int]
    line: int = 0
    kind: Literal["split"] = "split"


@dataclass(frozen=True, slots=True)
class LanguageStep:
    """Speak another language from now on."""

    language: str
    line: int = 0
    kind: Literal["language"] = "language"


@dataclass(frozen=True, slots=True)
class LoopStep:
    """Jump `times` times, then go on with the next step, and count anew."""

    block: str
    times: int
    line: int = 0
    kind: Literal["loop"] = "loop"


@dataclass(frozen=True, slots=True)
class SubStep:
    """Go through a block, of another flow perhaps, until its `return`; then the next step.

    `values` are set for that time: afterwards their names stand for what they did before.
    """

    block: str
    flow: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    line: int = 0
    kind: Literal["sub"] = "sub"


@dataclass(frozen=True, slots=True)
class ReturnStep:
    """Back behind the `sub` that led here."""

    line: int = 0
    kind: Literal["return"] = "return"


@dataclass(frozen=True, slots=True)
class TagStep:
    """Words that stand in the record."""

    tags: tuple[str, ...]
    line: int = 0
    kind: Literal["tag"] = "tag"


@dataclass(frozen=True, slots=True)
class RecordStep:
    """Begin, pause, resume or end the recording of the call; `stop` bars queues from it, too."""

    do: Literal["start", "pause", "resume", "stop"]
    sides: Literal["both", "caller", "agent"] = "both"
    keep_days: int = 90
    line: int = 0
    kind: Literal["record"] = "record"


Cause = Literal["normal", "busy", "congestion", "no_answer", "rejected", "not_found"]


@dataclass(frozen=True, slots=True)
class HangUpStep:
    """End the call; `outcome` says what the record calls it.

    `cause` is what the caller's network is told when the call was not answered yet.
    """

    outcome: Literal["completed", "closed"] = "completed"
    line: int = 0
    kind: Literal["hang_up"] = "hang_up"
    cause: Cause = "normal"


Step = (
    PlayStep
    | MenuStep
    | CollectStep
    | LookUpStep
    | HoursStep
    | QueueStep
    | CallbackStep
    | VoicemailStep
    | TransferStep
    | JumpStep
    | AnswerStep
    | SetStep
    | BranchStep
    | SplitStep
    | LanguageStep
    | LoopStep
    | SubStep
    | ReturnStep
    | TagStep
    | RecordStep
    | HangUpStep
)
