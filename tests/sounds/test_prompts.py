"""Prompts: found, checked, converted and made from text."""

import os
import sys
import wave

import numpy as np
import pytest
import soundfile

from voipcc import audio, prompts
from voipcc.audio import read_wav, tone
from voipcc.debs import Command
from voipcc.prompt_names import languages_in, prompts_in
from voipcc.prompts import PromptError, check_prompt, convert, read_texts, speak

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


# --- checked -----------------------------------------------------------------------------------------


def complaint(path) -> str:
    """The one thing said about a sound file."""
    (problem,) = check_prompt(path)
    assert problem.file == str(path)
    assert problem.remedy
    return f"{problem.severity}: {problem.message}"


def test_a_good_prompt_is_passed(tmp_path):
    """A prompt as the telephone wants it has no problem."""
    assert check_prompt(wav(tmp_path / "good.wav", tone(700, 1))) == []


def test_a_prompt_of_another_form_is_refused(tmp_path):
    """Other rates, channels and sample sizes are named."""
    assert complaint(wav(tmp_path / "a.wav", tone(700, 1), rate=44100)) == (
        "error: the file has 44100 Hz instead of 8000"
    )
    assert complaint(wav(tmp_path / "b.wav", tone(700, 1), channels=2)) == (
        "error: the file has 2 channels instead of one"
    )
    assert complaint(wav(tmp_path / "c.wav", tone(700, 1), width=1)) == (
        "error: the file has 8 bits a sample instead of 16"
    )


def test_an_empty_silent_or_clipped_prompt_is_told(tmp_path):
    """What a caller would hear badly or not at all is told."""
    (tmp_path / "a.wav").touch()
    assert complaint(tmp_path / "a.wav") == "error: the file is empty"
    assert complaint(wav(tmp_path / "b.wav", [])) == "error: holds no sound at all"
    assert complaint(wav(tmp_path / "c.wav", np.zeros(8000))) == "error: is silent"
    quiet = tone(700, 1, level=0.001)
    assert complaint(wav(tmp_path / "d.wav", quiet)) == "error: is silent"
    loud = np.clip(tone(700, 1, level=3), -1, 1)
    assert complaint(wav(tmp_path / "e.wav", loud)) == "warning: is clipped"


def test_a_prompt_that_is_cut_off_is_told(tmp_path):
    """A file shorter than its header says, or ending within it, is refused."""
    file = wav(tmp_path / "a.wav", tone(700, 1))
    os.truncate(file, 8044)
    assert complaint(file) == (
        "error: the file is cut off: its header promises 8000 samples, 4000 are there"
    )
    os.truncate(file, 20)
    assert complaint(file).startswith("error: the file is not a PCM WAV file")


def test_an_endless_prompt_is_refused(tmp_path):
    """Prompts end after 300 s, and a file far beyond that is not even opened."""
    assert complaint(wav(tmp_path / "a.wav", np.tile(tone(700, 1), 301)[:2_401_600])) == (
        "error: is 300.2 s long, 300 s at most"
    )
    with (tmp_path / "b.wav").open("wb") as file:
        os.truncate(file.fileno(), 10_000_000_000)
    assert complaint(tmp_path / "b.wav").startswith("error: the file is 10000000000 bytes long")


def test_what_is_no_sound_is_refused(tmp_path):
    """Texts, folders and missing files are told, not raised."""
    (tmp_path / "a.wav").write_text("welcome, dear caller; this is a text")
    assert complaint(tmp_path / "a.wav").startswith("error: the file is not a PCM WAV file")
    assert complaint(tmp_path / "none.wav") == "error: cannot be read: No such file or directory"
    (tmp_path / "d.wav").mkdir()
    assert "cannot be read" in complaint(tmp_path / "d.wav")


# --- converted ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg"])
def test_any_recording_becomes_a_prompt(tmp_path, ending):
    """A stereo recording in studio quality comes out as a prompt without fault, at the house level."""
    source = tmp_path / f"studio.{ending}"
    left = np.concatenate([np.zeros(44100), tone(800, 2, 44100, 0.05), np.zeros(44100)])
    soundfile.write(source, np.stack([left, left], axis=1), 44100)
    convert(source, tmp_path / "out.wav")
    assert check_prompt(tmp_path / "out.wav") == []
    samples, rate = read_wav(tmp_path / "out.wav")
    assert len(samples) / rate == pytest.approx(2, abs=0.1)
    assert audio.tone_share(samples, 800) > 0.97
    assert audio.decibels(audio.speech_level(samples)) == pytest.approx(prompts.LEVEL_DB, abs=0.5)


def test_a_bad_recording_writes_nothing(tmp_path):
    """Silence, rubbish and what is too long are refused, and no prompt is left behind."""
    out = tmp_path / "out.wav"
    (tmp_path / "rubbish.mp3").write_bytes(b"hello" * 100)
    with pytest.raises(PromptError, match="no sound file that can be read"):
        convert(tmp_path / "rubbish.mp3", out)
    with pytest.raises(PromptError, match="is silent"):
        convert(wav(tmp_path / "silent.wav", np.zeros(8000)), out)
    with pytest.raises(PromptError, match="longer than 300 s"):
        convert(wav(tmp_path / "long.wav", np.zeros(8000 * 301)), out)
    assert not out.exists()


# --- made from text ------------------------------------------------------------------------------------


def test_texts_become_prompts(tmp_path, speaker):
    """Each text becomes a file of its name: 8 kHz, without the speaker's pauses, at the house level."""
    texts = tmp_path / "en.yaml"
    texts.write_text('welcome: "Hello and welcome"\nnumber/7: "seven"\n')
    out = tmp_path / "sounds" / "en"
    written = speak(texts, "en", out, speech=speaker)
    assert written == [out / "welcome.wav", out / "number" / "7.wav"]
    for file, letters in zip(written, (17, 5), strict=True):
        assert check_prompt(file) == []
        samples, rate = read_wav(file)
        assert len(samples) / rate == pytest.approx(letters * 2000 / 22050, abs=0.1)
        assert audio.tone_share(samples, 600) > 0.95
        assert audio.decibels(audio.speech_level(samples)) == pytest.approx(-19, abs=0.5)


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
            speak(texts, "en", tmp_path / "out", speech=speaker)
    with pytest.raises(PromptError, match="could not be spoken"):
        speak(texts, "en", tmp_path / "out", speech=Command((str(tmp_path / "none"),)))
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
    for language, text in (("en", "Welcome"), ("de", "Guten Tag")):
        (tmp_path / "texts.yaml").write_text(f'one: "{text}"\n')
        (file,) = speak(tmp_path / "texts.yaml", language, tmp_path / language)
        assert check_prompt(file) == []
