"""callback: the caller is called back, in the same place of the line."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.names import no_queue
from voipcc.dialplan.step import StepForm, Target
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name


class CallbackForm(StepForm):
    ENDS: ClassVar[bool] = True
    SPEAKS: ClassVar[bool] = True
    callback: Name = Field(description="Queue whose agents call back, in the caller's place.")
    accepted: Name | None = Field(None, description="Block taken after the promise; else goodbye.")
    declined: Name | None = Field(
        None, description="Block taken without one; else back into the queue, place kept."
    )

    def ways(self, node: Node) -> Iterator[Target]:
        """Where those go who took the offer, and those who did not."""
        if self.accepted:
            yield self.accepted, "key", node.at("accepted")
        if self.declined:
            yield self.declined, "alone", node.at("declined")

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """The queue must be there, and a trunk that may call."""
        place = node.at("callback")
        if not any(trunk.permits for trunk in around.settings.trunks.values()):
            remedy = "add permits: [DE] to a trunk in centre.yaml, for each country to be called"
            yield place.warning(draft.file, "no trunk may call anybody back", remedy)
        yield from no_queue(draft, place, self.callback, around.settings)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.CallbackStep(self.callback, self.accepted or "", self.declined or "", line)
