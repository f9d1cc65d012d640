"""What callers may ask for, read a second time: skills, rings, levels, preferred agents.

Written from the rules alone. An expression of skills is also one of Python, so Python reads
it; a skill that is not asked for any more counts for nothing on either side of `and`, `or`.
"""

import ast
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache

from voipcc.core.plan import Member, Plan, Queue
from voipcc.core.steps import JumpStep, QueueStep

SECOND = 1_000_000
PREFERRED = -1
USUAL = Member()


@cache
def _tree(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def holds(text: str, skills: Mapping[str, int], dropped: frozenset[str]) -> bool:
    """Whether an agent with these skills may serve who asks for `text`."""
    return not text or _value(_tree(text), skills, dropped) is not False


def _value(part: ast.expr, skills: Mapping[str, int], dropped: frozenset[str]) -> bool | None:
    """None: nothing is asked for here any more."""
    match part:
        case ast.Name(id=name):
            return None if name in dropped else skills.get(name, 0) >= 1
        case ast.Compare(left=ast.Name(id=name), ops=[sign], comparators=[ast.Constant(value=n)]):
            return None if name in dropped else _compared(skills.get(name, 0), sign, int(str(n)))
        case ast.UnaryOp(operand=inner):
            known = _value(inner, skills, dropped)
            return None if known is None else not known
        case ast.BoolOp(op=word, values=parts):
            known_ones = [_value(one, skills, dropped) for one in parts]
            asked = [one for one in known_ones if one is not None]
            if not asked:
                return None
            return all(asked) if isinstance(word, ast.And) else any(asked)
    raise AssertionError(f"no expression of skills: {ast.dump(part)}")


def _compared(level: int, sign: ast.cmpop, limit: int) -> bool:
    match sign:
        case ast.GtE():
            return level >= limit
        case ast.LtE():
            return level <= limit
        case ast.Gt():
            return level > limit
        case ast.Lt():
            return level < limit
        case ast.Eq():
            return level == limit
    return level != limit


class Rules:
    """One plan, asked who may serve whom. `steps` are the wishes of each flow's queues."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._served: dict[tuple[str, str, int], dict[str, int]] = {}
        self._relaxed_us = {
            name: sorted(one.after_s * SECOND for one in queue.relax)
            for name, queue in plan.queues.items()
        }
        self.served_by: dict[str, list[str]] = {}  # agent -> queues
        for name, queue in plan.queues.items():
            for agent in queue.agents:
                self.served_by.setdefault(agent, []).append(name)
        self.steps: dict[tuple[str, str], QueueStep] = {}
        self.straight: dict[str, str] = {}  # number -> the queue no menu stands before
        for number, flow in plan.numbers.items():
            blocks = plan.flows[flow].blocks
            steps = blocks[plan.flows[flow].start]
            if isinstance(steps[-1], JumpStep):  # it only thinks before it begins
                steps = blocks[steps[-1].block]
            for step in steps:
                if isinstance(step, QueueStep):
                    self.straight.setdefault(number, step.queue)
            for block in plan.flows[flow].blocks.values():
                for step in block:
                    if isinstance(step, QueueStep):
                        self.steps.setdefault((number, step.queue), step)

    def member(self, queue: str, agent: str) -> Member:
        return self.plan.queues[queue].members.get(agent, USUAL)

    def ring(self, queue: str, waited_us: int) -> int:
        """How many relaxations a caller has reached."""
        return bisect_right(self._relaxed_us[queue], waited_us)

    def serving(self, queue: str, requires: str, ring: int) -> dict[str, int]:
        """Who may serve a caller with these wishes in this ring, and at which level."""
        key = (queue, requires, ring)
        found = self._served.get(key)
        if found is None:
            found = self._served[key] = self._look(self.plan.queues[queue], requires, ring)
        return found

    def _look(self, queue: Queue, requires: str, ring: int) -> dict[str, int]:
        reached = queue.relax[:ring]
        asked: list[tuple[str, frozenset[str]]] = [
            (queue.requires, frozenset()),
            (requires, frozenset()),
        ]
        for one in reached:
            if one.requires:
                asked = [(one.requires, frozenset())]
            else:
                asked = [(text, dropped | set(one.drops)) for text, dropped in asked]
        levelled = any(one.level for one in queue.relax)
        highest = max([1, *(one.level for one in reached)]) if levelled else 1 << 30
        return {
            name: level
            for name in queue.agents
            if (level := queue.members.get(name, USUAL).level) <= highest and self._can(name, asked)
        }

    def _can(self, agent: str, asked: list[tuple[str, frozenset[str]]]) -> bool:
        skills = self.plan.agents[agent].skills
        return all(holds(text, skills, dropped) for text, dropped in asked)
