"""What this room asks of whoever may call out of the house: permits, and the word that they are kept."""

from collections.abc import Callable, Collection
from typing import Protocol

from voipcc.permits import Permit, Wish


class WaysOut(Protocol):
    """Which trunk may call whom, by the settings in force."""

    @property
    def time_zone(self) -> str: ...

    @property
    def shown(self) -> str:
        """A number of ours, where a question is asked before one is chosen."""

    def short(self, dialled: str) -> tuple[str, str] | None:
        """Whose short number this is: "agent" or "queue", and the name."""

    def permit(self, wish: Wish, leg: str = "", call: str = "") -> Permit:
        """The permit for one call. Raises PermitRefused.

        With a `leg` it counts until `ended(leg)`, without one it is only a question.
        """

    def ended(self, leg: str) -> None:
        """This leg is over; any leg may be told."""

    def language_of(self, agent: str) -> str:
        """What an agent's phone speaks."""

    def found(self, legs: Collection[str]) -> None:
        """These legs are there, all others are over."""

    def when_safe(self, act: Callable[[], None], refuse: Callable[[str], None]) -> None:
        """`act` once everything decided so far survives a power cut, or `refuse` with why not."""
