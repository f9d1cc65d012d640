"""From a command with its templates to the bytes of one HTTP request."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from voipcc.core.media_words import LookUp
from voipcc.core.template import CALLER, SECRET, filled
from voipcc.lookup.errors import LookUpFailed

LONGEST_TARGET = 4000
LONGEST_HEADER = 4000
LONGEST_BODY = 16_000
METHODS = ("GET", "POST", "PUT")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
OURS = ("host", "content-length", "content-type", "connection", "transfer-encoding")


@dataclass(frozen=True, slots=True)
class Known:
    """Where the values of a template come from; each gives None for what nobody knows."""

    secret: Callable[[str], str | None]
    sealed: Callable[[str], str | None]
    number: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Question:
    """One request; the bytes are shown to nobody."""

    host: str
    port: int
    encrypted: bool
    wire: bytes = field(repr=False)


def question_of(command: LookUp, known: Known, plain_hosts: Collection[str] = ()) -> Question:
    """The request for one look-up. Raises LookUpFailed."""
    host, port, encrypted = place_of(command.url, plain_hosts)
    value = _Values(command, known)
    # Everything in front of the path is written out: place_of has seen it has no braces.
    target = filled(_target(command.url), lambda name: _in_address(value(name)))
    if len(target) > LONGEST_TARGET:
        raise LookUpFailed("blocked", f"the address is longer than {LONGEST_TARGET} letters")
    shown = f"[{host}]" if ":" in host else host
    lines = [
        f"{command.method} {target} HTTP/1.1",
        f"Host: {shown}:{port}",
        "Accept: application/json",
        "Accept-Encoding: identity",
        "User-Agent: voipcc",
        "Connection: close",
    ]
    lines += [_header(name, text, value) for name, text in command.headers]
    body = _body(command, value)
    if body or command.method != "GET":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    head = "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n"
    return Question(host, port, encrypted, head + body)


def place_of(url: str, plain_hosts: Collection[str] = ()) -> tuple[str, int, bool]:
    """Host, port and whether it is HTTPS. Raises LookUpFailed for what is not allowed."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise LookUpFailed("blocked", "the address cannot be read") from error
    if parts.scheme not in ("http", "https") or not host or _CONTROL.search(url) or " " in url:
        raise LookUpFailed("blocked", "the address does not begin with https://HOST/")
    if "{" in parts.netloc or "@" in parts.netloc:
        raise LookUpFailed("blocked", "no value and no password may stand in the host")
    encrypted = parts.scheme == "https"
    if not encrypted and not is_loopback(host) and host not in plain_hosts:
        raise LookUpFailed("blocked", f"{host} is asked without encryption")
    return host, port or (443 if encrypted else 80), encrypted


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, by its name alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _target(url: str) -> str:
    """Path and query as written."""
    rest = url.partition("://")[2]
    cut = re.search(r"[/?#]", rest)
    target = rest[cut.start() :] if cut else "/"
    target = target.partition("#")[0]
    target = target if target.startswith("/") else f"/{target}"
    return "".join(letter if letter.isascii() else quote(letter) for letter in target)


def _in_address(value: str) -> str:
    if value in (".", ".."):
        raise LookUpFailed("blocked", "a value of dots would lead to another place")
    return quote(value, safe="")


class _Values:
    """What a name in a template stands for, as text. Raises LookUpFailed."""

    def __init__(self, command: LookUp, known: Known) -> None:
        self._command = command
        self._known = known
        self._plain = dict(command.values)
        self._sealed = dict(command.sealed)

    def __call__(self, name: str) -> str:
        if name == CALLER:
            return self._known.number(self._command.party) if self._command.party else ""
        if name.startswith(SECRET):
            return self._must(name, self._known.secret(name.removeprefix(SECRET)))
        if name in self._sealed:
            return self._must(name, self._known.sealed(self._sealed[name]))
        if name not in self._plain:
            raise LookUpFailed("missing", f"there is no value {name}")
        return as_text(self._plain[name])

    def _must(self, name: str, value: str | None) -> str:
        if value is None:
            raise LookUpFailed("unknown_secret", f"nobody knows the secret {name}")
        return value


def as_text(value: str | int | float | bool) -> str:
    """A value as it stands in an address: true and false as JSON writes them."""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _header(name: str, text: str, value: Callable[[str], str]) -> str:
    if not _HEADER_NAME.fullmatch(name) or name.lower() in OURS:
        raise LookUpFailed("blocked", f"the header {name[:40]!r} cannot be set")
    line = filled(text, value)
    if _CONTROL.search(line) or len(line) > LONGEST_HEADER:
        raise LookUpFailed("blocked", f"what the header {name} would hold cannot stand in one")
    return f"{name}: {line}"


def _body(command: LookUp, value: Callable[[str], str]) -> bytes:
    if not command.body:
        return b""
    text = json.dumps({name: filled(given, value) for name, given in command.body})
    if len(text) > LONGEST_BODY:
        raise LookUpFailed("blocked", f"the body is longer than {LONGEST_BODY} letters")
    return text.encode()
