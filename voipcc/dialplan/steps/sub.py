"""sub: through a block, of this flow or another, and back."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from voipcc.core import steps as core
from voipcc.core.values import queues_in
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import FlowValue, Form
from voipcc.dialplan.names import no_value_name, read_in
from voipcc.dialplan.step import NamedPlace, StepForm, Target
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.setting_words import Name


class ThroughForm(Form):
    """Where it leads, and what is set for that time."""

    block: Name | None = Field(None, description="Its block; that of another flow: else start.")
    flow: Name | None = Field(None, description="The other flow; else this one.")
    parameters: dict[Name, FlowValue] = Field(
        default_factory=dict,
        max_length=20,
        alias="with",
        description="Name: value, set until it returns.",
    )


def as_through(value: Any) -> Any:
    """A block may be written alone."""
    return {"block": value} if isinstance(value, str) else value


class SubForm(StepForm):
    HEARD: ClassVar[bool] = True
    sub: Annotated[ThroughForm, BeforeValidator(as_through)] = Field(
        description="The block gone through, until its return."
    )

    def ways(self, node: Node) -> Iterator[Target]:
        """The block of this flow."""
        if self.sub.block and not self.sub.flow:
            place = node.at("sub")
            yield self.sub.block, "sub", place.at("block") if place.is_mapping else place

    def enters(self) -> tuple[str, str] | None:
        """The other flow and its block."""
        return (self.sub.flow, self.sub.block or "start") if self.sub.flow else None

    def values_set(self, node: Node) -> Iterator[NamedPlace]:
        """The names it gives a value."""
        for name in self.sub.parameters:
            yield name, node.at("sub", "with").key(name)

    def values_read(self, node: Node) -> Iterator[NamedPlace]:
        """The names in braces."""
        yield from read_in(self.sub.parameters, node.at("sub", "with"))

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """The flow and its block must be there."""
        place, flow = node.at("sub"), self.sub.flow
        yield from no_value_name(draft, place.children.get("with", Node(0, 0)))
        if flow is None and self.sub.block is None:
            yield place.error(draft.file, "this does not say where it leads", "add block: NAME")
        elif flow == draft.name:
            message = f'"{flow}" is this flow'
            yield place.at("flow").error(draft.file, message, "leave flow: out")
        elif flow is not None:
            yield from self._unknown_flow(draft, flow, place, around)

    def _unknown_flow(
        self, draft: Draft, flow: str, place: Node, around: Surroundings
    ) -> Iterator[Problem]:
        blocks = around.links.blocks.get(flow)
        if blocks is None:
            known = [name for name in around.links.blocks if name != draft.name]
            remedy = did_you_mean(flow, known, "flows are") or "write it into a file of its own"
            yield place.at("flow").error(draft.file, f'there is no flow "{flow}"', remedy)
        elif (self.sub.block or "start") not in blocks:
            block = self.sub.block or "start"
            remedy = did_you_mean(block, blocks, "its blocks are")
            message = f'the flow "{flow}" has no block "{block}"'
            there = place.at("block") if self.sub.block else place.at("flow")
            yield there.error(draft.file, message, remedy)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        given = self.sub.parameters
        asks = queues_in(name for name, _ in read_in(given, Node(0, 0)))
        block = self.sub.block or ("start" if self.sub.flow else "")
        return core.SubStep(block, self.sub.flow or "", dict(given), asks, line)
