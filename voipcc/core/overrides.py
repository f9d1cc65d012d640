"""Overrides: for a while the whole centre, a flow, a queue or a number is closed, open, or says something.

They stand above the plan, end by themselves and change no file. Here is what is in force;
`doors` sets them and lets callers hear them. A target is "centre", "flow/NAME", "queue/NAME" or
"number/+49...". The narrower one counts, but a closed centre is closed for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from voipcc.core import hours
from voipcc.core.plan import Hours, Plan

OverrideKind = Literal["closed", "open", "say"]
CENTRE = "centre"
MOST = 200


@dataclass(slots=True)
class Override:
    """One override. `until_utc_ms` 0: until somebody ends it. `words` are the text of `prompts`."""

    target: str
    kind: OverrideKind
    since_utc_ms: int
    until_utc_ms: int = 0
    prompts: tuple[str, ...] = ()
    words: str = ""
    by: str = ""

    @property
    def name(self) -> str:
        """At most one of a name is in force: closed and open replace each other."""
        return name_of(self.target, self.kind)

    def is_over(self, utc_ms: int) -> bool:
        return bool(self.until_utc_ms) and utc_ms >= self.until_utc_ms


Kept = Mapping[str, Override]


def name_of(target: str, kind: OverrideKind) -> str:
    """What an override is kept and ended by."""
    return f"{'say' if kind == 'say' else 'door'} {target}"


def door(
    kept: Kept, utc_ms: int, number: str = "", flow: str = "", queue: str = "", dialled: str = ""
) -> Override | None:
    """What closes or opens this place against its hours, None when nothing does.

    `dialled` is the flow the call began in, where another one has taken it up meanwhile.
    """
    if not kept:
        return None
    centre = _at(kept, CENTRE, utc_ms)
    if centre is not None and centre.kind == "closed":
        return centre
    for sort, name in (
        ("queue", queue),
        ("number", number),
        ("flow", flow),
        ("flow", dialled),
    ):
        if name and (found := _at(kept, f"{sort}/{name}", utc_ms)):
            return found
    return centre


def _at(kept: Kept, target: str, utc_ms: int, word: str = "door") -> Override | None:
    found = kept.get(f"{word} {target}")
    return None if found is None or found.is_over(utc_ms) else found


def closed_queue(kept: Kept, utc_ms: int, queue: str) -> Override | None:
    """What keeps a caller who is on the way from this queue: it is closed, or the centre is."""
    found = door(kept, utc_ms, queue=queue)
    return found if found is not None and found.kind == "closed" else None


def is_open(
    kept: Kept,
    table: Hours,
    utc_ms: int,
    number: str = "",
    flow: str = "",
    queue: str = "",
    dialled: str = "",
) -> bool:
    """Whether opening hours count as open here and now."""
    found = door(kept, utc_ms, number, flow, queue, dialled)
    return hours.is_open(table, utc_ms) if found is None else found.kind == "open"


def words(
    kept: Kept, utc_ms: int, number: str = "", flow: str = "", queue: str = ""
) -> tuple[str, ...]:
    """The prompts said here before everything else, the broader first."""
    if not kept:
        return ()
    targets = (f"queue/{queue}",) if queue else (CENTRE, f"flow/{flow}", f"number/{number}")
    found = (_at(kept, target, utc_ms, "say") for target in targets)
    return tuple(prompt for one in found if one is not None for prompt in one.prompts)


def next_opening(plan: Plan, target: str, utc_ms: int) -> tuple[int, Hours] | None:
    """When the target opens next, and by which hours; None: no hours say so."""
    sort, _, name = target.partition("/")
    flow = {"flow": name, "number": plan.numbers.get(name, "")}.get(sort, "")
    found = [
        (start, table)
        for key, table in plan.hours.items()
        if not flow or key.partition("/")[0] == flow or key == flow
        for start, _ in table.open
        if start > utc_ms
    ]
    return min(found, key=lambda one: one[0], default=None)


def unknown(plan: Plan | None, target: str) -> str:
    """Why nothing can be overridden there, "" when it can."""
    sort, _, name = target.partition("/")
    known: dict[str, Mapping[str, Any]] = (
        {"flow": plan.flows, "queue": plan.queues, "number": plan.numbers} if plan else {}
    )
    if target == CENTRE or name in known.get(sort, ()):
        return ""
    if sort not in known:
        return f"{target!r} is nothing that opens: name a flow, a queue, a number or the centre."
    there = ", ".join(sorted(known[sort])) or "none"
    return f"There is no {sort} {name}; there are: {there}."
