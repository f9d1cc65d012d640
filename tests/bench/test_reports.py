"""The bench of reports in little: what it lays down is what the store would have kept."""

import pytest

from tests.bench import reports
from tests.bench.reports import Year, counted_again, measured
from tests.bench.year import FIRST_MS, fill
from tests.database.test_reports import Records
from voipcc.database.archive import Archive
from voipcc.database.reports import Question, whole_report


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Three thousand conversations of some weeks, and their counts."""
    made = Year(tmp_path_factory.mktemp("year") / "year.sqlite", 3_000)
    fill(made.path, made.count, 36)
    return made


def test_counts_laid_down_are_those_of_the_conversations(year: Year) -> None:
    """A month from roll-ups is the month from the conversations themselves, every table of it."""
    asked = Question("Europe/Berlin", FIRST_MS - 3_600_000, FIRST_MS + 30 * 86_400_000, "day")
    store = Archive(year.path)
    kept = Records(store.between(asked.start_ms, asked.end_ms))
    assert len(kept) > 400
    found, again = whole_report(store, asked), whole_report(kept, asked)
    assert found == again and found.counted_from == "roll-ups"


def test_the_benchs_own_comparison_judges(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each figure is measured, and rows counted by other code were compared."""
    monkeypatch.setattr(reports, "ROUNDS", 2)
    figures = {one.name: one for one in measured(year)}
    assert figures["rows counted by other code, equal"].value > 100
    assert figures["a caller's last ten calls"].n == 3_000
    asked = year.asked("a day", "30")
    assert sum(one.offered for one in counted_again(year.path, asked, 1_800_000).values()) > 0
