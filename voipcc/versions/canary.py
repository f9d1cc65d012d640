"""A version that some callers meet before all do: who they are, and how they fared."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from voipcc.asterisk.numbers import number_from
from voipcc.database.archive import Archive
from voipcc.database.engine import NoRecords, Session
from voipcc.database.schema import RecordsError
from voipcc.versions.edition import Edition

LIST = "canary"  # the callers' list; names of a dialplan's own lists have a / in them
PERCENT = re.compile(r"(\d{1,3})\s*%")
MOST_NUMBERS = 100
ANSWERED = ("answered", "fallback")


class Chosen(msgspec.Struct, frozen=True):
    """Who meets the canary: `percent` of all callers, and those who call from `numbers`."""

    percent: int = 0
    numbers: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = [f"{self.percent} % of the callers"] if self.percent else []
        count = len(self.numbers)
        words += [f"callers from {count} number{'' if count == 1 else 's'}"] if count else []
        return " and ".join(words)


def chosen(said: Sequence[str], country: str) -> Chosen:
    """What "10%" and "+4930123456" ask for. Raises ValueError with a sentence."""
    percent, numbers = 0, []
    for word in (part.strip() for one in said for part in one.split(",")):
        if share := PERCENT.fullmatch(word):
            percent = int(share[1])
            if not 1 <= percent <= 99:
                raise ValueError(f'"{word}": a canary takes 1 to 99 %; all is voipcc publish')
        elif e164 := number_from(word, country).e164:
            numbers.append(e164)
        else:
            raise ValueError(
                f'"{word}" is neither a share of the callers (10%) nor a number (+49...)'
            )
    if len(numbers) > MOST_NUMBERS:
        raise ValueError(f"a canary takes {MOST_NUMBERS} numbers at most")
    return Chosen(percent, tuple(dict.fromkeys(numbers)))


def untried(before: Edition, after: Edition) -> Iterator[str]:
    """What stands against trying `after` beside `before`: only what callers hear can be tried."""
    for name in sorted(set(after.plan.queues) - set(before.plan.queues)):
        yield f"queue {name} is new, and agents serve the queues of the running version only"
    for number in sorted(set(after.plan.numbers) - set(before.plan.numbers)):
        yield f"number {number} is new, and the switch takes numbers of the running version only"


def figures(archive: Archive, since_utc_ms: int, versions: Sequence[str]) -> list[dict[str, Any]]:
    """How callers fared with each version since a moment; nothing while there are no records."""
    try:
        with archive.engine.reading() as session:
            return [_figures(session, since_utc_ms, version) for version in versions]
    except RecordsError:
        return []


def _figures(session: Session, since_utc_ms: int, version: str) -> dict[str, Any]:
    (row,) = session.rows(
        "SELECT count(*) AS calls,"
        " count(CASE WHEN outcome IN (?, ?) THEN 1 END) AS answered,"
        " count(CASE WHEN outcome = 'abandoned' THEN 1 END) AS abandoned,"
        " avg(wait_us) AS wait_us FROM conversation"
        " WHERE plan_version = ? AND arrived_utc_ms >= ?",
        (*ANSWERED, version, since_utc_ms),
    )
    return {
        "version": version,
        "calls": row["calls"],
        "answered": row["answered"],
        "abandoned": row["abandoned"],
        "wait_s": round(float(row["wait_us"] or 0) / 1e6, 1),
    }


def versions_on_record(archive: Archive) -> set[str]:
    """Every version some record names: these are kept. Raises RecordsError."""
    try:
        return archive.versions()
    except NoRecords:
        return set()
