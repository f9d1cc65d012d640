"""Ports nobody uses: a test that binds one a moment later nearly always gets it."""

import socket


def free_port(host: str, kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """One that is free at this address."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
