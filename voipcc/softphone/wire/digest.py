"""Answers to 401 and 407: HTTP digest as SIP uses it (MD5, and SHA-256 where it is asked for)."""

import hashlib
import re
import secrets

_PAIR = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))')
_ALGORITHMS = {"MD5": "md5", "MD5-SESS": "md5", "SHA-256": "sha256"}


def read_challenge(header: str) -> dict[str, str]:
    """The pairs of a WWW-Authenticate or Proxy-Authenticate value; empty when not Digest."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() != "digest":
        return {}
    return {
        found[1].lower(): found[2] if found[2] is not None else found[3]
        for found in _PAIR.finditer(rest)
    }


def answer_challenge(
    challenge: dict[str, str], *, method: str, uri: str, user: str, password: str,
    client_nonce: str = "", count: int = 1,
) -> str:  # fmt: skip
    """The value of Authorization; empty when the challenge cannot be answered."""
    name = challenge.get("algorithm", "MD5").upper()
    algorithm = _ALGORITHMS.get(name)
    if algorithm is None or "nonce" not in challenge:
        return ""

    def digest(*parts: str) -> str:
        return hashlib.new(algorithm, ":".join(parts).encode(), usedforsecurity=False).hexdigest()

    realm, nonce = challenge.get("realm", ""), challenge["nonce"]
    cnonce = client_nonce or secrets.token_hex(8)
    secret = digest(user, realm, password)
    if name.endswith("-SESS"):
        secret = digest(secret, nonce, cnonce)
    what = digest(method, uri)
    fields = {"username": user, "realm": realm, "nonce": nonce, "uri": uri}
    plain = {"algorithm": challenge["algorithm"]} if "algorithm" in challenge else {}
    if "auth" in re.split(r"[\s,]+", challenge.get("qop", "")):
        fields["cnonce"] = cnonce
        fields["response"] = digest(secret, nonce, f"{count:08x}", cnonce, "auth", what)
        plain |= {"qop": "auth", "nc": f"{count:08x}"}
    else:
        fields["response"] = digest(secret, nonce, what)
    if "opaque" in challenge:
        fields["opaque"] = challenge["opaque"]
    parts = [f'{key}="{value}"' for key, value in fields.items()]
    parts += [f"{key}={value}" for key, value in plain.items()]
    return "Digest " + ", ".join(parts)
