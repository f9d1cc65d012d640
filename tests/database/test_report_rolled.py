"""A report from roll-ups is the report from the records, figure by figure, in every zone and interval."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.database.made import NOON_MS, conversation
from tests.database.test_report_lists import ANNA, BEN, RING_BEN, WAIT, given_on
from tests.database.test_reports import Records as Kept
from tests.database.test_rolled import Records, days, stored
from tests.effort import examples
from voipcc.core.cdr import Announced, Answer, Conversation, WrapUp
from voipcc.database.archive import Archive
from voipcc.database.reports import INTERVALS, Question, local_day, utc_ms, whole_report
from voipcc.database.reports.from_rolled import rolled_quarters, rolled_tally
from voipcc.database.reports.sheets import Asked, interval_sheet, sheet_named

ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")


def from_records(records: Records) -> Kept:
    """The same records without tables, so that nothing is rolled up."""
    records = list(dict.fromkeys(records))  # kept once
    kept = Kept(one for one in records if isinstance(one, Conversation))
    kept.sort(key=lambda one: (one.arrived_utc_ms, one.id))
    kept.notes = [one for one in records if isinstance(one, WrapUp)]
    return kept


def asked_of(zone: str, interval: str, days_long: int = 3) -> Question:
    start, _ = local_day(date(2025, 10, 8), zone)
    _, end = local_day(date(2025, 10, 7 + days_long), zone)
    return Question(zone, utc_ms(start, zone), utc_ms(end, zone), interval)


def equal(archive: Archive, kept: Kept, asked: Question) -> None:
    rolled, counted = whole_report(archive, asked), whole_report(kept, asked)
    assert (rolled.counted_from, counted.counted_from) == ("roll-ups", "records")
    assert replace(rolled, presence={}) == replace(counted, presence={})


@settings(max_examples=examples(40), deadline=None)
@given(days(), st.sampled_from(ZONES), st.sampled_from(INTERVALS))
def test_reports_from_roll_ups_and_from_records_are_one(
    records: Records, zone: str, interval: str
) -> None:
    """Whatever is kept: every table of the report is the same, and the sheet of a queue's intervals."""
    with tempfile.TemporaryDirectory() as folder:
        archive = stored(Path(folder) / "records.sqlite", records)
        asked = asked_of(zone, interval)
        equal(archive, from_records(records), asked)
        some = replace(asked, queues=("sales", "help"), threshold_us=30_000_000)
        assert rolled_quarters(archive, some) is not None
        found, again = (
            interval_sheet(source, Asked(some)) for source in (archive, from_records(records))
        )
        assert found == again


def rich() -> Records:
    """Announcements, answers, marks, a transfer, a callback's and a voicemail's fate, notes."""
    said = (
        Announced("sales", 2_000_000, 1, 60, True),
        Announced("sales", 4_000_000, 30, 90, False),
    )
    asked = (
        Answer("csat", "5", 9_000_000, "sales", "anna"),
        Answer("again", "2 b", 9, "help", "ben"),
    )
    surveyed = conversation("1-2", (("queue", 3), ("talk", 9), ("survey", 4)))
    given = replace(given_on("1-3", WAIT, ANNA, RING_BEN, BEN), arrived_utc_ms=NOON_MS)
    return [
        replace(conversation("1-1"), announced=said, marks=("redialled", "tag:a b")),
        replace(surveyed, survey=asked),
        given,
        conversation("1-4", (("queue", 4),), outcome="callback"),
        replace(conversation("1-5"), direction="callback", outcome="unreached"),
        replace(conversation("1-6"), direction="voicemail"),
    ]


def test_every_table_of_a_report_comes_from_roll_ups(tmp_path: Path) -> None:
    """Announced waits, surveys, marks, errands and transfers are rolled up as they are counted."""
    records = rich()
    archive = stored(tmp_path / "records.sqlite", records)
    equal(archive, from_records(records), asked_of("UTC", "30"))
    found = whole_report(archive, asked_of("UTC", "30"))
    assert found.surveys["sales"]["csat"].average == 5.0 and found.announced["sales"]["first"].said
    assert sheet_named("surveys", archive, Asked(asked_of("UTC", "30"))).rows[0][:5] == (
        "help", "again", 0, 1, None,
    )  # fmt: skip
    (first, later) = sheet_named("announced", archive, Asked(asked_of("UTC", "30"))).rows
    assert (first[1:3], later[1:3]) == (("first", 1), ("later", 1))
    assert found.agents["anna"].transferred == 1 and found.errands["callback"]["unreached"] == 1


@pytest.mark.parametrize(
    "words",
    [{"threshold_us": 17_000_000}, {"short_us": 4_000_000}, {"agent": "anna"}, {"number": "+1"},
     {"start_ms": NOON_MS + 1}],
    ids=lambda words: next(iter(words)),
)  # fmt: skip
def test_what_roll_ups_cannot_say_is_read_from_the_records(
    words: dict[str, object], tmp_path: Path
) -> None:
    """An odd threshold, bounds within a quarter, an agent or a number: slower, and said so."""
    archive = stored(tmp_path / "records.sqlite", rich())
    asked = replace(asked_of("UTC", "60"), **words)  # type: ignore[arg-type]
    assert rolled_tally(archive, asked) is None and rolled_quarters(archive, asked) is None
    found = whole_report(archive, asked)
    assert found.counted_from == "records"
    assert found == whole_report(from_records(rich()), asked)
