"""Wrap-up: an agent's time for notes after a talk, and the disposition of the call.

The queue's `wrap_up_mode` says how it goes:

    optional      none, unless the agent asks for one during the call
    mandatory     until the agent ends it
    timed         `wrap_up_s`; may be ended early
    timed_fixed   `wrap_up_s`; nobody ends it early

Each can last longer where somebody says so. A disposition the queue requires keeps the
agent in wrap-up until it is given or the time is over.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voipcc.core import dispositions
from voipcc.core.cdr import WrapUp
from voipcc.core.commands import KeepWrapUp
from voipcc.core.desk import Desk
from voipcc.core.events import (
    DispositionChosen,
    RefusedEvent,
    WrapUpEndRequested,
    WrapUpRequested,
)
from voipcc.core.moment import MICROSECONDS, seconds
from voipcc.core.plan import Queue, WrapUpMode

if TYPE_CHECKING:
    from voipcc.core.agent import AgentState, Roster

LONGEST_S = 4 * 3600  # notes nobody ends are ended: every waiting state has a deadline
ASKED_S = 60  # more time asked for without a length


@dataclass(slots=True)
class WrapUpState:
    """The notes of the call in hand, as its queue wants them.

    `anchor_us` and `anchor_utc_ms` are one moment on both clocks. `start_us` 0: not begun;
    `asked` during the call, with `more_s` besides what the queue gives.
    """

    mode: WrapUpMode
    length_s: int
    anchor_us: int
    anchor_utc_ms: int
    asked: bool = False
    more_s: int = 0
    start_us: int = 0
    ends_us: int = 0
    disposition: str = ""
    disposition_name: str = ""


class WrapUps:
    """Begins, lengthens and ends wrap-ups; each is kept once, under its offer."""

    __slots__ = ("desk", "roster")

    def __init__(self, desk: Desk, roster: "Roster") -> None:
        self.desk = desk
        self.roster = roster

    def planned(self, queue: Queue) -> WrapUpState:
        """What follows a call of this queue, should there be a talk."""
        now = self.desk.now
        return WrapUpState(queue.wrap_up_mode, queue.wrap_up_s, now.monotonic_us, now.utc_ms)

    def begin(self, agent: "AgentState", since_us: int, *, lost: bool) -> bool:
        """Begin the wrap-up at the end of the talk; False when there is none.

        A line that broke brings none: the caller is still there, with another agent.
        """
        state = agent.wrap_up
        length_s = 0 if state is None or lost else _length_s(state)
        if state is None or not length_s:
            return False
        state.start_us, state.ends_us = since_us, since_us + seconds(length_s)
        self.roster.floor.work_over(agent.offer, wrapping=True)
        self.roster.set_work(agent, "wrap_up", since_us)
        self.desk.deadlines.set("agent", agent.name, "wrap_up", state.ends_us)
        return True

    def over(self, agent: "AgentState", by: str) -> None:
        """It ends, by whomever; a pending break begins."""
        self.desk.deadlines.clear("agent", agent.name, "wrap_up")
        self.keep(agent, self.desk.now_us, by)
        self.roster.be_idle(agent, self.desk.now_us)

    # --- what people ask -----------------------------------------------------------------------

    def end(self, event: WrapUpEndRequested) -> None:
        """End a wrap-up early. Raises RefusedEvent without one, or when it may not end."""
        agent = self.roster.logged_in(event.agent)
        if agent.work != "wrap_up":
            raise RefusedEvent(f"Agent {agent.name} is in no wrap-up that could end.")
        if why_not := self.why_not_end(agent):
            raise RefusedEvent(why_not)
        self.over(agent, event.by)

    def more(self, event: WrapUpRequested) -> None:
        """A wrap-up after the call in hand, or a longer one. Raises RefusedEvent."""
        agent = self.roster.logged_in(event.agent)
        state = agent.wrap_up
        if state is None or agent.work not in ("talking", "wrap_up"):
            raise RefusedEvent(f"Agent {agent.name} has no call and no wrap-up that could last.")
        if state.mode == "mandatory":
            raise RefusedEvent(f"The wrap-up of {agent.name} lasts until it is ended anyway.")
        if agent.work == "talking":
            first = state.mode == "optional" and not state.asked
            more_s = event.extend_s or (0 if first else ASKED_S)
            state.asked, state.more_s = True, min(state.more_s + more_s, LONGEST_S)
        else:
            self._extend(agent, state, event.extend_s or ASKED_S)

    def _extend(self, agent: "AgentState", state: WrapUpState, extend_s: int) -> None:
        ends_us = state.ends_us + seconds(extend_s)
        if ends_us > state.start_us + seconds(LONGEST_S):
            hours = LONGEST_S // 3600
            raise RefusedEvent(f"A wrap-up lasts {hours} hours at most; use a break instead.")
        state.ends_us = ends_us
        self.desk.deadlines.set("agent", agent.name, "wrap_up", ends_us)

    def choose(self, event: DispositionChosen) -> None:
        """What came of the call; a later choice replaces it. Raises RefusedEvent."""
        agent = self.roster.logged_in(event.agent)
        state = agent.wrap_up
        if state is None or agent.work not in ("talking", "wrap_up"):
            raise RefusedEvent(
                f"Agent {agent.name} has no call to note a disposition of; "
                "it is given during the call or its wrap-up."
            )
        name = dispositions.chosen(self._queue(agent), agent.queue, event.code)
        state.disposition, state.disposition_name = event.code, name

    # --- what holds an agent back --------------------------------------------------------------

    def why_not_end(self, agent: "AgentState") -> str:
        """Why the wrap-up in hand may not end yet, "" when it may or there is none."""
        state = agent.wrap_up
        if state is None or agent.work != "wrap_up":
            return ""
        if state.mode == "timed_fixed":
            left_s = -((self.desk.now_us - state.ends_us) // MICROSECONDS)
            return f"The wrap-up of {agent.name} ends by itself in {left_s} s, and not before."
        if self.missing(agent):
            return (
                f"Agent {agent.name} owes call {agent.call} a disposition; give it first: "
                f"voipcc agent disposition {agent.name} CODE."
            )
        return ""

    def missing(self, agent: "AgentState") -> bool:
        """Whether the queue, as it is set now, still wants a disposition."""
        queue, state = self._queue(agent), agent.wrap_up
        if queue is None or state is None or not queue.disposition_required:
            return False
        return bool(queue.dispositions) and not state.disposition

    def _queue(self, agent: "AgentState") -> Queue | None:
        plan = self.desk.plan
        return plan.queues.get(agent.queue) if plan else None

    # --- the record ----------------------------------------------------------------------------

    def keep(self, agent: "AgentState", end_us: int, by: str) -> None:
        """Keep what was noted of an accepted offer, when there is anything to keep.

        `by` who ended it: "verb" or "code", "time", "removed", "restart"; "none" and "lost"
        where the talk was followed by no wrap-up.
        """
        state = agent.wrap_up
        missing = by != "lost" and self.missing(agent)
        if state is None or not (state.start_us or state.disposition or missing):
            return
        start_us = state.start_us or end_us
        self.desk.order(
            KeepWrapUp(
                WrapUp(
                    offer=agent.offer,
                    conversation=agent.call,
                    agent=agent.name,
                    queue=agent.queue,
                    mode=state.mode,
                    boot_id=self.desk.boot_id or self.desk.now.boot_id,
                    start_utc_ms=state.anchor_utc_ms + (start_us - state.anchor_us) // 1000,
                    start_us=start_us,
                    end_us=max(end_us, start_us),
                    ended_by=by,
                    disposition=state.disposition,
                    disposition_name=state.disposition_name,
                    missing=missing,
                )
            )
        )


def _length_s(state: WrapUpState) -> int:
    """How long the wrap-up lasts by itself; 0: there is none."""
    if state.mode == "mandatory":
        return LONGEST_S
    given_s = state.length_s if state.mode != "optional" or state.asked else 0
    if not state.asked:
        return given_s
    return min((given_s or (0 if state.more_s else ASKED_S)) + state.more_s, LONGEST_S)
