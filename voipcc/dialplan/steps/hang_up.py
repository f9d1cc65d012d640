"""hang_up: the end of the call."""

from typing import ClassVar, Literal

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.step import StepForm


class HangUpForm(StepForm):
    ENDS: ClassVar[bool] = True
    hang_up: Literal["completed", "closed"] = Field(
        "completed", description="Ends the call; what the record calls it."
    )

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.HangUpStep(self.hang_up, line)
