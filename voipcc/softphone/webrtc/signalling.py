"""SIP over one WebSocket (RFC 7118): requests with their final response, digest answered."""

import asyncio
import hashlib
import secrets
import ssl
from collections.abc import Callable

import picows

from voipcc.softphone.sip.account import PhoneError
from voipcc.softphone.webrtc.account import CERTIFICATE_REMEDY, WebAccount
from voipcc.softphone.wire.address import read_via
from voipcc.softphone.wire.digest import answer_challenge, read_challenge
from voipcc.softphone.wire.message import Garbage, Headers, Request, Response, decode, sequence

CONNECT_LIMIT_S = 5.0
ANSWER_LIMIT_S = 8.0
MOST_CHALLENGES = 2
Provisional = Callable[[Response], None]


class SipSocket(picows.WSListener):  # type: ignore[misc]
    """One connection. Requests of the far side go to `on_request`, unasked responses to `on_stray`."""

    def __init__(self, account: WebAccount) -> None:
        self.account = account
        self.host = f"{secrets.token_hex(6)}.invalid"  # a browser does not know its address
        self.on_request: Callable[[Request], None] = lambda request: None
        self.on_stray: Callable[[Response], None] = lambda response: None
        self.closed = asyncio.Event()
        self._transport: picows.WSTransport | None = None
        self._waiting: dict[tuple[str, str], asyncio.Queue[Response]] = {}
        self._parts = bytearray()

    @property
    def peer(self) -> tuple[str, int]:
        return self.account.server, self.account.port

    async def connect(self) -> None:
        """Raises PhoneError with the reason."""
        where = self.account.url
        try:
            await asyncio.wait_for(
                picows.ws_connect(
                    lambda: self,
                    where,
                    ssl_context=self.account.trust(),
                    extra_headers={"Sec-WebSocket-Protocol": "sip"},
                ),
                CONNECT_LIMIT_S,
            )
        except ssl.SSLCertVerificationError as error:
            raise PhoneError(
                f"The certificate of {where} is not trusted: {error.verify_message}.",
                CERTIFICATE_REMEDY,
            ) from None
        except (OSError, picows.WSError, TimeoutError) as error:
            raise PhoneError(
                f"Cannot connect to {where}: {error or 'no answer'}.",
                "Is the centre running, and is this its wss port?",
            ) from None
        self._check_certificate()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.disconnect()

    def send(self, message: Request | Response) -> None:
        """Raises PhoneError when the connection has gone."""
        if self._transport is None or self.closed.is_set():
            raise PhoneError("The connection to the centre is gone.", "Register again.")
        self._transport.send(picows.WSMsgType.TEXT, message.encode())

    async def ask(
        self, request: Request, on_provisional: Provisional | None = None, on_sent: Callable[[Request], None] | None = None,
        limit_s: float = ANSWER_LIMIT_S,
    ) -> Response:  # fmt: skip
        """The final response; challenges are answered, refused INVITEs acknowledged. Raises PhoneError."""
        for _ in range(MOST_CHALLENGES + 1):
            if on_sent:
                on_sent(request)
            response = await self._final(request, on_provisional, limit_s)
            again = (
                self._with_credentials(request, response) if response.status in (401, 407) else None
            )
            if again is None:
                return response
            request = again
        return response

    def stamp(self, request: Request) -> Request:
        """Puts a fresh Via on top."""
        request.headers.entries.insert(
            0, ("Via", f"{self.account.via} {self.host};branch=z9hG4bK{secrets.token_hex(8)}")
        )
        return request

    async def _final(
        self, request: Request, on_provisional: Provisional | None, limit_s: float
    ) -> Response:
        if not request.headers.get("via"):
            self.stamp(request)
        key = (read_via(request.headers.get("via")).branch, request.method)
        waiting = self._waiting[key] = asyncio.Queue()
        try:
            self.send(request)
            while True:
                response = await asyncio.wait_for(waiting.get(), limit_s)
                if response.status >= 200:
                    break
                if on_provisional:
                    on_provisional(response)
        except TimeoutError:
            raise PhoneError(f"No answer to {request.method} from {self.account.url}.") from None
        finally:
            del self._waiting[key]
        if request.method == "INVITE" and response.status >= 300:
            self.send(_refusal_acknowledged(request, response))
        return response

    def _with_credentials(self, request: Request, response: Response) -> Request | None:
        """The request once more; None when credentials were refused or cannot be given."""
        asked, given = (
            ("www-authenticate", "Authorization")
            if response.status == 401
            else ("proxy-authenticate", "Proxy-Authorization")
        )
        for value in response.headers.all(asked):
            challenge = read_challenge(value)
            if request.headers.get(given) and challenge.get("stale", "").lower() != "true":
                return None
            answer = answer_challenge(
                challenge,
                method=request.method,
                uri=request.uri,
                user=self.account.username,
                password=self.account.password,
            )
            if answer:
                number, method = sequence(request.headers)
                kept = [
                    (name, value)
                    for name, value in request.headers.entries
                    if name not in ("Via", "CSeq", given)
                ]
                again = Request(request.method, request.uri, Headers(kept), request.body)
                again.headers.add("CSeq", f"{number + 1} {method}")
                again.headers.add(given, answer)
                return again
        return None

    def _check_certificate(self) -> None:
        if not (self.account.secure and self.account.fingerprint and self._transport):
            return
        shown = self._transport.underlying_transport.get_extra_info("ssl_object").getpeercert(True)
        digest = hashlib.sha256(shown).hexdigest()
        if not self.account.matches(digest):
            self.close()
            raise PhoneError(
                f"{self.account.url} shows another certificate (SHA-256 {digest}).",
                CERTIFICATE_REMEDY,
            )

    # --- picows ----------------------------------------------------------------------------

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        self.closed.set()
        for waiting in self._waiting.values():
            waiting.put_nowait(Response(503, "connection lost", local=True))

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        if frame.msg_type == picows.WSMsgType.CLOSE:
            transport.disconnect()
        elif frame.msg_type in (
            picows.WSMsgType.TEXT,
            picows.WSMsgType.BINARY,
            picows.WSMsgType.CONTINUATION,
        ):
            self._parts += frame.get_payload_as_bytes()
            if frame.fin:
                whole, self._parts = bytes(self._parts), bytearray()
                self._take(whole)

    def _take(self, data: bytes) -> None:
        if not data.strip():
            return  # a keep-alive
        try:
            message = decode(data)
        except Garbage:
            return
        if isinstance(message, Request):
            self.on_request(message)
            return
        key = (read_via(message.headers.get("via")).branch, sequence(message.headers)[1])
        if key in self._waiting:
            self._waiting[key].put_nowait(message)
        else:
            self.on_stray(message)


def _refusal_acknowledged(invite: Request, response: Response) -> Request:
    """The ACK of a refused INVITE belongs to its transaction: same Via, same number."""
    headers = Headers([("Via", invite.headers.get("via")), ("Max-Forwards", "70")])
    for name, source in (("From", invite), ("To", response), ("Call-ID", invite)):
        headers.add(name, source.headers.get(name))
    headers.add("CSeq", f"{sequence(invite.headers)[0]} ACK")
    return Request("ACK", invite.uri, headers)
