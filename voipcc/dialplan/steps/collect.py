"""collect: digits the caller types become a value, or a secret only a look-up can use."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from voipcc.core import steps as core
from voipcc.core.media_words import CheckDigits
from voipcc.dialplan import parts
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import Form, in_seconds
from voipcc.dialplan.parts import Branch, BranchForm, SomeParts
from voipcc.dialplan.step import NamedPrompt, StepForm, Target
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name

MOST_DIGITS = 40


class CheckForm(Form):
    """How the digits prove themselves; luhn, mod97 and none may be written alone."""

    kind: Literal["none", "luhn", "mod97", "weights"] = Field(
        "weights", description="luhn, mod97, none, or weights of one's own."
    )
    weights: list[Annotated[int, Field(ge=0, le=999)]] = Field(
        default_factory=list,
        max_length=MOST_DIGITS,
        description="What the last digit, the one before it and so on count; they repeat.",
    )
    modulo: int = Field(10, ge=2, le=997, description="The sum is a multiple of it.")

    def compiled(self) -> CheckDigits:
        """The check the switch room makes."""
        return CheckDigits(self.kind, tuple(self.weights), self.modulo)


def as_check(value: Any) -> Any:
    """A check with a name may be written alone."""
    return {"kind": value} if isinstance(value, str) else value


class DigitsForm(Form):
    """What is asked for, and as what it is kept."""

    into: Name = Field(description="Name of the value.")
    prompts: SomeParts = Field(description="Prompts that ask for the digits.")
    min: int = Field(1, ge=1, le=MOST_DIGITS, description="Fewest digits.")
    max: int = Field(20, ge=1, le=MOST_DIGITS, description="With so many it is complete.")
    end: Literal["#", "*", ""] = Field("#", description='Key that ends it; "": none.')
    timeout: Annotated[float, BeforeValidator(in_seconds)] = Field(
        5.0, ge=1, le=60, description="How long the first digit is waited for after the prompt."
    )
    between: Annotated[float, BeforeValidator(in_seconds)] = Field(
        3.0, ge=1, le=20, description="So long after a digit it is complete."
    )
    secret: bool = Field(False, description="true: nobody sees it, only a lookup can use it.")
    check: Annotated[CheckForm, BeforeValidator(as_check)] = Field(
        default_factory=lambda: CheckForm(kind="none"),
        description="Digits that prove the others: luhn, mod97, none, or {weights: ...}.",
    )
    tries: int = Field(3, ge=1, le=10, description="How often it is asked for.")
    on_timeout: Branch = Field(default_factory=BranchForm, description="When no digit comes.")
    on_invalid: Branch = Field(
        default_factory=BranchForm,
        description="When they are too few or do not fit the check; else as on_timeout.",
    )
    interruptible: bool = Field(True, description="false: keys count behind the prompts only.")


class CollectForm(StepForm):
    SPEAKS: ClassVar[bool] = True
    collect: DigitsForm = Field(description="What is asked for.")

    def ways(self, node: Node) -> Iterator[Target]:
        """Those after the last try."""
        form = self.collect
        yield from parts.ways(form.on_timeout, form.on_invalid, node.at("collect"))

    def named_prompts(self, node: Node) -> Iterator[NamedPrompt]:
        """Every prompt it names, and where."""
        for said, path in self._said():
            yield from parts.prompts_in(said, node, "collect", *path)

    def _said(self) -> Iterator[tuple[list[parts.PartForm], tuple[str, ...]]]:
        """What is said, and where it stands."""
        form = self.collect
        yield form.prompts, ("prompts",)
        yield form.on_timeout.play, ("on_timeout", "play")
        yield form.on_invalid.play, ("on_invalid", "play")

    def values_set(self, node: Node) -> Iterator[NamedPrompt]:
        """The value, unless it is a secret."""
        if not self.collect.secret:
            yield self.collect.into, node.at("collect", "into")

    def secrets_set(self, node: Node) -> Iterator[NamedPrompt]:
        """The value, where it is a secret."""
        if self.collect.secret:
            yield self.collect.into, node.at("collect", "into")

    def values_spoken(self, node: Node) -> Iterator[NamedPrompt]:
        """What it says of what is known."""
        for said, path in self._said():
            yield from parts.values_in(said, node, "collect", *path)

    def dead_ends(self, draft: Draft, node: Node) -> Iterator[Problem]:
        """It must say what follows when no digit comes."""
        if not self.collect.on_timeout.jump:
            message = (
                f"dead end: nothing follows when no digit comes, after {self.collect.tries} tries"
            )
            yield node.at("collect").error(draft.file, message, "add on_timeout: {jump: ...}")

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """Limits that contradict each other, weights without a sense, parts nobody can say."""
        form, place = self.collect, node.at("collect")
        for said, path in self._said():
            yield from parts.part_problems(draft, said, around, node, "collect", *path)
        if form.min > form.max:
            message = f"at least {form.min} digits and at most {form.max}: nobody can type that"
            yield place.at("max").error(draft.file, message, f"write max: {form.min} or more")
        if (form.check.kind == "weights") != bool(form.check.weights):
            message = "this check says not how the digits are weighed"
            remedy = "write check: {weights: [1, 3], modulo: 10}, or luhn, mod97"
            yield place.at("check").error(draft.file, message, remedy)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        form = self.collect
        on_timeout = form.on_timeout.jump or ""
        return core.CollectStep(
            into=form.into,
            prompts=parts.compiled(form.prompts),
            shortest=form.min,
            longest=form.max,
            end=form.end,
            timeout_s=form.timeout,
            between_s=form.between,
            secret=form.secret,
            check=form.check.compiled(),
            tries=form.tries,
            timeout_prompts=parts.compiled(form.on_timeout.play),
            invalid_prompts=parts.compiled(form.on_invalid.play),
            on_timeout=on_timeout,
            on_invalid=form.on_invalid.jump or on_timeout,
            line=line,
            interruptible=form.interruptible,
        )
