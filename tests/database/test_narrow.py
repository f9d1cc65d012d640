"""Reports of some calls read those alone, and say what they said when all were read."""

from dataclasses import replace
from random import Random

import pytest

from tests.database.test_recount import drawn, kept
from tests.database.test_report_rolled import from_records
from tests.database.test_rolled import DAY, Records
from voipcc.core.cdr import Conversation
from voipcc.database import reading
from voipcc.database.archive import Archive
from voipcc.database.engine import Engine
from voipcc.database.reports import Question, whole_report
from voipcc.database.reports.sheets import Asked, sheet_named

SPAN = Question("UTC", DAY[0] + 86_400_000, DAY[0] + 2 * 86_400_000, "60", window_days=0.7)
NARROW = {
    "all": SPAN,
    "a number": replace(SPAN, number="+2"),
    "an agent": replace(SPAN, agent="ben"),
    "a queue": replace(SPAN, queues=("help",)),
    "both": replace(SPAN, number="+1", agent="anna", queues=("sales",)),
}
LISTS = ("lost", "repeats", "paths", "transfers", "endings")


def some_calls(count: int) -> Records:
    """Calls of a few people to two numbers, colleagues beside agents."""
    chance = Random(7)
    found: Records = []
    for number in range(count):
        record, *notes = drawn(chance, number)
        assert isinstance(record, Conversation)
        parts = tuple(
            replace(one, others=("ben",) if chance.random() < 0.04 else ())
            for one in record.segments
        )
        party = f"p{chance.randrange(60)}" if chance.random() < 0.9 else ""
        found.append(
            replace(
                record, segments=parts, party=party, survey=(), number=chance.choice(["+1", "+2"])
            )
        )
        found += notes
    return found


def test_narrow_reports_are_those_of_all_records(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By number, agent and queue: summary and lists from tables, which leave out what nobody asks for, are those of a plain list."""
    monkeypatch.setattr(reading, "WINDOW", 50)
    monkeypatch.setattr(reading, "AT_ONCE", 40)
    records = some_calls(250)
    kept(engine, records)
    archive, plain = Archive(engine), from_records(records)
    told = 0
    for what, asked in NARROW.items():
        assert replace(whole_report(archive, asked), presence={}) == replace(
            whole_report(plain, asked), presence={}
        ), what
        for name in LISTS:
            ours, theirs = (
                sheet_named(name, source, Asked(asked, now_ms=DAY[1]))  # type: ignore[arg-type]
                for source in (archive, plain)
            )
            assert (sorted(map(str, ours.rows)), ours.summary) == (
                sorted(map(str, theirs.rows)), theirs.summary,
            ), (what, name)  # fmt: skip
            told += len(ours.rows)
    assert told > 100


def test_what_was_not_asked_for_is_not_read(engine: Engine) -> None:
    """The archive leaves calls out by number, agent, queue and outcome: as many as the question lets through, or few more."""
    records = some_calls(200)
    kept(engine, records)
    archive = Archive(engine)
    whole = list(archive.between(*DAY))
    for asked in list(NARROW.values())[1:]:
        wanted = [one.id for one in whole if asked.wants(one)]
        read = [one.id for one in archive.between(*DAY, asked.only)]
        assert set(wanted) <= set(read) and len(read) < len(whole) * 0.9
    lost = archive.between(*DAY, reading.Only(outcomes=("abandoned",)))
    assert [one.id for one in lost] == [one.id for one in whole if one.outcome == "abandoned"]
    some = {one.id for one in archive.of_callers({"p1", "p2"}, *DAY)}
    assert some == {one.id for one in whole if one.party in ("p1", "p2")}
