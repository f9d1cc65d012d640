"""A softphone: about a dozen verbs, notices out. Needs pjsua2.

Verbs may be called from any thread and return when pjsua2 has taken them; what comes of it
arrives as notices. `tell` is called on the phone's thread and may call verbs itself.
All verbs raise PhoneError.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pjsua2 as pj

from voipcc.softphone.sip.account import PhoneAccount, PhoneError
from voipcc.softphone.sip.faults import registration_fault
from voipcc.softphone.sip.library import Library, LibraryOptions, callback
from voipcc.softphone.sip.lifeline import Lifeline
from voipcc.softphone.sip.line import Line
from voipcc.softphone.sip.notice import Detail, Notice
from voipcc.softphone.sip.sound import RINGING, RUNG, Device, Sound, SoundOptions

Method = Literal["rfc4733", "info"]
SRTP = {
    "off": pj.PJMEDIA_SRTP_DISABLED,
    "optional": pj.PJMEDIA_SRTP_OPTIONAL,
    "required": pj.PJMEDIA_SRTP_MANDATORY,
}
SHOWN_HEADERS = ("From", "Alert-Info", "Call-Info", "P-Asserted-Identity")
RECORDS_LIMIT_S = 2.0
EARS_KEPT = 50  # a minute heard is a megabyte
MOST_CALLS = 16
SOCKETS_FREED_NS = 1_000_000_000
DIGITS = re.compile(r"[0-9A-Da-d*#]{1,64}")


@dataclass(frozen=True, slots=True)
class PhoneOptions:
    """`auto_answer_s`: None leaves answering to the person; `expiry_s` is asked of the registrar."""

    sound: SoundOptions = field(default_factory=SoundOptions)
    library: LibraryOptions = field(default_factory=LibraryOptions)
    auto_answer_s: float | None = None
    expiry_s: int = 60
    register_limit_s: float = 10.0


@dataclass(frozen=True, slots=True)
class CallStatus:
    number: int
    peer: str
    state: str
    muted: bool
    sent_packets: int
    received_packets: int


class Phone:
    """One account, several calls, of which one at a time is not on hold."""

    def __init__(
        self, account: PhoneAccount, options: PhoneOptions, tell: Callable[[Notice], None]
    ) -> None:
        self.account = account
        self.options = options
        self.registered = False
        self._tell_person = tell
        self._lines: list[Line] = []
        self._library = Library(options.library)
        self._sound = Sound(self._library, options.sound)
        self._account: Any = None
        self._registration = threading.Event()
        self._fault: PhoneError | None = None
        self._answers = 0

    # --- registration ----------------------------------------------------------------------

    def start(self) -> None:
        """Sets up pjsua2, sound and account; once per process."""
        self._library.start()
        self._library.do(self._sound.open)
        self._library.do(self._open_account)
        Lifeline(self._library, self._talking, lambda: self._answers).start()

    def register(self) -> None:
        """Returns when the registrar has accepted; PhoneError says what is wrong otherwise."""
        self._fault = None
        self._registration.clear()
        self._library.do(lambda: self._account.setRegistration(True))
        if not self._registration.wait(self.options.register_limit_s):
            self._fault = PhoneError(*registration_fault(408, "", self.account))
        if self._fault is not None:
            raise self._fault

    def unregister(self) -> None:
        self._registration.clear()
        self._library.do(lambda: self._account.setRegistration(False))
        self._registration.wait(2.0)

    # --- calls -----------------------------------------------------------------------------

    def call(self, target: str, headers: Mapping[str, str] | None = None) -> int:
        """Dials a number, a name or a whole SIP URI; other calls go on hold. The call's number."""
        if not re.fullmatch(r"[^\s<>\"]{1,200}", target):
            raise PhoneError(
                f"{target!r} cannot be dialled.",
                "Give a number such as +4930123456, or sip:name@host.",
            )
        return self._library.do(lambda: self._dial(self.account.uri(target), headers or {}))

    def answer(self, call: int | None = None) -> None:
        def verb() -> None:
            line = self._line(call, "incoming")
            self._hold_others(line)
            line.answer_with(200)

        self._library.do(verb)

    def decline(self, call: int | None = None, code: int = 486) -> None:
        """Refuses an incoming call with a SIP code of 300 to 699."""
        if not 300 <= code <= 699:
            raise PhoneError(
                f"{code} does not refuse a call.", "Give 486 (busy), 603 (declined) or the like."
            )
        self._library.do(lambda: self._line(call, "incoming").hang_up(code))

    def hang_up(self, call: int | None = None) -> None:
        self._library.do(lambda: self._line(call).hang_up())

    def hold(self, call: int | None = None) -> None:
        self._library.do(lambda: self._hold(self._line(call, "answered")))

    def resume(self, call: int | None = None) -> None:
        def verb() -> None:
            line = self._line(call, "held")
            self._hold_others(line)
            line.resume()
            self._tell(Notice("resumed", line.number))

        self._library.do(verb)

    def mute(self, muted: bool = True, call: int | None = None) -> None:
        """Silence goes out instead of the microphone; RTP goes on."""

        def verb() -> None:
            line = self._line(call)
            line.mute(muted)
            self._tell(Notice("muted" if muted else "unmuted", line.number))

        self._library.do(verb)

    def press(self, digits: str, method: Method = "rfc4733", call: int | None = None) -> None:
        """Sends keys: 0-9, *, #, A-D."""
        if not DIGITS.fullmatch(digits):
            raise PhoneError(f"{digits!r} are no keys of a telephone.", "Use 0-9, *, #, A-D.")

        def verb() -> None:
            line = self._line(call, "answered")
            line.press(digits, method)
            self._tell(Notice("sent", line.number, {"digits": len(digits), "method": method}))

        self._library.do(verb)

    def transfer(self, target: str, call: int | None = None) -> None:
        """Blind transfer: the far side is sent to `target`; our leg ends when that succeeded."""

        def verb() -> None:
            line = self._line(call)
            line.leave_when_transferred = line.hang_up
            line.xfer(self.account.uri(target), pj.CallOpParam(True))

        self._library.do(verb)

    def join(self, call: int | None = None, consulted: int | None = None) -> None:
        """Attended transfer: connects the held call with the one we talk to, and leaves both."""

        def verb() -> None:
            first, second = self._line(call, "held"), self._line(consulted, "answered")
            first.leave_when_transferred = lambda: self._leave((first, second))
            first.xferReplaces(second, pj.CallOpParam(True))

        self._library.do(verb)

    # --- sound and state -------------------------------------------------------------------

    def play(self, path: Path) -> None:
        """Callers hear this WAV file from now on, in calls that are up and in later ones."""
        self._library.do(
            lambda: self._sound.replace_source(lambda: self._sound.play(path), self._unmuted())
        )

    def record(self, path: Path) -> None:
        """Writes what is heard in later calls into a WAV file."""
        self._library.do(lambda: self._sound.record(path))

    def devices(self) -> tuple[Device, ...]:
        return self._library.do(self._sound.devices)

    def auto_answer(self, after_s: float | None) -> None:
        """Later incoming calls are answered by themselves after so many seconds; None: by hand."""
        self.options = replace(self.options, auto_answer_s=after_s)

    def status(self) -> tuple[CallStatus, ...]:
        def verb() -> tuple[CallStatus, ...]:
            return tuple(
                CallStatus(
                    x.number, x.peer, x.state, x.muted, x.sent_packets(), x.life_signs().packets
                )
                for x in self._live()
            )

        return self._library.do(verb)

    def line(self, call: int) -> Line:
        """A call's own object with its ear and its times, also after its end; for robots."""
        found = [each for each in self._lines if each.number == call]
        if not found:
            raise PhoneError(f"There was no call {call}.")
        return found[0]

    def later(self, after_s: float, verb: Callable[[], None]) -> None:
        """Runs `verb` on the phone's thread after so many seconds."""
        self._library.do(lambda: self._library.later(after_s, verb))

    def close(self) -> None:
        """Ends all calls, unregisters, stops. The process must then end with `os._exit`."""
        self._library.do(lambda: self._leave(self._live()))
        if self.registered:
            self.unregister()
        self._library.do(self._sound.close)
        end_s = time.monotonic() + RECORDS_LIMIT_S
        while self._sound.unfinished() and time.monotonic() < end_s:
            time.sleep(0.02)
        self._library.stop()

    # --- on the phone's thread -------------------------------------------------------------

    def _tell(self, notice: Notice) -> None:
        self._tell_person(notice)
        if notice.what in ("incoming", "ringing", "answered", "ended", "early_audio"):
            states = {line.state for line in self._live() if not line.media}
            self._sound.ring(
                RUNG if "incoming" in states else RINGING if "calling" in states else None
            )

    def _open_account(self) -> None:
        transport = self._library.open_transport(self.account)
        settings = pj.AccountConfig()
        name = f'"{self.account.display}" ' if self.account.display else ""
        settings.idUri = f"{name}<sip:{self.account.username}@{self.account.address};transport={self.account.transport}>"
        if not self.account.guest:
            settings.regConfig.registrarUri = (
                f"sip:{self.account.address};transport={self.account.transport}"
            )
        settings.regConfig.registerOnAdd = False
        settings.regConfig.timeoutSec = self.options.expiry_s
        settings.regConfig.firstRetryIntervalSec, settings.regConfig.retryIntervalSec = 2, 10
        settings.regConfig.randomRetryIntervalSec = 1
        if not self.account.guest:
            settings.sipConfig.authCreds.append(
                pj.AuthCredInfo("digest", "*", self.account.username, 0, self.account.password)
            )
        settings.sipConfig.transportId = transport
        settings.mediaConfig.srtpUse = SRTP[self.account.srtp]
        settings.mediaConfig.srtpSecureSignaling = 1 if self.account.transport == "tls" else 0
        settings.mediaConfig.transportConfig.boundAddress = self.options.library.local_address
        Lifeline.prepare(settings)
        self._account = self._library.keep(_Account(self._on_registration, self._on_incoming))
        self._account.create(settings)

    def _on_registration(self, code: int, reason: str, expiry_s: int) -> None:
        self.registered = code // 100 == 2 and expiry_s > 0
        if code // 100 == 2:
            self._answers += 1
            what = "registered" if self.registered else "unregistered"
            self._tell(Notice(what, details={"server": self.account.address, "expiry_s": expiry_s}))
        else:
            self._fault = PhoneError(*registration_fault(code, reason, self.account))
            details: dict[str, Detail] = {
                "code": code,
                "text": str(self._fault),
                "remedy": self._fault.remedy,
            }
            self._tell(Notice("registration_failed", details=details))
        self._registration.set()

    def _on_incoming(self, call_id: int, invite: str) -> None:
        line = self._library.keep(
            Line(self._account, self._next_number(), self._sound, self._tell, call_id)
        )
        self._lines.append(line)
        line.peer = line.getInfo().remoteUri
        line.answer_with(180)
        self._tell(
            Notice(
                "incoming",
                line.number,
                {"peer": line.peer, "headers": shown_headers(invite)},
                line.began_ns,
            )
        )
        if self.options.auto_answer_s is not None:
            self._library.later(self.options.auto_answer_s, lambda: self._answer_if_ringing(line))

    def _answer_if_ringing(self, line: Line) -> None:
        if line.state == "incoming":
            self.answer(line.number)

    def _dial(self, uri: str, headers: Mapping[str, str]) -> int:
        self._refuse_flood()
        line = self._library.keep(Line(self._account, self._next_number(), self._sound, self._tell))
        self._hold_others(line)
        self._lines.append(line)
        prm = pj.CallOpParam(True)
        for name, value in headers.items():
            header = pj.SipHeader()
            header.hName, header.hValue = name, value
            prm.txOption.headers.append(header)
        line.peer = uri
        self._tell(Notice("calling", line.number, {"peer": uri}))
        try:
            line.makeCall(uri, prm)
        except pj.Error:
            line.state, line.ended_ns = "ended", time.monotonic_ns()
            raise
        return line.number

    def _refuse_flood(self) -> None:
        """pjlib has 64 sockets, two for each call, and frees them late; with none left it aborts."""
        lately_ns = time.monotonic_ns() - SOCKETS_FREED_NS
        if (
            sum(not line.ended_ns or line.ended_ns > lately_ns for line in self._lines)
            >= MOST_CALLS
        ):
            raise PhoneError("Too many calls at once for one phone.", "Wait a second.")

    def _hold(self, line: Line) -> None:
        line.hold()
        self._tell(Notice("held", line.number))

    def _hold_others(self, line: Line) -> None:
        for other in self._talking():
            if other is not line:
                self._hold(other)

    def _leave(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if line.state != "ended":
                line.hang_up()

    def _talking(self) -> list[Line]:
        return [line for line in self._lines if line.state == "answered"]

    def _unmuted(self) -> list[Any]:
        return [line.media for line in self._talking() if line.media is not None and not line.muted]

    def _live(self) -> list[Line]:
        return [line for line in self._lines if line.state != "ended"]

    def _next_number(self) -> int:
        for old in self._lines[-EARS_KEPT - 1 : -EARS_KEPT]:
            old.ear = None
        return len(self._lines) + 1

    def _line(self, call: int | None, state: str = "") -> Line:
        """The call meant: by number, else the newest that is in `state` (any living one)."""
        fitting = [
            line
            for line in self._live()
            if line.state == (state or line.state) and call in (None, line.number)
        ]
        if not fitting:
            which = f"call {call}" if call else "call"
            raise PhoneError(
                f"There is no {which} that is {state or 'alive'}.", "`status` lists the calls."
            )
        talking = [line for line in fitting if line.state == "answered"]
        return (talking or fitting)[-1]


class _Account(pj.Account):  # type: ignore[misc]
    def __init__(
        self,
        on_registration: Callable[[int, str, int], None],
        on_incoming: Callable[[int, str], None],
    ) -> None:
        super().__init__()
        self._on_registration = on_registration
        self._on_incoming = on_incoming

    @callback
    def onRegState(self, prm: Any) -> None:
        self._on_registration(prm.code, prm.reason, prm.expiration)

    @callback
    def onIncomingCall(self, prm: Any) -> None:
        self._on_incoming(prm.callId, prm.rdata.wholeMsg)


def shown_headers(invite: str) -> dict[str, str]:
    """Headers of an INVITE that a phone shows: caller, hints for ringing, and all X- ones."""
    shown: dict[str, str] = {}
    for line in invite.split("\r\n\r\n", maxsplit=1)[0].split("\r\n")[1:]:
        name, colon, value = line.partition(":")
        if colon and (name in SHOWN_HEADERS or name.lower().startswith("x-")):
            shown[name] = value.strip()
    return shown
