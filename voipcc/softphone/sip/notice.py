"""What a phone tells: one frozen notice per thing that happened, printable as a JSON line."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

Detail = str | int | float | bool | None | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """`what` is one of the words below; times are stamped where it happened.

    registered, unregistered, registration_failed, incoming, calling, ringing, early_audio, answered,
    audio, held, resumed, far_held, far_resumed, muted, unmuted, digit, sent, transfer, message, ended,
    heard, status, done, refused, warning.
    """

    what: str
    call: int | None = None
    details: Mapping[str, Detail] = field(default_factory=dict)
    monotonic_ns: int = field(default_factory=time.monotonic_ns)
    utc_ms: int = field(default_factory=lambda: time.time_ns() // 1_000_000)

    def json_line(self) -> str:
        head: dict[str, Detail] = {
            "event": self.what,
            "monotonic_ns": self.monotonic_ns,
            "utc_ms": self.utc_ms,
        }
        if self.call is not None:
            head["call"] = self.call
        return json.dumps({**head, **self.details}, ensure_ascii=False)

    def sentence(self) -> str:
        """The notice for a person: `call 1: answered (codec PCMU)`."""
        subject = f"call {self.call}: " if self.call is not None else ""
        shown = ", ".join(
            f"{key} {value}"
            for key, value in self.details.items()
            if value not in ("", None) and key != "remedy"
        )
        remedy = self.details.get("remedy")
        return (
            f"{subject}{self.what.replace('_', ' ')}"
            + (f" ({shown})" if shown else "")
            + (f" -> {remedy}" if remedy else "")
        )
