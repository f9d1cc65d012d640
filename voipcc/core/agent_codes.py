"""What a feature code does for the agent whose phone dialled it."""

from voipcc.core.agent import Roster
from voipcc.core.desk import Desk
from voipcc.core.events import (
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
    RefusedEvent,
)
from voipcc.core.seam import CodeAsked, CodeOver, CodeTold

UNKNOWN = "agent/unknown_code"


class AgentCodes:
    """Carries codes out; each is confirmed by a prompt."""

    __slots__ = ("desk", "roster")

    def __init__(self, desk: Desk, roster: Roster) -> None:
        self.desk = desk
        self.roster = roster

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
            prompt = self._act(agent.name, action) or prompt
        language = agent.language if agent else "en"
        self.desk.tell(CodeTold(message.leg, prompt, language))

    def _act(self, agent: str, action: str) -> str:
        """The prompt that confirms the action, "" when it was impossible."""
        roster, by = self.roster, "code"
        verb, _, reason = action.partition(":")
        try:
            match verb:
                case "log_in":
                    roster.log_in(LogInRequested(agent, by))
                    return "agent/logged_in"
                case "log_out":
                    roster.log_out(LogOutRequested(agent, by))
                    return "agent/logged_out"
                case "ready":
                    roster.ready(ReadyRequested(agent, by))
                    return "agent/ready"
                case "not_ready":
                    roster.not_ready(NotReadyRequested(agent, reason or "break", by))
                    return "agent/not_ready"
                case "wrap_up_end":
                    roster.end_wrap_up(agent)
                    return "agent/wrap_up_end"
        except RefusedEvent:
            return ""
        return ""

    def over(self, message: CodeOver) -> None:
        """The code's leg is gone: the phone is free again."""
        for agent in self.roster.agents.values():
            if message.leg in agent.dialling:
                agent.dialling.remove(message.leg)
                self.roster.refresh(agent)
                return
