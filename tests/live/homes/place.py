"""One host of the laboratory: a network namespace and a view of /etc of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from tests.live.homes import sockets
from voipcc.debs import ensure_tool

# A keeper holds its namespaces open until its input closes, which happens at the latest when the
# process that made it dies. Then it ends whatever still runs in its network namespace: it
# knows those by the namespace itself, which belongs to this place alone.
KEEPER = """
set -e
[ "/proc/$PPID/ns/net" -ef "/proc/$$/ns/net" ] && exit 1
for each in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 > "$each"; done
etc=$1
shift
"$@" link set lo up
mount --bind "$etc/hosts" /etc/hosts
if [ -e /etc/nsswitch.conf ]; then mount --bind "$etc/nsswitch.conf" /etc/nsswitch.conf; fi
echo ready
read -r _ || true
set +e
found=yes
while [ "$found" ]; do
    found=
    for each in /proc/[0-9]*; do
        pid=${each#/proc/}
        [ "$pid" != "$$" ] && [ "$each/ns/net" -ef "/proc/$$/ns/net" ] || continue
        grep -q '^State:.[ZX]' "$each/status" 2>/dev/null && continue
        kill -9 "$pid" 2>/dev/null && found=yes
    done
done
"""
COMMAND_LIMIT_S = 20
CLOSING_LIMIT_S = 10


class LaboratoryError(Exception):
    """The machine refused to build or change something; the text is its own."""


class Place:
    """A host with loopback only; links and addresses are added by `configure`.

    Root makes namespaces directly. Everybody else makes a user namespace with the first place
    and gives that one as `anchor` to the others, so that they can be linked with each other.
    `etc` is a folder for its hosts file: a name that does not resolve stalls programs for
    seconds on a host with a default route, so every host knows its own name and asks nobody.
    """

    def __init__(self, name: str, etc: Path, anchor: "Place | None" = None) -> None:
        self.name = name
        self._etc = etc / name
        self._write_etc("127.0.0.1")
        self._rootless = os.geteuid() != 0
        keeper = ("sh", "-c", KEEPER, "keeper")
        self._keeper = subprocess.Popen(
            [*self._making(anchor), *keeper, str(self._etc), *ensure_tool("ip").prefix],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # an interrupt at the terminal is the test's to handle
        )
        assert self._keeper.stdout is not None
        if self._keeper.stdout.readline().strip() != "ready":
            _, fault = self._keeper.communicate()
            raise LaboratoryError(f"no network namespace for {name}: {fault.strip()}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process whose namespaces are this place."""
        return self._keeper.pid

    def command(self, *words: str | Path) -> list[str]:
        """The command line that runs `words` in this place; usable with any way of starting."""
        user = ["--user", "--preserve-credentials"] if self._rootless else []
        return [
            "nsenter",
            f"--target={self.pid}",
            *user,
            "--net",
            "--mount",
            f"--wd={os.getcwd()}",  # another mount namespace would begin at /
            "--",
            *map(str, words),
        ]

    def run(self, *words: str | Path, given: str = "") -> str:
        """Run a short command to its end; its output. Raises LaboratoryError with its complaint."""
        done = subprocess.run(
            self.command(*words),
            input=given,
            capture_output=True,
            text=True,
            timeout=COMMAND_LIMIT_S,
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip()
            raise LaboratoryError(f"{self.name}: {' '.join(map(str, words))}: {said}")
        return done.stdout

    def configure(self, lines: Iterable[str]) -> None:
        """Carry out `ip` commands (without the word ip) one after another."""
        self.run(*ensure_tool("ip").prefix, "-batch", "-", given="\n".join(lines) + "\n")

    def filter(self, rules: str) -> None:
        """Add packet filter rules in the words of nft."""
        self.run(*ensure_tool("nft").prefix, "-f", "-", given=rules)

    def turn(self, settings: Mapping[str, int]) -> None:
        """Set network switches of the kernel for this place: name below net/ to value."""
        lines = [f"echo {value} > /proc/sys/net/{name}" for name, value in settings.items()]
        self.run("sh", "-ec", "\n".join(lines))

    def known_as(self, address: str) -> None:
        """The address this host's own name stands for, here only."""
        self._write_etc(address)

    def udp_socket(self, address: str, port: int = 0) -> socket.socket:
        """A bound UDP socket that lives in this place and is used from the calling process."""
        words = (sys.executable, sockets.__file__, address, str(port))
        return sockets.received_socket(lambda end: self.command(*words, str(end)))

    def close(self) -> None:
        """End every process in this place and the place itself."""
        if self._keeper.poll() is None:
            try:
                self._keeper.communicate(timeout=CLOSING_LIMIT_S)
            except subprocess.TimeoutExpired:
                self._keeper.kill()
                self._keeper.communicate()

    def _making(self, anchor: "Place | None") -> list[str]:
        if not self._rootless:
            return ["unshare", "--net", "--mount"]
        if anchor is None:
            return ["unshare", "--user", "--map-root-user", "--net", "--mount"]
        joining = ["nsenter", f"--target={anchor.pid}", "--user", "--preserve-credentials"]
        return [*joining, "--", "unshare", "--net", "--mount"]

    def _write_etc(self, address: str) -> None:
        self._etc.mkdir(parents=True, exist_ok=True)
        own = socket.gethostname()
        names = f"127.0.0.1 localhost\n{address} {own} a.root-servers.net\n"
        # Written in place: a bind mount follows the file, not its name.
        (self._etc / "hosts").write_text(names, encoding="utf-8")
        sources = "passwd: files\ngroup: files\nhosts: files\n"
        (self._etc / "nsswitch.conf").write_text(sources, encoding="utf-8")
