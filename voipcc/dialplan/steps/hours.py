"""hours: the flow goes on when open, and elsewhere when closed."""

from collections.abc import Iterator

from pydantic import Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.names import no_hours
from voipcc.dialplan.step import StepForm, Target
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name


class HoursForm(StepForm):
    hours: Name = Field(description="Opening hours of this file; the flow goes on when open.")
    closed: Name = Field(description="Block taken when closed.")

    def ways(self, node: Node) -> Iterator[Target]:
        """The block for the time it is closed."""
        yield self.closed, "at_once", node.at("closed")

    def opening_hours(self) -> list[str]:
        """The opening hours it looks at."""
        return [self.hours]

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """The opening hours must be in the file."""
        yield from no_hours(draft, node.at("hours"), self.hours)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.HoursStep(draft.named(self.hours), self.closed, line)
