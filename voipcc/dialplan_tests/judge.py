"""Compares what became of a rehearsed call with what its test expects, in words."""

from collections.abc import Iterator, Sequence

from voipcc.dialplan_tests.form import SKIP, ExpectForm
from voipcc.dialplan_tests.reader import Test
from voipcc.problem import Problem
from voipcc.rehearsal import Rehearsal

NONE = "none"
LISTED = 30


def differences(test: Test, found: Rehearsal) -> list[Problem]:
    """Everything that is not as expected, each at its place in the file."""
    return [
        (test.node.at("expect", *path) if path else test.node.at("keys")).error(
            test.file, f'test "{test.name}": {message}', _story(found)
        )
        for path, message in _different(test.form.expect, found)
    ]


Place = tuple[str | int, ...]
Different = Iterator[tuple[Place, str]]


def _different(expect: ExpectForm, found: Rehearsal) -> Different:
    yield from _said(expect, found)
    for keys in found.unasked:
        yield (), f"nobody asks the caller for {keys}"
    if expect.queue is not None and (found.queue or NONE) != expect.queue:
        yield ("queue",), f"expected {_queue(expect.queue)}, but {_where(found)}"
    if expect.ending is not None and found.outcome != expect.ending:
        yield ("ending",), f"expected the ending {expect.ending}, but it is {found.outcome}"
    if expect.agent is not None and found.agent != expect.agent:
        talked = f"talks to {found.agent}" if found.agent else "talks to nobody"
        yield ("agent",), f"expected a talk to {expect.agent}, but the caller {talked}"
    if expect.blocks is not None:
        blocks = [block.partition(":")[2] for block in found.blocks]
        if wrong := _mismatch(expect.blocks, blocks):
            position, words = wrong
            yield ("blocks", position), f"{words}; the blocks are: {_listed(blocks)}"
    yield from _kept(expect, found)


def _kept(expect: ExpectForm, found: Rehearsal) -> Different:
    """Values, tags and how long it lasts."""
    for name, value in expect.values.items():
        if name not in found.values:
            yield ("values", name), f'the call has no value "{name}"; it has {_names(found)}'
        elif found.values[name] != value:
            real = found.values[name]
            yield ("values", name), f'expected "{name}" to be {value!r}, but it is {real!r}'
    for position, tag in enumerate(expect.tags):
        if not {tag, f"tag:{tag}"} & {*found.marks}:
            yield ("tags", position), f'the record has no "{tag}"; it has {_marks(found)}'
    if expect.within is not None and found.lasted_s > expect.within:
        yield (
            ("within",),
            f"expected {expect.within:g} s at most, but it lasts {found.lasted_s:.1f} s",
        )


def _said(expect: ExpectForm, found: Rehearsal) -> Different:
    if expect.hears is not None and (wrong := _mismatch(expect.hears, found.prompts)):
        position, words = wrong
        yield ("hears", position), f"{words}; heard: {_listed(found.prompts)}"
    for position, prompt in enumerate(expect.never):
        if prompt in found.prompts:
            yield ("never", position), f"expected never to hear {prompt}, but it is heard"


def _mismatch(wanted: Sequence[str], real: Sequence[str]) -> tuple[int, str] | None:
    """Where the list first differs, and how; None: it fits. "..." stands for any number."""
    reached = {0}  # how much of `real` the wanted ones so far may have taken
    for position, want in enumerate(wanted):
        if want == SKIP:
            onward = set(range(min(reached), len(real) + 1))
        else:
            onward = {at + 1 for at in reached if at < len(real) and real[at] == want}
        if not onward:
            return position, _instead(want, real, max(reached))
        reached = onward
    if len(real) in reached:
        return None
    at = max(reached)
    return max(
        len(wanted) - 1, 0
    ), f"expected nothing after that, but {real[at]} {_after(real, at)}"


def _instead(want: str, real: Sequence[str], at: int) -> str:
    place = _after(real, at)
    if at >= len(real):
        return f"expected {want} {place}, but nothing follows"
    return f"expected {want} {place}, but {real[at]} comes"


def _after(real: Sequence[str], at: int) -> str:
    return f"after {real[at - 1]}" if at else "at first"


def _queue(name: str) -> str:
    return "no queue" if name == NONE else f"the queue {name}"


def _where(found: Rehearsal) -> str:
    if not found.queue:
        return f"no queue is entered (the call ends: {found.outcome})"
    return f"the caller comes to {' and then '.join(found.queues)}"


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "nothing"
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def _names(found: Rehearsal) -> str:
    return ", ".join(sorted(found.values)) or "none"


def _marks(found: Rehearsal) -> str:
    return ", ".join(mark.removeprefix("tag:") for mark in found.marks) or "none"


def _story(found: Rehearsal) -> str:
    """The call in a line: it tells where to look."""
    blocks = [block.partition(":")[2] for block in found.blocks]
    keys = " ".join(key for _, key in found.pressed)
    way = " -> ".join(blocks[:LISTED])
    return (
        f"the call went {way}" + (f" with the keys {keys}" if keys else "") + f": {found.outcome}"
    )
