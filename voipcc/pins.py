"""PINs of supervisors: only what scrypt makes of one is kept."""

import hashlib
import hmac
import re
import secrets

PIN = re.compile(r"[0-9]{4,12}")
COST, BLOCK, LANES = 1 << 14, 8, 1


def sealed(pin: str) -> str:
    """What is kept instead of the PIN: salt and digest."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_digest(pin, salt).hex()}"


def fits(pin: str, kept: str) -> bool:
    """Whether this is the PIN `sealed` was given. Takes some 50 ms, that is what it is for."""
    salt, _, digest = kept.partition("$")
    if not PIN.fullmatch(pin) or not digest:
        return False
    return hmac.compare_digest(_digest(pin, bytes.fromhex(salt)), bytes.fromhex(digest))


def _digest(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=COST, r=BLOCK, p=LANES)
