"""Sockets of one network namespace in the hands of a process in another.

`python sockets.py ADDRESS PORT FD` runs inside a place, binds a UDP socket there
and passes it through the inherited Unix socket FD. A socket stays in the namespace it was
made in, whoever holds it.
"""

import socket
import subprocess
import sys
from collections.abc import Callable

LIMIT_S = 10.0


def received_socket(command: Callable[[int], list[str]]) -> socket.socket:
    """The socket that `command`, given the number of its end of a Unix socket, passes back."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with ours, theirs:
        ours.settimeout(LIMIT_S)
        child = subprocess.Popen(command(theirs.fileno()), pass_fds=[theirs.fileno()])
        theirs.close()
        _, numbers, _, _ = socket.recv_fds(ours, 1, 1)
        if child.wait(LIMIT_S) or not numbers:
            raise OSError("the place did not give a socket")
    passed = socket.socket(fileno=numbers[0])
    passed.setblocking(False)
    return passed


def main(address: str, port: str, end: str) -> None:
    with (
        socket.socket(fileno=int(end)) as theirs,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made,
    ):
        made.bind((address, int(port)))
        socket.send_fds(theirs, [b"\0"], [made.fileno()])


if __name__ == "__main__":
    main(*sys.argv[1:])
