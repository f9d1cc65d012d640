"""Who would notice a change now: callers who wait, talk or are in a menu, and agents at work."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from voipcc.versions.difference import Difference

WORK = {"talking": "talks", "reserved": "is rung", "wrap_up": "is in wrap-up"}


def affected(
    found: Sequence[Difference], view: Mapping[str, Any], after: Sequence[str]
) -> list[str]:
    """Sentences for whoever publishes. `view` is the live view, `after` the queues that stay."""
    return [
        *_waiting({one.queue for one in found if one.queue}, view, after),
        *_calls(found, view),
        *_agents({one.agent for one in found if one.agent}, view),
    ]


def _waiting(queues: set[str], view: Mapping[str, Any], after: Sequence[str]) -> Iterator[str]:
    for queue in view["queues"]:
        if queue["name"] in queues and queue["waiting"]:
            gone = queue["name"] not in after
            then = "they wait on until they are served" if gone else "it counts for them at once"
            yield f"{_count(queue['waiting'], 'caller')} waiting in {queue['name']}: {then}"


def _calls(found: Sequence[Difference], view: Mapping[str, Any]) -> Iterator[str]:
    calls = [call for call in view["calls"] if call["stage"] not in ("ending", "")]
    if found and calls:
        verb = "finishes" if len(calls) == 1 else "finish"
        yield f"{_count(len(calls), 'call')} {verb} on the version they began with"


def _agents(agents: set[str], view: Mapping[str, Any]) -> Iterator[str]:
    for agent in view["agents"]:
        if agent["name"] in agents and agent["work"] in WORK:
            yield f"{agent['name']} {WORK[agent['work']]} at the moment: the call goes on"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
