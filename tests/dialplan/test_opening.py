"""Why it is open or closed at a moment, in words, and until when."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.opening import reason

BERLIN = ZoneInfo("Europe/Berlin")
FORM = OpeningForm.model_validate(
    {
        "weekly": {"mon-fri": ["08:00-12:00", "13:00-18:00"], "sat": "22:00-02:00"},
        "holidays": ["DE-BE", {"of": "EE", "half_days": "08:00-13:00"}],
        "closed": ["2026-12-28..2026-12-30"],
        "short": {"2026-12-31": "08:00-12:00"},
    }
)


def ms(wall: str) -> int:
    return int(datetime.fromisoformat(wall).replace(tzinfo=BERLIN).timestamp() * 1000)


@pytest.mark.parametrize(
    ("at", "is_open", "why", "until"),
    [
        ("2026-11-27 09:00", True, "the weekly rule of Friday (mon-fri): open 08:00-12:00",
         "2026-11-27 12:00"),
        ("2026-11-27 12:30", False,
         "the weekly rule of Friday (mon-fri): open 08:00-12:00 and 13:00-18:00 only",
         "2026-11-27 13:00"),
        ("2026-11-29 01:00", True, "the weekly rule of Saturday (sat): open 22:00-02:00",
         "2026-11-29 02:00"),
        ("2026-11-29 09:00", False, "the weekly rule has no hours on a Sunday", "2026-11-30 08:00"),
        ("2026-12-25 09:00", False, "the holiday Christmas Day, DE-BE", "2026-12-31 08:00"),
        ("2026-12-29 09:00", False, "the file closes 2026-12-28..2026-12-30", "2026-12-31 08:00"),
        ("2026-12-31 09:00", True, "the exception of 2026-12-31: open 08:00-12:00",
         "2026-12-31 12:00"),
        ("2026-12-31 13:00", False, "the exception of 2026-12-31: open 08:00-12:00 only",
         "2027-01-02 22:00"),
    ],
)  # fmt: skip
def test_a_moment_is_explained(at: str, is_open: bool, why: str, until: str) -> None:
    """The rule that decides, the holiday by its name, and the next change."""
    found = reason(FORM, "Europe/Berlin", ms(at))

    assert (found.open, found.why, found.until_ms) == (is_open, why, ms(until))


def test_half_holidays_are_named() -> None:
    """The eve of an Estonian holiday is named with what it is the eve of."""
    found = reason(FORM, "Europe/Berlin", ms("2026-12-23 12:30"))
    assert found.open
    assert found.why.startswith("the half holiday Pre-holiday day")
    assert found.until_ms == ms("2026-12-23 13:00")


def test_hours_that_never_change_have_no_end() -> None:
    """Open day and night: until nobody knows when."""
    always = OpeningForm.model_validate({"weekly": {"mon-sun": ["00:00-24:00"]}})
    assert reason(always, "Europe/Berlin", ms("2026-11-27 09:00")).until_ms == 0
    never = OpeningForm.model_validate(
        {"weekly": {"mon": ["08:00-09:00"]}, "closed": ["2026-01-01..2029-01-01"]}
    )
    found = reason(never, "Europe/Berlin", ms("2026-11-27 09:00"))
    assert (found.open, found.until_ms) == (False, 0)
