"""What the verbs of a Friday night ask of the centre and say to people."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Voipcc
from voipcc.cli import overrides

HOUR_MS = 3_600_000
FOUND = {"target": "queue/support", "languages": ["en"], "in_force": []}


class Centre:
    """A running centre that answers what it is told to, and remembers what it was asked."""

    def __init__(self, **answer: Any) -> None:
        self.answer = FOUND | {"next_opening_ms": 0} | answer
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def ask(self, _: Path, verb: str, **args: Any) -> Any:
        self.asked.append((verb, args))
        return {"override.target": self.answer, "overrides": []}.get(verb, [])


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Centre:
    made = Centre()
    monkeypatch.setattr(overrides, "asked", made.ask)
    return made


def test_what_was_understood_is_said_back_with_how_to_undo_it(
    centre: Path, voipcc: Voipcc, running: Centre
) -> None:
    """The end with its whole date and how long that is, what callers hear, and the way back."""
    said = voipcc("close", "support", "--until", "2 h", "--prompt", "closed", "-c", centre)
    assert said.code == 0
    first, heard, undo = said.out.splitlines()
    assert first.startswith("the queue support: closed until ")
    assert first.endswith("Europe/Berlin (in 2 hours)")
    assert heard == "callers hear, in en: closed"
    assert undo == "undo: voipcc overrides --end queue/support"
    verb, args = running.asked[-1]
    assert (verb, args["kind"], args["prompts"]) == ("override.set", "closed", ["closed"])
    assert 1.9 < (args["until_utc_ms"] - time.time_ns() // 1_000_000) / HOUR_MS <= 2


def test_until_opening_asks_the_hours(centre: Path, voipcc: Voipcc, running: Centre) -> None:
    """The next opening is the centre's own; where no hours say so a time has to be named."""
    said = voipcc("close", "support", "--until", "opening", "-c", centre)
    assert (said.code, "opens next: name a time" in said.err) == (1, True)
    running.answer["next_opening_ms"] = opening = time.time_ns() // 1_000_000 + 5 * HOUR_MS
    assert voipcc("close", "support", "--until", "opening", "-c", centre).code == 0
    assert running.asked[-1][1]["until_utc_ms"] == opening


def test_emergency_closes_everything_for_the_waiting_too(
    centre: Path, voipcc: Voipcc, running: Centre
) -> None:
    """One word, no end: who waits is told the same and let go; another word ends it."""
    running.answer["target"] = "centre"
    said = voipcc("emergency", "-c", centre)
    assert "the whole centre: closed until you end it" in said.out
    verb, args = running.asked[-1]
    assert (verb, args["waiting_too"], args["until_utc_ms"]) == ("override.set", True, 0)
    assert running.asked[0] == ("override.target", {"target": "everything"})
    voipcc("emergency", "--end", "-c", centre)
    assert running.asked[-1] == ("override.end", {"target": "everything", "kind": "closed"})


@pytest.mark.parametrize(
    ("in_force", "complaint"),
    [
        ([], "nothing closes the queue support now; to open it outside its hours say until when"),
        (
            [{"target": "centre", "kind": "closed"}],
            "the queue support is closed with everything: voipcc open everything",
        ),
    ],
)
def test_open_says_what_stands_in_the_way(
    in_force: list[dict[str, str]], complaint: str, centre: Path, voipcc: Voipcc, running: Centre
) -> None:
    """Opening what nothing closes needs a time; what is closed with everything opens with it."""
    running.answer["in_force"] = in_force
    said = voipcc("open", "support", "-c", centre)
    assert (said.code, complaint in said.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("close", "support", "--until", "yesterday"), "--until"),
        (("close", "support", "--until", "2020-01-01"), "that is past"),
        (("close", "support", "--say", "x", "--prompt", "y"), "exclude each other"),
        (("close", "support", "--say", "de: Zu."), "nobody is spoken to in"),
        (("say", "support"), "what is to be said?"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(
    words: tuple[str, ...], complaint: str, centre: Path, voipcc: Voipcc, running: Centre
) -> None:
    """A time that is none or past, two messages, a language nobody hears: refused before anything is set."""
    said = voipcc(*words, "-c", centre)
    assert said.code in (1, 2)
    assert complaint in said.err
    assert "override.set" not in [verb for verb, _ in running.asked]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("closed", "no longer closed"),
        ("open", "no longer open"),
        ("say", "nothing said first any more"),
    ],
)
def test_what_was_ended_is_a_sentence(
    centre: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch, kind: str, words: str
) -> None:
    """Each override that was ended is named with what holds now."""
    ended = [{"target": "flow/main", "kind": kind}]
    monkeypatch.setattr(overrides, "asked", lambda *_, **__: ended)
    assert voipcc("overrides", "--end", "all", "-c", centre).out == f"the flow main: {words}\n"


def test_nothing_in_force_is_said(centre: Path, voipcc: Voipcc, running: Centre) -> None:
    """The list says so where there is nothing; ending all of nothing is no error."""
    assert "nothing is overridden" in voipcc("overrides", "-c", centre).out
    said = voipcc("overrides", "--end", "all", "-c", centre)
    assert (said.code, said.out) == (0, "nothing was overridden\n")
    assert voipcc("overrides", "--end", "all", "--json", "-c", centre).json == []


def test_all_that_was_ended_is_one_answer_for_machines(
    centre: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many places were overridden, `--json` prints one list."""
    places = [{"target": "centre", "kind": "closed"}, {"target": "queue/support", "kind": "say"}]

    def ask(_: Path, verb: str, target: str = "") -> list[dict[str, str]]:
        return [one for one in places if verb == "overrides" or one["target"] == target]

    monkeypatch.setattr(overrides, "asked", ask)
    assert voipcc("overrides", "--end", "all", "--json", "-c", centre).json == places
