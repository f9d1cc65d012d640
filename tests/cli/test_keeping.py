"""The verbs verify, backup and restore, as an operator uses them."""

import os
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from tests.database.lived import lived, stored
from tests.database.made import conversation, kept
from voipcc.backup import BackupError, restore
from voipcc.core.events import ControllerStarted
from voipcc.database.archive import Archive
from voipcc.database.history import last_sequence
from voipcc.database.journal import Journal
from voipcc.database.recovery import recover
from voipcc.places import StateFolder


@pytest.fixture
def used(centre: Path) -> Path:
    """A centre that has lived through some hours."""
    lived(StateFolder(centre / "state"), 200)
    return centre


def test_a_whole_centre_is_proved(used: Path, voipcc: Voipcc) -> None:
    """`verify` says what it looked at and that all is good; for machines too."""
    said = voipcc("verify", "-c", used)
    assert said.code == 0, said.out + said.err
    for word in ("journal", "records", "recordings", "snapshots", "parties", "permits", "good"):
        assert word in said.out
    whole = voipcc("verify", "--quick", "-c", used, "--json").json
    assert whole["intact"] and {one["name"] for one in whole["checks"]} >= {"journal", "records"}


def test_what_is_wrong_is_told_with_its_remedy(used: Path, voipcc: Voipcc) -> None:
    """A lost recording ends the verb with 1, its place and what to do."""
    (used / "state/tapes/2026/t1.flac.sealed").unlink()
    said = voipcc("verify", "-c", used)
    assert said.code == 1 and "1 wrong" in said.out
    assert "tapes/2026/t1.flac.sealed: recording t1 is gone" in said.err and "Remedy: " in said.err
    (check,) = (
        one for one in voipcc("verify", "-c", used, "--json").json["checks"] if one["findings"]
    )
    assert check["name"] == "recordings" and check["findings"][0]["remedy"]


def test_a_centre_that_never_ran_has_nothing_to_prove(centre: Path, voipcc: Voipcc) -> None:
    """Without a journal there is a sentence, and no backup either."""
    assert "no journal yet" in voipcc("verify", "-c", centre).err
    assert "never ran" in voipcc("backup", centre.parent / "b", "-c", centre).err


def test_a_backup_comes_back_whole(used: Path, tmp_path: Path, voipcc: Voipcc) -> None:
    """What was saved is proved in a new folder, has its records, and numbers calls afresh."""
    target = tmp_path / "saved"
    saved = voipcc("backup", target, "-c", used, "--json").json
    assert target.stat().st_mode & 0o777 == 0o600 and saved["recordings"]
    shutil.move(used, tmp_path / "lost")
    fresh = tmp_path / "fresh"
    said = voipcc("restore", target, "-c", fresh, "--json")
    assert said.code == 0 and said.json["intact"] and said.json["sequence"] == saved["sequence"]
    state, before = StateFolder(fresh / "state"), StateFolder(tmp_path / "lost" / "state")
    assert Archive(state.records).counts() == Archive(before.records).counts()
    assert (fresh / "centre.yaml").read_text() == (tmp_path / "lost/centre.yaml").read_text()
    assert (state.tapes / "2026/t1.flac.sealed").read_bytes() and state.parties.read_bytes()
    assert recover(state.folder, 1).epoch > recover(before.folder, 1).epoch + 100
    assert voipcc("check", "-c", fresh).code == 0


def test_a_backup_beside_a_running_centre_is_consistent(
    used: Path, tmp_path: Path, voipcc: Voipcc
) -> None:
    """Somebody goes on writing journal and tables: whatever moment it shows, it is whole."""
    state = StateFolder(used / "state")
    journal = Journal.open(state.journal)
    stored(state)
    for number in range(5):
        kept(journal, conversation(f"8-{number}"), 9_000_000_000)
        if number % 2:
            stored(state)
        target = tmp_path / f"saved-{number}"
        assert voipcc("backup", target, "-c", used).code == 0
        said = voipcc("restore", target, "-c", tmp_path / f"fresh-{number}", "--json")
        assert said.code == 0, said.out
        fresh = StateFolder(tmp_path / f"fresh-{number}" / "state")
        assert last_sequence(fresh.journal) == journal.last_sequence
        stored(fresh)
        assert Archive(fresh.records).conversation(f"8-{number}") == conversation(f"8-{number}")
    journal.close()


def test_a_backup_goes_into_a_folder_or_a_pipe(used: Path, tmp_path: Path, voipcc: Voipcc) -> None:
    """A folder gets a file named by centre and moment; recordings can be left out."""
    place = tmp_path / "backups"
    place.mkdir()
    said = voipcc("backup", place, "--no-recordings", "-c", used)
    assert said.code == 0 and "without recordings" in said.out
    (file,) = place.iterdir()
    assert file.name.startswith("centre-20") and file.name.endswith("Z.backup")
    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert names[-1] == "manifest.json" and "state/journal/0000000000000001.journal" in names
    assert not any("tapes" in name or "control.sock" in name for name in names)


def test_a_backup_replaces_no_pipe_and_no_device(
    used: Path, tmp_path: Path, voipcc: Voipcc
) -> None:
    """What is no file is refused as a target, and stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    said = voipcc("backup", pipe, "-c", used)
    assert said.code == 1 and "is no file: name a file" in said.err and pipe.is_fifo()


def test_a_backup_is_not_put_into_what_it_saves(used: Path, voipcc: Voipcc) -> None:
    """It would be saved with the next one, and lost with the disk."""
    said = voipcc("backup", used / "saved", "-c", used)
    assert said.code == 1 and "name a place outside" in said.err


def test_nothing_is_restored_over_a_centre(used: Path, tmp_path: Path, voipcc: Voipcc) -> None:
    """A folder with anything in it is left as it is."""
    target = tmp_path / "saved"
    voipcc("backup", target, "-c", used)
    said = voipcc("restore", target, "-c", used)
    assert said.code == 1 and "is not empty" in said.err and (used / "centre.yaml").exists()


@pytest.mark.parametrize("harm", ["cut", "flipped", "interrupted", "no backup"])
def test_a_damaged_backup_makes_no_centre(
    used: Path, tmp_path: Path, voipcc: Voipcc, harm: str
) -> None:
    """One that is cut, changed or something else is refused, and nothing is left of the attempt."""
    target = tmp_path / "saved"
    voipcc("backup", target, "-c", used)
    data = bytearray(target.read_bytes())
    match harm:
        case "cut":
            os.truncate(target, len(data) // 2)
        case "flipped":
            data[len(data) // 2] ^= 4
            target.write_bytes(data)
        case "interrupted":
            without_manifest(target)
        case "no backup":
            target.write_bytes(b"something else" * 1000)
    fresh = tmp_path / "fresh"
    with pytest.raises(BackupError, match="take another one"):
        restore(target, fresh)
    assert not fresh.exists() and not list(tmp_path.glob(".fresh*"))
    assert voipcc("restore", target, "-c", fresh).code == 1


def without_manifest(target: Path) -> None:
    """The same backup without its last member."""
    with tarfile.open(target) as archive:
        members = [(one, archive.extractfile(one)) for one in archive.getmembers()[:-1]]
        with tarfile.open(target.with_name("cut"), "w:gz") as fresh:
            for member, file in members:
                fresh.addfile(member, file)
    target.with_name("cut").rename(target)


def test_a_backup_never_writes_outside_its_folder(tmp_path: Path) -> None:
    """A file that was made to lead elsewhere is refused."""
    target = tmp_path / "saved"
    with tarfile.open(target, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("../../evil"))
    with pytest.raises(BackupError, match="leads out of the backup"):
        restore(target, tmp_path / "a" / "fresh")
    link = tarfile.TarInfo("state/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(target, "w:gz") as archive:
        archive.addfile(link)
    with pytest.raises(BackupError, match="does not belong"):
        restore(target, tmp_path / "a" / "fresh")
    assert not (tmp_path / "evil").exists()


def test_epochs_go_on_above_those_of_the_lost_centre(tmp_path: Path) -> None:
    """The number a restored backup names is the least a controller begins with, once."""
    state = StateFolder(tmp_path)
    state.folder.joinpath("epoch").write_text("1005\n")
    recovered = recover(state.folder, 1)
    assert recovered.epoch == 1005
    journal = Journal.open(state.journal)
    from tests.database.made import moment

    journal.append(moment(), ControllerStarted(1005), [])
    journal.close()
    assert recover(state.folder, 1).epoch == 1006
