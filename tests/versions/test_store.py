"""Versions on disk: whole or not there, the same name for the same content, kept while needed."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.versions.conftest import Edit
from voipcc.audio import tone, write_wav
from voipcc.speech import OwnProgram
from voipcc.versions import disk, edition
from voipcc.versions import store as room
from voipcc.versions.edition import CentreRefused, Edition
from voipcc.versions.folder import changed_files, restore
from voipcc.versions.store import Due, Standing, Trial, VersionError, VersionStore

DAY_NS = 86_400 * 1_000_000_000
JUNE_NS = 1_781_000_000 * 1_000_000_000  # June 2026
Keep = Callable[[], Edition]


def test_the_same_content_is_the_same_version_all_year(
    keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day on which it is read makes no difference, though hours are known from that day on."""
    names, hours = set(), []
    for day in (0, 1, 90):
        monkeypatch.setattr(edition.time, "time_ns", lambda day=day: JUNE_NS + day * DAY_NS)
        found = keep()
        names.add(found.version)
        hours.append(found.plan.hours["main/office"].until_ms)
    assert len(names) == 1
    assert hours[2] > hours[1] > hours[0]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("dialplans/main.yaml", '"2": bye', '"3": bye'),
        ("dialplans/main.yaml", "18:00", "17:00"),
        ("dialplans/main.yaml", "holidays: DE", "holidays: DE-BY"),
        ("centre.yaml", "max_wait_s: 300", "max_wait_s: 600"),
        ("centre.yaml", "name: Small", "name: Large"),
    ],
)
def test_whatever_callers_meet_makes_another_version(
    keep: Keep, edit: Edit, file: str, old: str, new: str
) -> None:
    """Steps, hours, public holidays and settings are in the name; put back it is the old name."""
    first = keep().version
    edit(file, old, new)
    assert keep().version != first
    edit(file, new, old)
    assert keep().version == first


def test_a_recording_makes_another_version(keep: Keep, folder: Path) -> None:
    """What a prompt holds is in the name; another time of the file is not."""
    first = keep().version
    os.utime(folder / "sounds/en/welcome.wav", (1, 1))
    assert keep().version == first
    write_wav(folder / "sounds/en/welcome.wav", tone(700, 0.5))
    assert keep().version != first


def test_a_version_is_read_back_and_edits_in_place_do_not_reach_it(
    keep: Keep, store: VersionStore, folder: Path
) -> None:
    """Nobody who writes into the folder's files changes a kept version."""
    kept = keep()
    with (folder / "sounds/en/welcome.wav").open("r+b") as file:
        file.write(b"\0" * 64)
    (folder / "dialplans" / "main.yaml").write_text("nonsense: [")
    found = store.edition(kept.version)
    assert (found.plan, found.settings, found.prompts) == (kept.plan, kept.settings, kept.prompts)
    played = store.place_of(kept.version) / "played/en/welcome.wav"
    assert played.read_bytes()[:4] == b"RIFF"


@pytest.mark.parametrize("at", [1, 2, 4, 6, 8, 11])
def test_a_full_disk_leaves_nothing_half(
    keep: Keep, store: VersionStore, edit: Edit, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Whichever write fails, the versions before stay readable and there is no half one."""
    first = keep()
    edit("dialplans/main.yaml", '"2": bye', '"3": bye')
    synced = os.fsync
    count = 0

    def full(fd: int) -> None:
        nonlocal count
        count += 1
        if count == at:
            raise OSError(28, "No space left on device")
        synced(fd)

    with monkeypatch.context() as world:
        world.setattr(disk.os, "fsync", full)
        try:
            keep()
            assert count < at  # there are not so many writes
        except OSError as error:
            assert error.errno == 28
    assert store.edition(first.version).plan == first.plan
    for name in store.names():
        assert store.edition(name).version == name
    assert not list(store.versions.glob(".draft-*"))
    assert store.edition(keep().version)


@pytest.mark.parametrize("file", ["plan.json", "version.json", "centre.yaml"])
@pytest.mark.parametrize("damage", ["torn", "gone", "other"])
def test_a_damaged_version_is_refused_and_can_be_made_anew(
    keep: Keep, store: VersionStore, file: str, damage: str
) -> None:
    """What a bad disk left of a version is not run; publishing the same files mends it."""
    version = keep().version
    path = store.place_of(version) / file
    data = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(data[: len(data) // 2] if damage == "torn" else b"{}")
    with pytest.raises(VersionError, match=version):
        store.edition(version)
    keep()
    assert store.edition(version).version == version


def test_a_missing_recording_makes_a_version_damaged(keep: Keep, store: VersionStore) -> None:
    """A version without one of its prompts would be silence."""
    version = keep().version
    (store.sounds_of(version) / "en/welcome.wav").unlink()
    with pytest.raises(VersionError, match=r"not whole.*welcome"):
        store.edition(version)


def test_two_publishers_do_not_meet(store: VersionStore) -> None:
    """Who comes while another publishes is told so; afterwards it is free."""
    with store.alone():
        other = VersionStore(store.state, store.folder)
        with pytest.raises(VersionError, match="somebody else publishes"), other.alone():
            pass
    with store.alone():
        pass


def test_many_readers_at_once_keep_one_version(store: VersionStore) -> None:
    """Two threads that copy the folder at the same time do not take each other's files away."""
    faults: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(2):
                with store.draft() as draft:
                    store.keep(draft)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(store.names()) == 1


@pytest.mark.parametrize("content", [b"", b"{", b'{"version": 1}', b"\xff"])
def test_a_torn_standing_is_no_standing(store: VersionStore, content: bytes) -> None:
    """standing.json is written whole; where a disk tore it nothing is assumed."""
    trial = Trial("b" * 16, 1, "anna", 10, ("+491",))
    standing = Standing("a" * 16, trial, (Due("c" * 16, 5, "ben"),))
    store.versions.mkdir(parents=True)
    store.stand(standing)
    assert store.standing() == standing
    (store.versions / "standing.json").write_bytes(content)
    assert store.standing() == Standing()


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("centre.yaml", "gone"),
        ("dialplans/main.yaml", "half"),
        ("sounds/en/welcome.wav", "pipe"),
        ("dialplans/main.yaml", "pipe"),
        ("dialplans/main.yaml", "huge"),
    ],
)
def test_a_broken_file_is_named_as_people_know_it(
    store: VersionStore, folder: Path, file: str, what: str
) -> None:
    """Problems name the files of the folder, never our copies, and nothing is kept."""
    path = folder / file
    text = path.read_bytes()
    path.unlink()
    if what == "half":
        path.write_bytes(text[: len(text) // 2] + b"\n - [")
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "huge":
        path.write_bytes(b"a" * 2_000_000)
    with pytest.raises(CentreRefused) as refused, store.draft():
        pass
    assert str(path) in str(refused.value)
    assert ".draft" not in str(refused.value)
    assert store.names() == []


def test_versions_nobody_needs_go_with_their_recordings(
    keep: Keep, store: VersionStore, folder: Path
) -> None:
    """Pruning deletes what is not named, and recordings that only such versions had."""
    first = keep().version
    write_wav(folder / "sounds/en/welcome.wav", tone(700, 0.5))
    second = keep().version
    assert store.prune({second}) == [first]
    assert store.names() == [second]
    assert len(list(store.recordings.folder.glob("*.wav"))) == 1
    assert store.edition(second)


def test_a_disk_without_hard_links_keeps_copies(
    keep: Keep, store: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where files cannot have two names a version has copies."""
    linked = os.link

    def refuse(source: Any, place: Any) -> None:
        if "recordings" in str(source):
            raise OSError(1, "Operation not permitted")
        linked(source, place)

    monkeypatch.setattr(os, "link", refuse)
    version = keep().version
    assert store.edition(version)
    assert (store.sounds_of(version) / "en/welcome.wav").stat().st_nlink == 1


def test_the_folder_is_compared_and_put_back(keep: Keep, store: VersionStore, folder: Path) -> None:
    """What differs is named; restoring writes the version's files and sets new ones aside."""
    kept = keep()
    place = store.place_of(kept.version)

    def changed() -> list[str]:
        return changed_files(folder, place, kept.settings, kept.prompts, store.recordings)

    assert changed() == []
    (folder / "dialplans/main.yaml").write_text("half")
    (folder / "dialplans/new.yaml").write_text("new")
    (folder / "sounds/en/welcome.wav").unlink()
    names = ["dialplans/main.yaml", "dialplans/new.yaml", "sounds/en/welcome.wav"]
    assert changed() == names
    assert len(list(restore(folder, place, kept.settings, names))) == 3
    assert changed() == []
    assert (folder / "dialplans/new.yaml.unpublished").read_text() == "new"


def test_an_earlier_version_is_found_by_the_beginning_of_its_name(
    keep: Keep, store: VersionStore
) -> None:
    """People type the first letters; what fits none, or several, is refused."""
    version = keep().version
    assert store.named(version[:6]) == version
    for wrong in ("zz", "", "../.."):
        with pytest.raises(VersionError):
            store.named(wrong)
    shutil.copytree(store.place_of(version), store.place_of(version[:-1] + "x"))
    assert store.names() == [version]


def test_the_limit_of_files(
    folder: Path, store: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with far too many files is refused in a sentence."""
    monkeypatch.setattr("voipcc.versions.draft.MOST_FILES", 3)
    for count in range(5):
        shutil.copy(folder / "sounds/en/welcome.wav", folder / f"sounds/en/more-{count}.wav")
    with pytest.raises(CentreRefused, match="more than 3 files"), store.draft():
        pass
    assert room.MOST_DUE == 20


def test_nobody_else_may_look_into_the_state(keep: Keep, store: VersionStore) -> None:
    """Versions hold settings and callers' numbers: folders and files are their user's alone."""
    place = store.place_of(keep().version)
    for one in (store.state.folder, store.versions, place, store.recordings.folder):
        assert one.stat().st_mode & 0o777 == 0o700, one
    for name in ("version.json", "plan.json", "centre.yaml", "dialplans/main.yaml"):
        assert (place / name).stat().st_mode & 0o777 == 0o600, name


def test_texts_of_a_version_are_spoken_by_the_program_of_the_settings(
    store: VersionStore, keep: Callable[[], Edition], edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What dialplans say in words has the same voice as all other prompts."""
    voices: list[object] = []
    monkeypatch.setattr("voipcc.versions.store.make_texts", lambda *words: voices.append(words[2]))
    edit("centre.yaml", "format: 1", "format: 1\nprompts: {speech_program: /bin/true}")
    store.speak(keep())
    assert getattr(voices[-1], "name", "") == OwnProgram(Path("/bin/true")).name
