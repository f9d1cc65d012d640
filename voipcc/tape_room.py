"""Recordings after the call, as the controller sees them: work handed out, facts journaled, verbs done.

What is done to a recording is first in the ledger and in the synced journal, and then done. Whatever is
cut short in between is done again: a fact may then stand twice in the journal, the first one counts.
"""

import asyncio
import contextlib
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from voipcc.core.commands import Command
from voipcc.core.events import Event
from voipcc.core.moment import Moment
from voipcc.core.tape_files import (
    TapeErased,
    TapeHeld,
    TapeLost,
    TapePlayed,
    TapeReleased,
    TapeStored,
)
from voipcc.core.tape_words import TapeEnded
from voipcc.secrets_file import tape_keys
from voipcc.tapes import ledger
from voipcc.tapes.job import JOB_FILE, Job, JobError, read_job
from voipcc.tapes.sheet import (
    BROKEN,
    LEDGER,
    SPOOL,
    Catalogue,
    Hold,
    Sheet,
    TapeError,
    hold_in,
    put_json,
)
from voipcc.tapes.worker import Worker, WorkerDied

if TYPE_CHECKING:
    from voipcc.server import House

LOOK_EVERY_S = 1.0
SWEEP_EVERY_S = 3600.0
IDLE_S = 30.0
AGAIN_S = (10.0, 30.0, 120.0, 600.0)
MOST_DEATHS = 3
MOST_DUE = 1000
ORPHAN_S = 2 * 86_400.0
BROKEN_S = 14 * 86_400.0
LAST_ERASURES = 50
HOLD_FILE = "hold.json"


class TapeRoom:
    """All of the centre's recordings. `keep_on` works until it is cancelled; verbs may ask at any time."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self.folder = house.state.tapes
        self.catalogue = Catalogue(self.folder)
        self._worker = Worker(self.folder)
        self._lock = asyncio.Lock()
        self._failures: dict[str, tuple[int, float]] = {}  # how often, and when it is tried again
        self._deaths: dict[str, int] = {}
        self._swept_s = 0.0
        self._worked_s = 0.0
        self._over = asyncio.Event()  # a recording has ended: its raw sounds should not lie long

    @property
    def worker_pid(self) -> int:
        """Of the process that works now; 0 without one."""
        return self._worker.pid

    @property
    def waiting(self) -> int:
        """Recordings that are over and not ready yet."""
        return len(self._jobs())

    # --- the work -----------------------------------------------------------------------------

    async def keep_on(self) -> None:
        """Make recordings of jobs, erase what was kept long enough."""
        try:
            await self._end_what_was_begun()
            self._house.controller.watch(self._look_out)
            while True:
                self._over.clear()
                await self.work_once()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._over.wait()
        finally:
            self._house.controller.forget(self._look_out)
            await self._worker.stop()

    def _look_out(self, _now: Moment, event: Event, _commands: Sequence[Command]) -> None:
        """The switch has handed over: work at once."""
        if isinstance(event, TapeEnded):
            self._over.set()

    async def work_once(self) -> None:
        """Everything that is to be done at this moment."""
        for tape in self._jobs():
            if self._failures.get(tape, (0, 0.0))[1] <= time.monotonic():
                await self._work(tape)
                self._worked_s = time.monotonic()
        if time.monotonic() - self._swept_s > SWEEP_EVERY_S or not self._swept_s:
            await self.sweep()
            self._swept_s = self._worked_s = time.monotonic()
        if self._worker.pid and time.monotonic() - self._worked_s > IDLE_S:
            await self._worker.stop()

    def _jobs(self) -> list[str]:
        return [one.name for one in _folders(self.folder / SPOOL) if (one / JOB_FILE).exists()]

    async def _work(self, tape: str) -> None:
        async with self._lock:
            if not (self.folder / SPOOL / tape).exists():
                return
            try:
                answer = await self._ask(
                    {"make": tape, "form": self._house.settings.recordings.form}
                )
            except WorkerDied as died:
                await self._died(tape, died)
                return
            if "stored" in answer:
                await self._stored(tape, msgspec.convert(answer["stored"], Sheet))
            elif "lost" in answer:
                await self._lost(tape, answer["lost"])
            else:
                self._failed(tape, answer["failed"])

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        return await self._worker.ask(tape_keys(self._house.state.secrets), request)

    async def _stored(self, tape: str, sheet: Sheet) -> None:
        spool = self.folder / SPOOL / tape
        hold = hold_in(spool / HOLD_FILE)
        if hold is not None:
            await asyncio.to_thread(self.catalogue.put_hold, sheet, hold)
        await self._journaled(
            TapeStored(
                sheet.tape, sheet.path, sheet.sha256, sheet.bytes, sheet.length_ms, sheet.faults,
                tuple(sheet.figures.items()), sheet.conversation, sheet.keep_until_utc_ms,
                sheet.start_utc_ms,
            )
        )  # fmt: skip
        await asyncio.to_thread(shutil.rmtree, spool)
        self._failures.pop(tape, None)
        self._deaths.pop(tape, None)

    async def _died(self, tape: str, died: WorkerDied) -> None:
        self._deaths[tape] = self._deaths.get(tape, 0) + 1
        self._house.log.error("work on a recording broke down", tape=tape, reason=str(died))
        if self._deaths[tape] >= MOST_DEATHS:
            await self._lost(tape, f"{MOST_DEATHS} times the work on it broke down")

    async def _lost(self, tape: str, reason: str) -> None:
        """It is laid aside as it is, for somebody to look at."""
        spool, place = self.folder / SPOOL / tape, self.folder / BROKEN / tape
        job = _job_in(spool)
        await self._noted("lost", tape, job.conversation if job else "", "", reason)
        await self._journaled(TapeLost(tape, reason, job.conversation if job else ""))
        await asyncio.to_thread(_lay_aside, spool, place)
        self._failures.pop(tape, None)
        self._deaths.pop(tape, None)

    def _failed(self, tape: str, reason: str) -> None:
        count = self._failures.get(tape, (0, 0.0))[0]
        wait_s = AGAIN_S[min(count, len(AGAIN_S) - 1)]
        self._failures[tape] = count + 1, time.monotonic() + wait_s
        self._house.log.error("recording not kept yet", tape=tape, reason=reason)

    # --- retention -----------------------------------------------------------------------------

    async def sweep(self) -> None:
        """Erase what was kept long enough; give up what nobody finished."""
        if not self.folder.exists():
            return
        if any(self.folder.glob("[0-9]*")):
            for tape in await self._due():
                with contextlib.suppress(TapeError):
                    await self.erase(tape, "retention", "")
        for one in _folders(self.folder / SPOOL):
            if not (one / JOB_FILE).exists() and _age_s(one) > ORPHAN_S:
                await self._lost(one.name, "the switch never finished it")
        for one in _folders(self.folder / BROKEN):
            if _age_s(one) > BROKEN_S and hold_in(one / HOLD_FILE) is None:
                await self.erase(one.name, "retention", "")

    async def _due(self) -> list[str]:
        async with self._lock:
            try:
                return list((await self._ask({"due": _now_ms(), "most": MOST_DUE}))["due"])
            except WorkerDied as died:
                self._house.log.error("recordings not looked through", reason=str(died))
                return []

    async def _end_what_was_begun(self) -> None:
        """Erasures that were cut short."""
        lines = ledger.lines(self.folder / LEDGER, months=2)
        erased = [line for line in lines if line.what == "erased"][:LAST_ERASURES]
        for line in erased:
            sheet, rest = await asyncio.to_thread(self._find, line.tape)
            if sheet is not None or rest is not None:
                await self._journaled(TapeErased(line.tape, line.reason, line.by))
                await asyncio.to_thread(self._erase, sheet, rest)

    # --- verbs ---------------------------------------------------------------------------------

    async def give(self, tape: str, how: str, reason: str, by: str) -> Sheet:
        """Put on record that somebody is given the recording, then tell what it is. Raises TapeError."""
        sheet = await asyncio.to_thread(self.catalogue.sheet, tape)
        if sheet is None or not self.catalogue.sound(sheet).exists():
            raise TapeError(self._nothing(tape))
        what: ledger.What = "exported" if how == "export" else "played"
        await self._noted(what, tape, sheet.conversation, by, reason)
        await self._journaled(TapePlayed(tape, by, how, reason))
        return sheet

    async def forget_keys(self) -> None:
        """The next recording is locked with the newest key."""
        async with self._lock:
            await self._worker.stop()

    async def hold(self, tape: str, reason: str, by: str) -> None:
        """It may not be erased from now on, ready or not. Raises TapeError."""
        hold = Hold(reason, by, _now_ms())
        async with self._lock:
            sheet, rest = await asyncio.to_thread(self._find, tape)
            if sheet is None and rest is None:
                raise TapeError(self._nothing(tape))
            if sheet is not None:
                await asyncio.to_thread(self.catalogue.put_hold, sheet, hold)
            if rest is not None:
                await asyncio.to_thread(put_json, rest / HOLD_FILE, hold)
            await self._noted("held", tape, sheet.conversation if sheet else "", by, reason)
            await self._journaled(TapeHeld(tape, reason, by))

    async def release(self, tape: str, reason: str, by: str) -> None:
        """It may be erased again. Raises TapeError."""
        async with self._lock:
            sheet, rest = await asyncio.to_thread(self._find, tape)
            if self._hold(sheet, rest) is None:
                raise TapeError(f"nothing holds {tape}: voipcc recordings list --held")
            await self._noted("released", tape, sheet.conversation if sheet else "", by, reason)
            await self._journaled(TapeReleased(tape, reason, by))
            if sheet is not None:
                await asyncio.to_thread(self.catalogue.end_hold, sheet)
            if rest is not None:
                (rest / HOLD_FILE).unlink(missing_ok=True)

    async def erase(self, tape: str, reason: str, by: str) -> None:
        """Gone for good, ready or not. Raises TapeError when it is not there, or held."""
        async with self._lock:
            sheet, rest = await asyncio.to_thread(self._find, tape)
            if sheet is None and rest is None:
                raise TapeError(self._nothing(tape))
            hold = self._hold(sheet, rest)
            if hold is not None:
                raise TapeError(
                    f"{tape} is held ({hold.reason}): it can be erased after"
                    f" voipcc recordings release {tape}"
                )
            job = _job_in(rest) if rest else None
            about = sheet.conversation if sheet else job.conversation if job else ""
            await self._noted("erased", tape, about, by, reason)
            await self._journaled(TapeErased(tape, reason, by))
            await asyncio.to_thread(self._erase, sheet, rest)

    async def erase_all_of(self, party: str, by: str) -> tuple[int, tuple[str, ...]]:
        """Every recording somebody is heard in: how many went, and which are held. Raises TapeError."""
        count, held = 0, []
        for tape in await self._all_of(party):
            sheet, rest = await asyncio.to_thread(self._find, tape)
            if self._hold(sheet, rest) is not None:
                held.append(tape)
            elif sheet is not None or rest is not None:
                await self.erase(tape, "person erased", by)
                count += 1
        return count, tuple(held)

    async def _all_of(self, party: str) -> list[str]:
        waiting = [*_folders(self.folder / SPOOL), *_folders(self.folder / BROKEN)]
        jobs = {one.name: _job_in(one) for one in waiting}
        found = [name for name, job in jobs.items() if job and party in job.parties]
        if any(self.folder.glob("[0-9]*")):
            try:
                async with self._lock:
                    found += (await self._ask({"of": party}))["of"]
            except WorkerDied as died:
                raise TapeError(f"the recordings could not be looked through: {died}") from died
        return list(dict.fromkeys(found))

    # --- what they share -----------------------------------------------------------------------

    def _find(self, tape: str) -> tuple[Sheet | None, Path | None]:
        """A recording's sheet, and its folder where it is not ready, or broken."""
        rest = next(
            (one for kind in (SPOOL, BROKEN) for one in _folders(self.folder / kind)
             if one.name == tape),
            None,
        )  # fmt: skip
        return self.catalogue.sheet(tape), rest

    def _hold(self, sheet: Sheet | None, rest: Path | None) -> Hold | None:
        found = self.catalogue.hold(sheet) if sheet else None
        return found or (hold_in(rest / HOLD_FILE) if rest else None)

    def _erase(self, sheet: Sheet | None, rest: Path | None) -> None:
        if rest is not None:
            self.catalogue.erase_rest(rest.name)
            shutil.rmtree(rest)
        if sheet is not None:
            self.catalogue.erase(sheet)

    async def _noted(
        self, what: ledger.What, tape: str, conversation: str, by: str, reason: str
    ) -> None:
        line = ledger.Line(_now_ms(), what, tape, conversation, by, reason)
        await asyncio.to_thread(ledger.note, self.folder / LEDGER, line)

    async def _journaled(self, event: Event) -> None:
        """Returns once the fact survives a power cut."""
        self._house.controller.request(event)
        await self._house.journal.synced(self._house.controller.sequence)

    def _nothing(self, tape: str) -> str:
        lines = ledger.lines(self.folder / LEDGER)
        gone = next((one for one in lines if one.tape == tape and one.what == "erased"), None)
        if gone is not None:
            whose = f" by {gone.by}" if gone.by else ""
            return f"{tape} was erased{whose}: {gone.reason}"
        return f'there is no recording "{tape}"; list them with: voipcc recordings list'


def _folders(place: Path) -> Iterator[Path]:
    if place.exists():
        yield from sorted(one for one in place.iterdir() if one.is_dir())


def _job_in(folder: Path) -> Job | None:
    with contextlib.suppress(JobError, OSError):
        return read_job(folder)
    return None


def _lay_aside(spool: Path, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    shutil.move(spool, place)  # the spool may be in memory, and the broken ones on the disk


def _age_s(folder: Path) -> float:
    """Since the last time anything in it changed."""
    newest = max([folder.stat().st_mtime, *(one.stat().st_mtime for one in folder.iterdir())])
    return time.time() - newest


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
