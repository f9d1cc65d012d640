"""Who works when, against when callers are let into queues: hours that are open and have nobody.

Shifts stand with each agent in centre.yaml, in the agent's own time zone. A queue is open while some
path of some flow leads into it, by the opening hours on that path.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any

from voipcc.calendar_words import WEEKDAYS, parsed_dates, parsed_days, parsed_span
from voipcc.core.overrides import Override
from voipcc.core.plan import Plan
from voipcc.core.steps import HangUpStep, HoursStep, JumpStep, MenuStep, QueueStep
from voipcc.settings import AgentSettings, CentreSettings
from voipcc.spans import Stretches, common, joined, without
from voipcc.zones import day_times, zone_named

MOST_PATHS = 20_000
NO_JUMPS = frozenset(  # fields of steps that name something else than a block to go on with
    [
        "queue",
        "kind",
        "language",
        "hours",
        "outcome",
        "requires",
        "number",
        "trunk",
        "caller_id",
        "music",
        "into",
        "comfort",
        "agent_hears",
        "on_hold",
        "after_call",
        "when",
        "cause",
        "closed",
    ]
)
Condition = tuple[str, bool]  # opening hours, and whether they are open there


@dataclass(frozen=True, slots=True)
class Cover:
    """One queue: when callers are let in (`open`), who is there when, and when nobody is.

    `unplanned` serve it and have no shifts in the file: nobody counts on them.
    """

    queue: str
    flows: tuple[str, ...]
    open: Stretches
    shifts: Mapping[str, Stretches]
    holes: Stretches
    unplanned: tuple[str, ...]


def cover(
    settings: CentreSettings,
    plan: Plan,
    begin_ms: int,
    end_ms: int,
    overrides: Sequence[Override] = (),
) -> list[Cover]:
    """Every queue some flow leads to, from `begin_ms` to `end_ms` (UTC)."""
    window = ((begin_ms, end_ms),)
    found = []
    for queue, paths in sorted(_paths(plan).items()):
        opened = [
            without(_open(plan, conditions, window), _closed(overrides, flow, queue))
            for flow, conditions in paths
        ]
        demand = joined(span for spans in opened for span in spans)
        agents = plan.queues[queue].agents if queue in plan.queues else ()
        shifts = {
            name: shift_times(settings, settings.agents[name], begin_ms, end_ms)
            for name in agents
            if name in settings.agents and settings.agents[name].shifts
        }
        there = joined(span for spans in shifts.values() for span in spans)
        flows = tuple(sorted({flow for flow, _ in paths}))
        unplanned = tuple(name for name in agents if name not in shifts)
        found.append(Cover(queue, flows, demand, shifts, without(demand, there), unplanned))
    return found


def on_shift(settings: CentreSettings, at_ms: int) -> tuple[str, ...]:
    """The agents whose shift it is at this moment."""
    return tuple(
        name
        for name, agent in settings.agents.items()
        if shift_times(settings, agent, at_ms, at_ms + 1)
    )


def shift_times(
    settings: CentreSettings, agent: AgentSettings, begin_ms: int, end_ms: int
) -> Stretches:
    """When an agent works, by the clock on the agent's own wall, less the days of leave."""
    area = zone_named(agent.time_zone or settings.time_zone)
    day = datetime.fromtimestamp(begin_ms / 1000, area).date() - timedelta(days=1)
    last = datetime.fromtimestamp(end_ms / 1000, area).date() + timedelta(days=1)
    away = [parsed_dates(text) for text in agent.away]
    times = []
    while day <= last:
        free = any(first <= day <= until for first, until in away)
        for days, spans in agent.shifts.items() if not free else ():
            if WEEKDAYS[day.weekday()] in parsed_days(days):
                times += [day_times(day, parsed_span(text), area) for text in spans]
        day += timedelta(days=1)
    return common(joined(times), ((begin_ms, end_ms),))


# --- when a queue is open ---------------------------------------------------------------------------


def _open(plan: Plan, conditions: frozenset[Condition], window: Stretches) -> Stretches:
    spans = window
    for name, wanted in conditions:
        opened = plan.hours[name].open if name in plan.hours else window
        spans = common(spans, opened) if wanted else without(spans, opened)
    return spans


def _closed(overrides: Sequence[Override], flow: str, queue: str) -> Stretches:
    """When an override keeps callers out."""
    places = ("centre", f"flow/{flow}", f"queue/{queue}")
    return joined(
        (one.since_utc_ms, one.until_utc_ms or 1 << 62)
        for one in overrides
        if one.kind == "closed" and one.target in places
    )


def _paths(plan: Plan) -> dict[str, set[tuple[str, frozenset[Condition]]]]:
    """The queues flows lead to: from which flow, and by which opening hours."""
    found: dict[str, set[tuple[str, frozenset[Condition]]]] = {}
    for flow in sorted({*plan.numbers.values()}):
        for queue, conditions in _walk(plan, flow):
            found.setdefault(queue, set()).add((flow, conditions))
    return found


def _walk(plan: Plan, first: str) -> Iterator[tuple[str, frozenset[Condition]]]:
    empty = frozenset[Condition]()
    left = [(first, plan.flows[first].start, empty)]
    seen = set(left)

    def go(flow: str, block: str, conditions: frozenset[Condition]) -> None:
        place = (flow, block, conditions)
        if place not in seen and len(seen) < MOST_PATHS:
            seen.add(place)
            left.append(place)

    while left:
        flow, block, conditions = left.pop()
        for step in plan.flows[flow].blocks.get(block, ()):
            if isinstance(step, HoursStep):
                go(flow, step.closed, conditions | {(step.hours, False)})
                conditions |= {(step.hours, True)}
            if isinstance(step, QueueStep):
                rules = {(rule.hours, True) for rule in step.overflow if rule.hours}
                yield step.queue, conditions | rules
            for name in _named(step):
                if name in plan.flows[flow].blocks:
                    go(flow, name, conditions)
            other = getattr(step, "flow", "")
            if other in plan.flows:
                go(other, getattr(step, "block", "") or plan.flows[other].start, conditions)
            if isinstance(step, JumpStep | HangUpStep | MenuStep | QueueStep):
                break


def _named(part: Any) -> Iterator[str]:
    """Every name a step has that may be a block's."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _named(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from _named(value) if is_dataclass(value) else ()
    elif is_dataclass(part):
        for entry in fields(part):
            if entry.name not in NO_JUMPS:
                yield from _named(getattr(part, entry.name))
