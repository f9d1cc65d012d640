"""What a phone must know to register: read from a file, the environment or arguments.

The file is what `voipcc agent add` prints, one `key: value` per line:

    server: 127.0.0.1:5061
    transport: tls
    username: q7x1kd
    password: the secret
    srtp: required
    ca_file: ca.pem
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, cast, get_args

Transport = Literal["udp", "tcp", "tls"]
Srtp = Literal["off", "optional", "required"]
DEFAULT_PORTS: Mapping[str, int] = {"udp": 5060, "tcp": 5060, "tls": 5061}
NOT_IN_NAMES = '<>"\r\n;@'
NOT_IN_SIP = NOT_IN_NAMES + " "
ENVIRONMENT_PREFIX = "VOIPCC_PHONE_"
FILE_LIMIT_BYTES = 65_536
GUEST = "caller"


class PhoneError(Exception):
    """Something the person at the phone can put right: `str(error)` says what, `remedy` how."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy

    def sentence(self) -> str:
        return f"{self} {self.remedy}".strip()


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """One device's registration; a guest has no password and only places calls.

    Over TLS the server's certificate must be signed by `ca_file` (PEM; empty: the machine's own
    list), unless `verify` is false.
    """

    server: str
    username: str
    password: str = field(repr=False)
    transport: Transport = "udp"
    port: int = 0
    srtp: Srtp = "off"
    ca_file: Path | None = None
    verify: bool = True
    display: str = ""

    @property
    def guest(self) -> bool:
        """Whether this phone has no account: it calls as anybody outside would."""
        return not self.password

    @property
    def address(self) -> str:
        """`host:port` of the registrar."""
        return f"{self.server}:{self.port or DEFAULT_PORTS[self.transport]}"

    def uri(self, target: str) -> str:
        """SIP URI of a number or name at our server; a whole URI stays as it is."""
        if target.startswith(("sip:", "sips:")):
            return target
        return f"sip:{target}@{self.address};transport={self.transport}"

    def text(self) -> str:
        """The settings as a file that `read_account` reads, the password included."""
        lines = [f"server: {self.address}", f"transport: {self.transport}"]
        lines += [f"username: {self.username}", f"password: {self.password}", f"srtp: {self.srtp}"]
        lines += [f"ca_file: {self.ca_file}"] if self.ca_file else []
        lines += [] if self.verify else ["verify: no"]
        lines += [f"display: {self.display}"] if self.display else []
        return "\n".join(lines) + "\n"


KEYS = tuple(each.name for each in fields(PhoneAccount))


def read_account_file(path: Path) -> dict[str, str]:
    """Keys and values of a settings file. Raises PhoneError with file and line."""
    try:
        if path.stat().st_size > FILE_LIMIT_BYTES:
            raise PhoneError(
                f"{path}: too large for a phone's settings.",
                "Give the file that `voipcc agent add` printed.",
            )
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PhoneError(
            f"{path}: cannot be read: {error}.", "Give the file that `voipcc agent add` printed."
        ) from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in KEYS:
            raise PhoneError(
                f"{path}:{number}: '{line.split(':')[0].strip()}' is no phone setting.",
                f"Known are: {', '.join(KEYS)}.",
            )
        found[key.strip()] = value.strip()
    if found.get("ca_file"):
        found["ca_file"] = str(path.parent / found["ca_file"])
    return found


def environment_settings(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Settings named VOIPCC_PHONE_SERVER, VOIPCC_PHONE_PASSWORD and so on."""
    named = {key: environment.get(ENVIRONMENT_PREFIX + key.upper(), "") for key in KEYS}
    return {key: value for key, value in named.items() if value}


def account_from(settings: Mapping[str, str], *, guest: bool = False) -> PhoneAccount:
    """Checks the words and makes the account. Raises PhoneError naming the first wrong setting."""
    if guest:
        settings = {"username": GUEST, **settings, "password": ""}
    _require(settings, ("server",) if guest else ("server", "username", "password"))
    server, port = _split_address(settings["server"], settings.get("port", ""))
    transport = _transport(settings.get("transport") or "udp")
    usual_srtp = "required" if transport == "tls" else "off"
    srtp = _one_of("srtp", settings.get("srtp") or usual_srtp, get_args(Srtp))
    verify = _one_of("verify", settings.get("verify") or "yes", ("yes", "no")) == "yes"
    return PhoneAccount(
        server=server,
        port=port,
        username=settings["username"],
        password=settings["password"],
        transport=transport,
        srtp=cast(Srtp, srtp),
        ca_file=_ca_file(settings.get("ca_file", "")),
        verify=verify,
        display=settings.get("display", ""),
    )


def _require(settings: Mapping[str, str], keys: tuple[str, ...]) -> None:
    """Whether these are given, and all that goes into SIP addresses can stand there."""
    for key in keys:
        if not settings.get(key):
            raise PhoneError(
                f"The phone's {key} is not known.",
                f"Give it in the settings file or as {ENVIRONMENT_PREFIX}{key.upper()}.",
            )
    for key, forbidden in (
        ("server", NOT_IN_SIP),
        ("username", NOT_IN_SIP),
        ("display", NOT_IN_NAMES),
    ):
        if set(settings.get(key, "")) & set(forbidden):
            raise PhoneError(
                f"The phone's {key} {settings[key]!r} contains a sign that SIP addresses cannot carry."
            )


def _transport(word: str) -> Transport:
    if word == "wss":
        raise PhoneError(
            "These are a browser phone's settings (transport wss).",
            "`voipcc phone` speaks udp, tcp and tls: add a phone with one of these.",
        )
    return cast(Transport, _one_of("transport", word, get_args(Transport)))


def _ca_file(named: str) -> Path | None:
    if named and not Path(named).is_file():
        raise PhoneError(
            f"ca_file {named} does not exist.",
            "Give the centre's ca.pem as it was handed over with the settings.",
        )
    return Path(named) if named else None


def _split_address(server: str, port: str) -> tuple[str, int]:
    host, colon, written = server.rpartition(":")
    if not colon or host.count(":") or not written.isdigit():
        host, written = server, ""
    written = port or written
    if written and not (written.isdigit() and 0 < int(written) < 65536):
        raise PhoneError(
            f"Port {written!r} is no port number.", "Give 1 to 65535, or leave it out."
        )
    return host, int(written or 0)


def _one_of(key: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise PhoneError(
            f"The phone's {key} is '{value}'.", f"It must be one of {', '.join(allowed)}."
        )
    return value
