"""The browser phone's SIP against a far side of our own, at the WebSocket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace

import pytest

pytest.importorskip("aiortc")
import picows

from voipcc.softphone.sip.account import PhoneError
from voipcc.softphone.webrtc.account import WebAccount, web_account
from voipcc.softphone.webrtc.description import redirected
from voipcc.softphone.webrtc.phone import BrowserPhone, WebManners
from voipcc.softphone.wire.message import Headers, Message, Request, Response, decode
from voipcc.softphone.wire.response import respond_to

CHALLENGE = ("WWW-Authenticate", 'Digest realm="voipcc", nonce="abc", qop="auth", algorithm=MD5')
Reply = Callable[["FarSide", Request], None]


@dataclass
class FarSide(picows.WSListener):
    """Accepts one phone; `reply` says what happens to its requests."""

    reply: Reply
    got: list[Message] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    line: picows.WSTransport | None = None

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self.line = transport

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        if frame.msg_type != picows.WSMsgType.TEXT:
            return
        message = decode(frame.get_payload_as_bytes())
        self.got.append(message)
        self.news.set()
        if isinstance(message, Request):
            self.reply(self, message)

    def send(self, message: Message | bytes, fin: bool = True) -> None:
        assert self.line is not None
        data = message if isinstance(message, bytes) else message.encode()
        self.line.send(picows.WSMsgType.TEXT, data, fin)

    def answer(self, request: Request, status: int, *more: tuple[str, str]) -> None:
        self.send(respond_to(request, ("127.0.0.1", 1), status, tag="far", more=more))

    async def gets(self, fits: Callable[[Message], bool]) -> Message:
        """The first message that fits, once it has come."""
        async with asyncio.timeout(5):
            while True:
                for message in self.got:
                    if fits(message):
                        return message
                self.news.clear()
                await self.news.wait()


def registrar(far: FarSide, request: Request) -> None:
    """Challenges once, then accepts."""
    if request.method == "REGISTER" and not request.headers.get("authorization"):
        far.answer(request, 401, CHALLENGE)
    elif request.method != "ACK":
        far.answer(request, 200)


@dataclass
class Place:
    """Where the far side listens; `open` makes one that replies so."""

    servers: list[asyncio.Server] = field(default_factory=list)

    async def open(self, reply: Reply) -> tuple[FarSide, WebAccount]:
        far = FarSide(reply)
        server = await picows.ws_create_server(lambda request: far, "127.0.0.1", 0)
        self.servers.append(server)
        port = server.sockets[0].getsockname()[1]
        return far, WebAccount("127.0.0.1", port, "anna", "secret", secure=False)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    here = Place()
    yield here
    for server in here.servers:
        server.close()


def invite(call_id: str = "c1", body: bytes = b"v=0\r\n") -> Request:
    headers = Headers(
        [
            ("Via", "SIP/2.0/WS far;branch=z9hG4bKi"),
            ("From", "<sip:caller@far>;tag=caller"),
            ("To", "<sip:anna@here>"),
            ("Call-ID", call_id),
            ("CSeq", "1 INVITE"),
            ("Contact", "<sip:caller@far>"),
        ]
    )
    return Request("INVITE", "sip:anna@here", headers, body)


def is_response(status: int, method: str) -> Callable[[Message], bool]:
    return lambda m: (
        isinstance(m, Response) and m.status == status and m.headers.get("cseq").endswith(method)
    )


async def test_a_challenge_is_answered(place: Place) -> None:
    """The phone registers with the right digest after a 401, its number one higher."""
    far, account = await place.open(registrar)
    async with BrowserPhone(account) as phone:
        await phone.register()
    first, second = [m for m in far.got if isinstance(m, Request)][:2]
    assert (first.headers.get("cseq"), second.headers.get("cseq")) == ("1 REGISTER", "2 REGISTER")
    assert first.headers.get("via") != second.headers.get("via")
    assert 'username="anna"' in second.headers.get("authorization")
    assert 'uri="sip:127.0.0.1"' in second.headers.get("authorization")


async def test_leaving_unregisters(place: Place) -> None:
    """At its end a phone takes its registration back."""
    far, account = await place.open(registrar)
    async with BrowserPhone(account) as phone:
        await phone.register()
    last = [m for m in far.got if isinstance(m, Request)][-1]
    assert (last.method, last.headers.get("expires")) == ("REGISTER", "0")


async def test_a_refused_password_is_told_once(place: Place) -> None:
    """A second 401 ends the attempt with a sentence instead of a loop."""
    far, account = await place.open(lambda far, request: far.answer(request, 401, CHALLENGE))
    async with BrowserPhone(account) as phone:
        with pytest.raises(PhoneError, match="refused user name or password of 'anna'"):
            await phone.register()
    assert len(far.got) == 2


async def test_a_line_that_breaks_is_told(place: Place) -> None:
    """When the far side hangs up the connection, what waits fails at once and `gone` is set."""

    def drop(far: FarSide, request: Request) -> None:
        assert far.line is not None
        far.line.disconnect()

    _, account = await place.open(drop)
    phone = BrowserPhone(account)
    await phone.connect()
    with pytest.raises(PhoneError, match="503"):
        await phone.register()
    await asyncio.wait_for(phone.gone.wait(), 20)
    with pytest.raises(PhoneError, match="gone"):
        await phone.register()
    await phone.close()


async def test_nobody_there_is_told() -> None:
    """A closed port gets a sentence with a remedy."""
    with pytest.raises(PhoneError, match="Cannot connect") as nobody:
        await BrowserPhone(WebAccount("127.0.0.1", 1, "a", "b", secure=False)).connect()
    assert "wss port" in nobody.value.remedy


async def test_garbage_and_pieces_do_no_harm(place: Place) -> None:
    """Garbage and keep-alives are passed over; a message in two frames is put together."""
    far, account = await place.open(registrar)
    async with BrowserPhone(account) as phone:
        await phone.register()
        far.send(b"\r\n\r\n")
        far.send(b"no SIP at all")
        whole = replace(invite(), method="OPTIONS").encode().replace(b"1 INVITE", b"1 OPTIONS")
        far.send(whole[:40], fin=False)
        assert far.line is not None
        far.line.send(picows.WSMsgType.CONTINUATION, whole[40:], True)
        assert await far.gets(is_response(200, "OPTIONS"))


async def test_a_caller_who_gives_up_is_understood(place: Place) -> None:
    """CANCEL is answered, the INVITE gets its 487, and the call says who ended it."""
    far, account = await place.open(registrar)
    async with BrowserPhone(account) as phone:
        await phone.register()
        far.send(invite())
        call = await phone.rung()
        await far.gets(is_response(180, "INVITE"))
        cancel = invite(body=b"")
        cancel.headers.entries[4] = ("CSeq", "1 CANCEL")
        far.send(replace(cancel, method="CANCEL"))
        await far.gets(is_response(200, "CANCEL"))
        await far.gets(is_response(487, "INVITE"))
        assert (call.ended_by, call.code, call.times.answered) == ("far", 487, 0)


async def test_manners_decline(place: Place) -> None:
    """A phone told to decline answers with its code and never 200."""
    far, account = await place.open(registrar)
    async with BrowserPhone(account, manners=WebManners(decline_code=486)) as phone:
        await phone.register()
        far.send(invite())
        await far.gets(is_response(486, "INVITE"))
        with pytest.raises(PhoneError, match="cannot be answered any more"):
            await (await phone.rung()).answer()
    assert not [m for m in far.got if is_response(200, "INVITE")(m)]


async def test_an_unusable_offer_is_refused(place: Place) -> None:
    """An offer aiortc cannot read is answered with 488."""
    far, account = await place.open(registrar)
    async with BrowserPhone(account) as phone:
        await phone.register()
        far.send(invite(body=b"v=0\r\nm=nonsense\r\n"))
        with pytest.raises(PhoneError, match="cannot be used"):
            await (await phone.rung()).answer()
        await far.gets(is_response(488, "INVITE"))


async def test_a_refused_call_is_acknowledged(place: Place) -> None:
    """A 486 ends the call and gets its ACK in the same transaction."""

    def busy(far: FarSide, request: Request) -> None:
        far.answer(request, 486) if request.method == "INVITE" else registrar(far, request)

    far, account = await place.open(busy)
    async with BrowserPhone(account) as phone:
        call = await phone.call("600")
        await asyncio.wait_for(call.ended.wait(), 5)
        sent = await far.gets(lambda m: isinstance(m, Request) and m.method == "INVITE")
        acknowledged = await far.gets(lambda m: isinstance(m, Request) and m.method == "ACK")
        assert acknowledged.headers.get("via") == sent.headers.get("via")
        assert (call.code, call.ended_by) == (486, "far")


def test_the_printed_settings_are_read() -> None:
    """The lines `voipcc agent add` prints for a browser phone make its account."""
    account = web_account(
        {"server": "wss://centre.example:8089/ws", "username": "a", "password": "b"}
    )
    assert (account.url, account.secure) == ("wss://centre.example:8089/ws", True)
    with pytest.raises(PhoneError, match="server is"):
        web_account({"server": "centre.example:8089"})


def test_a_fingerprint_is_compared_in_any_writing() -> None:
    """Colons and capitals in a fingerprint do not matter; another one does."""
    account = WebAccount("h", 1, "a", "b", fingerprint="AB:CD")
    assert account.matches("abcd")
    assert not account.matches("abce")


def test_hold_changes_only_what_it_must() -> None:
    """The re-INVITE keeps codecs, candidates and keys; direction, role and number change."""
    sdp = "v=0\r\no=- 5 5 IN IP4 0.0.0.0\r\na=setup:actpass\r\na=rtpmap:96 opus/48000/2\r\na=sendrecv\r\n"
    assert redirected(sdp, "sendonly", 2, active=False) == (
        "v=0\r\no=- 5 7 IN IP4 0.0.0.0\r\na=setup:passive\r\na=rtpmap:96 opus/48000/2\r\na=sendonly\r\n"
    )
