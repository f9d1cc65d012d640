"""Names of values: each that is used was set somewhere, and no secret is spoken or lost."""

from collections.abc import Iterator

from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.step import NamedPrompt, StepForm
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

BUILT_IN = ("call.", "queue.")


def value_problems(draft: Draft, around: Surroundings) -> Iterator[Problem]:
    """Everything wrong with the names of values in one flow."""
    steps = [
        (step.form, step.node)
        for block in draft.blocks.values()
        for step in block
        if step.form is not None
    ]
    known = {name for form, node in steps for name, _ in form.values_set(node)} | around.values
    secret = {name for form, node in steps for name, _ in form.secrets_set(node)}
    for form, node in steps:
        yield from _spoken(draft, form, node, known, secret)
        for name, place in form.values_used(node):
            if name not in secret:
                yield from _unknown(draft, name, place, known)
        for name, place in form.secrets_set(node):
            if name in known:
                message = f'"{name}" is a secret here and an ordinary value elsewhere'
                yield place.error(draft.file, message, "give the two different names")


def _spoken(
    draft: Draft, form: StepForm, node: Node, known: set[str], secret: set[str]
) -> Iterator[Problem]:
    for name, place in form.values_spoken(node):
        if name in secret:
            message = f'the secret "{name}" would be spoken'
            yield place.error(draft.file, message, "leave it out: only a lookup can use a secret")
        else:
            yield from _unknown(draft, name, place, known)


def _unknown(draft: Draft, name: str, place: Node, known: set[str]) -> Iterator[Problem]:
    if name in known or name.startswith(BUILT_IN):
        return
    remedy = did_you_mean(name, known, "values are") or "set it before with set, collect or lookup"
    yield place.error(draft.file, f'there is no value "{name}"', remedy)


def values_of(draft: Draft) -> Iterator[NamedPrompt]:
    """Every value a flow sets, and where."""
    for block in draft.blocks.values():
        for step in block:
            if step.form is not None:
                yield from step.form.values_set(step.node)
