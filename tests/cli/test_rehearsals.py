"""The verbs that try dialplans out: test, try, draw."""

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from tests.database.made import conversation
from voipcc.audio import wav_form
from voipcc.database.records import RecordStore

STORY = """# at: 2027-03-02 10:00
00:00 > plan current takes effect
00:00 > call 1: arrives at +4930123450
00:01 > call 1: caller is answered
00:02 > call 1: caller hangs up
"""


def test_the_tests_of_a_new_centre_pass(centre: Path, voipcc: Voipcc) -> None:
    """Three tests pass; what they do not come by is listed."""
    said = voipcc("test", "-v", "-c", centre)
    assert said.code == 0
    assert "ok     " in said.out
    assert "3 passed, 0 failed\ncovered: 8 of 14 steps, 1 of 2 keys\n" in said.out
    assert "no test: key 2 of main, block choice" in said.out


def test_a_failing_test_is_told_with_its_place(centre: Path, voipcc: Voipcc) -> None:
    """The verb ends with code 1; machines get every verdict."""
    tests = centre / "dialplans" / "tests" / "main.yaml"
    tests.write_text(tests.read_text().replace("queue: sales", "queue: support"))
    said = voipcc("test", "main.yaml", "--json", "-c", centre)
    assert (said.code, said.json["passed"], said.json["failed"]) == (1, 2, 1)
    (problem,) = [one for test in said.json["tests"] for one in test["problems"]]
    assert (problem["line"], problem["column"]) == (14, 14)
    assert "expected the queue support" in voipcc("test", "-c", centre).err


def test_a_story_is_completed(centre: Path, voipcc: Voipcc) -> None:
    """A story of event lines alone fails until it was told anew."""
    story = centre / "dialplans" / "tests" / "short.story"
    story.write_text(STORY)
    assert voipcc("test", "short.story", "-c", centre).code == 1
    assert voipcc("test", "--write", "short.story", "-c", centre).code == 0
    assert "say welcome to call 1" in story.read_text()
    assert voipcc("test", "short.story", "-c", centre).code == 0


def test_what_cannot_be_tested_is_said(centre: Path, voipcc: Voipcc) -> None:
    """A file that is not there, a wrong day, wrong dialplans: a sentence each."""
    assert "there is no nothing.yaml" in voipcc("test", "nothing.yaml", "-c", centre).err
    assert "is no day" in voipcc("test", "--day", "soon", "-c", centre).err
    assert "name the stories" in voipcc("test", "--write", "-c", centre).err
    (centre / "dialplans" / "small.yaml").write_text("format: 1\n")
    assert "mend them first" in voipcc("test", "-c", centre).err


def test_a_flow_is_drawn(centre: Path, voipcc: Voipcc, tmp_path: Path) -> None:
    """A picture into a file, Mermaid's text, plain values; a wrong name gets the nearest."""
    picture = tmp_path / "main.svg"
    assert voipcc("draw", "main", "-o", picture, "-c", centre).code == 0
    assert picture.read_text().startswith("<svg ")
    assert voipcc("draw", "small", "-o", "-", "-c", centre).out.startswith("<svg ")
    assert voipcc("draw", "main", "--mermaid", "-c", centre).out.startswith("flowchart LR\n")
    found = voipcc("draw", "main", "--json", "-c", centre).json
    assert [block["name"] for block in found["blocks"]][:2] == ["start", "choice"]
    assert 'did you mean "main"?' in voipcc("draw", "mian", "-c", centre).err
    assert "flows are: main, small" in voipcc("draw", "-c", centre).err
    assert (
        "nothing is counted"
        in voipcc("draw", "main", "--day", "today", "-o", "-", "-c", centre).err
    )
    assert "voipcc serve" in voipcc("draw", "main", "--live", "-c", centre).err


def test_a_flow_is_walked_by_a_script(centre: Path, voipcc: Voipcc, tmp_path: Path) -> None:
    """Keys as in tests; what is said stands there with its words, and can be heard."""
    sound = tmp_path / "call.wav"
    words = ("try", "main", "--at", "2027-03-02 10:00", "--keys", "5, 1", "-c", centre)
    said = voipcc(*words, "--wav", sound)
    assert said.code == 0
    assert 'hears    "Welcome' in said.out
    assert "presses  5\n" in said.out
    assert "ends     the caller hangs up: answered" in said.out
    assert 8 < wav_form(sound).frames / 8000 < 20
    found = voipcc(*words, "--json").json
    assert (found["ending"], found["queues"], found["agent"]) == ("answered", ["sales"], "anna")
    assert found["hears"][0]["prompts"][0]["name"] == "welcome"
    at_night = voipcc("try", "030123450", "--at", "2027-03-02 22:00", "--json", "-c", centre)
    assert at_night.code == 2
    at_night = voipcc("try", "+49 30 123450", "--at", "2027-03-02 22:00", "--json", "-c", centre)
    assert at_night.json["ending"] == "closed"


def test_a_flow_is_walked_by_hand(
    centre: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines typed are keys; an empty one does nothing, a wrong one is explained."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("\njump\n1\nwait 12 s\nh\n"))
    said = voipcc("try", "main", "--at", "2027-03-02 10:00", "--staff", "none", "-c", centre)
    assert said.code == 0
    assert '"jump" is nothing a caller does' in said.out
    assert said.out.index("[no-input]") < said.out.index("presses  1")
    assert "[queue/you_are_number]" in said.out
    assert "ends     the caller hangs up: abandoned" in said.out


def test_a_key_nobody_asks_for_is_told(centre: Path, voipcc: Voipcc) -> None:
    """A key that is never pressed, because nobody asks for one, does not vanish without a word."""
    said = voipcc("try", "main", "--at", "2027-03-02 22:00", "--keys", "1", "-c", centre)
    assert (said.code, said.err) == (0, "nobody asked the caller for 1\n")


def test_a_try_that_is_not_understood_is_told(centre: Path, voipcc: Voipcc) -> None:
    """A wrong number, moment, key or state of the agents: a sentence with what may stand there."""
    assert "say which number is dialled" in voipcc("try", "-c", centre).err
    assert "no flow answers +4930" in voipcc("try", "+4930", "-c", centre).err
    assert "is no time" in voipcc("try", "main", "--at", "soon", "-c", centre).err
    assert "nothing a caller does" in voipcc("try", "main", "--keys", "x", "-c", centre).err
    assert "free, busy or none" in voipcc("try", "main", "--staff", "ill", "-c", centre).err


def test_calls_of_a_day_weigh_and_are_drawn(centre: Path, voipcc: Voipcc) -> None:
    """What callers went through weighs the coverage, and stands on the ways of the picture."""
    begin_ms = 1_790_000_000_000  # 21 September 2026
    (centre / "state").mkdir(exist_ok=True)
    store = RecordStore.open(centre / "state" / "records.sqlite")
    flow = voipcc("draw", "main", "--json", "-c", centre).json
    lines = {one["name"]: [step["line"] for step in one["steps"]] for one in flow["blocks"]}
    for number in range(4):
        made = conversation(f"1-{number}", (("menu", 2),), arrived_utc_ms=begin_ms + number)
        led = ("start", "choice", "sales") if number else ("start", "closed")
        steps = tuple(f"main:{block}:{line}" for block in led for line in lines[block])
        steps = steps if number else (steps[0], *steps[-2:])  # closed: the first step leads there
        store.keep(replace(made, segments=(replace(made.segments[0], steps=steps),)), number + 1)
    store.close()
    said = voipcc("test", "--day", "2026-09-21", "-c", centre)
    assert "100% of what callers went through on 2026-09-21" in said.out
    drawn = voipcc("draw", "main", "--day", "2026-09-21", "--json", "-c", centre).json
    ways = {
        (one["name"], way["label"]): way["calls"] for one in drawn["blocks"] for way in one["ways"]
    }
    assert ways["start", ""] == 3
    assert ways["start", "closed"] == 1
    assert ways["choice", "key 1"] == 3


@pytest.mark.parametrize("keys", ["5, 1", None])
def test_a_walk_is_written_down_as_a_test(
    keys: str | None, centre: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a call does now can be kept as a test, which passes."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n5\n1\n\nh\n"))
    words = (
        "try",
        "main",
        "--at",
        "2027-03-02 10:00",
        "--staff",
        "none" if keys is None else "free",
    )
    said = voipcc(*words, *(("--keys", keys) if keys else ()), "--test", 'It is "so"', "-c", centre)
    entry = said.out[said.out.index("  - test: ") :]
    file = centre / "dialplans" / "tests" / "kept.yaml"
    file.write_text(f"format: 1\ntests:\n{entry}")
    assert "1 passed, 0 failed" in voipcc("test", "kept.yaml", "-c", centre).out, entry
    assert "ending: answered" in entry if keys else "ending: abandoned" in entry
