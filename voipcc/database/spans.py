"""Stretches of time as pairs of milliseconds: how long they last together, and what is left of them."""

from voipcc.database.cel_log import Span


def length(spans: list[Span]) -> int:
    """How long at least one of the spans lasted: who takes over talks for a moment beside the agent."""
    total = edge = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, edge))
        edge = max(edge, end)
    return total


def without(spans: list[Span], talks: list[Span]) -> list[Span]:
    """The spans with all talks cut out."""
    for start, end in talks:
        spans = [
            piece
            for span in spans
            for piece in ((span[0], min(span[1], start)), (max(span[0], end), span[1]))
            if piece[1] > piece[0]
        ]
    return spans
