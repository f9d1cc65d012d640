"""Names in a step that must exist somewhere else: queues, opening hours."""

from collections.abc import Iterator

from voipcc.dialplan.draft import Draft
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
