"""A call somebody makes to this phone: ring, answer, refuse, or say nothing at all."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voipcc.softphone.wire import sdp
from voipcc.softphone.wire.address import read_name_address, read_uri
from voipcc.softphone.wire.call import Call, session_timer
from voipcc.softphone.wire.dialog import Dialog, new_tag
from voipcc.softphone.wire.message import Request, sequence
from voipcc.softphone.wire.transaction import ServerTransaction

if TYPE_CHECKING:
    from voipcc.softphone.wire.phone import WirePhone


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a phone does with an incoming call, all times in seconds after the INVITE.

    `ring_after_s`: when 180 goes out (None: never); `answer_after_s`: when 200 does (None: never, it
    just rings); `decline`: the status of a refusal after `decline_after_s` (0: none). `deaf`: not even a 100 is
    sent, as if the phone were dead.
    """

    ring_after_s: float | None = 0.0
    answer_after_s: float | None = None
    decline: int = 0
    decline_after_s: float = 0.0
    deaf: bool = False

    def __post_init__(self) -> None:
        if self.decline and not 400 <= self.decline < 700:
            raise ValueError(f"{self.decline} is no refusal: 486 (busy) or 603 (declined) are")


ANSWER = Reaction(answer_after_s=0.0)
RING = Reaction()
BUSY = Reaction(ring_after_s=None, decline=486)
DECLINE = Reaction(decline=603)
DEAF = Reaction(ring_after_s=None, deaf=True)


class IncomingCall(Call):
    """`invite` is the request itself: read its headers with `header`."""

    direction = "in"

    def __init__(self, phone: "WirePhone", served: ServerTransaction) -> None:
        request = served.request
        super().__init__(
            phone, Dialog.of_request(request, new_tag()), _caller(request), _called(request)
        )
        self.invite = request
        self._served = served
        self._timers: list[asyncio.TimerHandle] = []
        self.deaf = False
        self._times.invite_received = served.arrived_ns
        self._began_ns = served.arrived_ns
        self.note(f"< INVITE from {self.caller or 'anonymous'}", served.arrived_ns)

    def header(self, name: str) -> str:
        """A header of the INVITE, "" where it has none."""
        return self.invite.headers.get(name)

    def start(self, reaction: Reaction) -> None:
        self.deaf = reaction.deaf
        loop = asyncio.get_running_loop()
        if self.deaf:
            lasts_s = 64 * self.phone.transactions.t1_s
            self._timers.append(loop.call_later(lasts_s, self._ignored))
            return
        self.phone.respond(self._served, 100)
        for after_s, what, words in (
            (reaction.ring_after_s, self.ring, ()),
            (reaction.answer_after_s, self.answer, ()),
            (reaction.decline_after_s if reaction.decline else None, self.decline,
             (reaction.decline,)),
        ):  # fmt: skip
            if after_s is not None and after_s <= 0:
                what(*words)
            elif after_s is not None:
                self._timers.append(loop.call_later(after_s, what, *words))

    def ring(self) -> None:
        """Send 180, once."""
        if self.state == "calling":
            self.state = "ringing"
            self._times.ringing_sent = self._respond(180)
            self.changed()

    def answer(self) -> None:
        """Send 200 and start to talk; 488 goes out where the offer cannot be used."""
        if self.state not in ("calling", "ringing"):
            return
        offered = self.invite.body
        try:
            body = self.take_offer(offered) if offered else self.describe()
        except sdp.NotUsable as problem:
            self.note(f"offer refused: {problem}")
            self.decline(488)
            return
        self.stop_timers()
        self.state, self.status = "talking", 200
        self._invites[sequence(self.invite.headers)[0]] = self._served
        self._served.unacknowledged = self._unacknowledged
        self._times.answered = self._respond(200, session_timer(self.invite), body)
        self.media.start()
        self.changed()

    def decline(self, status: int = 603) -> None:
        """Refuse the call while it is not answered."""
        if self.state in ("calling", "ringing"):
            if self.deaf:
                self._ignored()
                return
            self._respond(status)
            self.finish("us", status)

    def hang_up(self) -> None:
        """Refuse with 480 before the answer, BYE afterwards."""
        self.decline(480)
        self.say_bye()

    def cancelled(self, served: ServerTransaction) -> None:
        """The far side gave up."""
        self.note("< CANCEL", served.arrived_ns)
        if self.state in ("calling", "ringing"):
            self._times.cancel_received = served.arrived_ns
            if not self.deaf:
                self._respond(487)
            self.finish("cancelled", 487, served.request.headers.get("reason"))

    def _respond(
        self, status: int, more: tuple[tuple[str, str], ...] = (), body: bytes = b""
    ) -> int:
        self.note(f"> {status}")
        return self.phone.respond(
            self._served, status, tag=self.dialog.local_tag, more=more, body=body
        )

    def _ignored(self) -> None:
        """The far side has had its 32 s; a dead phone never learns how it ended."""
        self.phone.transactions.forget_served(self._served)
        self.finish("timeout")

    def _unacknowledged(self) -> None:
        if self.state == "talking":
            self.ended_by = "timeout"
            self.say_bye()

    def stop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()


def _caller(request: Request) -> str:
    asserted = request.headers.all("p-asserted-identity")
    text = asserted[0] if asserted else request.headers.get("from")
    user = read_name_address(text).uri.user
    return "" if user.lower() == "anonymous" else user


def _called(request: Request) -> str:
    return read_uri(request.uri).user or read_name_address(request.headers.get("to")).uri.user
