"""Prompts: what each says, making them from text or from recordings.

A prompt has a name ("welcome", "number/7") and is a file `<folder>/<language>/<name>.wav`.
Own folders come before the shipped one. Texts stand in YAML, one `name: text` a line.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from voipcc import audio, speech
from voipcc.core.spoken import needed
from voipcc.debs import Command
from voipcc.document import read_document
from voipcc.loudness import levelled
from voipcc.problem import Problem, close_to
from voipcc.prompt_checks import WIDE_RATE, unheard_faults
from voipcc.prompt_names import files_in
from voipcc.recording import LONGEST_S, Recording, RecordingError, at_rate, read_recording
from voipcc.speech import Engine, Espeak, SpeechError
from voipcc.synthetic import SyntheticMarks

PROMPT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}(/[a-z0-9][a-z0-9_-]{0,63}){0,3}")
LONGEST_TEXT = 4000
FOR_AGENTS = ("agent/", "number/", "date/", "time/")


class PromptError(Exception):
    """A prompt could not be made; the text says why and what to do."""


# --- what the centre itself says, whatever the dialplans say ----------------------------------------


def caller_prompts(language: str) -> tuple[str, ...]:
    """What callers hear from the centre itself, with what their position and wait are put together of."""
    own = (*needed(language, ()), "closed")
    return tuple(name for name in own if not name.startswith("agent/"))


def agent_prompts(language: str) -> tuple[str, ...]:
    """What agents hear from the centre itself, and what numbers, days and times in it are put together of."""
    own = needed(language, ("date", "time"))
    return tuple(name for name in own if name.startswith(FOR_AGENTS))


# --- texts ------------------------------------------------------------------------------------------


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


def texts_of(path: Path) -> dict[str, str]:
    """The texts of one language. Raises PromptError with everything wrong."""
    texts, problems = read_texts(path)
    if problems:
        raise PromptError("\n".join(str(problem) for problem in problems))
    return texts


# --- making them from text --------------------------------------------------------------------------


def speak(
    text_file: Path,
    language: str,
    out: Path,
    only: Sequence[str] = (),
    engine: Engine | Command | None = None,
    rate: int = audio.TELEPHONE_RATE,
) -> list[Path]:
    """Makes a WAV of every text of `text_file` under `out`; returns the files written.

    `only` names the prompts to make, others are left alone. What was made is marked as
    synthetic. Raises PromptError when the texts are wrong or the engine fails.
    """
    texts = texts_of(text_file)
    for name in only:
        if name not in texts:
            raise PromptError(f'{text_file} has no prompt "{name}"{close_to(name, texts)}')
    chosen = {name: texts[name] for name in only or texts}
    return speak_texts(chosen, language, out, engine, rate)


def speak_texts(
    texts: dict[str, str],
    language: str,
    out: Path,
    engine: Engine | Command | None = None,
    rate: int = audio.TELEPHONE_RATE,
) -> list[Path]:
    """A WAV of each text under `out`, marked as synthetic. Raises PromptError."""
    voice = Espeak(engine) if engine is None or isinstance(engine, Command) else engine
    marks, written = SyntheticMarks(out), []
    try:
        for name, text in texts.items():
            samples = spoken(text, language, voice, rate)
            written.append(out / f"{name}.wav")
            audio.write_wav(written[-1], samples, rate)
            marks.made(name, text, voice.name)
    finally:
        if written:
            marks.save()
    return written


def recordings_among(names: Iterable[str], folder: Path) -> list[str]:
    """Those of which `folder` has what a person recorded: no machine speaks over it."""
    marks, there = SyntheticMarks(folder), files_in(folder)
    return [
        name
        for name in names
        if name in there
        and not (
            there[name][0].suffix == ".wav" and len(there[name]) == 1 and marks.is_synthetic(name)
        )
    ]


def spoken(
    text: str, language: str, voice: Engine, rate: int = audio.TELEPHONE_RATE
) -> audio.Samples:
    """One text as a prompt: trimmed, levelled. Raises PromptError."""
    try:
        recording = speech.spoken(text, language, voice)
    except SpeechError as error:
        raise PromptError(str(error)) from error
    samples = finished(recording, rate)
    if len(samples) == 0:
        raise PromptError(f'"{text[:40]}" makes no sound in "{language}"')
    return samples


# --- from other sound files --------------------------------------------------------------------------


def convert(source: Path, out: Path, rate: int = 0) -> int:
    """Makes a prompt of any recording (WAV, FLAC, OGG, MP3; any rate and channels).

    Trimmed, levelled, mono, 16 bit, at `rate` (0: wide-band where the recording is). Returns the
    rate. Raises PromptError, writing nothing.
    """
    recording = readable(source, repair=True)
    wanted = rate or best_rate(recording)
    audio.write_wav(out, finished(recording, wanted), wanted)
    return wanted


def best_rate(recording: Recording) -> int:
    """16 kHz for what has more than a telephone's 8 kHz."""
    return WIDE_RATE if recording.rate > audio.TELEPHONE_RATE else audio.TELEPHONE_RATE


def readable(source: Path, longest_s: int = LONGEST_S, repair: bool = False) -> Recording:
    """A recording that can be heard; with `repair` whatever its header lies about. Raises PromptError."""
    try:
        recording = read_recording(source, longest_s)
    except RecordingError as error:
        raise PromptError(f"{source} {error.message}; {error.remedy}") from error
    recording = recording.repaired() if repair else recording
    faults = unheard_faults(recording, longest_s)
    if faults:
        message, remedy = faults[0]
        raise PromptError(f"{source} {message}; {remedy}")
    return recording


def refuse_what_is_no_file(source: Path) -> None:
    """Pipes and folders are not even opened: they could keep us waiting. Raises PromptError."""
    if source.exists() and not source.is_file():
        raise PromptError(f"{source} is no file; put a recording in its place")


def trim(file: Path) -> float:
    """Take the silence off both ends of a prompt; returns the seconds it had. Raises PromptError."""
    recording = readable(file, repair=True)
    rate = best_rate(recording)
    samples = audio.trimmed(at_rate(recording, rate), rate)
    audio.write_wav(file, samples, rate)
    return recording.length_s - len(samples) / rate


def finished(recording: Recording, rate: int) -> audio.Samples:
    """For the telephone: without silence at the ends, as loud as the other prompts."""
    return levelled(audio.trimmed(at_rate(recording, rate), rate), rate)
