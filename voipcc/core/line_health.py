"""An agent's third axis: how good the home line is, and what that means for the next call.

    good       like anybody else
    degraded   last among equals: rung when no one of the same level on a good line is free
    bad        not rung at all

A measurement becomes a verdict by its MOS (E-model). Two verdicts in a row change the state,
to the milder of them when it gets worse and to the worse when it gets better; a line test and
one-way audio change it at once. A better state needs a margin, so that a line at the limit does
not flutter. A line nobody measures any more rises one step after `recover_s`: otherwise one
that gets no calls would never be heard of again.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from voipcc.core.desk import Desk
from voipcc.core.events import LineMeasured
from voipcc.core.line_limits import LOW, LineLimits
from voipcc.core.ways import Reason, Way, worst_way

if TYPE_CHECKING:
    from voipcc.core.agent import AgentState, Roster

LineState = Literal["good", "degraded", "bad"]
STATES = get_args(LineState)
MARGIN = 0.2  # of MOS, above the limit before a line counts as better


@dataclass(slots=True)
class LineHealth:
    """The state, why, and the figures of the last measurement (the worse direction).

    `seen` is the last verdict. `silent` counts the talks in a row with a dead microphone.
    """

    state: LineState = "good"
    reason: Reason = ""
    since_us: int = 0
    seen: LineState = "good"
    silent: int = 0
    measured_us: int = 0
    mos: float = 0.0
    loss: float = 0.0
    jitter_us: int = 0
    round_trip_us: int = 0


class LineRule:
    """Turns measurements into the state of `agent.line`."""

    __slots__ = ("desk", "roster")

    def __init__(self, desk: Desk, roster: "Roster") -> None:
        self.desk = desk
        self.roster = roster

    @property
    def limits(self) -> LineLimits:
        return self.desk.plan.line_rule if self.desk.plan else LineLimits()

    def measured(self, event: LineMeasured) -> None:
        """What was found out about one device's line."""
        agent = self.roster.agents.get(self.roster.owners.get(event.device, ""))
        if agent is None or not self.limits.degraded_mos or event.device in agent.telephones:
            return  # a telephone's line is its carrier's, not the agent's at home
        if event.source == "end":
            return  # sums of a whole talk, which was judged while it lasted
        worst = worst_way(event)
        if worst is not None:
            self._note(agent.line, worst)
        verdict = self._fault(agent.line, event) or self._verdict(agent.line, event, worst)
        if verdict is not None:
            state, reason = verdict
            self._weigh(agent, state, reason, sure=event.fault != "" or event.source == "test")

    def _note(self, line: LineHealth, worst: Way) -> None:
        line.measured_us = self.desk.now_us
        line.mos, line.loss = worst.mos, worst.loss
        line.jitter_us, line.round_trip_us = worst.jitter_us, worst.round_trip_us

    def _fault(self, line: LineHealth, event: LineMeasured) -> tuple[LineState, Reason] | None:
        """Nothing is heard of the agent: sure when no packet comes, likely when only silence does."""
        match event.fault:
            case "one_way":
                return "bad", "one_way"
            case "dead_microphone":
                line.silent += 1
                return "degraded" if line.silent < 2 else "bad", "dead_microphone"
        return None

    def _verdict(
        self, line: LineHealth, event: LineMeasured, worst: Way | None
    ) -> tuple[LineState, Reason] | None:
        if worst is None:
            return None
        if line.reason == "dead_microphone" and not event.voice:
            return None  # good packets say nothing of a microphone
        if event.voice:
            line.silent = 0
        limits, mos = self.limits, worst.mos
        state: LineState = "good"
        if mos < limits.bad_mos + MARGIN * (line.state == "bad"):
            state = "bad"
        elif mos < limits.degraded_mos + MARGIN * (line.state != "good"):
            state = "degraded"
        better = STATES.index(state) < STATES.index(line.state)
        if better and event.source == "probe" and line.reason != "delay":
            return None  # a quick answer says nothing of lost audio
        return state, worst.reason if state != "good" else ""

    def _weigh(self, agent: "AgentState", state: LineState, reason: Reason, *, sure: bool) -> None:
        line, rank = agent.line, STATES.index
        seen, line.seen = line.seen, state
        both = sorted((state, seen), key=rank)
        if sure:
            self._change(agent, state, reason)
        elif rank(both[0]) > rank(line.state):
            self._change(agent, both[0], reason)
        elif rank(both[1]) < rank(line.state):
            self._change(agent, both[1], reason if both[1] != "good" else "")
        elif line.state != "good":
            self._await_rest(agent)

    def profile(self, agent: "AgentState") -> str:
        """The line profile to ring an agent's phone with, "" for the one it has anyway."""
        plan = self.desk.plan.agents.get(agent.name) if self.desk.plan else None
        automatic = plan is not None and plan.line_profile == "automatic"
        return LOW if automatic and agent.line.state != "good" else ""

    def rested(self, agent: "AgentState") -> None:
        """Nobody measured it for a while: one step better, and the next call will tell."""
        line = agent.line
        if line.state != "good":
            better: LineState = "degraded" if line.state == "bad" else "good"
            line.seen = better
            self._change(agent, better, line.reason if better != "good" else "")

    def forget(self, agent: "AgentState") -> None:
        """Another run of the machine: what was measured means nothing any more."""
        agent.line = LineHealth()

    def _change(self, agent: "AgentState", state: LineState, reason: Reason) -> None:
        line = agent.line
        if line.state != state:
            line.since_us = self.desk.now_us
            if state == "good":
                line.silent = 0
        moved, line.state, line.reason = line.state != state, state, reason
        if state == "good":
            self.desk.deadlines.clear("agent", agent.name, "line")
        else:
            self._await_rest(agent)
        if moved:
            self.roster.rank_again(agent)

    def _await_rest(self, agent: "AgentState") -> None:
        self.desk.set_deadline("agent", agent.name, "line", self.limits.recover_s)
