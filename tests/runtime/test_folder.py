"""The switch's folder: made private, files whole or untouched, clear words when it cannot be."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.conftest import skip_unless
from voipcc.asterisk.config import LocalPorts, SipPorts
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.folder import InstanceFile, InstanceFolder
from voipcc.asterisk.runtime.program import Program
from voipcc.secrets_file import SecretsError, load_secrets
from voipcc.settings import CentreSettings

PROGRAM = Program(("asterisk",), "22.10.1", Path("/m"), Path("/d"), Path("/s"))


def test_every_folder_is_its_owners_only(tmp_path):
    """All folders of an instance have rights 0700."""
    here = InstanceFolder(tmp_path / "asterisk")
    here.prepare(PROGRAM, None)
    folders = [here.folder, *(path for path in here.folder.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_files_are_put_back_as_they_were(tmp_path):
    """`restore` undoes `write`: changed files have their old text, new ones are gone."""
    here = InstanceFolder(tmp_path / "asterisk")
    here.prepare(PROGRAM, None)
    here.write({"a.conf": "old"})
    before = here.write({"a.conf": "new", "b.conf": "new"})
    here.restore(before)
    assert here.read("a.conf") == "old"
    assert here.read("b.conf") is None


def test_what_a_later_controller_needs_is_remembered(tmp_path):
    """A remembered instance is read back equal; a damaged note is no instance."""
    here = InstanceFolder(tmp_path / "asterisk")
    here.prepare(PROGRAM, None)
    note = InstanceFile(7, "123", "22.10.1", SipPorts(1, 2, 3, 0), LocalPorts(4, 5))
    here.remember(note)
    assert InstanceFolder(tmp_path / "asterisk").remembered() == note
    (here.folder / "instance.json").write_text("{")
    assert here.remembered() is None


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """A file where the folder should be gives a sentence with the path."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SwitchError, match=rf"{tmp_path}/file/asterisk cannot be written"):
        InstanceFolder(tmp_path / "file" / "asterisk").prepare(PROGRAM, None)


def test_a_long_path_has_its_socket_elsewhere(tmp_path):
    """The console's socket always fits the kernel's limit, one folder per instance."""
    deep = [InstanceFolder(tmp_path / ("deep" * 30) / name) for name in ("a", "b")]
    assert all(len(str(here.run / "asterisk.ctl")) <= 100 for here in deep)
    assert deep[0].run != deep[1].run


def test_a_socket_elsewhere_leaves_nothing_there(tmp_path):
    """Once the switch has ended, the folder of its socket is gone too; one with something in it stays."""
    here = InstanceFolder(tmp_path / ("deep" * 30))
    here.prepare(PROGRAM, None)
    socket = here.run / "asterisk.ctl"
    socket.touch()
    here.forget()
    assert socket.exists()
    socket.unlink()
    here.forget()
    assert not here.run.exists()


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path):
    """A link waiting where the socket's folder would be made is not followed."""
    here = InstanceFolder(tmp_path / "asterisk")
    here.run = tmp_path / "run"
    here.run.symlink_to(tmp_path)
    with pytest.raises(SwitchError, match="belongs to somebody else"):
        here.prepare(PROGRAM, None)


@pytest.fixture
def full_disk(tmp_path):
    """A file system with no room left."""
    skip_unless(os.geteuid() == 0, "only root may mount", "run the tests as root", reachable=False)
    disk = tmp_path / "disk"
    disk.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)]
    mounted = subprocess.run(words, check=False, capture_output=True)
    skip_unless(mounted.returncode == 0, "mounting is not allowed here", "none", reachable=False)
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(disk):
    with (disk / "filler").open("wb", buffering=0) as file:
        while True:
            try:
                file.write(bytes(4096))
            except OSError:
                return


@pytest.mark.root
def test_a_full_disk_is_said_and_leaves_the_old_files(full_disk):
    """On a full disk neither configuration nor secrets are half written, and the message says why."""
    here = InstanceFolder(full_disk / "asterisk")
    here.prepare(PROGRAM, None)
    here.write({"a.conf": "old"})
    settings = CentreSettings()
    secrets = load_secrets(full_disk / "secrets.json", settings)
    fill(full_disk)
    with pytest.raises(SwitchError, match=r"disk with .* is full: make room"):
        here.write({"a.conf": "new" * 3000})
    assert here.read("a.conf") == "old"
    more = CentreSettings.model_validate({"agents": {"a": {"devices": {"d": {}}}}})
    with pytest.raises(SecretsError, match="No space left"):
        load_secrets(full_disk / "secrets.json", more)
    assert load_secrets(full_disk / "secrets.json", settings) == secrets
