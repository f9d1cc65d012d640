"""`LookUps`: carries the command LookUp out and posts what came of it."""

import asyncio
import time
from collections.abc import Callable, Collection

import structlog

from voipcc.core.events import Event
from voipcc.core.media_words import LookedUp, LookUp, LookUpResult, Value
from voipcc.lookup.answer import values_in
from voipcc.lookup.client import Client
from voipcc.lookup.errors import LookUpFailed
from voipcc.lookup.question import METHODS, Known, question_of

Log = structlog.typing.FilteringBoundLogger
MOST_AT_ONCE = 100
LONGEST_S = 30.0


class LookUps:
    """The look-up room. `post` gets every outcome on the event loop, never from `carry_out`.

    `plain_hosts` names, whenever it is asked, those hosts that may be asked without encryption.
    """

    def __init__(
        self,
        *,
        post: Callable[[Event], None],
        known: Known,
        log: Log,
        plain_hosts: Callable[[], Collection[str]] = tuple,
        client: Client | None = None,
    ) -> None:
        self._post = post
        self._known = known
        self._log = log
        self._plain_hosts = plain_hosts
        self._client = client or Client()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    def carry_out(self, command: LookUp) -> None:
        """Begin a look-up. Returns at once."""
        if len(self._tasks) >= MOST_AT_ONCE:
            self._log.warning("too many look-ups at once", leg=command.leg)
            busy = LookedUp(command.leg, command.lookup, "busy")
            asyncio.get_running_loop().call_soon(self._post, busy)
            return
        task = asyncio.create_task(self._look_up(command))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End those under way; their callers are told nothing."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._client.close()

    async def _look_up(self, command: LookUp) -> None:
        began = time.monotonic()
        values: tuple[tuple[str, Value], ...] = ()
        result: LookUpResult = "done"
        reason = ""
        try:
            values = await self._values(command)
        except LookUpFailed as failed:
            result, reason = failed.result, str(failed)
        except Exception as fault:  # its text may hold what a caller typed
            result, reason = "unreadable", f"fault: {type(fault).__name__}"
        took_ms = round((time.monotonic() - began) * 1000)
        self._log.info(
            "looked up", leg=command.leg, result=result, reason=reason, milliseconds=took_ms
        )
        self._post(LookedUp(command.leg, command.lookup, result, values, took_ms))

    async def _values(self, command: LookUp) -> tuple[tuple[str, Value], ...]:
        if command.method not in METHODS:
            raise LookUpFailed("blocked", "the method is not allowed")
        question = question_of(command, self._known, self._plain_hosts())
        body = await self._client.ask(question, min(command.timeout_s, LONGEST_S))
        return values_in(body, command.into)
