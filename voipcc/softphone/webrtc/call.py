"""One call of a browser phone: SIP dialog, peer connection, ear."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription

from voipcc.softphone.ear import Ear, HeardTone
from voipcc.softphone.sip.account import PhoneError
from voipcc.softphone.webrtc.description import redirected
from voipcc.softphone.webrtc.signalling import SipSocket
from voipcc.softphone.webrtc.sound import ToneTrack, listen
from voipcc.softphone.wire.dialog import Dialog, new_tag
from voipcc.softphone.wire.message import Headers, Request, Response, sequence
from voipcc.softphone.wire.response import respond_to

RING_LIMIT_S = 180.0
INFO = "Signal={key}\r\nDuration=160\r\n"


@dataclass(slots=True)
class WebTimes:
    """Monotonic nanoseconds; 0: it has not happened. `connected`: ICE and DTLS are through."""

    invite: int = 0
    ringing: int = 0
    answered: int = 0
    connected: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class WebOutcome:
    """What came of one call. `ended_by`: "us", "far", "lost" (no answer, no line), "" while it goes on."""

    incoming: bool
    peer: str
    times: WebTimes
    ended_by: str
    code: int
    codec: str
    headers: dict[str, str] = field(default_factory=dict)


class WebCall:
    """Made by BrowserPhone. Verbs raise PhoneError."""

    def __init__(
        self,
        socket: SipSocket,
        dialog: Dialog,
        contact: str,
        *,
        tone_hz: float,
        codecs: tuple[str, ...],
        invite: Request | None = None,
    ) -> None:
        self.dialog = dialog
        self.invite = invite  # the far side's; of an outgoing call, our last one
        self.incoming = invite is not None
        self.times = WebTimes(invite=time.monotonic_ns())
        self.ended = asyncio.Event()
        self.answered = asyncio.Event()
        self.settled = asyncio.Event()  # answered or ended
        self.connected = asyncio.Event()
        self.ended_by = ""
        self.fault = ""
        self.code = 0
        self.ear = Ear()
        self._version = 0
        self.keys = ""
        self._socket = socket
        self._contact = contact
        self._codecs = codecs
        self._tag = new_tag()
        self._tone = ToneTrack(tone_hz)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._given_up = False
        self._acknowledgement: Request | None = None
        self._media = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._media.on("track", self._hear)
        self._media.on("connectionstatechange", self._follow_connection)

    # --- verbs -----------------------------------------------------------------------------

    async def answer(self) -> None:
        """Accepts an incoming call: 200 with our description."""
        if self.invite is None or self.answered.is_set() or self.ended.is_set():
            raise PhoneError("This call cannot be answered any more.")
        await self._accept(self.invite)
        self._mark_answered()

    def decline(self, code: int = 486) -> None:
        if self.invite is None or self.answered.is_set() or self.ended.is_set():
            raise PhoneError("This call cannot be declined any more.")
        self._respond(self.invite, code)
        self.end("us", code)

    async def hang_up(self) -> None:
        """BYE, CANCEL or 603, whichever fits; nothing when the call has ended."""
        if self.ended.is_set():
            return
        if self.answered.is_set():
            self.end("us", 200)
            await self._ask("BYE")
        elif self.incoming:
            self.decline(603)
        else:
            await self._give_up()

    async def hold(self) -> None:
        """Re-INVITE: we speak, and do not listen (the far side gets music from the centre)."""
        await self._redirect("sendonly")

    async def resume(self) -> None:
        await self._redirect("sendrecv")

    def mute(self, muted: bool = True) -> None:
        """Silence goes out; packets go on."""
        self._tone.muted = muted

    async def press(self, keys: str) -> None:
        """Keys by SIP INFO, because aiortc has no RFC 4733."""
        for key in keys:
            response = await self._ask(
                "INFO", INFO.format(key=key).encode(), "application/dtmf-relay"
            )
            if response.status >= 300:
                raise PhoneError(f"The key was refused: {response.status} {response.reason}.")

    def heard(self, hz: float, *, start_ns: int = 0, end_ns: int = 0) -> HeardTone:
        return self.ear.heard(hz, start_ns=start_ns, end_ns=end_ns)

    async def hears(self, hz: float, seconds: float, limit_s: float = 10.0) -> HeardTone:
        """Returns when the tone was heard for that long. Raises PhoneError after `limit_s`."""
        end = time.monotonic() + limit_s
        while (found := self.heard(hz)).seconds < seconds:
            if time.monotonic() > end:
                raise PhoneError(f"{hz} Hz was heard for {found.seconds:.2f} s, not {seconds} s.")
            await asyncio.sleep(0.05)
        return found

    def save(self, path: Path) -> None:
        self.ear.save(path)

    def outcome(self) -> WebOutcome:
        shown = (
            {} if self.invite is None or not self.incoming else dict(self.invite.headers.entries)
        )
        return WebOutcome(
            self.incoming,
            self.dialog.remote,
            self.times,
            self.ended_by,
            self.code,
            self._codec(),
            shown,
        )

    # --- dialling --------------------------------------------------------------------------

    async def dial(self) -> None:
        """Sends the INVITE and follows it; ends the call when it is refused or nobody answers."""
        try:
            await self._dial()
        except PhoneError as error:
            self.fault = str(error)
            self.end("lost", 408)

    async def _dial(self) -> None:
        self._speak()
        await self._media.setLocalDescription(await self._media.createOffer())
        invite = self._request(
            "INVITE", self._media.localDescription.sdp.encode(), "application/sdp"
        )
        response = await self._socket.ask(invite, self._progress, self._sent, RING_LIMIT_S)
        self.code = response.status
        if response.status >= 300:
            self.end("us" if self._given_up else "far", response.status)
            return
        self.dialog.learn(response)
        self.acknowledge(response)
        if self._given_up:  # the answer and our CANCEL crossed
            self.end("us", 200)
            await self._ask("BYE")
            return
        self._mark_answered()
        await self._media.setRemoteDescription(
            RTCSessionDescription(response.body.decode(), "answer")
        )

    def acknowledge(self, response: Response | None = None) -> None:
        """The ACK of a 200; without an argument the last one again, because it seems lost."""
        if response is not None:
            number, _ = sequence(response.headers)
            self._acknowledgement = self._socket.stamp(
                self._furnish(self.dialog.request("ACK", number))
            )
        if self._acknowledgement is not None:
            self._socket.send(self._acknowledgement)

    def _sent(self, invite: Request) -> None:
        self.invite = invite
        self.dialog.local_number = sequence(invite.headers)[0]
        self.times.invite = time.monotonic_ns()

    def _progress(self, response: Response) -> None:
        if response.status in (180, 183) and not self.times.ringing:
            self.times.ringing = time.monotonic_ns()

    async def _give_up(self) -> None:
        self._given_up = True
        if self.invite is None:
            return
        headers = Headers(
            [
                (name, self.invite.headers.get(name))
                for name in ("Via", "Max-Forwards", "From", "To", "Call-ID")
            ]
        )
        headers.add("CSeq", f"{sequence(self.invite.headers)[0]} CANCEL")
        await self._socket.ask(Request("CANCEL", self.invite.uri, headers))
        await self.ended.wait()

    # --- what the far side asks ------------------------------------------------------------

    def receive(self, request: Request) -> None:
        """A request inside this call."""
        match request.method:
            case "BYE":
                self._respond(request, 200)
                self.end("far", 200)
            case "CANCEL":
                self._cancelled(request)
            case "INVITE" | "UPDATE" if request.body:
                self.start(self._accept(request))
            case "INFO":
                self.keys += _signal(request.body)
                self._respond(request, 200)
            case "ACK":
                pass
            case _:
                self._respond(request, 200)

    def ring(self) -> None:
        if self.invite is not None:
            self._respond(self.invite, 180)
            self.times.ringing = time.monotonic_ns()

    def end(self, by: str, code: int) -> None:
        """Marks the call as ended and lets its media go."""
        if self.ended.is_set():
            return
        self.times.ended = time.monotonic_ns()
        self.ended_by, self.code = by, code
        self.ended.set()
        self.settled.set()
        self._tone.stop()
        self.start(self._media.close())

    def _mark_answered(self) -> None:
        self.times.answered = time.monotonic_ns()
        self.answered.set()
        self.settled.set()

    async def finish(self) -> None:
        """Returns when nothing of the call runs any more."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _cancelled(self, request: Request) -> None:
        self._respond(request, 200)
        if self.invite is not None and not self.answered.is_set() and not self.ended.is_set():
            self._respond(self.invite, 487)
            self.end("far", 487)

    async def _accept(self, request: Request) -> None:
        """Answers an offer, of the first INVITE or of a later one."""
        try:
            await self._media.setRemoteDescription(
                RTCSessionDescription(request.body.decode(), "offer")
            )
            self._speak()
            await self._media.setLocalDescription(await self._media.createAnswer())
        except Exception as error:
            self._respond(request, 488)
            raise PhoneError(f"The far side's offer cannot be used: {error}.") from error
        self.dialog.refresh(request.headers)
        self._respond(request, 200, self._media.localDescription.sdp.encode())

    # --- media -----------------------------------------------------------------------------

    def _speak(self) -> None:
        if not any(sender.track is self._tone for sender in self._media.getSenders()):
            self._media.addTrack(self._tone)
        wanted = [
            codec
            for name in self._codecs
            for codec in RTCRtpSender.getCapabilities("audio").codecs
            if codec.mimeType.lower() == f"audio/{name.lower()}"
        ]
        for transceiver in self._media.getTransceivers():
            transceiver.setCodecPreferences(wanted)

    def _hear(self, track: Any) -> None:
        self.start(listen(track, self.ear))

    def _follow_connection(self) -> None:
        if self._media.connectionState == "connected" and not self.connected.is_set():
            self.times.connected = time.monotonic_ns()
            self.connected.set()

    def _codec(self) -> str:
        for transceiver in self._media.getTransceivers():
            codecs = getattr(transceiver, "_codecs", [])
            if codecs:
                return str(codecs[0].name)
        return ""

    async def _redirect(self, direction: str) -> None:
        """A re-INVITE with what we described last, in another direction.

        Not made by aiortc: its second offer numbers the codecs anew while its sender goes on
        with the old numbers, and the far side then drops every packet.
        """
        if not self.answered.is_set() or self.ended.is_set():
            raise PhoneError("There is no call that is answered.")
        role = getattr(self._media.getSenders()[0].transport, "_role", "client")
        self._version += 1
        offer = redirected(
            self._media.localDescription.sdp, direction, self._version, role == "client"
        )
        await self._reinvite(offer.encode())

    async def _offer(self, sdp: bytes) -> None:
        """A re-INVITE with an offer of aiortc's, and its answer for aiortc."""
        answer = await self._reinvite(sdp)
        await self._media.setRemoteDescription(
            RTCSessionDescription(answer.body.decode(), "answer")
        )

    async def _reinvite(self, sdp: bytes) -> Response:
        response = await self._ask("INVITE", sdp, "application/sdp")
        if response.status >= 300:
            reason = f"{response.status} {response.reason}"
            raise PhoneError(f"The far side refused the change: {reason}.")
        self.acknowledge(response)
        return response

    # --- messages --------------------------------------------------------------------------

    async def _ask(self, method: str, body: bytes = b"", kind: str = "") -> Response:
        def numbered(request: Request) -> None:
            self.dialog.local_number = sequence(request.headers)[0]

        return await self._socket.ask(self._request(method, body, kind), on_sent=numbered)

    def _request(self, method: str, body: bytes = b"", kind: str = "") -> Request:
        request = self._furnish(self.dialog.request(method))
        if body:
            request.headers.add("Content-Type", kind)
            request.body = body
        return request

    def _furnish(self, request: Request) -> Request:
        request.headers.add("Max-Forwards", "70")
        request.headers.add("Contact", self._contact)
        return request

    def _respond(self, request: Request, status: int, body: bytes = b"") -> None:
        with contextlib.suppress(PhoneError):
            tag = self.dialog.local_tag or self._tag
            self._socket.send(
                respond_to(
                    request, self._socket.peer, status, tag=tag, contact=self._contact, body=body
                )
            )


def _signal(body: bytes) -> str:
    for line in body.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition("=")
        if name.strip().lower() == "signal":
            return value.strip()[:1]
    return ""
