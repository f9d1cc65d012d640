"""Sealed files open whole with the right key, and in no other case."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.tapes.sounds import RING
from voipcc.tapes.sealed import (
    CHUNK,
    KeyRing,
    SealedReader,
    SealedWriter,
    SealError,
    destroy,
    key_of,
)


def sealed(path: Path, data: bytes, ring: KeyRing = RING) -> Path:
    with SealedWriter(path, ring) as file:
        file.write(data)
    return path


def opened(path: Path, ring: KeyRing = RING) -> bytes:
    with SealedReader(path, ring) as file:
        return file.read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
def test_what_was_sealed_opens_whole(tmp_path: Path, size: int) -> None:
    """Any length comes back the same, and nothing of it stands in the file."""
    data = os.urandom(size)
    path = sealed(tmp_path / "x", data)
    assert opened(path) == data
    assert size < 32 or data[:32] not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_any_place_is_read_and_the_beginning_written_again(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A reader may jump about; a writer may go back into the first chunk, as FLAC does for its header."""
    size = data.draw(st.integers(100, 2 * CHUNK + 100))
    wanted = bytearray(os.urandom(size))
    path = tmp_path_factory.mktemp("sealed") / "x"
    cut = sorted(data.draw(st.lists(st.integers(0, size), max_size=5)))
    with SealedWriter(path, RING) as file:
        for begin, end in zip([0, *cut], [*cut, size], strict=True):
            file.write(wanted[begin:end])
        at = data.draw(st.integers(0, 80))
        file.seek(at)
        file.write(b"again")
        wanted[at : at + 5] = b"again"
        assert file.seek(0, os.SEEK_END) == size
    with SealedReader(path, RING) as reader:
        assert reader.length == size
        for _ in range(5):
            place, count = data.draw(st.integers(0, size)), data.draw(st.integers(0, size))
            reader.seek(place)
            found = reader.read(count)
            assert found == wanted[place : place + len(found)]
            assert found or not count or place == size


def test_every_changed_byte_is_noticed(tmp_path: Path) -> None:
    """One bit anywhere, a chunk swapped, the end cut off: nothing is given out."""
    data = os.urandom(2 * CHUNK + 500)
    whole = sealed(tmp_path / "x", data).read_bytes()
    start = len(whole) - (2 * CHUNK + 500 + 3 * 16)
    one, two = (slice(start + n * (CHUNK + 16), start + (n + 1) * (CHUNK + 16)) for n in (0, 1))
    swapped = whole[:start] + whole[two] + whole[one] + whole[two.stop :]
    spoilt = [swapped, whole[: two.stop], whole[:-1], whole[: start + 5], whole[:20], b""]
    for place in [*range(0, start, 7), start + 3, len(whole) - 3]:
        spoilt.append(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    for text in spoilt:
        (tmp_path / "y").write_bytes(text)
        with pytest.raises(SealError):
            opened(tmp_path / "y")


def test_a_new_key_locks_what_is_new_and_the_old_one_still_opens(tmp_path: Path) -> None:
    """Rotation: each file names its key; without that key it is told which is missing."""
    before = KeyRing("t1", {"t1": RING.keys["t1"]})
    old, new = sealed(tmp_path / "old", b"a", before), sealed(tmp_path / "new", b"b")
    assert (key_of(old), key_of(new)) == ("t1", "t2")
    assert (opened(old), opened(new)) == (b"a", b"b")
    with pytest.raises(SealError, match=r"needs the key t2.*only t1"):
        opened(new, before)
    with pytest.raises(SealError, match="does not open with the key t1"):
        opened(old, KeyRing.of({"t1": "33" * 32}))


@pytest.mark.parametrize("kept", [{}, {"t1": "abc"}, {"t1": "11"}])
def test_a_centre_without_a_right_key_is_told(kept: dict[str, str]) -> None:
    """No key, or a damaged one, is one sentence."""
    with pytest.raises(SealError, match="key"):
        KeyRing.of(kept)


def test_what_is_destroyed_leaves_no_key_behind(tmp_path: Path) -> None:
    """Also a second name of the same file, such as a snapshot has, opens no more."""
    path = sealed(tmp_path / "x", b"secret")
    os.link(path, tmp_path / "kept")
    destroy(path)
    assert not path.exists()
    with pytest.raises(SealError):
        opened(tmp_path / "kept")
