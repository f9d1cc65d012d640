"""What hours of a centre leave behind in its state folder, made without a switch."""

import hashlib

from tests.database.centre_run import AGENTS, CentreRun
from tests.database.made import leg_quality, wrap_up
from voipcc.core.centre import Centre
from voipcc.core.commands import KeepLegQuality, KeepWrapUp
from voipcc.core.events import SwitchFound, TimePassed
from voipcc.core.tape_files import TapeErased, TapeStored
from voipcc.database.journal import Journal
from voipcc.database.parties import Parties
from voipcc.database.permit_book import PermitBook
from voipcc.database.records import RecordStore
from voipcc.database.snapshots import Snapshots
from voipcc.places import StateFolder

SOUND = b"sound" * 100
STEPS = 600


def lived(state: StateFolder, steps: int = STEPS) -> StateFolder:
    """Calls, a wrap-up, a leg's audio, a snapshot, a person, a recording and an erased one."""
    journal = Journal.open(state.journal)
    run = CentreRun(Centre(7, 1), journal, seed=3)
    run.begin(1)
    run.handle(SwitchFound(devices=tuple(f"{name}/desk" for name in AGENTS)))
    run.steps(steps)
    now = run.moment()
    for command in (KeepWrapUp(wrap_up()), KeepLegQuality(leg_quality())):
        journal.append(now, TimePassed(), [command])
    for tape in ("t1", "t2"):
        path = state.tapes / "2026" / f"{tape}.flac.sealed"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SOUND)
        digest = hashlib.sha256(SOUND).hexdigest()
        journal.append(
            now, TapeStored(tape, f"2026/{tape}.flac.sealed", digest, len(SOUND), 1000), []
        )
    (state.tapes / "2026/t2.flac.sealed").unlink()
    journal.append(now, TapeErased("t2", "retention"), [])
    snapshots = Snapshots(state.snapshots)
    assert (taken := snapshots.take(journal.last_sequence, run.centre.snapshot())) is not None
    assert taken.result() is not None
    snapshots.close()
    journal.close()
    parties = Parties.open(state.parties)
    parties.party_of("+4917012345678", "Erika")
    parties.close()
    PermitBook.open(state.permits, b"key").close()
    stored(state)
    return state


def stored(state: StateFolder) -> None:
    """The journal's records in the tables."""
    store = RecordStore.open(state.records, state.journal)
    assert store.drain()
    store.close()
