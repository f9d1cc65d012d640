"""Verbs about time, as people type them: `at` and `holes`, in words and in JSON."""

from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from voipcc.core.overrides import Override

HELD = "+4930123450"


def test_at_says_what_is_heard_and_why(centre: Path, voipcc: Voipcc) -> None:
    """A holiday by its name, the next opening, the prompt with its text, the end of the call."""
    said = voipcc("at", "2026-12-25 10:00", "--number", HELD, "-c", centre)
    assert said.code == 0
    for words in (
        "Friday 25 December 2026, 10:00 Europe/Berlin",
        "hours main/office: closed: the holiday Christmas Day, DE-BE; opens Monday 28 December",
        'hears: closed: "Our office is closed at the moment.',
        "then: the call ends: closed",
    ):
        assert words in said.out
    call = voipcc("at", "2026-12-25 10:00", "--number", "main", "-c", centre, "--json").json
    (hours,) = call["calls"][0]["hours"]
    assert (hours["open"], hours["rule"], hours["holiday"]) == (
        False, "holiday", "Christmas Day, DE-BE",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("We are back on Monday.", "We are back on Monday."),
        ("de: Montag. / en: On Monday: tea.", "On Monday: tea."),
        ("Monday / Tuesday", "Monday / Tuesday"),
    ],
)
def test_at_says_what_an_override_says_in_its_words(
    words: str, heard: str, centre: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by the name of a file made from them, and in the language of the caller."""
    one = Override("flow/main", "say", 0, 0, ("override/0a1b",), words)
    monkeypatch.setattr("voipcc.cli.time_travel.overrides_in_force", lambda _: [one])
    said = voipcc("at", "2099-01-01 10:00", "--number", HELD, "-c", centre)
    assert f'  hears: "{heard}"' in said.out.splitlines()
    assert "override/" not in said.out
    call = voipcc("at", "2099-01-01 10:00", "--number", "main", "-c", centre, "--json").json
    assert call["calls"][0]["overrides"][0]["words"] == words


@pytest.mark.parametrize(
    ("moment", "remark"),
    [
        ("2027-03-28 02:30", "there is no 02:30 that night: clocks go forward to 03:00"),
        ("2027-10-31 02:30", "02:30 comes twice that night; this is the first"),
    ],
)
def test_at_speaks_of_the_nights_of_change(
    moment: str, remark: str, centre: Path, voipcc: Voipcc
) -> None:
    """In another zone, too, a time that does not exist or comes twice is told as such."""
    said = voipcc("at", moment, "--zone", "Europe/Rome", "--number", HELD, "-c", centre)
    assert remark in said.out
    assert "Europe/Rome = Sunday" in said.out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("soon",), "is no time; write one such as"),
        (("now", "--zone", "Europe/Rme"), "is no time zone"),
        (("now", "--number", "5"), 'no flow answers "5"'),
        (("now", "--keys", "sneeze"), "is nothing a caller does"),
    ],
)
def test_at_refuses_what_it_cannot_mean(
    words: tuple[str, ...], complaint: str, centre: Path, voipcc: Voipcc
) -> None:
    """Wrong usage ends with 2 and the remedy."""
    said = voipcc("at", *words, "-c", centre)
    assert said.code == 2
    assert complaint in said.err


def test_holes_asks_for_shifts_and_then_finds_them(centre: Path, voipcc: Voipcc) -> None:
    """Without shifts it says how to write them; with them it draws and lists, and ends with 1."""
    said = voipcc("holes", "-c", centre)
    assert said.code == 1
    assert 'agents: {anna: {shifts: {mon-fri: "08:00-16:00"}' in said.err
    file = centre / "centre.yaml"
    text = file.read_text()
    shifts = '    shifts: {mon-sun: "09:00-17:00"}\n    time_zone: Europe/Tallinn\n'
    file.write_text(text.replace("  anna:\n", f"  anna:\n{shifts}"))
    said = voipcc("holes", "--days", "3", "--queue", "support", "-c", centre)
    assert said.code == 1
    for words in ("queue support (main, small), Europe/Berlin", "!!!!", "nobody: ", "counted on"):
        assert words in said.out
    (row,) = voipcc("holes", "--days", "3", "--queue", "support", "-c", centre, "--json").json
    assert (row["queue"], row["unplanned"]) == ("support", ["ben"])
    assert row["open_h"] == 72
    assert len(row["holes"]) >= 3
    assert 'no dialplan leads to a queue "x"' in voipcc("holes", "--queue", "x", "-c", centre).err


@pytest.mark.parametrize("verb", [("close", "main"), ("say", "main", "Hello."), ("emergency",)])
def test_overrides_need_a_running_centre(
    verb: tuple[str, ...], centre: Path, voipcc: Voipcc
) -> None:
    """Without one the verb says so; nothing is made."""
    said = voipcc(*verb, "-c", centre)
    assert said.code == 1
    assert "no controller runs for this centre" in said.err
