"""An Asterisk program: where its parts lie, how it is started, which version it is."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from voipcc.asterisk.errors import SwitchError
from voipcc.debs import DebsError, started_in

# Older ones have known holes in what we expose to the world, and lack what we rely on.
OLDEST = (22, 10, 1)


@dataclass(frozen=True, slots=True)
class Program:
    """`prefix` starts it: the program, or its own loader in front where it brought its libraries."""

    prefix: tuple[str, ...]
    version: str
    modules: Path
    data: Path
    folder: Path

    @property
    def path(self) -> Path:
        """The executable itself."""
        return Path(self.prefix[-1])

    def command(self, configuration: Path, *words: str) -> list[str]:
        """The whole command line for the instance with this asterisk.conf."""
        return [*self.prefix, "-C", str(configuration), *words]


def program_at(path: Path) -> Program:
    """The Asterisk whose executable is `path`. Raises SwitchError: missing, not one, too old."""
    if not os.access(path, os.X_OK) or path.is_dir():
        raise SwitchError(f"{path} is not a program that can be started: check asterisk.program")
    prefix, root = _start_of(path)
    version = _version_of(prefix)
    if not is_new_enough(version):
        oldest = ".".join(map(str, OLDEST))
        raise SwitchError(
            f"{path} is Asterisk {version}; voipcc needs {oldest} or newer, because older ones "
            "have known security faults: update it, or leave asterisk.program out and let "
            "voipcc fetch a private copy"
        )
    return Program(prefix, version, _modules_of(root), _data_of(root), path.parent)


def program_on_path() -> Program | None:
    """A new enough Asterisk on PATH, if there is one; an older one is passed over."""
    found = shutil.which("asterisk", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not found:
        return None
    try:
        return program_at(Path(found).resolve())
    except SwitchError:
        return None


def _start_of(path: Path) -> tuple[tuple[str, ...], Path]:
    """How to start it, and the folder its /usr stands in."""
    root = path.resolve().parent.parent.parent
    if root == Path("/"):
        return (str(path),), root
    try:
        # A copy with its own C library: the machine's may be too old for it.
        return started_in(root, "usr/sbin/asterisk").prefix, root
    except DebsError:
        return (str(path),), Path("/")


def _version_of(prefix: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(
            [*prefix, "-V"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SwitchError(f"{prefix[-1]} does not start: {error}") from error
    found = re.match(r"Asterisk (\S+)", done.stdout)
    if not found:
        said = (done.stderr or done.stdout).strip().splitlines()
        reason = said[-1] if said else f"it ended with {done.returncode} and said nothing"
        raise SwitchError(f"{prefix[-1]} does not start: {reason}")
    return found[1]


def is_new_enough(version: str) -> bool:
    """Whether an Asterisk of this version may be used."""
    numbers = re.match(r"(?:certified[-/])?(\d+)\.(\d+)(?:\.(\d+))?", version)
    if not numbers:
        return False
    return tuple(int(part or 0) for part in numbers.groups()) >= OLDEST


def _modules_of(root: Path) -> Path:
    lib = root / "usr" / "lib"
    folders = [*sorted(lib.glob("*/asterisk/modules")), lib / "asterisk" / "modules"]
    folders.append(root / "usr" / "local" / "lib" / "asterisk" / "modules")
    for folder in folders:
        if (folder / "chan_pjsip.so").exists():
            return folder
    raise SwitchError(f"no Asterisk modules with chan_pjsip.so below {lib}: it was built without")


def _data_of(root: Path) -> Path:
    for folder in ("usr/share/asterisk", "var/lib/asterisk", "usr/local/var/lib/asterisk"):
        if (root / folder / "documentation").is_dir():
            return root / folder
    raise SwitchError(f"Asterisk's documentation folder is missing below {root}")
