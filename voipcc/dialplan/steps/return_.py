"""return: back behind the `sub` that led here."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.step import StepForm


class ReturnForm(StepForm):
    ENDS: ClassVar[bool] = True
    BARE: ClassVar[Any] = True
    back: Literal[True] = Field(alias="return", description="Goes on behind the sub.")

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.ReturnStep(line)
