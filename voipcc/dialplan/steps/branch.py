"""branch: the first condition that holds, or list the caller is on, leads to its block."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from voipcc.core import steps as core
from voipcc.core.expressions import (
    LONGEST,
    NUMERIC,
    Condition,
    ExpressionError,
    Literal,
    Name,
    condition,
)
from voipcc.core.media_words import Value
from voipcc.core.values import queue_of, queues_in
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import Form, as_list
from voipcc.dialplan.names import no_caller_list
from voipcc.dialplan.step import NamedPlace, StepForm, Target
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name as Word

KINDS = {"call.withheld": "true or false", "call.known": "true or false"}
EXAMPLE = 'such as: tier == "gold" and queue.sales.waiting < 5'


def as_cases(value: Any) -> Any:
    """One case may be written without its list."""
    cases = [value] if isinstance(value, dict) else value
    if isinstance(cases, list) and any(
        "otherwise" in one for one in cases if isinstance(one, dict)
    ):
        raise ValueError("otherwise stands beside branch, not in its list")
    return cases


class CaseForm(Form):
    """One way on: a condition or lists of callers, and the block."""

    when: str = Field("", max_length=LONGEST, description=f"A condition, {EXAMPLE}")
    caller: Annotated[list[Word], BeforeValidator(as_list), Field(max_length=20)] = Field(
        default_factory=list, description="Lists of `callers:` the caller may be on."
    )
    jump: Word = Field(description="Block taken then.")

    @property
    def condition(self) -> Condition | None:
        """The condition, None where there is none that can be read."""
        try:
            return condition(self.when) if self.when else None
        except ExpressionError:
            return None


class BranchingForm(StepForm):
    branch: Annotated[
        list[CaseForm], BeforeValidator(as_cases), Field(min_length=1, max_length=50)
    ] = Field(description="Ways on; the first that holds is taken.")
    otherwise: Word | None = Field(
        None, description="Block taken when none holds; else the next step."
    )

    def ends(self) -> bool:
        """With `otherwise` nothing follows."""
        return self.otherwise is not None

    def ways(self, node: Node) -> Iterator[Target]:
        """The block of each case, and the last one."""
        for position, case in enumerate(self.branch):
            yield case.jump, "at_once", node.at("branch", position, "jump")
        if self.otherwise:
            yield self.otherwise, "at_once", node.at("otherwise")

    def caller_lists(self) -> list[str]:
        """The lists of callers it looks at."""
        return [name for case in self.branch for name in case.caller]

    def values_read(self, node: Node) -> Iterator[NamedPlace]:
        """The names in its conditions."""
        for position, case in enumerate(self.branch):
            found = case.condition
            place = node.at("branch", position, "when")
            for name, column in found.names.items() if found else ():
                yield name, further(place, column)

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """Each case says when, in words that can be read, of lists that are there."""
        for position, case in enumerate(self.branch):
            place = node.at("branch", position)
            if bool(case.when) == bool(case.caller):
                both = bool(case.when)
                message = "when and caller in one case" if both else "this case does not say when"
                remedy = "write a case for each" if both else f"add when: CONDITION, {EXAMPLE}"
                yield place.error(draft.file, message, remedy)
            yield from _condition_problems(draft, case.when, place.at("when"))
            yield from _never(draft, case.condition, place.at("when"))
            for number, name in enumerate(case.caller):
                yield from no_caller_list(draft, place.at("caller", number), name)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        cases = tuple(
            core.Case(case.jump, case.when, tuple(draft.named(name) for name in case.caller))
            for case in self.branch
        )
        names = (name for name, _ in self.values_read(Node(0, 0)))
        return core.BranchStep(cases, self.otherwise or "", queues_in(names), line)


def _condition_problems(draft: Draft, when: str, place: Node) -> Iterator[Problem]:
    try:
        if when:
            condition(when)
    except ExpressionError as error:
        there = further(place, error.column)
        yield there.error(draft.file, f"this condition cannot be read, {error}", EXAMPLE)


def _never(draft: Draft, found: Condition | None, place: Node) -> Iterator[Problem]:
    """Comparisons that never hold: how a queue stands is a number, whether a caller is known is not."""
    for one in found.comparisons() if found is not None else ():
        name, value = one.left, one.right
        if not isinstance(name, Name) or not isinstance(value, Literal):
            continue
        kind = "a number" if queue_of(name.name) else KINDS.get(name.name, "")
        if kind and not is_kind(value.value, kind):
            there = further(place, found.names[name.name] if found else 0)
            message = f"this never holds: {name.name} is {kind}"
            yield there.warning(draft.file, message, f"compare it with {kind}")


def is_kind(value: Value, kind: str) -> bool:
    """Whether a value can equal one of this kind."""
    if kind == "true or false":
        return isinstance(value, bool)
    return not isinstance(value, bool) and NUMERIC.fullmatch(str(value)) is not None


def further(place: Node, column: int) -> Node:
    """So many characters further on in a text of one line."""
    return Node(place.line, place.column + column + place.quoted)
