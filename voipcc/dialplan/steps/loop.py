"""loop: back to a block, so many times at most."""

from collections.abc import Iterator

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.form import Form
from voipcc.dialplan.step import StepForm, Target
from voipcc.document import Node
from voipcc.setting_words import Name


class RoundsForm(Form):
    """Where to, and how often."""

    block: Name = Field(description="Block to go on with.")
    times: int = Field(ge=1, le=20, description="So often; then the next step.")


class LoopForm(StepForm):
    loop: RoundsForm = Field(description="The block, and how often it is gone to.")

    def ways(self, node: Node) -> Iterator[Target]:
        """The block, a limited number of times."""
        yield self.loop.block, "limited", node.at("loop", "block")

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.LoopStep(self.loop.block, self.loop.times, line)
