"""answer: the call is answered now, before anything is said."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.step import StepForm


class AnswerForm(StepForm):
    BARE: ClassVar[Any] = True
    answer: Literal[True] = Field(
        description="Answers at once; else the first step does that the caller can hear."
    )

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.AnswerStep(line)
