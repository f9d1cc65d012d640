"""Services started by a program that stands in for buildah at the command line."""

import os
from pathlib import Path

import pytest

from voipcc.images.composition import Composition, Mount, Service
from voipcc.images.errors import ImageError
from voipcc.images.tools import Buildah
from voipcc.images.yard import Yard

INSPECTED = '{"OCIv1": {"config": {"Entrypoint": ["voipcc"], "Cmd": ["serve"], "User": "%d:%d"}}}'
STAND_IN = """#!/bin/sh
echo "$@" >>"$0.said"
case $1 in
    from) echo made-$5 ;;
    inspect) echo '%s' ;;
    run) case "$*" in
        *" wrong") echo "no such verb"; exit 3 ;;
        *" stay") trap 'exit 7' TERM; while :; do sleep 0.05; done ;;
    esac ;;
esac
"""


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    """One service over a stand-in that notes what it is told."""
    program = tmp_path / "buildah"
    program.write_text(STAND_IN % (INSPECTED % (os.getuid(), os.getgid())))
    program.chmod(0o755)
    services = {
        "controller": Service(
            "controller",
            "voipcc-controller",
            environment={"A": "1", "B": "2"},
            mounts=(Mount("state", "/c/state"), Mount("centre", "/c", "x", read_only=True)),
            health=("look",),
        ),
        "prepare": Service("prepare", "voipcc-controller", entrypoint=("prepare",)),
        "stays": Service("stays", "voipcc-controller", command=("stay",), health=("wrong",)),
    }
    buildah = Buildah(str(program), tmp_path)
    return Yard(buildah, Composition(services, frozenset()), tmp_path / "yard", {"B": "3"})


def said(yard: Yard) -> list[str]:
    """The lines the stand-in was told."""
    return Path(f"{yard.buildah.program}.said").read_text().splitlines()


def test_a_container_has_its_mounts_and_variables(yard: Yard) -> None:
    """Outer folders are mounted before inner ones; what the trial changes goes before the file's."""
    yard.make("controller")
    yard.ask("controller", "voipcc", "status")
    centre, state = yard.volume("centre"), yard.volume("state")
    assert said(yard)[-1] == (
        f"run --volume {centre}/x:/c:ro --volume {state}:/c/state --env A=1 --env B=3 "
        "made-voipcc-controller -- voipcc status"
    )


def test_an_entrypoint_of_the_files_makes_the_images_command_void(yard: Yard) -> None:
    """As an engine does: without one the image's own words are said."""
    yard.make("controller", "prepare")
    yard.run("prepare")
    yard.run("controller")
    ends = [line.partition(" -- ")[2] for line in said(yard)[-2:]]
    assert ends == ["prepare", "voipcc serve"]


def test_a_service_that_fails_says_why(yard: Yard) -> None:
    """What a command prints before it fails is in the error."""
    yard.make("stays")
    with pytest.raises(ImageError, match="run failed: no such verb"):
        yard.ask("stays", "wrong")


def test_a_service_is_told_to_end_as_an_engine_does(yard: Yard) -> None:
    """It gets SIGTERM, and its own way of ending is told."""
    yard.make("stays")
    yard.start("stays")
    log = Path(f"{yard.buildah.program}.said")
    while " stay" not in log.read_text():
        os.sched_yield()
    assert yard.stop("stays") in (7, -15)


def test_a_service_that_ends_while_it_starts_is_told(yard: Yard) -> None:
    """Its last words are in the error, not only that it is unwell."""
    yard.make("controller")
    yard.start("controller")
    while yard._running["controller"].poll() is None:
        os.sched_yield()
    with pytest.raises(ImageError, match="controller ended while it started"):
        yard.wait_healthy("controller")


def test_what_was_made_is_removed(yard: Yard) -> None:
    """Containers and volumes are gone at the end."""
    yard.make("controller")
    yard.clear()
    yard.remove()
    assert said(yard)[-1] == "rm made-voipcc-controller"
    assert not yard.folder.exists()
