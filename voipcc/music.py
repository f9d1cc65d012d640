"""Music on hold: a folder of the operator's files for each class, or a stream."""

from pathlib import Path

from voipcc.problem import Problem
from voipcc.prompt_checks import unheard_faults
from voipcc.prompt_names import files_in
from voipcc.recording import RecordingError, read_recording

LONGEST_S = 1200


def check_music(folder: Path) -> dict[str, list[Problem]]:
    """What is wrong with each piece of music below `folder`."""
    files = [file for several in files_in(folder).values() for file in several]
    return {str(file): _problems(file) for file in files}


def _problems(file: Path) -> list[Problem]:
    try:
        faults = unheard_faults(read_recording(file, LONGEST_S), LONGEST_S)
    except RecordingError as error:
        faults = [(error.message, error.remedy)]
    return [Problem("error", str(file), 0, 0, message, remedy) for message, remedy in faults]
