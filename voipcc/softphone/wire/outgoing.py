"""A call this phone makes: INVITE, its answers, CANCEL, the ACK to every 200."""

from typing import TYPE_CHECKING

from voipcc.softphone.wire.call import Call
from voipcc.softphone.wire.dialog import Dialog
from voipcc.softphone.wire.exchange import Exchange
from voipcc.softphone.wire.message import Response, sequence

if TYPE_CHECKING:
    from voipcc.softphone.wire.phone import WirePhone


class OutgoingCall(Call):
    """Made by `WirePhone.place_call`."""

    direction = "out"

    def __init__(
        self, phone: "WirePhone", dialog: Dialog, caller: str, called: str,
        headers: tuple[tuple[str, str], ...],
    ) -> None:  # fmt: skip
        super().__init__(phone, dialog, caller, called)
        self._headers = headers
        self._invite: Exchange
        self._proceeding = self._giving_up = False

    def start(self) -> None:
        request = self.dialog.request("INVITE")
        request.headers.extend(self._headers)
        request.headers.add("Content-Type", "application/sdp")
        request.body = self.describe()
        self.note(f"> INVITE {self.called}")
        self._invite = self.phone.exchange(request, self._hop(), self.dialog, self._answered)
        self._times.invite_sent = self._invite.first_sent_ns

    def hang_up(self) -> None:
        """CANCEL while it rings, BYE afterwards."""
        if self.state == "talking":
            self.say_bye()
        elif not self.over and not self._giving_up:
            self._giving_up = True
            self.ended_by = "us"
            if self._proceeding:
                self._cancel()

    def _cancel(self) -> None:
        """Only after a provisional response: before it a CANCEL may overtake its INVITE."""
        if not self._times.cancel_sent:
            self.note("> CANCEL")
            self._times.cancel_sent = self._invite.cancel(lambda response, at_ns: None)

    def _answered(self, response: Response, arrived_ns: int) -> None:
        self.note(f"< {response.status} {response.reason}", arrived_ns)
        if response.status < 200:
            self._progress(response, arrived_ns)
        elif response.status < 300:
            self._accepted(response, arrived_ns)
        elif response.local:
            self.finish("timeout", response.status, response.reason)
        else:
            self.finish("refused", response.status, response.reason)
        self.changed()

    def _progress(self, response: Response, arrived_ns: int) -> None:
        times = self._times
        self._proceeding = True
        if response.status == 100:
            times.trying_received = times.trying_received or arrived_ns
        elif response.status == 180:
            times.ringing_received = times.ringing_received or arrived_ns
            self.state = "ringing"
        else:
            times.progress_received = times.progress_received or arrived_ns
        if response.body and response.status > 100:
            self.take_answer(response.body)
            self.media.listen()
        if self._giving_up:
            self._cancel()

    def _accepted(self, response: Response, arrived_ns: int) -> None:
        self.dialog.learn(response)
        self.status, self.state = response.status, "talking"
        self._times.answered = arrived_ns
        self._times.ack_sent = self.acknowledge(sequence(response.headers)[0])
        if self._giving_up:  # the 200 crossed our CANCEL
            self.say_bye()
            return
        self.take_answer(response.body)
        if self.media.remote is None:
            self.say_bye()
            return
        self.media.start()
