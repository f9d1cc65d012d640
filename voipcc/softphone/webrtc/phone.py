"""A browser's phone without a browser: registers over WebSocket, dials and is rung."""

import asyncio
import contextlib
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from voipcc.softphone.sip.account import PhoneError
from voipcc.softphone.webrtc.account import WebAccount
from voipcc.softphone.webrtc.call import WebCall
from voipcc.softphone.webrtc.signalling import SipSocket
from voipcc.softphone.wire.address import read_name_address
from voipcc.softphone.wire.dialog import Dialog, new_tag
from voipcc.softphone.wire.message import Request, Response, sequence
from voipcc.softphone.wire.response import respond_to

EXPIRY_S = 120


@dataclass(frozen=True, slots=True)
class WebManners:
    """What the phone does by itself; None leaves it to the test."""

    answer_after_s: float | None = None
    decline_code: int | None = None
    hang_up_after_s: float | None = None


class BrowserPhone:
    """Several calls at once are possible; `calls` keeps them all, also the ended ones."""

    def __init__(
        self,
        account: WebAccount,
        *,
        tone_hz: float = 0,
        codecs: tuple[str, ...] = ("opus", "PCMU"),
        manners: WebManners | None = None,
    ) -> None:
        self.account = account
        self.calls: list[WebCall] = []
        self.messages: list[str] = []
        self._tone_hz = tone_hz
        self._codecs = codecs
        self._manners = manners or WebManners()
        self._socket = SipSocket(account)
        self._rung: asyncio.Queue[WebCall] = asyncio.Queue()
        self._registration = Dialog(
            f"{new_tag()}@{self._socket.host}",
            f"{self._identity};tag={new_tag()}",
            self._identity,
            f"sip:{account.server}",
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._registered = False

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def gone(self) -> asyncio.Event:
        """Set when the connection has ended, by whomever."""
        return self._socket.closed

    async def connect(self) -> None:
        """Raises PhoneError when there is nobody, or nobody trusted."""
        self._socket.on_request = self._receive
        self._socket.on_stray = self._stray
        await self._socket.connect()

    async def register(self) -> None:
        """Registers and stays so. Raises PhoneError."""
        await self._register(EXPIRY_S)
        if not self._registered:
            self._registered = True
            self._start(self._stay_registered())

    async def unregister(self) -> None:
        self._registered = False
        await self._register(0)

    async def call(self, target: str) -> WebCall:
        """Dials a number or name; returns at once, `answered` and `ended` of the call tell more."""
        uri = target if target.startswith("sip:") else f"sip:{target}@{self.account.server}"
        dialog = Dialog(
            f"{new_tag()}@{self._socket.host}", f"{self._identity};tag={new_tag()}", f"<{uri}>", uri
        )
        call = self._add(
            WebCall(self._socket, dialog, self._contact, tone_hz=self._tone_hz, codecs=self._codecs)
        )
        call.start(call.dial())
        call.start(self._leave_in_time(call))
        return call

    async def rung(self, limit_s: float = 10.0) -> WebCall:
        """The next incoming call. Raises PhoneError when none comes in time."""
        try:
            return await asyncio.wait_for(self._rung.get(), limit_s)
        except TimeoutError:
            raise PhoneError(f"Nobody rang within {limit_s:g} s.") from None

    async def close(self) -> None:
        """Hangs up, unregisters, disconnects; raises nothing."""
        with contextlib.suppress(PhoneError):
            for call in self.calls:
                await call.hang_up()
            if self._registered and not self.gone.is_set():
                await self.unregister()
        await self.vanish()

    async def vanish(self) -> None:
        """Closes the connection without a word, as a closed browser tab does."""
        self._registered = False
        for task in self._tasks:
            task.cancel()
        self._socket.close()
        for call in self.calls:
            call.end("us", 0)
            await call.finish()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def _identity(self) -> str:
        return f"<sip:{self.account.username}@{self.account.server}>"

    @property
    def _contact(self) -> str:
        return f"<sip:{self.account.username}@{self._socket.host};transport=ws>"

    async def _register(self, expiry_s: int) -> None:
        request = self._registration.request("REGISTER")
        more = (
            ("Max-Forwards", "70"),
            ("Contact", f"{self._contact};expires={expiry_s}"),
            ("Expires", str(expiry_s)),
            ("Supported", "outbound, path"),
        )
        request.headers.extend(more)

        def numbered(sent: Request) -> None:
            self._registration.local_number = sequence(sent.headers)[0]

        response = await self._socket.ask(request, on_sent=numbered)
        if response.status in (401, 403, 407):
            raise PhoneError(
                f"{self.account.url} refused user name or password of '{self.account.username}'.",
                "Print the settings again with `voipcc agent add`.",
            )
        if response.status >= 300:
            raise PhoneError(
                f"{self.account.url} refused the registration: {response.status} {response.reason}."
            )

    async def _stay_registered(self) -> None:
        while self._registered and not self.gone.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.gone.wait(), EXPIRY_S / 2)
                return
            with contextlib.suppress(PhoneError):
                await self._register(EXPIRY_S)

    # --- what comes in ---------------------------------------------------------------------

    def _receive(self, request: Request) -> None:
        call_id = request.headers.get("call-id")
        known = next((call for call in self.calls if call.dialog.call_id == call_id), None)
        if known is not None:
            known.receive(request)
        elif request.method == "INVITE" and not read_name_address(request.headers.get("to")).tag:
            self._incoming(request)
        elif request.method == "MESSAGE":
            self.messages.append(request.body.decode("utf-8", "replace"))
            self._respond(request, 200)
        elif request.method != "ACK":
            self._respond(request, 200 if request.method in ("OPTIONS", "NOTIFY") else 481)

    def _incoming(self, invite: Request) -> None:
        dialog = Dialog.of_request(invite, new_tag())
        call = WebCall(
            self._socket,
            dialog,
            self._contact,
            tone_hz=self._tone_hz,
            codecs=self._codecs,
            invite=invite,
        )
        self._add(call).ring()
        self._rung.put_nowait(call)
        call.start(self._behave(call))
        call.start(self._leave_in_time(call))

    async def _behave(self, call: WebCall) -> None:
        if self._manners.decline_code is not None:
            call.decline(self._manners.decline_code)
        elif self._manners.answer_after_s is not None and not await _within(
            call.ended, self._manners.answer_after_s
        ):
            await call.answer()

    async def _leave_in_time(self, call: WebCall) -> None:
        if self._manners.hang_up_after_s is None:
            return
        await call.settled.wait()
        if not await _within(call.ended, self._manners.hang_up_after_s):
            await call.hang_up()

    def _stray(self, response: Response) -> None:
        """A 200 to an INVITE once more: our ACK was lost."""
        if response.status // 100 == 2 and sequence(response.headers)[1] == "INVITE":
            for call in self.calls:
                if call.dialog.call_id == response.headers.get("call-id"):
                    call.acknowledge()

    def _add(self, call: WebCall) -> WebCall:
        self.calls.append(call)
        return call

    def _respond(self, request: Request, status: int) -> None:
        self._socket.send(
            respond_to(request, self._socket.peer, status, tag=new_tag(), contact=self._contact)
        )

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _within(event: asyncio.Event, seconds: float) -> bool:
    """Whether it happened within that time."""
    end = time.monotonic() + seconds
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), max(0.0, end - time.monotonic()))
    return event.is_set()
