"""A caller that says over UDP exactly what a test writes: descriptions no phone of ours makes."""

import asyncio
import re
import secrets
import socket
from dataclasses import dataclass, field


@dataclass
class Answer:
    """One response: status, headers by lower-case name (the first of each), body."""

    status: int
    headers: dict[str, str]
    body: str

    def media(self) -> dict[str, int]:
        """Port of each kind of medium in the description; 0 means refused."""
        return {kind: int(port) for kind, port in re.findall(r"^m=(\w+) (\d+)", self.body, re.M)}


@dataclass
class RawCaller:
    """One call from `address` to `server`; every request waits for its final answer."""

    address: str
    server: tuple[str, int]
    number: str
    more: str = ""
    sender: str = ""
    call_id: str = field(default_factory=lambda: secrets.token_hex(8))
    to_tag: str = ""
    sequence: int = 0

    def __post_init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.address, 0))
        self.socket.setblocking(False)

    def close(self) -> None:
        self.socket.close()

    def description(self, *media: str) -> str:
        """An SDP with these media lines (each with what belongs to it)."""
        head = ["v=0", f"o=- 1 {self.sequence + 1} IN IP4 {self.address}", "s=-"]
        lines = [*head, f"c=IN IP4 {self.address}", "t=0 0", *media]
        return "\r\n".join(lines) + "\r\n"

    async def ask(
        self, method: str, body: str = "", kind: str = "application/sdp", more: str = ""
    ) -> Answer:
        """Send one request and wait for its final answer; an INVITE is acknowledged."""
        self.sequence += 1
        await self._send(method, self.sequence, body, kind, self.more + more)
        while True:
            answer = self._read(await self._receive())
            if answer is None or answer.status < 200 or self._sequence(answer) != self.sequence:
                continue
            found = re.search(r"tag=([^;\s]+)", answer.headers["to"])
            if found and answer.status < 300:
                self.to_tag = found[1]
            if method == "INVITE":
                await self._send("ACK", self.sequence, "", kind, "")
            return answer

    async def _send(self, method: str, number: int, body: str, kind: str, more: str) -> None:
        host, port = self.socket.getsockname()
        to = f"<sip:{self.number}@{self.server[0]}>" + (
            f";tag={self.to_tag}" if self.to_tag else ""
        )
        lines = [
            f"{method} sip:{self.number}@{self.server[0]}:{self.server[1]} SIP/2.0",
            f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{secrets.token_hex(6)};rport",
            f"From: {self.sender or f'<sip:+4917012345678@{host}>'};tag={self.call_id}",
            f"To: {to}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:{host}:{port}>",
            "Max-Forwards: 70",
            *([more.strip()] if more.strip() else []),
            *([f"Content-Type: {kind}"] if body else []),
            f"Content-Length: {len(body.encode())}",
        ]
        # "\udcfc" in a test is the lone byte fc on the wire.
        data = ("\r\n".join(lines) + "\r\n\r\n" + body).encode("utf-8", "surrogateescape")
        await asyncio.get_running_loop().sock_sendto(self.socket, data, self.server)

    async def _receive(self) -> str:
        loop = asyncio.get_running_loop()
        data = await asyncio.wait_for(loop.sock_recv(self.socket, 65_536), 5.0)
        return data.decode("utf-8", "replace")

    @staticmethod
    def _sequence(answer: Answer) -> int:
        return int(answer.headers["cseq"].split()[0])

    @staticmethod
    def _read(text: str) -> Answer | None:
        """A response; None for the requests the switch sends (they are not answered)."""
        head, _, body = text.partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        if not first.startswith("SIP/2.0 "):
            return None
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers.setdefault(name.strip().lower(), value.strip())
        return Answer(int(first.split()[1]), headers, body)
