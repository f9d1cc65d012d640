"""Registrations in memory: taken up, outliving the switch, put away."""

import stat

import pytest

from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.registrations import memory_folder, put_away, take_up


def test_what_was_saved_comes_back_and_goes_to_the_disk_again(tmp_path):
    """Start, change, orderly stop, start: the changed file is there, and no folder is left."""
    place, saved = memory_folder(tmp_path / "instance", tmp_path), tmp_path / "db"
    assert place is not None
    saved.mkdir()
    take_up(place, saved)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    (place / "astdb.sqlite3").write_text("phones")
    put_away(place, saved)
    assert not place.exists()
    take_up(place, saved)
    assert (place / "astdb.sqlite3").read_text() == "phones"


def test_what_outlived_a_dead_switch_is_newer_than_the_disk(tmp_path):
    """After a crash the registrations in memory are used, not those of the last stop."""
    place, saved = memory_folder(tmp_path / "instance", tmp_path), tmp_path / "db"
    assert place is not None
    saved.mkdir()
    (saved / "astdb.sqlite3").write_text("old")
    place.mkdir()
    (place / "astdb.sqlite3").write_text("new")
    take_up(place, saved)
    assert (place / "astdb.sqlite3").read_text() == "new"


def test_a_disk_without_room_loses_no_start(tmp_path):
    """Where nothing can be saved, the stop ends all the same and memory is given back."""
    place = memory_folder(tmp_path / "instance", tmp_path)
    assert place is not None
    take_up(place, tmp_path / "no-such-folder")
    (place / "astdb.sqlite3").write_text("phones")
    put_away(place, tmp_path / "no-such-folder")
    assert not place.exists()


def test_a_folder_somebody_laid_out_for_us_is_refused(tmp_path):
    """A link in the place of our folder is not followed."""
    place = memory_folder(tmp_path / "instance", tmp_path)
    assert place is not None
    place.symlink_to(tmp_path)
    with pytest.raises(SwitchError, match="belongs to somebody else"):
        take_up(place, tmp_path)


def test_without_shared_memory_the_disk_is_used(tmp_path):
    """A machine without such a folder keeps registrations where they always were."""
    assert memory_folder(tmp_path, tmp_path / "nothing") is None
