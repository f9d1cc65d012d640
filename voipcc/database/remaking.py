"""Records made anew: all from the journal, or all of one engine in another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voipcc.core.cdr import Conversation
from voipcc.database.engine import Engine, Row, Session, marks
from voipcc.database.entry import EntryError, records_in
from voipcc.database.history import payloads
from voipcc.database.keeping import Kept, is_rolled, recount, roll_all, store
from voipcc.database.reading import stored_between
from voipcc.database.rows import KEPT, PARTS, Shape
from voipcc.database.schema import meta, set_meta

BATCH = 2_000
AT_ONCE = 500
ENDLESS_MS = 1 << 62
Progress = Callable[[int], None]  # how many records so far


@dataclass(slots=True)
class Remade:
    """What was written. `records` were read, `refused` the database cannot hold."""

    conversations: int = 0
    records: int = 0
    entries: int = 0  # of the journal; 0 for a copy
    refused: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def rebuilt(engine: Engine, journal: Path, progress: Progress = lambda count: None) -> Remade:
    """Every record the journal has, derived from it again, and all counts: in one transaction.

    Records it does not have (any more) stay as they are. Raises RecordsError, JournalError.
    """
    session, done = engine.writing(), Remade()
    try:
        with session.transaction():
            for batch in _derived(journal, done):
                _forget(session, batch)
                done.refused += store(session, batch)
                done.records += len(batch)
                progress(done.records)
            recount(session)
            set_meta(session, "drained_to", max(done.entries, meta(session, "drained_to")))
        done.conversations = _count(session)
    finally:
        session.close()
    return done


def copied(source: Engine, target: Engine, progress: Progress = lambda count: None) -> Remade:
    """Every record of `source` into `target`, where what is there already stays; counts too.

    It may be broken off and begun again, and again while the centre runs. Raises RecordsError.
    """
    done, writer = Remade(), target.writing()
    try:
        if not is_rolled(writer):
            roll_all(writer)
        with source.reading() as session:
            for batch in _all(session):
                done.refused += store(writer, batch)
                done.records += len(batch)
                progress(done.records)
            reached = max(meta(session, "drained_to"), meta(writer, "drained_to"))
            with writer.transaction():
                set_meta(writer, "drained_to", reached)
        done.conversations = _count(writer)
    finally:
        writer.close()
    return done


def _derived(journal: Path, done: Remade) -> Iterator[list[Kept]]:
    batch: list[Kept] = []
    for frame in payloads(journal):
        done.entries = frame.sequence
        try:
            batch += [(command.record, frame.sequence) for command in records_in(frame.payload)]
        except EntryError as error:
            done.unreadable.append(f"journal entry {frame.sequence}: {error}")
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _forget(session: Session, batch: Sequence[Kept]) -> None:
    """Takes the rows of these records out."""
    for kind, shape in KEPT.items():
        keys = [
            tuple(getattr(record, name) for name in shape.table.key)
            for record, _ in batch
            if type(record) is kind
        ]
        where = " AND ".join(f"{name} = ?" for name in shape.table.key)
        if keys:
            session.many(f"DELETE FROM {shape.table.name} WHERE {where}", keys)
    names = [record.id for record, _ in batch if isinstance(record, Conversation)]
    for at in range(0, len(names), AT_ONCE):
        some = names[at : at + AT_ONCE]
        for shape in PARTS.values():
            table = shape.table.name
            session.run(f"DELETE FROM {table} WHERE conversation IN ({marks(len(some))})", some)
        session.run(f"DELETE FROM conversation WHERE id IN ({marks(len(some))})", some)


def _all(session: Session) -> Iterator[Sequence[Kept]]:
    """Everything that is kept, some at a time."""
    yield from stored_between(session, 0, ENDLESS_MS)
    schema = meta(session, "schema")
    for shape in KEPT.values():
        if shape.table.since <= schema:
            yield from _own(session, shape, schema)


def _own(session: Session, shape: Shape, schema: int) -> Iterator[list[Kept]]:
    """The records of one class by their key."""
    keys = ", ".join(shape.table.key)
    places = [shape.names.index(name) for name in shape.table.key]
    sql = f"SELECT {shape.columns(schema)}, sequence FROM {shape.table.name}"
    order = f"ORDER BY {keys} LIMIT {BATCH}"
    rows: list[Row] = session.rows(f"{sql} {order}")
    while rows:
        yield [(shape.kind(*shape.plain(row)), row[len(shape.names)]) for row in rows]
        last = [rows[-1][place] for place in places]
        rows = session.rows(f"{sql} WHERE ({keys}) > ({marks(len(last))}) {order}", last)


def _count(session: Session) -> int:
    return int(session.rows("SELECT count(*) FROM conversation")[0][0])
