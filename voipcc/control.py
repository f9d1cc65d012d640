"""`control.sock`: how verbs and the web reach the controller. JSON lines, rights 0600.

    -> {"verb": "agent.ready", "args": {"agent": "anna"}}
    <- {"ok": true, "result": ...}  or  {"ok": false, "error": "sentence for people"}

A verb that streams answers with one line after another until the client goes away. A
client that does not read is cut off, so nobody delays a call.
"""

import asyncio
import contextlib
import os
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

LINE_LIMIT = 1 << 20
BACKLOG_LIMIT = 8 << 20
CLIENT_LIMIT = 64

Arguments = Mapping[str, Any]
Verb = Callable[[Arguments], Awaitable[Any]]
Stream = Callable[[Arguments], AsyncIterator[Any]]


class VerbError(Exception):
    """A verb cannot be done. The text is one sentence for the person who asked."""


class NotRunning(VerbError):
    """No controller listens at the socket."""


class _Request(msgspec.Struct):
    verb: str
    args: dict[str, Any] = {}


class ControlServer:
    """Serves verbs and streams, by name, to at most CLIENT_LIMIT clients at once."""

    def __init__(
        self, path: Path, verbs: Mapping[str, Verb], streams: Mapping[str, Stream]
    ) -> None:
        self._path = path
        self._verbs = verbs
        self._streams = streams
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()

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
        if task is None or len(self._clients) >= CLIENT_LIMIT:
            writer.close()
            return
        self._clients.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.CancelledError, ValueError):
            pass  # the client went away, was too slow, or sent a line over the limit
        finally:
            self._clients.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            try:
                request = msgspec.json.decode(line, type=_Request)
            except msgspec.DecodeError as error:
                await _send(writer, {"ok": False, "error": f"not a request: {error}"})
                continue
            if request.verb in self._streams:
                await self._stream(reader, writer, self._streams[request.verb], request.args)
                return
            await _send(writer, await self._answer(request))

    async def _answer(self, request: _Request) -> dict[str, Any]:
        verb = self._verbs.get(request.verb)
        if verb is None:
            known = ", ".join(sorted([*self._verbs, *self._streams]))
            return {"ok": False, "error": f'unknown verb "{request.verb}"; known are: {known}'}
        try:
            return {"ok": True, "result": await verb(request.args)}
        except VerbError as error:
            return {"ok": False, "error": str(error)}
        except (KeyError, TypeError, ValueError) as error:
            return {"ok": False, "error": f"{request.verb}: missing or wrong argument: {error}"}

    async def _stream(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        stream: Stream,
        args: Arguments,
    ) -> None:
        gone = asyncio.create_task(reader.read())
        lines = stream(args)
        try:
            async for line in lines:
                if gone.done():
                    return
                await _send(writer, {"ok": True, "result": line})
        except VerbError as error:
            await _send(writer, {"ok": False, "error": str(error)})
        finally:
            gone.cancel()
            with contextlib.suppress(Exception):
                await lines.aclose()  # type: ignore[attr-defined]


async def _send(writer: asyncio.StreamWriter, message: Mapping[str, Any]) -> None:
    writer.write(msgspec.json.encode(message) + b"\n")
    if writer.transport.get_write_buffer_size() > BACKLOG_LIMIT:
        raise ConnectionError("the client does not read")
    async with asyncio.timeout(10):
        await writer.drain()


async def _alive(path: Path) -> bool:
    try:
        with _short(path) as short:
            _, writer = await asyncio.open_unix_connection(short)
    except OSError:
        return False
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


async def ask_for(path: Path, verb: str, args: Arguments) -> AsyncIterator[Any]:
    """The answers of a running controller. Raises NotRunning or VerbError."""
    try:
        with _short(path) as short:
            reader, writer = await asyncio.open_unix_connection(short, limit=BACKLOG_LIMIT)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise NotRunning("no controller runs for this centre; start it: voipcc serve") from error
    except PermissionError as error:
        raise VerbError(f"{path} belongs to another user; run the verb as that user") from error
    try:
        writer.write(msgspec.json.encode({"verb": verb, "args": args}) + b"\n")
        await writer.drain()
        while line := await reader.readline():
            answer = msgspec.json.decode(line)
            if not answer["ok"]:
                raise VerbError(answer["error"])
            yield answer["result"]
    finally:
        writer.close()


async def ask(path: Path, verb: str, **args: Any) -> Any:
    """The one answer of a running controller. Raises NotRunning or VerbError."""
    async for answer in ask_for(path, verb, args):
        return answer
    raise VerbError("the controller closed the connection without an answer")
