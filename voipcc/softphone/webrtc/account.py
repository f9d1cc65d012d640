"""Who a browser phone is, where it connects to, and whose certificate it believes."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from voipcc.softphone.sip.account import PhoneError

CERTIFICATE_REMEDY = "Give the centre's certificate as ca_file, or its SHA-256 fingerprint."


@dataclass(frozen=True, slots=True)
class WebAccount:
    """`ca_file` (PEM) or `fingerprint` (SHA-256 in hex, colons allowed) makes a self-made certificate good."""

    server: str
    port: int
    username: str
    password: str = field(repr=False)
    ca_file: Path | None = None
    fingerprint: str = ""
    secure: bool = True
    path: str = "/ws"

    @property
    def url(self) -> str:
        return f"{'wss' if self.secure else 'ws'}://{self.server}:{self.port}{self.path}"

    @property
    def via(self) -> str:
        """What the topmost Via starts with."""
        return f"SIP/2.0/{'WSS' if self.secure else 'WS'}"

    def trust(self) -> ssl.SSLContext | None:
        """How the server's certificate is checked. Raises PhoneError when `ca_file` is unusable."""
        if not self.secure:
            return None
        if self.fingerprint:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # `checked` compares the fingerprint instead
            return context
        try:
            return ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
        except (OSError, ssl.SSLError) as error:
            raise PhoneError(
                f"{self.ca_file} is no certificate file: {error}.", CERTIFICATE_REMEDY
            ) from None

    def matches(self, digest_hex: str) -> bool:
        """Whether a certificate with this SHA-256 is the one meant."""
        return self.fingerprint.replace(":", "").lower() == digest_hex.lower()


def web_account(settings: Mapping[str, str]) -> WebAccount:
    """From the settings `voipcc agent add` prints for a browser phone. Raises PhoneError."""
    try:
        address = urlsplit(settings.get("server", ""))
        server, port = address.hostname, address.port
    except ValueError:
        address, server, port = urlsplit(""), None, None
    if address.scheme not in ("ws", "wss") or not server:
        raise PhoneError(
            f"server is {settings.get('server', '')!r}.",
            "A browser phone's is like wss://centre.example:8089/ws.",
        )
    secure = address.scheme == "wss"
    ca_file = Path(settings["ca_file"]) if settings.get("ca_file") else None
    return WebAccount(
        server, port or (443 if secure else 80), settings.get("username", ""),
        settings.get("password", ""), ca_file, secure=secure, path=address.path or "/",
    )  # fmt: skip
