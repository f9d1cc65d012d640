"""Sends what is in the outbox, on a thread with an event loop of its own: no call ever waits for it.

Each hook has at most `AT_ONCE` messages under way, and no hook waits for another.
"""

import asyncio
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from voipcc.core.cdr import Conversation
from voipcc.core.commands import KeepRecord
from voipcc.database.entry import EntryError, records_in
from voipcc.database.history import last_sequence, payloads
from voipcc.database.segment import JournalError
from voipcc.exports.webhooks.message import (
    SIGNED,
    Caller,
    body,
    content,
    encoded,
    key_of,
    signature,
)
from voipcc.exports.webhooks.outbox import Message, Outbox
from voipcc.lookup.client import Client
from voipcc.lookup.errors import LookUpFailed
from voipcc.lookup.question import Question, place_of

AT_ONCE = 4
BATCH = 200
LOOK_EVERY_S = 1.0  # for what has become due, and what a verb has put back
IN_HAND_AT_MOST = 20_000
NOT_TOLD = ("queue_log", "cdr")  # history of another system


@dataclass(frozen=True, slots=True)
class Hook:
    """One receiver. `who` tells it the caller's number and name, None: nobody does."""

    name: str
    url: str
    secret: str = field(repr=False)
    queues: tuple[str, ...] = ()
    timeout_s: float = 10.0
    who: Callable[[str], Caller | None] | None = None

    def wants(self, record: Conversation) -> bool:
        """Whether this call is one of its."""
        if record.source in NOT_TOLD:
            return False
        return not self.queues or any(part.queue in self.queues for part in record.segments)


class Courier:
    """`kept` hands it records; everything else happens on its own thread.

    `on_trouble(reason)` is called from there when outbox or journal fail, with "" when all is well.
    """

    def __init__(
        self,
        path: Path,
        hooks: Sequence[Hook],
        journal: Path | None = None,
        *,
        client: Callable[[], Client] = Client,
        clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        plain_hosts: Sequence[str] = (),
    ) -> None:
        self.on_trouble: Callable[[str], None] = lambda reason: None
        self.trouble = ""
        self._path, self._journal = path, journal
        self._hooks: Mapping[str, Hook] = {hook.name: hook for hook in hooks}
        self._client, self._clock_ms = client, clock_ms
        self._plain_hosts = plain_hosts
        self._in_hand: deque[tuple[Conversation, int]] = deque()
        self._behind = journal is not None  # records are missing that only the journal has
        self._stop = threading.Event()
        self._under_way: set[tuple[str, str]] = set()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def kept(self, record: Any, sequence: int) -> None:
        """A record is kept; `sequence` is its entry in the journal. Never blocks."""
        if not isinstance(record, Conversation):
            return
        if len(self._in_hand) < IN_HAND_AT_MOST:
            self._in_hand.append((record, sequence))
        else:
            self._behind = True  # the journal still has it

    def close(self, timeout_s: float = 10.0) -> None:
        """Puts what is in hand into the outbox and ends. What is under way is sent again later."""
        self._stop.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        asyncio.run(self._work())

    async def _work(self) -> None:
        client = self._client()
        tasks: set[asyncio.Task[None]] = set()
        outbox: Outbox | None = None
        while not self._stop.is_set():
            try:
                outbox = outbox or Outbox(self._path)
                self._collect(outbox)
                for message in self._next(outbox):
                    self._under_way.add((message.hook, message.key))
                    task = asyncio.create_task(self._deliver(outbox, client, message))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
                self._report("")
            except (sqlite3.Error, OSError, JournalError) as error:
                self._report(str(error))
            await self._pause(tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        client.close()
        with suppress(sqlite3.Error, OSError, JournalError):
            outbox = outbox or Outbox(self._path)
            self._collect(outbox)
            outbox.close()

    async def _pause(self, tasks: set[asyncio.Task[None]]) -> None:
        """Until something is to be done, or it is time to look."""
        until = time.monotonic() + LOOK_EVERY_S
        count = len(tasks)
        while time.monotonic() < until and not self._stop.is_set():
            if self._in_hand or len(tasks) < count:
                return
            await asyncio.sleep(0.05)

    # --- in ----------------------------------------------------------------------------------------

    def _collect(self, outbox: Outbox) -> None:
        """What is in hand, or what the journal has beyond the mark, into the outbox."""
        if self._behind and self._journal is not None:
            self._behind = False
            try:
                self._derive(outbox)
            except BaseException:
                self._behind = True
                raise
        while self._in_hand and not self._behind:
            batch = list(islice(self._in_hand, BATCH))
            mark = outbox.mark or 0
            self._put(outbox, [one for one in batch if not 0 < one[1] <= mark])
            for _ in batch:
                self._in_hand.popleft()

    def _derive(self, outbox: Outbox) -> None:
        """From the journal. A centre that never had a hook begins with now."""
        assert self._journal is not None
        mark = outbox.mark
        if mark is None:
            outbox.put((), last_sequence(self._journal))
            return
        batch: list[tuple[Conversation, int]] = []
        for frame in payloads(self._journal, mark + 1):
            with suppress(EntryError):  # `voipcc journal verify` tells of it
                for command in records_in(frame.payload):
                    if isinstance(command, KeepRecord):
                        batch.append((command.record, frame.sequence))
            if len(batch) >= BATCH:
                self._put(outbox, batch)
                batch = []
        self._put(outbox, batch)

    def _put(self, outbox: Outbox, batch: Sequence[tuple[Conversation, int]]) -> None:
        if not batch:
            return
        now_ms = self._clock_ms()
        made = []
        for record, _ in batch:
            hooks = [hook.name for hook in self._hooks.values() if hook.wants(record)]
            kept = encoded(content(record)) if hooks else b""
            key = key_of(record)
            made += [Message(name, key, kept, now_ms, 0, 0, False, "") for name in hooks]
        outbox.put(made, max(sequence for _, sequence in batch))

    # --- out ---------------------------------------------------------------------------------------

    def _next(self, outbox: Outbox) -> list[Message]:
        """Those to be sent now, so many of each hook as it has room for."""
        now_ms, found = self._clock_ms(), []
        for name in self._hooks:
            busy = sum(hook == name for hook, _ in self._under_way)
            if busy < AT_ONCE:
                due = outbox.due(name, now_ms, 2 * AT_ONCE)
                free = [one for one in due if (one.hook, one.key) not in self._under_way]
                found += free[: AT_ONCE - busy]
        return found

    async def _deliver(self, outbox: Outbox, client: Client, message: Message) -> None:
        hook = self._hooks[message.hook]
        try:
            sent = body(message.body, hook.who)
            question = question_of(hook, message.key, sent, self._clock_ms(), self._plain_hosts)
            await client.ask(question, hook.timeout_s)
            outbox.taken(message, self._clock_ms())
        except LookUpFailed as failed:
            self._failed(outbox, message, str(failed))
        except sqlite3.Error as error:  # it is sent again, its key tells the receiver
            self._report(str(error))
        finally:
            self._under_way.discard((message.hook, message.key))

    def _failed(self, outbox: Outbox, message: Message, why: str) -> None:
        try:
            outbox.failed(message, why, self._clock_ms())
        except sqlite3.Error as error:
            self._report(str(error))

    def _report(self, reason: str) -> None:
        if reason != self.trouble:
            self.trouble = reason
            with suppress(RuntimeError):  # whoever listens may be gone with its event loop
                self.on_trouble(reason)


def question_of(
    hook: Hook, key: str, sent: bytes, now_ms: int, plain_hosts: Sequence[str] = ()
) -> Question:
    """The signed request. Raises LookUpFailed for an address that is not allowed."""
    host, port, is_encrypted = place_of(hook.url, plain_hosts)
    at_s = now_ms // 1000
    target = hook.url.partition("://")[2].partition("/")[2]
    values = (key, str(at_s), signature(hook.secret, key, at_s, sent))
    lines = [
        f"POST /{target} HTTP/1.1",
        f"Host: {f'[{host}]' if ':' in host else host}:{port}",
        "Content-Type: application/json",
        f"Content-Length: {len(sent)}",
        "Accept-Encoding: identity",
        "User-Agent: voipcc",
        "Connection: close",
        *(f"{name}: {value}" for name, value in zip(SIGNED, values, strict=True)),
    ]
    return Question(host, port, is_encrypted, "\r\n".join(lines).encode() + b"\r\n\r\n" + sent)
