"""A phone in a process of its own that obeys JSON lines, as `voipcc.softphone.sip.robot` does.

The first line of standard input is its wish; each later line one order, `{"id": 3, "do": "dial"}`.
Standard output says `started` (or `failed`), then `done` or `refused` for each order.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from voipcc.softphone.sip.account import PhoneError

Orders = Mapping[str, Callable[..., Awaitable[Any]]]


async def obey(begin: Callable[[Mapping[str, Any]], Awaitable[Orders]]) -> None:
    """Serve until `quit` or the end of standard input. `begin` gets the wish, gives the verbs."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    try:
        orders = await begin(json.loads(await lines.readline()))
    except (PhoneError, OSError, TypeError, ValueError) as error:
        return say({"event": "failed", "text": str(error)})
    say({"event": "started"})
    running = set()
    async for line in lines:
        order = json.loads(line)
        if order["do"] == "quit":
            break
        task = asyncio.create_task(_carry_out(orders, order))
        running.add(task)
        task.add_done_callback(running.discard)


def say(event: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


async def _carry_out(orders: Orders, order: dict[str, Any]) -> None:
    number, verb = order.pop("id"), order.pop("do")
    try:
        result = await orders[verb](**order)
    except Exception as error:
        say({"event": "refused", "id": number, "text": f"{verb}: {error!r}"})
    else:
        say({"event": "done", "id": number, "result": result})
