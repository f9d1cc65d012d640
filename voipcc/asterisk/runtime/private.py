"""A switch of our own: started, adopted, reloaded, stopped."""

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.config import Blueprint, SipPorts, files
from voipcc.asterisk.errors import SwitchError, SwitchUnreachable
from voipcc.asterisk.runtime import process, registrations
from voipcc.asterisk.runtime.certificate import carrier_ca, ensure_certificate
from voipcc.asterisk.runtime.console import ask_console
from voipcc.asterisk.runtime.copies import copies_folder
from voipcc.asterisk.runtime.doors import AriDoor
from voipcc.asterisk.runtime.folder import GREETING, InstanceFile, InstanceFolder, unwritable
from voipcc.asterisk.runtime.logs import keep_logs_small
from voipcc.asterisk.runtime.ports import choose_local_ports, choose_sip_ports
from voipcc.asterisk.runtime.program import Program
from voipcc.asterisk.runtime.reload import reload_files
from voipcc.asterisk.runtime.search import find_program
from voipcc.asterisk.telephones import telephones_of, trunk_endpoints
from voipcc.debs import Progress
from voipcc.music import classes_of, order_of, streams_of
from voipcc.places import shipped_sounds
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings

_BOOT_LIMIT_S = 30.0
_STOP_STEPS = ((None, 3.0), (signal.SIGTERM, 2.0), (signal.SIGKILL, 2.0))
_PING_LIMIT_S = 2.0
GREETING_PROMPT = "queue/one_moment"
HELPLESS_PROMPT = "agent/use_mobile_phone"


@dataclass(frozen=True, slots=True)
class _World:
    """What start and reload are given."""

    settings: CentreSettings
    secrets: Secrets
    numbers: tuple[str, ...]
    sounds: tuple[Path, ...]


class PrivateSwitch:
    """One running Asterisk. Made by `start`, which adopts one that an earlier controller left."""

    def __init__(self, program: Program, folder: InstanceFolder, plan: Blueprint) -> None:
        self._program = program
        self._folder = folder
        self._plan = plan
        self._sounds: tuple[Path, ...] = ()
        self._child: subprocess.Popen[bytes] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._tidy: asyncio.Task[None]
        self.pid = 0
        self._started = ""
        self.adopted = False
        self.exited: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def start(
        cls,
        settings: CentreSettings,
        secrets: Secrets,
        folder: Path,
        numbers: Sequence[str] = (),
        sounds: Sequence[Path] = (),
        program: Program | None = None,
        progress: Progress | None = None,
    ) -> "PrivateSwitch":
        """A switch that answers ARI, in `folder` (the centre's state/asterisk).

        `numbers` are the centre's own in E.164; `sounds` the folders of prompts, own before
        shipped. Returns in under 2 s once Asterisk is on this machine; before that it is
        fetched. Raises SwitchError, PortTaken.
        """
        here = InstanceFolder(folder)
        world = _World(settings, secrets, tuple(numbers), tuple(sounds) or (shipped_sounds(),))
        chosen = program or await find_program(settings, progress)
        left = here.remembered()
        if left is not None and process.is_alive(left.pid, left.started):
            adopted = await cls._adopt(here, left, world, chosen)
            if adopted is not None:
                return adopted
        here.prepare(
            chosen, greeting_file(world.sounds), prompt_file(world.sounds, HELPLESS_PROMPT)
        )
        sip = await asyncio.to_thread(choose_sip_ports, settings, left.sip if left else None)
        plan = blueprint(here, chosen, world, sip)
        switch = cls(chosen, here, plan)
        switch._sounds = world.sounds
        await switch._boot()
        return switch

    @classmethod
    async def _adopt(
        cls, here: InstanceFolder, left: InstanceFile, world: _World, chosen: Program
    ) -> "PrivateSwitch | None":
        """The switch that still runs here with its calls; None when it had to be ended."""
        plan = replace(blueprint(here, chosen, world, left.sip), local=left.local)
        switch = cls(chosen, here, plan)
        switch._sounds = world.sounds
        switch._take(left.pid, left.started)
        switch.adopted = True
        with contextlib.suppress(SwitchUnreachable):
            status, _ = await switch._ari.ask("GET", "/asterisk/ping", _PING_LIMIT_S)
            if status == 200:
                await switch.reload(world.settings, world.secrets, world.numbers)
                return switch
        # It hangs, or has other secrets than ours: nobody can command it.
        await switch.stop(politely=False)
        return None

    @property
    def sip_ports(self) -> SipPorts:
        return self._plan.sip

    @property
    def log_file(self) -> Path:
        return self._folder.log / "messages.log"

    @property
    def version(self) -> str:
        return self._program.version

    @property
    def is_a_copy(self) -> bool:
        """Whether the program is our own private copy, which we look after."""
        return self._program.path.is_relative_to(copies_folder())

    @property
    def address(self) -> SwitchAddress:
        secrets = self._plan.secrets
        return SwitchAddress(
            ari_host="127.0.0.1",
            ari_port=self._plan.local.ari,
            ari_user=secrets.ari_user,
            ari_password=secrets.ari_password,
            ami_host="127.0.0.1",
            ami_port=self._plan.local.ami,
            ami_user=secrets.ami_user,
            ami_password=secrets.ami_password,
            endpoints={device: entry.endpoint for device, entry in secrets.devices.items()},
            sounds=self._sounds,
            music={
                **{name: str(one) for name, one in self._plan.music.items()},
                **self._plan.streams,
            },
            cel_file=self._folder.cel,
            recordings=self._folder.folder / "spool" / "recording",
            voicemails=self._folder.folder.parent / "voicemail",
            tapes=self._folder.folder.parent / "tapes" / "spool",
            versions=self._folder.folder.parent / "versions",
            telephones=telephones_of(self._plan.settings, secrets),
            trunks=trunk_endpoints(self._plan.settings, secrets),
        )

    async def console(self, command: str) -> str:
        """What the console answers to one command. Raises SwitchUnreachable."""
        return await ask_console(self._program, self._folder, command)

    async def reload(
        self, settings: CentreSettings, secrets: Secrets, numbers: Sequence[str]
    ) -> None:
        """Put changed agents, devices, trunks, numbers and queues into effect; calls go on.

        Raises SwitchError with the reason when the switch did not take one of them; the
        files are then as before. Transports and ports change at the next start only.
        """
        world = _World(settings, secrets, tuple(numbers), self._sounds)
        plan = replace(
            blueprint(self._folder, self._program, world, self._plan.sip), local=self._plan.local
        )
        await reload_files(self._folder, self._ari, plan)
        self._plan = plan

    async def stop(self, *, politely: bool = True) -> None:
        """End the switch and its calls: by its own command, then by signals to its process."""
        for number, patience_s in _STOP_STEPS[0 if politely else 1 :]:
            if number is None:
                with contextlib.suppress(SwitchUnreachable):
                    await ask_console(self._program, self._folder, "core stop now", 2.0)
            else:
                process.send_signal(self.pid, self._started, number)
            if await process.gone(self.pid, self._started, patience_s):
                break
        self._reap()
        if self._watch:
            await asyncio.wait({self._watch}, timeout=1.0)
        registrations.put_away(self._folder.registrations, self._folder.folder / "db")
        self._folder.forget()

    @property
    def _ari(self) -> AriDoor:
        secrets = self._plan.secrets
        return AriDoor(self._plan.local.ari, secrets.ari_user, secrets.ari_password)

    def _take(self, pid: int, started: str) -> None:
        self.pid, self._started = pid, started
        loop = asyncio.get_running_loop()
        self._watch = loop.create_task(self._watching())
        self._tidy = loop.create_task(keep_logs_small(self._folder.log, self._ari))

    async def _watching(self) -> None:
        try:
            await process.when_exited(self.pid)
        finally:
            self._tidy.cancel()
        self._reap()
        if not self.exited.done():
            self.exited.set_result(None)

    def _reap(self) -> None:
        if self._child is not None:
            self._child.poll()

    async def _boot(self) -> None:
        self._folder.write(files(self._plan))
        try:
            ensure_certificate(self._folder.folder / "keys", self._plan.settings)
        except OSError as error:
            raise unwritable(self._folder.folder, error) from error
        registrations.take_up(self._folder.registrations, self._folder.folder / "db")
        self._child = process.start_process(self._program, self._folder)
        self._take(self._child.pid, process.started_at(self._child.pid))
        self._folder.remember(
            InstanceFile(
                self.pid, self._started, self._program.version, self._plan.sip, self._plan.local
            )
        )
        try:
            await asyncio.wait_for(self._until_ready(), _BOOT_LIMIT_S)
        except TimeoutError as error:
            await self.stop()
            raise SwitchError(f"Asterisk did not get ready: {self._last_words()}") from error
        except SwitchError:
            await self.stop()
            raise
        except asyncio.CancelledError:  # told to end while it starts: nobody would stop it later
            await self.stop(politely=False)
            raise

    async def _until_ready(self) -> None:
        while True:
            if self.exited.done() or not process.is_alive(self.pid, self._started):
                raise SwitchError(f"Asterisk ended while it started: {self._last_words()}")
            with contextlib.suppress(SwitchUnreachable):
                status, body = await self._ari.ask("GET", "/asterisk/info?only=status")
                if status == 200 and body:
                    break
            await asyncio.sleep(0.03)
        await self.console("core waitfullybooted")

    def _last_words(self) -> str:
        lines: list[str] = []
        for name in ("console.log", "messages.log"):
            with contextlib.suppress(OSError):
                text = (self._folder.log / name).read_text("utf-8", "replace")
                lines += text.splitlines()[-3:]
        return " / ".join(lines) or "it said nothing"


def blueprint(here: InstanceFolder, program: Program, world: _World, sip: SipPorts) -> Blueprint:
    music = music_folders(world.settings, program, world.sounds)
    return Blueprint(
        settings=world.settings,
        secrets=world.secrets,
        numbers=world.numbers,
        sip=sip,
        local=choose_local_ports(),
        instance=here.folder,
        run=here.run,
        registrations=here.registrations,
        carrier_ca=carrier_ca(world.settings),
        modules=program.modules,
        programs=program.folder,
        music=music,
        streams=streams(world.settings, music),
        greeting=GREETING if greeting_file(world.sounds) else "",
    )


def greeting_file(sounds: Sequence[Path]) -> Path | None:
    """The fallback's prompt: the centre's own, else the shipped one."""
    return prompt_file(sounds, GREETING_PROMPT)


def prompt_file(sounds: Sequence[Path], prompt: str) -> Path | None:
    """The English prompt in the first folder that has it: what the switch says by itself."""
    for folder in sounds:
        path = folder / "en" / f"{prompt}.wav"
        if path.exists():
            return path.resolve()
    return None


def music_folders(
    settings: CentreSettings, program: Program, sounds: Sequence[Path]
) -> dict[str, Path]:
    """A folder per music class: `<sounds>/music/<class>`, else the music Asterisk brings."""
    own = sounds[0] if sounds else None
    names = classes_of(settings, own)
    folders = {name: own / "music" / name for name in names} if own is not None else {}
    return {
        name: folders[name].resolve()
        if name in folders and folders[name].is_dir()
        else program.data / "moh"
        for name in names
    }


def streams(settings: CentreSettings, music: Mapping[str, Path]) -> dict[str, str]:
    """What the player of each class of music that is a stream is told."""
    return {name: order_of(url, music[name]) for name, url in streams_of(settings).items()}
