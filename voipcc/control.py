"""`control.sock`: how verbs and the web reach the controller. JSON lines, rights 0600.

    -> {"verb": "agent.ready", "args": {"agent": "anna"}}
    <- {"ok": true, "result": ...}  or  {"ok": false, "error": "sentence for people"}

A verb that streams answers with one line after another until the client goes away. A
client that does not read is cut off, so nobody delays a call.
"""

import asyncio
import contextlib
import os
import pwd
import socket
import stat
import struct
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import msgspec

LINE_LIMIT = 1 << 20
BACKLOG_LIMIT = 8 << 20
CLIENT_LIMIT = 64
ANSWER_WITHIN_S = 60.0  # a controller that says nothing for so long is frozen
DRAIN_WITHIN_S = 10.0

Arguments = Mapping[str, Any]
Verb = Callable[[Arguments], Awaitable[Any]]
Stream = Callable[[Arguments], AsyncIterator[Any]]

_ASKS: ContextVar[str] = ContextVar("asks", default="")


class VerbError(Exception):
    """A verb cannot be done. The text is one sentence for the person who asked."""


class NotRunning(VerbError):
    """No controller listens at the socket."""


def who_asks() -> str:
    """The user whose process asks for the verb in hand, as the kernel knows it; "" outside of one."""
    return _ASKS.get()


class _Request(msgspec.Struct):
    verb: str
    args: dict[str, Any] = {}


class ControlServer:
    """Serves verbs and streams, by name, to at most CLIENT_LIMIT clients at once.

    `on_fault` is told of a verb that broke down: its client gets a sentence, others nothing.
    """

    def __init__(
        self, path: Path, verbs: Mapping[str, Verb], streams: Mapping[str, Stream]
    ) -> None:
        self._path = path
        self._verbs = verbs
        self._streams = streams
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self.on_fault: Callable[[str, Exception], None] = lambda verb, fault: None

    async def start(self) -> None:
        """Listen. Raises VerbError when another controller of this centre is alive."""
        if self._path.exists():
            if await _alive(self._path):
                raise VerbError(
                    f"another controller runs here ({self._path}); stop it first: voipcc stop"
                )
            self._path.unlink()
        before = os.umask(0o177)
        try:
            with _short(self._path) as path:
                self._server = await asyncio.start_unix_server(self._accept, path, limit=LINE_LIMIT)
        finally:
            os.umask(before)
        self._path.chmod(stat.S_IRUSR | stat.S_IWUSR)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)
        for client in tuple(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # asyncio calls this in a task of its own
        try:
            if len(self._clients) >= CLIENT_LIMIT:
                await _refuse(writer, f"{CLIENT_LIMIT} others ask already; try again")
                return
            self._clients.add(task)
            _ASKS.set(_user_of(writer.get_extra_info("socket")))
            await self._serve(reader, writer)
        except (OSError, TimeoutError, asyncio.CancelledError):
            # The client went away or does not read, or the house is taken apart.
            writer.transport.abort()
        finally:
            self._clients.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await _line(reader, writer):
            try:
                request = msgspec.json.decode(line, type=_Request)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                await _refuse(writer, f"not a request: {error}")
                continue
            if request.verb in self._streams:
                await self._stream(reader, writer, request)
                return
            await _send(writer, await self._answer(request))

    async def _answer(self, request: _Request) -> dict[str, Any]:
        verb = self._verbs.get(request.verb)
        if verb is None:
            known = ", ".join(sorted([*self._verbs, *self._streams]))
            return _refusal(f'unknown verb "{request.verb[:40]}"; known are: {known}')
        try:
            return {"ok": True, "result": await verb(request.args)}
        except VerbError as error:
            return _refusal(str(error))
        except Exception as error:  # a broken verb must not end its client, and never the house
            self.on_fault(request.verb, error)
            return _refusal(f"{request.verb} broke down: {type(error).__name__}: {error}")

    async def _stream(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: _Request
    ) -> None:
        """Answer after answer, until there are no more or the client has gone."""
        lines = self._streams[request.verb](request.args)
        gone = asyncio.create_task(_gone(reader))
        pump = asyncio.create_task(self._pump(writer, request.verb, lines))
        try:
            await asyncio.wait({gone, pump}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            pump.cancel()
            await asyncio.gather(gone, pump, return_exceptions=True)

    async def _pump(
        self, writer: asyncio.StreamWriter, verb: str, lines: AsyncIterator[Any]
    ) -> None:
        try:
            async for line in lines:
                await _send(writer, {"ok": True, "result": line})
        except VerbError as error:
            await _refuse(writer, str(error))
        except (OSError, TimeoutError):
            writer.transport.abort()
        except Exception as error:
            self.on_fault(verb, error)
            await _refuse(writer, f"{verb} broke down: {type(error).__name__}: {error}")


def _user_of(client: socket.socket) -> str:
    """Whose process is at the other end: what it says of itself is not asked."""
    size = struct.calcsize("3i")
    found = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    _, user, _ = struct.unpack("3i", found)
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"


async def _line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """The next request; nothing when the client is done, or said more than anybody needs to."""
    try:
        return await reader.readline()
    except ValueError:
        await _refuse(writer, f"a request has at most {LINE_LIMIT} bytes")
        return b""


async def _gone(reader: asyncio.StreamReader) -> None:
    """Until the client hangs up; what it says meanwhile is not kept."""
    while await reader.read(4096):
        pass


def _refusal(sentence: str) -> dict[str, Any]:
    return {"ok": False, "error": sentence}


async def _refuse(writer: asyncio.StreamWriter, sentence: str) -> None:
    await _send(writer, _refusal(sentence))


async def _send(writer: asyncio.StreamWriter, message: Mapping[str, Any]) -> None:
    writer.write(msgspec.json.encode(message) + b"\n")
    if writer.transport.get_write_buffer_size() > BACKLOG_LIMIT:
        raise ConnectionError("the client does not read")
    async with asyncio.timeout(DRAIN_WITHIN_S):
        await writer.drain()


async def _alive(path: Path) -> bool:
    """Whether somebody listens; a controller too busy to accept is alive."""
    try:
        with _short(path) as short:
            _, writer = await asyncio.open_unix_connection(short)
    except (ConnectionRefusedError, FileNotFoundError):
        return False
    except OSError:
        return True
    writer.close()
    return True


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name of `path` under the 108 bytes a socket address may have."""
    if len(os.fsencode(path)) < 100:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


async def ask_for(path: Path, verb: str, args: Arguments) -> AsyncGenerator[Any, None]:
    """The answers of a running controller. Raises NotRunning or VerbError."""
    reader, writer = await _connected(path)
    try:
        writer.write(msgspec.json.encode({"verb": verb, "args": args}) + b"\n")
        await writer.drain()
        while line := await reader.readline():
            answer = msgspec.json.decode(line)
            if not answer["ok"]:
                raise VerbError(answer["error"])
            yield answer["result"]
    except ConnectionError as error:
        raise VerbError("the controller went away in the middle of its answer") from error
    finally:
        writer.close()


async def _connected(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        with _short(path) as short:
            return await asyncio.open_unix_connection(short, limit=BACKLOG_LIMIT)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError) as error:
        raise NotRunning("no controller runs for this centre; start it: voipcc serve") from error
    except PermissionError as error:
        raise VerbError(f"{path} belongs to another user; run the verb as that user") from error
    except OSError as error:
        raise VerbError(f"{path}: {error.strerror or error}; is the controller frozen?") from error


async def ask(path: Path, verb: str, within_s: float = ANSWER_WITHIN_S, **args: Any) -> Any:
    """The one answer of a running controller. Raises NotRunning or VerbError."""
    try:
        async with asyncio.timeout(within_s):
            async with contextlib.aclosing(ask_for(path, verb, args)) as answers:
                async for answer in answers:
                    return answer
    except TimeoutError as error:
        raise VerbError(
            f"the controller has not answered within {within_s:g} s; "
            "if it is frozen, end it and start it again: calls go on meanwhile"
        ) from error
    raise VerbError("the controller closed the connection without an answer")
