"""Names in a step that must exist somewhere else: queues, opening hours, lists of callers, values."""

from collections.abc import Iterator, Mapping

from voipcc.core.expressions import WORDS
from voipcc.core.media_words import Value
from voipcc.core.values import names_in
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.step import NamedPlace
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.settings import CentreSettings


def no_queue(draft: Draft, place: Node, name: str, settings: CentreSettings) -> Iterator[Problem]:
    """The queue is not in the centre file, or nobody serves it."""
    queues = settings.queues
    if name not in queues:
        remedy = did_you_mean(name, queues, "queues are") or "add it to centre.yaml under queues"
        yield place.error(draft.file, f'there is no queue "{name}" in the centre file', remedy)
    elif not queues[name].agents:
        remedy = f"add agents to queues.{name} in centre.yaml"
        yield place.warning(draft.file, f'nobody serves the queue "{name}"', remedy)


def no_hours(draft: Draft, place: Node, name: str) -> Iterator[Problem]:
    """The opening hours are not in this file."""
    known = draft.node.children.get("hours", Node(0, 0)).children
    if name not in known:
        remedy = did_you_mean(name, known, "hours are") or "add them above under hours"
        yield place.error(draft.file, f'there are no opening hours "{name}"', remedy)


def no_caller_list(draft: Draft, place: Node, name: str) -> Iterator[Problem]:
    """The list of callers is not in this file."""
    if name not in draft.callers:
        remedy = did_you_mean(name, draft.callers, "lists are")
        remedy = remedy or f'add above: callers: {{{name}: ["+4930*"]}}'
        yield place.error(draft.file, f'there is no list of callers "{name}"', remedy)


def no_value_name(draft: Draft, values: Node) -> Iterator[Problem]:
    """A word of conditions cannot be the name of a value."""
    for name in values.children:
        if name in WORDS:
            message = f'no value can be named "{name}": it is a word of conditions'
            yield values.key(name).error(draft.file, message, "take another word")


def read_in(values: Mapping[str, Value], node: Node) -> Iterator[NamedPlace]:
    """The names in braces in the texts of a mapping."""
    for key, value in values.items():
        for name in names_in(value) if isinstance(value, str) else ():
            yield name, node.at(key)
