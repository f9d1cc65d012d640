"""The step `transfer` to an agent: a caller is led to one person, with music until they answer."""

from voipcc.core.call import Call
from voipcc.core.commands import StartMusic
from voipcc.core.desk import Desk
from voipcc.core.forwarding import Forwarding, Missed
from voipcc.core.ivr import Ivr
from voipcc.core.seam import AgentWanted
from voipcc.core.steps import TransferStep

# Why the agent could not be had, in the words of the step.
WHY: dict[str, Missed] = {
    "busy": "busy",
    "rejected": "busy",
    "timeout": "no_answer",
    "away": "away",
    "unknown": "away",
    "lost": "lost",
}


class ByName:
    """Leads callers to agents the dialplan names. `call.wanted` says who; state is in the call."""

    __slots__ = ("desk", "forwarding", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr, forwarding: Forwarding) -> None:
        self.desk = desk
        self.ivr = ivr
        self.forwarding = forwarding

    def begin(self, call: Call, step: TransferStep) -> None:
        """Music at once, then the agent's phone rings, or it is known why not."""
        call.stage, call.typed, call.queue, call.wanted = "given", "", "", step.agent
        call.cut("transfer", self.desk.fact_us, "", step.agent)
        self.start_music(call)
        self.desk.tell(AgentWanted(call.id, step.agent, "", step.timeout_s))

    def step(self, call: Call) -> TransferStep | None:
        """The step the call is at while its agent is rung; None where it is elsewhere."""
        step = self.ivr.current_step(call)
        here = call.transfer is None and not call.queue and not call.parent
        return step if here and isinstance(step, TransferStep) and step.agent else None

    def start_music(self, call: Call) -> bool:
        """What the caller hears meanwhile; False where the call is at no such step."""
        step = self.step(call)
        if step is None:
            return False
        call.music = True
        self.desk.order(StartMusic(call.leg, step.music))
        return True

    def refused(self, call: Call, why: str) -> bool:
        """The agent cannot be had: on to the branch for it. False where the call is at no such step."""
        if self.step(call) is None:
            return False
        self.ivr.hush(call)
        call.wanted = ""
        self.forwarding.go_on(call, WHY.get(why, "failed"))
        return True
