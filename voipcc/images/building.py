"""The images of docker/Dockerfile, on Debian bases made from the machine's own mirror."""

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from voipcc.debs import DebsError, Progress, machine_sources, sid_sources
from voipcc.images.errors import ImageError
from voipcc.images.tools import Buildah, find_mmdebstrap, told
from voipcc.places import shipped_sounds

TARGETS = ("switch", "controller")
BASES = {"SWITCH_FROM": "sid", "CONTROLLER_FROM": "bookworm"}
_APT_WORDS = (
    "Acquire::Check-Valid-Until",
    "Acquire::Check-Date",
    "Acquire::http::Proxy",
    "Acquire::https::Proxy",
)
_PIP_WORDS = ("index-url", "proxy", "trusted-host", "timeout")
_LAST_LINES = 12


def source_folder() -> Path:
    """The checkout we run from. Raises ImageError: an installed package has no Dockerfile."""
    folder = shipped_sounds().parent
    if not (folder / "docker" / "Dockerfile").is_file():
        raise ImageError(
            "docker/Dockerfile is not beside this voipcc: run it from a checkout of the project"
        )
    return folder


def image_of(target: str) -> str:
    return f"voipcc-{target}"


def build(buildah: Buildah, progress: Progress | None = None) -> list[str]:
    """Both images, with their bases where they are missing; returns their names. Raises ImageError."""
    folder = source_folder()
    arguments: list[str] = []
    for index, (name, suite) in enumerate(BASES.items()):
        _tell(progress, f"Debian {suite}", index / 4)
        arguments += ["--build-arg", f"{name}={ensure_base(buildah, suite, progress)}"]
    with _pip_of_this_machine(buildah.home) as mounts:
        for index, target in enumerate(TARGETS):
            _tell(progress, f"building {image_of(target)}", 0.5 + index / 4)
            words = ["--pull-never", "--layers", *mounts, *arguments, "--target", target]
            words += ["--file", str(folder / "docker" / "Dockerfile"), "--tag", image_of(target)]
            _build_one(buildah, target, [*words, str(folder)])
    with contextlib.suppress(ImageError):  # what older ones are made of, and nothing else uses
        buildah.ask("rmi", "--prune")
    _tell(progress, "both images are there", 1.0)
    return [image_of(target) for target in TARGETS]


def _build_one(buildah: Buildah, target: str, words: Sequence[str]) -> None:
    log = buildah.home / f"{target}.log"
    with log.open("wb") as file:
        done = subprocess.run(
            buildah.words("bud", *words),
            env=buildah.environment(),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        said = log.read_text("utf-8", "replace").splitlines()[-_LAST_LINES:]
        raise ImageError(f"{image_of(target)} was not built: {' / '.join(said)} (all of it: {log})")


# --- bases ------------------------------------------------------------------------------------------


def ensure_base(buildah: Buildah, suite: str, progress: Progress | None = None) -> str:
    """The image a stage begins with, made where it is missing. Raises ImageError."""
    name = f"localhost/voipcc-base:{suite}"
    with contextlib.suppress(ImageError):
        buildah.ask("inspect", "--type", "image", name)
        return name
    tree = buildah.home / f"{suite}.tar"
    options = [f"--aptopt={line}" for line in _apt_lines()]
    words = ["--mode=root", "--variant=minbase", *options, suite, str(tree), _archive(suite)]
    try:
        told([*find_mmdebstrap(progress), *words])
        container = buildah.ask("from", "scratch").strip()
        try:
            buildah.ask("add", "--quiet", container, str(tree), "/")
            buildah.ask("commit", "--quiet", container, name)
        finally:
            buildah.ask("rm", container)
    finally:
        tree.unlink(missing_ok=True)
    return name


def _archive(suite: str) -> str:
    """The line of the machine's own Debian mirror, for another suite."""
    try:
        (line,) = sid_sources(machine_sources())
    except DebsError as error:
        raise ImageError(str(error)) from error
    return re.sub(r" sid main$", f" {suite} main", line)


def _apt_lines() -> list[str]:
    """What this machine's apt must be told to reach its mirror, the one in an image must, too."""
    found = []
    for line in told(["apt-config", "dump"]).splitlines():
        if line.startswith(tuple(f"{word} " for word in _APT_WORDS)):
            found.append(line)
    return found


@contextlib.contextmanager
def _pip_of_this_machine(home: Path) -> Iterator[list[str]]:
    """Mounts by which pip in the build finds its index as it does here: proxy, certificate.

    Nothing of it is left in an image but two empty files in the stage that is thrown away.
    """
    settings = _pip_settings()
    own = home / "pip"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    mounts = []
    certificate = Path(settings.pop("cert", os.environ.get("PIP_CERT", "")))
    if certificate.is_file():
        settings["cert"] = "/etc/pip-certificates.crt"
        mounts += ["--volume", f"{certificate.resolve()}:{settings['cert']}:ro"]
    if settings:
        lines = ["[global]", *(f"{key} = {value}" for key, value in settings.items())]
        (own / "pip.conf").write_text("\n".join(lines) + "\n")
        mounts += ["--volume", f"{own / 'pip.conf'}:/etc/pip.conf:ro"]
    try:
        yield mounts
    finally:
        shutil.rmtree(own, ignore_errors=True)  # an index's address may hold a password


def _pip_settings() -> dict[str, str]:
    """As the machine's own pip has them; none where there is no pip."""
    found = shutil.which("pip") or shutil.which("pip3")
    if found is None:
        return {}
    settings: dict[str, str] = {}
    with contextlib.suppress(ImageError):
        for line in told([found, "config", "list"]).splitlines():
            key, _, value = line.partition("=")
            name = key.rpartition(".")[2]
            if name in (*_PIP_WORDS, "cert"):
                settings[name.removeprefix("default-")] = value.strip().strip("'\"")
    return settings


def _tell(progress: Progress | None, what: str, share: float) -> None:
    if progress is not None:
        progress(what, share)
