"""What is sent of an ended call, and how it is signed (the public form "Standard Webhooks")."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from voipcc.core.cdr import Conversation
from voipcc.exports.schema import Row, Span, Table
from voipcc.exports.tables import TABLES
from voipcc.exports.writers import as_object
from voipcc.inert import ascii_json

TYPE = "call.ended"
TRIAL = "trial"
PARTS = ("segments", "offers", "announcements", "watches", "answers")
SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")
OLDEST_S = 300  # a receiver refuses what was signed longer ago


class _One:
    """An archive with a single conversation in it."""

    def __init__(self, record: Conversation) -> None:
        self._record = record

    def between(self, start_ms: int, end_ms: int) -> list[Conversation]:
        return [self._record]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who called, where a hook may know it."""

    number: str
    name: str


def key_of(record: Conversation) -> str:
    """Names the message for good: a receiver that has seen it drops the repeat."""
    return f"call-{record.id}"


def content(record: Conversation) -> dict[str, Any]:
    """What is sent, without a number: the row of `calls`, and the rows of its parts by table."""
    call = _rows(TABLES["calls"], record)[0]
    parts = {name: _rows(TABLES[name], record) for name in PARTS}
    return {"type": TYPE, "timestamp": call["ended"], "call": call, **parts}


def body(kept: bytes, who: Callable[[str], Caller | None] | None = None) -> bytes:
    """The body of one try: what is kept, with the caller where the hook may know who that is."""
    if who is None:
        return kept
    whole = json.loads(kept)
    call = whole.get("call", {})
    if caller := who(call.get("party", "")):
        call["caller_number"], call["caller_name"] = caller.number, caller.name
    return encoded(whole)


def encoded(whole: dict[str, Any]) -> bytes:
    """JSON in pure ASCII."""
    return ascii_json(whole).encode()


def signature(secret: str, key: str, at_s: int, sent: bytes) -> str:
    """`v1,` and the HMAC-SHA256 of `key.time.body` in base 64."""
    signed = f"{key}.{at_s}.".encode() + sent
    digest = hmac.new(_bytes(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def is_genuine(secret: str, headers: dict[str, str], sent: bytes, now_s: int) -> bool:
    """What a receiver does: is it from us, unchanged, and of the last five minutes?"""
    key, at, found = (headers.get(name, "") for name in SIGNED)
    if not at.isascii() or not at.isdigit() or abs(now_s - int(at[:12])) > OLDEST_S:
        return False
    wanted = signature(secret, key, int(at), sent)
    return any(hmac.compare_digest(one, wanted) for one in found.split(" ")[:10])


def _bytes(secret: str) -> bytes:
    """`whsec_` and base 64 as that form has it; any other secret is taken as it is."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except ValueError:
            pass
    return secret.encode()


def _rows(table: Table, record: Conversation) -> list[dict[str, Any]]:
    rows: list[Row] = list(table.rows(_One(record), Span(0, 1 << 62)))  # type: ignore[arg-type]
    return [as_object(table.columns, row, UTC) for row in rows]
