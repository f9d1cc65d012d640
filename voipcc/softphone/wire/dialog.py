"""What two phones know of each other during one call: ids, tags, numbers, the way back."""

import secrets
from dataclasses import dataclass, field

from voipcc.softphone.wire.address import HostPort, read_name_address, read_uri
from voipcc.softphone.wire.message import Headers, Request, Response, sequence


def new_tag() -> str:
    return secrets.token_hex(6)


@dataclass(slots=True)
class Dialog:
    """`local` and `remote` are whole From and To values; `target` is where requests go."""

    call_id: str
    local: str
    remote: str
    target: str
    route: list[str] = field(default_factory=list)
    local_number: int = 0
    remote_number: int = -1

    @property
    def local_tag(self) -> str:
        return read_name_address(self.local).tag

    @property
    def remote_tag(self) -> str:
        return read_name_address(self.remote).tag

    def next_number(self) -> int:
        self.local_number += 1
        return self.local_number

    def request(self, method: str, number: int = 0) -> Request:
        """A request in this dialog, still without Via; `number` 0 takes the next one."""
        headers = Headers([("Route", value) for value in self.route])
        headers.add("From", self.local)
        headers.add("To", self.remote)
        headers.add("Call-ID", self.call_id)
        headers.add("CSeq", f"{number or self.next_number()} {method}")
        return Request(method, self.target, headers)

    def next_hop(self, server: HostPort | None) -> HostPort:
        """The first route's address, else the target's; `server` where that is a name.

        Raises ValueError when nothing says where to send to.
        """
        first = read_name_address(self.route[0]).uri if self.route else read_uri(self.target)
        place = first.place() or server
        if place is None:
            raise ValueError(f"no address in {self.target!r} and no server to send to")
        return place

    def learn(self, response: Response) -> None:
        """Take tag, target and route from a response that makes the dialog."""
        self.remote = response.headers.get("to") or self.remote
        self._take_target(response.headers)
        routes = response.headers.all("record-route")
        self.route = list(reversed(routes))

    def refresh(self, headers: Headers) -> None:
        """A target refresh inside the dialog: the far side may have moved."""
        self._take_target(headers)

    def _take_target(self, headers: Headers) -> None:
        contacts = headers.all("contact")
        text = read_name_address(contacts[0]).text if contacts else ""
        if read_uri(text).host:
            self.target = text

    @classmethod
    def of_request(cls, request: Request, local_tag: str) -> "Dialog":
        """The far side's INVITE seen from here."""
        headers = request.headers
        to = headers.get("to")
        local = to if read_name_address(to).tag else f"{to};tag={local_tag}"
        dialog = cls(
            headers.get("call-id"), local, headers.get("from"),
            read_name_address(headers.get("from")).text, headers.all("record-route"),
            remote_number=sequence(headers)[0],
        )  # fmt: skip
        dialog.refresh(headers)
        return dialog
