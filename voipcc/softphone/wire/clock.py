"""When a datagram reached the socket, on the monotonic clock, however late Python reads it."""

import socket
import struct
import time
from collections.abc import Iterable

NANOSECONDS = 1_000_000_000
_TIMESTAMP: int = getattr(socket, "SO_TIMESTAMPNS", 35)  # Linux; Python 3.11 has no name for it
_TIMESPEC = struct.Struct("qq")
_BELIEVABLE_NS = 30 * NANOSECONDS

ANCILLARY_SIZE = socket.CMSG_SPACE(_TIMESPEC.size)
Ancillary = Iterable[tuple[int, int, bytes]]


def stamp_arrivals(line: socket.socket) -> None:
    """Ask the kernel to note the time of everything that arrives on this socket."""
    line.setsockopt(socket.SOL_SOCKET, _TIMESTAMP, 1)


def arrival_ns(ancillary: Ancillary) -> int:
    """The kernel's arrival time as monotonic nanoseconds; the present moment where it has none.

    The kernel stamps with the wall clock, so the age is taken there and subtracted from the
    monotonic clock. An unbelievable age means the wall clock was set: then it is dropped.
    """
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == _TIMESTAMP and len(data) == _TIMESPEC.size:
            seconds, rest = _TIMESPEC.unpack(data)
            age: int = time.time_ns() - (seconds * NANOSECONDS + rest)
            if 0 <= age < _BELIEVABLE_NS:
                return time.monotonic_ns() - age
    return time.monotonic_ns()
