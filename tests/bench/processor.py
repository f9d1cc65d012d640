"""Processor time of processes, as the kernel counts it."""

import os
from dataclasses import dataclass
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def stat_ms(text: str) -> float:
    """User and system time in milliseconds, from the text of /proc/PID/stat.

    The program's name stands in brackets and may hold anything, brackets and spaces too.
    """
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS


def spent_ms(pid: int) -> float:
    """What the process with all its threads has used so far. Raises OSError when it is gone."""
    return stat_ms(Path(f"/proc/{pid}/stat").read_text())


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor time of both processes in milliseconds."""

    switch: float
    controller: float

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.switch - other.switch, self.controller - other.controller)

    @property
    def both(self) -> float:
        return self.switch + self.controller


def drops_at(text: str, address: str, port: int) -> int:
    """How many packets a UDP socket lost for lack of room, from the text of /proc/net/udp."""
    number = int.from_bytes(bytes(int(part) for part in address.split(".")), "little")
    place = f"{number:08X}:{port:04X}"
    for line in text.splitlines()[1:]:
        fields = line.split()
        if fields[1] == place:
            return int(fields[-1])
    return 0
