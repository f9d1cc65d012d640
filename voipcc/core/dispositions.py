"""Dispositions: what came of a call, as a tree of codes. "11" is a finer "1".

Only codes with nothing finer below them can be given.
"""

from collections.abc import Mapping

from voipcc.core.events import RefusedEvent
from voipcc.core.plan import Queue

LISTED = 8  # so many choices are named to somebody who gave a wrong one
Tree = Mapping[str, str]


def finer(tree: Tree, code: str) -> list[str]:
    """The codes directly or further below a code, in order."""
    return sorted(one for one in tree if one != code and one.startswith(code))


def choices(tree: Tree, below: str = "") -> list[str]:
    """The codes that can be given."""
    return [code for code in finer(tree, below) if not finer(tree, code)]


def path(tree: Tree, code: str) -> str:
    """The whole name of a code: `order / new order`."""
    return " / ".join(tree[code[:end]] for end in range(1, len(code) + 1) if code[:end] in tree)


def chosen(queue: Queue | None, name: str, code: str) -> str:
    """The whole name of a code of this queue. Raises RefusedEvent with what to do instead."""
    tree: Tree = queue.dispositions if queue else {}
    if not tree:
        raise RefusedEvent(
            f"The queue {name} has no dispositions; they stand under "
            f"queues.{name}.dispositions in centre.yaml."
        )
    if code not in tree:
        raise RefusedEvent(
            f'"{code}" is no disposition of {name}; known are {_listed(tree, choices(tree))}.'
        )
    if below := choices(tree, code):
        raise RefusedEvent(f'"{code}" ({tree[code]}) is divided further: {_listed(tree, below)}.')
    return path(tree, code)


def _listed(tree: Tree, codes: list[str]) -> str:
    words = [f"{code} {tree[code]}" for code in codes[:LISTED]]
    return ", ".join(words) + (" and others" if len(codes) > LISTED else "")
