"""Two editions compared, in words for whoever is asked to publish one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

import msgspec

from voipcc.core.plan import Flow, Plan, Queue
from voipcc.core.steps import Step
from voipcc.versions.edition import Edition
from voipcc.versions.opening_days import changed_days

MOST = 200
UNNOTICED = "nothing callers or agents notice: remarks, or the order of lines"
# What the plan takes from the settings is compared there, or by an entry's own words below.
IN_THE_PLAN = {
    "agents", "queues", "break_reasons", "supervisors", "max_calls", "time_zone", "voicemail_days",
    "line_rule", "talk_codes", "format",
}  # fmt: skip
TOLD_OUT = ("name", "country", "languages")  # what is never a secret
PLAIN_PARTS = ("reasons", "supervisors", "talk_codes", "line_rule")
PLAIN_VALUES = ("max_calls", "time_zone", "voicemail_days", "help_code", "pickup_code", "park_s")


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is otherwise, and the flow, queue or agent it is about."""

    words: str
    flow: str = ""
    queue: str = ""
    agent: str = ""


def differences(before: Edition, after: Edition, now_utc_ms: int) -> list[Difference]:
    """What callers and agents meet otherwise with `after`; empty when it is the same version."""
    if before.version == after.version:
        return []
    found = [
        *_numbers(before.plan.numbers, after.plan.numbers),
        *_flows(before.plan, after.plan),
        *_callers(before.callers, after.callers),
        *_recordings(before.prompts, after.prompts, after.plan),
        *_hours(before.plan, after.plan, now_utc_ms),
        *_queues(before.plan, after.plan),
        *_agents(before, after),
        *_others(before, after),
    ]
    if len(found) > MOST:
        found[MOST:] = [Difference(f"and {len(found) - MOST} more")]
    return found or [Difference(UNNOTICED)]


def _numbers(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for number in sorted({*before, *after}):
        old, new = before.get(number), after.get(number)
        if old is None:
            yield Difference(f"number {number} added: it leads to {new}", flow=new or "")
        elif new is None:
            yield Difference(f"number {number} removed: it led to {old}", flow=old)
        elif old != new:
            yield Difference(f"number {number} leads to {new} instead of {old}", flow=new)


def _callers(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> Iterator[Difference]:
    """Lists of callers; whose numbers they are is not said."""
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        flow = name.partition("/")[0]
        if old is None or new is None:
            yield Difference(f"callers {name} {'added' if old is None else 'removed'}", flow=flow)
        elif set(old) != set(new):
            more, fewer = len(set(new) - set(old)), len(set(old) - set(new))
            yield Difference(f"callers {name}: {more} added, {fewer} removed", flow=flow)


# --- flows --------------------------------------------------------------------------------------


def _flows(before: Plan, after: Plan) -> Iterator[Difference]:
    for name in sorted({*before.flows, *after.flows}):
        old, new = before.flows.get(name), after.flows.get(name)
        if old is None or new is None:
            yield Difference(f"dialplan {name} {'added' if old is None else 'removed'}", flow=name)
            continue
        for words in _flow(old, new):
            yield Difference(f"{name}: {words}", flow=name)


def _flow(old: Flow, new: Flow) -> Iterator[str]:
    rest = replace(old, blocks={}, source=""), replace(new, blocks={}, source="")
    yield from changed_fields(*rest)
    for label in dict.fromkeys((*old.blocks, *new.blocks)):
        if label not in old.blocks:
            yield f"block {label} added"
        elif label not in new.blocks:
            yield f"block {label} removed"
        else:
            for words in _steps(old.blocks[label], new.blocks[label]):
                yield f"block {label}: {words}"


def _steps(old: Sequence[Step], new: Sequence[Step]) -> Iterator[str]:
    """Steps added, removed and changed; where they stand in the file does not matter."""
    left = [replace(step, line=0) for step in old]
    right = [replace(step, line=0) for step in new]
    matcher = SequenceMatcher(
        None, [repr(one) for one in left], [repr(one) for one in right], False
    )
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            continue
        for one, other in zip_longest(left[i1:i2], right[j1:j2]):
            if one is not None and other is not None and one.kind == other.kind:
                yield from (f"{_named(one)}: {words}" for words in changed_fields(one, other))
                continue
            if one is not None:
                yield f"step removed: {_named(one)}"
            if other is not None:
                yield f"step added: {_named(other)}"


def _named(step: Step) -> str:
    """A step by its kind and the first thing it names: "menu main-menu", "queue sales"."""
    for entry in fields(step):
        value = getattr(step, entry.name)
        if entry.name not in ("kind", "line") and value and isinstance(value, str | tuple):
            return f"{step.kind.replace('_', ' ')} {_value(entry.name, value)[:60]}"
    return step.kind.replace("_", " ")


# --- fields of whatever kind ------------------------------------------------------------------


def changed_fields(old: Any, new: Any, within: str = "") -> Iterator[str]:
    """Every field that differs, in words; fields of fields by their path."""
    for entry in fields(old):
        one, other = getattr(old, entry.name), getattr(new, entry.name, None)
        if one != other:
            yield from _changed(f"{within}{_spoken(entry.name)}", entry.name, one, other)


def _changed(name: str, key: str, old: Any, new: Any) -> Iterator[str]:
    if is_dataclass(old) and type(old) is type(new):
        yield from changed_fields(old, new, f"{name}, ")
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _changed_entries(name, key, old, new)
    elif key.endswith("prompts"):
        yield f"{name} {_value(key, new)} instead of {_value(key, old)}"
    else:
        yield f"{name} {_value(key, old)} -> {_value(key, new)}"


def _changed_entries(
    name: str, key: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[str]:
    one = name.removesuffix("s") if name.endswith("s") else name
    for entry in dict.fromkeys((*old, *new)):
        if entry not in old:
            more = f" ({new[entry]})" if isinstance(new[entry], str | int) else ""
            yield f"{one} {entry} added{more}"
        elif entry not in new:
            yield f"{one} {entry} removed"
        elif old[entry] != new[entry]:
            yield from _changed(f"{one} {entry}", key, old[entry], new[entry])


def _spoken(name: str) -> str:
    return name.removesuffix("_s").replace("_", " ")


def _value(name: str, value: Any) -> str:
    """A value as people say it; names that end in _s hold seconds."""
    match value:
        case None | "" | ():
            return "none"
        case bool():
            return "yes" if value else "no"
        case int() | float() if name.endswith("_s"):
            return _duration(value)
        case tuple():
            return ", ".join(_value("", one) for one in value)
        case _ if is_dataclass(value):
            said = ((one.name, getattr(value, one.name)) for one in fields(value))
            return " ".join(f"{_spoken(key)} {_value(key, one)}" for key, one in said if one)
    return str(value)


def _duration(seconds: float) -> str:
    for length, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= length and seconds % length == 0:
            return f"{seconds / length:g} {unit}"
    return f"{seconds:g} s"


# --- recordings and hours ---------------------------------------------------------------------


def _recordings(
    before: Mapping[str, str], after: Mapping[str, str], plan: Plan
) -> Iterator[Difference]:
    told = set()
    for file in sorted({*before, *after}):
        path = PurePosixPath(file)
        language, name = path.parts[0], path.relative_to(path.parts[0]).with_suffix("")
        if before.get(file) == after.get(file) or (language, name) in told:
            continue
        told.add((language, name))
        said = ", ".join(sorted(_who_says(plan, str(name)))[:5])
        where = f"; said in {said}" if said else ""
        what = "is a new recording" if file in after else "has no recording of yours any more"
        if file in after and file not in before:
            what = "has a recording of yours"
        yield Difference(f"prompt {name} ({language}) {what}{where}")


def _who_says(plan: Plan, prompt: str) -> set[str]:
    """The flows in which this prompt stands, wherever it stands."""
    return {name for name, flow in plan.flows.items() if f"'{prompt}'" in repr(flow.blocks)}


def _hours(before: Plan, after: Plan, now_utc_ms: int) -> Iterator[Difference]:
    for name in sorted({*before.hours, *after.hours}):
        old, new = before.hours.get(name), after.hours.get(name)
        if old is None or new is None:
            yield Difference(f"hours {name} {'added' if old is None else 'removed'}")
        elif words := changed_days(old, new, now_utc_ms):
            yield Difference(f"hours {name}: {words}", flow=name.partition("/")[0])


# --- people and the rest ----------------------------------------------------------------------


def _queues(before: Plan, after: Plan) -> Iterator[Difference]:
    for name in sorted({*before.queues, *after.queues}):
        old, new = before.queues.get(name), after.queues.get(name)
        if old is None or new is None:
            yield Difference(f"queue {name} {'added' if old is None else 'removed'}", queue=name)
            continue
        for words in (*_crew(old, new), *changed_fields(old, replace(new, agents=old.agents))):
            yield Difference(f"queue {name}: {words}", queue=name)


def _crew(old: Queue, new: Queue) -> Iterator[str]:
    yield from (f"agent {one} added" for one in new.agents if one not in old.agents)
    yield from (f"agent {one} removed" for one in old.agents if one not in new.agents)
    if set(old.agents) == set(new.agents) and old.agents != new.agents:
        yield f"order of agents {', '.join(new.agents)}"


def _agents(before: Edition, after: Edition) -> Iterator[Difference]:
    for name in sorted({*before.settings.agents, *after.settings.agents}):
        old, new = before.settings.agents.get(name), after.settings.agents.get(name)
        if old is None or new is None:
            yield Difference(f"agent {name} {'added' if old is None else 'removed'}", agent=name)
            continue
        one, other = old.model_dump(mode="json"), new.model_dump(mode="json")
        for key in one:
            if one[key] != other[key]:
                plain = isinstance(one[key], str | int) and isinstance(other[key], str | int)
                more = f" {_value(key, one[key])} -> {_value(key, other[key])}" if plain else ""
                yield Difference(f"agent {name}: {_spoken(key)}{more or ' changed'}", agent=name)


def _others(before: Edition, after: Edition) -> Iterator[Difference]:
    for name in (*PLAIN_PARTS, *PLAIN_VALUES):
        old, new = getattr(before.plan, name), getattr(after.plan, name)
        if old != new:
            yield from (Difference(words) for words in _changed(_spoken(name), name, old, new))
    one, other = (each.settings.model_dump(mode="json") for each in (before, after))
    for key in one:
        if key not in IN_THE_PLAN and one[key] != other[key]:
            yield from (Difference(words) for words in _keys(key, one[key], other[key]))


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _keys(path: str, old: Any, new: Any) -> Iterator[str]:
    """Changed keys of centre.yaml by their path; a value may be a secret, so none is shown."""
    if path in TOLD_OUT:
        yield f"{path}: {_listed(old)} -> {_listed(new)}"
        return
    if not isinstance(old, dict) or not isinstance(new, dict):
        yield f"{path} changed"
        return
    for key in dict.fromkeys((*old, *new)):
        if key not in old or key not in new:
            yield f"{path}.{key} {'added' if key not in old else 'removed'}"
        elif old[key] != new[key]:
            yield from _keys(f"{path}.{key}", old[key], new[key])
