"""Records into the tables, with what is counted of them, in one transaction.

A record that is there already changes nothing: neither its row nor a count.
"""

from collections.abc import Iterator, Sequence

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


def store(session: Session, batch: Sequence[Kept], mark: int = 0, before: int = 0) -> list[str]:
    """Writes records and the mark they reach (0: none) in one transaction; the names of those left out.

    What the database can never hold is mended, and if that does not help left out, so that the
    others go on. `before` is the mark until then.
    """
    try:
        with session.transaction():
            keep(session, batch)
            _set_mark(session, mark)
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
                keep(session, [(mended(record), sequence)])
        except NEVER:
            refused.append(name_of(record))
        _set_mark(session, mark)
    return refused


def _set_mark(session: Session, mark: int) -> None:
    if mark:
        set_meta(session, "drained_to", mark)


def keep(session: Session, batch: Sequence[Kept]) -> None:
    """Writes records with their entries' numbers, within the caller's transaction."""
    notes = _keep_by_class(session, batch)
    fresh = _keep_conversations(session, batch)
    roll = Roll()
    for field in PARTS:
        session.append(PARTS[field].table, CHILDREN[field], _part_rows(field, fresh, roll))
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


def _keep_conversations(session: Session, batch: Sequence[Kept]) -> list[Conversation]:
    """The conversations that are new."""
    rows: dict[str, tuple[Conversation, int]] = {}
    for record, sequence in batch:
        if isinstance(record, Conversation):
            rows.setdefault(record.id, (record, sequence))
    if not rows:
        return []
    names = (*WHOLE.names, *DERIVED)
    added = session.add(WHOLE.table, names, (conversation_row(*row) for row in rows.values()))
    return [record for name, (record, _) in rows.items() if (name,) in added]


def _part_rows(field: str, fresh: Sequence[Conversation], roll: Roll) -> Iterator[Values]:
    """The rows of one kind of parts; with the segments each record is counted, while a server takes rows in."""
    values = PARTS[field].values
    counted = field == "segments"
    for record in fresh:
        if counted:
            roll.take(record)
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
