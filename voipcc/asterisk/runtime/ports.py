"""Ports: free ones where none is named, a clear word where a named one is taken."""

import contextlib
import errno
import socket
from pathlib import Path

from voipcc.asterisk.config.blueprint import LocalPorts, SipPorts, wanted_transports
from voipcc.asterisk.errors import SwitchError
from voipcc.settings import CentreSettings

LOOPBACK = "127.0.0.1"


class PortTaken(SwitchError):
    """A port named in the centre's file is in use; the text says which and what to do."""


def choose_sip_ports(settings: CentreSettings, before: SipPorts | None = None) -> SipPorts:
    """The named ports after a look whether they are free; free ones for 0. Raises PortTaken.

    Where a switch has died, phones look for it at the ports it had `before`.
    """
    wanted = wanted_transports(settings)
    address = str(settings.listen.address)
    taken: set[int] = set()

    def choose(transport: str, port: int) -> int:
        if transport not in wanted:
            return 0
        kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
        if port:
            _check(address, port, kind, transport)
            return port
        last = int(getattr(before, transport, 0))
        if last and _is_free(address, last, kind):
            taken.add(last)
            return last
        return _free(address, kind, taken)

    listen = settings.listen
    return SipPorts(
        udp=choose("udp", listen.udp),
        tcp=choose("tcp", listen.tcp),
        tls=choose("tls", listen.tls),
        wss=choose("wss", listen.wss),
    )


def choose_local_ports() -> LocalPorts:
    """Two ports of the loopback address that are free now. Raises OSError."""
    taken: set[int] = set()
    return LocalPorts(
        ari=_free(LOOPBACK, socket.SOCK_STREAM, taken),
        ami=_free(LOOPBACK, socket.SOCK_STREAM, taken),
    )


def _bound(address: str, port: int, kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        return int(probe.getsockname()[1])


def _is_free(address: str, port: int, kind: socket.SocketKind) -> bool:
    try:
        _bound(address, port, kind)
    except OSError:
        return False
    return True


def _free(address: str, kind: socket.SocketKind, taken: set[int]) -> int:
    while True:
        port = _bound(address, 0, kind)
        if port not in taken:
            taken.add(port)
            return port


def _check(address: str, port: int, kind: socket.SocketKind, transport: str) -> None:
    try:
        _bound(address, port, kind)
    except PermissionError as error:
        raise PortTaken(
            f"listen.{transport}: port {port} may only be opened by the administrator: "
            "choose one from 1024 up"
        ) from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise PortTaken(
                f"listen.address: {address} cannot be listened on ({error.strerror}): "
                "it must be an address of this machine (see `ip address`)"
            ) from error
        holder = _holder(port, kind)
        raise PortTaken(
            f"listen.{transport}: port {port} on {address} is already taken"
            f"{f' by {holder}' if holder else ''}: another voipcc, Asterisk or softphone may hold "
            f"it; stop that, or name another port (0 takes a free one)"
        ) from error


def _holder(port: int, kind: socket.SocketKind) -> str:
    """The program that holds the port, where /proc lets us see it."""
    table = Path("/proc/net/udp" if kind == socket.SOCK_DGRAM else "/proc/net/tcp")
    inodes = set()
    with contextlib.suppress(OSError):
        for line in table.read_text().splitlines()[1:]:
            fields = line.split()
            listening = kind == socket.SOCK_DGRAM or fields[3] == "0A"
            if listening and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            for handle in (process / "fd").iterdir():
                if str(handle.readlink()) in inodes:
                    name = (process / "comm").read_text().strip()
                    return f"{name} (process {process.name})"
    return ""
