"""What is wrong with agents' shifts in a centre file: days, times and zones nobody knows."""

from collections.abc import Iterator

from voipcc.calendar_words import dates_problems, week_problems, zone_problems
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.settings import CentreSettings


def shift_problems(settings: CentreSettings, node: Node, file: str) -> Iterator[Problem]:
    """Every such problem."""
    for name, agent in settings.agents.items():
        place = node.at("agents", name)
        yield from zone_problems(file, agent.time_zone, place.at("time_zone"))
        yield from week_problems(file, agent.shifts, place.at("shifts"))
        yield from dates_problems(file, agent.away, place.at("away"))
