"""Who changed what callers meet, when, and how it is taken back.

One JSON line for each change, synced before it counts. Whoever lets people change something notes
it here, so that `voipcc history` shows it and `voipcc undo` finds it:

    change = history.note("override", who, ("support is closed until Mon 08:00",), undo={...})
    history.settle(change.id)      # it is over by itself: nothing is left to be taken back
"""

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

MOST_CHANGES = 10_000
MOST_WORDS = 200
LONGEST_WORD = 400
LONGEST_WHO = 80


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change. `version` is the one in force after it, where it made another one so.

    `undo` is what the part that made it needs to take it back (nothing: it cannot be), `settles` are
    changes that can no longer be taken back because of this one.
    """

    id: int
    utc_ms: int
    kind: str
    who: str
    words: tuple[str, ...]
    version: str = ""
    undo: dict[str, Any] | None = None
    settles: tuple[int, ...] = ()


def beside(change: Change, history: "History") -> dict[str, Any]:
    """What is told beside a change that was taken back: its kind, and what the next `undo` takes back."""
    following = history.last_undoable()
    words = following.words if following is not None else ()
    return {"kind": change.kind, "next": words, "next_kind": following.kind if following else ""}


class History:
    """The changes of one centre, oldest first, in `path`. One process writes it at a time.

    A torn last line is left out. Raises OSError where the disk does not take or give it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changes: list[Change] = []
        self._settled: set[int] = set()
        self._alone = threading.Lock()
        self._whole = True  # the file ends with a line's end
        self._read()

    def note(
        self,
        kind: str,
        who: str,
        words: Sequence[str],
        undo: Mapping[str, Any] | None = None,
        *,
        version: str = "",
        settles: Sequence[int] = (),
    ) -> Change:
        """Write a change down, synced to disk when this returns."""
        with self._alone:
            return self._noted(kind, who, words, undo, version, settles)

    def _noted(
        self,
        kind: str,
        who: str,
        words: Sequence[str],
        undo: Mapping[str, Any] | None,
        version: str,
        settles: Sequence[int],
    ) -> Change:
        change = Change(
            id=self._changes[-1].id + 1 if self._changes else 1,
            utc_ms=time.time_ns() // 1_000_000,
            kind=kind,
            who=who[:LONGEST_WHO],
            words=tuple(word[:LONGEST_WORD] for word in words[:MOST_WORDS]),
            version=version,
            undo=dict(undo) if undo is not None else None,
            settles=tuple(settles),
        )
        self._append(change)
        self._take(change)
        return change

    def settle(self, change: int) -> None:
        """This change has ended by itself or was taken back elsewhere: `undo` passes it by."""
        if change not in self._settled:
            self.note("settled", "", (), settles=(change,))

    def changes(self, most: int = 50) -> list[Change]:
        """What people did, the newest first."""
        found = (one for one in reversed(self._changes) if one.kind != "settled")
        return [change for change, _ in zip(found, range(most), strict=False)]

    def find(self, change: int) -> Change | None:
        """The change of this id."""
        return next((one for one in reversed(self._changes) if one.id == change), None)

    def is_open(self, change: int) -> bool:
        """Whether this change can still be taken back."""
        return change not in self._settled

    def last_undoable(self) -> Change | None:
        """The newest change that can be taken back and was not yet."""
        return next(self.undoable(), None)

    def undoable(self) -> Iterator[Change]:
        """All of these, the newest first."""
        for change in reversed(self._changes):
            if change.undo is not None and change.id not in self._settled:
                yield change

    def _read(self) -> None:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return
        self._whole = not data or data.endswith(b"\n")
        for line in data.splitlines():
            try:
                self._take(_LINES.decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue  # torn by a loss of power: it never counted
        if len(self._changes) > MOST_CHANGES:
            self._shorten()

    def _take(self, change: Change) -> None:
        self._changes.append(change)
        self._settled.update(change.settles)

    def _append(self, change: Change) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        begin = b"" if self._whole else b"\n"
        self._whole = False
        fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(begin + msgspec.json.encode(change) + b"\n")
            file.flush()
            os.fsync(fd)
        self._whole = True

    def _shorten(self) -> None:
        """The oldest half goes; who runs what is not told by this file."""
        self._changes = self._changes[-MOST_CHANGES // 2 :]
        draft = self._path.with_suffix(".making")
        draft.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in self._changes))
        draft.chmod(0o600)
        draft.rename(self._path)
        self._whole = True


_LINES = msgspec.json.Decoder(Change)
