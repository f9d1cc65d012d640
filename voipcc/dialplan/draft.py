"""A dialplan as read, before its meaning is looked at, and what it may refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.links import Links
from voipcc.dialplan.step import NamedPlace, NamedPrompt, StepForm, Target
from voipcc.document import Node
from voipcc.problem import Severity
from voipcc.settings import CentreSettings

if TYPE_CHECKING:
    from voipcc.dialplan.hears import Entry


@dataclass(frozen=True)
class DraftStep:
    """One step and where it stands; `form` is None where it could not be read.

    What it leads to and names is found out once: a step outlives many checks of its file.
    """

    form: StepForm | None
    node: Node

    @cached_property
    def ways(self) -> tuple[Target, ...]:
        """The blocks it may lead into."""
        return tuple(self.form.ways(self.node)) if self.form is not None else ()

    @cached_property
    def overflow_ways(self) -> tuple[Target, ...]:
        """The blocks it leads into whom it has no place for."""
        return tuple(self.form.overflow_ways(self.node)) if self.form is not None else ()

    @cached_property
    def all_ways(self) -> tuple[Target, ...]:
        """Both."""
        return self.ways + self.overflow_ways

    @cached_property
    def prompts(self) -> tuple[NamedPrompt, ...]:
        """Every prompt it names."""
        return tuple(self.form.named_prompts(self.node)) if self.form is not None else ()

    @cached_property
    def values_set(self) -> tuple[NamedPlace, ...]:
        """The values it sets."""
        return tuple(self.form.values_set(self.node)) if self.form is not None else ()

    @cached_property
    def secrets_set(self) -> tuple[NamedPlace, ...]:
        """The secrets it sets."""
        return tuple(self.form.secrets_set(self.node)) if self.form is not None else ()

    @cached_property
    def sets(self) -> frozenset[str]:
        """The names of both."""
        return frozenset(name for name, _ in (*self.values_set, *self.secrets_set))

    @cached_property
    def spoken(self) -> tuple[NamedPlace, ...]:
        """The values it says."""
        return tuple(self.form.values_spoken(self.node)) if self.form is not None else ()

    @cached_property
    def read(self) -> tuple[NamedPlace, ...]:
        """The values it goes by itself, in conditions and texts."""
        return tuple(self.form.values_read(self.node)) if self.form is not None else ()

    @cached_property
    def used(self) -> tuple[NamedPlace, ...]:
        """The values it sends on."""
        return tuple(self.form.values_used(self.node)) if self.form is not None else ()

    @cached_property
    def uses(self) -> tuple[tuple[str, Node, Severity], ...]:
        """All of them, and how bad it is that one is missing."""
        return (
            *((name, place, "error") for name, place in (*self.spoken, *self.used)),
            *((name, place, "warning") for name, place in self.read),
        )


@dataclass(slots=True)
class Draft:
    """One dialplan as written. `whole` is false when a part of it could not be read."""

    file: str
    node: Node
    name: str
    language: str
    numbers: list[tuple[str, Node]] = field(default_factory=list)
    hours: dict[str, OpeningForm] = field(default_factory=dict)
    blocks: dict[str, list[DraftStep]] = field(default_factory=dict)
    callers: dict[str, list[str]] = field(default_factory=dict)
    whole: bool = True
    hears: list["Entry"] = field(default_factory=list)
    longest_s: float = 600.0

    def named(self, name: str) -> str:
        """Two flows may each have hours or a list called "office": in the plan they are told apart."""
        return f"{self.name}/{name}"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a dialplan may refer to. `prompts` has one set of names for each language.

    `numbers` are those all dialplans answer, `agents_prompts` those in the languages of agents,
    `links` what the flows have to do with each other.
    """

    settings: CentreSettings
    prompts: Mapping[str, set[str]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    agents_prompts: Mapping[str, set[str]] = field(default_factory=dict)
    links: Links = field(default_factory=Links)
