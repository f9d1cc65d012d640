"""Where open sound lies: found out from the machine's mounts, and said by the doctor."""

from pathlib import Path

import pytest

from voipcc.doctor import examine
from voipcc.settings import CentreSettings
from voipcc.tape_spool import in_memory, words

MOUNTS = """/dev/vda / ext4 rw 0 0
tmpfs {folder}/tapes/spool tmpfs rw,mode=700 0 0
tmpfs {folder}/with\\040space tmpfs rw 0 0
/dev/vdb {folder}/with\\040space/disk xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "there"),
    [
        ("tapes", False),
        ("tapes/spool", True),
        ("tapes/spool/1-2", True),
        ("tapes/spool2", False),
        ("with space/x", True),
        ("with space/disk/x", False),
    ],
)
def test_a_tmpfs_is_told_from_a_disk(tmp_path: Path, place: str, there: bool) -> None:
    """The nearest mount above a folder decides, spaces in its name included."""
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.format(folder=tmp_path))
    assert in_memory(tmp_path / place, mounts) is there


def test_the_doctor_says_where_open_sound_lies(tmp_path: Path) -> None:
    """A centre that records is told where, and how to keep it off the disk; another is told nothing."""
    (tmp_path / "tapes" / "spool").mkdir(parents=True)
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.format(folder=tmp_path))
    assert "in memory alone" in words(tmp_path / "tapes", mounts)
    assert "a tmpfs on" in words(tmp_path / "elsewhere", mounts)
    silent, taped = {}, {"recordings": {"outgoing": {}}}
    for given, count in ((silent, 0), (taped, 1)):
        found = examine(CentreSettings.model_validate(given), tmp_path, running=True)
        assert len([one for one in found if one.what == "recordings"]) == count
