"""Who may hear whose talk, and which supervisor is free to help: the waiting side of supervision."""

from dataclasses import replace

from voipcc.core.agent import AgentState, Roster
from voipcc.core.desk import Desk
from voipcc.core.events import RefusedEvent
from voipcc.core.seam import (
    CodeAsked,
    CodeTold,
    HelpRefused,
    HelpWanted,
    NobodyHelps,
    SupervisionGranted,
    TalkTaken,
)
from voipcc.core.supervision_words import HelpRequested, Mode, SupervisionRequested

SUPERVISE = "supervise"
NO_TALK = "agent/no_talk"
NOT_ALLOWED = "agent/not_possible"
OUTSIDE = "The call of {agent} comes from the queue {queue}, which {supervisor} may not listen to."


class Supervisors:
    """Checks every wish to hear a talk; the calling side carries it out."""

    __slots__ = ("desk", "roster")

    def __init__(self, desk: Desk, roster: Roster) -> None:
        self.desk = desk
        self.roster = roster

    # --- by verb ---------------------------------------------------------------------------------

    def asked(self, event: SupervisionRequested) -> None:
        """Ring the supervisor, who hears the agent's talk then. Raises RefusedEvent."""
        supervisor, agent = self.roster.known(event.supervisor), self.roster.known(event.agent)
        if why_not := self._why_not(supervisor, agent) or self._why_busy(supervisor):
            raise RefusedEvent(why_not)
        self._ring(supervisor, agent, event.mode, event.by)

    def _ring(
        self,
        supervisor: AgentState,
        agent: AgentState,
        mode: Mode,
        by: str,
        asked: tuple[str, ...] = (),
    ) -> None:
        device = self._phones(supervisor)[0]
        granted = self._granted(self.desk.new_id(), device, supervisor, agent)
        self._grant(supervisor, replace(granted, mode=mode, by=by, asked=asked))

    def _phones(self, supervisor: AgentState) -> list[str]:
        """The SIP phones that can be rung: a mailbox must never hear a talk."""
        phones = (name for name in supervisor.devices if name not in supervisor.telephones)
        return [name for name in phones if self.roster.can_ring(name)]

    def _granted(
        self, leg: str, device: str, supervisor: AgentState, agent: AgentState
    ) -> SupervisionGranted:
        return SupervisionGranted(
            leg, supervisor.name, device, agent.name, agent.call, "listen", "", supervisor.language
        )

    def _grant(self, supervisor: AgentState, granted: SupervisionGranted) -> None:
        """The supervisor's phone is busy from now on, and no call is offered."""
        if granted.leg not in supervisor.dialling:
            supervisor.dialling.append(granted.leg)
            self.roster.refresh(supervisor)
        self.desk.tell(granted)

    def _why_not(self, supervisor: AgentState, agent: AgentState) -> str:
        """Why this supervisor may not hear this agent now, "" when that is all right."""
        plan = self.desk.plan
        entry = plan.supervisors.get(supervisor.name) if plan else None
        if entry is None:
            return (
                f"{supervisor.name} is no supervisor; the supervisors are those under "
                "`supervisors` in centre.yaml."
            )
        if supervisor is agent:
            return f"{agent.name} cannot listen to the own talk."
        if agent.work != "talking":
            return f"Agent {agent.name} talks to nobody now."
        if entry.queues and agent.queue not in entry.queues:
            words = {"agent": agent.name, "queue": agent.queue, "supervisor": supervisor.name}
            return OUTSIDE.format(**words)
        return ""

    def _why_busy(self, supervisor: AgentState) -> str:
        """Why the supervisor's phone cannot be rung, "" when it can."""
        if supervisor.work in ("reserved", "talking"):
            return f"{supervisor.name} has a call."
        if supervisor.dialling:
            return f"The phone of {supervisor.name} is busy."
        if not self._phones(supervisor):
            return f"No SIP phone of {supervisor.name} can be reached."
        return ""

    # --- by code ---------------------------------------------------------------------------------

    def dialled(self, message: CodeAsked, supervisor: AgentState, name: str) -> None:
        """A phone dialled the code for an agent: the PIN is asked for, or why not is said."""
        agent = self.roster.agents.get(name)
        why_not = "nobody" if agent is None else self._why_not(supervisor, agent)
        if supervisor.work in ("reserved", "talking"):
            why_not = "two talks at once"
        if agent is None or why_not:
            idle = agent is not None and agent.work != "talking"
            prompt = NO_TALK if idle and self._is_supervisor(supervisor) else NOT_ALLOWED
            self.desk.tell(CodeTold(message.leg, prompt, supervisor.language))
            return
        granted = self._granted(message.leg, message.device, supervisor, agent)
        self._grant(supervisor, replace(granted, by="code", dialled=True))

    def may_record(self, agent: AgentState) -> bool:
        """Whether prompts may be recorded by this person's phone now."""
        plan = self.desk.plan
        known = plan is not None and bool(plan.prompt_numbers)
        return known and self._is_supervisor(agent) and agent.work not in ("reserved", "talking")

    def _is_supervisor(self, agent: AgentState) -> bool:
        return self.desk.plan is not None and agent.name in self.desk.plan.supervisors

    # --- help --------------------------------------------------------------------------------------

    def help_asked(self, event: HelpRequested) -> None:
        """Ring a free supervisor into the agent's talk. Raises RefusedEvent when nobody is free."""
        agent = self.roster.known(event.agent)
        if agent.work != "talking":
            raise RefusedEvent(f"Agent {agent.name} talks to nobody now.")
        if not self._help(agent, ()):
            raise RefusedEvent(
                f"No supervisor is free to help {agent.name}; one is who is ready, has no call "
                "and may listen to that queue."
            )

    def help_wanted(self, message: HelpWanted) -> None:
        """The same by code in mid-talk: who nobody can help is told so."""
        agent = self.roster.agents.get(message.agent)
        if agent is not None and agent.work == "talking" and not self._help(agent, ()):
            self.desk.tell(NobodyHelps(agent.name, agent.call, agent.language))

    def help_refused(self, message: HelpRefused) -> None:
        """A supervisor did not come: the next one is rung, or the agent hears that nobody will."""
        agent = self.roster.agents.get(message.agent)
        if agent is None or agent.call != message.call or agent.work != "talking":
            return
        if not self._help(agent, message.asked):
            self.desk.tell(NobodyHelps(message.agent, message.call, agent.language))

    def _help(self, agent: AgentState, asked: tuple[str, ...]) -> bool:
        free = [
            one
            for name in (self.desk.plan.supervisors if self.desk.plan else ())
            if name not in asked
            and (one := self.roster.agents.get(name)) is not None
            and one.presence == "ready"
            and one.work == "idle"
            and not self._why_not(one, agent)
            and not self._why_busy(one)
        ]
        if free:
            chosen = min(free, key=lambda one: (one.idle_since_us, one.name))
            self._ring(chosen, agent, "listen", "help", asked)
        return bool(free)

    # --- taking over -------------------------------------------------------------------------------

    def took_over(self, message: TalkTaken) -> None:
        """A supervisor stays with the caller: that is a call like any other from now on."""
        agent, plan = self.roster.agents.get(message.agent), self.desk.plan
        if agent is None:
            return
        if agent.work == "wrap_up":  # the notes of the last call end here
            self.roster.wrap_ups.over(agent, "take_over")
        if message.leg in agent.dialling:
            agent.dialling.remove(message.leg)
        queue = plan.queues.get(message.queue) if plan else None
        self.roster.take(agent, message.offer, message.call, message.queue, message.device, queue)
