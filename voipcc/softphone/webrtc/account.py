"""Who a browser phone is, where it connects to, and whose certificate it believes."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path

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
