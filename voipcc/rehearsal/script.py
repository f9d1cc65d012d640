"""What a rehearsed call is made of: who calls, which keys, and what the world is like then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from voipcc.core.events import OverrideSet
from voipcc.core.media_words import LookUpResult, Value

Staff = Literal["free", "busy", "none"]
Outside = Literal["answers", "busy", "no_answer", "refused"]
KEYS = frozenset("0123456789*#ABCD")


@dataclass(frozen=True, slots=True)
class Press:
    """Keys pressed one after another as soon as the caller is asked for one.

    `after` names a prompt: then they are pressed as soon as that one was said.
    """

    keys: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """The caller does nothing for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller is asked for a key, and presses none."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """The caller hangs up."""


Act = Press | Pause | Silence | HangUp


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who dials `number` (ours, E.164) at `at_utc_ms` and does what `acts` say.

    `lists` are the "flow/list" names the caller's number stands in. Who has done everything
    listens, and hangs up after the talk.
    """

    number: str
    at_utc_ms: int
    acts: tuple[Act, ...] = ()
    trunk: str = ""
    withheld: bool = False
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """How agents, telephones outside and look-ups behave.

    `staff`: every agent is free, in a talk, or logged out; `there` names those who are logged
    in (none named: all). A free one answers after `answer_s` (None: never). `waiting` are
    callers who stand in line already, by queue. `ends`: who hangs up first after `talk_s`.
    `look_ups` are the answers of look-ups by block, or how they fail, instead of the mocks in
    the dialplan. `overrides` are in force from the beginning.
    """

    staff: Staff = "free"
    there: tuple[str, ...] = ()
    answer_s: float | None = 3.0
    waiting: Mapping[str, int] = field(default_factory=dict)
    talk_s: float = 30.0
    ends: Literal["caller", "agent"] = "caller"
    outside: Outside = "answers"
    message_s: float = 5.0
    look_ups: Mapping[str, Mapping[str, Value] | LookUpResult] = field(default_factory=dict)
    overrides: tuple[OverrideSet, ...] = ()


USUAL = World()


def acts_from(text: str) -> tuple[Act, ...]:
    """Acts in words: `1, 12345#, wait 30 s, silence, 2 after welcome, hang up`. Raises ValueError."""
    return tuple(act_from(word.strip()) for word in text.split(",") if word.strip())


def act_from(word: str) -> Act:
    """One act in words. Raises ValueError with what may stand there."""
    first, *rest = word.split()
    if word == "silence":
        return Silence()
    if word in ("hang up", "hang_up"):
        return HangUp()
    if first == "wait" and 1 <= len(rest) <= 2 and rest[1:] in ([], ["s"], ["min"]):
        return Pause(_seconds(rest[0], 60 if rest[1:] == ["min"] else 1))
    if set(first) <= KEYS and not rest:
        return Press(first)
    if set(first) <= KEYS and len(rest) == 2 and rest[0] == "after":
        return Press(first, rest[1])
    raise ValueError(
        f'"{word}" is nothing a caller does; write keys such as 1 or 12345#, "1 after welcome", '
        '"wait 30 s", "silence" or "hang up"'
    )


def _seconds(text: str, factor: int) -> float:
    try:
        value = float(text) * factor
    except ValueError:
        raise ValueError(f'"{text}" is no number of seconds') from None
    if not 0 <= value <= 86_400:
        raise ValueError(f"{text} is no time a caller waits")
    return value
