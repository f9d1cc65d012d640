"""language: another language is spoken from now on, or by another voice."""

from collections.abc import Iterator

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.step import StepForm
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.setting_words import Language


class LanguageForm(StepForm):
    language: Language = Field(
        description="One of the languages of the centre, such as de, or a voice such as en-anna."
    )

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """Every prompt must be there in it, so the centre must have it."""
        if self.language not in around.prompts:
            known = around.settings.languages
            near = did_you_mean(self.language, known)
            remedy = f"add {self.language} to languages in centre.yaml"
            if near.startswith("did"):
                remedy = f"{near} Or {remedy}"
            message = f'"{self.language}" is no language of the centre'
            yield node.at("language").error(draft.file, message, remedy)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.LanguageStep(self.language, line)
