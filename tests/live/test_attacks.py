"""Exposed means attacked: strangers, garbage, floods and guessed passwords at a running centre."""

import asyncio
import contextlib
import http.client
import json
import os
import resource
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.live.carriers import play
from tests.live.cell import CALLER, NUMBER, STRAIGHT_PLAN, Cell, loopback, until
from voipcc.core.cdr import Conversation
from voipcc.database.archive import Archive
from voipcc.softphone.wire import IncomingCall, OutgoingCall, WirePhone

pytestmark = [
    pytest.mark.live,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("attacks"),
]
GAP_S = 0.5  # no talk may be without sound for longer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fortress(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cell]:
    """A running centre at an address that is not 127.0.0.1, with phones of every transport."""
    cell = Cell(
        tmp_path_factory.mktemp("fortress"),
        plan=STRAIGHT_PLAN,
        listen=loopback(),
        queue_words="wrap_up_s: 0, rest_after_missed_s: 0",
    )
    cell.write()
    file = cell.folder / "centre.yaml"
    phones = "desk: {transport: udp}, soft: {transport: tcp}, browser: {transport: wss}"
    file.write_text(file.read_text().replace("desk: {transport: udp}", phones))
    try:
        await cell.serve()
        yield cell
    finally:
        await cell.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def centre(fortress: Cell) -> AsyncIterator[Cell]:
    """The fortress; whatever was done to it, afterwards it runs and nothing is left."""
    assert fortress.process is not None
    yield fortress
    await fortress.nothing_left()
    assert fortress.process.returncode is None


@contextlib.asynccontextmanager
async def talk(cell: Cell) -> AsyncIterator[None]:
    """A caller and anna talk meanwhile, and neither misses half a second of the other."""
    call, rung = await connected(cell)
    try:
        yield
        await call.hears(700, for_s=0.3)
        await rung.hears(1000, for_s=0.3)
    finally:
        call.hang_up()
        await rung.ended()
    assert call.hearing.longest_gap_s() < GAP_S
    assert rung.hearing.longest_gap_s() < GAP_S


async def connected(cell: Cell) -> tuple[OutgoingCall, IncomingCall]:
    phones = {phone.tone_hz: phone for phone in cell.phones}
    anna = phones.get(700) or await cell.ready_agent("anna", tone_hz=700)
    call = await cell.call(phones.get(1000) or cell.carrier(tone_hz=1000))
    rung = await anna.next_call()
    await call.hears(700, for_s=0.3)
    await rung.hears(1000, for_s=0.3)
    return call, rung


def records(cell: Cell) -> list[Conversation]:
    return list(Archive(cell.state.records).between(0, 1 << 62))


def own_secrets(cell: Cell) -> dict[str, dict[str, str]]:
    devices: dict[str, dict[str, str]] = json.loads(cell.state.secrets.read_text())["devices"]
    return devices


@contextlib.contextmanager
def phone_of(cell: Cell, address: str = "", **words: str) -> Iterator[WirePhone]:
    phone = WirePhone(address or loopback(), cell.server, **words)  # type: ignore[arg-type]
    try:
        yield phone
    finally:
        phone.vanish()


# --- calls ------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["trunk-carrier", "carrier", NUMBER, "anonymous", "anna"])
async def test_nobody_calls_in_from_an_address_of_nobody(centre: Cell, user: str) -> None:
    """A call from an unknown address is refused whatever name it gives itself, the trunk's too."""
    with phone_of(centre) as phone:
        call = phone.place_call(NUMBER, caller=user)
        await call.ended()
    assert call.status == 401


async def test_a_phones_name_alone_opens_nothing(centre: Cell) -> None:
    """Who knows a phone's name but not its password cannot call, not even a feature code."""
    name = own_secrets(centre)["ben/desk"]["endpoint"]
    with phone_of(centre, user=name, password="guessed") as phone:
        for dialled in ("*10", NUMBER):
            call = phone.place_call(dialled)
            await call.ended()
            assert call.status == 401, dialled


async def test_a_number_that_is_not_ours_leaves_no_trace(centre: Cell) -> None:
    """The carrier's call for another number, or for nonsense, is told 404 and never recorded."""
    phone = next((one for one in centre.phones if one.tone_hz == 1000), None) or centre.carrier()
    before = len(records(centre))
    nonsense = ("+4930999999", "0900123456", "112", "s", "T", "*10", "%fc+4930123450", "%00")
    for dialled in (*nonsense, f"{NUMBER}%0d%0aX-Evil:1", "%24%7BSHELL(id)%7D", "+" + "4" * 500):
        call = phone.place_call(f"sip:{dialled}@{centre.listen}:{centre.server[1]}", caller=CALLER)
        await call.ended()
        assert call.status in (400, 404, 416), (dialled, call.status)
    await centre.nothing_left()
    assert len(records(centre)) == before


# --- packets ----------------------------------------------------------------------------------


def garbage(cell: Cell, local: tuple[str, int]) -> Iterator[bytes]:
    """What a port on the Internet gets to see."""
    head = f"Via: SIP/2.0/UDP {local[0]}:{local[1]};branch=z9hG4bK%d;rport\r\n"
    who = f"From: <sip:x@{local[0]}>;tag=1\r\nTo: <sip:{NUMBER}@{cell.listen}>\r\n"
    rest = who + "Call-ID: %d\r\nCSeq: %s\r\nMax-Forwards: 70\r\n"

    def request(
        method: str, number: int, *, cseq: str = "", more: str = "", body: str = ""
    ) -> bytes:
        # Our own number only where the description is broken: the rest would be calls.
        user = NUMBER if body else "+49301"
        lines = f"{method} sip:{user}@{cell.listen} SIP/2.0\r\n" + head % number
        lines += rest % (number, cseq or f"1 {method}") + more
        return (lines + "\r\n" + body).encode("latin-1")

    yield os.urandom(900)
    yield b"\0" * 1200
    yield b"A" * 60_000
    yield f"INVITE sip:{NUMBER}@{cell.listen} SIP/2.0\r\n".encode()
    yield b"SIP/2.0 200 OK\r\n\r\n"
    yield request("INVITE", 1, more="Content-Length: 99999999999999999999\r\n")
    yield request(
        "INVITE", 2, more="Content-Length: -1\r\nContent-Type: application/sdp\r\n", body="v=0"
    )
    yield request("INVITE", 3, cseq="99999999999999999999 INVITE")
    yield request("INVITE", 4, more="".join(f"X-{n}: y\r\n" for n in range(3000)))
    yield request("INVITE", 5, more=f"Contact: <sip:{'a' * 30_000}@x>\r\n")
    yield request("INVITE", 6, more="Route: <sip:127.0.0.1;lr>\r\n" * 100)
    broken = "v=0\r\no=- 1 1 IN IP4 999.1.1.1\r\ns=-\r\nc=IN IP4\r\nm=audio -5 RTP/AVP 8 8 8 x\r\n"
    yield request("INVITE", 7, more="Content-Type: application/sdp\r\n", body=broken)
    many = "v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nc=IN IP4 1.1.1.1\r\nt=0 0\r\n"
    many += "m=audio 9 RTP/AVP 8\r\n" * 500
    yield request("INVITE", 8, more="Content-Type: application/sdp\r\n", body=many)
    for number, method in enumerate(
        ("SUBSCRIBE", "PUBLISH", "NOTIFY", "REFER", "MESSAGE", "X" * 99)
    ):
        yield request(method, 20 + number, more="Event: presence\r\nRefer-To: <sip:+499001@x>\r\n")
    yield request("BYE", 30) + request("CANCEL", 31) + request("ACK", 32)


def pour(stack: contextlib.ExitStack, cell: Cell, address: str) -> None:
    """Each piece of garbage by UDP, and on a TCP connection of its own that stays open."""
    noise = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    noise.bind((address, 0))
    for data in garbage(cell, noise.getsockname()):
        noise.sendto(data, cell.server)
        line = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        line.bind((address, 0))
        line.settimeout(5.0)  # the switch's queue of new connections is short
        line.connect((cell.listen, cell.status["ports"]["tcp"]))
        with contextlib.suppress(OSError):
            line.sendall(data)


@pytest.mark.parametrize("sender", ["stranger", "carrier"])
async def test_garbage_disturbs_no_talk(centre: Cell, sender: str) -> None:
    """Garbage and huge packets, by UDP and TCP, from a stranger and from the carrier's address."""
    address = loopback() if sender == "stranger" else centre.trunk_address
    with contextlib.ExitStack() as stack:
        async with talk(centre):
            # In a thread: our phones' audio must not wait for the attacker.
            await asyncio.to_thread(pour, stack, centre, address)


async def test_a_flood_of_calls_disturbs_no_talk(centre: Cell, tmp_path: Path) -> None:
    """500 INVITEs of a stranger in two seconds are all refused, and a talk goes on undisturbed."""
    async with talk(centre):
        flood = await play(
            "flood", tmp_path, local=loopback(), server=centre.server, number=NUMBER,
            calls=500, per_second=250,
        )  # fmt: skip
    flood.check()


@pytest.mark.parametrize("door", ["tcp", "tls", "wss"])
async def test_half_open_connections_shut_nobody_out(centre: Cell, door: str) -> None:
    """Hundreds of connections that never say anything keep away neither phones nor calls."""
    place = (centre.listen, centre.status["ports"][door])
    secret = own_secrets(centre)["ben/soft"]
    phone = WirePhone(
        loopback(), (centre.listen, centre.status["ports"]["tcp"]), transport="tcp",
        user=secret["endpoint"], password=secret["password"],
    )  # fmt: skip
    with contextlib.ExitStack() as stack:
        await asyncio.to_thread(idle_connections, stack, place, encrypted=door == "wss")
        async with phone:
            assert await phone.register() == 200
        async with talk(centre):
            pass
        assert await asyncio.to_thread(ari_status, centre) == 401


def idle_connections(
    stack: contextlib.ExitStack, place: tuple[str, int], *, encrypted: bool
) -> None:
    """More than the switch's HTTP server takes by default; encrypted ones are fully set up."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for _ in range(250):
        line = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        if encrypted:
            line.settimeout(5.0)
            line.connect(place)
            stack.enter_context(context.wrap_socket(line))
        else:
            line.setblocking(False)
            line.connect_ex(place)


def ari_status(cell: Cell) -> int:
    """What a fresh connection to ARI is told without a password."""
    local = json.loads((cell.state.asterisk / "instance.json").read_text())["local"]
    line = http.client.HTTPConnection("127.0.0.1", local["ari"], timeout=2)
    with contextlib.closing(line):
        line.request("GET", "/ari/asterisk/ping")
        return line.getresponse().status


async def test_the_switch_may_open_as_many_files_as_the_machine_allows(centre: Cell) -> None:
    """Calls and strangers' connections do not end at the shell's usual limit of 1024."""
    pid = json.loads((centre.state.asterisk / "instance.json").read_text())["pid"]
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert resource.prlimit(pid, resource.RLIMIT_NOFILE) == (most, most)


# --- passwords --------------------------------------------------------------------------------


async def test_guessed_passwords_are_seen_and_lock_nobody_out(centre: Cell) -> None:
    """Guesses are refused and written down with where they came from; the real phone stays."""
    name = own_secrets(centre)["anna/desk"]["endpoint"]
    attacker = loopback()
    for guess in ("1234", "anna", name, "", "password"):
        with phone_of(centre, attacker, user=name, password=guess) as phone:
            assert await phone.register() == 401, guess
    log = centre.state.asterisk / "log" / "security.log"

    def seen() -> bool:
        lines = [line for line in log.read_text().splitlines() if attacker in line]
        return sum("ChallengeResponseFailed" in line and name in line for line in lines) >= 4

    await until(seen)
    assert (await centre.agent_state("anna"))["line"] == "reachable"


async def test_names_cannot_be_found_out(centre: Cell) -> None:
    """Asking for names in use and for others gives the same answer."""
    real = own_secrets(centre)["anna/desk"]["endpoint"]
    answers = set()
    for name in (real, "anna", "100", "1000", "admin", "trunk-carrier", "voipcc"):
        with phone_of(centre, user=name, password="guess") as phone:
            answers.add(await phone.register())
    assert answers == {401}


# --- the doors that are nobody's business --------------------------------------------------------


async def test_the_control_doors_are_not_at_the_address_phones_reach(centre: Cell) -> None:
    """ARI and AMI answer on 127.0.0.1 only; the browser phones' port shows nothing without a password."""
    local = json.loads((centre.state.asterisk / "instance.json").read_text())["local"]
    for name in ("ari", "ami"):
        with socket.create_connection(("127.0.0.1", local[name]), 2):
            pass
        with (
            pytest.raises(ConnectionRefusedError),
            socket.create_connection((centre.listen, local[name]), 2),
        ):
            pass


async def test_after_all_that_a_caller_is_served(centre: Cell) -> None:
    """The same centre, after all attacks of this file, connects a caller with an agent."""
    async with talk(centre):
        pass
