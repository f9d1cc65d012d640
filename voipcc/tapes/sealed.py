"""Sealed files: AES-256-GCM in chunks, each file with a key of its own that a centre's key locks up.

    vcctape1 | length of the header (2 bytes) | header (JSON) | chunk 0 | chunk 1 | ... | last chunk

A chunk is 64 KiB of plain text and its tag of 16 bytes; the last one may be shorter, and is marked as the
last in its nonce, so that a file cut short, with chunks swapped or a header changed is not opened.
The header names the centre's key; a new one locks new files, old files keep theirs.
"""

import io
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"vcctape1"
CHUNK = 1 << 16
TAG = 16
SEALED = CHUNK + TAG
HEADER_BYTES = 1000
KEY_BYTES = 32


class SealError(Exception):
    """A sealed file that cannot be opened; the text says which, why, and what would help."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The centre's keys by id, each 32 bytes; `current` locks what is written from now on."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> "KeyRing":
        """From the centre's secrets: hexadecimal, the newest last. Raises SealError without any."""
        try:
            keys = {name: bytes.fromhex(text) for name, text in kept.items()}
        except ValueError as error:
            raise SealError(f"a key of recordings is damaged ({error}): put back a copy") from error
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise SealError("there is no key for recordings in the centre's secrets")
        return cls(list(keys)[-1], keys)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in the clear before the chunks."""

    key: str
    locked: str  # the file's own key, locked by the centre's: nonce and sealed key
    prefix: str  # the first 7 bytes of each chunk's nonce
    chunk: int = CHUNK


class SealedWriter(io.RawIOBase):
    """A file to write whose plain text never touches the disk. Use with `with`; synced at its end.

    The first chunk may be written again until the end, as writers of sound files do with their
    headers; all others are final once the next has begun. Raises OSError.
    """

    def __init__(self, path: Path, ring: KeyRing) -> None:
        super().__init__()
        own = AESGCM.generate_key(256)
        nonce = os.urandom(12)
        locked = nonce + AESGCM(ring.keys[ring.current]).encrypt(nonce, own, MAGIC)
        self._prefix = os.urandom(7)
        header = Header(ring.current, _text(locked), _text(self._prefix))
        self._header = msgspec.json.encode(header)
        self._cipher = AESGCM(own)
        self._first = bytearray()
        self._last = bytearray()  # of chunk `_count`, when that is not the first
        self._count = 0
        self._place = 0
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        self._file: BinaryIO = os.fdopen(fd, "wb")
        self._start = len(MAGIC) + 2 + len(self._header)
        self._file.write(MAGIC + len(self._header).to_bytes(2, "big") + self._header)

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    @property
    def length(self) -> int:
        """Bytes of plain text so far."""
        return self._count * CHUNK + len(self._open)

    @property
    def _open(self) -> bytearray:
        return self._last if self._count else self._first

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self.length}[whence]
        self._place = begin + offset
        return self._place

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        left = view
        while left:
            left = left[self._put(left) :]
        return len(view)

    def _put(self, data: memoryview) -> int:
        """As much as goes into one chunk."""
        number, at = divmod(self._place, CHUNK)
        if number == self._count + 1 and at == 0 and len(self._open) == CHUNK:
            self._turn()
        if number not in (0, self._count) or self._place > self.length:
            raise OSError("a sealed file is written from front to back")
        chunk = self._first if number == 0 else self._last
        taken = min(len(data), CHUNK - at)
        chunk[at : at + taken] = data[:taken]
        self._place += taken
        return taken

    def _turn(self) -> None:
        """The chunk in hand is full and another one follows."""
        if self._count:
            self._seal(self._count, self._last, last=False)
        self._count += 1
        self._last = bytearray()

    def _seal(self, number: int, plain: bytearray, *, last: bool) -> None:
        sealed = self._cipher.encrypt(
            _nonce(self._prefix, number, last), bytes(plain), self._header
        )
        self._file.seek(self._start + number * SEALED)
        self._file.write(sealed)

    def finish(self) -> None:
        """Everything is on the disk when this returns."""
        self._seal(0, self._first, last=not self._count)
        if self._count:
            self._seal(self._count, self._last, last=True)
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        if hasattr(self, "_file"):  # it is not, where opening failed
            self._file.close()
        super().close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self.close()


class SealedReader(io.RawIOBase):
    """The plain text of a sealed file, from any place. Raises SealError, OSError."""

    def __init__(self, path: Path, ring: KeyRing) -> None:
        super().__init__()
        self._path = path
        self._file: BinaryIO = path.open("rb")
        try:
            self._raw_header, header = _header(self._file, path)
            self._cipher = AESGCM(_own_key(header, ring, path))
            self._prefix = b64decode(header.prefix)
            self._start = self._file.tell()
            size = self._file.seek(0, os.SEEK_END) - self._start
            self._count, rest = divmod(size, SEALED)
            if rest:
                self._count += 1
            if size < TAG or 0 < rest < TAG:
                raise SealError(f"{path} is cut short: put back a copy")
            self.length = size - self._count * TAG
        except BaseException:
            self._file.close()
            raise
        self._place = 0
        self._number = -1
        self._plain = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self.length}[whence]
        self._place = max(0, begin + offset)
        return self._place

    def readinto(self, target: Any) -> int:
        view = memoryview(target).cast("B")
        number, at = divmod(self._place, CHUNK)
        if self._place >= self.length or not view:
            return 0
        piece = self._chunk(number)[at : at + len(view)]
        view[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _chunk(self, number: int) -> bytes:
        if number == self._number:
            return self._plain
        self._file.seek(self._start + number * SEALED)
        sealed = self._file.read(SEALED)
        nonce = _nonce(self._prefix, number, number == self._count - 1)
        try:
            self._plain = self._cipher.decrypt(nonce, sealed, self._raw_header)
        except InvalidTag as error:
            raise SealError(f"{self._path} was changed or cut short: put back a copy") from error
        self._number = number
        return self._plain

    def close(self) -> None:
        if hasattr(self, "_file"):  # it is not, where opening failed
            self._file.close()
        super().close()


def key_of(path: Path) -> str:
    """The id of the centre's key this file needs. Raises SealError, OSError."""
    with path.open("rb") as file:
        return _header(file, path)[1].key


def destroy(path: Path) -> None:
    """Takes the file's own key away, so that what is left on a disk says nothing, then the file."""
    with path.open("r+b") as file:
        file.write(bytes(min(HEADER_BYTES, path.stat().st_size)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _header(file: BinaryIO, path: Path) -> tuple[bytes, Header]:
    start = file.read(len(MAGIC) + 2)
    if start[: len(MAGIC)] != MAGIC:
        raise SealError(f"{path} is no sealed recording")
    raw = file.read(min(HEADER_BYTES, int.from_bytes(start[len(MAGIC) :], "big")))
    try:
        header: Header = _HEADERS.decode(raw)
        b64decode(header.prefix), b64decode(header.locked)
    except (msgspec.MsgspecError, ValueError) as error:
        raise SealError(f"{path} is damaged ({error}): put back a copy") from error
    if header.chunk != CHUNK:
        raise SealError(f"{path} was sealed by another voipcc")
    return raw, header


def _own_key(header: Header, ring: KeyRing, path: Path) -> bytes:
    if header.key not in ring.keys:
        known = ", ".join(ring.keys)
        raise SealError(
            f"{path} needs the key {header.key}, and the centre's secrets have only {known}: "
            "put back the secrets.json of that time beside them"
        )
    try:
        locked = b64decode(header.locked)
        return AESGCM(ring.keys[header.key]).decrypt(locked[:12], locked[12:], MAGIC)
    except (InvalidTag, ValueError) as error:
        raise SealError(
            f"{path} does not open with the key {header.key}: it was changed, or the key was"
        ) from error


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _text(data: bytes) -> str:
    return b64encode(data).decode()


_HEADERS: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Header)
