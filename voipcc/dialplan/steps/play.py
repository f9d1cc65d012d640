"""play: prompts said one after another, and values put in when they are said."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan import parts
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.parts import SomeParts
from voipcc.dialplan.step import NamedPrompt, StepForm
from voipcc.document import Node
from voipcc.problem import Problem


class PlayForm(StepForm):
    SPEAKS: ClassVar[bool] = True
    play: SomeParts = Field(description="Prompts and values said one after another.")
    interruptible: bool = Field(
        True, description="false: said to its end whatever is pressed; keys meanwhile are dropped."
    )

    def named_prompts(self, node: Node) -> Iterator[NamedPrompt]:
        """Every prompt it names, and where."""
        yield from parts.prompts_in(self.play, node, "play")

    def values_spoken(self, node: Node) -> Iterator[NamedPrompt]:
        """What it says of what is known."""
        yield from parts.values_in(self.play, node, "play")

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """Parts nobody can say."""
        yield from parts.part_problems(draft, self.play, around, node, "play")

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.PlayStep(parts.compiled(self.play), line, interruptible=self.interruptible)
