"""voicemail: a message that waits in a queue like a caller."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from voipcc.core import steps as core
from voipcc.dialplan import parts
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import in_seconds
from voipcc.dialplan.names import no_queue
from voipcc.dialplan.parts import Parts
from voipcc.dialplan.step import NamedPrompt, StepForm
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name


class VoicemailForm(StepForm):
    ENDS: ClassVar[bool] = True
    SPEAKS: ClassVar[bool] = True
    voicemail: Name = Field(description="Queue whose agents hear the message in their turn.")
    prompts: Parts = Field(
        default_factory=list, description="What asks for the message; else the shipped prompt."
    )
    longest: Annotated[float, BeforeValidator(in_seconds)] = Field(
        120.0, ge=5, le=600, description="Longest message, such as 90 s."
    )

    def named_prompts(self, node: Node) -> Iterator[NamedPrompt]:
        """Every prompt it names, and where."""
        yield from parts.prompts_in(self.prompts, node, "prompts")

    def values_spoken(self, node: Node) -> Iterator[NamedPrompt]:
        """What it says of what is known."""
        yield from parts.values_in(self.prompts, node, "prompts")

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """The queue must be there."""
        yield from parts.part_problems(draft, self.prompts, around, node, "prompts")
        yield from no_queue(draft, node.at("voicemail"), self.voicemail, around.settings)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.VoicemailStep(
            self.voicemail, parts.compiled(self.prompts), round(self.longest), line
        )
