"""transfer: the caller is led to a telephone number, to one agent, or into a queue."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.names import no_queue
from voipcc.dialplan.step import Kind, StepForm, Target
from voipcc.dialplan.steps.outside import OutsideForm, as_outside, outside_problems
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.setting_words import Name

RING_S = 30.0
AT_ONCE = ("on_failed", "on_away")
ONLY_OUTSIDE = ("trunk", "caller_id")


class TransferForm(StepForm):
    ENDS: ClassVar[bool] = True
    transfer: Annotated[OutsideForm, BeforeValidator(as_outside)] = Field(
        description="The telephone number, the agent or the queue the caller is led to."
    )
    on_busy: Name | None = Field(
        None,
        description="Block taken when it is busy, the agent is or declines, the queue is full.",
    )
    on_no_answer: Name | None = Field(None, description="Block taken when nobody answers in time.")
    on_away: Name | None = Field(
        None, description="Block taken when the agent, or every agent of the queue, is away."
    )
    on_failed: Name | None = Field(
        None, description="Block taken in every other case; without it a prompt and the end."
    )

    def ways(self, node: Node) -> Iterator[Target]:
        """Where the caller goes whom nobody took."""
        for name in ("on_busy", "on_no_answer", "on_away", "on_failed"):
            if target := getattr(self, name):
                how: Kind = "at_once" if name in AT_ONCE else "alone"
                yield target, how, node.at(name)

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """Exactly one target, which must be there and may be reached."""
        to, place = self.transfer, node.at("transfer")
        named = [word for word in ("number", "agent", "queue") if getattr(to, word)]
        if len(named) != 1:
            message = f"{' and '.join(named)} in one transfer" if named else "transfer to whom?"
            yield place.error(draft.file, message, "one of number, agent, queue")
            return
        yield from self._needless(draft, node, named[0])
        if to.agent and to.agent not in around.settings.agents:
            remedy = did_you_mean(to.agent, around.settings.agents, "agents are")
            message = f'there is no agent "{to.agent}"'
            yield place.at("agent").error(draft.file, message, remedy)
        elif to.queue:
            yield from no_queue(draft, place.at("queue"), to.queue, around.settings)
        elif to.number:
            yield from outside_problems(draft, to, place, around)

    def _needless(self, draft: Draft, node: Node, word: str) -> Iterator[Problem]:
        """Keys that mean nothing beside this target."""
        to, place = self.transfer, node.at("transfer")
        keys = [one for one in ONLY_OUTSIDE if getattr(to, one)] if word != "number" else []
        keys += ["music"] if word == "queue" and to.music is not None else []
        for key in keys:
            message = f"{key} means nothing beside {word}"
            yield place.key(key).error(draft.file, message, "leave it out")
        if word == "number" and self.on_away:
            message = "on_away is for agents and queues; a number is never away"
            yield node.key("on_away").error(draft.file, message, "on_no_answer or on_failed")
        if to.queue and to.timeout and not (self.on_no_answer or self.on_failed):
            message = "nothing follows when nobody answers in time"
            yield place.key("timeout").error(draft.file, message, "add on_no_answer: BLOCK")

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        to = self.transfer
        if to.queue:
            return self._queue_step(to.queue, line)
        return core.TransferStep(
            to.number or "",
            to.trunk or "",
            to.caller_id or "",
            round(to.timeout or RING_S),
            to.music or "default",
            self.on_busy or "",
            self.on_no_answer or "",
            self.on_failed or "",
            line,
            to.agent or "",
            self.on_away or "",
        )

    def _queue_step(self, queue: str, line: int) -> core.QueueStep:
        """Waiting in line is a queue step, with these ways out."""
        failed, limit_s = self.on_failed or "", self.transfer.timeout
        late, away = self.on_no_answer or failed, self.on_away or failed
        rules = [core.Overflow("no_staff", away)] if away else []
        rules += [core.Overflow("wait", late, limit_s)] if late and limit_s else []
        full = self.on_busy or failed
        return core.QueueStep(queue, full, late, overflow=tuple(rules), line=line)
