"""Names of values: each that is used was set somewhere, and no secret is spoken or lost."""

from collections.abc import Iterator, Set

from voipcc.core.values import CALL_NAMES, QUEUE_FACTS
from voipcc.dialplan.draft import Draft, DraftStep, Surroundings
from voipcc.dialplan.names import no_queue
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean


def value_problems(draft: Draft, around: Surroundings) -> Iterator[Problem]:
    """Everything wrong with the names of values in one flow."""
    steps = [step for block in draft.blocks.values() for step in block]
    known = {name for step in steps for name, _ in step.values_set}
    known |= around.links.values.get(draft.name, set())
    secret = {name for step in steps for name, _ in step.secrets_set}
    for step in steps:
        for name, place in (*step.spoken, *step.read):
            if name in secret and name not in known:
                yield _is_secret(draft, step, name, place)
            else:
                yield from _unknown(draft, name, place, known, around)
        for name, place in step.used:
            if name not in secret:
                yield from _unknown(draft, name, place, known, around)
        for name, place in step.secrets_set:
            if name in known:
                message = f'"{name}" is a secret here and an ordinary value elsewhere'
                yield place.error(draft.file, message, "give the two different names")


def _is_secret(draft: Draft, step: DraftStep, name: str, place: Node) -> Problem:
    spoken = any(name == said for said, _ in step.spoken)
    message = f'the secret "{name}" {"would be spoken" if spoken else "is known to nobody here"}'
    return place.error(draft.file, message, "leave it out: only a lookup can use a secret")


def _unknown(
    draft: Draft, name: str, place: Node, known: Set[str], around: Surroundings
) -> Iterator[Problem]:
    if name in known or name in CALL_NAMES:
        return
    kind, _, rest = name.partition(".")
    if kind == "queue" and rest:
        yield from _unknown_fact(draft, place, rest, around)
        return
    remedy = did_you_mean(name, CALL_NAMES if rest else known, "values are")
    remedy = remedy or "set it before with set, collect or lookup"
    yield place.error(draft.file, f'there is no value "{name}"', remedy)


def _unknown_fact(draft: Draft, place: Node, rest: str, around: Surroundings) -> Iterator[Problem]:
    queue, _, fact = rest.partition(".")
    if queue not in around.settings.queues:
        yield from no_queue(draft, place, queue, around.settings)
    elif fact not in QUEUE_FACTS:
        remedy = did_you_mean(fact, QUEUE_FACTS, "a queue has")
        yield place.error(draft.file, f'a queue has no "{fact}"', remedy)
