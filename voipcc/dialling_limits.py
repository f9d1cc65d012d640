"""How many calls out are too many: counts per agent and per prefix, pure and bounded.

`now_ms` is handed in, so that the same calls always cross the same limit. What is remembered
is never more than the limits allow: a call that is refused is not counted.
"""

from collections import deque
from dataclasses import dataclass, field
from itertools import islice

from voipcc.dialling_settings import DiallingSettings

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
MOST_PREFIXES = 10_000


@dataclass(frozen=True, slots=True)
class Leg:
    """A call out that is under way."""

    agent: str
    began_ms: int


@dataclass(slots=True)
class _Person:
    """When an agent began calls, oldest first, and to which prefix."""

    calls: deque[tuple[int, str]] = field(default_factory=deque)
    open: int = 0


@dataclass(slots=True)
class Limits:
    """`legs` are the calls under way by id, `parked` the agents who may not dial, with why."""

    legs: dict[str, Leg] = field(default_factory=dict)
    parked: dict[str, str] = field(default_factory=dict)
    _people: dict[str, _Person] = field(default_factory=dict)
    _prefixes: dict[str, deque[int]] = field(default_factory=dict)

    def crossed(
        self, rules: DiallingSettings, now_ms: int, agent: str, prefix: str, abroad: bool = True
    ) -> str:
        """Which limit one more call would cross, in words; "" when none.

        Within the country a partner's one number is called all day by many: that is work.
        """
        if agent and (why := self._crossed_by(agent, rules, now_ms, prefix, abroad)):
            return why
        if agent and not abroad:
            return ""
        lately = self._prefixes.get(prefix, ())
        if sum(began > now_ms - HOUR_MS for began in lately) >= rules.prefix_per_hour:
            return f"more than {rules.prefix_per_hour} calls to one prefix within an hour"
        return ""

    def _crossed_by(
        self, agent: str, rules: DiallingSettings, now_ms: int, prefix: str, abroad: bool
    ) -> str:
        person = self._people.get(agent)
        if person is None:
            return ""
        _forget(person.calls, now_ms - DAY_MS)
        calls = person.calls
        if person.open >= rules.at_once:
            return f"more than {rules.at_once} calls at once"
        if _since(calls, now_ms - MINUTE_MS, rules.per_minute):
            return f"more than {rules.per_minute} calls within a minute"
        if len(calls) >= rules.per_day:
            return f"more than {rules.per_day} calls within a day"
        row = list(islice(reversed(calls), rules.in_a_row))
        recent = row[-1][0] > now_ms - (DAY_MS if abroad else HOUR_MS) if row else False
        if len(row) >= rules.in_a_row and recent and all(called == prefix for _, called in row):
            return f"more than {rules.in_a_row} calls in a row to one prefix"
        return ""

    def begin(self, leg: str, now_ms: int, agent: str, prefix: str) -> None:
        """Count a call that was permitted; the same leg twice is one call.

        Without an agent or prefix it counts for none, but is under way all the same.
        """
        if leg in self.legs:
            return
        self.legs[leg] = Leg(agent, now_ms)
        self.count(now_ms, agent, prefix)
        if agent:
            self._people[agent].open += 1

    def count(self, now_ms: int, agent: str, prefix: str) -> None:
        """Remember when a call was begun that is over by now."""
        if agent:
            person = self._people.setdefault(agent, _Person())
            person.calls.append((now_ms, prefix))
            _forget(person.calls, now_ms - DAY_MS)
        if not prefix:
            return
        lately = self._prefixes.pop(prefix, None) or deque()
        while lately and lately[0] <= now_ms - HOUR_MS:
            lately.popleft()
        lately.append(now_ms)
        self._prefixes[prefix] = lately  # at the end: the first is the one longest unused
        if len(self._prefixes) > MOST_PREFIXES:
            del self._prefixes[next(iter(self._prefixes))]

    def end(self, leg: str) -> bool:
        """A call is over; False when it was none of these."""
        known = self.legs.pop(leg, None)
        if known is None:
            return False
        person = self._people.get(known.agent)
        if person is not None:
            person.open = max(0, person.open - 1)
        return True

    def unpark(self, agent: str) -> bool:
        """Give the right back, with a clean sheet: the calls of before are not held against them."""
        known = self.parked.pop(agent, None) is not None
        if known:
            self.forget(agent)
        return known

    def forget(self, agent: str) -> None:
        """The calls an agent has begun so far are counted no longer."""
        person = self._people.get(agent)
        if person is not None:
            person.calls.clear()


def _since(calls: deque[tuple[int, str]], start_ms: int, count: int) -> bool:
    """Whether the last `count` calls were all begun after `start_ms`."""
    return len(calls) >= count and calls[-count][0] > start_ms


def _forget(calls: deque[tuple[int, str]], before_ms: int) -> None:
    while calls and calls[0][0] <= before_ms:
        calls.popleft()
