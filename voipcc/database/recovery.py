"""From disk back to the live state: the last good snapshot, then the journal after it.

Nothing is decided again: the events are replayed, and the commands the core makes of them
are only compared with the journaled ones. What the switch did meanwhile is learnt from the
switch itself, by the `SwitchFound` that follows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voipcc.core.cdr import Conversation, LegQuality, Stretch, Tape, WrapUp
from voipcc.core.centre import Centre
from voipcc.core.commands import Command
from voipcc.core.events import CallEndRequested, ControllerStarted
from voipcc.core.state import CentreState
from voipcc.core.tape_files import TapeFile
from voipcc.database.entry import Entry, Keep, RawCommand
from voipcc.database.history import Damage, last_sequence, read
from voipcc.database.snapshots import Snapshot, snapshot_paths, snapshots_in

DIFFERENT = "replayed_differently"
POISONOUS = "poisonous_entry"
EPOCH_FILE = "epoch"  # a restored backup begins with this one: those before were given to others
LEG_FIELDS = ("leg", "caller_leg", "agent_leg", "call")


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry whose replay gave other commands than those journaled; `legs` it concerns."""

    sequence: int
    event: str
    journaled: tuple[Command | RawCommand, ...]
    replayed: tuple[Command, ...]
    legs: frozenset[str]
    fault: str = ""


@dataclass(slots=True)
class Recovery:
    """A centre as it stood, and what was found on the way.

    `epoch` is the one to begin now. `records` of the replayed part are the journaled ones:
    keeping them again is harmless. `closings` are to be posted once the switch is found:
    they end the waiting calls that a damaged entry leaves in doubt (a talk is left alone,
    only marked). `damaged` says in words what could not be read.
    """

    centre: Centre
    last_sequence: int = 0
    epoch: int = 1
    replayed: int = 0
    differences: list[Difference] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    records: list[tuple[Conversation | WrapUp | LegQuality | Stretch | Tape | TapeFile, int]] = (
        field(default_factory=list)
    )
    closings: list[CallEndRequested] = field(default_factory=list)


def recover(folder: Path, seed: int) -> Recovery:
    """The state in `folder` (with journal/ and snapshots/); a new centre when it is empty.

    Reads only, except that a snapshot newer than the journal is set aside. Call it before
    `Journal.open` appends. Raises JournalError when the journal's format is newer.
    """
    journal = folder / "journal"
    damaged: list[str] = []
    recovery = _from_snapshot(folder / "snapshots", last_sequence(journal), damaged)
    if recovery is None:
        recovery = Recovery(Centre(seed, 1), damaged=damaged)
        recovery.epoch = 0
    for entry in read(journal, recovery.last_sequence + 1, recovery.damages.append):
        _replay(recovery, entry)
    recovery.epoch = max(recovery.epoch + 1, _least_epoch(folder))
    recovery.damaged += [
        f"{damage.kind} at entry {damage.sequence}: {damage.reason}" for damage in recovery.damages
    ]
    _mark(recovery)
    return recovery


def _least_epoch(folder: Path) -> int:
    try:
        return int((folder / EPOCH_FILE).read_text())
    except (FileNotFoundError, ValueError):
        return 0


def _from_snapshot(folder: Path, last: int, damaged: list[str]) -> Recovery | None:
    _set_aside_newer(folder, last, damaged)
    for snapshot in snapshots_in(folder, CentreState, damaged.append):
        try:
            return _restored(snapshot, damaged)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            damaged.append(f"{snapshot.path.name}: {error}")
    return None


def _restored(snapshot: Snapshot[CentreState], damaged: list[str]) -> Recovery:
    epoch = snapshot.state.epoch
    centre = Centre.restored(snapshot.state)
    return Recovery(centre, snapshot.sequence, epoch, damaged=damaged)


def _set_aside_newer(folder: Path, last: int, damaged: list[str]) -> None:
    """A journal that lost its end must not meet a snapshot of that end: numbers are reused."""
    for path in snapshot_paths(folder):
        if int(path.stem) > last:
            path.rename(path.with_suffix(".ahead"))
            damaged.append(f"{path.name}: newer than the journal, which ends at entry {last}")


def _replay(recovery: Recovery, entry: Entry) -> None:
    """One entry handed to the core once more."""
    recovery.last_sequence = entry.sequence
    recovery.replayed += 1
    if isinstance(entry.event, ControllerStarted):
        recovery.epoch = max(recovery.epoch, entry.event.epoch)
    recovery.records += [
        (command.record, entry.sequence) for command in entry.commands if isinstance(command, Keep)
    ]
    fault = ""
    replayed: list[Command] = []
    try:
        replayed = recovery.centre.handle(entry.event, entry.now)
    except Exception as error:  # whatever it is: the other calls go on
        fault = f"{type(error).__name__}: {error}"
    if fault or tuple(replayed) != entry.commands:
        legs = _legs([entry.event, *entry.commands, *replayed])
        name = type(entry.event).__name__
        recovery.differences.append(
            Difference(entry.sequence, name, entry.commands, tuple(replayed), legs, fault)
        )


def _legs(words: Iterable[object]) -> frozenset[str]:
    """Every leg and call that these events and commands name."""
    named: set[str] = set()
    for word in words:
        values: Any = word.fields if isinstance(word, RawCommand) else word
        for name in LEG_FIELDS:
            value = values.get(name) if isinstance(values, dict) else getattr(values, name, None)
            if isinstance(value, str) and value:
                named.add(value)
    return frozenset(named)


def _mark(recovery: Recovery) -> None:
    """Marks the calls that differ or are in doubt; the waiting ones of these are closed."""
    different = frozenset[str]().union(*(one.legs for one in recovery.differences))
    faulty = frozenset[str]().union(*(one.legs for one in recovery.differences if one.fault))
    doubtful = faulty.union(*(damage.legs for damage in recovery.damages))
    if not different and not doubtful:
        return
    for call in recovery.centre.snapshot().calls:  # the live calls themselves
        held = [attempt.leg for attempt in call.attempts]
        names = {call.id, call.leg, *held, call.talk.leg if call.talk else call.leg}
        if names & different:
            call.mark(DIFFERENT)
        if names & doubtful:
            call.mark(POISONOUS)
            if call.stage not in ("talk", "fallback", "ending"):
                recovery.closings.append(CallEndRequested(call.id, by="recovery"))
