"""`voipcc verify`: is everything kept whole, and does it agree? Read beside a running centre, too.

The journal is the truth and is read once, from its first entry to its last; records and
recordings are compared with it, and the small files beside it are looked at.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from voipcc.core.state import CentreState
from voipcc.database.archive import Archive
from voipcc.database.arrivals import Arrivals
from voipcc.database.engine import Engine
from voipcc.database.entry import Entry
from voipcc.database.findings import Check
from voipcc.database.history import Verification, verify
from voipcc.database.kept_rows import KeptRows
from voipcc.database.parties import Parties
from voipcc.database.records_proof import RecordsProof
from voipcc.database.rolls_proof import rolls_proof
from voipcc.database.snapshots import snapshot_paths, snapshots_in
from voipcc.database.sqlite_engine import SqliteEngine
from voipcc.places import StateFolder
from voipcc.tape_proof import TapeProof

MEND_JOURNAL = "the calls it names are marked or closed; the whole journal is in your last backup"
NOT_NEEDED = "none: the others are used, and without any a start takes longer"
LINES_LOST = "none: these numbers come again with the next call of the same people"
BEGIN_ANEW = "stop the centre and move it away: it is begun anew"


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that was looked at."""

    checks: tuple[Check, ...]

    @property
    def intact(self) -> bool:
        """Nothing is wrong anywhere."""
        return all(check.intact for check in self.checks)

    def plain(self) -> dict[str, object]:
        """For machines."""
        return {"intact": self.intact, "checks": self.checks}


def prove(state: StateFolder, engine: Engine | None = None, *, contents: bool = True) -> Proof:
    """Look at everything in `state` and in the records' `engine` (None: the file there).

    Nothing is written. `contents` False: recordings are compared by their length.
    """
    engine = engine or SqliteEngine(state.records)
    arrivals = Arrivals(Check("journal"))
    records = RecordsProof(KeptRows(Archive(engine)), Check("records"))
    tapes = TapeProof(state.tapes, Check("recordings"), contents=contents)

    def take(entry: Entry) -> None:
        arrivals.take(entry)
        records.take(entry)
        tapes.take(entry)

    found = verify(state.journal, take)
    arrivals.end()
    _tell(found, arrivals, state.journal)
    records.end(state.journal)
    tapes.end()
    others = (
        rolls_proof(engine),
        _snapshots(state.snapshots, found.last),
        _parties(state.parties),
        _permits(state.permits),
    )
    return Proof((arrivals.check, records.check, tapes.check, *others))


def _tell(found: Verification, arrivals: Arrivals, folder: Path) -> None:
    """What was found of the journal's bytes, beside what its entries say."""
    check = arrivals.check
    for damage in found.damages:
        where = f"journal {damage.segment} byte {damage.offset}, entry {damage.sequence}"
        legs = f" (legs {', '.join(damage.legs)})" if damage.legs else ""
        check.found(where, f"{damage.kind}: {damage.reason}{legs}", MEND_JOURNAL)
    check.text = (
        f"{found.entries} entries ({found.first} to {found.last}) in an unbroken chain,"
        f" {arrivals.arrived} arrivals, {arrivals.kept} records"
    )
    if arrivals.going_on:
        check.beside.append(f"{arrivals.going_on} calls had not ended")
    if found.torn_bytes:
        check.beside.append(f"the end is unfinished ({found.torn_bytes} bytes): as after a crash")
    if set_aside := sorted(path.name for path in folder.glob("*.damaged")):
        check.beside.append(f"set aside as unreadable: {', '.join(set_aside)}")


def _snapshots(folder: Path, last: int) -> Check:
    check = Check("snapshots")
    good = list(snapshots_in(folder, CentreState, lambda what: check.found("", what, NOT_NEEDED)))
    newest = max((one.sequence for one in good), default=0)
    if newest > last:
        what = f"the snapshot of entry {newest} is newer than the journal, which ends at {last}"
        check.found(str(newest), what, NOT_NEEDED)
    check.text = f"{len(good)} of {len(snapshot_paths(folder))} can be read"
    return check


def _parties(path: Path) -> Check:
    check = Check("parties")
    parties = Parties.readable(path)
    if parties.damaged_lines:
        check.found(path.name, f"{parties.damaged_lines} lines cannot be read", LINES_LOST)
    check.text = f"{len(parties)} people"
    return check


def _permits(path: Path) -> Check:
    check = Check("permits", "none yet")
    if not path.exists():
        return check
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            said = [row[0] for row in database.execute("PRAGMA quick_check(20)")]
            (count,) = database.execute("SELECT count(*) FROM decision").fetchone()
    except sqlite3.Error as error:
        said, count = [str(error)], 0
    for one in said:
        if one != "ok":
            check.found(path.name, one, BEGIN_ANEW)
    check.text = f"{count} decisions"
    return check
