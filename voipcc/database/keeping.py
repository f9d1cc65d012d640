"""Records into the tables, with what is counted of them, in one transaction.

A record that is there already changes nothing: neither its row nor a count.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from voipcc.core.cdr import Conversation, WrapUp
from voipcc.database.engine import RowRefused, Session, Values
from voipcc.database.reading import whole_between
from voipcc.database.rollup import Roll, emptied
from voipcc.database.rows import (
    DERIVED,
    KEPT,
    PARTS,
    WHOLE,
    Record,
    conversation_row,
    mended,
    name_of,
)
from voipcc.database.schema import meta, set_meta
from voipcc.database.tables import SCHEMA

Kept = tuple[Record, int]
NEVER = (RowRefused, LookupError, ValueError, TypeError)  # what trying again does not mend
CHILDREN = {name: ("conversation", "position", *shape.names) for name, shape in PARTS.items()}


@dataclass(slots=True)
class Made:
    """What can be made of records before the database is asked; all conversations are taken for new ones."""

    batch: Sequence[Kept]
    conversations: list[Conversation]
    rows: Sequence[Values]
    roll: Roll


def made_of(batch: Sequence[Kept]) -> Made:
    """Rows and counts of the conversations. Raises one of NEVER."""
    found: dict[str, tuple[Conversation, int]] = {}
    for record, sequence in batch:
        if isinstance(record, Conversation):
            found.setdefault(record.id, (record, sequence))
    conversations = [record for record, _ in found.values()]
    rows = [conversation_row(*one) for one in found.values()]
    return Made(batch, conversations, rows, _rolled(conversations))


def begun(session: Session, made: Made, mark: int) -> ExitStack:
    """Writes records and the mark in one transaction; closing what is returned commits it.

    Raises one of NEVER, or RecordsError: then nothing is written.
    """
    with ExitStack() as stack:
        stack.enter_context(session.transaction())
        keep(session, made)
        _set_mark(session, mark)
        return stack.pop_all()


def store(session: Session, batch: Sequence[Kept], mark: int = 0, before: int = 0) -> list[str]:
    """Writes records and the mark they reach (0: none) in one transaction; the names of those left out.

    What the database can never hold is mended, and if that does not help left out, so that the
    others go on. `before` is the mark until then.
    """
    try:
        begun(session, made_of(batch), mark).close()
    except NEVER:
        half = len(batch) // 2
        if half:
            refused = store(session, batch[:half], before, before)
            return refused + store(session, batch[half:], mark, before)
        return _store_mended(session, batch[0], mark)
    return []


def _store_mended(session: Session, kept: Kept, mark: int) -> list[str]:
    record, sequence = kept
    refused: list[str] = []
    with session.transaction():
        try:
            with session.transaction():
                keep(session, made_of([(mended(record), sequence)]))
        except NEVER:
            refused.append(name_of(record))
        _set_mark(session, mark)
    return refused


def _set_mark(session: Session, mark: int) -> None:
    if mark:
        set_meta(session, "drained_to", mark)


def keep(session: Session, made: Made) -> None:
    """Writes records with their entries' numbers, within the caller's transaction."""
    notes = _keep_by_class(session, made.batch)
    fresh, roll = made.conversations, made.roll
    names = (*WHOLE.names, *DERIVED)
    added = session.add(WHOLE.table, names, made.rows) if made.rows else set()
    if len(added) < len(fresh):
        fresh = [record for record in fresh if (record.id,) in added]
        roll = _rolled(fresh)
    for field in PARTS:
        session.append(PARTS[field].table, CHILDREN[field], _part_rows(field, fresh))
    for arrived_utc_ms, wrap_up in _noted(session, fresh, notes):
        roll.take_wrap_up(arrived_utc_ms, wrap_up)
    roll.write(session)


def roll_all(session: Session) -> None:
    """Makes all counts anew from the rows, in one transaction."""
    with session.transaction():
        recount(session)


def recount(session: Session) -> None:
    """Makes all counts anew from the rows, within the caller's transaction."""
    emptied(session)
    for window in whole_between(session, 0, 1 << 62):
        roll = Roll()
        for record in window:
            roll.take(record)
        for arrived_utc_ms, wrap_up in _noted(session, window, []):
            roll.take_wrap_up(arrived_utc_ms, wrap_up)
        roll.write(session)
    set_meta(session, "rolled", 1)


def is_rolled(session: Session) -> bool:
    """Whether the counts are complete."""
    return bool(meta(session, "rolled"))


def _rolled(records: Sequence[Conversation]) -> Roll:
    roll = Roll()
    for record in records:
        roll.take(record)
    return roll


def _part_rows(field: str, fresh: Sequence[Conversation]) -> Iterator[Values]:
    """The rows of one kind of parts, made while the database takes them in."""
    values = PARTS[field].values
    for record in fresh:
        for place, part in enumerate(getattr(record, field)):
            yield [record.id, place, *values(part)]


def _keep_by_class(session: Session, batch: Sequence[Kept]) -> list[WrapUp]:
    """Keeps the records of their own; the wrap-ups that are new."""
    notes: list[WrapUp] = []
    for kind, shape in KEPT.items():
        rows = [
            [*shape.values(record), sequence] for record, sequence in batch if type(record) is kind
        ]
        if not rows:
            continue
        added = session.add(shape.table, (*shape.names, "sequence"), rows)
        if kind is WrapUp:
            found = {one.offer: one for one, _ in reversed(batch) if isinstance(one, WrapUp)}
            notes = [one for name, one in found.items() if (name,) in added]
    return notes


def _noted(
    session: Session, fresh: Sequence[Conversation], notes: Sequence[WrapUp]
) -> Iterator[tuple[int, WrapUp]]:
    """Wrap-ups to count now, with their conversations' arrival: those of new conversations, and new ones of older conversations."""
    arrived = {record.id: record.arrived_utc_ms for record in fresh}
    shape = KEPT[WrapUp]
    sql = f"SELECT {shape.columns(SCHEMA)} FROM wrap_up WHERE conversation"
    for row in session.among(sql, list(arrived)) if arrived else ():
        wrap_up = WrapUp(*shape.plain(row))
        yield arrived[wrap_up.conversation], wrap_up
    late = [one for one in notes if one.conversation not in arrived]
    if not late:
        return
    sql = "SELECT id, arrived_utc_ms FROM conversation WHERE id"
    names = sorted({one.conversation for one in late})
    older = {row[0]: row[1] for row in session.among(sql, names)}
    for one in late:
        if one.conversation in older:
            yield older[one.conversation], one
