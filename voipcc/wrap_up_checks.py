"""What is wrong with wrap-up, dispositions and break reasons in a centre file.

As `centre_checks`, on nodes: a part that cannot be read does not hide what is wrong elsewhere.
"""

from collections.abc import Iterator

from voipcc.core.plan import MISSED
from voipcc.document import Node
from voipcc.problem import Problem

NOTHING = Node(0, 0)


def wrap_up_problems(node: Node, file: str) -> Iterator[Problem]:
    """Every such problem of all queues, and of the reasons for a break."""
    for name, queue in _child(node, "queues").children.items():
        if queue.is_mapping:
            yield from _orphans(_child(queue, "dispositions"), file)
            yield from _required(name, queue, file)
            yield from _length(queue, file)
    yield from _reasons(_child(node, "break_reasons"), file)


def _child(node: Node, name: str) -> Node:
    return node.children.get(name, NOTHING)


def _orphans(tree: Node, file: str) -> Iterator[Problem]:
    """Codes that look like finer ones of a code that is not there."""
    codes = list(tree.children)
    roots = [code for code in codes if not any(code[:end] in codes for end in range(1, len(code)))]
    shortest = min(map(len, roots), default=0)
    for code in roots:
        if len(code) > shortest:
            above = code[:shortest]
            message = f'the disposition "{code}" has no "{above}" above it'
            remedy = f'add "{above}", or give it a code with {shortest} digits'
            yield tree.key(code).error(file, message, remedy)


def _required(name: str, queue: Node, file: str) -> Iterator[Problem]:
    required = _child(queue, "disposition_required")
    if required.value is not True:
        return
    if not _child(queue, "dispositions").children:
        message = f'the queue "{name}" requires a disposition and has none'
        yield required.error(file, message, 'add dispositions: {"1": order, "2": question}')
        return
    mode = _child(queue, "wrap_up_mode").value or "timed"
    if mode == "optional" or (mode != "mandatory" and _child(queue, "wrap_up_s").value == 0):
        message = f'agents of "{name}" have no wrap-up in which to give the disposition'
        yield required.warning(file, message, "wrap_up_mode: mandatory waits for it")


def _length(queue: Node, file: str) -> Iterator[Problem]:
    length = _child(queue, "wrap_up_s")
    if _child(queue, "wrap_up_mode").value == "mandatory" and length.value:
        remedy = "leave it out, or write wrap_up_mode: timed"
        yield length.warning(file, "a mandatory wrap-up lasts until it is ended", remedy)


def _reasons(reasons: Node, file: str) -> Iterator[Problem]:
    for item in reasons.items or []:
        if item.value == MISSED:
            yield _own_reason(item, file)
    if MISSED in reasons.children:
        yield _own_reason(reasons.key(MISSED), file)


def _own_reason(place: Node, file: str) -> Problem:
    message = f'"{MISSED}" is what the centre itself calls a break after missed offers'
    return place.error(file, message, "take another name")
