"""Asterisk's own call records (cdr_csv's Master.csv), read into conversations for the reports.

Such a row knows no queue and no menu: who called when, how long somebody talked, and at which
phone. Calls that are kept already, from a `queue_log` perhaps, are left out.
"""

import csv
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from voipcc.core.cdr import Conversation, Outcome, Segment

SOURCE = "cdr"
COLUMNS = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp",
    "lastdata", "start", "answer", "end", "duration", "billsec", "disposition", "amaflags",
    "uniqueid", "userfield",
)  # fmt: skip
LEAST = COLUMNS.index("uniqueid")
LONGEST_FIELD = 4000
CHANNEL = re.compile(r"[A-Za-z0-9]+/([^/@;]{1,80})-[0-9a-f]{6,16}")
E164 = re.compile(r"\+[1-9][0-9]{3,14}")
OUTCOMES: dict[str, tuple[Outcome, int]] = {
    "ANSWERED": ("completed", 16),
    "NO ANSWER": ("left_in_menu", 19),
    "BUSY": ("refused", 17),
    "FAILED": ("refused", 41),
    "CONGESTION": ("refused", 42),
}


@dataclass(slots=True)
class Read:
    """What came of reading a file. `odd` are rows that were none, the first hundred told."""

    rows: int = 0
    conversations: int = 0
    known: int = 0
    odd: list[str] = field(default_factory=list)


class RowError(ValueError):
    """This is no row of such a file; the text says why."""


def conversations(
    texts: Iterable[str],
    zone: tzinfo,
    party_of: Callable[[str], str],
    known: Collection[str],
    read: Read,
) -> Iterator[Conversation]:
    """One for each call; times in the file are those of `zone`. `known` are legs that have a record."""
    csv.field_size_limit(LONGEST_FIELD * 10)
    seen: set[str] = set()
    rows = csv.reader(_clean(texts))
    while True:
        read.rows += 1
        try:
            row = next(rows)
            made = _conversation(row, zone, party_of)
        except StopIteration:
            read.rows -= 1
            return
        except (csv.Error, RowError) as error:
            if len(read.odd) < 100:
                read.odd.append(f"row {read.rows}: {error}")
            continue
        if made.leg in known or made.id in seen:
            read.known += 1
            continue
        seen.add(made.id)
        read.conversations += 1
        yield made


def _clean(texts: Iterable[str]) -> Iterator[str]:
    return (text.replace("\0", "") for text in texts if text.strip())


def _conversation(row: list[str], zone: tzinfo, party_of: Callable[[str], str]) -> Conversation:
    if len(row) < LEAST or len(row) > len(COLUMNS) + 6:
        raise RowError(f"it has {len(row)} columns, not {LEAST} to {len(COLUMNS)}")
    cells = dict(zip(COLUMNS, (*row, "", ""), strict=False))
    began_us = _microseconds(cells["start"], zone)
    ended_us = max(_microseconds(cells["end"], zone), began_us)
    answered_us = _microseconds(cells["answer"], zone) if cells["answer"] else 0
    answered_us = answered_us and min(max(answered_us, began_us), ended_us)
    if cells["disposition"] not in OUTCOMES:
        raise RowError(f"its disposition is {cells['disposition'][:20]!r}")
    outcome, cause = OUTCOMES[cells["disposition"]]
    phone = CHANNEL.fullmatch(cells["dstchannel"])
    segments = [Segment("menu", began_us, ended_us)]
    if phone and answered_us and outcome == "completed":
        outcome = "answered"
        talk = Segment("talk", answered_us, ended_us, agent=phone[1])
        segments = [Segment("menu", began_us, answered_us), talk]
    leg = (
        cells["uniqueid"]
        or hashlib.sha256("\0".join(row).encode("utf-8", "replace")).hexdigest()[:24]
    )
    number, caller = cells["dst"], cells["src"]
    return Conversation(
        id=f"{SOURCE}-{leg}", number=number if E164.fullmatch(number) else "", trunk="",
        party=party_of(caller) if caller else "", leg=leg, plan_version="", boot_id=SOURCE,
        arrived_utc_ms=began_us // 1000, arrived_us=began_us, ended_us=ended_us, outcome=outcome,
        ended_by="", cause=cause, sip=0, source=SOURCE, offers=(),
        segments=tuple(part for part in segments if part.end_us > part.start_us),
    )  # fmt: skip


def _microseconds(text: str, zone: tzinfo) -> int:
    """Of `2026-01-31 13:45:10`, as such a file has it."""
    try:
        moment = datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError as error:
        raise RowError(f"{text[:20]!r} is no time") from error
    if not 2000 <= moment.year < 2100:
        raise RowError(f"{text[:20]!r} is not of this century")
    return round(moment.astimezone(UTC).timestamp()) * 1_000_000
