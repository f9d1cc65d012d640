"""Somebody moves a waiting caller into another queue; the waiting so far counts there too."""

from voipcc.core.calling import Calling
from voipcc.core.events import RefusedEvent
from voipcc.core.supervision_words import MoveRequested


def move(calling: Calling, event: MoveRequested) -> None:
    """Leave the queue and whatever rings there, and enter the other one. Raises RefusedEvent."""
    call, plan = calling.calls.get(event.call), calling.desk.plan
    if call is None or call.stage != "queue" or not call.leg:
        raise RefusedEvent(f"No caller of call {event.call} waits in a queue; it may be served.")
    if plan is None or event.queue not in plan.queues:
        known = ", ".join(plan.queues) if plan else ""
        raise RefusedEvent(f"There is no queue {event.queue}; known are: {known or 'none'}.")
    if call.queue == event.queue:
        raise RefusedEvent(f"Call {event.call} waits in {event.queue} already.")
    if call.connecting is not None:
        raise RefusedEvent(f"Call {event.call} is being connected with an agent just now.")
    since_us = call.entered[call.queue]
    calling.wait.leave(call)
    call.mark("moved")
    call.queue, call.passed = event.queue, 0
    call.entered.setdefault(event.queue, since_us)
    calling.in_call.transfers.go_to_step(call, event.queue)
    calling.wait.enter_again(call)
