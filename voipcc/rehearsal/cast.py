"""Who has to be there for a call: a centre of hundreds would be staffed anew for each rehearsal.

A call goes the same way when only those agents are logged in who serve the queues it comes into, and
those its flow asks about. Which these are is found out by trying: a rehearsal that comes into a queue
nobody was called in for is broken off, and begun again with its agents there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from voipcc.core.plan import Plan
from voipcc.core.steps import Step
from voipcc.rehearsal.script import Act, Caller

FEW = 12  # agents: so many are there as fast as it is found out who need not be
MOST_LEARNT = 5000
WORD = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(slots=True)
class _Named:
    """What the flows a number leads into name: all their words, and the queues they ask about."""

    words: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Casting:
    """Smaller plans for one plan, each made once."""

    plan: Plan
    _named: dict[str, _Named] = field(default_factory=dict)
    _learnt: dict[tuple[str, tuple[Act, ...]], frozenset[str]] = field(default_factory=dict)
    _small: dict[tuple[str, frozenset[str], frozenset[str]], Plan] = field(default_factory=dict)

    def guess(self, caller: Caller) -> frozenset[str]:
        """The queues whose agents are called in before it is known which ones the call comes into."""
        return self.asked(caller.number) | self._learnt.get(
            (caller.number, caller.acts), frozenset()
        )

    def learn(self, caller: Caller, queues: frozenset[str]) -> None:
        """Whoever does the same will probably come into these queues again."""
        if len(self._learnt) < MOST_LEARNT:
            self._learnt[caller.number, caller.acts] = queues

    def asked(self, number: str) -> frozenset[str]:
        """The queues whose agents a call to this number may depend on before it comes into one.

        All its flows name, where their agents are few.
        """
        named = self._names(number)
        queues = frozenset(named.words & self.plan.queues.keys())
        few = len({one for name in queues for one in self.plan.queues[name].agents}) <= FEW
        return queues if few else frozenset(named.asked)

    def plan_for(
        self, number: str, staffed: frozenset[str], there: frozenset[str] = frozenset()
    ) -> Plan:
        """The plan with the agents of `staffed` queues and those in `there` alone.

        Every queue the flows of `number` name is in it.
        """
        key = (number, staffed, there)
        if key not in self._small:
            self._small[key] = self._reduced(*key)
        return self._small[key]

    def _reduced(self, number: str, staffed: frozenset[str], there: frozenset[str]) -> Plan:
        plan, words = self.plan, self._names(number).words
        queues = {
            name: queue if name in staffed else replace(queue, agents=(), members={})
            for name, queue in plan.queues.items()
            if name in words or name in staffed
        }
        wanted = {agent for queue in queues.values() for agent in queue.agents} | words | there
        agents = {name: agent for name, agent in plan.agents.items() if name in wanted}
        supervisors = {name: one for name, one in plan.supervisors.items() if name in agents}
        return replace(plan, queues=queues, agents=agents, supervisors=supervisors)

    def _names(self, number: str) -> _Named:
        if number not in self._named:
            self._named[number] = _names_in(self.plan, self.plan.numbers.get(number, ""))
        return self._named[number]


def _names_in(plan: Plan, first: str) -> _Named:
    """Every word in the steps of a flow and of those it goes into: names are among them."""
    named = _Named()
    waiting, seen = [first], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in plan.flows:
            continue
        seen.add(name)
        flow = plan.flows[name]
        found = {word for text in _texts(flow) for word in WORD.findall(text)}
        waiting += [word for word in found if word in plan.flows]
        named.words |= found
        named.asked |= {
            one for steps in flow.blocks.values() for step in steps for one in _asks(step)
        }
    return named


def _asks(step: Step) -> tuple[str, ...]:
    asks: tuple[str, ...] = getattr(step, "asks", ())
    return asks


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
            for one in fields(value):
                yield from _texts(getattr(value, one.name))
