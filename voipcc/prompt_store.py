"""What callers hear, made of what operators bring, and kept by content.

A recording in any form becomes `<hash>.wav` (8 kHz) and, where it has more than a telephone's
band, `<hash>.wav16` (16 kHz): Asterisk plays the one that suits the caller's codec. The hash is
that of the file brought, so that nothing is made twice, and a file that is there never changes.
"""

import hashlib
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from voipcc import audio
from voipcc.prompt_checks import WIDE_RATE, mended_faults
from voipcc.prompt_names import languages_in
from voipcc.prompt_sources import sources_in
from voipcc.prompts import PromptError, finished, readable, refuse_what_is_no_file
from voipcc.recording import LONGEST_S, Recording

NARROW, WIDE = ".wav", ".wav16"
_FORM = b"1"  # of what is made: raised when converting changes, so that all is made anew
CLIPPED = "is clipped"


class PromptStore:
    """Prompts ready to be played, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, source: Path) -> str:
        """The hash under which this file's sound is kept. Raises OSError."""
        now = source.stat()
        return _key(source, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)

    def variants(self, source: Path, longest_s: int = LONGEST_S) -> dict[str, Path]:
        """The files to play, by ending: ".wav" always, ".wav16" where there is one.

        Made when they are missing. Raises PromptError for what nobody would hear.
        """
        refuse_what_is_no_file(source)
        try:
            place = self.folder / self.key(source)
        except OSError as error:
            raise PromptError(f"{source} cannot be read: {error.strerror or error}") from error
        narrow = place.with_suffix(NARROW)
        if not narrow.is_file():
            self._make(readable(source, longest_s), place)
        found = {NARROW: narrow, WIDE: place.with_suffix(WIDE)}
        return {ending: file for ending, file in found.items() if file.is_file()}

    def _make(self, recording: Recording, place: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        plain = recording.is_plain and not _to_mend(recording)
        if recording.rate > audio.TELEPHONE_RATE:
            self._write(place.with_suffix(WIDE), recording, WIDE_RATE, plain)
        self._write(place.with_suffix(NARROW), recording, audio.TELEPHONE_RATE, plain)

    def _write(self, place: Path, recording: Recording, rate: int, plain: bool) -> None:
        fresh = place.with_name(f".{place.name}.{os.getpid()}")
        as_it_is = plain and recording.rate == rate  # but for its header: Asterisk reads few
        samples = recording.samples if as_it_is else finished(recording, rate)
        audio.write_wav(fresh, samples, rate)
        fresh.replace(place)


@lru_cache(maxsize=20_000)
def _key(source: Path, *same: int) -> str:
    with source.open("rb") as file:
        digest = hashlib.sha256(_FORM)
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _to_mend(recording: Recording) -> bool:
    return any(message != CLIPPED for message, _ in mended_faults(recording))


# --- a whole folder of prompts ----------------------------------------------------------------------


def lay_out(sounds: Path, tree: Path, store: PromptStore) -> list[str]:
    """Make `tree` hold the prompts that are played of `sounds`, by hard links into the store.

    `<language>/<name>.wav` and `.wav16`. A file that cannot be heard is left out, so that the
    shipped one is heard instead. Returns why, for each. Files no longer wanted are removed.
    """
    wanted: dict[Path, Path] = {}
    left_out = []
    for language in sorted(languages_in([sounds])):
        for name, source in sources_in(sounds, language).items():
            try:
                wanted |= linked(tree / language / name, store.variants(source))
            except PromptError as error:
                left_out.append(str(error))
    for language in languages_in([tree]):
        for place in (tree / language).rglob("*.wav*"):
            if place not in wanted:
                place.unlink(missing_ok=True)
    link_all(wanted)
    return left_out


def linked(place: Path, variants: Mapping[str, Path]) -> dict[Path, Path]:
    """The links that make `place` (a path without ending) these files."""
    return {place.parent / f"{place.name}{ending}": file for ending, file in variants.items()}


def link_all(wanted: Mapping[Path, Path]) -> None:
    """Each file appears whole, the wide-band one before the other."""
    for place, file in sorted(wanted.items(), key=lambda one: one[0].suffix, reverse=True):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if place.exists() and place.samefile(file):
            continue
        fresh = place.with_name(f".{place.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        os.link(file, fresh)
        fresh.replace(place)
