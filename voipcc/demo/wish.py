"""What a demo is asked for."""

from dataclasses import dataclass
from ipaddress import IPv4Address

LOOPBACK = IPv4Address("127.0.0.1")
SABOTAGES: tuple[str, ...] = ("", "audio", "record", "bridge")


class DemoError(Exception):
    """The demo cannot run; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class DemoWish:
    """`listen` other than loopback lets softphones of the local network dial in."""

    seconds: int = 60
    calls_per_minute: int = 30
    agents: int = 8
    seed: int = 1
    listen: IPv4Address = LOOPBACK
    sabotage: str = ""
    quiet: bool = False
