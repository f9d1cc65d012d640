"""One call of the phone: pjsua2's Call with a number of our own and its notices.

Everything here runs on the phone's thread (see `library`).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pjsua2 as pj

from voipcc.softphone.ear import Ear
from voipcc.softphone.sip.faults import call_fault
from voipcc.softphone.sip.library import callback
from voipcc.softphone.sip.notice import Detail, Notice
from voipcc.softphone.sip.offer import narrowed
from voipcc.softphone.sip.sound import Sound

State = Literal["calling", "incoming", "answered", "held", "ended"]
AUDIBLE = (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_REMOTE_HOLD)
REFUSED_TRANSFER = 603  # nobody but the person at the phone moves its calls


@dataclass(frozen=True, slots=True)
class LifeSigns:
    """Audio packets that came in, those missing in between, and reports about our own."""

    packets: int = 0
    lost: int = 0
    reports: int = 0


class Line(pj.Call):  # type: ignore[misc]
    """`number` counts the phone's calls from 1; `peer` is the far side's SIP address."""

    def __init__(
        self,
        account: Any,
        number: int,
        sound: Sound,
        tell: Callable[[Notice], None],
        call_id: int | None = None,
    ) -> None:
        super().__init__(account, call_id) if call_id is not None else super().__init__(account)
        self.number = number
        self.peer = ""
        self.state: State = "calling" if call_id is None else "incoming"
        self.incoming = call_id is not None
        self.ringing_ns = 0
        self.began_ns = time.monotonic_ns()
        self.answered_ns = 0
        self.ended_ns = 0
        self.ended_code = 0
        self.ended_by = "far"
        self.muted = False
        self.leave_when_transferred: Callable[[], None] | None = None
        self.ear: Ear | None = Ear() if sound.options.judge else None
        self._ear_port = sound.ear_port(self.ear) if self.ear else None
        self._sound = sound
        self._tell_phone = tell
        self.media: Any = None
        self._far_holds = False
        self._codec = ""

    # --- what the phone asks ---------------------------------------------------------------

    def answer_with(self, code: int) -> None:
        prm = pj.CallOpParam(True)
        prm.statusCode = code
        self.answer(prm)
        if code == 180:
            self.ringing_ns = time.monotonic_ns()

    def hang_up(self, code: int = 0) -> None:
        """Ends the call; an incoming one that was not answered is refused with `code` (603)."""
        self.ended_by = "us"
        prm = pj.CallOpParam()
        prm.statusCode = code or (603 if self.state == "incoming" else 0)
        self.hangup(prm)

    def hold(self) -> None:
        self.setHold(pj.CallOpParam(True))
        self.state = "held"

    def resume(self) -> None:
        prm = pj.CallOpParam(True)
        prm.opt.flag = pj.PJSUA_CALL_UNHOLD
        self.reinvite(prm)
        self.state = "answered"

    def mute(self, muted: bool) -> None:
        self.muted = muted
        if self.media is not None:
            (self._sound.mute if muted else self._sound.unmute)(self.media)

    def press(self, digits: str, method: str) -> None:
        prm = pj.CallSendDtmfParam()
        prm.digits = digits
        prm.method = (
            pj.PJSUA_DTMF_METHOD_SIP_INFO if method == "info" else pj.PJSUA_DTMF_METHOD_RFC2833
        )
        self.sendDtmf(prm)

    def life_signs(self) -> LifeSigns:
        """What has come in so far; zeros while there is no audio stream."""
        try:
            whole = self.getStreamStat(0)  # keeps its parts alive
            received = whole.rtcp.rxStat
            reports = whole.rtcp.txStat.updateCount
            return LifeSigns(int(received.pkt), int(received.loss), int(reports))
        except pj.Error:
            return LifeSigns()

    def sent_packets(self) -> int:
        """RTP packets sent so far; 0 while there is no audio stream."""
        try:
            whole = self.getStreamStat(0)  # keeps its parts alive
            return int(whole.rtcp.txStat.pkt)
        except pj.Error:
            return 0

    # --- what pjsua2 tells -----------------------------------------------------------------

    @callback
    def onCallState(self, prm: Any) -> None:
        info = self.getInfo()
        self.peer = self.peer or info.remoteUri
        if info.state == pj.PJSIP_INV_STATE_EARLY and self.state == "calling":
            self.ringing_ns = self.ringing_ns or time.monotonic_ns()
            self._tell(
                "early_audio" if info.lastStatusCode == 183 else "ringing", code=info.lastStatusCode
            )
        elif info.state == pj.PJSIP_INV_STATE_CONFIRMED and not self.answered_ns:
            self.answered_ns = time.monotonic_ns()
            self.state = "answered"
            self._tell("answered", peer=self.peer)
        elif info.state == pj.PJSIP_INV_STATE_DISCONNECTED and self.state != "ended":
            self._end(info.lastStatusCode, info.lastReason)

    @callback
    def onCallMediaState(self, prm: Any) -> None:
        info = self.getInfo()  # its parts live only as long as it does
        for index, media in enumerate(info.media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO:
                self._follow_media(index, media.status)
                return

    @callback
    def onCallSdpCreated(self, prm: Any) -> None:
        if self.answered_ns and not prm.remSdp.wholeSdp:
            stream = self.getStreamInfo(0)  # keeps its parts alive
            prm.sdp.wholeSdp = narrowed(prm.sdp.wholeSdp, int(stream.txPt))

    @callback
    def onDtmfDigit(self, prm: Any) -> None:
        self._tell("digit", digit=prm.digit)

    @callback
    def onInstantMessage(self, prm: Any) -> None:
        self._tell("message", sender=prm.fromUri, text=prm.msgBody)

    @callback
    def onCallTransferRequest(self, prm: Any) -> None:
        prm.statusCode = REFUSED_TRANSFER
        self._tell(
            "warning", text=f"The far side wanted to move this call to {prm.dstUri}; refused."
        )

    @callback
    def onCallTransferStatus(self, prm: Any) -> None:
        self._tell("transfer", code=prm.statusCode, reason=prm.reason, final=prm.finalNotify)
        if prm.finalNotify and 200 <= prm.statusCode < 300 and self.leave_when_transferred:
            self.leave_when_transferred()
            prm.cont = False

    def _follow_media(self, index: int, status: int) -> None:
        if status in AUDIBLE:
            media = self._sound.keep(self.getAudioMedia(index))
            if self.media is None:
                self._tell_audio(index)
            self.media = media
            self._sound.connect(media, self.muted, self._ear_port)
        far_holds = status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD
        if far_holds != self._far_holds:
            self._far_holds = far_holds
            self._tell("far_held" if far_holds else "far_resumed")

    def _tell_audio(self, index: int) -> None:
        stream = self.getStreamInfo(index)
        self._tell(
            "audio",
            codec=stream.codecName,
            encrypted=bool(stream.proto & pj.PJMEDIA_TP_PROFILE_SRTP),
        )

    def _end(self, code: int, reason: str) -> None:
        self.state, self.ended_ns, self.ended_code = "ended", time.monotonic_ns(), code
        self.media = None
        if self._ear_port is not None:
            self._sound.release(self._ear_port)
        talked_s = round((self.ended_ns - self.answered_ns) / 1e9, 3) if self.answered_ns else 0.0
        why = "" if self.answered_ns else call_fault(code, reason)
        self._tell("ended", code=code, reason=reason, by=self.ended_by, talked_s=talked_s, why=why)

    def _tell(self, what: str, **details: Detail) -> None:
        self._tell_phone(Notice(what, self.number, details))
