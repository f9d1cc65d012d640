"""Are the counts those of the rows? Made anew from them by other code day by day, and compared, each of them.

Days are read for themselves, so that memory stays small and a running centre is not held up.
"""

from collections.abc import Iterator

from voipcc.database.engine import Engine, RecordsError, Session
from voipcc.database.findings import Check
from voipcc.database.keeping import is_rolled
from voipcc.database.recount import recounted
from voipcc.database.tables import DAY_MS, ROLLED, Table

COUNT_AGAIN = "voipcc records rebuild counts them again"
NOT_YET = "not counted yet: a centre that runs does it once"


def rolls_proof(engine: Engine) -> Check:
    """Every count compared with the rows."""
    check = Check("roll-ups")
    try:
        days = numbers = 0
        for day in _days(engine):
            days, numbers = days + 1, numbers + _day(engine, day, check)
        check.text = f"{numbers} counts of {days} days, as the rows have them"
        with engine.reading() as session:
            if not is_rolled(session):
                check.text = NOT_YET
    except RecordsError as error:
        check.found(engine.place, str(error), COUNT_AGAIN)
    return check


def _days(engine: Engine) -> list[int]:
    """The beginnings of all days with a conversation or a count."""
    with engine.reading() as session:
        if not is_rolled(session):
            return []
        arrived = f"SELECT DISTINCT arrived_utc_ms / {DAY_MS} FROM conversation"
        found = {int(row[0]) for row in session.rows(arrived)}
        for table in ROLLED:
            sql = f"SELECT DISTINCT start_utc_ms / {DAY_MS} FROM {table.name}"
            found |= {int(row[0]) for row in session.rows(sql)}
    return [day * DAY_MS for day in sorted(found)]


def _day(engine: Engine, start_ms: int, check: Check) -> int:
    """Compares one day; how many counts there are."""
    numbers = 0
    with engine.reading() as session:
        made = recounted(session, start_ms)
        for table in ROLLED:
            kept = dict(_kept(session, table, start_ms))
            numbers += len(kept)
            names = table.names[len(table.key) :]
            for key in sorted(kept.keys() | made[table.name].keys(), key=str):
                one, other = kept.get(key), made[table.name].get(key)
                if one != other:
                    _tell(check, table, key, names, one, other)
    return numbers


def _tell(
    check: Check,
    table: Table,
    key: tuple[object, ...],
    names: tuple[str, ...],
    kept: list[int] | None,
    made: list[int] | None,
) -> None:
    nothing = [0] * len(names)
    both = zip(names, kept or nothing, made or nothing, strict=True)
    wrong = [f"{name} is {one} instead of {other}" for name, one, other in both if one != other]
    if wrong:
        place = f"{table.name} {' '.join(map(str, key))}"
        check.found(place, ", ".join(wrong[:3]), COUNT_AGAIN)


def _kept(
    session: Session, table: Table, start_ms: int
) -> Iterator[tuple[tuple[object, ...], list[int]]]:
    columns = ", ".join(f'"{name}"' for name in table.names)
    sql = f"SELECT {columns} FROM {table.name} WHERE start_utc_ms >= ? AND start_utc_ms < ?"
    for row in session.rows(sql, (start_ms, start_ms + DAY_MS)):
        values = list(row)
        yield tuple(values[: len(table.key)]), values[len(table.key) :]
