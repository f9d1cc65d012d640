"""When a waiting caller is led elsewhere: by waiting time, line, staff, estimate or the clock."""

from collections.abc import Callable

from voipcc.core.moment import MICROSECONDS
from voipcc.core.steps import Overflow, QueueStep
from voipcc.core.value import dataclass

LOOK_S = 3  # how often a caller's prospects are looked at, where a step has rules for them


@dataclass(frozen=True, slots=True)
class Prospects:
    """How a caller stands. `expected_s`: how long it still takes, 0 when nobody knows."""

    position: int
    staff: int
    expected_s: int = 0


def needs_prospects(step: QueueStep) -> bool:
    """Whether anything of this step depends on more than the time waited."""
    if not step.overflow and not step.invitations:
        return False
    rules = any(rule.when != "wait" for rule in step.overflow)
    return rules or any(one.estimate_s for one in step.invitations)


def goes_by_staff(step: QueueStep) -> bool:
    """Whether a rule counts agents."""
    return any(rule.when in ("ratio", "no_staff") for rule in step.overflow)


def goes_by_estimate(step: QueueStep) -> bool:
    """Whether a rule or an invitation depends on how long it still takes."""
    rules = any(rule.when == "estimate" for rule in step.overflow)
    return rules or any(one.estimate_s for one in step.invitations)


def overflowing(
    step: QueueStep, prospects: Prospects, is_open: Callable[[str], bool]
) -> Overflow | None:
    """The first rule that holds, those for the time waited aside."""
    for rule in step.overflow:
        if rule.when != "wait" and _holds(rule, prospects, is_open):
            return rule
    return None


def closed(step: QueueStep, is_open: Callable[[str], bool]) -> Overflow | None:
    """The rule for a queue that is closed by now."""
    for rule in step.overflow:
        if rule.when == "closed" and not is_open(rule.hours):
            return rule
    return None


def next_wait_us(step: QueueStep, waited_us: int) -> int | None:
    """The next limit of waiting; one that is over when the caller comes (back) is spent."""
    if not step.overflow:
        return None
    limits = (int(rule.limit * MICROSECONDS) for rule in step.overflow if rule.when == "wait")
    return min((limit for limit in limits if limit > waited_us), default=None)


def waited(step: QueueStep, waited_us: int) -> Overflow | None:
    """The rule whose limit of waiting was reached last."""
    reached = [
        rule
        for rule in step.overflow
        if rule.when == "wait" and rule.limit * MICROSECONDS <= waited_us
    ]
    return max(reached, key=lambda rule: rule.limit, default=None)


def _holds(rule: Overflow, prospects: Prospects, is_open: Callable[[str], bool]) -> bool:
    before = prospects.position - 1
    match rule.when:
        case "length":
            return before >= rule.limit
        case "ratio":
            return before > 0 and before >= rule.limit * prospects.staff
        case "estimate":
            return prospects.expected_s >= rule.limit > 0
        case "no_staff":
            return not prospects.staff
        case "closed":
            return not is_open(rule.hours)
    return False
