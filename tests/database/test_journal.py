"""The journal keeps what it was given, in order, and says what it lost."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.database.made import conversation, filled, kept, moment
from tests.effort import examples
from voipcc.core.commands import Command, Connect, KeepRecord, Play, Ring, StopMusic
from voipcc.core.events import (
    CallArrived,
    CentreConfigured,
    DigitPressed,
    Event,
    LegAnswered,
    LegFound,
    SwitchFound,
)
from voipcc.database.history import Damage, payloads
from voipcc.database.journal import Journal, JournalError, JournalLimits, read, verify
from voipcc.database.segment import segment_paths

RELEASES = Path(__file__).parent / "journals"
WRITER = """
import os, sys
from pathlib import Path
from tests.database.made import moment
from voipcc.core.events import LegAnswered
from voipcc.database.journal import Journal
journal = Journal.open(Path(sys.argv[1]))
while True:
    number = journal.append(moment(), LegAnswered("1-2"), [])
    os.write(1, b"%d\\n" % number)
"""


def flip(path: Path, at: int) -> None:
    """Turns over one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 4
    path.write_bytes(data)


def test_what_is_appended_is_read_back_typed(tmp_path: Path) -> None:
    """Events, moments and commands come back equal to what was appended."""
    journal = Journal.open(tmp_path)
    event = SwitchFound((LegFound("a", "talk", talk="1-1"),), ("anna/desk",), True)
    commands: list[Command] = [Play("a", "1-4", ("number/7",), "de"), Ring("1-5", "d", "a", "1-1")]
    assert journal.append(moment(7), event, commands) == 1
    assert kept(journal, conversation()) == 2
    journal.close()
    first, second = read(tmp_path)
    assert (first.event, first.commands, first.now) == (event, tuple(commands), moment(7))
    assert second.commands[0].record == conversation()


def test_sequence_goes_on_after_reopening(tmp_path: Path) -> None:
    """A journal opened again goes on with the next number and an unbroken chain."""
    for _ in range(3):
        journal = Journal.open(tmp_path)
        filled(journal, 4)
        journal.close()
    report = verify(tmp_path)
    assert (report.entries, report.first, report.last, report.intact) == (12, 1, 12, True)


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_torn_last_entry_is_dropped(tmp_path: Path, cut: int) -> None:
    """An unfinished last entry is cut off and its number is used again."""
    journal = Journal.open(tmp_path)
    filled(journal, 5)
    journal.close()
    (path,) = segment_paths(tmp_path)
    os.truncate(path, path.stat().st_size - cut)
    assert verify(tmp_path).torn_bytes > 0
    journal = Journal.open(tmp_path)
    assert [damage.kind for damage in journal.damages] == ["torn"]
    assert journal.append(moment(), LegAnswered("x"), []) == 5
    journal.close()
    assert verify(tmp_path).intact and verify(tmp_path).torn_bytes == 0


def test_half_a_header_is_no_segment(tmp_path: Path) -> None:
    """A crash while a segment is begun costs nothing."""
    journal = Journal.open(tmp_path)
    filled(journal, 3)
    journal.close()
    (tmp_path / f"{4:016d}.journal").write_bytes(b"VCCJ\1")
    journal = Journal.open(tmp_path)
    assert journal.append(moment(), LegAnswered("x"), []) == 4
    journal.close()
    assert verify(tmp_path).intact


@settings(max_examples=examples(60), deadline=None)
@given(entry=st.integers(0, 8), where=st.floats(0, 0.999))
def test_flipped_bit_costs_one_entry(
    tmp_path_factory: pytest.TempPathFactory, entry: int, where: float
) -> None:
    """Any turned bit in the middle makes exactly one entry unreadable, and it is named."""
    folder = tmp_path_factory.mktemp("journal")
    journal = Journal.open(folder)
    filled(journal, 10)
    journal.close()
    (path,) = segment_paths(folder)
    frame = list(payloads(folder))[entry]
    flip(path, frame.start + int(where * (frame.end - frame.start)))
    damages: list[Damage] = []
    numbers = [one.sequence for one in read(folder, 0, damages.append)]
    assert numbers == [number for number in range(1, 11) if number != entry + 1]
    assert [damage.kind for damage in damages] == ["poisonous"]
    reopened = Journal.open(folder)
    assert reopened.last_sequence == 10
    reopened.close()


def test_damage_still_names_the_leg(tmp_path: Path) -> None:
    """The report of a poisonous entry names the leg whose call it concerned."""
    journal = Journal.open(tmp_path)
    journal.append(moment(), DigitPressed("caller-9", "1"), [])
    filled(journal, 2)
    journal.close()
    (path,) = segment_paths(tmp_path)
    flip(path, path.read_bytes().index(b'"digit"') + 9)
    damages: list[Damage] = []
    assert len(list(read(tmp_path, 0, damages.append))) == 2
    assert damages[0].legs == ("caller-9",) and damages[0].sequence == 1


def test_removed_and_changed_entries_are_noticed(tmp_path: Path) -> None:
    """An entry cut out is a hole; one replaced by a well-formed other breaks the chain."""
    journal = Journal.open(tmp_path / "a")
    other = Journal.open(tmp_path / "b")
    filled(journal, 5)
    filled(other, 1)
    other.append(moment(), LegAnswered("1-9", 1), [StopMusic("leg"), Connect("1-3", "leg", "1-2")])
    journal.close()
    other.close()
    (path,) = segment_paths(tmp_path / "a")
    (source,) = segment_paths(tmp_path / "b")
    data = path.read_bytes()
    frames, forged = list(payloads(tmp_path / "a")), list(payloads(tmp_path / "b"))[1]
    path.write_bytes(data[: frames[1].start] + data[frames[1].end :])
    assert [damage.kind for damage in verify(tmp_path / "a").damages] == ["hole"]
    swapped = source.read_bytes()[forged.start : forged.end]
    path.write_bytes(data[: frames[1].start] + swapped + data[frames[1].end :])
    assert [damage.kind for damage in verify(tmp_path / "a").damages] == ["chain"]


def test_segments_rotate_and_old_ones_go(tmp_path: Path) -> None:
    """Full segments are closed, the chain runs through them, derived old ones are removed."""
    journal = Journal.open(tmp_path, JournalLimits(segment=2000))
    filled(journal, 60)
    assert len(segment_paths(tmp_path)) > 5 and verify(tmp_path).intact
    assert [entry.sequence for entry in read(tmp_path, 31)] == list(range(31, 61))
    assert journal.prune(keep_days=1, derived_to=60) == []
    assert journal.prune(keep_days=-1, derived_to=0) == []
    removed = journal.prune(keep_days=-1, derived_to=30)
    assert removed and int(segment_paths(tmp_path)[0].stem) <= 31
    assert [entry.sequence for entry in read(tmp_path, 31)] == list(range(31, 61))
    assert verify(tmp_path).intact
    journal.close()


def test_missing_segment_is_a_hole(tmp_path: Path) -> None:
    """A whole segment that is gone is reported as missing numbers."""
    journal = Journal.open(tmp_path, JournalLimits(segment=2000))
    filled(journal, 30)
    journal.close()
    segment_paths(tmp_path)[2].unlink()
    assert [damage.kind for damage in verify(tmp_path).damages] == ["hole"]


def test_only_one_process_writes(tmp_path: Path) -> None:
    """A second writer is refused with the reason."""
    journal = Journal.open(tmp_path)
    with pytest.raises(JournalError, match="another voipcc"):
        Journal.open(tmp_path)
    journal.close()
    Journal.open(tmp_path).close()


def test_kill_loses_nothing_that_was_appended(tmp_path: Path) -> None:
    """Every entry whose number was returned is there after kill -9 of the writer."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
    assert writer.stdout
    for _ in range(500):
        returned = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    returned = max([returned, *(int(line) for line in writer.stdout if line.endswith(b"\n"))])
    writer.wait()
    journal = Journal.open(tmp_path)
    assert journal.last_sequence >= returned
    journal.close()
    assert verify(tmp_path).intact and verify(tmp_path).last == journal.last_sequence


async def test_synced_waits_for_the_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`synced` returns after the disk's sync, `append` does not wait for it."""
    monkeypatch.setenv("VOIPCC_FSYNC_DELAY_MS", "60")
    journal = Journal.open(tmp_path)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    sequence = journal.append(moment(), LegAnswered("x"), [])
    assert loop.time() - begun < 0.05 and journal.synced_sequence < sequence
    await journal.synced(sequence)
    assert journal.synced_sequence >= sequence and loop.time() - begun >= 0.06
    await journal.synced(sequence)
    journal.close()


async def test_failing_sync_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a sync that fails gets an error, and the journal goes on in a new segment."""
    journal = Journal.open(tmp_path)

    def broken(fd: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", broken)
        with pytest.raises(JournalError, match="syncing failed"):
            await journal.synced(journal.append(moment(), LegAnswered("x"), []))
    await journal.synced(journal.append(moment(), LegAnswered("y"), []))
    journal.close()
    assert len(segment_paths(tmp_path)) == 2 and verify(tmp_path).intact


def test_unknown_words_of_newer_releases_are_read_over(tmp_path: Path) -> None:
    """Unknown fields are ignored, missing optional ones defaulted, unknown commands kept raw."""
    journal = Journal.open(tmp_path)
    journal.append(moment(), CallArrived("a", "+4930"), [StopMusic("a")])
    journal.close()
    (frame,) = payloads(tmp_path)
    payload = frame.payload.replace(b'"trunk":"",', b'"mood":"good",')
    payload = payload.replace(b'["StopMusic",{"leg":"a"}]', b'["Sing",{"song":"x"}]')
    rewrite(tmp_path, [payload])
    (entry,) = read(tmp_path)
    assert entry.event == CallArrived("a", "+4930")
    assert (entry.commands[0].name, entry.commands[0].fields) == ("Sing", {"song": "x"})


@pytest.mark.parametrize("change", [(b'"LegAnswered"', b'"LegHummed"'), (b'"leg":"x"', b'"leg":7')])
def test_undecodable_event_is_poisonous(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    """An entry of unknown or wrong content is reported, and the ones around it are read."""
    journal = Journal.open(tmp_path)
    for leg in ("w", "x", "y"):
        journal.append(moment(), LegAnswered(leg), [])
    journal.close()
    changed = [frame.payload for frame in payloads(tmp_path)]
    changed[1] = changed[1].replace(*change)
    rewrite(tmp_path, changed)
    damages: list[Damage] = []
    assert [entry.sequence for entry in read(tmp_path, 0, damages.append)] == [1, 3]
    assert damages[0].sequence == 2 and not verify(tmp_path).intact


def test_newer_format_is_refused(tmp_path: Path) -> None:
    """A segment of a newer format is refused with the remedy, not read wrongly."""
    Journal.open(tmp_path).close()
    (path,) = segment_paths(tmp_path)
    data = bytearray(path.read_bytes())
    data[4] = 2
    import struct
    import zlib

    data[-4:] = struct.pack("<I", zlib.crc32(data[:-4]))
    path.write_bytes(data)
    with pytest.raises(JournalError, match="newer"):
        Journal.open(tmp_path)


@settings(max_examples=examples(100), deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds(
                CallArrived, st.text(), st.text(), party=st.text(), since_us=st.integers(0, 2**62)
            ),
            st.builds(LegAnswered, st.text(), st.integers(-(2**62), 2**62)),
            st.builds(DigitPressed, st.text(), st.sampled_from("0123456789*#")),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_event_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event]
) -> None:
    """Whatever valid text the fields hold comes back equal."""
    folder = tmp_path_factory.mktemp("journal")
    journal = Journal.open(folder)
    for event in events:
        journal.append(moment(), event, [])
    journal.close()
    assert [entry.event for entry in read(folder)] == events


def test_broken_text_does_not_stop_the_journal(tmp_path: Path) -> None:
    """Text that is no Unicode is mended on its way into the journal."""
    journal = Journal.open(tmp_path)
    journal.append(moment(), CallArrived("a\udcff", "+49"), [])
    journal.close()
    (entry,) = read(tmp_path)
    assert entry.event == CallArrived("a?", "+49")


def rewrite(folder: Path, changed: list[bytes]) -> None:
    """A journal of these payloads with a good chain, in place of the one there."""
    from voipcc.database import segment

    (path,) = segment_paths(folder)
    chain = segment.FIRST_CHAIN
    data = segment.header_bytes(segment.SegmentStart(1, chain))
    for number, payload in enumerate(changed, 1):
        data += segment.frame_bytes(number, chain, payload)
        chain = segment.chained(chain, payload)
    path.write_bytes(data)


def test_unreadable_segment_is_set_aside_not_removed(tmp_path: Path) -> None:
    """A last segment of nothing but garbage is kept under another name and reported."""
    journal = Journal.open(tmp_path)
    filled(journal, 3)
    journal.close()
    (tmp_path / f"{4:016d}.journal").write_bytes(os.urandom(500))
    journal = Journal.open(tmp_path)
    assert [damage.kind for damage in journal.damages] == ["poisonous"]
    assert journal.append(moment(), LegAnswered("x"), []) == 4
    journal.close()
    assert len(list(tmp_path.glob("*.damaged"))) == 1 and verify(tmp_path).intact


def test_reading_from_the_middle_checks_no_more_than_needed(tmp_path: Path) -> None:
    """Reading from an entry on gives that one and the later ones, whatever came before."""
    journal = Journal.open(tmp_path, JournalLimits(segment=3000))
    filled(journal, 40)
    journal.close()
    for start in (1, 2, 17, 39, 40):
        damages: list[Damage] = []
        numbers = [entry.sequence for entry in read(tmp_path, start, damages.append)]
        assert numbers == list(range(start, 41)) and damages == []
    assert list(read(tmp_path, 41)) == []


def test_journal_of_an_older_release_is_still_read(tmp_path: Path) -> None:
    """The journal that release 0.1 wrote is whole and gives its events, commands and records."""
    for path in RELEASES.glob("0.1/*.journal"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert verify(tmp_path).intact
    entries = list(read(tmp_path))
    assert isinstance(entries[0].event, CentreConfigured)
    assert entries[0].event.plan.flows["main"].blocks["start"][1].keys["1"] == "sales"
    kept_ones = [one for entry in entries for one in entry.commands if isinstance(one, KeepRecord)]
    assert len(entries) == 161 and len(kept_ones) == 9


def test_appending_is_quick(tmp_path: Path) -> None:
    """An entry with three commands costs the event loop far less than 0.1 ms of processor."""
    journal = Journal.open(tmp_path)
    commands: list[Command] = [
        StopMusic("a"),
        Connect("1-3", "a", "1-2"),
        Ring("1-5", "d", "a", "1"),
    ]
    spent = []
    for _ in range(3):
        begun = time.process_time()
        for number in range(1000):
            journal.append(moment(number), LegAnswered("1-2", number), commands)
        spent.append(time.process_time() - begun)
    journal.close()
    assert min(spent) / 1000 < 0.0001
