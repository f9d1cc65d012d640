"""What is written of agents: app_queue knows members of queues, who are paused or not.

Who logs in becomes a member of each of their queues, who takes a break is paused in all of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from voipcc.core.cdr import Stretch
from voipcc.exports.queue_log.line import NONE, Event, Line

LOGGED_OUT = "logged_out"
READY = "ready"
BY_US = "MANAGER"  # what app_queue writes in place of a call when another program adds a member
GAP_MS = 1000
Queues = Callable[[str], Sequence[str]]


def change(
    at_ms: int, agent: str, queues: Sequence[str], before: str, now: str, reason: str = ""
) -> list[Line]:
    """The lines of a change of presence: `logged_out`, `ready` or `not_ready`."""
    at_s = at_ms // 1000
    if before == now and now != "not_ready":
        return []
    if now == LOGGED_OUT:
        return _each(at_s, BY_US, queues, agent, "REMOVEMEMBER", "")
    if before == LOGGED_OUT:
        made = _each(at_s, BY_US, queues, agent, "ADDMEMBER", "")
        return made if now == READY else made + _paused(at_s, queues, agent, reason)
    if now == READY:
        every = [Line(at_s, NONE, NONE, agent, "UNPAUSEALL", ("",))] if queues else []
        return every + _each(at_s, NONE, queues, agent, "UNPAUSE", "")
    return _paused(at_s, queues, agent, reason)


def back_fill(stretches: Iterable[Stretch], queues_of: Queues) -> Iterator[Line]:
    """The lines of stretches that are over, agent by agent in the order of time."""
    made: list[tuple[int, int, Line]] = []
    last: dict[str, tuple[str, int, str]] = {}
    for one in sorted(stretches, key=lambda one: (one.agent, one.start_utc_ms)):
        queues = queues_of(one.agent)
        state, until_ms, _ = last.get(one.agent, (LOGGED_OUT, 0, ""))
        if state != LOGGED_OUT and one.start_utc_ms > until_ms + GAP_MS:
            made += _numbered(made, change(until_ms, one.agent, queues, state, LOGGED_OUT))
            state = LOGGED_OUT
        lines = change(one.start_utc_ms, one.agent, queues, state, one.presence, one.reason)
        made += _numbered(made, lines)
        end_ms = one.start_utc_ms + (one.end_us - one.start_us) // 1000
        last[one.agent] = (one.presence, end_ms, one.reason)
    return (line for _, _, line in sorted(made))


def _numbered(made: list[tuple[int, int, Line]], lines: list[Line]) -> list[tuple[int, int, Line]]:
    return [(line.epoch_s, len(made) + place, line) for place, line in enumerate(lines)]


def _paused(at_s: int, queues: Sequence[str], agent: str, reason: str) -> list[Line]:
    every = [Line(at_s, NONE, NONE, agent, "PAUSEALL", (reason,))] if queues else []
    return every + _each(at_s, NONE, queues, agent, "PAUSE", reason)


def _each(
    at_s: int, callid: str, queues: Sequence[str], agent: str, event: Event, data: str
) -> list[Line]:
    return [Line(at_s, callid, queue, agent, event, (data,)) for queue in queues]
