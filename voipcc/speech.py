"""Text to speech: one question to whatever engine there is, and two that can be asked.

An engine writes a sound file of a text. espeak-ng is fetched where the machine lacks it;
`prompts.speech_program` in centre.yaml names any other: it is called as

    PROGRAM LANGUAGE OUT.wav

with the text on its standard input, and writes OUT.wav in any format and rate.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from voipcc.debs import Command, DebsError, ensure_tool
from voipcc.problem import Problem
from voipcc.recording import Recording, RecordingError, read_recording

VOICES = {"en": "en-gb", "pt": "pt-pt"}
WORDS_PER_MINUTE = "155"
LIMIT_S = 60


class SpeechError(Exception):
    """A text could not be spoken; the text says why and what to do."""


class Engine(Protocol):
    """Whatever turns text into sound. `name` is kept beside what it made."""

    @property
    def name(self) -> str: ...

    def write(self, text: str, language: str, out: Path) -> None:
        """Write a sound file of `text`. Raises OSError or subprocess.SubprocessError."""


class Espeak:
    """espeak-ng, by default the one on this machine, else a copy for this user."""

    name = "espeak-ng"

    def __init__(self, command: Command | None = None) -> None:
        self._command = command

    def write(self, text: str, language: str, out: Path) -> None:
        command = self._command or self._found()
        voice = VOICES.get(language, language.lower())
        words = ("-v", voice, "-s", WORDS_PER_MINUTE, "-w", str(out), "--stdin")
        _run(command.argv(*words), text, command.environment())

    def _found(self) -> Command:
        try:
            self._command = ensure_tool("espeak-ng")
        except DebsError as error:
            raise SpeechError(f"espeak-ng cannot be had: {error}") from error
        return self._command


class OwnProgram:
    """A program of the operator's choice."""

    def __init__(self, program: Path) -> None:
        self._program = program

    @property
    def name(self) -> str:
        return self._program.name

    def write(self, text: str, language: str, out: Path) -> None:
        _run([str(self._program), language, str(out)], text, None)


def engine_problems(program: Path | None) -> Iterator[Problem]:
    """A program the settings name and this machine has not."""
    if program is not None and shutil.which(program) is None:
        message = f"prompts.speech_program: there is no program {program} that can be started"
        remedy = "name it with its whole path, and let it be executable (chmod +x)"
        yield Problem("warning", "centre.yaml", 0, 0, message, remedy)


def engine_of(program: Path | None) -> Engine:
    """The engine the settings name; espeak-ng where they name none."""
    return OwnProgram(program) if program is not None else Espeak()


def spoken(text: str, language: str, engine: Engine) -> Recording:
    """A text as a sound. Raises SpeechError."""
    with tempfile.TemporaryDirectory(prefix="voipcc-speech-") as folder:
        file = Path(folder) / "speech.wav"
        try:
            engine.write(text, language, file)
            return read_recording(file)
        except (OSError, subprocess.SubprocessError, RecordingError) as error:
            said = f'"{text[:40]}" could not be spoken in "{language}" by {engine.name}'
            raise SpeechError(f"{said}: {_reason(error)}") from error


def _run(argv: list[str], text: str, environment: dict[str, str] | None) -> None:
    subprocess.run(
        argv,
        input=text.encode(),
        env=environment,
        capture_output=True,
        timeout=LIMIT_S,
        check=True,
    )


def _reason(error: Exception) -> str:
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else b""
    if isinstance(error, RecordingError):
        return f"what it wrote {error.message}"
    return said.decode(errors="replace").strip() or str(error)
