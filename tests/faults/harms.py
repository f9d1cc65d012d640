"""What goes wrong besides kill -9: inside of a life, and between two."""

import contextlib
import errno
import os
import resource
import select
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.database.server import Server, running
from tests.faults.life import Life
from voipcc.database.engine import Engine
from voipcc.database.history import payloads
from voipcc.database.segment import segment_paths
from voipcc.database.sqlite_engine import SqliteEngine
from voipcc.places import StateFolder

DISK_BYTES = 96 << 20
NO_LIMIT = resource.RLIM_INFINITY


class Harm:
    """Nothing but kill -9. `needs_root` where an ordinary user may not do it."""

    needs_root = False
    needs_server = False

    def __init__(self, chance: Random, tally: Path) -> None:
        self.chance = chance
        self.tally = tally

    @contextlib.contextmanager
    def place(self, folder: Path) -> Iterator[Path]:
        """Where the centre lives."""
        yield folder

    def strike(self, act: Callable[[], object]) -> None:
        """Do harm; what could not be done is not counted. Counted before, as it may forbid all writing."""
        with self.tally.open("ab", buffering=0) as file:
            file.write(b".")
        try:
            act()
        except BaseException:
            os.truncate(self.tally, self.happened() - 1)
            raise

    def happened(self) -> int:
        """How often harm was really done."""
        return self.tally.stat().st_size if self.tally.exists() else 0

    def engine(self, state: StateFolder) -> Engine:
        """Where its records are."""
        return SqliteEngine(state.records)

    def within(self, life: Life) -> None:
        """Before each step of a life, in its process."""

    def between(self, folder: Path, synced: int) -> str:
        """After a kill: `synced` is the last entry known to be safe. A word: no life can begin now."""
        return ""

    def over(self, folder: Path) -> None:
        """The next life can begin again."""


class Full(Harm):
    """The system refuses to let files grow, at some byte, for a while: as a full disk does."""

    spared = 0.98  # of the steps nothing changes before

    def within(self, life: Life) -> None:
        if self.chance.random() < self.spared:
            return
        limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
        if limit == NO_LIMIT:
            self.strike(lambda: self.limit(self.bytes(life)))
        else:
            self.limit(NO_LIMIT)

    def bytes(self, life: Life) -> int:
        """So that the journal can still write a part of its next entries."""
        path = segment_paths(life.state.journal)[-1]
        return path.stat().st_size + self.chance.randrange(6000)

    @staticmethod
    def limit(size: int) -> None:
        """No file grows beyond `size` bytes from now on."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, NO_LIMIT))


class ReadOnly(Full):
    """Nothing can be written at all for a while, as when a disk turns read-only under open files."""

    def bytes(self, life: Life) -> int:
        return 0


class Disk(Harm):
    """A file system of the test's own."""

    needs_root = True

    @contextlib.contextmanager
    def place(self, folder: Path) -> Iterator[Path]:
        self.disk = folder / "disk"
        self.disk.mkdir(parents=True)
        mount("-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(self.disk))
        try:
            yield self.disk / "state"
        finally:
            subprocess.run(["umount", "-l", str(self.disk)], check=False)


class FullDisk(Disk):
    """A disk that others fill to the last byte, and empty again."""

    def within(self, life: Life) -> None:
        hog = life.state.folder.parent / "hog"
        if self.chance.random() < 0.02:
            if hog.exists():
                hog.unlink()
            else:
                self.strike(lambda: fill(hog, DISK_BYTES))

    def over(self, folder: Path) -> None:
        (folder.parent / "hog").unlink(missing_ok=True)


class ReadOnlyDisk(Disk):
    """A disk that is mounted read-only between two lives: the next one must refuse to begin."""

    def between(self, folder: Path, synced: int) -> str:
        self.strike(lambda: mount("-o", "remount,ro", str(folder.parent)))
        return "Read-only file system"

    def over(self, folder: Path) -> None:
        mount("-o", "remount,rw", str(folder.parent))


class Torn(Harm):
    """A power cut: of the journal anything that was not synced is gone, cut, zeros or garbage."""

    def between(self, folder: Path, synced: int) -> str:
        path = segment_paths(StateFolder(folder).journal)[-1]
        ends = [
            frame.end for frame in payloads(path.parent, int(path.stem)) if frame.sequence <= synced
        ]
        size = path.stat().st_size
        if ends:
            left, rubbish = self.chance.randint(ends[-1], size), self.rubbish()
            if left < size or rubbish:
                self.strike(lambda: tear(path, left, rubbish))
        return ""

    def rubbish(self) -> bytes:
        """What a disk may have written of pages that were never finished."""
        length = self.chance.randrange(1, 5000)
        match self.chance.randrange(3):
            case 0:
                return b""
            case 1:
                return bytes(length)
        return self.chance.randbytes(length)


class KilledServer(Harm):
    """PostgreSQL is killed with -9 at any moment, again and again; somebody starts it anew each time."""

    needs_server = True

    @contextlib.contextmanager
    def place(self, folder: Path) -> Iterator[Path]:
        with running() as server:  # a killed server needs no sync: only a power cut would
            self.server, self.there = server, server.engine("records")
            mender = os.fork()
            if not mender:
                mend(server)
            try:
                yield folder
            finally:
                os.kill(mender, signal.SIGKILL)
                os.waitpid(mender, 0)
                start_if_dead(server)  # so that `running` can stop it

    def engine(self, state: StateFolder) -> Engine:
        return self.there

    def within(self, life: Life) -> None:
        if self.chance.random() < 0.002:
            with contextlib.suppress(OSError, ValueError, IndexError):
                self.strike(self.server.kill)


def tear(path: Path, left: int, rubbish: bytes) -> None:
    """Of a file so many bytes are left, and then comes what nobody wrote."""
    os.truncate(path, left)
    with path.open("ab") as file:
        file.write(rubbish)


def mend(server: Server) -> None:
    """Starts the server whenever it is dead, until this process is killed."""
    while True:
        start_if_dead(server)
        select.select([], [], [], 0.1)


def start_if_dead(server: Server) -> None:
    """A server that lives would only refuse to be started once more, for a minute."""
    try:
        os.kill(server.pid, 0)
    except (OSError, ValueError, IndexError):
        with contextlib.suppress(AssertionError, OSError):
            server.start()


def fill(hog: Path, size: int) -> None:
    """Takes all room that is left."""
    with hog.open("wb", buffering=0) as file:
        while size >= 1:
            try:
                os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                size //= 2


def mount(*words: str) -> None:
    """Raises CalledProcessError."""
    subprocess.run(["mount", *words], check=True, capture_output=True)


HARMS: dict[str, type[Harm]] = {
    "kill": Harm,
    "full": Full,
    "full_disk": FullDisk,
    "read_only": ReadOnly,
    "read_only_disk": ReadOnlyDisk,
    "torn": Torn,
    "killed_server": KilledServer,
}
