"""`LookUps`: carries the command LookUp out and posts what came of it."""

import asyncio
import time
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from typing import Protocol

import structlog

from voipcc.core.events import Event
from voipcc.core.media_words import LookedUp, LookUp, LookUpResult, Value
from voipcc.lookup.answer import values_in
from voipcc.lookup.client import Client
from voipcc.lookup.errors import LookUpFailed
from voipcc.lookup.question import METHODS, Known, question_of
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings
from voipcc.vault import Vault

Log = structlog.typing.FilteringBoundLogger
MOST_AT_ONCE = 100
LONGEST_S = 30.0


class Person(Protocol):
    @property
    def number(self) -> str: ...


class Directory(Protocol):
    """Where people's numbers live."""

    def who(self, party: str) -> Person | None: ...


class House(Protocol):
    """What the room needs of the centre; settings and secrets are those in force."""

    settings: CentreSettings
    secrets: Secrets
    log: Log

    @property
    def parties(self) -> Directory: ...

    @property
    def controller(self) -> "Inbox": ...


class Inbox(Protocol):
    def post(self, event: Event) -> None: ...

    def ask_by(self, look_ups: "LookUps") -> None: ...


def open_look_ups(house: House, stack: AsyncExitStack) -> "LookUps":
    """The room of a running centre, closed with it."""
    vault = Vault()

    def number_of(party: str) -> str:
        person = house.parties.who(party)
        return person.number if person is not None else ""

    known = Known(
        secret=lambda name: dict(house.secrets.lookups).get(name),  # those in force by then
        sealed=vault.opened,
        number=number_of,
    )
    room = LookUps(
        post=house.controller.post,
        known=known,
        log=house.log,
        plain_hosts=lambda: house.settings.lookups.plain_hosts,
        vault=vault,
    )
    stack.push_async_callback(room.close)
    house.controller.ask_by(room)
    return room


class LookUps:
    """The look-up room. `post` gets every outcome on the event loop, never from `carry_out`.

    `plain_hosts` names, whenever it is asked, those hosts that may be asked without encryption,
    `vault` has what callers typed in secret.
    """

    def __init__(
        self,
        *,
        post: Callable[[Event], None],
        known: Known,
        log: Log,
        plain_hosts: Callable[[], Collection[str]] = tuple,
        client: Client | None = None,
        vault: Vault | None = None,
    ) -> None:
        self.vault = Vault() if vault is None else vault
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
