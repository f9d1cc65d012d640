"""record: the recording of the call begins, pauses, goes on or ends here."""

from pydantic import Field

from voipcc.core import steps as core
from voipcc.core.cdr import Sides
from voipcc.core.tape_words import TapeStep
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.step import StepForm


class RecordForm(StepForm):
    record: TapeStep = Field(
        description="start, pause, resume or stop; stop bars the queues that follow from it, too."
    )
    sides: Sides = Field("both", description="With start: both, caller or agent.")
    keep_days: int = Field(
        90, ge=0, le=3650, description="With start: days until it is erased; 0: by hand only."
    )

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.RecordStep(self.record, self.sides, self.keep_days, line)
