"""Which file a prompt of the operator comes from: a recording before what a machine spoke."""

import re
from pathlib import Path

from voipcc.problem import Problem
from voipcc.prompt_names import files_in
from voipcc.setting_words import PROMPT_PATTERN
from voipcc.synthetic import SyntheticMarks


def sources_in(sounds: Path, language: str) -> dict[str, Path]:
    """The file of every prompt of one language below the centre's own `sounds`."""
    folder = sounds / language
    marks = SyntheticMarks(folder)
    return {name: _chosen(name, files, marks) for name, files in files_in(folder).items()}


def _chosen(name: str, files: list[Path], marks: SyntheticMarks) -> Path:
    """The only one, else a recording; of several the one put there last."""
    if len(files) == 1:
        return files[0]
    recordings = [file for file in files if file.suffix != ".wav" or not marks.is_synthetic(name)]
    return max(recordings or files, key=_put_there)


def _put_there(file: Path) -> tuple[int, str]:
    try:
        return file.stat().st_mtime_ns, file.name
    except OSError:  # a link that leads nowhere
        return 0, file.name


def doubled(sounds: Path, language: str) -> list[Problem]:
    """Prompts with two recordings: which one is heard should be no surprise."""
    folder = sounds / language
    marks = SyntheticMarks(folder)
    found = []
    for name, files in files_in(folder).items():
        chosen = _chosen(name, files, marks)
        others = [
            file
            for file in files
            if file != chosen and not (file.suffix == ".wav" and marks.is_synthetic(name))
        ]
        if others:
            message = f'"{name}" has other files too: {", ".join(file.name for file in others)}'
            remedy = "this one was put there last and is heard; remove the others"
            found.append(Problem("warning", str(chosen), 0, 0, message, remedy))
    return found


def misnamed(sounds: Path, language: str) -> list[Problem]:
    """Files no dialplan can name: with capitals, spaces or letters of other alphabets."""
    remedy = "call it as dialplans would: small letters, digits, - and _"
    return [
        Problem("warning", str(file), 0, 0, f'"{name}" is no name of a prompt', remedy)
        for name, files in files_in(sounds / language).items()
        if not re.fullmatch(PROMPT_PATTERN, name)
        for file in files
    ]
