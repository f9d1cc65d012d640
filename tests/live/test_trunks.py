"""Carriers of every kind against the private switch: accounts, addresses, odd offers."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import CALLER, audio_ports, loopback, running, until
from tests.live.raw_caller import RawCaller
from voipcc.asterisk.runtime import PrivateSwitch
from voipcc.asterisk.runtime.doors import AriDoor
from voipcc.secrets_file import Secrets, load_secrets, set_trunk_password
from voipcc.settings import CentreSettings
from voipcc.softphone.sip.account import PhoneAccount
from voipcc.softphone.sip.remote import PjRobot
from voipcc.softphone.wire import WirePhone

pytestmark = pytest.mark.live

NUMBER = "+4930123450"
AUDIO = ("m=audio 40000 RTP/AVP 8 0 101", "a=rtpmap:101 telephone-event/8000")


@dataclass
class Exchange:
    """A private switch with the settings given."""

    folder: Path
    data: dict[str, Any]
    switch: PrivateSwitch = field(init=False)
    secrets: Secrets = field(init=False)

    @property
    def settings(self) -> CentreSettings:
        ports = dict.fromkeys(("udp", "tcp", "tls", "wss"), 0)
        return CentreSettings.model_validate(
            {"listen": ports, "rtp_ports": self.audio, **self.data}
        )

    def __post_init__(self) -> None:
        self.audio = audio_ports()

    async def start(self) -> None:
        self.secrets = load_secrets(self.folder / "secrets.json", self.settings)
        self.switch = await PrivateSwitch.start(
            self.settings, self.secrets, self.folder / "asterisk", [NUMBER]
        )

    @property
    def server(self) -> tuple[str, int]:
        return ("127.0.0.1", self.switch.sip_ports.udp)

    async def ari(self, method: str, path: str) -> Any:
        door = AriDoor(
            self.switch.address.ari_port, self.secrets.ari_user, self.secrets.ari_password
        )
        status, body = await door.ask(method, path)
        assert status < 300, (path, status, body)
        return body

    async def password(self, trunk: str, password: str) -> None:
        path = self.folder / "secrets.json"
        self.secrets = set_trunk_password(path, self.settings, trunk, password)
        await self.switch.reload(self.settings, self.secrets, [NUMBER])


@contextlib.asynccontextmanager
async def exchange(folder: Path, **data: Any) -> AsyncIterator[Exchange]:
    made = Exchange(folder, data)
    await made.start()
    try:
        yield made
    finally:
        await made.switch.stop()


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[tuple[Exchange, str]]:
    """A centre with one trunk known by its address, and that address."""
    address = loopback()
    async with exchange(tmp_path, trunks={"known": {"addresses": [f"{address}/32"]}}) as centre:
        yield centre, address


async def test_an_account_at_a_carrier_brings_its_calls(tmp_path: Path) -> None:
    """A second Asterisk as the carrier: refused without the right password, registered with it,
    and its call reaches us through the registration alone, at no known address."""
    line = {"agents": {"centre": {"devices": {"line": {"transport": "udp"}}}}}
    async with exchange(tmp_path / "carrier", **line) as carrier:
        account = carrier.secrets.devices["centre/line"]
        trunk = {
            "registration": {
                "server": f"127.0.0.1:{carrier.server[1]}",
                "username": account.endpoint,
                "expiry_s": 30,
            },
            "called_number_from": "p_called_party_id",
        }
        async with exchange(tmp_path / "centre", trunks={"account": trunk}) as centre:
            await centre.password("account", "wrong")
            await until(lambda: _registration(centre, "Rejected"))
            await centre.password("account", account.password)
            await until(lambda: _registration(centre, "Registered"), 15)
            header = "PJSIP_HEADER(add,P-Called-Party-ID)"
            variables = json.dumps({"variables": {header: f"<sip:{NUMBER}@carrier>"}})
            await _dial(carrier, account.endpoint, variables)
            await until(lambda: _states(carrier, {"Up"}))
            await until(lambda: _states(centre, {"Up"}))
            (call,) = await centre.ari("GET", "/channels")
            assert call["dialplan"]["exten"] == NUMBER[1:]


@pytest.mark.long
async def test_a_carrier_that_went_away_is_registered_with_again(tmp_path: Path) -> None:
    """After the carrier's switch was gone for a while, the account is registered again by itself."""
    line = {"agents": {"centre": {"devices": {"line": {"transport": "udp"}}}}}
    async with exchange(tmp_path / "carrier", **line) as carrier:
        account = carrier.secrets.devices["centre/line"]
        port = carrier.server[1]
        registration = {
            "server": f"127.0.0.1:{port}",
            "username": account.endpoint,
            "expiry_s": 30,
        }
        trunks = {"account": {"registration": registration}}
        async with exchange(tmp_path / "centre", trunks=trunks) as centre:
            await centre.password("account", account.password)
            await until(lambda: _registration(centre, "Registered"), 15)
            await carrier.switch.stop()
            await until(lambda: _unregistered(centre), 75)
            carrier.data["listen"] = {"udp": port, "tcp": 0, "tls": 0, "wss": 0}
            await carrier.start()
            await until(lambda: _registration(centre, "Registered"), 45)


@pytest.mark.long
async def test_silence_alone_never_clears_a_leg(known: tuple[Exchange, str]) -> None:
    """A caller whose phone sends no audio packet at all for over a minute stays connected."""
    centre, address = known
    caller = RawCaller(address, centre.server, NUMBER)
    with contextlib.closing(caller):
        assert (await caller.ask("INVITE", caller.description(*AUDIO))).status == 200
        loop = asyncio.get_running_loop()
        silent_until = loop.time() + 65
        await until(lambda: loop.time() > silent_until, 70)
        assert await _states(centre, {"Up"})
        assert (await caller.ask("BYE")).status == 200


async def test_a_carrier_can_be_asked_for_a_password(tmp_path: Path) -> None:
    """A trunk that asks for credentials takes a call with them and none without."""
    address = loopback()
    trunk = {"addresses": [f"{address}/32"], "authenticate_inbound": True}
    async with exchange(tmp_path, trunks={"known": trunk}) as centre:
        secret = centre.secrets.trunks["known"]
        right = WirePhone(
            address, centre.server, user=secret.inbound_user, password=secret.inbound_password
        )
        async with right:
            await right.place_call(NUMBER, caller=CALLER).answered(3)
        async with WirePhone(address, centre.server) as stranger:
            call = stranger.place_call(NUMBER, caller=CALLER)
            await call.ended()
            assert call.status == 401


async def test_a_carrier_over_tcp(tmp_path: Path) -> None:
    """A call over TCP from a known address is served."""
    address = loopback()
    trunk = {"addresses": [f"{address}/32"], "transport": "tcp"}
    async with exchange(tmp_path, trunks={"known": trunk}) as centre:
        server = ("127.0.0.1", centre.switch.sip_ports.tcp)
        async with WirePhone(address, server, transport="tcp") as phone:
            await phone.place_call(NUMBER, caller=CALLER).answered(3)


@pytest.mark.parametrize("srtp", ["required", "off"])
async def test_a_carrier_over_tls(tmp_path: Path, srtp: Any) -> None:
    """A call over TLS from a known address is served, encrypted where the carrier offers it."""
    pytest.importorskip("pjsua2")
    address = loopback()
    trunk = {"addresses": [f"{address}/32"], "transport": "tls"}
    async with exchange(tmp_path, trunks={"known": trunk}) as centre:
        certificate = tmp_path / "asterisk" / "keys" / "cert.pem"
        port = centre.switch.sip_ports.tls
        account = PhoneAccount("127.0.0.1", "carrier", "none", "tls", port, srtp, certificate)
        async with PjRobot(account, local_address=address) as robot:
            call = await robot.call(NUMBER)
            await robot.wait("answered", call=call)
            (channel,) = await centre.ari("GET", "/channels")
            secure = await centre.ari(
                "GET", f"/channels/{channel['id']}/variable?variable=CHANNEL(rtp,secure)"
            )
            assert secure["value"] == ("1" if srtp == "required" else "0")


@pytest.mark.parametrize(
    ("where", "seen"), [("p_asserted_identity", "4917099999999"), ("from", CALLER)]
)
async def test_the_caller_is_read_where_the_trunk_writes_it(
    tmp_path: Path, where: str, seen: str
) -> None:
    """The asserted identity counts where it is trusted, the From elsewhere."""
    address = loopback()
    trunk = {"addresses": [f"{address}/32"], "caller_from": where}
    async with (
        exchange(tmp_path, trunks={"known": trunk}) as centre,
        WirePhone(address, centre.server) as phone,
    ):
        call = phone.place_call(NUMBER, caller=CALLER, asserted="4917099999999")
        await call.answered(3)
        (channel,) = await centre.ari("GET", "/channels")
        assert channel["caller"] == {"name": "", "number": seen}


async def test_a_withheld_number_is_marked(known: tuple[Exchange, str]) -> None:
    """A caller who asks for privacy is marked as withheld, although the carrier tells the number."""
    centre, address = known
    async with WirePhone(address, centre.server) as phone:
        call = phone.place_call(NUMBER, caller="anonymous", asserted="4917099999999")
        await call.answered(3)
        (channel,) = await centre.ari("GET", "/channels")
        assert channel["channelvars"]["VCC_WITHHELD"] == "1"
        assert channel["channelvars"]["VCC_TRUNK"] == "known"
        assert channel["channelvars"]["VCC_NUMBER"] == NUMBER


@pytest.mark.parametrize(
    ("offered", "answered"),
    [
        ((*AUDIO, "m=video 40002 RTP/AVP 96", "a=rtpmap:96 H264/90000"), {"audio": 1, "video": 0}),
        (("m=video 40002 RTP/AVP 96", "a=rtpmap:96 H264/90000", *AUDIO), {"video": 0, "audio": 1}),
        ((*AUDIO, "m=image 40004 udptl t38"), {"audio": 1, "image": 0}),
        ((*AUDIO, "m=text 40006 RTP/AVP 98", "a=rtpmap:98 t140/1000"), {"audio": 1, "text": 0}),
        (
            ("m=audio 40000 RTP/AVP 18 97 8", "a=rtpmap:97 AMR/8000", "a=rtpmap:18 G729/8000"),
            {"audio": 1},
        ),
    ],
    ids=["video", "video first", "fax", "text", "strange codecs"],
)
async def test_what_we_do_not_want_is_refused_without_losing_the_call(
    known: tuple[Exchange, str], offered: tuple[str, ...], answered: dict[str, int]
) -> None:
    """Video, fax, text and unknown codecs beside audio are declined; the audio is taken."""
    centre, address = known
    caller = RawCaller(address, centre.server, NUMBER)
    with contextlib.closing(caller):
        answer = await caller.ask("INVITE", caller.description(*offered))
        assert answer.status == 200
        assert {kind: min(port, 1) for kind, port in answer.media().items()} == answered
        assert (await caller.ask("BYE")).status == 200


@pytest.mark.parametrize(
    "later",
    [("m=image 40004 udptl t38",), (*AUDIO, "m=video 40002 RTP/AVP 96", "a=rtpmap:96 H264/90000")],
    ids=["fax", "video"],
)
async def test_a_call_survives_the_wish_for_fax_or_video(
    known: tuple[Exchange, str], later: tuple[str, ...]
) -> None:
    """A re-INVITE to fax is refused, one to video gets audio only; the call stays in both cases."""
    centre, address = known
    caller = RawCaller(address, centre.server, NUMBER)
    with contextlib.closing(caller):
        assert (await caller.ask("INVITE", caller.description(*AUDIO))).status == 200
        answer = await caller.ask("INVITE", caller.description(*later))
        media = answer.media() if answer.status == 200 else {}
        assert answer.status == 488 or (media["audio"] > 0 and media.get("video", 0) == 0)
        assert await _states(centre, {"Up"})
        assert (await caller.ask("BYE")).status == 200


async def test_an_offer_without_any_audio_is_refused_at_once(known: tuple[Exchange, str]) -> None:
    """A call that offers nothing we speak is told 488 and leaves nothing behind."""
    centre, address = known
    caller = RawCaller(address, centre.server, NUMBER)
    with contextlib.closing(caller):
        offer = caller.description("m=audio 40000 RTP/AVP 18", "a=rtpmap:18 G729/8000")
        assert (await caller.ask("INVITE", offer)).status == 488
        assert await centre.ari("GET", "/channels") == []


async def test_a_transfer_wished_by_the_trunk_is_refused(known: tuple[Exchange, str]) -> None:
    """A REFER from the carrier's side makes no call anywhere, and the call goes on."""
    centre, address = known
    caller = RawCaller(address, centre.server, NUMBER)
    with contextlib.closing(caller):
        assert (await caller.ask("INVITE", caller.description(*AUDIO))).status == 200
        answer = await caller.ask("REFER", more="Refer-To: <sip:+8821234567@127.0.0.1>")
        assert answer.status in (403, 405, 501, 603)
        assert len(await centre.ari("GET", "/channels")) == 1
        assert (await caller.ask("BYE")).status == 200


@pytest.mark.parametrize("asked", ["", "Supported: timer\r\nSession-Expires: 1800;refresher=uac"])
async def test_every_trunk_call_has_a_session_timer(
    known: tuple[Exchange, str], asked: str
) -> None:
    """A vanished carrier is noticed, whether it asked for a session timer or not."""
    centre, address = known
    caller = RawCaller(address, centre.server, NUMBER, more=asked)
    with contextlib.closing(caller):
        answer = await caller.ask("INVITE", caller.description(*AUDIO))
        assert answer.status == 200
        assert int(re.split(r"[;\s]", answer.headers["session-expires"])[0]) <= 1800
        assert (await caller.ask("BYE")).status == 200


@pytest.mark.parametrize("how", ["rfc4733", "info", "inband"])
async def test_keys_reach_the_menu_as_the_carrier_sends_them(tmp_path: Path, how: Any) -> None:
    """A key pressed as event, as INFO or as a tone chooses in the menu."""
    address = loopback()
    words = {"rfc4733": "auto", "info": "info", "inband": "inband"}
    more = f"  other: {{addresses: [{address}/32], dtmf: {words[how]}}}\n"
    async with running(tmp_path, more=more) as cell:
        agent = await cell.ready_agent("anna")
        phone = WirePhone(address, cell.server, tone_hz=0, events=how == "rfc4733")
        cell.phones.append(phone)
        call = await cell.call(phone)
        await call.press("1", how=how)
        await agent.next_call()


async def _dial(carrier: Exchange, endpoint: str, body: str) -> None:
    """Let the carrier's switch call its subscriber, whose music then plays to it."""
    import http.client

    path = f"/ari/channels?endpoint=PJSIP/{endpoint}&context=fallback"
    path += f"&extension={NUMBER[1:]}&priority=1&api_key="
    path += f"{carrier.secrets.ari_user}:{carrier.secrets.ari_password}"
    connection = http.client.HTTPConnection("127.0.0.1", carrier.switch.address.ari_port)
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    connection.close()


async def _registration(centre: Exchange, state: str) -> bool:
    return state in await centre.switch.console("pjsip show registrations")


async def _unregistered(centre: Exchange) -> bool:
    return not await _registration(centre, "Registered")


async def _states(centre: Exchange, wanted: set[str]) -> bool:
    return {channel["state"] for channel in await centre.ari("GET", "/channels")} == wanted
