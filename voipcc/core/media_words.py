"""The words of collecting digits and of looking something up."""

from typing import Literal

from voipcc.core.value import dataclass

Value = str | int | float | bool
CheckKind = Literal["none", "luhn", "mod97", "weights"]
CollectResult = Literal["complete", "nothing", "short", "wrong"]
LookUpResult = Literal[
    "done",
    "timed_out",
    "unreachable",  # no connection, or a certificate that is not right
    "refused",  # an answer other than 2xx; where it sends us is never followed
    "unreadable",  # no JSON, too long, or cut off
    "missing",  # a value is not in the answer, or of no kind that can be kept
    "blocked",  # an address that is not allowed, or a value that cannot stand in one
    "unknown_secret",  # nobody gave it, or what was typed is forgotten by now
    "busy",  # too many look-ups at once
]

# --- commands ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckDigits:
    """How what is typed proves itself.

    weights: digits times `weights`, which begin with the last digit and repeat, add up to a
    multiple of `modulo`.
    """

    kind: CheckKind = "none"
    weights: tuple[int, ...] = ()
    modulo: int = 10


NO_CHECK = CheckDigits()


@dataclass(frozen=True, slots=True)
class Collect:
    """Let a caller type digits. Outcome: TypingBegun with the first key, then Collected.

    It is over with the key `end` ("": none), with `longest` digits, or `between_s` after the
    last one; * begins anew where it does not end. `typed` was typed already. What is
    `secret` stays in the switch room, which keeps it under `collection` until the leg ends.
    A second command for the leg begins anew.
    """

    leg: str
    collection: str
    shortest: int = 1
    longest: int = 20
    end: str = "#"
    between_s: float = 3.0
    check: CheckDigits = NO_CHECK
    secret: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True)
class StopTyping:
    """Nothing is collected any more: keys mean keys again."""

    leg: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask a server over HTTP. Outcome: LookedUp, within `timeout_s` and a moment.

    `{name}` in `url`, `headers` and `body` stands for one of `values` or of `sealed` (a name and
    the collection it was typed in), `{secret.name}` for one of the centre's secrets, `{call.caller}`
    for the number of `party`. `into` names values and where in the answer they are (`$.a.b`).
    """

    leg: str
    lookup: str
    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: tuple[tuple[str, str], ...] = ()
    timeout_s: float = 3.0
    into: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, Value], ...] = ()
    sealed: tuple[tuple[str, str], ...] = ()
    party: str = ""
    mock: tuple[tuple[str, Value], ...] = ()  # what a rehearsal takes for the answer


# --- events -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypingBegun:
    """The first key of a collection was pressed; which one is not said."""

    leg: str
    collection: str
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class Collected:
    """What was typed, `digits` only where it is no secret.

    nothing: no digit; short: too few; wrong: the check digits say no.
    """

    leg: str
    collection: str
    result: CollectResult
    digits: str = ""
    count: int = 0
    happened_us: int = 0


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a look-up found, `values` by name, or why it found nothing."""

    leg: str
    lookup: str
    result: LookUpResult
    values: tuple[tuple[str, Value], ...] = ()
    took_ms: int = 0
