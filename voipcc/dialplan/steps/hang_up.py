"""hang_up: the end of the call."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from voipcc.core import steps as core
from voipcc.core.steps import Cause
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.step import StepForm

Outcome = Literal["completed", "closed"]


class HangUpForm(StepForm):
    ENDS: ClassVar[bool] = True
    BARE: ClassVar[Any] = "completed"
    hang_up: Literal[Outcome, Cause] = Field(
        "completed",
        description="Ends the call: what the record calls it, or a cause, and then completed.",
    )
    cause: Cause = Field(
        "normal", description="What the network tells a caller whose call was not answered."
    )

    def told(self) -> Cause:
        """What the caller's network is told."""
        match self.hang_up:
            case "completed" | "closed":
                return self.cause
            case cause:
                return cause

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        outcome: Outcome = "closed" if self.hang_up == "closed" else "completed"
        return core.HangUpStep(outcome, line, cause=self.told())
