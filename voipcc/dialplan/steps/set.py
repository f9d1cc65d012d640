"""set: values are remembered under names, for the rest of the call."""

from collections.abc import Iterator

from pydantic import Field

from voipcc.core import steps as core
from voipcc.core.values import queues_in
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import FlowValue
from voipcc.dialplan.names import no_value_name, read_in
from voipcc.dialplan.step import NamedPlace, StepForm
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name


class SetForm(StepForm):
    set: dict[Name, FlowValue] = Field(
        min_length=1, max_length=20, description='Name: value; "{name}" stands for another value.'
    )

    def values_set(self, node: Node) -> Iterator[NamedPlace]:
        """The names it gives a value."""
        for name in self.set:
            yield name, node.at("set").key(name)

    def values_read(self, node: Node) -> Iterator[NamedPlace]:
        """The names in braces."""
        yield from read_in(self.set, node.at("set"))

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """Names must be ones that a condition can hold."""
        yield from no_value_name(draft, node.at("set"))

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        names = (name for name, _ in read_in(self.set, Node(0, 0)))
        return core.SetStep(dict(self.set), queues_in(names), line)
