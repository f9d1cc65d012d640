"""Commands to ARI: HTTP/1.1 keep-alive, one request at a time per connection, no tasks.

Callbacks instead of futures keep one request below 100 microseconds of our own time; the
few places that want to wait use `ask`. A request is sent at once on an idle connection;
only a pool that must grow costs a task.
"""

import asyncio
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from typing import Any

import httptools
import msgspec

from voipcc.asterisk.ari.trace import Trace
from voipcc.asterisk.errors import SwitchUnreachable

NO_REPLY = 0
"""Status of a request whose outcome is unknown: connection lost or deadline passed."""

Done = Callable[[int, bytes], None]

LIMIT = 32
DEADLINE_S = 3.0
CONNECT_TIMEOUT_S = 2.0
# Asterisk closes a kept connection after 15 s unless told otherwise: we are quicker.
IDLE_S = 10.0
SWEEP_S = 0.25
DOUBT_S = 0.1


class _Request:
    __slots__ = ("deadline", "done", "repeated", "wire")

    def __init__(self, wire: bytes, done: Done | None, deadline: float) -> None:
        self.wire = wire
        self.done = done
        self.deadline = deadline
        self.repeated = False

    def finish(self, status: int, body: bytes) -> None:
        done, self.done = self.done, None
        if done is not None:
            done(status, body)


class _Connection(asyncio.Protocol):
    """One kept connection; the parser's callbacks are this object's methods."""

    __slots__ = (
        "body",
        "complete",
        "fresh",
        "kept",
        "parser",
        "pool",
        "request",
        "transport",
        "used_at",
    )

    def __init__(self, pool: "HttpPool") -> None:
        self.pool = pool
        self.parser = httptools.HttpResponseParser(self)
        self.transport: asyncio.Transport | None = None
        self.request: _Request | None = None
        self.body = b""
        self.complete = False
        self.kept = False
        self.fresh = True
        self.used_at = 0.0

    def send(self, request: _Request) -> None:
        assert self.transport is not None
        self.request = request
        self.body = b""
        self.complete = False
        self.transport.write(request.wire)

    # --- asyncio ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # asyncio sets TCP_NODELAY by itself
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.abort()
            return
        if self.complete and self.request is not None:
            request, self.request = self.request, None
            self.fresh = False
            status, body = self.parser.get_status_code(), self.body
            if self.kept:
                self.pool._released(self)
            else:
                self.abort()
            request.finish(status, body)

    def connection_lost(self, exc: Exception | None) -> None:
        self.pool._lost(self)

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    # --- httptools ---

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.complete = True
        self.kept = self.parser.should_keep_alive()  # forgotten once this returns


class HttpPool:
    """Connections to one ARI. `limit` of them at most; further requests wait in order."""

    def __init__(self, host: str, port: int, user: str, password: str, limit: int = LIMIT) -> None:
        self.limit = limit
        self.requests = 0
        self.trace: Trace | None = None
        self._address(host, port, user, password)
        self._idle: list[_Connection] = []
        self._busy: set[_Connection] = set()
        self._waiting: deque[_Request] = deque()
        self._doubtful: set[_Request] = set()
        self._growing: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.TimerHandle | None = None
        self._closed = False

    def _address(self, host: str, port: int, user: str, password: str) -> None:
        self.host = host
        self.port = port
        credentials = b64encode(f"{user}:{password}".encode()).decode()
        self.authorization = f"Basic {credentials}"
        self._tail = (
            f" HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: {self.authorization}\r\n"
        ).encode()

    def readdress(self, host: str, port: int, user: str, password: str) -> None:
        """Ask elsewhere from now on; requests under way end without a reply."""
        self._address(host, port, user, password)
        self.drop()

    # --- asking ---

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        done: Done | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        """Send one request; `done(status, body)` is called exactly once, never from here.

        `path` begins behind /ari/ and is already quoted. `body` is anything msgspec turns
        into JSON. The status is NO_REPLY when the outcome is unknown.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        request = _Request(self._wire(method, path, body), done, now + deadline_s)
        self.requests += 1
        if self.trace is not None:
            request.done = _traced(self.trace, self.requests, method, path, done)
        if self._closed:
            loop.call_soon(request.finish, NO_REPLY, b"closed")
            return
        if self._sweeper is None:
            self._sweeper = loop.call_later(SWEEP_S, self._sweep)
        self._dispatch(request)

    async def ask(
        self, method: str, path: str, body: Any = None, deadline_s: float = DEADLINE_S
    ) -> tuple[int, bytes]:
        """Send one request and wait. Raises SwitchUnreachable when no answer came."""
        answer: asyncio.Future[tuple[int, bytes]] = asyncio.get_running_loop().create_future()

        def done(status: int, text: bytes) -> None:
            if not answer.done():
                answer.set_result((status, text))

        self.send(method, path, body, done, deadline_s)
        status, text = await answer
        if status == NO_REPLY:
            raise SwitchUnreachable(f"ARI at {self.host}:{self.port}: no answer to {method} {path}")
        return status, text

    async def close(self) -> None:
        """End every connection; requests under way end without a reply."""
        self._closed = True
        self.drop()
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None
        for task in list(self._growing):
            task.cancel()
        await asyncio.gather(*self._growing, return_exceptions=True)

    def drop(self) -> None:
        """Give up all connections, as after the switch was lost; new ones are made on demand."""
        cut_off = [*self._doubtful, *self._waiting]
        for connection in [*self._idle, *self._busy]:
            request, connection.request = connection.request, None
            if request is not None:
                cut_off.append(request)
            connection.abort()
        self._idle.clear()
        self._waiting.clear()
        self._doubtful.clear()
        for request in cut_off:
            request.finish(NO_REPLY, b"dropped")

    @property
    def under_way(self) -> int:
        """Requests sent or waiting whose outcome is not known yet."""
        return len(self._busy) + len(self._waiting) + len(self._doubtful)

    # --- inside ---

    def _wire(self, method: str, path: str, body: Any) -> bytes:
        head = f"{method} /ari/{path}".encode() + self._tail
        if body is None:
            return head + b"Content-Length: 0\r\n\r\n"
        text = msgspec.json.encode(body)
        return b"%bContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
            head,
            len(text),
            text,
        )

    def _dispatch(self, request: _Request) -> None:
        if self._idle:
            connection = self._idle.pop()
            self._busy.add(connection)
            connection.send(request)
            return
        self._waiting.append(request)
        self._grow_by_one()

    def _grow_by_one(self) -> None:
        if len(self._busy) + len(self._growing) < self.limit and not self._closed:
            task = asyncio.get_running_loop().create_task(self._grow())
            self._growing.add(task)
            task.add_done_callback(self._growing.discard)

    async def _grow(self) -> None:
        loop = asyncio.get_running_loop()
        place = (self.host, self.port)
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                _, connection = await loop.create_connection(
                    lambda: _Connection(self), self.host, self.port
                )
        except (OSError, TimeoutError) as fault:
            if self._waiting:
                self._waiting.popleft().finish(NO_REPLY, str(fault).encode())
            return
        if self._closed or place != (self.host, self.port):
            connection.abort()
        else:
            self._released(connection)

    def _released(self, connection: _Connection) -> None:
        if self._waiting:
            self._busy.add(connection)
            connection.send(self._waiting.popleft())
            return
        self._busy.discard(connection)
        connection.used_at = asyncio.get_running_loop().time()
        self._idle.append(connection)

    def _lost(self, connection: _Connection) -> None:
        self._busy.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        request, connection.request = connection.request, None
        if request is not None:
            if self._may_repeat(connection, request):
                request.repeated = True
                self._dispatch(request)
            else:
                # Perhaps the whole switch is gone: its event line shall say so first.
                self._doubtful.add(request)
                asyncio.get_running_loop().call_later(DOUBT_S, self._give_up, request)
        if self._waiting:
            self._grow_by_one()

    def _give_up(self, request: _Request) -> None:
        if request in self._doubtful:
            self._doubtful.discard(request)
            request.finish(NO_REPLY, b"connection lost")

    def _may_repeat(self, connection: _Connection, request: _Request) -> bool:
        """The other side closed a kept connection just as we used it: nothing was done yet."""
        if self._closed or connection.fresh or connection.body or request.repeated:
            return False
        return request.deadline > asyncio.get_running_loop().time()

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._sweeper = loop.call_later(SWEEP_S, self._sweep)
        for connection in list(self._busy):
            request = connection.request
            if request is not None and request.deadline <= now:
                connection.request = None
                connection.abort()
                request.finish(NO_REPLY, b"deadline")
        while self._waiting and self._waiting[0].deadline <= now:
            self._waiting.popleft().finish(NO_REPLY, b"deadline")
        while self._idle and self._idle[0].used_at < now - IDLE_S:
            self._idle.pop(0).abort()


def _traced(trace: Trace, number: int, method: str, path: str, done: Done | None) -> Done:
    trace.asked(method, path, number)

    def answered(status: int, body: bytes) -> None:
        trace.answered(status, body, number)
        if done is not None:
            done(status, body)

    return answered
