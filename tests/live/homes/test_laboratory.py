"""The laboratory itself: what its NAT boxes do to packets, and that it leaves nothing behind."""

import asyncio
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.live.homes import CARRIER, SWITCH_INSIDE, SWITCH_PUBLIC, Laboratory, Place, required

pytestmark = [pytest.mark.live, pytest.mark.root]

LIMIT_S = 5.0
SIP = 5060
DOOR = (SWITCH_PUBLIC, SIP)
Address = tuple[str, int]


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    required()
    with Laboratory(tmp_path_factory.mktemp("laboratory")) as built:
        built.home("anna", "203.0.113.21")
        built.home("ben", "203.0.113.22", desks=2)
        built.home("dora", "203.0.113.23")
        built.host("carrier")
        yield built


@pytest.fixture
def door(laboratory: Laboratory) -> Iterator[socket.socket]:
    """The switch's SIP socket."""
    with laboratory.switch.udp_socket(SWITCH_INSIDE, SIP) as opened:
        yield opened


async def received(from_socket: socket.socket) -> tuple[bytes, Address]:
    loop = asyncio.get_running_loop()
    return await asyncio.wait_for(loop.sock_recvfrom(from_socket, 2048), LIMIT_S)


async def seen_from(phone: socket.socket, door: socket.socket) -> Address:
    """The address the switch sees of a phone that calls it and hears the answer."""
    phone.sendto(b"call", DOOR)
    _, source = await received(door)
    door.sendto(b"answer", source)
    assert await received(phone) == (b"answer", DOOR)
    return source


async def test_a_home_hides_behind_its_outside_address(laboratory, door):
    """A phone behind a home's NAT is seen with the home's address and another port, and hears the answer."""
    with laboratory.homes["anna"].desk.udp_socket("192.168.1.10", SIP) as phone:
        address, port = await seen_from(phone, door)
    assert address == "203.0.113.21"
    assert port != SIP


async def test_two_phones_behind_one_nat_are_told_apart(laboratory, door):
    """Two phones with the same port behind one NAT share the address and differ in the port."""
    first, second = laboratory.homes["ben"].desks
    with (
        first.udp_socket("192.168.1.10", SIP) as one,
        second.udp_socket("192.168.1.11", SIP) as two,
    ):
        seen = [await seen_from(one, door), await seen_from(two, door)]
    assert [address for address, _ in seen] == ["203.0.113.22"] * 2
    assert seen[0][1] != seen[1][1]


async def test_every_flow_has_another_mapping(laboratory, door):
    """What one destination sees of a phone's socket is not what another sees: a symmetric NAT."""
    carrier = laboratory.hosts["carrier"]
    with (
        laboratory.homes["anna"].desk.udp_socket("192.168.1.10", 4000) as phone,
        carrier.udp_socket(CARRIER, SIP) as other,
    ):
        at_switch = await seen_from(phone, door)
        phone.sendto(b"hello", (CARRIER, SIP))
        _, at_carrier = await received(other)
    assert at_switch != at_carrier


async def test_strangers_do_not_get_in(laboratory, door):
    """A packet from an address the phone never spoke to is dropped, even when it knows the mapping."""
    carrier = laboratory.hosts["carrier"]
    with (
        laboratory.homes["anna"].desk.udp_socket("192.168.1.10", SIP) as phone,
        carrier.udp_socket(CARRIER, SIP) as stranger,
    ):
        mapping = await seen_from(phone, door)
        stranger.sendto(b"attack", mapping)
        stranger.sendto(b"attack", ("203.0.113.21", SIP))
        door.sendto(b"after", mapping)
        assert await received(phone) == (b"after", DOOR)


async def test_the_switch_stands_for_its_public_address(laboratory, door):
    """The 1:1 NAT keeps ports both ways, and the switch sees callers as they are."""
    with laboratory.hosts["carrier"].udp_socket(CARRIER, 15060) as carrier:
        carrier.sendto(b"in", DOOR)
        assert await received(door) == (b"in", (CARRIER, 15060))
        door.sendto(b"out", (CARRIER, 15060))
        assert await received(carrier) == (b"out", DOOR)


async def test_a_moved_home_is_another_address(laboratory, door):
    """After the uplink's return the same socket is seen elsewhere, and its old address is dead."""
    home = laboratory.homes["dora"]
    with home.desk.udp_socket("192.168.1.10", 4000) as phone:
        before = await seen_from(phone, door)
        home.lose_line()
        phone.sendto(b"lost", DOOR)
        home.regain_line("203.0.113.77")
        after = await seen_from(phone, door)
        assert (before[0], after[0]) == ("203.0.113.23", "203.0.113.77")
        door.sendto(b"to nobody", before)
        door.sendto(b"here", after)
        assert await received(phone) == (b"here", DOOR)


async def test_no_name_is_asked_for_outside(laboratory):
    """A host knows its own name, and an unknown name fails at once instead of stalling."""
    switch = laboratory.switch
    assert switch.run("getent", "hosts", socket.gethostname()).split()[0] == SWITCH_INSIDE
    code = "import socket,time\nt=time.monotonic()\ntry: socket.getaddrinfo('nobody.example', 80)\nexcept OSError: print(time.monotonic()-t)"
    assert float(switch.run(sys.executable, "-c", code)) < 0.5


BUILDER = """
import json, subprocess, sys
from pathlib import Path
from tests.live.homes import Laboratory
with Laboratory(Path(sys.argv[1])) as laboratory:
    home = laboratory.home("anna", "203.0.113.21")
    words = home.desk.command("sh", "-c", "echo inside; exec sleep 600")
    inside = subprocess.Popen(words, start_new_session=True, stdout=subprocess.PIPE)
    inside.stdout.readline()
    places = [laboratory.internet, laboratory.gateway, laboratory.switch, home.router, home.desk]
    print(json.dumps([inside.pid, *(place.pid for place in places)]), flush=True)
    sys.stdin.read()
"""


def ended_within(processes: list[int], limit_s: float) -> bool:
    """Whether all processes end in time; `processes` are handles, not ids."""
    waiting = set(processes)
    while waiting:
        ended, _, _ = select.select(list(waiting), [], [], limit_s)
        if not ended:
            return False
        waiting -= set(ended)
    return True


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, None])
def test_nothing_is_left_behind(tmp_path, ending):
    """When its maker ends or is killed, every process of the laboratory ends too."""
    required()
    maker = subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert maker.stdout is not None
    processes = [os.pidfd_open(pid) for pid in json.loads(maker.stdout.readline())]
    assert not ended_within(processes[:1], 0)
    if ending is not None:
        maker.send_signal(ending)
        maker.wait()
    maker.communicate(timeout=30)
    assert ended_within(processes, 10)


def test_a_refusal_says_what_was_refused(tmp_path):
    """A command that fails in a place is reported with the place, the command and the reason."""
    required()
    with (
        Place("lonely", tmp_path) as place,
        pytest.raises(Exception, match=r"lonely: ip .*nowhere"),
    ):
        place.run("ip", "link", "show", "dev", "nowhere")
