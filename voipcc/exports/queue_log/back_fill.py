"""The file of a span that is past, from the records: calls and agents, in the order of time."""

from collections.abc import Callable, Iterator, Sequence
from heapq import merge

from voipcc.database.archive import Archive
from voipcc.exports.queue_log import agents, lines
from voipcc.exports.queue_log.line import Line
from voipcc.exports.schema import Span
from voipcc.exports.writers import DAY_MS

OVERLAP_MS = 6 * 3_600_000  # who came in before midnight may still stand in the line after it


def lines_between(
    archive: Archive, span: Span, queues_of: Callable[[str], Sequence[str]]
) -> Iterator[Line]:
    """Lines of the calls that arrived in the span and of stretches of presence that lie in it.

    Read day by day; a call is written whole, also what happened of it after the span.
    """
    first_ms, last_ms = archive.bounds()
    start_ms, end_ms = max(span.start_ms, first_ms), min(span.end_ms, last_ms + 1)
    held: list[Line] = []
    while start_ms < end_ms:
        until_ms = min(start_ms + DAY_MS, end_ms)
        known = list(archive.between(start_ms - OVERLAP_MS, until_ms))
        wanted = {one.id for one in known if one.arrived_utc_ms >= start_ms}
        made = lines.back_fill(known, lambda party: _number(span, party), wanted)
        stretches = archive.stretches_between(start_ms, until_ms)
        begun = [one for one in stretches if one.start_utc_ms >= start_ms]
        fresh = list(merge(held, made, agents.back_fill(begun, queues_of), key=_second))
        whole = until_ms // 1000
        yield from (line for line in fresh if line.epoch_s < whole)
        held = [line for line in fresh if line.epoch_s >= whole]
        start_ms = until_ms
    yield from held


def _number(span: Span, party: str) -> str:
    found = span.who(party)
    return found.number if found is not None else ""


def _second(line: Line) -> int:
    return line.epoch_s
