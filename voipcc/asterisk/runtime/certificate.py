"""Certificates of SIP over TLS and WebSocket: our own, and those carriers are checked against."""

import datetime
import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path

from voipcc.asterisk.errors import SwitchError
from voipcc.settings import CentreSettings

_YEARS = 5
# Where Linux systems keep the certificates of the CAs they trust, in one file.
_STORES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
    Path("/etc/ssl/ca-bundle.pem"),
    Path("/etc/ssl/cert.pem"),
)


def carrier_ca(settings: CentreSettings, stores: Sequence[Path] = _STORES) -> Path | None:
    """The file of CA certificates a carrier must be signed by; None where nobody needs one.

    Raises SwitchError when a trunk calls over TLS and the machine trusts nobody.
    """
    if settings.carriers_ca_file is not None:
        return settings.carriers_ca_file
    for store in stores:
        if store.exists():
            return store
    for name, trunk in settings.trunks.items():
        if trunk.transport == "tls" and (trunk.proxy or trunk.registration):
            raise SwitchError(
                f"this machine has no CA certificates to check the carrier of {name} by: "
                "apt-get install ca-certificates, or name a file as carriers_ca_file"
            )
    return None


def ensure_certificate(keys: Path, settings: CentreSettings) -> None:
    """`cert.pem` and `key.pem` (0600) in `keys`; an own certificate put there is left alone."""
    certificate, key = keys / "cert.pem", keys / "key.pem"
    if certificate.exists() and key.exists():
        return
    certificate_text, key_text = _make(settings)
    _write(key, key_text)
    _write(certificate, certificate_text)


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    fresh.replace(path)


def _make(settings: CentreSettings) -> tuple[bytes, bytes]:
    # Imported here: the library takes a noticeable part of a quick verb's start.
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    addresses = {settings.listen.address, settings.public_address or settings.listen.address}
    names = [x509.IPAddress(ipaddress.ip_address(str(address))) for address in sorted(addresses)]
    name = x509.Name(
        [
            x509.NameAttribute(
                NameOID.COMMON_NAME, str(settings.public_address or settings.listen.address)
            )
        ]
    )
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    key_text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate.public_bytes(serialization.Encoding.PEM), key_text
