"""SIP messages: bytes to values and back. Tolerant in what it reads, plain in what it writes."""

import re
from dataclasses import dataclass, field

LARGEST_MESSAGE = 65_535
MOST_HEADERS = 400

_COMPACT = {
    "b": "referred-by", "c": "content-type", "e": "content-encoding", "f": "from",
    "i": "call-id", "k": "supported", "l": "content-length", "m": "contact", "o": "event",
    "r": "refer-to", "s": "subject", "t": "to", "u": "allow-events", "v": "via",
    "x": "session-expires",
}  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z0-9!%*_+`'~.-]+")
_LISTS = frozenset(
    ("via", "route", "record-route", "contact", "supported", "require", "allow",
     "p-asserted-identity")
)  # fmt: skip


class Garbage(ValueError):
    """These bytes are not a SIP message; the text says why."""


@dataclass(slots=True)
class Headers:
    """Header fields in order, found by name whatever its case or compact form."""

    entries: list[tuple[str, str]] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The first value, or an empty string."""
        wanted = name.lower()
        for key, value in self.entries:
            if key.lower() == wanted:
                return value
        return ""

    def all(self, name: str) -> list[str]:
        """Every value in order; fields that may hold comma lists are taken apart."""
        wanted = name.lower()
        values = [value for key, value in self.entries if key.lower() == wanted]
        if wanted not in _LISTS:
            return values
        return [part for value in values for part in split_list(value)]

    def add(self, name: str, value: str) -> None:
        """Append a field; line breaks in the value are refused, they would forge fields."""
        if "\r" in value or "\n" in value or "\r" in name or "\n" in name:
            raise ValueError(f"line break in SIP header {name!r}")
        self.entries.append((name, value))

    def extend(self, others: "list[tuple[str, str]] | tuple[tuple[str, str], ...]") -> None:
        for name, value in others:
            self.add(name, value)


@dataclass(slots=True)
class Request:
    method: str
    uri: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    def encode(self) -> bytes:
        return _encode(f"{self.method} {self.uri} SIP/2.0", self.headers, self.body)


@dataclass(slots=True)
class Response:
    """`local` marks one that no far side sent: our own time-out or a broken line."""

    status: int
    reason: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    local: bool = False

    def encode(self) -> bytes:
        return _encode(f"SIP/2.0 {self.status} {self.reason}", self.headers, self.body)


Message = Request | Response


def _encode(start: str, headers: Headers, body: bytes) -> bytes:
    lines = [start]
    lines.extend(
        f"{name}: {value}" for name, value in headers.entries if name.lower() != "content-length"
    )
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + body


def decode(data: bytes) -> Message:
    """One message from one datagram. Raises Garbage."""
    if len(data) > LARGEST_MESSAGE:
        raise Garbage(f"{len(data)} bytes are too many for one message")
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        head, separator, body = data.partition(b"\n\n")
    if not separator:
        raise Garbage("no empty line ends the headers")
    lines = _unfolded(head.decode("utf-8", "replace"))
    message = _start_line(lines[0])
    message.headers = _headers(lines[1:])
    _check(message)
    message.body = body[: _content_length(message.headers, len(body))]
    return message


def _unfolded(head: str) -> list[str]:
    lines: list[str] = []
    for line in head.lstrip("\r\n").replace("\r\n", "\n").split("\n"):
        if line[:1] in (" ", "\t") and lines:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return lines


def _start_line(line: str) -> Message:
    first, _, rest = line.strip().partition(" ")
    if first.upper() == "SIP/2.0":
        status, _, reason = rest.strip().partition(" ")
        if not re.fullmatch(r"[1-6][0-9][0-9]", status):
            raise Garbage(f"status {status[:20]!r}")
        return Response(int(status), reason)
    uri, _, version = rest.strip().rpartition(" ")
    if version.upper() != "SIP/2.0" or not uri or not _TOKEN.fullmatch(first):
        raise Garbage(f"first line {line[:60]!r}")
    return Request(first, uri.strip())


def _headers(lines: list[str]) -> Headers:
    if len(lines) > MOST_HEADERS:
        raise Garbage(f"{len(lines)} header lines")
    headers = Headers()
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.strip()
        if not colon or not _TOKEN.fullmatch(name):
            raise Garbage(f"header line {line[:60]!r}")
        clean = value.strip().replace("\r", " ")
        headers.entries.append((_COMPACT.get(name.lower(), name), clean))
    return headers


def _check(message: Message) -> None:
    for name in ("via", "from", "to", "call-id", "cseq"):
        if not message.headers.get(name):
            raise Garbage(f"no {name} header")
    number, method = sequence(message.headers)
    if isinstance(message, Request) and method != message.method:
        raise Garbage(f"CSeq {number} is for {method[:20]!r}, not for {message.method[:20]!r}")


def _content_length(headers: Headers, there: int) -> int:
    text = headers.get("content-length")
    if not text:
        return there
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise Garbage(f"content length {text[:20]!r}")
    if int(text) > there:
        raise Garbage(f"content length {text} but {there} bytes")
    return int(text)


def sequence(headers: Headers) -> tuple[int, str]:
    """Number and method of CSeq. Raises Garbage."""
    number, _, method = headers.get("cseq").partition(" ")
    if not (number.isascii() and number.isdigit()) or len(number) > 10:
        raise Garbage(f"CSeq {headers.get('cseq')[:40]!r}")
    return int(number), method.strip()


@dataclass(slots=True)
class Stream:
    """Cuts a TCP byte stream into messages; lone line breaks between them are keep-alives."""

    waiting: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[bytes]:
        """The complete messages so far, as bytes for `decode`. Raises Garbage: close the line."""
        self.waiting += data
        whole: list[bytes] = []
        while (message := self._next()) is not None:
            whole.append(message)
        return whole

    def _next(self) -> bytes | None:
        skip = len(self.waiting) - len(self.waiting.lstrip(b"\r\n"))
        del self.waiting[:skip]
        end = self.waiting.find(b"\r\n\r\n")
        if end < 0:
            if len(self.waiting) > LARGEST_MESSAGE:
                raise Garbage("headers without end")
            return None
        head = bytes(self.waiting[:end])
        found = re.search(rb"(?im)^(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,9})[ \t]*\r?$", head)
        size = end + 4 + (int(found.group(1)) if found else 0)
        if size > LARGEST_MESSAGE:
            raise Garbage(f"a message of {size} bytes")
        if len(self.waiting) < size:
            return None
        message = bytes(self.waiting[:size])
        del self.waiting[:size]
        return message


def split_list(value: str) -> list[str]:
    """Parts of a comma list; commas inside quotes and angle brackets do not count."""
    parts: list[str] = []
    start, depth, quoted, escaped = 0, 0, False, False
    for place, sign in enumerate(value):
        if escaped:
            escaped = False
        elif quoted:
            escaped = sign == "\\"
            quoted = sign != '"'
        elif sign == '"':
            quoted = True
        elif sign in "<>":
            depth = 1 if sign == "<" else 0
        elif sign == "," and not depth:
            parts.append(value[start:place].strip())
            start = place + 1
    parts.append(value[start:].strip())
    return [part for part in parts if part]
