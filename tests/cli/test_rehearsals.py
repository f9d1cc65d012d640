"""The verbs that try dialplans out: test, try, draw."""

from pathlib import Path

from tests.cli.conftest import Voipcc

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
    assert (problem["line"], problem["column"]) == (13, 14)
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
