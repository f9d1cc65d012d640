"""The services of a compose file started without an engine: `buildah run`, volumes as folders.

What an engine would add is left out: restarts, limits, a network and processes of their own.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voipcc.images.composition import Composition, Mount
from voipcc.images.errors import ImageError
from voipcc.images.tools import Buildah

HEALTHY_WITHIN_S = 120.0
ENDS_WITHIN_S = 30.0
_LOOK_EVERY_S = 0.3
_LAST_LINES = 8


@dataclass(slots=True)
class Yard:
    """`folder` holds the volumes and what the services print; `changed` is set in each service."""

    buildah: Buildah
    composition: Composition
    folder: Path
    changed: Mapping[str, str] = field(default_factory=dict)
    _containers: dict[str, str] = field(default_factory=dict)
    _configs: dict[str, dict[str, Any]] = field(default_factory=dict)
    _running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def make(self, *names: str) -> None:
        """Containers of these services, and their volumes, empty. Raises ImageError."""
        for name in names:
            image = self.composition.services[name].image
            self._containers[name] = self.buildah.ask("from", "--pull-never", image).strip()
            found = json.loads(self.buildah.ask("inspect", "--type", "image", image))
            self._configs[name] = found["OCIv1"]["config"]
            for mount in self.composition.services[name].mounts:
                self._make_volume(mount, self._configs[name].get("User", ""))

    def volume(self, name: str) -> Path:
        return self.folder / "volumes" / name

    def _make_volume(self, mount: Mount, user: str) -> None:
        """An engine gives an empty volume the owner of the image's folder: the image's user."""
        place = self.volume(mount.source)
        if not place.exists():
            place.mkdir(parents=True, mode=0o700)
            owner, _, group = user.partition(":")
            os.chown(place, int(owner), int(group or owner))

    def run(self, name: str) -> str:
        """A service that ends by itself; what it printed. Raises ImageError when it failed."""
        return self.buildah.ask("run", *self._words(name, *self._own_words(name)))

    def ask(self, name: str, *words: str) -> str:
        """A further command in the container of a service. Raises ImageError."""
        return self.buildah.ask("run", *self._words(name, *words))

    def start(self, name: str) -> None:
        """A service that stays."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                self.buildah.words("run", *self._words(name, *self._own_words(name))),
                env=self.buildah.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_healthy(self, name: str) -> None:
        """Until its own health check passes. Raises ImageError when it ends or takes too long."""
        check = self.composition.services[name].health
        until_s = time.monotonic() + HEALTHY_WITHIN_S
        while True:
            if self._running[name].poll() is not None:
                raise ImageError(f"{name} ended while it started: {self.last_words(name)}")
            with contextlib.suppress(ImageError):
                self.ask(name, *check)
                return
            if time.monotonic() > until_s:
                raise ImageError(f"{name} did not get well: {self.last_words(name)}")
            time.sleep(_LOOK_EVERY_S)

    def stop(self, name: str) -> int:
        """As an engine stops it: SIGTERM, later SIGKILL. Returns how its program ended."""
        running = self._running.pop(name)
        for number in (signal.SIGTERM, signal.SIGKILL):
            for pid in _inside(running.pid, self.buildah.program):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                return running.wait(ENDS_WITHIN_S)
        running.kill()
        return running.wait()

    def last_words(self, name: str) -> str:
        with contextlib.suppress(OSError):
            text = (self.folder / f"{name}.log").read_text("utf-8", "replace")
            return " / ".join(text.splitlines()[-_LAST_LINES:])
        return ""

    def clear(self) -> None:
        """End what runs and remove the containers; the volumes stay."""
        for name in list(self._running):
            self.stop(name)
        for container in self._containers.values():
            with contextlib.suppress(ImageError):
                self.buildah.ask("rm", container)
        self._containers.clear()

    def remove(self) -> None:
        """The volumes too."""
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- words of buildah ---

    def _own_words(self, name: str) -> list[str]:
        """What an engine would start: an entrypoint of the file's makes the image's command void."""
        service, config = self.composition.services[name], self._configs[name]
        entry = service.entrypoint
        command = service.command
        if entry is None:
            entry = tuple(config.get("Entrypoint") or ())
            command = command if command is not None else tuple(config.get("Cmd") or ())
        return [*entry, *(command or ())]

    def _words(self, name: str, *words: str) -> list[str]:
        service = self.composition.services[name]
        options: list[str] = []
        for mount in sorted(service.mounts, key=lambda one: one.target):
            source = self.volume(mount.source) / mount.below
            options += ["--volume", f"{source}:{mount.target}{':ro' * mount.read_only}"]
        for key, value in {**service.environment, **self.changed}.items():
            options += ["--env", f"{key}={value}"]
        return [*options, self._containers[name], "--", *words]


def _inside(pid: int, program: str) -> list[int]:
    """The container's own processes below buildah's, which starts itself again once or twice."""
    with contextlib.suppress(OSError):
        # Those it starts itself run from a copy in memory, which no program inside can change.
        copied = os.readlink(f"/proc/{pid}/exe").startswith("/memfd:buildah")
        if not copied and not os.path.samefile(f"/proc/{pid}/exe", program):
            return [pid]
    return [one for child in _children(pid) for one in _inside(child, program)]


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            yield from (int(word) for word in task.read_text().split())
