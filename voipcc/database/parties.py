"""Who a party is: numbers and names live here and nowhere else, under random ids.

The journal and the records name people by id only. Erasing a person, or the end of the
retention, removes the line here; journal and records stay whole and name nobody.
"""

import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from voipcc.database.segment import sync_files

DAY_MS = 86_400_000
NAME_CHARACTERS = 100
UNWRITTEN_BYTES = 1 << 20
E164 = re.compile(r"\+[1-9][0-9]{3,14}")


@dataclass(frozen=True, slots=True)
class Party:
    """A person at a number. `seen_utc_ms`: when the retention began to run anew."""

    id: str
    number: str
    name: str
    seen_utc_ms: int


class Parties:
    """The store behind party ids: a file of JSON lines (0600) and two tables in memory.

    `trouble` says why the file could not be written last time, "" when all is well; a call
    never fails for it. `sync` may be called from any thread, the rest belongs to one.
    """

    def __init__(
        self, path: Path, retention_days: float, shared: Collection[str], clock: Callable[[], int]
    ) -> None:
        self.path = path
        self.trouble = ""
        self.damaged_lines = 0
        self.on_trouble: Callable[[str], None] = lambda reason: None
        self._lock = threading.Lock()  # around the file; never held while the disk syncs a line
        self._unsynced = False  # lines that a power cut could take
        self._suspect = False  # a sync failed: the kernel may have dropped what was written
        self._retention_ms = int(retention_days * DAY_MS)
        self._shared = frozenset(shared)
        self._clock = clock
        self._by_id: dict[str, Party] = {}
        self._by_number: dict[str, str] = {}
        self._unwritten = b""
        self._fd = -1

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        retention_days: float = 90,
        shared: Collection[str] = (),
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> "Parties":
        """Reads the file, drops who is kept too long, and goes on writing.

        `shared` are numbers many people call from: they are nobody's. Raises OSError.
        """
        parties = cls.readable(path, retention_days=retention_days, shared=shared, clock=clock)
        parties._rewrite()
        return parties

    @classmethod
    def readable(
        cls,
        path: Path,
        *,
        retention_days: float = 90,
        shared: Collection[str] = (),
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> "Parties":
        """Only for `who`, beside a running centre: nothing is written."""
        parties = cls(path, retention_days, shared, clock)
        for line in path.read_bytes().splitlines() if path.exists() else ():
            parties._take(line)
        parties._forget_expired()
        return parties

    def __len__(self) -> int:
        """How many people are kept."""
        return len(self._by_id)

    def party_of(self, e164: str, name: str = "") -> str:
        """The id of who calls from this number; the same one while the person is kept.

        "" for a withheld, invalid or shared number: nothing is kept of it.
        """
        if not E164.fullmatch(e164) or e164 in self._shared:
            return ""
        known = self._by_id.get(self._by_number.get(e164, ""))
        now = self._clock()
        if known and now - known.seen_utc_ms > self._retention_ms:
            self._forget(known)
            known = None
        name = _clean(name) or (known.name if known else "")
        if known and known.name == name and now - known.seen_utc_ms < DAY_MS:
            return known.id
        party = (
            replace(known, name=name, seen_utc_ms=now)
            if known
            else Party(secrets.token_urlsafe(12), e164, name, now)
        )
        self._remember(party)
        self._append(party)
        return party.id

    def who(self, party: str) -> Party | None:
        """The person behind an id, as long as they are kept."""
        found = self._by_id.get(party)
        if found and self._clock() - found.seen_utc_ms > self._retention_ms:
            return None
        return found

    def find(self, e164: str) -> str:
        """The id a number has at present, "" when it has none; nothing is kept."""
        party = self._by_number.get(e164, "")
        return party if self.who(party) else ""

    def erase(self, party: str) -> bool:
        """Forgets a person for good; the file is rewritten. False when nobody has this id.

        Raises OSError when the file could not be rewritten: then nobody is erased.
        """
        found = self._by_id.get(party)
        if found is None:
            return False
        self._forget(found)
        try:
            self._rewrite()
        except OSError:
            self._remember(found)
            raise
        return True

    def expire(self) -> int:
        """Forgets everybody whose retention is over; how many. Raises OSError."""
        count = self._forget_expired()
        if count:
            self._rewrite()
        return count

    def sync(self) -> None:
        """Whoever has an id by now survives a power cut. Never raises: it is tried again next time."""
        try:
            with self._lock:
                if self._fd < 0 or not (self._unsynced or self._unwritten or self._suspect):
                    return
                if self._suspect:
                    self._make_anew()
                self._put(b"")
                self._unsynced, fd = False, os.dup(self._fd)
            try:
                os.fdatasync(fd)
            finally:
                os.close(fd)
        except OSError as error:
            self._unsynced = self._suspect = True
            self._report(f"{error.strerror} ({self.path})")

    def close(self) -> None:
        """Writes what a full disk had refused, if it can, and syncs."""
        if self._fd >= 0:
            self.sync()
            os.close(self._fd)
            self._fd = -1

    # --- memory --------------------------------------------------------------------------------

    def _take(self, line: bytes) -> None:
        try:
            self._remember(PARTIES.decode(line))
        except (msgspec.MsgspecError, ValueError):
            self.damaged_lines += 1

    def _remember(self, party: Party) -> None:
        self._by_id[party.id] = party
        self._by_number[party.number] = party.id

    def _forget(self, party: Party) -> None:
        self._by_id.pop(party.id, None)
        if self._by_number.get(party.number) == party.id:
            del self._by_number[party.number]

    def _forget_expired(self) -> int:
        oldest = self._clock() - self._retention_ms
        expired = [party for party in self._by_id.values() if party.seen_utc_ms < oldest]
        for party in expired:
            self._forget(party)
        return len(expired)

    # --- the file --------------------------------------------------------------------------------

    def _append(self, party: Party) -> None:
        with self._lock:
            self._put(msgspec.json.encode(party) + b"\n")
            self._unsynced = True

    def _put(self, line: bytes) -> None:
        """Never raises: what the disk refuses is tried again with the next line or sync."""
        data = self._unwritten + line
        try:
            done = os.write(self._fd, data) if data else 0
            if not self._suspect:
                self._report("")
        except OSError as error:
            done = 0
            self._report(f"{error.strerror} ({self.path})")
        self._unwritten = data[done:][:UNWRITTEN_BYTES]

    def _report(self, reason: str) -> None:
        if reason != self.trouble:
            self.trouble = reason
            self.on_trouble(reason)

    def _rewrite(self) -> None:
        with self._lock:
            self._make_anew()

    def _make_anew(self) -> None:
        """The file with who is kept now, in one step, on the disk when this returns. Raises OSError."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.path.with_suffix(".making")
        kept = list(self._by_id.values())
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(b"".join(msgspec.json.encode(party) + b"\n" for party in kept))
            file.flush()
            os.fsync(fd)
        draft.rename(self.path)
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        self._unwritten, self._unsynced, self._suspect = b"", False, False
        sync_files([self.path.parent])  # or an erased person could be back after a power cut


def masked(number: str) -> str:
    """A number for logs and lists: country and first digits, the rest hidden, the last two."""
    if len(number) < 9:
        return "*" * len(number)
    return f"{number[:5]}{'*' * (len(number) - 7)}{number[-2:]}"


def _clean(name: str) -> str:
    printable = "".join(sign for sign in name if sign.isprintable())
    return printable.strip()[:NAME_CHARACTERS].encode("utf-8", "replace").decode()


PARTIES: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Party)
