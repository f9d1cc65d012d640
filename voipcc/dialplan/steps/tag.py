"""tag: a word that stands in the record of the call."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.form import as_list
from voipcc.dialplan.step import StepForm
from voipcc.setting_words import Name


class TagForm(StepForm):
    tag: Annotated[list[Name], BeforeValidator(as_list), Field(min_length=1, max_length=20)] = (
        Field(description="One word or several, such as complaint.")
    )

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.TagStep(tuple(self.tag), line)
