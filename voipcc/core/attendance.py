"""Presence: what agents choose for themselves - logged in, ready, a break and its reason.

A break asked for during a call waits for the call and its wrap-up. One that lasts longer
than its reason allows is shown as overdue; nobody is forced back.
"""

from typing import TYPE_CHECKING

from voipcc.core.cdr import Stretch
from voipcc.core.commands import KeepStretch
from voipcc.core.desk import Desk
from voipcc.core.events import (
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
    RefusedEvent,
)
from voipcc.core.plan import MISSED, Reason

if TYPE_CHECKING:
    from voipcc.core.agent import AgentState, Presence, Roster


class Attendance:
    """Changes presence; work and lines are others' matter."""

    __slots__ = ("desk", "roster")

    def __init__(self, desk: Desk, roster: "Roster") -> None:
        self.desk = desk
        self.roster = roster

    # --- what people ask -----------------------------------------------------------------------

    def log_in(self, event: LogInRequested) -> None:
        """Log in, ready for calls. Raises RefusedEvent when already logged in."""
        agent = self.roster.known(event.agent)
        if agent.presence != "logged_out" and agent.pending != "logged_out":
            raise RefusedEvent(f"Agent {agent.name} is logged in already.")
        self.roster.shifts += 1
        agent.pending, agent.misses = "", 0
        if agent.presence == "logged_out":
            self.roster.floor.newcomer(agent)
        self._set(agent, "ready")

    def log_out(self, event: LogOutRequested) -> None:
        """Log out, after the call in hand. Raises RefusedEvent when logged out already."""
        agent = self.roster.logged_in(event.agent)
        self.roster.shifts += 1
        wrap_ups = self.roster.wrap_ups
        if agent.work == "talking" or wrap_ups.why_not_end(agent):
            agent.pending = "logged_out"
            return
        agent.pending = ""
        self._set(agent, "logged_out")
        if agent.work == "wrap_up":
            wrap_ups.over(agent, event.by)

    def ready(self, event: ReadyRequested) -> None:
        """Ready for calls; ends a wrap-up that may end, takes back a break not yet begun.

        Raises RefusedEvent when there is nothing but a wrap-up that may not end yet.
        """
        agent = self.roster.logged_in(event.agent)
        why_not = self.roster.wrap_ups.why_not_end(agent)
        if why_not and agent.presence == "ready" and not agent.pending:
            raise RefusedEvent(why_not)
        self.roster.shifts += 1
        agent.pending, agent.misses = "", 0
        agent.rest_until_us = 0
        self.desk.deadlines.clear("agent", agent.name, "rest")
        self._set(agent, "ready")
        if agent.work == "wrap_up" and not why_not:
            self.roster.wrap_ups.over(agent, event.by)

    def not_ready(self, event: NotReadyRequested) -> None:
        """A break, after the call in hand and its wrap-up."""
        agent = self.roster.logged_in(event.agent)
        self.roster.shifts += 1
        if agent.work in ("talking", "wrap_up"):
            agent.pending = f"not_ready:{event.reason}"
        else:
            self._set(agent, "not_ready", event.reason)

    # --- what follows by itself ------------------------------------------------------------------

    def take_effect(self, agent: "AgentState") -> None:
        """The call in hand is over: what was asked for meanwhile begins."""
        pending, agent.pending = agent.pending, ""
        self.roster.shifts += bool(pending)
        if pending == "logged_out":
            self._change(agent, "logged_out", "")
        elif pending:
            self._change(agent, "not_ready", pending.partition(":")[2])

    def missed(self, agent: "AgentState", allowed: int) -> None:
        """An offer rang out; after `allowed` in a row (0: never) the agent is not there."""
        agent.misses += 1
        if allowed and agent.misses >= allowed:
            agent.misses = 0
            self._set(agent, "not_ready", MISSED)

    def watch(self, agent: "AgentState") -> None:
        """Let a break be overdue at its time."""
        self.desk.deadlines.clear("agent", agent.name, "break")
        reason = self.reason(agent)
        if reason is not None and reason.longest_s and not agent.overdue:
            self.desk.set_deadline("agent", agent.name, "break", reason.longest_s)

    def reason(self, agent: "AgentState") -> Reason | None:
        """What the settings say of the break the agent is on."""
        plan = self.desk.plan
        if plan is None or agent.presence != "not_ready":
            return None
        return plan.reasons.get(agent.reason)

    def _set(self, agent: "AgentState", presence: "Presence", reason: str = "") -> None:
        self._change(agent, presence, reason)
        if presence != "ready" and agent.work == "reserved":
            self.roster.floor.rescind(agent)
        self.roster.refresh(agent)

    def begin(self, agent: "AgentState") -> None:
        """A presence lasts from now on."""
        agent.presence_since_us = self.desk.now_us
        agent.presence_since_utc_ms = self.desk.now.utc_ms

    def keep(self, agent: "AgentState", end_us: int) -> None:
        """Write down how long the agent was as until now; nobody counts who is logged out."""
        since_us = agent.presence_since_us
        if agent.presence == "logged_out" or end_us <= since_us:
            return
        utc_ms = agent.presence_since_utc_ms
        if not utc_ms:  # from the snapshot of an older release
            utc_ms = self.desk.now.utc_ms - (self.desk.now_us - since_us) // 1000
        is_ready, reason = agent.presence == "ready", self.reason(agent) or Reason(agent.reason)
        self.desk.order(
            KeepStretch(
                Stretch(
                    agent=agent.name,
                    presence=agent.presence,
                    reason=agent.reason,
                    paid=is_ready or reason.paid,
                    productive=is_ready or reason.productive,
                    boot_id=self.desk.boot_id or self.desk.now.boot_id,
                    start_utc_ms=utc_ms,
                    start_us=since_us,
                    end_us=end_us,
                )
            )
        )

    def _change(self, agent: "AgentState", presence: "Presence", reason: str) -> None:
        if (presence, reason) != (agent.presence, agent.reason):
            self.keep(agent, self.desk.now_us)
            self.begin(agent)
            agent.overdue = False
            if presence == "ready":
                agent.idle_since_us = self.desk.now_us
            agent.presence, agent.reason = presence, reason
            self.roster.shifts += 1
            self.watch(agent)
        self.roster.touched.add(agent.name)
