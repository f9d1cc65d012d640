"""Places, links and homes put together: an internet, a switch behind 1:1 NAT, homes, public hosts."""

from contextlib import ExitStack
from pathlib import Path
from typing import Self

from tests.live.homes.home import INSIDE_GATEWAY, ROUTER, Home, uplink
from tests.live.homes.place import Place
from tests.live.homes.rules import HOME, OUTSIDE, one_to_one

SWITCH_PUBLIC = "203.0.113.10"
SWITCH_INSIDE = "10.50.0.10"
SWITCH_GATEWAY = "10.50.0.1"
CARRIER = "198.51.100.20"
MAPPING_LIFE_S = 30  # how long a home's router remembers a silent UDP flow
FORWARDING = {"ipv4/ip_forward": 1}
FORGETTING = {
    "netfilter/nf_conntrack_udp_timeout": MAPPING_LIFE_S,
    "netfilter/nf_conntrack_udp_timeout_stream": MAPPING_LIFE_S,
}


class Laboratory:
    """Use it in a `with`; on leaving, everything in it has ended.

    `folder` is a temporary folder for the hosts files. The switch's host is there from the
    beginning (`switch`); homes and public hosts are added, and found again by name in
    `homes` and `hosts`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._links = 0
        self.homes: dict[str, Home] = {}
        self.hosts: dict[str, Place] = {}

    def __enter__(self) -> Self:
        try:
            self.internet = self._open.enter_context(Place("internet", self._folder))
            self.internet.turn(FORWARDING)
            self._build_switch()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def host(self, name: str, address: str = CARRIER) -> Place:
        """A host with a public address and no filter: a carrier, a caller, an attacker."""
        place = self._place(name)
        self._uplink(place, address)
        place.known_as(address)
        self.hosts[name] = place
        return place

    def home(self, name: str, address: str, desks: int = 1) -> Home:
        """A home whose NAT has the public `address`, with one or more hosts behind it."""
        router = self._place(f"{name}-router")
        link = self._uplink(router, address)
        router.configure(
            [
                "link add inside type bridge",
                f"address add {INSIDE_GATEWAY}/24 dev inside",
                "link set inside up",
            ]
        )
        router.filter(HOME)
        router.turn({**FORWARDING, **FORGETTING})
        places = tuple(self._desk(name, router, number) for number in range(desks))
        self.homes[name] = Home(name, self.internet, router, places, link, address)
        return self.homes[name]

    def _build_switch(self) -> None:
        self.gateway = self._place("gateway")
        self._uplink(self.gateway, SWITCH_PUBLIC)
        self.switch = self._place("switch")
        _join(self.gateway, "inside", self.switch, "eth0")
        self.gateway.configure(
            [f"address add {SWITCH_GATEWAY}/24 dev inside", "link set inside up"]
        )
        self.gateway.turn(FORWARDING)
        self.gateway.filter(one_to_one(SWITCH_PUBLIC, SWITCH_INSIDE))
        self.switch.configure(_inside("eth0", SWITCH_INSIDE, SWITCH_GATEWAY))
        self.switch.known_as(SWITCH_INSIDE)

    def _desk(self, home: str, router: Place, number: int) -> Place:
        desk, port = self._place(f"{home}-desk-{number}"), f"desk{number}"
        address = f"192.168.1.{10 + number}"
        _join(router, port, desk, "eth0")
        router.configure([f"link set {port} master inside", f"link set {port} up"])
        desk.configure(_inside("eth0", address, INSIDE_GATEWAY))
        desk.known_as(address)
        return desk

    def _place(self, name: str) -> Place:
        return self._open.enter_context(Place(name, self._folder, self.internet))

    def _uplink(self, place: Place, address: str) -> str:
        """Link a box or host with the internet; the name of the internet's end."""
        self._links += 1
        link = f"line{self._links}"
        _join(self.internet, link, place, OUTSIDE)
        place.configure(uplink(address))
        self.internet.configure(
            [
                f"address add {ROUTER}/32 dev {link}",
                f"link set {link} up",
                f"route replace {address}/32 dev {link}",
            ]
        )
        return link


def _join(one: Place, here: str, other: Place, there: str) -> None:
    one.configure([f"link add name {here} type veth peer name {there} netns {other.pid}"])


def _inside(interface: str, address: str, gateway: str) -> list[str]:
    return [
        f"address add {address}/24 dev {interface}",
        f"link set {interface} up",
        f"route add default via {gateway}",
    ]
