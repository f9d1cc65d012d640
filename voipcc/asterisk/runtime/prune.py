"""Leaves of an unpacked Asterisk what a switch of ours uses: a quarter of its size."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from voipcc.asterisk.config.modules import all_modules
from voipcc.debs import started_in

# Not loaded by a centre's switch: for recording, media streams and their like, and for the
# plain Asterisk that stands beside ours in tests.
_SPARE = (
    "app_bridgewait",
    "app_playtones",
    "app_record",
    "app_verbose",
    "app_chanspy",
    "app_mixmonitor",
    "app_dial",
    "chan_audiosocket",
    "chan_rtp",
    "chan_websocket",
    "codec_gsm",
    "format_pcm",
    "func_periodic_hook",
    "res_audiosocket",
    "res_ari_recordings",
    "res_pjsip_messaging",
    "res_rtp_multicast",
)
_DATA = ("documentation", "rest-api", "moh")


def kept() -> str:
    """A short name of what `prune` keeps: a copy made for another selection is another copy."""
    names = " ".join(sorted(all_modules() | set(_SPARE)))
    return hashlib.sha256(names.encode()).hexdigest()[:8]


def prune(root: Path) -> None:
    """Delete what is not used. Raises DebsError when the root is not an Asterisk's."""
    command = started_in(root, "usr/sbin/asterisk")
    loader, program = Path(command.prefix[0]), Path(command.prefix[-1])
    modules = _modules(root)
    keep = {program.resolve(), loader.resolve(), *(path.resolve() for path in modules)}
    for path in (program, *modules):
        keep |= _libraries(list(command.prefix[:-1]), path, root)
    keep |= {path.resolve() for path in root.glob("usr/lib/*/libnss_*.so*")}
    share = root / "usr" / "share" / "asterisk"
    _delete_others(root, keep, tuple(share / name for name in _DATA))


def _modules(root: Path) -> list[Path]:
    names = all_modules() | set(_SPARE)
    folder = next(root.glob("usr/lib/*/asterisk/modules"), root)
    return [folder / f"{name}.so" for name in sorted(names) if (folder / f"{name}.so").exists()]


def _libraries(prefix: list[str], path: Path, root: Path) -> set[Path]:
    """The libraries of the root that `path` is linked with, however indirectly."""
    words = [prefix[0], "--list", *prefix[1:], str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    found = re.findall(r"=> (\S+) \(", done.stdout)
    return {Path(name).resolve() for name in found if name.startswith(str(root))}


def _delete_others(root: Path, keep: set[Path], folders: tuple[Path, ...]) -> None:
    for path in sorted(root.rglob("*"), reverse=True):
        if any(path == folder or folder in path.parents for folder in folders):
            continue
        if path.is_symlink():
            if path.resolve() not in keep:
                path.unlink()
        elif path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.resolve() not in keep and path.name != "copyright":
            path.unlink()
    shutil.rmtree(root / "var", ignore_errors=True)
    shutil.rmtree(root / "etc", ignore_errors=True)
