"""Every leg that had audio keeps its figures: the sums of its whole life, under its conversation."""

from tests.core.desk import Floor
from voipcc.core.cdr import LegQuality
from voipcc.core.commands import KeepLegQuality
from voipcc.core.events import LegEnded, LineMeasured


class Line(Floor):
    """A centre whose kept figures are collected."""

    def __init__(self) -> None:
        self.kept: list[LegQuality] = []
        super().__init__()

    def _keep(self, commands: list) -> None:  # type: ignore[type-arg]
        super()._keep(commands)
        self.kept += [one.record for one in commands if isinstance(one, KeepLegQuality)]


def measured(leg: str, packets: int, lost: int, source: str = "call") -> LineMeasured:
    """So many packets came and were lost each way, with 20 ms of jitter."""
    device = "" if leg == "c" else "anna/desk"
    ways = (packets, lost, packets, lost)
    return LineMeasured(leg, device, "alaw", *ways, 20_000, 20_000, 40_000, source=source)  # type: ignore[arg-type]


def test_the_shortest_talk_has_figures_of_both_legs() -> None:
    """Nobody looked while it lasted: what the switch says at the end is kept, the agent's leg after the call."""
    line = Line()
    mine = line.talk("c").agent_leg
    line.do(measured("c", 150, 3, "end"), 3)
    line.do(LegEnded("c"))
    line.do(measured(mine, 145, 0, "end"))
    line.do(LegEnded(mine, by="us"))
    caller, agent = line.kept
    assert caller.conversation == agent.conversation == line.records[0].id
    assert (caller.leg, caller.agent, caller.packets_in, caller.lost_in) == ("c", "", 150, 3)
    assert (agent.agent, agent.device, agent.source) == ("anna", "anna/desk", "call")
    assert 4 < caller.mos_in < agent.mos_in


def test_the_sums_at_the_end_take_the_place_of_ours() -> None:
    """What was told on the way, perhaps twice, is in them: packets are the switch's, means weigh all."""
    line = Line()
    line.talk("c")
    for _ in range(2):
        line.do(measured("c", 500, 10), 10)
    line.do(measured("c", 1200, 25, "end"), 4)
    line.do(LegEnded("c"))
    (caller,) = line.kept
    assert (
        (caller.packets_in, caller.lost_in) == (caller.packets_out, caller.lost_out) == (1200, 25)
    )
    assert (caller.jitter_in_us, caller.round_trip_us) == (20_000, 40_000)


def test_a_caller_who_talks_to_nobody_has_figures_too() -> None:
    """Waiting is listening: the caller's line is on the record whatever became of the call."""
    line = Line()
    line.arrive("c")
    line.do(measured("c", 900, 0, "end"), 20)
    line.do(LegEnded("c"))
    assert [one.conversation for one in line.kept] == [line.records[0].id]


def test_what_nobody_measured_is_not_kept() -> None:
    """A talk of which the switch says nothing leaves no row of noughts, and a phone that only rang none."""
    line = Line()
    mine = line.talk("c").agent_leg
    line.do(LegEnded("c"))
    line.do(LegEnded(mine, by="us"))
    line.do(measured("strange", 5, 0, "end"))
    assert not line.kept


def test_the_end_is_no_verdict_on_the_line() -> None:
    """An agent's line is judged by what was measured on the way, never by the sums."""
    line = Line()
    mine = line.talk("c").agent_leg
    for _ in range(3):
        line.do(measured(mine, 300, 200, "end"), 1)
    health = line.agent()["line_health"]
    assert isinstance(health, dict) and health["state"] == "good"
