"""Agents' time in the tables and the report: cut at the day's bounds, breaks by reason."""

from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from tests.database.made import NOON_MS
from tests.database.test_reports import Records, whole
from voipcc.core.cdr import Stretch
from voipcc.database.archive import Archive
from voipcc.database.records import RecordStore
from voipcc.database.report_table import report_table
from voipcc.database.reports import report

HOUR_US = 3_600_000_000


def stretch(
    agent: str, at_h: float, hours: float, reason: str = "", *, paid: bool = True
) -> Stretch:
    """So long from `at_h` hours after noon."""
    start_us = 100 * HOUR_US + round(at_h * HOUR_US)
    presence = "not_ready" if reason else "ready"
    return Stretch(
        agent, presence, reason, paid, paid and not reason, "boot",
        NOON_MS + round(at_h * 3_600_000), start_us, start_us + round(hours * HOUR_US),
    )  # fmt: skip


SHIFT = (
    stretch("anna", -2, 3),
    stretch("anna", 1, 0.5, "lunch", paid=False),
    stretch("anna", 1.5, 1, "meeting"),
    stretch("ben", 23.5, 1),
    stretch("carla", -9, 2),
)


def test_a_days_time_is_cut_at_its_bounds() -> None:
    """Only what lies within the day counts; logged in is ready and all breaks together."""
    records = Records()
    records.stretches = SHIFT
    made = whole(records).presence
    assert set(made) == {"anna", "ben"}
    anna = made["anna"]
    assert (anna.logged_in_s, anna.ready_s, anna.break_s) == (9_000.0, 3_600.0, 5_400.0)
    assert (anna.paid_s, anna.productive_s) == (7_200.0, 3_600.0)
    assert anna.breaks == {"lunch": 1_800.0, "meeting": 3_600.0}
    assert made["ben"].ready_s == 1_800.0


def test_the_tables_give_the_same_and_keep_each_stretch_once(tmp_path: Path) -> None:
    """A stretch kept twice is one row; one that touches the day is found."""
    store = RecordStore.open(tmp_path / "records.sqlite")
    for number, one in enumerate((*SHIFT, *SHIFT), 1):
        store.keep(one, number)
    store.close()
    found = Archive(store.path).stretches_between(NOON_MS, NOON_MS + 24 * 3_600_000)
    assert found == [one for one in SHIFT if one.agent != "carla"]


def test_what_is_not_over_yet_counts_until_now() -> None:
    """The report of today has the stretches that go on; the terminal shows breaks by reason."""
    first = datetime.fromtimestamp(NOON_MS / 1000).astimezone()
    going_on = [stretch("anna", 0, 2), stretch("anna", 2, 1, "lunch", paid=False)]
    made = report(Records(), first, first + timedelta(days=1), "UTC", going_on=going_on)
    assert made.presence["anna"].logged_in_s == 10_800.0
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(report_table(made))
    text = " ".join(console.export_text().split())
    assert "anna 3:00:00 h 2:00:00 h 1:00:00 h 2:00:00 h 2:00:00 h lunch 1:00:00 h" in text
    assert made.plain()["presence"]["anna"]["breaks"] == {"lunch": 3600.0}
