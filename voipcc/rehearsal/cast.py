"""Who has to be there for a call: the queues a flow may lead to, and the agents who serve them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from voipcc.core.plan import Plan

WORD = re.compile(r"[a-z][a-z0-9_-]*")


def cast_for(plan: Plan, number: str, *others: str) -> Plan:
    """The plan with those queues and agents alone that a call to `number` may have to do with.

    A call goes on it as on the whole plan, only faster. `others` are further queues and agents.
    """
    words = _words_of_flows(plan, plan.numbers.get(number, "")) | set(others)
    queues = {name: queue for name, queue in plan.queues.items() if name in words}
    wanted = {name for queue in queues.values() for name in queue.agents} | words
    agents = {name: agent for name, agent in plan.agents.items() if name in wanted}
    supervisors = {name: one for name, one in plan.supervisors.items() if name in agents}
    return replace(plan, queues=queues, agents=agents, supervisors=supervisors)


def _words_of_flows(plan: Plan, first: str) -> set[str]:
    """Every word in the steps of a flow and of those it goes into: names are among them."""
    words: set[str] = set()
    waiting, seen = [first], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in plan.flows:
            continue
        seen.add(name)
        found = {word for text in _texts(plan.flows[name].blocks) for word in WORD.findall(text)}
        waiting += [word for word in found if word in plan.flows]
        words |= found
    return words


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for key, one in value.items():
                yield from _texts(key)
                yield from _texts(one)
        case tuple() | list():
            for one in value:
                yield from _texts(one)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from _texts(getattr(value, field.name))
