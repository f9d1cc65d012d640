"""buildah and mmdebstrap: those of the machine, else unpacked into this user's cache."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from voipcc.debs import DebsError, Progress, fetch, locked, own_sources, started_in
from voipcc.images.errors import ImageError
from voipcc.places import cache_folder

_NEED_MB = 400
_PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Buildah:
    """How buildah is started: with a storage of ours, so that no other images are touched.

    Programs are started by chroot: that needs no daemon. Layers are overlaid, which the kernel may
    refuse inside of another container; then each is a plain copy (vfs), which takes its time.
    """

    program: str
    home: Path
    driver: str = "vfs"

    def environment(self) -> dict[str, str]:
        """Ours, with the places of its files."""
        return {
            **os.environ,
            "BUILDAH_ISOLATION": "chroot",
            "CONTAINERS_STORAGE_CONF": str(self.home / f"{self.driver}.conf"),
            "CONTAINERS_REGISTRIES_CONF": str(self.home / "registries.conf"),
        }

    def words(self, verb: str, *words: str) -> list[str]:
        """A command; those that read or write images want to know whose to trust."""
        trust = ("--signature-policy", str(self.home / "policy.json"))
        return [self.program, verb, *(trust if verb in ("bud", "commit", "from") else ()), *words]

    def ask(self, verb: str, *words: str) -> str:
        """What it prints. Raises ImageError with its last words."""
        return told(self.words(verb, *words), self.environment())


def told(words: list[str], environment: dict[str, str] | None = None) -> str:
    """What a program prints. Raises ImageError."""
    try:
        done = subprocess.run(
            words, env=environment, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        raise ImageError(f"{words[0]} cannot be started: {error.strerror}") from error
    if done.returncode:
        said = [*done.stdout.strip().splitlines()[-3:], *done.stderr.strip().splitlines()[-5:]]
        raise ImageError(f"{Path(words[0]).name} {words[1]} failed: {' / '.join(said)}")
    return done.stdout


def find_buildah(progress: Progress | None = None) -> Buildah:
    """One that can be used here. Raises ImageError: why it cannot, and what to do."""
    if os.geteuid() != 0:
        raise ImageError(
            "building and trying images needs root here (an image's files belong to several "
            "users): run this verb as root, or build docker/Dockerfile with your own engine"
        )
    home = cache_folder() / "images"
    found = shutil.which("buildah")
    try:
        buildah = Buildah(found or str(_unpacked(progress)), home)
    except DebsError as error:
        raise ImageError(f"buildah could not be had: {error}") from error
    _write_settings(buildah)
    overlaid = replace(buildah, driver="overlay")
    _write_settings(overlaid)
    return overlaid if _works(overlaid) else buildah


def _write_settings(buildah: Buildah) -> None:
    """Its own storage; no registry is asked for a name without one; what we build is trusted."""
    home, driver = buildah.home, buildah.driver
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    places = f'runroot = "{home / "run"}-{driver}"\ngraphroot = "{home / driver}"\n'
    (home / f"{driver}.conf").write_text(f'[storage]\ndriver = "{driver}"\n{places}')
    (home / "registries.conf").write_text("unqualified-search-registries = []\n")
    trusted = {"default": [{"type": "insecureAcceptAnything"}]}
    (home / "policy.json").write_text(json.dumps(trusted))


def _works(buildah: Buildah) -> bool:
    """Whether this storage can hold a container here: tried with an empty one."""
    try:
        container = buildah.ask("from", "scratch").strip()
        try:
            buildah.ask("mount", container)
        finally:
            buildah.ask("rm", container)
    except ImageError:
        return False
    return True


def _unpacked(progress: Progress | None) -> Path:
    """A copy that finds its libraries by itself: it starts itself again without our environment."""
    place = cache_folder() / "tools" / "buildah"
    ready = place / "buildah"
    if ready.exists():
        return ready
    with locked(place, progress):
        if not (place / "root").is_dir():
            fetch(["buildah"], place, own_sources(), need_mb=_NEED_MB, progress=progress)
        _link_missing(place / "root" / "usr" / "bin" / "buildah", place)
        fresh = place / "buildah.new"
        shutil.copyfile(place / "root" / "usr" / "bin" / "buildah", fresh)
        fresh.chmod(0o755)
        told([*_patchelf(progress), "--set-rpath", str(place / "lib"), str(fresh)])
        fresh.rename(ready)
    return ready


def _link_missing(program: Path, place: Path) -> None:
    """Only what the machine lacks: its own libraries fit its own loader."""
    (place / "lib").mkdir(exist_ok=True)
    while missing := _missing(program, place / "lib"):
        for name in missing:
            found = next(iter(sorted((place / "root").rglob(name))), None)
            if found is None:
                raise DebsError(
                    f"{place} is incomplete ({name}): delete it, it is then fetched again"
                )
            link = place / "lib" / name
            link.unlink(missing_ok=True)
            link.symlink_to(found)


def _missing(program: Path, libraries: Path) -> list[str]:
    asked = {**os.environ, "LD_LIBRARY_PATH": str(libraries), "LC_ALL": "C"}
    done = subprocess.run(
        ["ldd", str(program)],
        env=asked,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    return re.findall(r"^\s*(\S+) => not found", done.stdout, re.M)


def _patchelf(progress: Progress | None) -> list[str]:
    found = shutil.which("patchelf")
    if found:
        return [found]
    root = _tool_root("patchelf", progress)
    return started_in(root, "usr/bin/patchelf").argv()


def find_mmdebstrap(progress: Progress | None = None) -> list[str]:
    """The words that start mmdebstrap. Raises ImageError."""
    found = shutil.which("mmdebstrap")
    if found:
        return [found]
    if not shutil.which("perl"):
        raise ImageError("mmdebstrap needs perl: install perl, or mmdebstrap itself")
    try:
        root = _tool_root("mmdebstrap", progress)
    except DebsError as error:
        raise ImageError(f"mmdebstrap could not be had: {error}") from error
    return ["perl", str(root / "usr" / "bin" / "mmdebstrap")]


def _tool_root(name: str, progress: Progress | None) -> Path:
    place = cache_folder() / "tools" / name
    if not (place / "root").is_dir():
        with locked(place, progress):
            if not (place / "root").is_dir():
                fetch([name], place, own_sources(), need_mb=_NEED_MB, progress=progress)
    return place / "root"
