"""The verbs of overrides: what a word means, and what is refused before anything is closed."""

import asyncio
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.callflows.plans import NUMBER, PLANS
from voipcc.audio import tone, write_wav
from voipcc.control import VerbError
from voipcc.core.events import OverrideEnded, OverrideSet
from voipcc.core.plan import Flow
from voipcc.override_verbs import override_verbs
from voipcc.server import House

OFFICE = PLANS["office"]
GERMAN = Flow("help", "de", OFFICE.flows["main"].blocks)
PLAN = replace(OFFICE, flows={**OFFICE.flows, "help": GERMAN})
ROW = {"target": "flow/main", "kind": "closed"}


def verb(name: str, sounds: Path = Path("nowhere"), **args: Any) -> tuple[Any, list[object]]:
    """A verb's answer, and the wishes the controller got."""
    wishes: list[object] = []
    house = SimpleNamespace(
        plan=PLAN,
        sounds=(sounds,),
        settings=SimpleNamespace(country="DE", languages=("en",)),
        clock=lambda: SimpleNamespace(utc_ms=1000),
        view=lambda: {"overrides": [ROW]},
        controller=SimpleNamespace(request=wishes.append),
    )
    return asyncio.run(cast(Any, override_verbs(cast(House, house))[name](args))), wishes


@pytest.mark.parametrize(
    ("word", "target", "languages"),
    [
        ("main", "flow/main", ["en"]),
        ("sales", "queue/sales", ["de", "en"]),
        ("flow/help", "flow/help", ["de", "en"]),
        ("queue/help", "queue/help", ["de", "en"]),
        (NUMBER, f"number/{NUMBER}", ["en"]),
        ("everything", "centre", ["de", "en"]),
    ],
)
def test_a_word_means_one_place_and_the_languages_spoken_there(word, target, languages) -> None:
    """A flow, a queue, a number or everything; the message is needed in the languages heard there."""
    found, _ = verb("override.target", target=word)
    assert (found["target"], found["languages"]) == (target, languages)


@pytest.mark.parametrize(
    ("name", "args", "reason"),
    [
        ("override.target", {"target": "help"}, "is a flow and a queue: write flow/help or"),
        ("override.target", {"target": "slaes"}, "did you mean"),
        ("override.target", {"target": "flow/slaes"}, "There is no flow slaes"),
        ("override.target", {}, '"target" is missing'),
        ("override.set", {"target": "main", "kind": "shut"}, '"kind" must be one of'),
        ("override.set", {"target": "main", "kind": "closed", "until_utc_ms": 1.5}, "whole number"),
        ("override.set", {"target": "main", "kind": "say", "prompts": "x"}, "a list of names"),
        ("override.set", {"target": "main", "kind": "say", "prompts": ["x"]}, 'no prompt "x"'),
        ("override.end", {"target": "sales"}, "nothing overrides queue/sales"),
        ("override.end", {"target": "main", "kind": "say"}, "nothing overrides flow/main"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(name, args, reason) -> None:
    """An unclear word, a wrong kind, a prompt nobody has: one sentence each, and nothing happens."""
    with pytest.raises(VerbError, match=reason):
        verb(name, **args)


def test_an_override_is_set_and_ended_by_an_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The controller gets the event with its prompts, which exist in every language heard there, and who asks."""
    write_wav(tmp_path / "en" / "leak.wav", tone(440, 0.5))
    args = {"target": "main", "kind": "closed", "until_utc_ms": 5, "prompts": ["leak"]}
    _, wishes = verb("override.set", tmp_path, **args, words="Water.", waiting_too=True)
    assert wishes == [OverrideSet("flow/main", "closed", 5, ("leak",), "verb", "Water.", True)]
    monkeypatch.setattr("voipcc.override_verbs.who_asks", lambda: "olga")
    _, wishes = verb("override.set", tmp_path, **args)
    assert wishes == [OverrideSet("flow/main", "closed", 5, ("leak",), "olga")]
    rows, wishes = verb("override.end", target="main")
    assert (rows, wishes) == ([ROW], [OverrideEnded("flow/main", "closed")])
    assert verb("overrides")[0] == [ROW]
