"""The append-only journal: every outside event with the commands it led to.

`append` has written when it returns (survives kill -9); a thread of its own syncs in
groups within 20 ms (survives a power cut), and `synced` waits for that. What entries name
elsewhere, as who a party is, is synced before them. A full disk
releases a reserve; when even that is used up, entries wait in bounded memory.
"""

import asyncio
import fcntl
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from voipcc.core.commands import Command
from voipcc.core.events import Event
from voipcc.core.moment import Moment
from voipcc.database.entry import encoded
from voipcc.database.history import END, Damage, Verification, Walk, read, verify
from voipcc.database.reserve import Reserve
from voipcc.database.segment import (
    FIRST_CHAIN,
    HEADER,
    JournalError,
    SegmentStart,
    chained,
    frame_bytes,
    header_bytes,
    segment_path,
    segment_paths,
    sync_files,
)

__all__ = ["Journal", "JournalError", "JournalLimits", "Verification", "read", "verify"]

GROUP_S = 0.014  # with the sync itself it stays below the 20 ms that are promised
RETRY_S = 0.25
DAY_S = 86_400
FSYNC_DELAY = "VOIPCC_FSYNC_DELAY_MS"
FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class JournalLimits:
    """Sizes in bytes: a segment, the reserve on disk, the memory for a full disk."""

    segment: int = 64 << 20
    reserve: int = 4 << 20
    memory: int = 32 << 20


class Journal:
    """One writer per folder. `append` belongs to the event loop; the rest is thread-safe.

    `on_trouble(reason)` is called from either thread when the disk fails, and with "" when
    all is well again. `damages` is what opening found; the files keep it for `verify`.
    """

    def __init__(
        self, folder: Path, limits: JournalLimits, lock_fd: int, sync_named: Callable[[], None]
    ) -> None:
        self.folder = folder
        self.limits = limits
        self._sync_named = sync_named
        self.damages: tuple[Damage, ...] = ()
        self.on_trouble: Callable[[str], None] = lambda reason: None
        self.trouble = ""
        self._lock_fd = lock_fd
        self._lock = threading.RLock()
        self._reserve = Reserve(folder / "reserve", limits.reserve)
        self._last = 0
        self._chain = FIRST_CHAIN
        self._fd = -1
        self._size = 0
        self._retired: list[int] = []  # descriptors of full segments: to be synced and closed
        self._waiting = bytearray()  # what the disk did not take
        self._written = 0  # last entry handed to the kernel
        self._synced = 0
        self._waiters: list[tuple[int, asyncio.AbstractEventLoop, asyncio.Future[None]]] = []
        self._wake = threading.Event()
        self._hurry = threading.Event()
        self._closing = False
        self._delay_s = float(os.environ.get(FSYNC_DELAY, "0")) / 1000
        self._thread = threading.Thread(target=self._sync_loop, name="journal", daemon=True)

    @classmethod
    def open(
        cls,
        folder: Path,
        limits: JournalLimits | None = None,
        sync_named: Callable[[], None] = lambda: None,
    ) -> "Journal":
        """Opens or makes the journal in `folder`; an unfinished last entry is dropped.

        `sync_named` syncs what entries name; the syncing thread calls it before it syncs them.
        Raises JournalError when another process writes it or its format is newer.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        journal = cls(folder, limits or JournalLimits(), _locked(folder), sync_named)
        try:
            journal._recover()
        except BaseException:
            os.close(journal._lock_fd)
            raise
        if not journal._reserve.hold():
            journal._report("the disk is too full for the journal's reserve")
        journal._thread.start()
        return journal

    @property
    def last_sequence(self) -> int:
        """The newest entry; 0 when there is none."""
        return self._last

    @property
    def synced_sequence(self) -> int:
        """The newest entry that survives a power cut."""
        return self._synced

    @property
    def full(self) -> bool:
        """The reserve is released or entries wait in memory: make room now."""
        return bool(self.trouble)

    @property
    def waiting_bytes(self) -> int:
        """What the disk has not taken yet."""
        return len(self._waiting)

    def append(
        self, now: Moment, event: Event, commands: Sequence[Command], kind: str = "event"
    ) -> int:
        """Writes one entry and returns its sequence number.

        Raises JournalError only when the disk is full, the reserve used and memory full.
        """
        with self._lock:
            sequence = self._last + 1
            payload = encoded(sequence, now, event, commands, kind)
            self._put(frame_bytes(sequence, self._chain, payload))
            self._chain = chained(self._chain, payload)
            self._last = sequence
            if not self._waiting:
                self._written = sequence
                if self._size >= self.limits.segment:
                    self._rotate()
        if not self._wake.is_set():
            self._wake.set()
        return sequence

    async def synced(self, sequence: int) -> None:
        """Returns once the entry survives a power cut. Raises JournalError when syncing fails."""
        loop = asyncio.get_running_loop()
        with self._lock:
            if sequence <= self._synced:
                return
            future: asyncio.Future[None] = loop.create_future()
            self._waiters.append((sequence, loop, future))
        self._hurry.set()
        self._wake.set()
        await future

    def prune(self, keep_days: float, derived_to: int) -> list[Path]:
        """Removes segments older than `keep_days` whose last entry is at most `derived_to`."""
        paths = segment_paths(self.folder)
        oldest = time.time() - keep_days * DAY_S
        removed = [
            path
            for path, after in pairwise(paths)
            if int(after.stem) - 1 <= derived_to and path.stat().st_mtime < oldest
        ]
        for path in removed:
            path.unlink()
        return removed

    def close(self) -> None:
        """Writes and syncs what is left and ends the thread. Twice is harmless."""
        if self._closing:
            return
        self._closing = True
        self._hurry.set()
        self._wake.set()
        self._thread.join()
        os.close(self._fd)
        os.close(self._lock_fd)

    # --- opening ---------------------------------------------------------------------------

    def _recover(self) -> None:
        paths = segment_paths(self.folder)
        while paths and not self._resume(paths[-1]):
            self._set_aside(paths.pop())
        if not paths:
            self._begin_segment()
        sync_files(
            [*paths[-2:], self.folder]
        )  # a killed writer's last entries may be in memory only
        self._written = self._synced = self._last

    def _resume(self, path: Path) -> bool:
        """Goes on in this segment; False when it has neither a good entry nor a header."""
        found: list[Damage] = []
        walk, end = _walked(path, found, END)
        if not walk.chain:  # the last entries are damaged: look at every one
            found.clear()
            walk, end = _walked(path, found, 0)
        if not walk.chain:
            return False
        self._last, self._chain = walk.sequence, walk.chain
        size = path.stat().st_size
        self._fd = os.open(path, FLAGS, 0o600)
        if walk.torn_bytes:
            os.ftruncate(self._fd, size - walk.torn_bytes)
            reason = f"{walk.torn_bytes} unfinished bytes dropped"
            found.append(Damage("torn", self._last + 1, path.name, end, reason))
        self._size = size - walk.torn_bytes
        self.damages += tuple(found)
        return True

    def _set_aside(self, path: Path) -> None:
        size = path.stat().st_size
        if size <= HEADER.size:
            path.unlink()  # not even its header was finished, so nothing is in it
            return
        path.rename(path.with_suffix(".damaged"))
        reason = f"nothing in these {size} bytes can be read; kept as {path.stem}.damaged"
        self.damages += (Damage("poisonous", int(path.stem), path.name, 0, reason),)

    def _begin_segment(self) -> None:
        """A new file for the entries after the last one. Raises OSError."""
        path = segment_path(self.folder, self._last + 1)
        header = header_bytes(SegmentStart(self._last + 1, self._chain))
        fd = os.open(path, FLAGS | os.O_EXCL, 0o600)
        try:
            if os.write(fd, header) != len(header):
                raise OSError("no room for a segment's header")
        except OSError:
            os.close(fd)
            path.unlink()
            raise
        if self._fd >= 0:
            self._retired.append(self._fd)
        self._fd, self._size = fd, len(header)

    # --- writing: under the lock -------------------------------------------------------------

    def _put(self, frame: bytes) -> None:
        if self._waiting:
            if len(self._waiting) + len(frame) > self.limits.memory:
                raise JournalError(f"the journal cannot be written: {self.trouble}; make room")
            self._waiting += frame
            self._drain()
            return
        written = self._write(frame)
        if written < len(frame):
            self._waiting += frame[written:]

    def _write(self, data: bytes) -> int:
        """How much the disk took; less than all after an error, which is reported."""
        done = 0
        while done < len(data):
            try:
                done += os.write(self._fd, data[done:] if done else data)
            except OSError as error:
                held = self._reserve.held
                self._reserve.release()
                self._report(f"{error.strerror} ({self.folder})")
                if not held:
                    break
        self._size += done
        return done

    def _drain(self) -> None:
        """Tries to write what is waiting in memory."""
        done = self._write(bytes(self._waiting))
        del self._waiting[:done]
        if not self._waiting:
            self._written = self._last

    def _rotate(self) -> None:
        try:
            self._begin_segment()
        except OSError as error:  # the old segment simply grows on
            self._report(f"{error.strerror or error} ({self.folder})")

    def _report(self, reason: str) -> None:
        if reason != self.trouble:
            self.trouble = reason
            with suppress(RuntimeError):  # whoever listens may be gone with its event loop
                self.on_trouble(reason)

    # --- the syncing thread ------------------------------------------------------------------

    def _sync_loop(self) -> None:
        while not self._closing:
            self._wake.wait(RETRY_S if self.trouble else None)
            if not self._closing:
                self._hurry.wait(GROUP_S)
            self._hurry.clear()
            self._wake.clear()
            self._mend()
            self._sync()
        self._mend()
        self._sync()

    def _mend(self) -> None:
        if not self.trouble:
            return
        with self._lock:
            if self._waiting:
                self._drain()
            if not self._waiting and self._reserve.hold_again():
                self._report("")

    def _sync(self) -> None:
        with self._lock:
            target, fd = self._written, self._fd
            retired, self._retired = self._retired, []
        if target == self._synced and not retired:
            return
        self._sync_named()
        try:
            for old in retired:
                os.fdatasync(old)
                os.close(old)
            os.fdatasync(fd)
            if retired or not self._synced:
                sync_files([self.folder])
        except OSError as error:
            self._failed_sync(error)
            return
        if self._delay_s:
            time.sleep(self._delay_s)
        self._wake_waiters(target)

    def _wake_waiters(self, target: int) -> None:
        with self._lock:
            self._synced = target
            done = [waiter for waiter in self._waiters if waiter[0] <= target]
            self._waiters = [waiter for waiter in self._waiters if waiter[0] > target]
        for _, loop, future in done:
            _tell(loop, future, None)

    def _failed_sync(self, error: OSError) -> None:
        """After a failed sync the kernel may have dropped pages: go on in a new segment."""
        with self._lock:
            self._report(f"syncing failed: {error.strerror} ({self.folder})")
            self._rotate()
            failed, self._waiters = self._waiters, []
        for _, loop, future in failed:
            _tell(loop, future, JournalError(self.trouble))


def _walked(path: Path, found: list[Damage], from_sequence: int) -> tuple[Walk, int]:
    """The walk through a segment, and the byte its last good entry ends at."""
    walk, end = Walk(found.append), 0
    for frame in walk.segment(path, True, from_sequence):
        end = frame.end
    return walk, end


def _tell(
    loop: asyncio.AbstractEventLoop, future: "asyncio.Future[None]", error: Exception | None
) -> None:
    def resolve() -> None:
        if future.done():
            return
        if error:
            future.set_exception(error)
        else:
            future.set_result(None)

    with suppress(RuntimeError):  # nobody waits any more when the loop is closed
        loop.call_soon_threadsafe(resolve)


def _locked(folder: Path) -> int:
    """Holds the folder for this process. Raises JournalError when another one has it."""
    fd = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(fd)
        raise JournalError(
            f"{folder}: another voipcc writes this journal; stop it first"
        ) from error
    return fd
