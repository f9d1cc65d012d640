"""Debian packages without root: fetched, checked by apt, unpacked into a folder of the user.

Nothing is installed. A program unpacked so is started by the loader and with the libraries
that were unpacked beside it, because the machine's own may be older.
"""

import contextlib
import errno
import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voipcc.places import cache_folder

MIRROR_VARIABLE = "VOIPCC_DEBIAN_MIRROR"
Progress = Callable[[str, float], None]
"""Called with what is being done and how much of it is done, 0 to 1."""

_MEGABYTE = 1_000_000
_LIST_MB = 200
_KEYRINGS = ("debian-archive-keyring.gpg", "debian-archive-keyring.pgp")


class DebsError(Exception):
    """Packages could not be had; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the machine's package sources, whichever form it was written in."""

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""

    def lines(self) -> list[str]:
        option = f"[signed-by={self.signed_by}] " if self.signed_by else ""
        parts = " ".join(self.components)
        return [f"deb {option}{self.uri} {suite} {parts}" for suite in self.suites]


@dataclass(frozen=True, slots=True)
class Command:
    """How a program is started: words to put in front, and what its environment needs."""

    prefix: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)

    def argv(self, *words: str) -> list[str]:
        return [*self.prefix, *words]

    def environment(self) -> dict[str, str]:
        """Our environment with the program's own needs."""
        return {**os.environ, **self.env}


@dataclass(frozen=True, slots=True)
class Tool:
    """A program we may need, the package it is in, and where it looks for its data."""

    package: str
    program: str
    env: Mapping[str, str] = field(default_factory=dict)


TOOLS: dict[str, Tool] = {
    "sipp": Tool("sip-tester", "usr/bin/sipp"),
    "espeak-ng": Tool("espeak-ng", "usr/bin/espeak-ng", {"ESPEAK_DATA_PATH": "{lib}"}),
    "nft": Tool("nftables", "usr/sbin/nft"),
    "ip": Tool("iproute2", "usr/bin/ip"),
}


def ensure_tool(name: str, progress: Progress | None = None) -> Command:
    """The tool from PATH, else a private copy from the machine's own release.

    Raises DebsError with the reason and the remedy; KeyError for a tool nobody declared.
    """
    tool = TOOLS[name]
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found:
        return Command((found,))
    place = cache_folder() / "tools" / name
    if not (place / "root").is_dir():
        with locked(place, progress):
            if not (place / "root").is_dir():
                fetch([tool.package], place, own_sources(), need_mb=200, progress=progress)
    return started_in(place / "root", tool.program, tool.env)


def started_in(root: Path, program: str, env: Mapping[str, str] | None = None) -> Command:
    """How a program of an unpacked root is started."""
    loaders = [*root.glob("usr/lib/*/ld-linux*.so.*"), *root.glob("lib/*/ld-linux*.so.*")]
    path = next((root / name for name in _both(program) if (root / name).exists()), None)
    if path is None or not loaders:
        raise DebsError(f"{root} is incomplete ({program}): delete it, it is then fetched again")
    library = loaders[0].parent
    folders = [root / "usr" / "lib" / library.name, root / "lib" / library.name]
    # Some programs keep libraries of their own one folder deeper.
    deeper = {path.parent for folder in folders for path in folder.glob("*/lib*.so*")}
    search = ":".join(str(folder) for folder in [*folders, *sorted(deeper)] if folder.is_dir())
    filled = {key: value.format(lib=folders[0], root=root) for key, value in (env or {}).items()}
    return Command((str(loaders[0]), "--library-path", search, str(path)), filled)


def _both(program: str) -> tuple[str, str]:
    """Before the great merge of /usr some programs lay outside of it."""
    return program, program.removeprefix("usr/")


# --- where packages come from ---------------------------------------------------------------


def parse_sources(text: str, *, deb822: bool) -> list[Source]:
    """The binary package sources of one file of /etc/apt, in either form."""
    return list(_paragraphs(text) if deb822 else _one_line(text))


def _one_line(text: str) -> Iterator[Source]:
    form = re.compile(r"^\s*deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)")
    for line in text.splitlines():
        found = form.match(line)
        if found:
            signed = re.search(r"signed-by=(\S+)", found["options"] or "")
            yield Source(
                found[2], (found[3],), tuple(found[4].split()), signed[1] if signed else ""
            )


def _paragraphs(text: str) -> Iterator[Source]:
    for paragraph in re.split(r"\n\s*\n", text):
        fields = _fields(paragraph)
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes") == "no":
            continue
        # A key written out in the file itself has no name we could pass on: apt's default then.
        signed = fields.get("signed-by", "")
        for uri in fields.get("uris", "").split():
            yield Source(
                uri,
                tuple(fields.get("suites", "").split()),
                tuple(fields.get("components", "").split()),
                signed if signed.startswith("/") else "",
            )


def _fields(paragraph: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in paragraph.splitlines():
        if line.startswith("#"):
            continue
        if line[:1] in (" ", "\t") and name:
            fields[name] += " " + line.strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def machine_sources(apt: Path = Path("/etc/apt")) -> list[Source]:
    """All package sources this machine is set up with."""
    files = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]
    found: list[Source] = []
    for path in files:
        if path.suffix in (".list", ".sources") and path.is_file():
            with contextlib.suppress(OSError, UnicodeDecodeError):
                found += parse_sources(path.read_text("utf-8"), deb822=path.suffix == ".sources")
    return found


def own_sources(sources: Iterable[Source] | None = None, codename: str = "") -> list[str]:
    """Source lines of the machine's own release; others' archives are left out."""
    release = codename or _codename()
    lines: list[str] = []
    for source in machine_sources() if sources is None else sources:
        suites = tuple(name for name in source.suites if re.split(r"[-/]", name)[0] == release)
        if suites and "main" in source.components:
            lines += Source(source.uri, suites, source.components, source.signed_by).lines()
    if not lines:
        raise DebsError(
            f"the machine's apt sources (/etc/apt) name no archive of its release {release!r}: "
            "add one, or install what is missing by hand"
        )
    return lines


def sid_sources(sources: Iterable[Source] | None = None) -> list[str]:
    """The source line of Debian's newest packages, from the mirror this machine uses."""
    keyring = _keyring()
    named = os.environ.get(MIRROR_VARIABLE, "")
    if named:
        return [f"deb [signed-by={keyring}] {named} sid main"]
    for source in machine_sources() if sources is None else sources:
        is_main_archive = source.uri.rstrip("/").endswith("/debian")
        if is_main_archive and "main" in source.components:
            return [f"deb [signed-by={keyring}] {source.uri} sid main"]
    raise DebsError(
        "no Debian mirror is named in the machine's apt sources (/etc/apt): set "
        f"{MIRROR_VARIABLE} to one, or install Asterisk and name it as asterisk.program"
    )


def _keyring() -> Path:
    for name in _KEYRINGS:
        path = Path("/usr/share/keyrings") / name
        if path.exists():
            return path
    raise DebsError(
        "the keys of the Debian archive are missing: apt-get install debian-archive-keyring"
    )


def _codename() -> str:
    with contextlib.suppress(OSError):
        found = re.search(r"^VERSION_CODENAME=(\S+)", Path("/etc/os-release").read_text(), re.M)
        if found:
            return found[1]
    return "sid"  # Debian's unstable release names no codename


# --- fetching -----------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(folder: Path, progress: Progress | None = None) -> Iterator[None]:
    """One at a time: a second process waits for the first and then finds its work done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DebsError(f"the cache {folder} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _tell(progress, f"waiting for another voipcc that fills {folder}", 0.0)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def fetch(
    packages: Sequence[str],
    place: Path,
    sources: Sequence[str],
    need_mb: int,
    progress: Progress | None = None,
) -> Path:
    """Unpack `packages` with all they depend on into `place/root`; returns that folder.

    What was downloaded before an interruption is used again. Raises DebsError.
    """
    try:
        return _fetch(packages, place, sources, need_mb, progress)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DebsError(f"the disk of {place} is full: make room and start again") from error
        raise DebsError(f"{place} cannot be written: {error.strerror}") from error


def _fetch(
    packages: Sequence[str],
    place: Path,
    sources: Sequence[str],
    need_mb: int,
    progress: Progress | None,
) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    _check_machine(place, need_mb)
    apt = _private_apt(place, sources)
    _tell(progress, "reading the list of packages", 0.0)
    _run([*apt, "update"], progress, "reading the list of packages", 0.0, 0.2)
    words = ["--yes", "--download-only", "install", *packages]
    _run([*apt, *words], progress, f"fetching {packages[0]}", 0.2, 0.6)
    fresh = place / "root.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    archives = sorted((place / "apt" / "cache" / "archives").glob("*.deb"))
    for index, archive in enumerate(archives):
        _tell(progress, f"unpacking {packages[0]}", 0.8 + 0.2 * index / len(archives))
        _run(["dpkg-deb", "-x", str(archive), str(fresh)], None, "", 0, 0)
    shutil.rmtree(place / "root", ignore_errors=True)
    fresh.rename(place / "root")
    shutil.rmtree(place / "apt", ignore_errors=True)
    _tell(progress, f"{packages[0]} is here", 1.0)
    return place / "root"


def offered_version(package: str, place: Path, sources: Sequence[str]) -> str:
    """The newest version the sources offer now, "" when none; nothing is fetched but the list.

    `place` is used meanwhile and gone afterwards. Raises DebsError.
    """
    try:
        place.mkdir(parents=True, exist_ok=True)
        _check_machine(place, _LIST_MB)
        apt = _private_apt(place, sources)
        _run([*apt, "update"], None, "", 0.0, 0.0)
        asked = ["apt-cache", *apt[2:], "show", "--no-all-versions", package]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DebsError(f"the list of packages could not be read: {error}") from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
    found = re.search(r"^Version: (\S+)", done.stdout, re.M)
    return found[1] if found else ""


def is_newer(version: str, than: str) -> bool:
    """As Debian orders versions."""
    words = ["dpkg", "--compare-versions", version, "gt", than]
    return subprocess.run(words, capture_output=True, timeout=20, check=False).returncode == 0


def _check_machine(place: Path, need_mb: int) -> None:
    for program in ("apt-get", "dpkg-deb"):
        if not shutil.which(program):
            raise DebsError(
                f"{program} is missing: fetching packages works on Debian and Ubuntu; elsewhere "
                "install the program by hand"
            )
    free_mb = shutil.disk_usage(place).free // _MEGABYTE
    if free_mb < need_mb:
        raise DebsError(
            f"{place} has {free_mb} MB free and {need_mb} MB are needed: make room, or set "
            "XDG_CACHE_HOME to a folder on a larger disk"
        )


def _private_apt(place: Path, sources: Sequence[str]) -> list[str]:
    """apt-get with lists, cache and sources of its own; the machine's apt.conf.d stays in force."""
    home = place / "apt"
    for name in ("state/lists/partial", "cache/archives/partial"):
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / "status").write_text("")
    (home / "sources.list").write_text("\n".join(sources) + "\n")
    options = {
        "Dir::State": home / "state",
        "Dir::State::status": home / "status",
        "Dir::Cache": home / "cache",
        "Dir::Etc::SourceList": home / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "APT::Sandbox::User": "",
        "APT::Install-Recommends": "false",
        "APT::Keep-Downloaded-Packages": "true",
        "APT::Update::Error-Mode": "any",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Debug::NoLocking": "1",
        # Some machines clean up after apt by hooks that need root.
        "APT::Update::Post-Invoke::": "",
        "DPkg::Post-Invoke::": "",
    }
    return ["apt-get", "-q", *(word for key in options for word in ("-o", f"{key}={options[key]}"))]


def _run(
    words: list[str], progress: Progress | None, what: str, start: float, share: float
) -> None:
    """Run apt or dpkg; its own messages end up in ours when it fails."""
    reader, writer = os.pipe()
    if words[0] == "apt-get":
        words = [*words[:2], "-o", f"APT::Status-Fd={writer}", *words[2:]]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=(writer,),
            env=environment,
        )
        os.close(writer)
        with os.fdopen(reader, errors="replace") as status:
            for line in status:
                found = re.match(r"dlstatus:[^:]*:([0-9.]+):", line)
                if found:
                    _tell(progress, what, start + share * float(found[1]) / 100)
        if process.wait() != 0:
            output.seek(0)
            raise DebsError(_reason(words[0], output.read()))


def _reason(program: str, output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("E:", "dpkg-deb: error"))] or lines[-3:]
    if os.strerror(errno.ENOSPC) in output:
        return "the disk is full: make room and start again, it goes on where it stopped"
    return (
        f"{program} failed: {' '.join(errors[:4]) or 'it said nothing'} (is the network there? "
        "start again, it goes on where it stopped)"
    )


def _tell(progress: Progress | None, what: str, share: float) -> None:
    if progress is not None:
        progress(what, min(share, 1.0))
