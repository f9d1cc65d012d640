"""The clock of a wait: when a caller's next ring begins, and when one more phone may ring."""

from voipcc.core.desk import Desk
from voipcc.core.lines import Line, Waiter


def await_ring(desk: Desk, waiter: Waiter, line: Line) -> None:
    """Set the time at which the caller reaches the next ring, if there is one."""
    due_us = line.next_ring_us(waiter)
    if due_us is not None:
        desk.deadlines.set("waiter", waiter.call, "ring", max(due_us, desk.now_us + 1))


def await_progress(desk: Desk, waiter: Waiter, line: Line) -> None:
    """Set the time at which one more phone rings."""
    desk.set_deadline("waiter", waiter.call, "progress", line.queue.progress_s)


def follow(desk: Desk, waiter: Waiter, line: Line) -> None:
    """New settings, or time that went by unheard: rings by the time waited so far, and no more phones than they allow.

    Whoever calls this makes the groups anew.
    """
    waiter.ring = line.ring_now(waiter, desk.now_us)
    desk.deadlines.clear("waiter", waiter.call, "ring", "progress")
    await_ring(desk, waiter, line)
    if waiter.offers and line.strategy.spread != "all":
        waiter.matching = False
        if line.strategy.spread == "progressive":
            await_progress(desk, waiter, line)
