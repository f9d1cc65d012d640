"""jump: the flow goes on in another block."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.step import StepForm, Target
from voipcc.document import Node
from voipcc.setting_words import Name


class JumpForm(StepForm):
    ENDS: ClassVar[bool] = True
    jump: Name = Field(description="Block to go on with.")

    def ways(self, node: Node) -> Iterator[Target]:
        """The block it names."""
        yield self.jump, "at_once", node.at("jump")

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.JumpStep(self.jump, line)
