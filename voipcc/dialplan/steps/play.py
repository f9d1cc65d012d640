"""play: prompts said one after another."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.form import SomePrompts
from voipcc.dialplan.step import NamedPrompt, StepForm, listed
from voipcc.document import Node


class PlayForm(StepForm):
    SPEAKS: ClassVar[bool] = True
    play: SomePrompts = Field(description="Prompts said one after another.")

    def named_prompts(self, node: Node) -> Iterator[NamedPrompt]:
        """Every prompt it names, and where."""
        yield from listed(self.play, node, "play")

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.PlayStep(tuple(self.play), line)
