"""A centre's own sounds made ready to be played: prompts and music, in its state folder."""

import hashlib
import os
import shutil
from pathlib import Path

from voipcc.log import Log
from voipcc.music import LONGEST_S
from voipcc.places import StateFolder
from voipcc.prompt_names import files_in
from voipcc.prompt_store import PromptStore, lay_out, link_all, linked
from voipcc.prompts import PromptError

MUSIC = "music"


def make_ready(sounds: Path, state: StateFolder, log: Log) -> None:
    """Convert what is new in `sounds`; what nobody could hear is left out and told."""
    for reason in made_ready(sounds, state):
        log.warning("sound left out", reason=reason)


def made_ready(sounds: Path, state: StateFolder) -> list[str]:
    """The same; returns why something was left out."""
    store = PromptStore(state.prompts)
    left_out = lay_out(sounds, state.sounds, store)
    return left_out + lay_out_music(sounds / MUSIC, state.sounds / MUSIC, store)


def lay_out_music(music: Path, place: Path, store: PromptStore) -> list[str]:
    """`place/<class>` leads to a folder named by its content: another one when that changes.

    So the switch never finds a file gone that it knows of, and hears of every change. Returns
    why files were left out.
    """
    left_out: list[str] = []
    folders = {one.name: one for one in music.iterdir() if one.is_dir()} if music.is_dir() else {}
    for name, folder in folders.items():
        files: dict[str, dict[str, Path]] = {}
        for title, sources in files_in(folder).items():
            try:
                files[title.replace("/", "-")] = store.variants(sources[0], LONGEST_S)
            except PromptError as error:
                left_out.append(str(error))
        _put(place / name, files)
    for link in place.iterdir() if place.is_dir() else ():
        if link.is_symlink() and link.name not in folders:
            link.unlink()
    return left_out


def _put(link: Path, files: dict[str, dict[str, Path]]) -> None:
    """Let `link` lead to these files; the folder it led to before stays for those who listen."""
    before = link.resolve() if link.is_symlink() else None
    names = " ".join(f"{title}:{files[title]['.wav'].name}" for title in sorted(files))
    made = link.parent / f".{link.name}-{hashlib.sha256(names.encode()).hexdigest()[:16]}"
    if not files:
        link.unlink(missing_ok=True)
        return
    for title, variants in files.items():
        link_all(linked(made / title, variants))
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(made.name)
    fresh.replace(link)
    for other in link.parent.glob(f".{link.name}-*"):
        if other not in (made, before):
            shutil.rmtree(other, ignore_errors=True)
