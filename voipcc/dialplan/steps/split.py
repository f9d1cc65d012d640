"""split: by lot, so many of a hundred calls go to each block."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.step import StepForm, Target
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name


class SplitForm(StepForm):
    split: dict[Name, Annotated[int, Field(ge=1, le=100)]] = Field(
        min_length=1, max_length=20, description="Block: so many of a hundred calls."
    )

    @property
    def share(self) -> int:
        """How many of a hundred are led elsewhere."""
        return sum(self.split.values())

    def ends(self) -> bool:
        """Nothing follows when all are led elsewhere."""
        return self.share >= 100

    def ways(self, node: Node) -> Iterator[Target]:
        """Each block."""
        for block in self.split:
            yield block, "at_once", node.at("split").key(block)

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """No more than all calls."""
        if self.share > 100:
            message = f"together that is {self.share} %"
            remedy = "100 at most; what is left goes on with the next step"
            yield node.at("split").error(draft.file, message, remedy)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.SplitStep(dict(self.split), line)
