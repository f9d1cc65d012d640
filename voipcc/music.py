"""Music on hold: a folder of the operator's files for each class, or a stream."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from voipcc import stream_player
from voipcc.problem import Problem
from voipcc.prompt_checks import check_prompt
from voipcc.prompt_names import files_in
from voipcc.settings import CentreSettings

LONGEST_S = 1200
FOLDER = "music"
DEFAULT = "default"
HEARD_MEANWHILE = "until then Asterisk's own music is heard"


def classes_of(settings: CentreSettings, sounds: Path | None = None) -> list[str]:
    """Every class of music anything may name: settings, queues, and folders there are."""
    names = {DEFAULT, *settings.music, *(queue.music for queue in settings.queues.values())}
    if sounds is not None and (sounds / FOLDER).is_dir():
        names |= {one.name for one in (sounds / FOLDER).iterdir() if one.name[0] != "."}
    return sorted(names)


def streams_of(settings: CentreSettings) -> dict[str, str]:
    """The address of each class that is a stream."""
    return {name: one.stream for name, one in settings.music.items() if one.stream}


def order_of(stream: str, folder: Path) -> str:
    """What the player of a stream is told; `folder` is heard while that is away."""
    return f"{stream_player.found_decoder()}\n{stream}\n{folder}\n"


def player_of(order: str, file: Path) -> str:
    """The command by which Asterisk plays a stream; another one when the order in `file` changes."""
    mark = hashlib.sha256(order.encode()).hexdigest()[:8]
    return f"{sys.executable} {Path(stream_player.__file__).resolve()} {file} {mark}"


def check_music(folder: Path) -> dict[str, list[Problem]]:
    """What is wrong with each piece of music below `folder`."""
    files = [file for several in files_in(folder).values() for file in several]
    return {
        str(file): [one for one in check_prompt(file, LONGEST_S) if one.severity == "error"]
        for file in files
    }


def music_problems(settings: CentreSettings, sounds: Path) -> Iterator[Problem]:
    """What is wrong with the music the centre names; callers hear other music meanwhile."""
    streams, music = streams_of(settings), sounds / FOLDER
    if streams and not stream_player.found_decoder():
        programs = "this machine has neither ffmpeg nor mpg123 to play a stream"
        remedy = f"install one of them; {HEARD_MEANWHILE}, or a folder of the same name"
        yield _warning(f"music.{min(streams)}.stream: {programs}", remedy)
    if streams and any(" " in str(one) for one in (sys.executable, music.resolve())):
        yield _warning(
            f"music.{min(streams)}.stream: Asterisk cannot start a player below a folder with a space",
            "move the centre to a folder without spaces in its name",
        )
    for name in classes_of(settings):
        pieces = check_music(music / name)
        for file, problems in pieces.items():
            for one in problems:
                yield Problem("warning", file, 0, 0, one.message, f"{one.remedy}; it is left out")
        if name not in streams and name != DEFAULT and not _any_heard(pieces):
            queues = [queue for queue, one in settings.queues.items() if one.music == name]
            place = f"queues.{queues[0]}.music" if queues else f"music.{name}"
            yield _warning(
                f'{place}: no music "{name}" can be heard',
                f"put sound files into {music / name}, or name a stream; {HEARD_MEANWHILE}",
            )


def _any_heard(pieces: dict[str, list[Problem]]) -> bool:
    return any(not problems for problems in pieces.values())


def _warning(message: str, remedy: str) -> Problem:
    return Problem("warning", "centre.yaml", 0, 0, message, remedy)
