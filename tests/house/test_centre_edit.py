"""Verbs change centre.yaml: comments stay, and a change that would be wrong changes nothing."""

import threading
from pathlib import Path

import pytest

from voipcc.centre_edit import EditRefused, add_agent, remove_agent
from voipcc.centre_file import load_centre, write_example
from voipcc.settings import CentreSettings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The example centre's file."""
    write_example(tmp_path)
    return tmp_path / "centre.yaml"


def settings(path: Path) -> CentreSettings:
    """The file as the centre reads it."""
    found = load_centre(path, {}).settings
    assert found is not None
    return found


def add(path: Path, name: str, **words: object) -> None:
    """An agent with one phone."""
    usual = {"display": "", "device": "phone", "transport": "tls", "queues": ()}
    add_agent(path, name, **{**usual, **words})  # type: ignore[arg-type]


def test_an_agent_is_added_to_the_file_and_the_queues(path: Path) -> None:
    """The agent, the phone and the queues are in the settings; no line of the file is lost."""
    before = path.read_text().splitlines()
    add(path, "carla", display='Carla "C" [x]', queues=["sales", "support", "sales"])
    found = settings(path)
    assert found.agents["carla"].display == 'Carla "C" [x]'
    assert found.agents["carla"].devices["phone"].transport == "tls"
    assert found.queues["sales"].names == ("anna", "carla")
    assert found.queues["support"].names == ("anna", "ben", "carla")
    after = path.read_text().splitlines()
    changed = [line for line in before if line not in after]
    assert changed == ["    agents: [anna]", "    agents: [anna, ben]"]


def test_a_further_phone_of_an_agent(path: Path) -> None:
    """An agent who exists gets the phone in addition and keeps the rest."""
    add(path, "anna", device="mobile", transport="tcp", queues=["support"])
    found = settings(path)
    assert list(found.agents["anna"].devices) == ["desk", "mobile"]
    assert found.agents["anna"].display == "Anna Example"
    assert found.queues["support"].names == ("anna", "ben")


def test_a_telephone_of_an_agent(path: Path) -> None:
    """A number makes it a telephone; as the rescue it rings for no calls. Wrong ones are refused."""
    with pytest.raises(EditRefused):
        add(path, "anna", device="mobile", number="+4917012345678")  # no trunk may call it
    carrier = "  carrier: {proxy: 203.0.113.7, addresses: [203.0.113.7/32], permits: [DE]}\n"
    path.write_text(path.read_text().replace("trunks:\n", f"trunks:\n{carrier}"))
    add(path, "anna", device="mobile", number="+4917012345678")
    add(path, "ben", device="home", number="+4930555123", rescue=True)
    found = settings(path)
    assert found.agents["anna"].devices["mobile"].number == "+4917012345678"
    assert (found.agents["ben"].rescue, found.agents["ben"].devices["home"].calls) == (
        "home",
        False,
    )


def test_adding_and_removing_gives_the_same_file(path: Path) -> None:
    """Removing what was added leaves the file as it was, to the byte."""
    before = path.read_bytes()
    add(path, "carla", queues=["sales"])
    remove_agent(path, "carla")
    assert path.read_bytes() == before


def test_an_agent_in_the_long_form_is_known_by_name(path: Path) -> None:
    """Who stands in a queue with level or weight is found when leaving it, or joining again."""
    text = path.read_text().replace("agents: [anna, ben]", "agents: [{name: anna, level: 2}, ben]")
    path.write_text(text)
    add(path, "anna", device="home", queues=["support"])
    assert settings(path).queues["support"].names == ("anna", "ben")
    remove_agent(path, "anna")
    assert settings(path).queues["support"].names == ("ben",)


def test_an_agent_is_removed_from_all_queues(path: Path) -> None:
    """Nobody is left in a queue who is no agent any more."""
    remove_agent(path, "anna")
    found = settings(path)
    assert list(found.agents) == ["ben"]
    assert [queue.names for queue in found.queues.values()] == [(), ("ben",)]


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        ("anna", {"device": "desk"}, 'has a device "desk" already'),
        ("carla", {"queues": ["nope"]}, 'there is no queue "nope"; known are: sales, support'),
        ("Carla Smith", {}, "is no name: small letters"),
        ("../x", {}, "is no name: small letters"),
        ("", {}, "is no name: small letters"),
        ("a" * 33, {}, "is no name: small letters"),
        ("a\x1b[31m", {}, "is no name: small letters"),
        ("carla", {"device": "a/b"}, "is no name: small letters"),
        ("carla", {"transport": "pigeon"}, "would make the file invalid"),
        ("carla", {"display": "\x1b[31m"}, "U\\+001B is no character of a text"),
        ("carla", {"display": "x" * 100}, "would make the file invalid"),
    ],
)
def test_a_wrong_change_leaves_the_file_untouched(
    path: Path, name: str, words: dict[str, object], reason: str
) -> None:
    """The refusal says why, with the file's name and line, and no byte changes."""
    before = path.read_bytes()
    with pytest.raises(EditRefused, match=reason) as caught:
        add(path, name, **words)
    assert path.read_bytes() == before
    assert all(problem.file == str(path) for problem in caught.value.problems)
    assert sorted(one.name for one in path.parent.iterdir()) == [
        "centre.yaml",
        "dialplans",
        "sounds",
    ]


def test_removing_nobody_is_refused(path: Path) -> None:
    """The refusal names those who are there."""
    with pytest.raises(EditRefused, match="known are: anna, ben"):
        remove_agent(path, "nobody")


def test_a_file_with_errors_is_not_edited(path: Path) -> None:
    """First the errors are mended; they are told."""
    path.write_text(path.read_text().replace("country: DE", "country: Germany"))
    with pytest.raises(EditRefused, match="mend them first") as caught:
        add(path, "carla")
    assert caught.value.problems


def test_a_linked_file_is_edited_where_it_lies(path: Path, tmp_path: Path) -> None:
    """A link stays a link, and rights stay what they were."""
    real = tmp_path / "elsewhere.yaml"
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to(real)
    add(path, "carla")
    assert path.is_symlink()
    assert "carla" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640


def test_edits_at_once_lose_nothing(path: Path) -> None:
    """Eight verbs at the same time add eight agents."""
    threads = [threading.Thread(target=add, args=(path, f"agent{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {f"agent{n}" for n in range(8)} <= set(settings(path).agents)
