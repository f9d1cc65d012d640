"""A dialplan as read, before its meaning is looked at, and what it may refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.links import Links
from voipcc.dialplan.step import StepForm
from voipcc.document import Node
from voipcc.settings import CentreSettings

if TYPE_CHECKING:
    from voipcc.dialplan.hears import Entry


@dataclass(frozen=True, slots=True)
class DraftStep:
    """One step and where it stands; `form` is None where it could not be read."""

    form: StepForm | None
    node: Node


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
