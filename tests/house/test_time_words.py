"""Times as people write them are read as people mean them, and said back whole."""

from datetime import datetime

import pytest

from voipcc.time_words import TimeError, coming, moment_from, said, span_said

BERLIN = "Europe/Berlin"
FRIDAY_MS = int(datetime.fromisoformat("2026-11-27T17:30+01:00").timestamp() * 1000)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Mon 08:00", "Monday 30 November 2026, 08:00"),
        ("next Monday 08:00", "Monday 30 November 2026, 08:00"),
        ("next Friday 18:00", "Friday 4 December 2026, 18:00"),
        ("this Friday 18:00", "Friday 27 November 2026, 18:00"),
        ("on Monday, 8 am", "Monday 30 November 2026, 08:00"),
        ("Monday next week 08:00", "Monday 30 November 2026, 08:00"),
        ("next week Friday 18:00", "Friday 4 December 2026, 18:00"),
        ("next week, Wednesday 18:00", "Wednesday 2 December 2026, 18:00"),
        ("the day after tomorrow 9:00", "Sunday 29 November 2026, 09:00"),
        ("Friday", "Friday 4 December 2026, 00:00"),
        ("monday at 8am", "Monday 30 November 2026, 08:00"),
        ("Fri 17:00", "Friday 4 December 2026, 17:00"),
        ("Fri 18:00", "Friday 27 November 2026, 18:00"),
        ("tomorrow 7:30", "Saturday 28 November 2026, 07:30"),
        ("today 24:00", "Saturday 28 November 2026, 00:00"),
        ("18:00", "Friday 27 November 2026, 18:00"),
        ("8 pm", "Friday 27 November 2026, 20:00"),
        ("12 am", "Saturday 28 November 2026, 00:00"),
        ("midnight", "Saturday 28 November 2026, 00:00"),
        ("2 h", "Friday 27 November 2026, 19:30"),
        ("in 90 minutes", "Friday 27 November 2026, 19:00"),
        ("+30s", "Friday 27 November 2026, 17:30:30"),
        ("2026-12-27", "Sunday 27 December 2026, 00:00"),
        ("2026-12-27T08:00", "Sunday 27 December 2026, 08:00"),
        ("27.12. 08:00", "Sunday 27 December 2026, 08:00"),
        ("1.2. 8:00", "Monday 1 February 2027, 08:00"),
        ("now", "Friday 27 November 2026, 17:30"),
    ],
)
def test_a_time_is_read_as_it_is_meant(words: str, meant: str) -> None:
    """A weekday or a clock time alone is the next one; a date is that day."""
    assert said(moment_from(words, BERLIN, FRIDAY_MS), BERLIN) == f"{meant} {BERLIN}"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("soon", "is no time; write one such as"),
        ("next 08:00", "is no time; write one such as"),
        ("next", "is no time; write one such as"),
        ("", "is no time"),
        ("25:00", "no such time on a clock"),
        ("13 pm", "there is no 13 pm"),
        ("2026-02-30", "there is no such day"),
        ("2026-11-27 08:00", "08:00 Europe/Berlin: that is past"),
        ("2029-01-01", "more than 400 days ahead"),
    ],
)
def test_what_is_no_coming_time_is_refused_with_what_to_write(words: str, reason: str) -> None:
    """Nonsense, the past and the far future are told apart, each in a sentence."""
    with pytest.raises(TimeError, match=reason):
        coming(words, BERLIN, FRIDAY_MS)


def test_a_time_in_a_night_of_change_is_one_moment() -> None:
    """A skipped time is the moment of the change, one that comes twice is the first."""
    rome = "Europe/Rome"
    skipped = moment_from("2027-03-28 02:30", rome, FRIDAY_MS)
    assert said(skipped, rome) == "Sunday 28 March 2027, 03:00 Europe/Rome"
    twice = moment_from("2027-10-31 02:30", rome, FRIDAY_MS)
    assert datetime.fromtimestamp(twice / 1000).astimezone().utctimetuple()[3:5] == (0, 30)


@pytest.mark.parametrize(
    ("length_ms", "words"),
    [
        (0, "0 minutes"),
        (61_000, "1 minute"),
        (2 * 86_400_000 + 14 * 3_600_000 + 60_000, "2 days 14 hours"),
        (86_400_000, "1 day"),
        (3_660_000, "1 hour 1 minute"),
    ],
)
def test_a_length_is_said_in_its_two_largest_units(length_ms: int, words: str) -> None:
    """How long it lasts is said in days and hours, or hours and minutes."""
    assert span_said(length_ms) == words
