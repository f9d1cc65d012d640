"""SIP transactions: repeat what may be lost, recognise repeats, give up in time (RFC 3261, 17)."""

import asyncio
import secrets
from collections.abc import Callable

from voipcc.softphone.wire.address import HostPort, read_via
from voipcc.softphone.wire.line import Line
from voipcc.softphone.wire.message import Headers, Message, Request, Response, sequence

MAGIC = "z9hG4bK"
LONGEST_WAIT_S = 4.0  # T2
Arrived = Callable[[Response, int], None]


class ClientTransaction:
    """One request of ours until its final response, or a local 408 when none comes."""

    def __init__(
        self, layer: "Transactions", request: Request, to: HostPort, done: Arrived
    ) -> None:
        self._layer, self._to, self._done = layer, to, done
        self.request, self.finished, self.proceeding = request, False, False
        self._data = request.encode()
        self._acknowledgement = b""
        self._timers: list[asyncio.TimerHandle] = []
        self.sent_ns = 0

    def start(self) -> None:
        self._send(self._layer.t1_s)
        self.sent_ns = self._layer.last_sent_ns
        self._timers.append(self._layer.later(64 * self._layer.t1_s, self._give_up))

    def _send(self, again_s: float) -> None:
        self._layer.send(self._data, self._to)
        if self._layer.line.reliable:
            return
        next_s = again_s * 2
        if self.request.method != "INVITE":
            next_s = min(next_s, LONGEST_WAIT_S)
        self._timers.append(self._layer.later(again_s, self._again, next_s))

    def _again(self, next_s: float) -> None:
        if not self.finished and not (self.proceeding and self.request.method == "INVITE"):
            self._send(next_s)

    def _give_up(self) -> None:
        if not self.finished and not (self.proceeding and self.request.method == "INVITE"):
            self.fail(408, "no answer")

    def fail(self, status: int, reason: str) -> None:
        """End with a response that no far side sent."""
        if not self.finished:
            self._finish(0)
            self._done(Response(status, reason, local=True), self._layer.last_sent_ns)

    def receive(self, response: Response, arrived_ns: int) -> None:
        if response.status < 200:
            if not self.finished:
                self.proceeding = True
                self._done(response, arrived_ns)
            return
        again = self.finished
        if self.request.method == "INVITE" and response.status >= 300:
            self._acknowledge(response)
        if not again:
            linger = self.request.method == "INVITE" and response.status >= 300
            self._finish(64 * self._layer.t1_s if linger else 0)
            self._done(response, arrived_ns)

    def _acknowledge(self, response: Response) -> None:
        if not self._acknowledgement:
            self._acknowledgement = acknowledgement(self.request, response).encode()
        self._layer.send(self._acknowledgement, self._to)

    def _finish(self, linger_s: float) -> None:
        self.finished = True
        self.stop()
        if linger_s:
            self._timers.append(self._layer.later(linger_s, self._layer.forget, self))
        else:
            self._layer.forget(self)

    def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()


class ServerTransaction:
    """One request of the far side; its last response is repeated as often as it is asked for."""

    def __init__(
        self, layer: "Transactions", request: Request, source: HostPort, arrived_ns: int
    ) -> None:
        self._layer, self.source = layer, source
        self.request, self.arrived_ns = request, arrived_ns
        self.status = 0
        self.acknowledged = False
        self._data = b""
        self._timers: list[asyncio.TimerHandle] = []
        self.unacknowledged: Callable[[], None] | None = None

    def respond(self, response: Response) -> int:
        """Send it; a final answer to an INVITE is repeated until its ACK. Returns when (ns)."""
        if self.status >= 200:
            return self._layer.last_sent_ns
        self.status, self._data = response.status, response.encode()
        sent = self._layer.send(self._data, self.source)
        if response.status >= 200:
            self._timers.append(
                self._layer.later(64 * self._layer.t1_s, self._layer.forget_served, self)
            )
            if self.request.method == "INVITE":
                self._timers.append(
                    self._layer.later(self._layer.t1_s, self._again, 2 * self._layer.t1_s)
                )
        return sent

    def _again(self, next_s: float) -> None:
        if self.acknowledged:
            return
        if self.status < 300 or not self._layer.line.reliable:
            self._layer.send(self._data, self.source)
        self._timers.append(self._layer.later(min(next_s, LONGEST_WAIT_S), self._again, next_s * 2))

    def repeat(self) -> None:
        if self._data:
            self._layer.send(self._data, self.source)

    def expire(self) -> None:
        self.stop()
        if self.request.method == "INVITE" and not self.acknowledged and self.unacknowledged:
            self.unacknowledged()

    def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()


class Transactions:
    """All transactions of one phone, over one line.

    `requested` gets each new request once, `acknowledged` each ACK that belongs to a call,
    `stray` each response without a transaction (a repeated 200, above all).
    """

    def __init__(
        self,
        line: Line,
        requested: Callable[[ServerTransaction], None],
        acknowledged: Callable[[Request, int], None],
        stray: Callable[[Response, int], None],
        t1_s: float = 0.5,
    ) -> None:
        self.line, self.t1_s = line, t1_s
        self.last_sent_ns = 0
        self._requested, self._acknowledged, self._stray = requested, acknowledged, stray
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self._servers: dict[tuple[str, str, int, str], ServerTransaction] = {}
        self._loop = asyncio.get_running_loop()

    def later(
        self, delay_s: float, what: Callable[..., None], *words: object
    ) -> asyncio.TimerHandle:
        return self._loop.call_later(delay_s, what, *words)

    def send(self, data: bytes, to: HostPort) -> int:
        self.last_sent_ns = self.line.send(data, to)
        return self.last_sent_ns

    def request(self, request: Request, to: HostPort, done: Arrived) -> ClientTransaction:
        """Send a request that already has its Via; `done` gets every response, in order."""
        transaction = ClientTransaction(self, request, to, done)
        self._clients[_client_key(request.headers)] = transaction
        transaction.start()
        return transaction

    def receive(self, message: Message, source: HostPort, arrived_ns: int) -> None:
        if isinstance(message, Response):
            transaction = self._clients.get(_client_key(message.headers))
            if transaction is not None:
                transaction.receive(message, arrived_ns)
            else:
                self._stray(message, arrived_ns)
        elif message.method == "ACK":
            self._receive_acknowledgement(message, arrived_ns)
        else:
            self._receive_request(message, source, arrived_ns)

    def _receive_acknowledgement(self, request: Request, arrived_ns: int) -> None:
        served = self._servers.get(_server_key(request, "INVITE"))
        if served is not None and served.status >= 300:
            served.acknowledged = True
            served.stop()
            served._timers.append(self.later(64 * self.t1_s, self.forget_served, served))
        else:
            self._acknowledged(request, arrived_ns)

    def _receive_request(self, request: Request, source: HostPort, arrived_ns: int) -> None:
        key = _server_key(request, request.method)
        served = self._servers.get(key)
        if served is not None:
            served.repeat()
            return
        served = self._servers[key] = ServerTransaction(self, request, source, arrived_ns)
        self._requested(served)

    def invited(self, cancel: Request) -> ServerTransaction | None:
        """The INVITE that a CANCEL means."""
        return self._servers.get(_server_key(cancel, "INVITE"))

    def forget(self, transaction: ClientTransaction) -> None:
        self._clients.pop(_client_key(transaction.request.headers), None)

    def forget_served(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        self._servers.pop(_server_key(request, request.method), None)
        transaction.expire()

    def fail_all(self, reason: str) -> None:
        """The line is gone: nothing that waits will be answered."""
        for transaction in list(self._clients.values()):
            transaction.fail(503, reason)

    def close(self) -> None:
        for client in self._clients.values():
            client.stop()
        for served in self._servers.values():
            served.stop()
        self._clients.clear()
        self._servers.clear()


def new_branch() -> str:
    return MAGIC + secrets.token_hex(8)


def acknowledgement(request: Request, response: Response) -> Request:
    """The ACK to a refusal: same branch, hop by hop."""
    number, _ = sequence(request.headers)
    headers = Headers([("Via", request.headers.get("via")), ("Max-Forwards", "70")])
    headers.extend([("Route", value) for value in request.headers.all("route")])
    headers.add("From", request.headers.get("from"))
    headers.add("To", response.headers.get("to") or request.headers.get("to"))
    headers.add("Call-ID", request.headers.get("call-id"))
    headers.add("CSeq", f"{number} ACK")
    return Request("ACK", request.uri, headers)


def _client_key(headers: Headers) -> tuple[str, str]:
    vias = headers.all("via")
    return read_via(vias[0]).branch if vias else "", sequence(headers)[1]


def _server_key(request: Request, method: str) -> tuple[str, str, int, str]:
    vias = request.headers.all("via")
    via = read_via(vias[0]) if vias else read_via("")
    number, _ = sequence(request.headers)
    return f"{via.host}:{via.port};{via.branch}", request.headers.get("call-id"), number, method
