"""docker/compose.yaml as an engine would read it, and what it must say."""

from pathlib import Path

import pytest

from voipcc.centre_file import all_keys
from voipcc.images.composition import Composition, Mount, Service, filled, read_services
from voipcc.images.errors import ImageError

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker" / "compose.yaml"
SECRET = ("secrets.json", "journal", "parties.log", "permits.sqlite", "records.sqlite")


@pytest.fixture(scope="module")
def composition() -> Composition:
    """The shipped file."""
    return read_services(COMPOSE)


@pytest.mark.parametrize(
    ("text", "environment", "result"),
    [
        ("${A:-8088}", {}, "8088"),
        ("${A:-8088}", {"A": "1"}, "1"),
        ("${A:-8088}", {"A": ""}, "8088"),
        ("x ${A} y", {}, "x  y"),
        ("$A {B}", {"A": "1"}, "$A {B}"),
    ],
)
def test_variables_are_filled_in(text: str, environment: dict[str, str], result: str) -> None:
    """A variable's value, else its default; an empty one counts as none."""
    assert filled(text, environment) == result


def test_a_service_is_read_with_its_mounts(tmp_path: Path) -> None:
    """Both forms of a volume, words, health check, order and profile."""
    path = tmp_path / "compose.yaml"
    path.write_text(
        """
x-all: &all
  image: one
  environment: {A: 1}
services:
  first:
    <<: *all
    command: [serve, --now]
    profiles: [more]
    depends_on: {other: {condition: service_started}}
    healthcheck: {test: [CMD, look]}
    volumes:
      - files:/etc/files:ro
      - {type: volume, source: state, target: /s/x, volume: {subpath: x}}
      - /srv/here:/there
volumes: {files: , state: }
"""
    )
    made = read_services(path)
    assert made.volumes == {"files", "state"}
    assert made.services["first"] == Service(
        name="first",
        image="one",
        command=("serve", "--now"),
        environment={"A": "1"},
        mounts=(
            Mount("files", "/etc/files", read_only=True),
            Mount("state", "/s/x", "x"),
            Mount("/srv/here", "/there"),
        ),
        health=("look",),
        needs=("other",),
        profiles=("more",),
    )
    assert [mount.is_volume for mount in made.services["first"].mounts] == [True, True, False]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A file that is no composition is named with the reason."""
    path = tmp_path / "compose.yaml"
    path.write_text("services: [")
    with pytest.raises(ImageError, match=r"compose\.yaml cannot be read"):
        read_services(path)


def test_every_volume_is_declared(composition: Composition) -> None:
    """What a service mounts by name is declared, and nothing else is."""
    mounted = {
        mount.source
        for service in composition.services.values()
        for mount in service.mounts
        if mount.is_volume
    }
    assert mounted == composition.volumes


def test_the_controllers_variables_are_settings(composition: Composition) -> None:
    """Each variable that looks like a setting of ours is one."""
    known = {f"VOIPCC_{key.upper().replace('.', '__')}" for key in all_keys()}
    given = set(composition.services["controller"].environment)
    assert given and given <= known


def test_the_switch_sees_no_secrets(composition: Composition) -> None:
    """Of the state the switch has folders of sounds and recordings only; it writes no configuration."""
    mounts = {mount.target: mount for mount in composition.services["switch"].mounts}
    of_state = [target for target in mounts if target.startswith("/centre")]
    assert of_state
    assert all(mounts[target].below for target in of_state)
    assert not [target for target in of_state if target.endswith(SECRET)]
    assert mounts["/etc/voipcc-switch"].read_only


def test_what_both_see_lies_at_the_same_place(composition: Composition) -> None:
    """A path the controller names leads the switch to the same file."""
    ours = {mount.source: mount.target for mount in composition.services["controller"].mounts}
    for mount in composition.services["switch"].mounts:
        assert mount.target == "/".join(filter(None, (ours[mount.source], mount.below)))


def test_the_database_is_a_profile(composition: Composition) -> None:
    """PostgreSQL starts only where its profile is wished for; the others always do."""
    profiles = {name: service.profiles for name, service in composition.services.items()}
    assert profiles == {"prepare": (), "switch": (), "controller": (), "postgres": ("postgres",)}


def test_every_service_that_stays_has_a_health_check(composition: Composition) -> None:
    """An engine can ask each of them whether it is well."""
    staying = [one for one in composition.services.values() if one.name != "prepare"]
    assert all(one.health for one in staying)


def test_the_images_have_an_ordinary_user() -> None:
    """Each stage that becomes an image ends as a user by number, and copies only files that are there."""
    text = (ROOT / "docker" / "Dockerfile").read_text()
    stages = {part.split("\n")[0].split()[-1]: part for part in text.split("\nFROM ")[1:]}
    assert set(stages) == {"switch", "libraries", "controller"}
    for name in ("switch", "controller"):
        assert "\nUSER 10600:10600\n" in stages[name]
    copied = [
        word
        for line in text.splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
        if not word.startswith("--")
    ]
    assert copied and all((ROOT / word).exists() for word in copied)
