"""On which lists a caller's number stands: the core is told the lists and never the number."""

from collections.abc import Mapping, Sequence

WITHHELD = "withheld"


class CallerLists:
    """Lists by name: numbers in E.164, "+4930*" for all that begin so, "withheld"."""

    def __init__(self) -> None:
        self._lists: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}

    def put(self, lists: Mapping[str, Sequence[str]]) -> None:
        """Know these lists from now on, beside the others; an empty one is forgotten."""
        for name, entries in lists.items():
            whole = frozenset(entry for entry in entries if not entry.endswith("*"))
            begins = tuple(entry[:-1] for entry in entries if entry.endswith("*"))
            self._lists[name] = whole, begins
            if not entries:
                del self._lists[name]

    def learn(self, lists: Mapping[str, Sequence[str]]) -> None:
        """These are the dialplans' lists ("flow/list") from now on; others stay."""
        for name in [name for name in self._lists if "/" in name]:
            del self._lists[name]
        self.put(lists)

    def of(self, number: str, *, withheld: bool = False) -> tuple[str, ...]:
        """The lists this number is on, by name."""
        said = WITHHELD if withheld else number
        return tuple(
            sorted(
                name
                for name, (whole, begins) in self._lists.items()
                if said in whole or (begins and not withheld and said.startswith(begins))
            )
        )
