"""Invitations: a random word that is exchanged once, within a day, for the settings of one phone.

Only the word's hash is kept: who reads the file can take up no invitation. The file is shared by
the verb that makes them and the running centre that takes them up; whoever is first wins.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

VALID_MS = 24 * 3_600_000
MOST_OPEN = 1000


class InvitationsError(Exception):
    """No invitation could be made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """`word` is the hash of the word; `device` is "agent/phone"."""

    word: str
    device: str
    until_ms: int


_decode = msgspec.json.Decoder(list[Invitation]).decode


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class Invitations:
    """The open ones of one centre, in a file only its owner may read."""

    def __init__(self, path: Path, clock: Callable[[], int] = _now_ms) -> None:
        self._path = path
        self._clock = clock

    def make(self, device: str) -> tuple[str, int]:
        """A new word for a phone, and until when it is valid (UTC ms). Raises InvitationsError."""
        word, until_ms = secrets.token_urlsafe(32), self._clock() + VALID_MS
        with self._changed() as invitations:
            if len(invitations) >= MOST_OPEN:
                raise InvitationsError(f"{MOST_OPEN} invitations are open: withdraw some first")
            invitations.append(Invitation(_hash(word), device, until_ms))
        return word, until_ms

    def take(self, word: str) -> str:
        """The phone this word was for, "" when it is wrong, late or has been used before."""
        if not self._path.exists():
            return ""
        with self._changed() as invitations:
            for one in invitations:
                if one.word == _hash(word):
                    invitations.remove(one)
                    return one.device
        return ""

    def withdraw(self, device: str) -> int:
        """How many open ones of a phone are invalid from now on."""
        with self._changed() as invitations:
            count = len(invitations)
            invitations[:] = [one for one in invitations if one.device != device]
            return count - len(invitations)

    @contextlib.contextmanager
    def _changed(self) -> Iterator[list[Invitation]]:
        """Those that are valid, for one change at a time; kept when the block ends without error."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(
            self._path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600
        )
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            before = self._read()
            invitations = [one for one in before if one.until_ms > self._clock()]
            yield invitations
            if invitations != before:
                self._write(invitations)
        finally:
            os.close(lock)

    def _read(self) -> list[Invitation]:
        try:
            return _decode(self._path.read_bytes())
        except FileNotFoundError:
            return []
        except msgspec.DecodeError as error:
            raise InvitationsError(f"{self._path} is damaged ({error}): delete it") from error

    def _write(self, invitations: list[Invitation]) -> None:
        draft = self._path.with_suffix(".making")
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(msgspec.json.encode(invitations))
            file.flush()
            os.fsync(file.fileno())  # an invitation once taken up stays so through a power cut
        draft.replace(self._path)


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
