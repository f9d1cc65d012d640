"""How a caller gets to a place in a flow, as a story: the proof that something wrong can happen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from voipcc.dialplan.draft import Draft, DraftStep
from voipcc.document import Node

WORDS: Final = {
    "keys": "presses {key} in line {line}",
    "on_timeout": "presses nothing in line {line}",
    "on_invalid": "presses wrong keys in line {line}",
    "closed": 'finds "{hours}" closed',
    "branch": "meets the condition in line {at}",
    "otherwise": "meets no condition of line {line}",
    "overflow": "is led on by the rule in line {at}",
    "split": "is led on by lot in line {line}",
    "lookup": "gets no answer to the look-up in line {line}",
    "on_full": "finds the queue of line {line} full",
    "accepted": "takes the offer of line {line}",
    "declined": "declines the offer of line {line}",
    "on_busy": "finds the number of line {line} busy",
    "on_no_answer": "gets no answer in line {line}",
    "on_away": "finds nobody there in line {line}",
    "on_failed": "is not put through in line {line}",
}
MOST_WORDS = 12  # choices told; of a longer way the beginning and the end


@dataclass(frozen=True, slots=True)
class Move:
    """What a caller did or found, and the block it led to."""

    origin: str
    target: str
    step: DraftStep
    place: Node

    @property
    def words(self) -> str:
        """It in words, "" where nothing is to be told of it."""
        return words_of(self.step, self.place)


class Storyteller:
    """Tells the shortest way to each block of one flow."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    @cached_property
    def _ways(self) -> dict[str, Move | None]:
        return self._shortest(lambda step: True)

    def to(self, block: str) -> str:
        """How a caller gets into `block`, "" when nobody does."""
        return _told(self.draft, self._ways, block)

    def without(self, name: str, block: str) -> str:
        """The same for a caller for whom the value `name` was never set on the way."""
        ways = self._shortest(lambda step: name not in step.sets)
        return _told(self.draft, ways, block)

    def _shortest(self, passes: Callable[[DraftStep], bool]) -> dict[str, Move | None]:
        """The last move of a shortest way to each block that can be reached through such steps."""
        found: dict[str, Move | None] = {"start": None}
        waiting = ["start"]
        for block in waiting:
            for move in _moves(self.draft, block, passes):
                if move.target not in found and move.target in self.draft.blocks:
                    found[move.target] = move
                    waiting.append(move.target)
        return found


def _moves(draft: Draft, block: str, passes: Callable[[DraftStep], bool]) -> Iterator[Move]:
    """The ways on from a block, as far as steps let a caller pass; in words when they are told."""
    for step in draft.blocks.get(block, ()):
        for target, _, place in step.all_ways:
            yield Move(block, target, step, place)
        if not passes(step):
            return


def words_of(step: DraftStep, place: Node) -> str:
    """What a caller did or found who goes the way that is named at `place`."""
    path = _path_to(step.node, place)
    words = next((text for word, text in WORDS.items() if word in path), "")
    if "on_timeout" in path and "queue" in step.node.children:
        words = "waits too long in line {line}"
    hours = step.node.at("hours").text
    key = path[-1] if path else ""
    return words.format(line=step.node.line, at=place.line, key=key, hours=hours)


def _path_to(node: Node, place: Node) -> list[str]:
    """The keys that lead from a step to a place within it."""
    waiting: list[tuple[Node, list[str]]] = [(node, [])]
    while waiting:
        here, path = waiting.pop()
        if here is place:
            return path
        for key, (label, value) in (here.mapping or {}).items():
            if label is place:
                return [*path, key]
            waiting.append((value, [*path, key]))
        waiting += [(item, [*path, str(at)]) for at, item in enumerate(here.items or ())]
    return []


def _told(draft: Draft, ways: dict[str, Move | None], block: str) -> str:
    if block not in ways:
        return ""
    words: list[str] = []
    move = ways[block]
    while move is not None:
        words += [move.words] if move.words else []
        move = ways[move.origin]
    words.reverse()
    if len(words) > MOST_WORDS:
        half = MOST_WORDS // 2
        words = [*words[:half], f"... {len(words) - MOST_WORDS} more ...", *words[-half:]]
    dialled = draft.numbers[0][0] if draft.numbers else ""
    begin = f"dials {dialled}" if dialled else "comes into the flow"
    return ", ".join([begin, *words])
