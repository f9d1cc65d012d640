"""`WirePhone`: one SIP account or trunk address of our own, with any number of calls at once."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

from voipcc.softphone.wire.address import HostPort, quoted, read_name_address
from voipcc.softphone.wire.call import Call
from voipcc.softphone.wire.dialog import Dialog, new_tag
from voipcc.softphone.wire.exchange import Account, Exchange
from voipcc.softphone.wire.incoming import RING, IncomingCall, Reaction
from voipcc.softphone.wire.line import Line, Transport, open_line
from voipcc.softphone.wire.message import Garbage, Request, Response, decode
from voipcc.softphone.wire.outgoing import OutgoingCall
from voipcc.softphone.wire.registration import Registration
from voipcc.softphone.wire.response import AGENT, ALLOW, respond_to
from voipcc.softphone.wire.sdp import PAYLOADS
from voipcc.softphone.wire.times import PATIENCE_S
from voipcc.softphone.wire.transaction import ServerTransaction, Transactions, new_branch

Policy = Callable[[IncomingCall], Reaction]
_MOST_REMEMBERED = 1000
_KEEP_ALIVE = b"\r\n\r\n"
_UNDERSTOOD = frozenset(("timer", "replaces"))


class WirePhone:
    """Bound to `address` and `port` (0: a free one) inside a running event loop.

    `server` is where registrations and new calls go; requests inside a call go where the
    far side's Contact says, unless `through_server` is set. Without `server` the number
    dialled must be a whole `sip:user@address:port`. `policy` says what happens to an
    incoming call (default: it rings). `tone_hz` is what every call of this phone sends.
    `unread` counts what came and was no SIP. Raises OSError when the address is taken.
    """

    def __init__(
        self, address: str, server: HostPort | None = None, *, port: int = 0, user: str = "",
        password: str = "", domain: str = "", display: str = "", transport: Transport = "udp",
        codecs: tuple[str, ...] = ("PCMU", "PCMA"), events: bool = True, tone_hz: int = 0,
        policy: Policy = lambda call: RING, keep_audio: bool = False,
        through_server: bool = False, keep_alive_s: float = 0.0, t1_s: float = 0.5,
    ) -> None:  # fmt: skip
        strange = [name for name in codecs if name not in PAYLOADS]
        if strange or not codecs:
            raise ValueError(f"codec {strange[:1]} is not among {', '.join(PAYLOADS)}")
        self.server, self.user, self.display = server, user, display
        self.account = Account(user, password)
        self.domain = domain or (server[0] if server else address)
        self.codecs, self.events, self.tone_hz = codecs, events, tone_hz
        self.policy, self.keep_audio = policy, keep_audio
        self.through_server = through_server
        self.transport = transport
        self.calls: deque[Call] = deque(maxlen=_MOST_REMEMBERED)
        self.seen_as: HostPort | None = None
        self.unread = 0
        self.on_invite: Callable[[IncomingCall], None] | None = None
        self.options_received = 0
        self.messages: deque[Request] = deque(maxlen=_MOST_REMEMBERED)
        self._by_id: dict[str, Call] = {}
        self._arrived: asyncio.Queue[IncomingCall] = asyncio.Queue(_MOST_REMEMBERED)
        self.line: Line = open_line(transport, (address, port), self._received, self._line_lost)
        self.transactions = Transactions(
            self.line, self._requested, self._acknowledged, self._stray, t1_s
        )
        self.registration = Registration(self)
        self._keep_alive_s = keep_alive_s
        self._beat: asyncio.TimerHandle | None = None
        self._stay_visible()

    # --- what the user of a phone does --------------------------------------------------------

    def place_call(
        self, number: str, *, caller: str = "", display: str = "", asserted: str = "",
        headers: tuple[tuple[str, str], ...] = (), tone_hz: int = 0,
    ) -> OutgoingCall:  # fmt: skip
        """Send an INVITE for `number` (digits, or a whole sip: URI) and return the call at once.

        `caller` is the From user (default: the account's; "anonymous" withholds it),
        `asserted` a number for P-Asserted-Identity. Raises ValueError for
        line breaks, and where nothing says which address to send to.
        """
        target = number if number.startswith("sip:") else self._uri(number)
        shown = display or self.display
        name = f"{quoted(shown)} " if shown else ""
        user = caller or self.user or "anonymous"
        domain = "anonymous.invalid" if user == "anonymous" else self.domain
        local = f"{name}<sip:{_escaped(user)}@{domain}>;tag={new_tag()}"
        host = self.line.local[0]
        dialog = Dialog(f"{secrets.token_hex(10)}@{host}", local, f"<{target}>", target)
        more = list(headers)
        if asserted:
            more.append(("P-Asserted-Identity", f"<sip:{_escaped(asserted)}@{self.domain}>"))
        if user == "anonymous" and asserted:
            more.append(("Privacy", "id"))
        call = OutgoingCall(self, dialog, user, number, tuple(more))
        if tone_hz:
            call.media.play(tone_hz)
        self._remember(call)
        try:
            call.start()
        except ValueError:
            call.finish()
            raise
        return call

    async def next_call(self, timeout_s: float = PATIENCE_S) -> IncomingCall:
        """The next incoming call that nobody has taken from here yet. Raises TimeoutError."""
        return await asyncio.wait_for(self._arrived.get(), timeout_s)

    async def register(self, *, expiry_s: int = 120, timeout_s: float = PATIENCE_S) -> int:
        """Register and keep registered. Returns the SIP status (408: no answer)."""
        return await self.registration.register(expiry_s, timeout_s)

    async def unregister(self, *, timeout_s: float = PATIENCE_S) -> int:
        """Take the registration back. Returns the SIP status."""
        return await self.registration.unregister(timeout_s)

    async def close(self, *, timeout_s: float = 2.0) -> None:
        """Hang up what still runs, wait for it as long as is allowed, then let go."""
        live = self.live
        for call in live:
            call.hang_up()
        waits = [call.wait(lambda call=call: call.over, timeout_s) for call in live]  # type: ignore[misc]
        await asyncio.gather(*waits)
        self.vanish()

    def vanish(self) -> None:
        """Gone without a word: sockets closed, nobody told, as when the power goes."""
        self.registration.stop()
        if self._beat is not None:
            self._beat.cancel()
        self.transactions.close()
        self.line.close()
        for call in list(self._by_id.values()):
            call.line_lost()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        await self.close()

    @property
    def live(self) -> list[Call]:
        """The calls that are not over."""
        return list(self._by_id.values())

    # --- for the parts of a phone ---------------------------------------------------------------

    @property
    def contact(self) -> str:
        host, port = self.line.local
        user = f"{_escaped(self.user)}@" if self.user else ""
        suffix = ";transport=tcp" if self.transport == "tcp" else ""
        return f"<sip:{user}{host}:{port}{suffix}>"

    def _uri(self, user: str) -> str:
        if self.server is None:
            raise ValueError(f"no server to dial {user!r} at: dial a whole sip: URI")
        port = "" if self.server[1] == 5060 else f":{self.server[1]}"
        host = self.domain if self.domain != self.server[0] else f"{self.server[0]}{port}"
        return f"sip:{_escaped(user)}@{host}"

    def _via(self) -> str:
        host, port = self.line.local
        return f"SIP/2.0/{self.transport.upper()} {host}:{port};branch={{branch}};rport"

    def _complete(self, request: Request) -> None:
        headers = request.headers
        headers.add("Max-Forwards", "70")
        if request.method in ("INVITE", "UPDATE", "REGISTER") and not headers.get("contact"):
            headers.add("Contact", self.contact)
        headers.add("User-Agent", AGENT)
        headers.add("Allow", ALLOW)

    def exchange(
        self, request: Request, to: HostPort, numbered: "Dialog | Registration",
        done: Callable[[Response, int], None],
    ) -> Exchange:  # fmt: skip
        self._complete(request)
        return Exchange(
            self.transactions, request, to, via=self._via(), account=self.account,
            numbered=numbered, done=done,
        )  # fmt: skip

    def send_without_answer(self, request: Request, to: HostPort) -> int:
        """An ACK: sent once, in a transaction of nobody's."""
        self._complete(request)
        request.headers.entries.insert(0, ("Via", self._via().format(branch=new_branch())))
        return self.transactions.send(request.encode(), to)

    def respond(
        self, served: ServerTransaction, status: int, *, tag: str = "",
        more: tuple[tuple[str, str], ...] = (), body: bytes = b"",
    ) -> int:  # fmt: skip
        response = respond_to(
            served.request, served.source, status, tag=tag or new_tag(), contact=self.contact,
            more=more, body=body,
        )  # fmt: skip
        return served.respond(response)

    def _remember(self, call: Call) -> None:
        self.calls.append(call)
        self._by_id[call.dialog.call_id] = call

    def forget(self, call: Call) -> None:
        """The call is over; it stays in `calls` for whoever wants to look at it."""
        self._by_id.pop(call.dialog.call_id, None)

    # --- what arrives ---------------------------------------------------------------------------

    def _received(self, data: bytes, source: HostPort, arrived_ns: int) -> None:
        if not data.strip(b"\r\n\0"):
            return  # a keep-alive
        try:
            message = decode(data)
        except Garbage:
            self.unread += 1
            return
        self.transactions.receive(message, source, arrived_ns)

    def _requested(self, served: ServerTransaction) -> None:
        request = served.request
        call = self._by_id.get(request.headers.get("call-id"))
        tag = read_name_address(request.headers.get("to")).tag
        if request.method == "CANCEL":
            self._cancel(served, call)
        elif tag:
            self._inside(served, call, tag)
        elif request.method == "INVITE" and call is None:
            self._invite(served)
        else:
            self._outside(served)

    def _cancel(self, served: ServerTransaction, call: Call | None) -> None:
        known = self.transactions.invited(served.request) is not None
        if known and isinstance(call, IncomingCall):
            if not call.deaf:
                self.respond(served, 200, tag=call.dialog.local_tag)
            call.cancelled(served)
        else:
            self.respond(served, 481)

    def _inside(self, served: ServerTransaction, call: Call | None, tag: str) -> None:
        far = read_name_address(served.request.headers.get("from")).tag
        if call is None or (tag, far) != (call.dialog.local_tag, call.dialog.remote_tag):
            self.respond(served, 481)
        else:
            call.receive(served)

    def _invite(self, served: ServerTransaction) -> None:
        required = {word.lower() for word in served.request.headers.all("require")}
        if strange := required - _UNDERSTOOD:
            self.respond(served, 420, more=(("Unsupported", ", ".join(sorted(strange))),))
            return
        call = IncomingCall(self, served)
        self._remember(call)
        if self._arrived.full():
            self._arrived.get_nowait()
        self._arrived.put_nowait(call)
        if self.on_invite is not None:
            self.on_invite(call)
        call.start(self.policy(call))

    def _outside(self, served: ServerTransaction) -> None:
        method = served.request.method
        if method == "OPTIONS":
            self.options_received += 1
        elif method == "MESSAGE":
            self.messages.append(served.request)
        elif method != "NOTIFY":
            self.respond(served, 481 if method in ("BYE", "INFO", "UPDATE") else 501)
            return
        self.respond(served, 200)

    def _acknowledged(self, request: Request, arrived_ns: int) -> None:
        call = self._by_id.get(request.headers.get("call-id"))
        if call is not None:
            call.acknowledged(request, arrived_ns)

    def _stray(self, response: Response, arrived_ns: int) -> None:
        call = self._by_id.get(response.headers.get("call-id"))
        if call is not None and response.headers.get("cseq").endswith("INVITE"):
            call.repeated(response)

    def _line_lost(self, far: HostPort) -> None:
        """A TCP connection broke: what went over it has no way back."""
        self.transactions.fail_all("connection lost")

    def _stay_visible(self) -> None:
        """Keep-alives hold a router's pinhole open."""
        if self._keep_alive_s and self.server:
            self.line.send(_KEEP_ALIVE, self.server)
            loop = asyncio.get_running_loop()
            self._beat = loop.call_later(self._keep_alive_s, self._stay_visible)


def _escaped(user: str) -> str:
    """A user part with what a URI cannot hold as %XX; * and # of feature codes too where needed."""
    plain = "-_.!~*'()&=+$,;?/"
    return "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in plain) else _percent(sign)
        for sign in user
    )


def _percent(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode())
