"""The phone's registration: made, refreshed before it runs out, taken back."""

import asyncio
import secrets
from typing import TYPE_CHECKING

from voipcc.softphone.wire.address import read_name_address, read_uri, read_via
from voipcc.softphone.wire.dialog import new_tag
from voipcc.softphone.wire.message import Headers, Request, Response

if TYPE_CHECKING:
    from voipcc.softphone.wire.phone import WirePhone

_REFRESH_AT = 0.7
_RETRY_S = 2.0
_REFUSED = (401, 403, 404, 407)


class Registration:
    """`status` is the last answer, `expires_s` what the registrar granted, `count` how often
    it was granted. A refresh that gets no answer is tried again every 2 s, a refused one never."""

    def __init__(self, phone: "WirePhone") -> None:
        self._phone = phone
        self._call_id = secrets.token_hex(10)
        self._tag = new_tag()
        self._number = 0
        self._wanted_s = 0
        self._timer: asyncio.TimerHandle | None = None
        self.status, self.expires_s, self.count = 0, 0, 0
        self.sent_ns = self.answered_ns = 0

    @property
    def active(self) -> bool:
        return self.status == 200 and self.expires_s > 0

    def next_number(self) -> int:
        self._number += 1
        return self._number

    async def register(self, expiry_s: int, timeout_s: float) -> int:
        self._wanted_s = expiry_s
        return await self._awaited(expiry_s, timeout_s)

    async def unregister(self, timeout_s: float) -> int:
        self.stop()
        return await self._awaited(0, timeout_s)

    def stop(self) -> None:
        """No refresh any more."""
        self._wanted_s = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _awaited(self, expiry_s: int, timeout_s: float) -> int:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._send(expiry_s, future)
        try:
            return await asyncio.wait_for(future, timeout_s)
        except TimeoutError:
            return 408

    def _send(self, expiry_s: int, future: "asyncio.Future[int] | None" = None) -> None:
        phone = self._phone
        if phone.server is None:
            raise ValueError("no server to register with")

        def done(response: Response, arrived_ns: int) -> None:
            if response.status >= 200:
                self._answered(response, arrived_ns, expiry_s)
                if future is not None and not future.done():
                    future.set_result(response.status)

        request = self._request(expiry_s)
        self.sent_ns = phone.exchange(request, phone.server, self, done).first_sent_ns

    def _request(self, expiry_s: int) -> Request:
        phone = self._phone
        port = f":{phone.server[1]}" if phone.server and phone.server[0] == phone.domain else ""
        address = f"<sip:{phone.user}@{phone.domain}>"
        headers = Headers([("From", f"{address};tag={self._tag}"), ("To", address)])
        headers.add("Call-ID", self._call_id)
        headers.add("CSeq", f"{self.next_number()} REGISTER")
        headers.add("Expires", str(expiry_s))
        return Request("REGISTER", f"sip:{phone.domain}{port}", headers)

    def _answered(self, response: Response, arrived_ns: int, asked_s: int) -> None:
        self.status, self.answered_ns = response.status, arrived_ns
        granted = response.status == 200
        self.expires_s = self._granted(response, asked_s) if granted else 0
        self.count += granted and asked_s > 0
        self._look_at_ourselves(response)
        if self._wanted_s and response.status not in _REFUSED:
            wait_s = self.expires_s * _REFRESH_AT if self.expires_s else _RETRY_S
            if self._timer is not None:
                self._timer.cancel()
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(wait_s, 0.5), self._send, self._wanted_s)

    def _granted(self, response: Response, asked_s: int) -> int:
        """Our own contact's expiry among all that are listed, else the Expires header's."""
        host, port = self._phone.line.local
        ours = self._phone.seen_as or (host, port)
        for value in response.headers.all("contact"):
            contact = read_name_address(value)
            uri = read_uri(contact.text)
            known = (uri.host, uri.port) in ((host, port), ours) or uri.user == self._phone.user
            if known and contact.params.get("expires", "").isdigit():
                return int(contact.params["expires"][:9])
        text = response.headers.get("expires")
        return int(text[:9]) if text.isascii() and text.isdigit() else asked_s

    def _look_at_ourselves(self, response: Response) -> None:
        """Where the registrar sees us, from received and rport: a NAT shows here."""
        vias = response.headers.all("via")
        via = read_via(vias[0]) if vias else read_via("")
        port = via.params.get("rport", "")
        if port.isascii() and port.isdigit() and int(port) < 65536:
            self._phone.seen_as = (via.params.get("received", via.host), int(port))
