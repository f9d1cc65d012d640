"""hang_up: the end of the call."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.step import StepForm


class HangUpForm(StepForm):
    ENDS: ClassVar[bool] = True
    BARE: ClassVar[Any] = "completed"
    hang_up: Literal["completed", "closed"] = Field(
        "completed", description="Ends the call; what the record calls it."
    )
    cause: core.Cause = Field(
        "normal", description="What the network tells a caller whose call was not answered."
    )

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.HangUpStep(self.hang_up, line, cause=self.cause)
