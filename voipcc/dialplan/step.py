"""What every step of a flow is asked, whatever its word: the modules in `steps` answer it."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from voipcc.core import steps as core
from voipcc.dialplan.form import Form
from voipcc.document import Node
from voipcc.problem import Problem

if TYPE_CHECKING:
    from voipcc.dialplan.draft import Draft, Surroundings

# At once: nothing is waited for. Alone: a caller who does nothing gets there. Key: a choice.
# Limited: at once, but so many times only. Sub: at once, and back again.
Kind = Literal["at_once", "alone", "key", "limited", "sub"]
Target = tuple[str, Kind, Node]  # the block, how it is reached, where it is named
NamedPrompt = tuple[str, Node]
NamedPlace = tuple[str, Node]  # the name of a value, and where it stands


class StepForm(Form):
    """One step as written in a dialplan: its fields are its keys.

    `ENDS`: nothing that follows in its block is ever reached (ask `ends()`). `SPEAKS`: the caller hears words.
    `WAITS`: the caller stays for a time and hears music. `HEARD`: behind it the caller may well have
    heard something. `BARE`: the value of a step written as its word alone.
    """

    ENDS: ClassVar[bool] = False
    SPEAKS: ClassVar[bool] = False
    WAITS: ClassVar[bool] = False
    HEARD: ClassVar[bool] = False
    BARE: ClassVar[Any] = None

    def ends(self) -> bool:
        """Whether nothing that follows in its block is ever reached."""
        return self.ENDS

    def ways(self, node: Node) -> Iterator[Target]:
        """The blocks it may lead into."""
        yield from ()

    def overflow_ways(self, node: Node) -> Iterator[Target]:
        """The blocks it leads into whom it has no place for."""
        yield from ()

    def enters(self) -> tuple[str, str] | None:
        """The other flow it goes through, and its block."""
        return None

    def caller_lists(self) -> list[str]:
        """The lists of callers it looks at."""
        return []

    def opening_hours(self) -> list[str]:
        """The opening hours it looks at."""
        return []

    def named_prompts(self, node: Node) -> Iterator[NamedPrompt]:
        """Every prompt it names, and where."""
        yield from ()

    def values_set(self, node: Node) -> Iterator[NamedPrompt]:
        """The names of values it sets, and where."""
        yield from ()

    def secrets_set(self, node: Node) -> Iterator[NamedPrompt]:
        """The names of secrets it sets, and where."""
        yield from ()

    def values_used(self, node: Node) -> Iterator[NamedPrompt]:
        """The names of values it goes by or sends on, secrets among them, and where."""
        yield from ()

    def values_read(self, node: Node) -> Iterator[NamedPlace]:
        """The names of values it goes by itself, in conditions and texts, and where."""
        yield from ()

    def values_spoken(self, node: Node) -> Iterator[NamedPrompt]:
        """The names of values it says to the caller, and where."""
        yield from ()

    def problems(self, draft: "Draft", node: Node, around: "Surroundings") -> Iterator[Problem]:
        """What is wrong in it, its form and the blocks and prompts it names aside."""
        yield from ()

    def dead_ends(self, draft: "Draft", node: Node) -> Iterator[Problem]:
        """Places within it after which nothing follows."""
        yield from ()

    @abstractmethod
    def compiled(self, draft: "Draft", line: int) -> core.Step:
        """The step the core takes."""
