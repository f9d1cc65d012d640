"""The folder of one running switch: what lies in it, and how files get there whole."""

import contextlib
import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from voipcc.asterisk.config.blueprint import LocalPorts, SipPorts
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.program import Program
from voipcc.asterisk.runtime.registrations import memory_folder

_FOLDERS = (
    "cache",
    "etc/pjsip.d",
    "lib",
    "db",
    "keys/keys",
    "data/agi-bin",
    "data/sounds/en",
    "spool/recording",
    "spool/tmp",
    "spool/monitor",
    "log/cel-custom",
    "log/cdr-csv",
)
_LONGEST_SOCKET = 100  # the kernel's limit is 107, and the switch adds a suffix while it starts
GREETING = "fallback-greeting"
HELPLESS = "fallback-helpless"


@dataclass(frozen=True, slots=True)
class InstanceFile:
    """What a later controller must know of a switch that still runs."""

    pid: int
    started: str
    version: str
    sip: SipPorts
    local: LocalPorts


class ConfigurationFolder:
    """The folder a switch reads its configuration from."""

    def __init__(self, etc: Path) -> None:
        self.etc = etc

    def read(self, name: str) -> str | None:
        """A file, None when there is none."""
        try:
            return (self.etc / name).read_text(encoding="utf-8")
        except OSError:
            return None

    def write(self, files: Mapping[str, str]) -> dict[str, str | None]:
        """Write files, each in one step and 0600; returns what stood there before."""
        before: dict[str, str | None] = {}
        try:
            for name, text in files.items():
                before[name] = self.read(name)
                write_private(self.etc / name, text)
        except OSError as error:
            raise unwritable(self.etc, error) from error
        return before

    def restore(self, before: Mapping[str, str | None]) -> None:
        """Put back what `write` returned."""
        for name, text in before.items():
            if text is None:
                (self.etc / name).unlink(missing_ok=True)
            else:
                write_private(self.etc / name, text)


class InstanceFolder(ConfigurationFolder):
    """Paths and writing; knows nothing of processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        super().__init__(self.folder / "etc")
        self.log = self.folder / "log"
        self.configuration = self.etc / "asterisk.conf"
        self.cel = self.log / "cel-custom" / "Master.csv"
        self.run = self._run_folder()
        self.registrations = memory_folder(self.folder)

    def _run_folder(self) -> Path:
        here = self.folder / "run"
        if len(str(here / "asterisk.ctl")) <= _LONGEST_SOCKET:
            return here
        # A socket's path has a short limit, and centres may lie deep: then a short one elsewhere.
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"voipcc-{os.getuid()}-{mark}"

    @property
    def sip_log(self) -> Path:
        """Where SIP messages are written while somebody wants to see them."""
        return self.log / "sip.log"

    def last_written_ms(self) -> int:
        """When the switch wrote its account of calls last, in UTC; 0 without one."""
        return self.cel.stat().st_mtime_ns // 1_000_000 if self.cel.exists() else 0

    def prepare(
        self, program: Program, greeting: Path | None, helpless: Path | None = None
    ) -> None:
        """Make the folders (0700) and the links into the program's data. Raises SwitchError.

        `greeting` and `helpless` are what callers, and phones that dial for help, hear of the switch.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            for name in _FOLDERS:
                _make_private(self.folder, Path(name))
            self._make_run_folder()
            for name in ("documentation", "rest-api"):
                _link(self.folder / "data" / name, program.data / name)
            _link(self.folder / "data" / "sounds" / "en" / f"{GREETING}.wav", greeting)
            _link(self.folder / "data" / "sounds" / "en" / f"{HELPLESS}.wav", helpless)
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def _make_run_folder(self) -> None:
        self.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = self.run.lstat()
        if about.st_uid != os.getuid() or self.run.is_symlink():
            raise SwitchError(f"{self.run} belongs to somebody else: remove it")
        self.run.chmod(0o700)

    def remember(self, instance: InstanceFile) -> None:
        write_private(self.folder / "instance.json", json.dumps(asdict(instance), indent=1))

    def forget(self) -> None:
        """The switch has ended in good order: nothing of it is left outside its folder."""
        (self.folder / "instance.json").unlink(missing_ok=True)
        if self.run.parent != self.folder:
            with contextlib.suppress(OSError):
                self.run.rmdir()

    def remembered(self) -> InstanceFile | None:
        try:
            data = json.loads((self.folder / "instance.json").read_text(encoding="utf-8"))
            return InstanceFile(
                **{**data, "sip": SipPorts(**data["sip"]), "local": LocalPorts(**data["local"])}
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step; only its owner may read it."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def _make_private(base: Path, name: Path) -> None:
    """Each folder on the way too: `mkdir` gives its mode to the last one only."""
    for part in reversed([name, *name.parents][:-1]):
        (base / part).mkdir(mode=0o700, exist_ok=True)


def _link(place: Path, target: Path | None) -> None:
    if place.is_symlink() or place.exists():
        place.unlink()
    if target is not None:
        place.symlink_to(target)


def unwritable(folder: Path, error: OSError) -> SwitchError:
    """What to tell the operator when the switch's folder cannot be written."""
    if error.errno == errno.ENOSPC:
        return SwitchError(f"the disk with {folder} is full: make room, then start again")
    return SwitchError(
        f"the switch's folder {folder} cannot be written ({error.strerror}): "
        "it must belong to the user who runs voipcc"
    )
