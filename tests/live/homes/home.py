"""A home office: a family's router with NAT and the desks behind it."""

import asyncio
import time
from dataclasses import dataclass

from tests.live.homes.place import Place
from tests.live.homes.rules import OUTSIDE

ROUTER = "192.0.2.1"  # the internet's own address on each of its links
INSIDE_GATEWAY = "192.168.1.1"  # every home uses the same network, as real ones do


def uplink(address: str) -> list[str]:
    """`ip` commands that give a box its public address on the interface `outside`."""
    return [
        f"address add {address}/32 dev {OUTSIDE}",
        f"link set {OUTSIDE} up",
        f"route replace {ROUTER} dev {OUTSIDE} scope link",
        f"route replace default via {ROUTER}",
    ]


@dataclass(slots=True)
class Home:
    """`desks` are its hosts in order, at 192.168.1.10 and upwards; `link` is its end at the internet."""

    name: str
    internet: Place
    router: Place
    desks: tuple[Place, ...]
    link: str
    address: str

    @property
    def desk(self) -> Place:
        """The only or the first host."""
        return self.desks[0]

    def lose_line(self) -> None:
        """The uplink dies: the address is gone, and with it everything the router remembered."""
        self.internet.configure(
            [
                f"link set {self.link} down",
                f"route replace blackhole {self.address}/32",  # nobody tells the senders
            ]
        )
        self.router.configure([f"address flush dev {OUTSIDE}", f"link set {OUTSIDE} down"])

    def regain_line(self, address: str = "") -> None:
        """The uplink returns, with another outside address where one is given."""
        self.address = address or self.address
        self.router.configure(uplink(self.address))
        self.internet.configure(
            [
                f"link set {self.link} up",
                f"route replace {self.address}/32 dev {self.link}",
            ]
        )

    async def move(self, address: str, gap_s: float) -> int:
        """The provider gives another outside address; the line is dead for `gap_s` meanwhile.

        Returns when the line was back (monotonic nanoseconds).
        """
        self.lose_line()
        await asyncio.sleep(gap_s)
        self.regain_line(address)
        return time.monotonic_ns()
