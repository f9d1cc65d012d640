"""What the distribution remembers of callers: places of those who left, and who served them."""

from dataclasses import dataclass

from voipcc.core.desk import Desk
from voipcc.core.moment import MICROSECONDS
from voipcc.core.seam import CallLost

PLACES_KEPT = 5_000
AGENTS_KEPT = 20_000
LOST_S = 900  # whom the switch took with it may take their time to call again
MS_PER_HOUR = 3_600_000


@dataclass(slots=True)
class LeftPlace:
    """The place of a caller who hung up while waiting, or whom the switch took with it (`lost`)."""

    since_us: int
    priority: int
    left_us: int
    lost: bool = False


@dataclass(slots=True)
class LastAgent:
    """Who talked to a caller last, by the calendar: it outlives a restart of the machine."""

    agent: str
    at_utc_ms: int


class Memory:
    """By party and queue. A caller without a number of their own is not remembered."""

    __slots__ = ("agents", "desk", "places")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.places: dict[str, LeftPlace] = {}
        self.agents: dict[str, LastAgent] = {}

    def leave(self, party: str, queue: str, since_us: int, priority: int) -> None:
        """A waiting caller has hung up."""
        if party:
            key = f"{party} {queue}"
            self.places.pop(key, None)
            self.places[key] = LeftPlace(since_us, priority, self.desk.now_us)
            if len(self.places) > PLACES_KEPT:
                del self.places[next(iter(self.places))]

    def lose(self, message: CallLost) -> None:
        """The switch died with the caller in it: the place is kept for long."""
        key = f"{message.party} {message.queue}"
        place = self.places.get(key)
        if place is None or place.left_us != self.desk.now_us:
            self.leave(message.party, message.queue, message.since_us, message.priority)
            place = self.places[key]
        place.lost = True

    def back(self, party: str, queue: str, within_s: int) -> LeftPlace | None:
        """The place of a caller who calls again in time; it is given once."""
        place = self.places.pop(f"{party} {queue}", None) if party else None
        if place is None:
            return None
        within_s = max(within_s, LOST_S) if place.lost else within_s
        if self.desk.now_us - place.left_us > within_s * MICROSECONDS:
            return None
        return place

    def served(self, party: str, queue: str, agent: str) -> None:
        """An agent talks to the caller."""
        if party:
            key = f"{party} {queue}"
            self.agents.pop(key, None)
            self.agents[key] = LastAgent(agent, self.desk.now.utc_ms)
            if len(self.agents) > AGENTS_KEPT:
                del self.agents[next(iter(self.agents))]

    def last_agent(self, party: str, queue: str, within_h: int) -> str:
        """Who talked to the caller last, "" when nobody did lately."""
        last = self.agents.get(f"{party} {queue}") if party and within_h else None
        if last is None or self.desk.now.utc_ms - last.at_utc_ms > within_h * MS_PER_HOUR:
            return ""
        return last.agent

    def rebooted(self) -> None:
        """Times of another run of the machine mean nothing: places are forgotten."""
        self.places = {}
