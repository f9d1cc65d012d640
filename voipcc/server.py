"""Puts the house together and takes it apart in reverse order; nothing else."""

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.key_mask import KeyMask
from voipcc.asterisk.leash import Leash
from voipcc.asterisk.numbers import number_from
from voipcc.asterisk.runtime import PrivateSwitch, external_ports
from voipcc.asterisk.runtime.folder import InstanceFolder
from voipcc.asterisk.switch import Switch
from voipcc.clock import SystemClock
from voipcc.control import ControlServer, VerbError
from voipcc.controller import Controller
from voipcc.core.events import CentreConfigured, ControllerStarted
from voipcc.database.journal import Journal
from voipcc.database.parties import Parties
from voipcc.database.records import RecordStore
from voipcc.database.recovery import Recovery, recover
from voipcc.database.snapshots import Snapshots, snapshot_paths
from voipcc.external_switch import external_door, handed_over, open_external
from voipcc.invitation_door import InvitationDoor
from voipcc.log import Log, open_log
from voipcc.lookup import open_look_ups
from voipcc.newer_switch import keep_looking
from voipcc.outlets import open_outlets
from voipcc.ready_sounds import make_ready
from voipcc.record_place import engine_of
from voipcc.secrets_file import Secrets, SecretsError, load_secrets
from voipcc.settings import CentreSettings, waiting_for_start
from voipcc.tape_room import TapeRoom
from voipcc.told_to_end import when_told_to_end
from voipcc.unheard import FallbackRecords, Unheard
from voipcc.verbs import streams_of, verbs_of
from voipcc.versions.beginning import begin
from voipcc.versions.edition import Edition
from voipcc.versions.folder_watch import FolderWatch
from voipcc.versions.pruning import prune
from voipcc.versions.publishing import Publishing
from voipcc.versions.schedule import Schedule
from voipcc.watchers import watchers_of
from voipcc.ways_out import WaysOut

SNAPSHOT_EVERY_S = 10.0
PLAN_EVERY_S = 24 * 3600.0
SWITCH_BACK_S = 0.2
WORK_AGAIN_S = 5.0
JOURNAL_DAYS = 90.0


class House:
    """A running centre. Made by `open_house`, which also takes it apart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        beginning = begin(folder)
        edition = beginning.edition
        self.settings, self.plan, self.warnings = edition.settings, edition.plan, edition.warnings
        self.begun = self.settings
        self.state = beginning.state
        self.publishing = Publishing(self, beginning)
        self.schedule = Schedule(self.publishing)
        self.watch = FolderWatch(self.publishing)
        self.sounds = self.state.played()
        self.started = time.time()
        self.clock = SystemClock()
        self.recovery: Recovery
        self.controller: Controller
        self.address: SwitchAddress
        self.switch: Switch
        self.private: PrivateSwitch | None = None
        self.external = ""  # the version of the Asterisk somebody else runs for us
        self.leash: Leash
        self.secrets: Secrets
        self.parties: Parties
        self.journal: Journal
        self.records: RecordStore
        self.ways: WaysOut
        self.invitations: InvitationDoor
        self.log: Log
        self.keep_calls = False
        self.switch_died_ms = 0  # when the switch before this one ended, UTC
        self.unheard = Unheard(self)
        self.tapes = TapeRoom(self)
        self._stopping = asyncio.Event()

    # --- what verbs ask ---------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """How the house is, in a few words."""
        private = self.private
        return {
            "centre": self.settings.name,
            "running_s": round(time.time() - self.started, 1),
            "epoch": self.recovery.epoch,
            "plan": self.plan.version,
            "folder": self.watch.words or "as published",
            "canary": self.publishing.canary(),
            "switch": "connected" if self.switch.connected else "lost",
            "asterisk": private.version if private else f"{self.external} (external)",
            "listen": str(self.settings.listen.address),
            "ports": dict(self.sip_ports),
            "invitations": self.invitations.port,
            "journal_sequence": self.controller.sequence,
            "journal_trouble": self.journal.trouble,
            "records_waiting": self.records.waiting,
            "recordings_waiting": self.tapes.waiting,
            "recordings_worker": self.tapes.worker_pid,
            "refused_events": self.controller.refused,
            "recovery_differences": len(self.recovery.differences),
        }

    @property
    def sip_ports(self) -> Mapping[str, int]:
        """Where SIP is spoken, by transport."""
        ports = self.private.sip_ports if self.private else external_ports(self.settings)
        return cast(Mapping[str, int], msgspec.to_builtins(ports))

    def view(self) -> dict[str, Any]:
        """The live view: queues, agents, calls, counters."""
        view = self.ways.marked(self.controller.centre.view(self.clock()))
        return view | {"folder": self.watch.words, "canary": self.publishing.canary()}

    def why(self, name: str) -> dict[str, Any] | None:
        """The facts behind a living call's or an agent's state; None when there is no such."""
        return self.controller.centre.why(name, self.clock())

    async def take(self, edition: Edition) -> list[str]:
        """Make switch and sounds those of `edition`; new calls still begin with the plan before.

        Raises VerbError when the switch does not take it: all is as before then. Returns remarks.
        """
        settings, plan = edition.settings, edition.plan
        remarks = []
        try:
            secrets = load_secrets(self.state.secrets, settings)
            await self._sound_like(edition.version)
            if self.private is not None:
                await self.private.reload(settings, secrets, tuple(plan.numbers))
                self.address = self.private.address
            else:
                begun, numbers = self.begun_at(settings), tuple(plan.numbers)
                remarks = await handed_over(self, begun, secrets, numbers)
                self.address = external_door(self, begun, secrets)
            self.switch.readdress(self.address)
            self.switch.callers.learn(edition.callers)
        except (SwitchError, SecretsError, OSError) as error:
            with contextlib.suppress(OSError):
                await self._sound_like(self.publishing.version)
            what = "the switch refused it" if isinstance(error, SwitchError) else "refused"
            raise VerbError(f"{what}, the running plan stays: {error}") from error
        self.settings, self.secrets, self.plan = settings, secrets, plan
        self.warnings = edition.warnings
        return remarks + [
            f"centre.yaml: {key} has changed: in force when the centre is started anew"
            for key in waiting_for_start(self.begun, settings)
        ]

    async def _sound_like(self, version: str) -> None:
        sounds = self.publishing.store.sounds_of(version)
        await asyncio.to_thread(make_ready, sounds, self.state, self.log)

    def begun_at(self, settings: CentreSettings) -> CentreSettings:
        """`settings` with the Asterisk we began with: that changes at a start only."""
        return settings.model_copy(update={"asterisk": self.begun.asterisk})

    def party_of(self, number: str) -> str:
        """The party's id of a caller's number as the switch shows it, "" when it is nobody's."""
        e164 = number_from(number, self.settings.country).e164
        return self.parties.party_of(e164) if e164 else ""

    async def console(self, command: str) -> str:
        """One command on the private switch's console."""
        if self.private is None:
            raise VerbError("the Asterisk is external: use its own console, asterisk -rx")
        return await self.private.console(command)

    async def trace(self, *, on: bool) -> str:
        """Keep every SIP message and ARI step from now on, or no longer."""
        self.switch.trace(self.state.log / "ari.jsonl" if on else None)
        if self.private is not None:
            await self.private.console(f"pjsip set logger {'on' if on else 'off'}")
        return "tracing" if on else "no longer tracing"

    def ask_to_stop(self, *, keep_calls: bool = False) -> None:
        """Let `serve` return; with `keep_calls` the switch and its calls stay."""
        self.keep_calls = keep_calls
        self._stopping.set()

    async def until_stopped(self) -> None:
        await self._stopping.wait()


@contextlib.asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """A running centre from the files in `folder`; on leaving it is stopped in reverse order.

    Raises CentreRefused, SecretsError, SwitchError, PortTaken, JournalError, VerbError.
    """
    house = House(folder)
    async with contextlib.AsyncExitStack() as stack:
        _open_stores(house, stack)
        await _open_switch(house, stack)
        await house.publishing.resume()
        await _open_doors(house, stack)
        yield house


def _open_stores(house: House, stack: contextlib.AsyncExitStack) -> None:
    state = house.state
    state.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    house.log = open_log(state.log / "voipcc.jsonl")
    make_ready(house.publishing.store.sounds_of(house.plan.version), state, house.log)
    house.secrets = load_secrets(state.secrets, house.settings)
    house.parties = Parties.open(state.parties)
    house.parties.on_trouble = lambda reason: _report(house, "parties", reason)
    stack.callback(house.parties.close)
    house.ways = WaysOut.open(house, state.permits)
    stack.callback(house.ways.close)
    house.recovery = recover(state.folder, house.secrets.seed)
    house.journal = Journal.open(state.journal, sync_named=house.parties.sync)
    stack.callback(house.journal.close)
    house.journal.on_trouble = lambda reason: _report(house, "journal", reason)
    engine = engine_of(house.settings, state, house.secrets)
    house.records = RecordStore.open(
        engine, state.journal, safe=lambda: house.journal.synced_sequence
    )
    stack.callback(house.records.close)
    house.records.on_trouble = lambda reason: _report(house, "records", reason)
    for record, sequence in house.recovery.records:
        house.records.keep(record, sequence)
    house.controller = Controller(
        house.recovery.centre,
        journal=house.journal,
        records=house.records,
        clock=house.clock,
        watchers=watchers_of(house),
    )
    stack.callback(house.controller.close)
    house.controller.on_fault = lambda what, fault: house.log.error(
        "fault behind the core", what=what, exc_info=fault
    )
    open_outlets(house, stack)
    house.controller.post(ControllerStarted(house.recovery.epoch))
    house.controller.post(CentreConfigured(house.plan))
    house.log.info(
        "recovered",
        entries=house.recovery.replayed,
        differences=len(house.recovery.differences),
        damaged=house.recovery.damaged,
    )


async def _open_switch(house: House, stack: contextlib.AsyncExitStack) -> None:
    if house.settings.asterisk.mode == "external":
        await open_external(house)
    else:
        last_heard_ms = InstanceFolder(house.state.asterisk).last_written_ms()
        house.private = await _start_private(house)
        if not house.private.adopted:
            house.switch_died_ms = last_heard_ms
        stack.push_async_callback(_stop_private, house)
        house.address = house.private.address
    house.switch = Switch(
        house.address,
        post=house.unheard.post,
        parties=house.parties,
        country=house.settings.country,
        log=house.log,
        clock=house.clock,
        first_language=house.settings.languages[0],
        ways=house.ways,
        pin_of=lambda name: house.secrets.pins.get(name, ""),
        vault=open_look_ups(house, stack).vault,
    )
    house.switch.callers.learn(house.publishing.edition.callers)
    house.controller.attach(house.switch)
    house.leash = Leash(house.state.folder, house.state.log, house.address)
    await house.leash.take()
    stack.push_async_callback(_let_go, house)
    await house.switch.start()
    stack.push_async_callback(house.switch.stop)
    for closing in house.recovery.closings:
        house.controller.post(closing)


async def _open_doors(house: House, stack: contextlib.AsyncExitStack) -> None:
    server = ControlServer(house.state.control_socket, verbs_of(house), streams_of(house))
    server.on_fault = lambda verb, fault: house.log.error(
        "verb broke down", verb=verb, exc_info=fault
    )
    await server.start()
    stack.push_async_callback(server.stop)
    house.invitations = InvitationDoor(house)
    await house.invitations.open()
    stack.push_async_callback(house.invitations.close)
    journal = house.journal
    snapshots = Snapshots(house.state.snapshots, lambda n: journal.synced_sequence >= n)
    stack.callback(snapshots.close)
    snapshots.on_trouble = lambda reason: _report(house, "snapshots", reason)
    for name, work in (
        ("snapshots", lambda: _snapshot(house, snapshots)),
        ("switch", lambda: _keep_switch(house)),
        ("watchdog", house.leash.keep),
        ("fallback records", lambda: _keep_fallback_records(house, house.address.cel_file)),
        ("plan", lambda: _renew_plan(house)),
        ("schedule", house.schedule.keep_on),
        ("folder", house.watch.keep_on),
        ("recordings", house.tapes.keep_on),
        ("newer switch", lambda: _look_for_newer(house)),
        ("keys in the trace", KeyMask(InstanceFolder(house.state.asterisk).sip_log).keep),
    ):
        task = asyncio.create_task(_keep_going(house, name, work))
        stack.push_async_callback(_cancel, task)


async def _keep_going(
    house: House, name: str, work: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """Nobody waits for these tasks: one that ended by a fault would be missed by nobody."""
    while True:
        try:
            await work()
            return
        except Exception as fault:
            house.log.error("work of the house broke down", work=name, exc_info=fault)
            await asyncio.sleep(WORK_AGAIN_S)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _start_private(house: House) -> PrivateSwitch:
    return await PrivateSwitch.start(
        house.settings,
        house.secrets,
        house.state.asterisk,
        tuple(house.plan.numbers),
        house.sounds,
    )


async def _let_go(house: House) -> None:
    await house.leash.close(keep_calls=house.keep_calls)


async def _stop_private(house: House) -> None:
    if house.private is not None and not house.keep_calls:
        await house.private.stop()


async def _snapshot(house: House, snapshots: Snapshots) -> None:
    while True:
        await asyncio.sleep(SNAPSHOT_EVERY_S)
        snapshots.take(house.controller.sequence, house.controller.centre.snapshot())


async def _keep_switch(house: House) -> None:
    """A private switch that died is back in under three seconds; its calls are lost."""
    while house.private is not None:
        await asyncio.shield(house.private.exited)
        house.switch_died_ms = house.clock().utc_ms
        house.log.error("the switch died", pid=house.private.pid)
        await asyncio.sleep(SWITCH_BACK_S)
        try:
            house.private = await _start_private(house)
            house.address = house.private.address
            house.switch.readdress(house.address)
            house.leash.readdress(house.address)
        except (SwitchError, OSError) as error:
            house.log.error("the switch does not start", reason=str(error))
            await asyncio.sleep(2.0)


async def _keep_fallback_records(house: House, cel_file: Path | None) -> None:
    if cel_file is not None:
        await FallbackRecords(house, cel_file).keep_on()


async def _look_for_newer(house: House) -> None:
    if house.private is not None and house.private.is_a_copy:
        await keep_looking(house.log)


async def _renew_plan(house: House) -> None:
    """Opening hours are known for 400 days; once a day the horizon moves on."""
    while True:
        await asyncio.sleep(PLAN_EVERY_S)
        try:
            await house.publishing.renew()
            await asyncio.to_thread(prune, house.publishing, house.view())
        except VerbError as error:
            house.log.error("plan not renewed", reason=str(error))
        house.parties.expire()
        house.ways.prune()
        kept = [int(path.stem) for path in snapshot_paths(house.state.snapshots)]
        if kept:
            house.journal.prune(JOURNAL_DAYS, min(house.records.drained_to, *kept))


def _report(house: House, what: str, reason: str) -> None:
    if reason:
        house.log.error(f"{what} in trouble", reason=reason)
    else:
        house.log.info(f"{what} well again")


async def serve(folder: Path, on_ready: Any = None, leash: int | None = None) -> None:
    """Run the centre in `folder` until SIGTERM, SIGINT or the verb `stop`.

    `leash` is a pipe whose other end somebody holds: when they are gone, however they died, so
    is the centre. Raises CancelledError when it is told to end while it starts; nothing is left then.
    """
    starting = asyncio.current_task()
    assert starting is not None  # asyncio.run made one
    when_told_to_end(starting.cancel, leash)
    async with open_house(folder) as house:
        when_told_to_end(house.ask_to_stop, leash)
        # What is there now stays to the end: looking through it again for garbage would hold
        # up the event loop for tens of milliseconds in the middle of calls.
        gc.collect()
        gc.freeze()
        if on_ready is not None:
            on_ready(house)
        await house.until_stopped()
