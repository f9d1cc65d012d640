"""What a feature code does for the agent whose phone dialled it."""

from voipcc.core.agent import AgentState, Roster
from voipcc.core.code import LINE_TEST
from voipcc.core.desk import Desk
from voipcc.core.events import (
    DispositionChosen,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
    RefusedEvent,
    WrapUpEndRequested,
    WrapUpRequested,
)
from voipcc.core.seam import (
    CodeAsked,
    CodeOver,
    CodeTold,
    DoorAsked,
    NoteAsked,
    PhoneTaken,
    TakeAsked,
)
from voipcc.core.supervisors import SUPERVISE, Supervisors

NOTE, TAKE = "note", "record_prompt"
DOORS = ("close", "open")
UNKNOWN = "agent/unknown_code"
NOT_POSSIBLE = "agent/not_possible"
MISSING = "agent/disposition_missing"
BY = "code"


class AgentCodes:
    """Carries codes out; each is confirmed by a prompt."""

    __slots__ = ("desk", "roster", "supervisors")

    def __init__(self, desk: Desk, roster: Roster, supervisors: Supervisors) -> None:
        self.desk = desk
        self.roster = roster
        self.supervisors = supervisors

    def asked(self, message: CodeAsked) -> None:
        """Do what a feature code says; tell the agent what came of it.

        The phone counts as busy until the code's leg is gone, or it would be rung while
        its owner still hears the confirmation.
        """
        agent = self.roster.agents.get(self.roster.owners.get(message.device, ""))
        plan = self.desk.plan
        action = plan.codes.get(message.code, "") if plan else ""
        prompt = UNKNOWN
        if agent is not None:
            agent.dialling.append(message.leg)
            self.roster.refresh(agent)
            verb, _, name = action.partition(":")
            if verb == SUPERVISE:
                self.supervisors.dialled(message, agent, name)
                return
            if verb == NOTE:
                self.desk.tell(
                    NoteAsked(message.leg, message.device, agent.name, name, agent.language)
                )
                return
            if verb == TAKE and self.supervisors.may_record(agent):
                self.desk.tell(TakeAsked(message.leg, message.device, agent.name, agent.language))
                return
            if verb in DOORS and self._may_close(agent, name):
                self.desk.tell(
                    DoorAsked(message.leg, message.device, agent.name, verb, name, agent.language)
                )
                return
            prompt = self._answer(agent, action) if action else UNKNOWN
        language = agent.language if agent else "en"
        self.desk.tell(CodeTold(message.leg, prompt, language))

    def _may_close(self, agent: AgentState, target: str) -> bool:
        """Supervisors may; those of certain queues these queues alone."""
        entry = self.desk.plan.supervisors.get(agent.name) if self.desk.plan else None
        if entry is None:
            return False
        return not entry.queues or target.removeprefix("queue/") in entry.queues

    def _answer(self, agent: AgentState, action: str) -> str:
        """The prompt that says what came of it."""
        verb, _, rest = action.partition(":")
        if verb == "line_test":
            return LINE_TEST
        if verb == TAKE or verb in DOORS:
            return NOT_POSSIBLE
        try:
            return self._presence(agent, verb, rest) or self._wrap_up(agent, verb, rest) or UNKNOWN
        except RefusedEvent:
            ends = verb in ("wrap_up_end", "ready")
            owing = ends and agent.work == "wrap_up" and self.roster.wrap_ups.missing(agent)
            return MISSING if owing else NOT_POSSIBLE

    def _presence(self, agent: AgentState, verb: str, reason: str) -> str:
        attendance = self.roster.attendance
        match verb:
            case "log_in":
                attendance.log_in(LogInRequested(agent.name, BY))
                return "agent/logged_in"
            case "log_out":
                attendance.log_out(LogOutRequested(agent.name, BY))
                return "agent/log_out_after_call" if agent.pending else "agent/logged_out"
            case "ready":
                attendance.ready(ReadyRequested(agent.name, BY))
                return "agent/ready"
            case "not_ready":
                attendance.not_ready(NotReadyRequested(agent.name, reason or "break", BY))
                return "agent/break_after_call" if agent.pending else "agent/not_ready"
        return ""

    def _wrap_up(self, agent: AgentState, verb: str, code: str) -> str:
        wrap_ups = self.roster.wrap_ups
        match verb:
            case "wrap_up_end":
                wrap_ups.end(WrapUpEndRequested(agent.name, BY))
                return "agent/wrap_up_end"
            case "wrap_up_more":
                wrap_ups.more(WrapUpRequested(agent.name, by=BY))
                return "agent/wrap_up_more"
            case "disposition":
                wrap_ups.choose(DispositionChosen(agent.name, code, BY))
                return "agent/disposition"
        return ""

    def taken(self, message: PhoneTaken) -> None:
        """A phone has dialled somebody: it is not rung meanwhile."""
        agent = self.roster.agents.get(self.roster.owners.get(message.device, ""))
        if agent is not None:
            agent.dialling.append(message.leg)
            self.roster.refresh(agent)

    def over(self, message: CodeOver) -> None:
        """The code's leg is gone: the phone is free again."""
        for agent in self.roster.agents.values():
            if message.leg in agent.dialling:
                agent.dialling.remove(message.leg)
                self.roster.refresh(agent)
                return
