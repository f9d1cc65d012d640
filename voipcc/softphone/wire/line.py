"""The sockets SIP goes over: UDP, or TCP with the same face. Times are the socket's own."""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, Protocol

from voipcc.softphone.wire.address import HostPort
from voipcc.softphone.wire.clock import ANCILLARY_SIZE, arrival_ns, stamp_arrivals
from voipcc.softphone.wire.message import LARGEST_MESSAGE, Garbage, Stream

Transport = Literal["udp", "tcp"]
Receive = Callable[[bytes, HostPort, int], None]
Lost = Callable[[HostPort], None]
_MOST_AT_ONCE = 64


class Line(Protocol):
    """`send` returns the monotonic nanosecond just before the kernel got the bytes.

    Before, because on one machine the far side may have them before the call returns.
    """

    local: HostPort
    reliable: bool

    def send(self, data: bytes, to: HostPort) -> int: ...

    def close(self) -> None: ...


def open_line(transport: Transport, local: HostPort, receive: Receive, lost: Lost) -> Line:
    """Bind `local` (port 0: a free one) and hand what arrives to `receive`. Raises OSError."""
    if transport == "tcp":
        return TcpLine(local, receive, lost)
    return UdpLine(local, receive)


class UdpLine:
    """One datagram socket, read from the event loop."""

    reliable = False

    def __init__(self, local: HostPort, receive: Receive) -> None:
        self._receive = receive
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        stamp_arrivals(self._socket)
        try:
            self._socket.bind(local)
        except OSError:
            self._socket.close()
            raise
        self.local: HostPort = self._socket.getsockname()
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    def _read(self) -> None:
        for _ in range(_MOST_AT_ONCE):
            try:
                data, notes, _, source = self._socket.recvmsg(LARGEST_MESSAGE, ANCILLARY_SIZE)
            except OSError:  # nothing left, or an ICMP error of an earlier send
                return
            self._receive(data, source, arrival_ns(notes))
            if self._socket.fileno() < 0:  # what arrived made its receiver close the line
                return

    def send(self, data: bytes, to: HostPort) -> int:
        sent_ns = time.monotonic_ns()
        if self._socket.fileno() >= 0:
            with suppress(OSError):  # as lost as any datagram: retransmission decides
                self._socket.sendto(data, to)
        return sent_ns

    def close(self) -> None:
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()


class TcpLine:
    """A listening socket and one connection per far side; opened when first sent to."""

    reliable = True

    def __init__(self, local: HostPort, receive: Receive, lost: Lost) -> None:
        self._receive, self._lost = receive, lost
        self._listening = socket.create_server(local, reuse_port=False)
        self._listening.setblocking(False)
        self.local: HostPort = self._listening.getsockname()
        self._connections: dict[HostPort, _Connection] = {}
        asyncio.get_running_loop().add_reader(self._listening, self._accept)

    def _accept(self) -> None:
        try:
            connection, source = self._listening.accept()
        except OSError:
            return
        self._connections[source] = _Connection(connection, source, self._receive, self._ended)

    def _ended(self, far: HostPort) -> None:
        if self._connections.pop(far, None) is not None:
            self._lost(far)

    def send(self, data: bytes, to: HostPort) -> int:
        connection = self._connections.get(to)
        if connection is None:
            connection = self._connections[to] = _Connection(
                self._connecting(to), to, self._receive, self._ended
            )
        return connection.send(data)

    def _connecting(self, to: HostPort) -> socket.socket:
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        connection.setblocking(False)
        connection.bind((self.local[0], 0))
        connection.connect_ex(to)  # in progress; a refusal shows when it is read
        return connection

    def close(self) -> None:
        if self._listening.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening.close()
        for connection in list(self._connections.values()):
            connection.close()
        self._connections.clear()


class _Connection:
    """One TCP connection: bytes wait here until it is open or has room."""

    def __init__(
        self, connection: socket.socket, far: HostPort, receive: Receive, ended: Lost
    ) -> None:
        self._socket, self._far, self._receive, self._ended = connection, far, receive, ended
        self._stream, self._waiting = Stream(), bytearray()
        self._loop = asyncio.get_running_loop()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stamp_arrivals(connection)
        self._loop.add_reader(connection, self._read)

    def send(self, data: bytes) -> int:
        sent_ns = time.monotonic_ns()
        self._waiting += data
        self._write()
        return sent_ns

    def _write(self) -> None:
        if self._socket.fileno() < 0:
            return
        try:
            sent = self._socket.send(self._waiting)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError as error:
            if error.errno in (107, 115):  # not connected yet
                sent = 0
            else:
                self._loop.call_soon(self._fail)
                return
        del self._waiting[:sent]
        if self._waiting:
            self._loop.add_writer(self._socket, self._write)
        else:
            self._loop.remove_writer(self._socket)

    def _read(self) -> None:
        try:
            data, notes, _, _ = self._socket.recvmsg(LARGEST_MESSAGE, ANCILLARY_SIZE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data, notes = b"", []
        if not data:
            self._fail()
            return
        try:
            messages = self._stream.feed(data)
        except Garbage:
            self._fail()
            return
        for message in messages:
            self._receive(message, self._far, arrival_ns(notes))

    def _fail(self) -> None:
        self.close()
        self._ended(self._far)

    def close(self) -> None:
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._socket.close()
