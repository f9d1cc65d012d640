"""Prompts: which there are, whether a file is fit for the telephone, and making them from text.

A prompt has a name ("welcome", "number/7") and is a file `<folder>/<language>/<name>.wav`.
Own folders come before the shipped one. Texts stand in YAML, one `name: text` a line.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voipcc import audio
from voipcc.core.spoken import needed
from voipcc.debs import Command, DebsError, ensure_tool
from voipcc.document import read_document
from voipcc.problem import Problem, close_to

PROMPT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}(/[a-z0-9][a-z0-9_-]{0,63}){0,3}")
LONGEST_PROMPT_S = 300
LARGEST_FILE = 44 + LONGEST_PROMPT_S * audio.TELEPHONE_RATE * 2 + 4096
LEVEL_DB = -19.0
LONGEST_TEXT = 4000
VOICES = {"en": "en-gb"}
WORDS_PER_MINUTE = "155"
MOST_FRAMES = LONGEST_PROMPT_S * 192_000 + 1  # of a recording in studio quality

# What the centre itself says, whatever the dialplans say.
_OWN = (*needed("en"), "closed")
CALLER_PROMPTS = tuple(name for name in _OWN if not name.startswith("agent/"))
AGENT_PROMPTS = tuple(name for name in _OWN if name.startswith("agent/"))


class PromptError(Exception):
    """A prompt could not be made; the text says why and what to do."""


# --- whether a file is fit ------------------------------------------------------------------------


def check_prompt(path: Path) -> list[Problem]:
    """Everything wrong with one sound file; empty when a caller can hear it well."""
    try:
        return _content_problems(path, _sound_part(path))
    except audio.AudioError as error:
        remedy = "save it as WAV, PCM 16 bit, mono, 8000 Hz (voipcc sounds convert does it)"
        return [Problem("error", str(path), 0, 0, f"the file {error}", remedy)]
    except OSError as error:
        reason = error.strerror or str(error)
        return [
            Problem("error", str(path), 0, 0, f"cannot be read: {reason}", "look at its rights")
        ]


def _sound_part(path: Path) -> audio.Samples:
    """The samples of a file whose form is right. Raises AudioError."""
    size = path.stat().st_size
    if size == 0:
        raise audio.AudioError("is empty")
    if size > LARGEST_FILE:
        raise audio.AudioError(
            f"is {size} bytes long; a prompt has at most {LONGEST_PROMPT_S} s ({LARGEST_FILE} bytes)"
        )
    form = audio.wav_form(path)
    if form.rate != audio.TELEPHONE_RATE:
        raise audio.AudioError(f"has {form.rate} Hz instead of {audio.TELEPHONE_RATE}")
    if form.channels != 1:
        raise audio.AudioError(f"has {form.channels} channels instead of one")
    samples, _ = audio.read_wav(path)
    if len(samples) < form.frames:
        raise audio.AudioError(
            f"is cut off: its header promises {form.frames} samples, {len(samples)} are there"
        )
    return samples


def _content_problems(path: Path, samples: audio.Samples) -> list[Problem]:
    def problem(severity: str, message: str, remedy: str) -> Problem:
        return Problem(
            "error" if severity == "error" else "warning", str(path), 0, 0, message, remedy
        )

    if len(samples) == 0:
        return [problem("error", "holds no sound at all", "record it again")]
    found = []
    if len(samples) > LONGEST_PROMPT_S * audio.TELEPHONE_RATE:
        length_s = len(samples) / audio.TELEPHONE_RATE
        remedy = "cut it into several prompts"
        found.append(
            problem("error", f"is {length_s:.1f} s long, {LONGEST_PROMPT_S} s at most", remedy)
        )
    if audio.decibels(audio.speech_level(samples)) < -50:
        found.append(problem("error", "is silent", "record it again, louder"))
    if np.mean(np.abs(samples) > 0.999) > 0.001:
        found.append(problem("warning", "is clipped", "record it again, at a lower level"))
    return found


# --- making them from text --------------------------------------------------------------------------


def read_texts(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """The texts of one language, by prompt name, and everything wrong with the file."""
    node, problems = read_document(path)
    if node is None or problems:
        return {}, problems
    if not node.is_mapping:
        remedy = 'write one "name: text" a line'
        return {}, [node.error(path, "should be prompt names with their texts", remedy)]
    texts = {}
    for name, text in node.children.items():
        if not PROMPT_NAME.fullmatch(name):
            remedy = "use small letters, digits, - and _, and / for folders"
            problems.append(node.key(name).error(path, f'"{name}" is no name of a prompt', remedy))
        elif not isinstance(text.value, str) or not text.value.strip():
            place = node.key(name) if text.value is None else text
            problems.append(place.error(path, f'"{name}" has no text', "put the text in quotes"))
        elif len(text.value) > LONGEST_TEXT:
            remedy = f"at most {LONGEST_TEXT} letters; make several prompts of it"
            problems.append(text.error(path, f'the text of "{name}" is too long', remedy))
        else:
            texts[name] = text.value.strip()
    return texts, problems


def speak(
    text_file: Path,
    language: str,
    out: Path,
    only: Sequence[str] = (),
    speech: Command | None = None,
) -> list[Path]:
    """Makes a WAV of every text of `text_file` under `out`; returns the files written.

    `only` names the prompts to make, others are left alone. Raises PromptError when the
    texts are wrong or the speaking program fails.
    """
    texts, problems = read_texts(text_file)
    if problems:
        raise PromptError("\n".join(str(problem) for problem in problems))
    for name in only:
        if name not in texts:
            raise PromptError(f'{text_file} has no prompt "{name}"{close_to(name, texts)}')
    speech = speech or find_speech()
    written = []
    for name in only or texts:
        samples = spoken(texts[name], language, speech)
        written.append(out / f"{name}.wav")
        audio.write_wav(written[-1], samples)
    return written


def spoken(text: str, language: str, speech: Command) -> audio.Samples:
    """One text as telephone samples: trimmed, levelled, 8 kHz. Raises PromptError."""
    with tempfile.TemporaryDirectory(prefix="voipcc-speech-") as folder:
        file = Path(folder) / "speech.wav"
        voice = VOICES.get(language, language)
        words = ("-v", voice, "-s", WORDS_PER_MINUTE, "-w", str(file), "--stdin")
        try:
            subprocess.run(
                speech.argv(*words),
                input=text.encode(),
                env=speech.environment(),
                capture_output=True,
                timeout=60,
                check=True,
            )
            samples, rate = audio.read_wav(file)
        except (OSError, subprocess.SubprocessError, audio.AudioError) as error:
            raise PromptError(_not_spoken(text, language, error)) from error
    result = _finished(samples, rate)
    if len(result) == 0:
        raise PromptError(f'"{text[:40]}" makes no sound in "{language}"')
    return result


def _not_spoken(text: str, language: str, error: Exception) -> str:
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else b""
    reason = said.decode(errors="replace").strip() or str(error)
    return f'"{text[:40]}" could not be spoken in "{language}": {reason}'


def find_speech() -> Command:
    """How espeak-ng is started: from PATH, else a copy for this user. Raises PromptError."""
    try:
        return ensure_tool("espeak-ng")
    except DebsError as error:
        raise PromptError(f"espeak-ng cannot be had: {error}") from error


# --- from other sound files --------------------------------------------------------------------------


def convert(source: Path, out: Path) -> None:
    """Makes a prompt of any recording (WAV, FLAC, OGG, MP3; any rate and channels).

    Trimmed, levelled, 8 kHz mono. Raises PromptError, writing nothing.
    """
    import soundfile

    try:
        frames, rate = soundfile.read(source, dtype="float32", always_2d=True, frames=MOST_FRAMES)
    except (OSError, RuntimeError) as error:
        raise PromptError(f"{source} is no sound file that can be read: {error}") from error
    samples = np.asarray(frames.mean(axis=1), dtype=np.float32)
    if len(samples) > LONGEST_PROMPT_S * rate:
        raise PromptError(f"{source} is longer than {LONGEST_PROMPT_S} s; cut it")
    finished = _finished(samples, rate)
    if len(finished) == 0:
        raise PromptError(f"{source} is silent; record it again")
    audio.write_wav(out, finished)


def _finished(samples: audio.Samples, rate: int) -> audio.Samples:
    """For the telephone: 8 kHz, without silence at the ends, as loud as the other prompts."""
    result = audio.trimmed(audio.resampled(samples, rate, audio.TELEPHONE_RATE))
    return audio.levelled(result, audio.TELEPHONE_RATE, LEVEL_DB)
