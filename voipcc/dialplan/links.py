"""What flows have to do with each other: which enters which, and the values they share."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voipcc.document import Node

if TYPE_CHECKING:
    from voipcc.dialplan.draft import Draft


@dataclass(frozen=True, slots=True)
class Links:
    """By flow: its `blocks`, those that are `entered` from others, and all `values` it may know."""

    blocks: Mapping[str, set[str]] = field(default_factory=dict)
    entered: Mapping[str, set[str]] = field(default_factory=dict)
    values: Mapping[str, set[str]] = field(default_factory=dict)


def links_of(drafts: "Iterable[Draft]") -> Links:
    """The links between these flows."""
    drafts = list(drafts)
    entered: dict[str, set[str]] = {}
    for draft in drafts:
        for flow, block, _ in entries_of(draft):
            entered.setdefault(flow, set()).add(block)
    blocks = {draft.name: set(draft.blocks) for draft in drafts}
    return Links(blocks, entered, _values(drafts))


def entries_of(draft: "Draft") -> "Iterator[tuple[str, str, Node]]":
    """Each other flow it enters, with the block and where that is written."""
    for steps in draft.blocks.values():
        for step in steps:
            if step.form is not None and (other := step.form.enters()):
                yield *other, step.node


def _values(drafts: "list[Draft]") -> dict[str, set[str]]:
    """Flows of which one enters the other know each other's values."""
    known: dict[str, set[str]] = {draft.name: set() for draft in drafts}
    for draft in drafts:
        for steps in draft.blocks.values():
            known[draft.name].update(name for step in steps for name, _ in step.values_set)
    for draft in drafts:
        for flow, _, _ in entries_of(draft):
            if flow in known and known[flow] is not known[draft.name]:
                _unite(known, flow, draft.name)
    return known


def _unite(known: dict[str, set[str]], one: str, other: str) -> None:
    both, gone = known[one], known[other]
    both |= gone
    for name, values in known.items():
        if values is gone:
            known[name] = both
