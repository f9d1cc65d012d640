"""One call as a phone sees it: its state, its times at the socket, its audio, what it may do.

`Call` is what both directions share; `OutgoingCall` and `IncomingCall` know how it begins.
"""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from voipcc.softphone.wire import sdp
from voipcc.softphone.wire.address import read_name_address
from voipcc.softphone.wire.dialog import Dialog
from voipcc.softphone.wire.exchange import Exchange
from voipcc.softphone.wire.hearing import Hearing, Sound, contains
from voipcc.softphone.wire.media import Key, Media
from voipcc.softphone.wire.message import Garbage, Request, Response, sequence
from voipcc.softphone.wire.times import PATIENCE_S, NotInTime, Times
from voipcc.softphone.wire.transaction import ServerTransaction

if TYPE_CHECKING:
    from voipcc.softphone.wire.phone import WirePhone

State = Literal["calling", "ringing", "talking", "ending", "ended"]
EndedBy = Literal["", "us", "far", "refused", "cancelled", "timeout", "line"]
KeyWay = Literal["rfc4733", "info", "inband"]
_EVENTS = 101
_MOST_STORY_LINES = 400


class Call:
    """`state` goes calling or ringing, talking, ending, ended; `ended_by` says whose doing.

    `status` is the final SIP status of the INVITE (0: none yet), `reason` its text or the
    Reason header of a BYE or CANCEL. `caller` and `called` are numbers as the INVITE says.
    """

    direction: Literal["out", "in"]

    def __init__(self, phone: "WirePhone", dialog: Dialog, caller: str, called: str) -> None:
        self.phone, self.dialog = phone, dialog
        self.caller, self.called = caller, called
        self.state: State = "calling"
        self.ended_by: EndedBy = ""
        self.status, self.reason = 0, ""
        self.held_by_far = self.holding = False
        self.holds_received = 0
        self.story: list[str] = []
        self.media = Media(phone.line.local[0], keep_audio=phone.keep_audio)
        self.media.on_check = self.changed
        if phone.tone_hz:
            self.media.play(phone.tone_hz)
        self._times = Times()
        self._began_ns = time.monotonic_ns()
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[bool]]] = []
        self._listened_ns = 0
        self._version = 0
        self._busy = False
        self._described = b""
        self._invites: dict[int, ServerTransaction] = {}

    # --- what is known ----------------------------------------------------------------------

    @property
    def times(self) -> Times:
        self._times.first_rtp_sent = self.media.first_sent_ns
        self._times.first_rtp_received = self.media.hearing.first_rtp_ns
        self._times.first_sound = self.media.hearing.first_sound_ns
        return self._times

    @property
    def over(self) -> bool:
        return self.state == "ended"

    @property
    def hearing(self) -> Hearing:
        return self.media.hearing

    @property
    def keys(self) -> list[Key]:
        return self.media.keys

    def heard(self, hz: float, **limits: float) -> float:
        """Seconds of this frequency so far; limits as in `Hearing.heard`."""
        return self.hearing.heard(hz, **limits)  # type: ignore[arg-type]

    def timeline(self) -> list[Sound]:
        return self.hearing.timeline()

    def note(self, text: str, at_ns: int = 0) -> None:
        """A line of the story: milliseconds since the call began."""
        if len(self.story) < _MOST_STORY_LINES:
            self.story.append(
                f"{((at_ns or time.monotonic_ns()) - self._began_ns) / 1e6:9.1f} {text}"
            )

    # --- waiting ------------------------------------------------------------------------------

    async def wait(self, true: Callable[[], bool], timeout_s: float) -> bool:
        """Until it is true; False when time runs out or the call ends first.

        `true` is looked at on every change of the call and every 100 ms of audio.
        """
        if true() or self.over:
            return true()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[bool] = loop.create_future()
        entry = (true, future)
        self._waiting.append(entry)
        timer = loop.call_later(timeout_s, _settle, future, False)
        try:
            return await future
        finally:
            timer.cancel()
            self._waiting.remove(entry)

    async def _must(self, what: str, true: Callable[[], bool], timeout_s: float) -> None:
        if not await self.wait(true, timeout_s):
            state = f"{self.state} {self.status or ''} {self.reason}".strip()
            story = "\n".join(self.story)
            raise NotInTime(f"not {what} within {timeout_s:g} s; the call is {state}:\n{story}")

    async def ringing(self, timeout_s: float = PATIENCE_S) -> None:
        """A 180 has come or gone. Raises NotInTime."""
        times = self._times
        await self._must(
            "ringing", lambda: bool(times.ringing_received or times.ringing_sent), timeout_s
        )

    async def answered(self, timeout_s: float = PATIENCE_S) -> None:
        """The 200 has come or gone. Raises NotInTime."""
        await self._must("answered", lambda: self._times.answered > 0, timeout_s)

    async def ended(self, timeout_s: float = PATIENCE_S) -> None:
        """Nothing is left of the call. Raises NotInTime."""
        await self._must("ended", lambda: self.over, timeout_s)

    async def hears(
        self, *hz: float, for_s: float = 0.1, timeout_s: float = PATIENCE_S, share: float = 0.3
    ) -> float:
        """Until one of these frequencies was heard for so long from now on. Raises NotInTime.

        After a key it counts from the key's end: what it led to may be over by the time that
        whoever pressed it gets round to listening.
        """
        key_ns = self.media.pressed[-1].at_ns if self.media.pressed else 0
        found = await self.listens_for(
            hz, for_s=for_s, timeout_s=timeout_s, share=share,
            start_ns=key_ns if key_ns > self._listened_ns else 0,
        )  # fmt: skip
        self._listened_ns = time.monotonic_ns()
        if not found:
            names = ", ".join(f"{one:g}" for one in hz)
            await self._must(f"hearing {names} Hz", lambda: False, 0)
        return found

    async def listens_for(
        self, hz: tuple[float, ...], *, for_s: float = 0.1, timeout_s: float = PATIENCE_S,
        share: float = 0.3, start_ns: int = 0,
    ) -> float:  # fmt: skip
        """Like `hears`, but 0.0 when the call ends or time runs out first."""
        counts = dict.fromkeys(hz, 0)
        near = {round(one / 10) + step: one for step in (-1, 1, 0) for one in hz}
        seen_ns = start_ns or time.monotonic_ns()

        def heard() -> bool:
            nonlocal seen_ns
            for sound in self.hearing.timeline(seen_ns):
                seen_ns = sound.start_ns + 1
                for loud in (sound.hz, sound.second_hz):
                    one = near.get(round(loud / 10))
                    if one is not None and contains(sound, one, share=share):
                        counts[one] += 1
            return any(count * 0.1 >= for_s - 1e-9 for count in counts.values())

        if not await self.wait(heard, timeout_s):
            return 0.0
        return max(counts, key=lambda one: counts[one])

    def changed(self) -> None:
        """Something may have come true."""
        for true, future in self._waiting:
            if not future.done() and (true() or self.over):
                future.set_result(true())

    # --- what the phone does ------------------------------------------------------------------

    def hang_up(self) -> None:
        """End the call as its state wants it: CANCEL, a refusal or BYE."""
        raise NotImplementedError

    async def press(
        self, keys: str, *, how: KeyWay = "rfc4733", hold_ms: int = 120, gap_ms: int = 80
    ) -> None:
        """Press keys one after another; returns when the last one is over.

        Raises ValueError for what is no key or cannot be sent that way.
        """
        self.note(f"keys {'*' * len(keys)} by {how}")
        if how == "info":
            for key in keys:
                body = f"Signal={key}\r\nDuration={hold_ms}\r\n".encode()
                self.media.pressed.append(Key(key, time.monotonic_ns(), "info"))
                await self.request("INFO", body=body, kind="application/dtmf-relay")
            return
        lasts_ms = self.media.press(keys, hold_ms=hold_ms, gap_ms=gap_ms, inband=how == "inband")
        await self.wait(lambda: False, lasts_ms / 1000)

    async def hold(self, timeout_s: float = PATIENCE_S) -> int:
        """re-INVITE with sendonly, and no audio of ours. Returns the SIP status."""
        self.holding = True
        self.media.may_send = False
        status = await self._reinvite("sendonly", timeout_s)
        if not 200 <= status < 300:
            self.holding = False
            self.media.may_send = not self.held_by_far
        return status

    async def resume(self, timeout_s: float = PATIENCE_S) -> int:
        """re-INVITE with sendrecv. Returns the SIP status."""
        self.holding = False
        status = await self._reinvite("sendrecv", timeout_s)
        self.media.may_send = not self.held_by_far
        return status

    async def _reinvite(self, direction: sdp.Direction, timeout_s: float) -> int:
        request = self.dialog.request("INVITE")
        request.body = self.describe(direction)
        request.headers.add("Content-Type", "application/sdp")
        self._busy = True
        try:
            response = await self._exchanged(request, timeout_s)
        finally:
            self._busy = False
        if 200 <= response.status < 300:
            self.dialog.refresh(response.headers)
            self._times.ack_sent = self.acknowledge(sequence(response.headers)[0])
            self.take_answer(response.body)
        return response.status

    async def request(
        self, method: str, *, body: bytes = b"", kind: str = "",
        headers: tuple[tuple[str, str], ...] = (), timeout_s: float = PATIENCE_S,
    ) -> Response:  # fmt: skip
        """Any request inside the call (INFO, REFER, MESSAGE ...); returns the final response."""
        request = self.dialog.request(method)
        request.body = body
        if kind:
            request.headers.add("Content-Type", kind)
        request.headers.extend(headers)
        return await self._exchanged(request, timeout_s)

    async def _exchanged(self, request: Request, timeout_s: float) -> Response:
        future: asyncio.Future[Response] = asyncio.get_running_loop().create_future()

        def done(response: Response, _: int) -> None:
            if response.status >= 200 and not future.done():
                future.set_result(response)

        self.exchange(request, done)
        try:
            return await asyncio.wait_for(future, timeout_s)
        except TimeoutError:
            return Response(408, "no answer in time", local=True)

    def exchange(self, request: Request, done: Callable[[Response, int], None]) -> Exchange:
        self.note(f"> {request.method}")
        return self.phone.exchange(request, self._hop(), self.dialog, done)

    def _hop(self) -> tuple[str, int]:
        server = self.phone.server
        return server if server and self.phone.through_server else self.dialog.next_hop(server)

    def acknowledge(self, number: int) -> int:
        """ACK a 200 to our INVITE `number`. Returns when (ns)."""
        request = self.dialog.request("ACK", number)
        self.note("> ACK")
        return self.phone.send_without_answer(request, self._hop())

    def say_bye(self) -> None:
        if self.state == "talking":
            self.state, self.ended_by = "ending", self.ended_by or "us"
            exchange = self.exchange(self.dialog.request("BYE"), self._bye_answered)
            self._times.bye_sent = exchange.first_sent_ns
            self.media.close()

    def _bye_answered(self, response: Response, _: int) -> None:
        if response.status >= 200:
            self.note(f"< {response.status} to BYE")
            self.finish()

    def finish(self, ended_by: EndedBy = "", status: int = 0, reason: str = "") -> None:
        """The call is over; what `ended_by` already says stays."""
        if self.over:
            return
        self.ended_by = self.ended_by or ended_by
        self.status, self.reason = self.status or status, self.reason or reason
        self.stop_timers()
        self.state, self._times.ended = "ended", time.monotonic_ns()
        self.media.close()
        self.note(f"ended by {self.ended_by or 'nobody'} {self.status or ''} {self.reason}".strip())
        self.phone.forget(self)
        self.changed()

    # --- descriptions -------------------------------------------------------------------------

    def describe(self, direction: sdp.Direction = "sendrecv") -> bytes:
        """Our offer."""
        self._version += 1
        codecs = {sdp.PAYLOADS[name]: name for name in self.phone.codecs}
        events = _EVENTS if self.phone.events else 0
        self._described = sdp.write(
            self.media.place, codecs, events=events, direction=direction, version=self._version
        )
        return self._described

    def take_offer(self, body: bytes) -> bytes:
        """Agree to the far side's offer; returns our answer. Raises NotUsable."""
        offer = sdp.read(body)
        kind, codec = self._agree(offer)
        self._version += 1
        return sdp.write(
            self.media.place, {kind: codec}, events=offer.events, version=self._version,
            direction=sdp.answer_direction(offer.direction, holding=self.holding),
            answering=offer,
        )  # fmt: skip

    def take_answer(self, body: bytes) -> None:
        """Agree to the far side's answer; one that cannot be used leaves things as they are."""
        if not body:
            return
        try:
            self._agree(sdp.read(body))
        except sdp.NotUsable as problem:
            self.note(f"answer not usable: {problem}")

    def _agree(self, description: sdp.Description) -> tuple[int, str]:
        kind, codec = description.codec(self.phone.codecs)
        ours = {sdp.PAYLOADS[name]: name for name in self.phone.codecs}
        events = description.events if self.phone.events else 0
        self.media.agree(description.place, kind, codec, events, ours | {kind: codec})
        was_held = self.held_by_far
        self.held_by_far = description.direction in ("sendonly", "inactive")
        self.holds_received += self.held_by_far and not was_held
        self.media.may_send = not self.holding and not self.held_by_far
        return kind, codec

    # --- what the far side does ---------------------------------------------------------------

    def receive(self, served: ServerTransaction) -> None:
        """A request inside this call."""
        request = served.request
        number, method = sequence(request.headers)
        self.note(f"< {method}", served.arrived_ns)
        if number <= self.dialog.remote_number:
            self.phone.respond(served, 500)
            return
        self.dialog.remote_number = number
        match method:
            case "BYE":
                self._bye_received(served)
            case "INVITE" | "UPDATE":
                self._changed_by_far(served)
            case "INFO":
                self._info(served)
            case "OPTIONS" | "NOTIFY" | "MESSAGE":
                self.phone.respond(served, 200)
            case _:
                self.phone.respond(served, 501)
        self.changed()

    def _bye_received(self, served: ServerTransaction) -> None:
        self._times.bye_received = served.arrived_ns
        self.phone.respond(served, 200)
        self.finish("far", reason=served.request.headers.get("reason"))

    def _changed_by_far(self, served: ServerTransaction) -> None:
        request = served.request
        if self._busy:
            self.phone.respond(served, 491)
            return
        try:
            if request.body:
                body = self.take_offer(request.body)
            else:
                body = self.describe() if request.method == "INVITE" else b""
        except sdp.NotUsable as problem:
            self.note(f"offer refused: {problem}")
            self.phone.respond(served, 488)
            return
        self.dialog.refresh(request.headers)
        if request.method == "INVITE":
            self._invites[sequence(request.headers)[0]] = served
        self.phone.respond(served, 200, more=session_timer(request), body=body)

    def _info(self, served: ServerTransaction) -> None:
        text = served.request.body.decode("utf-8", "replace")
        for line in text.splitlines():
            name, _, value = line.partition("=")
            if name.strip().lower() == "signal" and value.strip():
                self.media.keys.append(Key(value.strip()[:1], served.arrived_ns, "info"))
        self.phone.respond(served, 200)

    def acknowledged(self, request: Request, arrived_ns: int) -> None:
        """The ACK to a 200 of ours."""
        try:
            number, _ = sequence(request.headers)
        except Garbage:
            return
        served = self._invites.get(number)
        if served is None or served.acknowledged:
            return
        served.acknowledged = True
        self._times.ack_received = self._times.ack_received or arrived_ns
        self.note("< ACK", arrived_ns)
        if not served.request.body:
            self.take_answer(request.body)
        self.changed()

    def repeated(self, response: Response) -> None:
        """A 200 came again, so our ACK was lost; another branch's 200 is not ours to talk to."""
        tag = read_name_address(response.headers.get("to")).tag
        if 200 <= response.status < 300 and tag == self.dialog.remote_tag:
            self.acknowledge(sequence(response.headers)[0])

    def stop_timers(self) -> None:
        """Nothing is left to happen by itself."""

    def line_lost(self) -> None:
        """The connection under the call is gone: nobody can be told."""
        self.finish("line", 503, "connection lost")


def session_timer(request: Request) -> tuple[tuple[str, str], ...]:
    """Accept the far side's session timer, with the far side as the one who refreshes."""
    interval = request.headers.get("session-expires").partition(";")[0].strip()
    supported = [word.lower() for word in request.headers.all("supported")]
    if not (interval.isascii() and interval.isdigit()) or "timer" not in supported:
        return ()
    return ("Require", "timer"), ("Session-Expires", f"{interval};refresher=uac")


def _settle(future: "asyncio.Future[bool]", value: bool) -> None:
    if not future.done():
        future.set_result(value)
