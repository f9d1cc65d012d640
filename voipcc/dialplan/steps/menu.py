"""menu: one key leads on."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from voipcc.core import steps as core
from voipcc.dialplan import parts
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import Keys, in_seconds
from voipcc.dialplan.parts import Branch, BranchForm, SomeParts
from voipcc.dialplan.step import NamedPrompt, StepForm, Target
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name


def each_key(keys: str) -> list[str]:
    """The keys "1-5" stands for; one alone stands for itself."""
    if len(keys) == 1:
        return [keys]
    return [str(one) for one in range(int(keys[0]), int(keys[2]) + 1)]


class MenuForm(StepForm):
    ENDS: ClassVar[bool] = True
    SPEAKS: ClassVar[bool] = True
    menu: SomeParts = Field(description="Prompts that offer the choice.")
    keys: dict[Keys, Name] = Field(
        min_length=1, description='Key of the telephone, or several ("1-5"): block.'
    )
    into: Name | None = Field(
        None, description="Name of the value that holds the key; in after_call an answer on record."
    )
    timeout: Annotated[float, BeforeValidator(in_seconds)] = Field(
        5.0, ge=1, le=60, description="How long a key is waited for after the prompt, such as 5 s."
    )
    tries: int = Field(3, ge=1, le=10, description="How often the choice is offered.")
    on_timeout: Branch = Field(default_factory=BranchForm, description="When no key comes.")
    on_invalid: Branch = Field(
        default_factory=BranchForm,
        description="When a key without a choice comes; without a jump that of on_timeout holds.",
    )
    interruptible: bool = Field(True, description="false: keys count behind the prompts only.")

    def ways(self, node: Node) -> Iterator[Target]:
        """The block of each key, and those after the last try."""
        for key, target in self.keys.items():
            yield target, "key", node.at("keys", key)
        yield from parts.ways(self.on_timeout, self.on_invalid, node)

    def named_prompts(self, node: Node) -> Iterator[NamedPrompt]:
        """Every prompt it names, and where."""
        for said, path in self._said():
            yield from parts.prompts_in(said, node, *path)

    def _said(self) -> Iterator[tuple[list[parts.PartForm], tuple[str, ...]]]:
        """What is said, and where it stands."""
        yield self.menu, ("menu",)
        yield self.on_timeout.play, ("on_timeout", "play")
        yield self.on_invalid.play, ("on_invalid", "play")

    def values_spoken(self, node: Node) -> Iterator[NamedPrompt]:
        """What it says of what is known."""
        for said, path in self._said():
            yield from parts.values_in(said, node, *path)

    def values_set(self, node: Node) -> Iterator[NamedPrompt]:
        """The value that holds the key."""
        if self.into:
            yield self.into, node.at("into")

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """A key must lead to one block; everything must be such that it can be said."""
        for said, path in self._said():
            yield from parts.part_problems(draft, said, around, node, *path)
        seen: dict[str, str] = {}
        for keys in self.keys:
            if twice := [one for one in each_key(keys) if one in seen]:
                message = f"the key {twice[0]} stands in {seen[twice[0]]} and in {keys}"
                yield node.at("keys").key(keys).error(draft.file, message, "let one block have it")
            if not each_key(keys):
                message = f"no key lies in {keys}"
                yield node.at("keys").key(keys).error(draft.file, message, "the smaller one first")
            seen |= dict.fromkeys(each_key(keys), keys)

    def dead_ends(self, draft: Draft, node: Node) -> Iterator[Problem]:
        """A menu must say what follows when no key comes."""
        if not self.on_timeout.jump:
            message = f"dead end: nothing follows when no key comes, after {self.tries} tries"
            yield node.error(draft.file, message, "add on_timeout: {jump: ...}")

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        on_timeout = self.on_timeout.jump or ""
        return core.MenuStep(
            prompts=parts.compiled(self.menu),
            keys=self._each_key(),
            timeout_s=self.timeout,
            tries=self.tries,
            timeout_prompts=parts.compiled(self.on_timeout.play),
            invalid_prompts=parts.compiled(self.on_invalid.play),
            on_timeout=on_timeout,
            on_invalid=self.on_invalid.jump or on_timeout,
            line=line,
            into=self.into or "",
            interruptible=self.interruptible,
        )

    def _each_key(self) -> dict[str, str]:
        """Every single key with its block."""
        return {one: block for keys, block in self.keys.items() for one in each_key(keys)}
