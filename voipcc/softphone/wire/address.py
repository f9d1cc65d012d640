"""SIP URIs, name-addresses and Via fields, as far as a phone needs them."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote

HostPort = tuple[str, int]

_URI = re.compile(
    r"(?P<scheme>sips?|tel):(?:(?P<user>[^@:;>]*)(?::[^@>]*)?@)?"
    r"(?P<host>\[[0-9a-fA-F:.]+\]|[^;:?>@\s]*)(?::(?P<port>[0-9]{1,5}))?(?P<params>[^?>]*)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Uri:
    scheme: str = "sip"
    user: str = ""
    host: str = ""
    port: int = 0
    params: dict[str, str] = field(default_factory=dict)

    def place(self) -> HostPort | None:
        """Where to send to, when the host is an address; names are not looked up here."""
        try:
            ip_address(self.host.strip("[]"))
        except ValueError:
            return None
        return self.host.strip("[]"), self.port or 5060


@dataclass(slots=True)
class NameAddress:
    """`"Anna" <sip:anna@host>;tag=x`: the URI as text, exactly as it came, and its parts."""

    name: str = ""
    text: str = ""
    params: dict[str, str] = field(default_factory=dict)

    @property
    def uri(self) -> Uri:
        return read_uri(self.text)

    @property
    def tag(self) -> str:
        return self.params.get("tag", "")


@dataclass(slots=True)
class Via:
    host: str = ""
    port: int = 0
    params: dict[str, str] = field(default_factory=dict)

    @property
    def branch(self) -> str:
        return self.params.get("branch", "")


def read_params(text: str) -> dict[str, str]:
    """`;a=1;b` as a dictionary with lower-case names; a quoted value loses its quotes."""
    params: dict[str, str] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        if name.strip():
            params.setdefault(name.strip().lower(), value.strip().strip('"'))
    return params


def read_uri(text: str) -> Uri:
    """An empty Uri where the text is none."""
    found = _URI.match(text.strip())
    if found is None:
        return Uri()
    user, host = unquote(found["user"] or ""), found["host"]
    if found["scheme"].lower() == "tel":
        user, host = host, ""
    port = int(found["port"] or 0)
    return Uri(
        found["scheme"].lower(), user, host, port if port < 65536 else 0,
        read_params(found["params"]),
    )  # fmt: skip


def read_name_address(text: str) -> NameAddress:
    """Both forms, with and without angle brackets; nonsense gives an empty one."""
    before, bracket, rest = text.partition("<")
    if text.lstrip().startswith('"'):
        quoted = re.match(r'\s*"((?:[^"\\]|\\.)*)"\s*', text)
        if quoted is None:
            return NameAddress()
        name = re.sub(r"\\(.)", r"\1", quoted[1])
        _, bracket, rest = text[quoted.end() :].partition("<")
    else:
        name = before.strip() if bracket else ""
    if not bracket:
        uri, _, params = text.strip().partition(";")
        return NameAddress("", uri, read_params(params))
    uri, _, params = rest.partition(">")
    return NameAddress(name, uri.strip(), read_params(params))


def read_via(text: str) -> Via:
    """The parts after `SIP/2.0/UDP`; an empty Via where there are none."""
    _, _, rest = text.strip().partition(" ")
    where, _, params = rest.strip().partition(";")
    found = re.fullmatch(r"(\[[^\]]*\]|[^:\s]*)\s*(?::\s*([0-9]{1,5}))?", where.strip())
    if found is None:
        return Via()
    return Via(found[1].strip("[]"), int(found[2] or 0), read_params(params))


def quoted(text: str) -> str:
    """A display name safely inside quotes."""
    clean = text.replace("\r", " ").replace("\n", " ")
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
