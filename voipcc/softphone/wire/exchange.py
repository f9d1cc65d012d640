"""One request of ours with its challenge answered: what the caller of it sees is the outcome."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from voipcc.softphone.wire.address import HostPort
from voipcc.softphone.wire.digest import answer_challenge, read_challenge
from voipcc.softphone.wire.message import Headers, Request, Response, sequence
from voipcc.softphone.wire.transaction import (
    Arrived,
    ClientTransaction,
    Transactions,
    new_branch,
)


@dataclass(frozen=True, slots=True)
class Account:
    user: str = ""
    password: str = ""


class Numbered(Protocol):
    """Whoever counts the requests: a dialog or a registration."""

    def next_number(self) -> int: ...


class Exchange:
    """Sends `request` (without Via) and answers one 401 or 407; `done` gets all other responses."""

    def __init__(
        self,
        transactions: Transactions,
        request: Request,
        to: HostPort,
        *,
        via: str,
        account: Account,
        numbered: Numbered,
        done: Arrived,
    ) -> None:
        self._transactions, self._via, self._account = transactions, via, account
        self._to, self._numbered, self._done = to, numbered, done
        self._nonces: set[str] = set()
        self.request = request
        self.transaction: ClientTransaction
        self._send(request)
        self.first_sent_ns = self.transaction.sent_ns

    def _send(self, request: Request) -> None:
        self.request = request
        via = self._via.format(branch=new_branch())
        request.headers.entries.insert(0, ("Via", via))
        self.transaction = self._transactions.request(request, self._to, self._arrived)

    def _arrived(self, response: Response, arrived_ns: int) -> None:
        again = self._answered(response) if response.status in (401, 407) else None
        if again is None:
            self._done(response, arrived_ns)
        else:
            self._send(again)

    def _answered(self, response: Response) -> Request | None:
        """The request again with credentials; None when they would not help."""
        header, reply = "www-authenticate", "Authorization"
        if response.status == 407:
            header, reply = "proxy-authenticate", "Proxy-Authorization"
        if not self._account.user or len(self._nonces) >= 2:
            return None
        for value in response.headers.all(header):
            challenge = read_challenge(value)
            stale = challenge.get("stale", "").lower() == "true"
            if challenge.get("nonce", "") in self._nonces or (self._nonces and not stale):
                continue
            answer = answer_challenge(
                challenge, method=self.request.method, uri=self.request.uri,
                user=self._account.user, password=self._account.password,
            )  # fmt: skip
            if answer:
                self._nonces.add(challenge["nonce"])
                return self._again(reply, answer)
        return None

    def _again(self, reply: str, answer: str) -> Request:
        old, entries = self.request, []
        for name, value in old.headers.entries:
            if name == "CSeq":
                entries.append((name, f"{self._numbered.next_number()} {old.method}"))
            elif name not in ("Via", reply):
                entries.append((name, value))
        headers = Headers(entries)
        headers.add(reply, answer)
        return Request(old.method, old.uri, headers, old.body)

    def cancellation(self) -> Request:
        """The CANCEL of what was sent last, with the same Via."""
        number, _ = sequence(self.request.headers)
        headers = Headers([("Via", self.request.headers.get("via")), ("Max-Forwards", "70")])
        headers.extend([("Route", value) for value in self.request.headers.all("route")])
        for name in ("From", "To", "Call-ID"):
            headers.add(name, self.request.headers.get(name))
        headers.add("CSeq", f"{number} CANCEL")
        return Request("CANCEL", self.request.uri, headers)

    def cancel(self, done: Callable[[Response, int], None]) -> int:
        """Send the CANCEL; returns when (ns)."""
        return self._transactions.request(self.cancellation(), self._to, done).sent_ns
