"""Numbers and names are kept under random ids, apart from everything else, and forgotten."""

import asyncio
import os
import re
import stat
from pathlib import Path

import pytest

from tests.database.made import moment
from voipcc.core.events import CallArrived
from voipcc.database.journal import Journal
from voipcc.database.parties import DAY_MS, Parties, masked


class Clock:
    """A clock that is set by hand, UTC milliseconds."""

    def __init__(self) -> None:
        self.now = 1_760_000_000_000

    def __call__(self) -> int:
        return self.now


def test_same_number_is_the_same_party(tmp_path: Path) -> None:
    """A number keeps its id over calls and restarts; another number has another one."""
    path = tmp_path / "parties.log"
    parties = Parties.open(path)
    anna = parties.party_of("+4930123456", "Anna")
    assert parties.party_of("+4930123456") == anna != parties.party_of("+4930123457")
    parties.close()
    again = Parties.open(path)
    person = again.who(anna)
    assert person and (person.number, person.name) == ("+4930123456", "Anna")
    assert again.party_of("+4930123456") == anna == again.find("+4930123456")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again.close()


@pytest.mark.parametrize(
    "number", ["", "anonymous", "030123456", "+0123456", "+49", "+49301\n", "+4911"]
)
def test_no_identity_leaves_no_trace(tmp_path: Path, number: str) -> None:
    """Withheld, invalid and shared numbers have no id, and nothing is written of them."""
    parties = Parties.open(tmp_path / "parties.log", shared={"+4911"})
    assert parties.party_of(number, "Somebody") == ""
    parties.close()
    assert (tmp_path / "parties.log").read_bytes() == b""


def test_erased_person_is_gone_from_the_file(tmp_path: Path) -> None:
    """Erasing removes number and name from the disk; the next call is a new party."""
    path = tmp_path / "parties.log"
    parties = Parties.open(path)
    anna, ben = parties.party_of("+4930123456", "Anna"), parties.party_of("+4930123457", "Ben")
    assert parties.erase(anna) and not parties.erase(anna)
    assert b"Anna" not in path.read_bytes() and b"Ben" in path.read_bytes()
    assert parties.who(anna) is None and parties.party_of("+4930123456") not in ("", anna)
    parties.close()
    assert Parties.readable(path).who(ben) is not None


def test_retention_ends_from_the_last_call(tmp_path: Path) -> None:
    """Each call renews the retention; after it the person is nobody and leaves the file."""
    clock, path = Clock(), tmp_path / "parties.log"
    parties = Parties.open(path, retention_days=90, clock=clock)
    anna = parties.party_of("+4930123456", "Anna")
    ben = parties.party_of("+4930123457", "Ben")
    clock.now += 60 * DAY_MS
    assert parties.party_of("+4930123456") == anna
    clock.now += 60 * DAY_MS
    assert parties.who(anna) and parties.who(ben) is None
    assert parties.party_of("+4930123457") != ben
    clock.now += 91 * DAY_MS
    assert parties.expire() == 2 and path.read_bytes() == b""
    parties.close()


def test_torn_line_costs_only_itself(tmp_path: Path) -> None:
    """A half-written last line is dropped at the start, everybody else is known."""
    path = tmp_path / "parties.log"
    parties = Parties.open(path)
    anna = parties.party_of("+4930123456", "Anna")
    parties.party_of("+4930123457", "Ben")
    parties.close()
    os.truncate(path, path.stat().st_size - 5)
    again = Parties.open(path)
    assert again.damaged_lines == 1 and again.find("+4930123456") == anna
    assert again.find("+4930123457") == ""
    assert len(path.read_bytes().splitlines()) == 1
    again.close()


def test_full_disk_does_not_fail_a_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the disk refuses, ids are given all the same, and written when it works again."""
    path = tmp_path / "parties.log"
    parties = Parties.open(path)

    def refuse(fd: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", refuse)
        anna = parties.party_of("+4930123456", "Anna")
        assert anna and "No space" in parties.trouble
    parties.party_of("+4930123457", "Ben\r\n\udcff")
    parties.close()
    again = Parties.readable(path)
    assert again.find("+4930123456") == anna and again.damaged_lines == 0


def test_who_an_entry_names_is_on_the_disk_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the journal is synced, everybody it names could be read after a power cut by then."""
    path = tmp_path / "parties.log"
    parties = Parties.open(path)
    journal = Journal.open(tmp_path / "journal", sync_named=parties.sync)
    safe = {"parties.log": b""}
    syncs, unknown = list[str](), list[bytes]()

    def sync(fd: int) -> None:
        place = Path(os.readlink(f"/proc/self/fd/{fd}"))
        syncs.append(place.suffix)
        safe[place.name] = place.read_bytes()
        if place.suffix == ".journal":
            named = re.findall(rb'"party":"([^"]+)"', safe[place.name])
            unknown.extend(one for one in named if one not in safe["parties.log"])

    monkeypatch.setattr(os, "fdatasync", sync)
    for number in (1, 2, 3, 1):  # the last one is known by then: nothing to be synced
        party = parties.party_of(f"+4930123450{number}")
        journal.append(moment(), CallArrived("leg", "+49301", "carrier", party=party), [])
        asyncio.run(journal.synced(journal.last_sequence))
    journal.close()
    assert syncs == [".log", ".journal"] * 3 + [".journal"] and not unknown
    parties.close()


def test_failed_sync_writes_everybody_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the disk may have dropped after a failed sync is written anew at the next one, and told."""
    path, told = tmp_path / "parties.log", list[str]()
    parties = Parties.open(path)
    parties.on_trouble = told.append
    anna = parties.party_of("+4930123456", "Anna")

    def fail(fd: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fail)
        parties.sync()
    path.write_bytes(b"")  # as the disk may have it
    parties.party_of("+4930123457", "Ben")
    assert "Input/output" in parties.trouble
    parties.sync()
    assert told == [f"Input/output error ({path})", ""] and Parties.readable(path).who(anna)
    parties.close()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+4930123456", "+4930****56"),
        ("+49301234567", "+4930*****67"),
        ("12345678", "********"),
        ("", ""),
    ],
)
def test_masked_number_hides_its_middle(number: str, shown: str) -> None:
    """Only the beginning and the last two digits of a long number are shown."""
    assert masked(number) == shown
