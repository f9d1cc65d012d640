"""One thing that is wrong in a file of the operator: place, what is wrong, what to do."""

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` and `column` count from 1; 0 means the file as a whole.

    `story` tells how a caller gets to where it goes wrong: dials, presses, finds closed.
    """

    severity: Severity
    file: str
    line: int
    column: int
    message: str
    remedy: str = ""
    story: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        lines = [f"{place}: {self.severity}: {self.message}"]
        lines += [f"    {self.remedy}"] if self.remedy else []
        lines += [f"    a caller gets there who {self.story}"] if self.story else []
        return "\n".join(lines)

    def with_story(self, story: str) -> "Problem":
        """The same, with how a caller gets there."""
        return replace(self, story=story)

    def as_json(self) -> dict[str, str | int]:
        """The same as plain values."""
        return asdict(self)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by file and place."""
    return tuple(
        sorted(set(problems), key=lambda one: (one.file, one.line, one.column, one.message))
    )


def is_refused(problems: Iterable[Problem]) -> bool:
    """Whether any of them is an error."""
    return any(problem.severity == "error" for problem in problems)


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word a person may have meant, or ""; `cutoff` is the likeness asked for, 0 to 1."""
    small = {one.lower(): one for one in sorted(known)}
    found = difflib.get_close_matches(word.lower()[:100], small, n=1, cutoff=cutoff)
    return small[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str], noun: str = "one of") -> str:
    """A remedy: the nearest known word, else all of them when they are few."""
    candidates = sorted(known)
    near = nearest(word, candidates)
    if near:
        return f'did you mean "{near}"?'
    if not candidates:
        return ""
    listed = ", ".join(candidates[:12]) + (", ..." if len(candidates) > 12 else "")
    return f"{noun}: {listed}"


def close_to(word: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?` or nothing, to end a sentence with."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""
