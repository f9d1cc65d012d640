"""A PostgreSQL server of our own for tests: made in a folder, killed and started as they like."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from voipcc.database.postgres_engine import Address, PostgresEngine
from voipcc.debs import fetch, locked, own_sources
from voipcc.places import cache_folder

PASSWORD = "only for tests"
START_S = 60.0
REMEDY = "apt-get install postgresql, or ./run test, which unpacks it for this user alone"
OPTIONS = (
    "-c shared_buffers=64MB -c max_connections=40 -c unix_socket_directories={folder}"
    " -c listen_addresses=127.0.0.1 -c port={port} -c fsync={fsync} -c log_min_messages=fatal"
)

HOW = ("-A", "scram-sha-256", "--auth-local=trust", "-E", "UTF8", "--locale=C")


def unpacked() -> Path:
    """Where PostgreSQL lies that was unpacked for this user."""
    return cache_folder() / "tools" / "postgresql"


def programs() -> Path | None:
    """The folder of postgres, initdb and pg_ctl: the machine's, or the one unpacked."""
    roots = [Path("/"), unpacked() / "root"]
    found = [path for root in roots for path in root.glob("usr/lib/postgresql/*/bin/initdb")]
    modern = [path.parent for path in found if int(path.parts[-3].split(".")[0]) >= 15]
    onpath = shutil.which("initdb")
    return modern[0] if modern else Path(onpath).resolve().parent if onpath else None


def unpack() -> None:
    """Fetches Debian's package for this user, where the machine has none. Raises DebsError."""
    if programs() is None:
        with locked(unpacked()):
            fetch(["postgresql"], unpacked(), own_sources(), need_mb=600)


@dataclass(slots=True)
class Server:
    """One server with its data below `folder`."""

    folder: Path
    fsync: bool = False
    port: int = 0
    more: str = ""  # options besides ours
    how: tuple[str, ...] = HOW  # it is made
    _programs: Path = field(default_factory=lambda: programs() or Path())

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def pid(self) -> int:
        """The first process of the server."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def make(self) -> None:
        """Makes an empty cluster; connections by the socket need no password, others do."""
        words = self.folder / "words"
        words.write_text(PASSWORD)
        self._give_away()
        self.run("initdb", "-D", str(self.data), "-U", "voipcc", f"--pwfile={words}", "--no-sync",
                 *self.how)  # fmt: skip

    def start(self) -> None:
        """Starts it and waits until it answers; also after a kill."""
        if not self.port:
            with closing(socket.socket()) as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        fsync = "on" if self.fsync else "off"
        options = OPTIONS.format(folder=self.folder, port=self.port, fsync=fsync) + self.more
        log = str(self.folder / "log")
        words = ("-D", str(self.data), "-l", log, "-w", "-t", "60", "-o", options, "start")
        latest_s = time.monotonic() + START_S
        while True:
            try:
                self.run("pg_ctl", *words)
                return
            except subprocess.CalledProcessError as error:  # the killed one's last processes live
                if time.monotonic() > latest_s:
                    raise AssertionError(f"{error.stderr} {Path(log).read_text()}") from error

    def kill(self) -> None:
        """Kill -9 of the first process; the others end themselves."""
        os.kill(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ends it at once, and waits for it."""
        with suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def database(self, name: str, how: str = "") -> Address:
        """A new, empty database, by the socket."""
        with psycopg.connect(self._place("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" {how}')
        return Address(str(self.folder), self.port, name, "voipcc")

    def engine(self, name: str, owner: int = 0) -> PostgresEngine:
        """An engine on a new database."""
        return PostgresEngine(self.database(name), owner)

    def _place(self, name: str) -> str:
        return f"host={self.folder} port={self.port} dbname={name} user=voipcc"

    def _give_away(self) -> None:
        """PostgreSQL refuses to run as root: another user then owns the folder."""
        if (user := self._user()) is not None:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, user)

    def _user(self) -> str | None:
        if os.geteuid() != 0:
            return None
        known = {one.pw_name for one in pwd.getpwall()}
        return "postgres" if "postgres" in known else "nobody"

    def run(self, program: str, *words: str) -> None:
        """One of PostgreSQL's programs. Raises CalledProcessError."""
        libraries = [str(path) for path in (unpacked() / "root").glob("usr/lib/*-linux-*")]
        environment = {**os.environ, "LC_ALL": "C"}
        if libraries and self._programs.is_relative_to(unpacked()):
            environment["LD_LIBRARY_PATH"] = ":".join(libraries)
        done = subprocess.run(
            [str(self._programs / program), *words], user=self._user(), cwd=self.folder,
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, program, stderr=done.stderr)


@contextmanager
def running(*, fsync: bool = False, more: str = "", how: tuple[str, ...] = HOW) -> Iterator[Server]:
    """A server that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="voipcc-pg-"))
    server = Server(folder, fsync, more=more, how=how)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
