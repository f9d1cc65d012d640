"""What callers typed in secret: in memory only, by handle, until their leg ends.

The switch room puts in, the look-up room takes out. Nothing here is ever written down: after
a restart of the controller a caller has to type it again.
"""

MOST_KEPT = 2000
MOST_PER_LEG = 20


class Vault:
    """Values by handle. Past its limit the oldest one is forgotten."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, str]] = {}

    def __repr__(self) -> str:
        return f"<Vault of {len(self._values)}>"

    def __len__(self) -> int:
        return len(self._values)

    def __bool__(self) -> bool:
        return True  # an empty one is one, too

    def seal(self, leg: str, handle: str, value: str) -> None:
        """Keep what was typed at a leg."""
        self._values[handle] = (leg, value)
        mine = [one for one, (owner, _) in self._values.items() if owner == leg]
        for old in mine[:-MOST_PER_LEG]:
            del self._values[old]
        while len(self._values) > MOST_KEPT:
            del self._values[next(iter(self._values))]

    def opened(self, handle: str) -> str | None:
        """The value, None when it is forgotten."""
        found = self._values.get(handle)
        return found[1] if found else None

    def forget(self, leg: str) -> None:
        """The leg has ended."""
        if self._values:
            self.keep_only({owner for owner, _ in self._values.values()} - {leg})

    def keep_only(self, legs: "set[str]") -> None:
        """Only these legs are there."""
        kept = {handle: one for handle, one in self._values.items() if one[0] in legs}
        self._values.clear()
        self._values.update(kept)
