"""Announced waiting times: kept with the record, judged anew from it, published per day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from tests.core.centres import Run
from tests.database.made import conversation
from tests.database.test_reports import Records, whole
from voipcc.core.cdr import Announced
from voipcc.database.announced import judged
from voipcc.database.archive import Archive
from voipcc.database.records import RecordStore
from voipcc.database.report_table import report_table
from voipcc.database.reports import Share, report

SECOND = 1_000_000
BEGUN_US = SECOND  # when the made conversation's wait begins


def waited(parts, *said: tuple[int, int, int], first: bool = True, name: str = "1-1"):
    """A conversation that heard, so many seconds into its wait, that it lasts so long still."""
    told = tuple(
        Announced("sales", BEGUN_US + at_s * SECOND, low_s, high_s, first and not number)
        for number, (at_s, low_s, high_s) in enumerate(said)
    )
    return replace(conversation(name, parts), announced=told)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ((("queue", 100), ("talk", 9)), "right"),
        ((("queue", 30), ("talk", 9)), "sooner"),
        ((("queue", 200), ("talk", 9)), "later"),
        ((("queue", 100),), "unknown"),  # hung up before the upper end: proves nothing
        ((("queue", 200),), "later"),
        ((("queue", 100), ("menu", 50), ("queue", 20), ("talk", 9)), "unknown"),
    ],
)
def test_a_record_judges_what_was_announced(parts, found) -> None:
    """Right is connected within the interval; who left before its upper end proves nothing."""
    (one,) = judged(waited(parts, (10, 60, 120)))
    assert one.found == found


def test_the_day_counts_first_announcements_and_later_ones_apart() -> None:
    """The report has each queue's announcements by kind, in seconds and in the minutes heard."""
    made = whole(
        Records(
            [
                waited((("queue", 100), ("talk", 9)), (10, 60, 120), (70, 61, 90)),
                waited((("queue", 35), ("talk", 9)), (10, 30, 60), name="1-2"),
                conversation("1-3"),
            ]
        )
    )
    rates = made.announced["sales"]
    assert (rates["first"].said, rates["first"].share) == (2, Share(1, 2, 50.0))
    assert rates["first"].heard_share == Share(2, 2, 100.0)  # "under one minute"
    assert (rates["later"].right, rates["later"].wrong) == (0, 1)
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(report_table(made))
    text = " ".join(console.export_text().split())
    assert "sales first 2 1 1 50.0 % 100.0 %" in text and "sales later 1 0 1 0.0 %" in text


def test_what_was_announced_is_kept_in_the_tables(tmp_path: Path) -> None:
    """Stored and read again, the announcements are the same; a centre without any has no table of them."""
    record = waited((("queue", 100), ("talk", 9)), (10, 60, 120), (70, 61, 90))
    store = RecordStore.open(tmp_path / "records.sqlite")
    store.keep(conversation("1-0"), 1)
    store.keep(record, 2)
    store.close()
    assert Archive(store.path).conversation("1-1") == record
    assert [one.announced for one in Archive(store.path).between(0, 1 << 60)] == [
        (), record.announced,
    ]  # fmt: skip
    assert not whole(Records([conversation()])).announced


def test_the_days_report_says_what_the_centre_publishes() -> None:
    """Judged anew from a simulated day's records, every count is that of the live calibration."""
    run = Run(101)
    run.calls(600)
    first, last = (
        datetime.fromtimestamp(find(one.arrived_utc_ms for one in run.day.records) / 1000, UTC)
        for find in (min, max)
    )
    day = timedelta(days=1)
    made = report(Records(run.day.records), first - day, last + day, "UTC")
    live = run.day.centre._acd.outlook.hits
    shown = {
        queue: {
            kind: (rate.right, rate.wrong, rate.heard_share.percent) for kind, rate in kinds.items()
        }
        for queue, kinds in made.announced.items()
    }
    for queue, kinds in shown.items():
        for kind, found in kinds.items():
            aim = live[queue].view()[kind]
            assert found == (aim["right"], aim["wrong"], aim["heard_share"]), (queue, kind)
    assert sum(one[0] for kinds in shown.values() for one in kinds.values()) > 30
