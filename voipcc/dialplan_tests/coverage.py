"""How much of the dialplans the tests walk through: steps and keys, and what callers use of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import Step
from voipcc.flow_chart import NOTHING, Traffic
from voipcc.flow_chart.rows import aside_blocks
from voipcc.rehearsal import Rehearsal


@dataclass(frozen=True, slots=True)
class Gap:
    """A step or key no test comes by, and how many calls of the counted day did."""

    flow: str
    block: str
    line: int
    key: str
    calls: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of steps and keys; `weighted` is the share of what callers did that is covered.

    A step counts for each call that came by, a key for each that went on by it (keys with the same
    target share them). `weighted` is None where no calls were counted; `traffic` says which were.
    """

    steps: int
    steps_covered: int
    keys: int
    keys_covered: int
    weighted: float | None
    traffic: str
    gaps: tuple[Gap, ...]


@dataclass(slots=True)
class Walked:
    """What the rehearsed calls came by, collected call by call."""

    steps: set[str] = field(default_factory=set)
    keys: set[tuple[str, str]] = field(default_factory=set)

    def add(self, rehearsal: Rehearsal) -> None:
        """One more call."""
        self.steps.update(rehearsal.steps)
        self.keys.update(rehearsal.pressed)


@dataclass(frozen=True, slots=True)
class _Item:
    """One step or key, whether a test comes by, and how much it weighs."""

    gap: Gap
    covered: bool
    weight: float


def coverage_of(plan: Plan, walked: Walked, traffic: Traffic = NOTHING) -> Coverage:
    """What of the plan was walked through, the gaps with most calls first."""
    steps = [one for flow in plan.flows.values() for one in _steps(flow, walked, traffic)]
    keys = [one for flow in plan.flows.values() for one in _keys(flow, walked, traffic)]
    items = [*steps, *keys]
    whole = sum(one.weight for one in items)
    done = sum(one.weight for one in items if one.covered)
    gaps = [one.gap for one in items if not one.covered]
    return Coverage(
        len(steps),
        sum(one.covered for one in steps),
        len(keys),
        sum(one.covered for one in keys),
        done / whole if whole else None,
        traffic.words,
        tuple(sorted(gaps, key=lambda gap: (-gap.calls, gap.flow, gap.line, gap.key))),
    )


def _own_steps(flow: Flow) -> Iterator[tuple[str, Step]]:
    aside = aside_blocks(flow)
    for block, steps in flow.blocks.items():
        if block not in aside:
            for step in steps:
                yield block, step


def _steps(flow: Flow, walked: Walked, traffic: Traffic) -> Iterator[_Item]:
    for block, step in _own_steps(flow):
        calls = traffic.through(flow.name, block) or 0
        covered = f"{flow.name}:{block}:{step.line}" in walked.steps
        yield _Item(Gap(flow.name, block, step.line, "", calls), covered, calls)


def _keys(flow: Flow, walked: Walked, traffic: Traffic) -> Iterator[_Item]:
    for block, step in _own_steps(flow):
        place = f"{flow.name}:{block}:{step.line}"
        keys = list(_keys_of(step))
        sharing = Counter(target for _, target in keys)
        for key, target in keys:
            calls = traffic.between(flow.name, block, step.line, target) or 0
            gap = Gap(flow.name, block, step.line, key, calls)
            yield _Item(gap, (place, key) in walked.keys, calls / sharing[target])


def _keys_of(step: Step) -> Iterator[tuple[str, str]]:
    yield from getattr(step, "keys", {}).items()
    for one in getattr(step, "invitations", ()):
        yield from one.keys.items()
