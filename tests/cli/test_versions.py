"""The verbs about versions as people type them, on a centre that stands still."""

from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from voipcc.versions.beginning import begin


@pytest.fixture
def begun(centre: Path) -> Path:
    """A centre that has run once."""
    begin(centre)
    return centre


def _edit(centre: Path, old: str, new: str) -> None:
    file = centre / "dialplans" / "main.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


KEYS, MORE_KEYS = '{"1": sales, "2": support}', '{"1": sales, "2": support, "3": goodbye}'


def test_a_change_is_planned_published_told_and_undone(begun: Path, voipcc: Voipcc) -> None:
    """Each verb says in words what it did; the files stay as the operator left them."""
    words = "main: block choice: menu main-menu: key 3 added (goodbye)"
    assert "nothing to publish" in voipcc("plan", "-c", begun).out
    _edit(begun, KEYS, MORE_KEYS)
    planned = voipcc("plan", "-c", begun)
    assert planned.code == 0 and words in planned.out and "voipcc publish puts" in planned.out
    published = voipcc("publish", "-c", begun, "--by", "Olga", "--json")
    assert published.json["changes"] == [words]
    told = voipcc("history", "-c", begun)
    assert "Olga" in told.out and "key 3 added" in told.out
    assert [one["kind"] for one in voipcc("history", "-c", begun, "--json").json] == [
        "publish",
        "begin",
    ]
    rows = voipcc("versions", "-c", begun, "--json").json["versions"]
    assert [row["mark"] for row in rows] == ["in force", ""]
    nothing = voipcc("publish", "-c", begun).out
    assert nothing == f"version {rows[0]['version']} is in force; nothing was changed\n"
    undone = voipcc("undo", "-c", begun)
    assert f"taken back: {words}" in undone.out and "is in force again" in undone.out
    assert "the next undo" not in undone.out
    assert MORE_KEYS in (begun / "dialplans" / "main.yaml").read_text()
    again = voipcc("publish", "-c", begun, "--version", rows[0]["version"][:8], "--json")
    assert again.json["version"] == rows[0]["version"]


def test_files_with_errors_are_not_published(begun: Path, voipcc: Voipcc) -> None:
    """Plan and publish name file and line, and the last version stays."""
    _edit(begun, KEYS, '{"1": sails}')
    for verb in ("plan", "publish", "reload"):
        said = voipcc(verb, "-c", begun)
        assert said.code == 1
        assert "main.yaml" in said.err and "sails" in said.err
    assert len(voipcc("versions", "-c", begun, "--json").json["versions"]) == 1


def test_a_failing_test_stands_in_the_way(begun: Path, voipcc: Voipcc) -> None:
    """What operators' tests expect is part of the check."""
    _edit(begun, KEYS, '{"1": support, "2": support}')
    said = voipcc("publish", "-c", begun)
    assert said.code == 1
    assert "dialplans/tests/main.yaml" in said.err


def test_the_folder_is_put_back(begun: Path, voipcc: Voipcc) -> None:
    """Restore asks first; then the files are those that run."""
    kept = (begun / "dialplans" / "main.yaml").read_text()
    (begun / "dialplans" / "main.yaml").write_text("half: [")
    (begun / "centre.yaml").unlink()
    assert voipcc("restore", "-c", begun).code == 1
    said = voipcc("restore", "-c", begun, "--yes")
    assert said.out.splitlines() == ["centre.yaml put back", "dialplans/main.yaml put back"]
    assert (begun / "dialplans" / "main.yaml").read_text() == kept
    assert voipcc("restore", "-c", begun, "--yes").out == "the folder is what runs already\n"
    assert "nothing to publish" in voipcc("plan", "-c", begun).out


@pytest.mark.parametrize("words", [("publish", "--at", "Mon"), ("publish", "--canary", "5%")])
def test_what_needs_a_running_centre_says_so(
    begun: Path, voipcc: Voipcc, words: tuple[str, ...]
) -> None:
    """Nothing can be planned or tried while nobody carries calls."""
    said = voipcc(*words, "-c", begun)
    assert (said.code, "the centre does not run" in said.err) == (1, True)


@pytest.mark.parametrize("verb", ["plan", "history", "versions", "restore"])
def test_a_centre_that_never_ran_has_no_versions(centre: Path, voipcc: Voipcc, verb: str) -> None:
    """The first start makes the first version."""
    said = voipcc(verb, "-c", centre)
    assert said.code == 1
    assert "nothing was published yet: voipcc serve -c " in said.err


def test_a_new_agent_is_in_force_at_the_next_start(begun: Path, voipcc: Voipcc) -> None:
    """Verbs that change centre.yaml publish it, also while the centre stands still."""
    assert voipcc("agent", "add", "carla", "-q", "sales", "-c", begun).code == 0
    assert "carla" in begin(begun).edition.plan.agents


def test_undo_says_when_it_takes_back_an_override(
    begun: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files and overrides stand in one history: which of them it was, and what comes next, is said."""
    answer = {
        "undone": ["queue/support: closed until somebody ends it"],
        "words": ["queue/support: no longer closed"],
        "kind": "override",
        "next": ["main: block choice: key 3 added"],
        "next_kind": "publish",
        "files": [],
    }
    monkeypatch.setattr("voipcc.cli.versions.asked_if_running", lambda *_, **__: answer)
    assert voipcc("undo", "-c", begun).out.splitlines() == [
        "an override taken back, the version in force stays: "
        "queue/support: closed until somebody ends it",
        "queue/support: no longer closed",
        "the next undo takes back a change of the files: main: block choice: key 3 added",
    ]
