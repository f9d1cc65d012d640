"""One HTTP/1.1 request, one answer, within limits. No redirects, no cookies, no compression.

A client of our own on the parser the switch room uses: the usual ones log addresses, follow
redirects and unpack whatever comes.
"""

import asyncio
import contextlib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor

import httptools

from voipcc.lookup.errors import LookUpFailed
from voipcc.lookup.question import Question

LARGEST_BODY = 64 * 1024
LARGEST_HEAD = 32 * 1024
CHUNK = 16 * 1024
RESOLVERS = 4
MOST_ADDRESSES = 4
TRY_S = 1.0  # for one address of a host that has further ones
Address = tuple[str, int]  # and its family
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Reply:
    """What has come so far; the parser's callbacks are this object's methods."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.received = 0
        self.body = bytearray()
        self.framed = False  # the answer says where it ends
        self.headed = False
        self.complete = False
        self.packed = False

    def on_header(self, name: bytes, value: bytes) -> None:
        word = name.lower()
        self.framed = self.framed or word in (b"content-length", b"transfer-encoding")
        if word == b"content-encoding" and value.lower() != b"identity":
            self.packed = True

    def on_headers_complete(self) -> None:
        self.headed = self.parser.get_status_code() >= 200

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.complete = self.headed

    def feed(self, data: bytes) -> None:
        """More bytes. Raises LookUpFailed."""
        self.received += len(data)
        if len(self.body) > LARGEST_BODY or self.received > LARGEST_BODY + LARGEST_HEAD:
            raise LookUpFailed("unreadable", f"the answer is longer than {LARGEST_BODY} bytes")
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError as error:
            raise LookUpFailed("unreadable", "the answer is no HTTP") from error
        if not self.headed and self.received > LARGEST_HEAD:
            raise LookUpFailed("unreadable", f"its head is longer than {LARGEST_HEAD} bytes")

    def end(self) -> bytes:
        """The body of a good answer. Raises LookUpFailed."""
        if not self.headed or (self.framed and not self.complete):
            raise LookUpFailed("unreadable", "the answer was cut off")
        status = self.parser.get_status_code()
        if not 200 <= status < 300:
            raise LookUpFailed("refused", f"the answer is {status}")
        if self.packed:
            raise LookUpFailed("unreadable", "the answer is compressed, which nobody asked for")
        return bytes(self.body)


class Client:
    """Asks. `trusted` are certificates to trust besides the machine's (a file)."""

    def __init__(self, trusted: str | None = None) -> None:
        self._trusted = trusted
        self._tls: ssl.SSLContext | None = (
            None  # made at first need: it reads every certificate the machine trusts
        )
        # Names that take long to find must not take the threads others wait for.
        self._resolvers = ThreadPoolExecutor(RESOLVERS, "lookup-names")

    def close(self) -> None:
        self._resolvers.shutdown(wait=False, cancel_futures=True)

    async def ask(self, question: Question, timeout_s: float) -> bytes:
        """The body of a good answer. Raises LookUpFailed."""
        try:
            async with asyncio.timeout(timeout_s):
                return await self._ask(question)
        except TimeoutError as error:
            raise LookUpFailed("timed_out", f"no answer within {timeout_s:g} s") from error
        except ssl.SSLError as error:
            raise LookUpFailed("unreachable", f"TLS: {error.reason or 'refused'}") from error
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", "") or type(error).__name__
            raise LookUpFailed("unreachable", f"no connection: {reason}") from error

    async def _ask(self, question: Question) -> bytes:
        reader, writer = await self._connected(question)
        try:
            writer.write(question.wire)
            reply = _Reply()
            while not reply.complete and (data := await reader.read(CHUNK)):
                reply.feed(data)
            return reply.end()
        finally:
            with contextlib.suppress(OSError):
                writer.transport.abort()

    async def _connected(self, question: Question) -> Streams:
        """A connection to the first address that takes one: a dead one must not cost all the time."""
        *others, last = await self._addresses(question.host, question.port)
        for address in others:
            with contextlib.suppress(OSError, TimeoutError):
                return await asyncio.wait_for(self._open(question, address), TRY_S)
        return await self._open(question, last)

    async def _trust(self) -> ssl.SSLContext:
        """Whom to believe that they are who they are."""
        if self._tls is None:
            loop = asyncio.get_running_loop()
            self._tls = await loop.run_in_executor(self._resolvers, _context, self._trusted)
        return self._tls

    async def _open(self, question: Question, address: Address) -> Streams:
        tls = await self._trust() if question.encrypted else None
        name = question.host if tls else None
        host, family = address
        return await asyncio.open_connection(
            host, question.port, family=family, ssl=tls, server_hostname=name
        )

    async def _addresses(self, host: str, port: int) -> list[Address]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._resolvers, _resolved, host, port)
        return found[:MOST_ADDRESSES]


def _context(trusted: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if trusted is not None:
        context.load_verify_locations(trusted)
    return context


def _resolved(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(str(where[0]), family) for family, _, _, _, where in found]
