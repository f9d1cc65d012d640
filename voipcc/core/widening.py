"""The clock of a wait: when a caller's next ring begins, and when one more phone may ring."""

from voipcc.core.desk import Desk
from voipcc.core.lines import PREFERRED, Line, Waiter


def await_ring(desk: Desk, waiter: Waiter, line: Line) -> None:
    """Set the time at which the caller reaches the next ring, if there is one."""
    ring = waiter.ring + 1
    if ring <= len(line.queue.relax):
        due_us = max(line.waiter_ring_us(waiter, ring), desk.now_us + 1)
        desk.deadlines.set("waiter", waiter.call, "ring", due_us)


def await_progress(desk: Desk, waiter: Waiter, line: Line) -> None:
    """Set the time at which one more phone rings."""
    desk.set_deadline("waiter", waiter.call, "progress", line.queue.progress_s)


def follow(desk: Desk, waiter: Waiter, line: Line) -> None:
    """New settings: rings by the time waited so far, and no more phones than they allow.

    Whoever calls this makes the groups anew.
    """
    if waiter.ring != PREFERRED:
        waiter.ring = line.ring_at(desk.now_us - waiter.since_us)
    desk.deadlines.clear("waiter", waiter.call, "ring", "progress")
    await_ring(desk, waiter, line)
    if waiter.offers and line.strategy.spread != "all":
        waiter.matching = False
        if line.strategy.spread == "progressive":
            await_progress(desk, waiter, line)
