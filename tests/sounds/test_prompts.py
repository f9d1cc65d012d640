"""Prompts: found, checked, converted and made from text."""

import sys
import wave

import numpy as np
import pytest
import soundfile

from voipcc import audio
from voipcc.audio import read_wav, tone
from voipcc.debs import Command
from voipcc.loudness import HOUSE_LUFS, loudness
from voipcc.prompt_checks import check_prompt
from voipcc.prompt_names import languages_in, prompts_in
from voipcc.prompts import PromptError, convert, read_texts, speak
from voipcc.speech import engine_problems

# A program in espeak-ng's place: it "speaks" a tone as long as the text, at 22.05 kHz.
SPEAKER = """
import sys, wave, numpy
words = sys.argv[1:]
text = sys.stdin.read()
if "fail" in text:
    sys.exit("espeak: no such voice")
rate = 22050
count = 0 if "mute" in text else len(text) * 2000
samples = 0.1 * numpy.sin(2 * numpy.pi * 600 * numpy.arange(count) / rate)
samples = numpy.concatenate([numpy.zeros(rate), samples, numpy.zeros(rate)])
with wave.open(words[words.index("-w") + 1], "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(rate)
    file.writeframes((samples * 32767).astype("<i2").tobytes())
"""


@pytest.fixture
def speaker(tmp_path) -> Command:
    """A stand-in for the speaking program, as a real process."""
    file = tmp_path / "speaker.py"
    file.write_text(SPEAKER)
    return Command((sys.executable, str(file)))


def wav(path, samples, rate=8000, channels=1, width=2):
    """A WAV file of any form."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes((np.asarray(samples) * 32767).astype("<i2").tobytes())
    return path


# --- found -------------------------------------------------------------------------------------------


def test_prompts_are_found_by_name(tmp_path):
    """Prompts of all folders are named by their path, without language and ending."""
    for name in ("own/en/welcome.wav", "own/en/a/b.wav", "shipped/en/bye.wav", "shipped/de/x.wav"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    folders = [tmp_path / "own", tmp_path / "shipped", tmp_path / "none"]
    assert prompts_in(folders, "en") == {"welcome", "a/b", "bye"}
    assert prompts_in(folders, "fr") == set()
    assert languages_in(folders) == {"en", "de"}


# --- converted ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg"])
def test_any_recording_becomes_a_prompt(tmp_path, ending):
    """A stereo recording in studio quality comes out as a prompt without fault, at the house level."""
    source = tmp_path / f"studio.{ending}"
    left = np.concatenate([np.zeros(44100), tone(800, 2, 44100, 0.05), np.zeros(44100)])
    soundfile.write(source, np.stack([left, left], axis=1), 44100)
    assert convert(source, tmp_path / "out.wav", 8000) == 8000
    assert check_prompt(tmp_path / "out.wav") == []
    samples, rate = read_wav(tmp_path / "out.wav")
    assert len(samples) / rate == pytest.approx(2, abs=0.1)
    assert audio.tone_share(samples, 800) > 0.97
    assert loudness(samples, rate) == pytest.approx(HOUSE_LUFS, abs=0.5)


def test_a_bad_recording_writes_nothing(tmp_path):
    """Silence, rubbish and what is too long are refused, and no prompt is left behind."""
    out = tmp_path / "out.wav"
    (tmp_path / "rubbish.mp3").write_bytes(b"\xff\x00hello" * 100)
    with pytest.raises(PromptError, match="no sound file that can be read"):
        convert(tmp_path / "rubbish.mp3", out)
    with pytest.raises(PromptError, match="is silent"):
        convert(wav(tmp_path / "silent.wav", np.zeros(8000)), out)
    with pytest.raises(PromptError, match="longer than 300 s"):
        convert(wav(tmp_path / "long.wav", np.tile(tone(700, 1), 302)), out)
    assert not out.exists()


# --- made from text ------------------------------------------------------------------------------------


def test_texts_become_prompts(tmp_path, speaker):
    """Each text becomes a file of its name: 8 kHz, without the speaker's pauses, at the house level."""
    texts = tmp_path / "en.yaml"
    texts.write_text('welcome: "Hello and welcome"\nnumber/7: "seven"\n')
    out = tmp_path / "sounds" / "en"
    written = speak(texts, "en", out, engine=speaker)
    assert written == [out / "welcome.wav", out / "number" / "7.wav"]
    for file, letters in zip(written, (17, 5), strict=True):
        assert check_prompt(file) == []
        samples, rate = read_wav(file)
        assert len(samples) / rate == pytest.approx(letters * 2000 / 22050, abs=0.1)
        assert audio.tone_share(samples, 600) > 0.95
        assert loudness(samples, rate) == pytest.approx(HOUSE_LUFS, abs=0.5)


def test_only_the_named_prompts_are_made(tmp_path, speaker):
    """With names given, the other prompts are left alone; an unknown name is told."""
    texts = tmp_path / "en.yaml"
    texts.write_text('one: "first"\ntwo: "second"\n')
    assert speak(texts, "en", tmp_path / "out", ["two"], speaker) == [tmp_path / "out" / "two.wav"]
    with pytest.raises(PromptError, match=r'no prompt "tow"; did you mean "two"\?'):
        speak(texts, "en", tmp_path / "out", ["tow"], speaker)


def test_a_text_that_cannot_be_spoken_is_told(tmp_path, speaker):
    """What the speaking program says, its silence and its absence become one kind of error."""
    texts = tmp_path / "en.yaml"
    for text, said in (("fail", "espeak: no such voice"), ("mute", "makes no sound")):
        texts.write_text(f'one: "{text}"\n')
        with pytest.raises(PromptError, match=said):
            speak(texts, "en", tmp_path / "out", engine=speaker)
    with pytest.raises(PromptError, match="could not be spoken"):
        speak(texts, "en", tmp_path / "out", engine=Command((str(tmp_path / "none"),)))
    assert not (tmp_path / "out").exists()


def test_wrong_texts_are_told_with_their_lines(tmp_path):
    """A file of texts has its problems told like any other file."""
    file = tmp_path / "en.yaml"
    file.write_text('welcome: "Hello"\n../evil: "x"\nBad Name: "y"\nempty:\nnumber: 7\n')
    texts, problems = read_texts(file)
    assert texts == {"welcome": "Hello"}
    assert [(one.line, one.column, one.message) for one in problems] == [
        (2, 1, '"../evil" is no name of a prompt'),
        (3, 1, '"Bad Name" is no name of a prompt'),
        (4, 1, '"empty" has no text'),
        (5, 9, '"number" has no text'),
    ]
    with pytest.raises(PromptError, match=r"en\.yaml:2:1: error"):
        speak(file, "en", tmp_path / "out")


@pytest.mark.live  # the program is fetched where it lacks
def test_espeak_speaks(tmp_path):
    """The real program makes a prompt without fault of a sentence in each shipped language."""
    for language, text in (
        ("en", "Welcome"),
        ("de", "Guten Tag"),
        ("et", "Tere tulemast"),
        ("pt", "Bem-vindo"),
        ("ru", "Здравствуйте"),
    ):
        (tmp_path / "texts.yaml").write_text(f'one: "{text}"\n')
        (file,) = speak(tmp_path / "texts.yaml", language, tmp_path / language)
        assert check_prompt(file) == []


def test_a_speaking_program_that_is_not_there_is_told(tmp_path):
    """The check names a program of the settings that cannot be started; the usual one is fetched."""
    program = tmp_path / "speaker"
    (problem,) = engine_problems(program)
    assert "there is no program" in problem.message
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert list(engine_problems(program)) == list(engine_problems(None)) == []
