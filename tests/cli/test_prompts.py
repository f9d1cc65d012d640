"""The verbs for prompts: list, check, convert, trim, speak, missing."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import Voipcc
from voipcc.audio import read_wav, tone, write_wav

# A program named in the settings: it "speaks" a tone as long as the text.
PROGRAM = f"""#!{sys.executable}
import sys, wave, struct, math
language, out = sys.argv[1:]
count = 400 * len(sys.stdin.read())
with wave.open(out, "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(22050)
    file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 6))) for n in range(count)))
"""
TEXTS = 'welcome: "A very good day to you, dear caller"\nours/news: "We have moved to the main street"\n'


@pytest.fixture
def spoken(centre: Path) -> Path:
    """The centre's sounds, with texts and a program of its own that speaks."""
    program = centre / "speaker"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    file = centre / "centre.yaml"
    file.write_text(f"{file.read_text()}\nprompts: {{speech_program: {program}}}\n")
    (centre / "sounds" / "en.yaml").write_text(TEXTS)
    return centre / "sounds"


def listed(voipcc: Voipcc, centre: Path, *words: object) -> dict[str, dict]:
    said = voipcc("prompts", *words, "-c", centre, "--json")
    return {one["name"]: one for one in json.loads(said.out) if one["language"] == "en"}


def test_prompts_are_spoken_listed_and_replaced(centre, spoken, voipcc) -> None:
    """What a machine spoke is marked; a recording dropped over it needs nothing else."""
    assert voipcc("prompts", "speak", "-l", "en", "-c", centre).code == 0
    found = listed(voipcc, centre, "list")
    assert found["welcome"]["kind"] == found["ours/news"]["kind"] == "synthetic"
    assert found["goodbye"]["kind"] == "shipped"
    assert "queue/and" not in found
    assert listed(voipcc, centre, "list", "--all")["queue/and"]["kind"] == "shipped"
    assert found["welcome"]["lufs"] == pytest.approx(-19, abs=1)
    assert any(place.startswith("main.yaml:") for place in found["welcome"]["used"])
    assert found["ours/news"]["used"] == []
    assert read_wav(spoken / "en" / "welcome.wav")[1] == 16_000
    write_wav(spoken / "en" / "welcome.wav", tone(600, 2.0))
    assert listed(voipcc, centre, "list")["welcome"]["kind"] == "recording"
    said = voipcc("prompts", "speak", "-l", "en", "-c", centre)
    assert "kept welcome: a recording" in said.out
    assert len(read_wav(spoken / "en" / "welcome.wav")[0]) == 16_000
    soundfile.write(spoken / "en" / "ours" / "news.flac", tone(600, 3.0, 44_100), 44_100)
    news = listed(voipcc, centre, "list")["ours/news"]
    assert (news["kind"], news["length_s"]) == ("recording", 3.0)
    assert voipcc("prompts", "check", "-c", centre).code == 0


def test_missing_prompts_are_told_and_spoken(centre, spoken, voipcc) -> None:
    """Prompts that are used and not there are named with their place; those with a text are spoken."""
    plan = centre / "dialplans" / "main.yaml"
    plan.write_text(plan.read_text().replace("play: welcome", "play: [ours/news, ours/no-text]"))
    assert {*listed(voipcc, centre, "missing")} == {"ours/news", "ours/no-text", "welcome"}
    said = voipcc("prompts", "missing", "-l", "en", "--speak", "-c", centre)
    assert said.code == 1
    assert "en: ours/no-text (missing, has no text yet): main.yaml:" in said.out
    assert read_wav(spoken / "en" / "ours" / "news.wav")[1] == 16_000
    (spoken / "en.yaml").write_text(
        TEXTS.replace("main street", "harbour") + "ours/no-text: 'Now'\n"
    )
    assert listed(voipcc, centre, "missing")["ours/news"]["kind"] == "text changed"
    said = voipcc("prompts", "missing", "-l", "en", "--speak", "-c", centre)
    assert (said.code, said.out) == (0, "0 prompts\n")


def test_another_text_of_a_shipped_prompt_is_told_and_spoken(centre, spoken, voipcc) -> None:
    """A greeting changed in the texts alone is not what callers hear, until it is spoken."""
    assert listed(voipcc, centre, "list")["welcome"]["kind"] == "text changed"
    told = voipcc("prompts", "missing", "-c", centre)
    assert (told.code, told.out.splitlines()[-1].split(";")[0]) == (0, "1 prompt")
    assert "en: welcome (text changed, has a text): main.yaml:" in told.out
    assert voipcc("prompts", "missing", "--speak", "-c", centre).out == "0 prompts\n"
    assert listed(voipcc, centre, "list")["welcome"]["kind"] == "synthetic"


def test_silence_is_trimmed_off(centre, voipcc) -> None:
    """`trim` takes the silence off both ends and says how much it was."""
    file = centre / "sounds" / "en" / "welcome.wav"
    silence = np.zeros(8000, np.float32)
    write_wav(file, np.concatenate([silence, tone(500, 1.0, level=0.16), silence]))
    said = voipcc("prompts", "check", file)
    assert "1.0 s of silence before" in said.out
    assert voipcc("prompts", "trim", file).out == f"{file}: 1.96 s of silence taken off\n"
    assert voipcc("prompts", "trim", file).out == f"{file}: no silence to take off\n"
    assert voipcc("prompts", "check", file).out == f"{file}: good\n"


def test_everything_wrong_is_checked_at_once(centre, voipcc) -> None:
    """Without files every own prompt and piece of music is looked at."""
    write_wav(centre / "sounds" / "en" / "ours.wav", tone(500, 1.0, level=0.16))
    (centre / "sounds" / "en" / "page.wav").write_text("<html><body>Not found</body></html>")
    write_wav(centre / "sounds" / "en" / "Our Menu.wav", tone(500, 1.0, level=0.16))
    (centre / "sounds" / "music" / "default").mkdir(parents=True)
    (centre / "sounds" / "music" / "default" / "song.mp3").write_bytes(b"")
    said = voipcc("prompts", "check", "-c", centre)
    assert said.code == 1
    assert "page.wav: error: is a web page" in said.out
    assert "song.mp3: error: is empty" in said.out
    assert '"Our Menu" is no name of a prompt' in said.out
    assert "4 files looked at, 3 with something to say" in said.out


def test_the_former_name_still_works(centre, voipcc) -> None:
    """`voipcc sounds` does what `voipcc prompts` does, and is not shown any more."""
    assert voipcc("sounds", "list", "-c", centre).code == 0
    assert "sounds " not in voipcc("--help").out.replace("sounds and", "")


def test_a_rate_nobody_plays_is_refused(centre, spoken, voipcc) -> None:
    """Prompts have 8000 or 16000 Hz."""
    write_wav(centre / "a.wav", tone(500, 1.0))
    said = voipcc("prompts", "convert", centre / "a.wav", centre / "b.wav", "--rate", "44100")
    assert (said.code, "8000 or 16000" in said.err) == (1, True)
    assert "8000 or 16000" in voipcc("prompts", "speak", "--rate", "1", "-c", centre).err


def test_a_further_language_is_translated_from_english(centre, voipcc) -> None:
    """What a language lacks is listed as lines to translate, words for values among them; then it is complete."""
    flow = centre / "dialplans" / "latvian.yaml"
    flow.write_text(
        'format: 1\nnumbers: ["+37160000000"]\nlanguage: lv\n'
        "blocks: {start: [{play: [welcome, {amount: 3, currency: EUR}]}, hang_up]}\n"
    )
    settings = centre / "centre.yaml"
    settings.write_text(settings.read_text().replace("languages: [en]", "languages: [en, lv]"))
    assert 'no prompts in the language "lv"' in voipcc("check", "-c", centre).err
    said = voipcc("prompts", "missing", "--texts", "-l", "lv", "-c", centre)
    lines = said.out.splitlines()
    assert '# queue/one_moment: "One moment, please."' in lines
    assert '# money/euro: "euro"' in lines and '# number/99: "ninety-nine"' in lines
    assert not any("date/" in line or "money/pound" in line for line in lines)
    texts = "".join(line.removeprefix("# ") + "\n" for line in lines)
    (centre / "sounds" / "lv.yaml").write_text(texts)
    for line in lines:
        name = line.removeprefix("# ").partition(":")[0]
        write_wav(centre / "sounds" / "lv" / f"{name}.wav", tone(500, 0.6))
    assert voipcc("prompts", "missing", "--texts", "-l", "lv", "-c", centre).out.strip() == ""
    checked = voipcc("check", "-c", centre)
    assert checked.code == 0
    assert 'voipcc knows no grammar of "lv"' in checked.out + checked.err


@pytest.mark.parametrize("words", [(), ("--texts",), ("--speak",)])
def test_a_language_nobody_is_spoken_to_in_lacks_nothing(centre, voipcc, words) -> None:
    """It is refused, with those that are used and how another one becomes one; other errors of the file are told."""
    said = voipcc("prompts", "missing", *words, "-l", "xx", "-c", centre)
    assert (said.code, said.out) == (1, "")
    assert 'nobody is spoken to in "xx", but in en: name it under languages' in said.err
    settings = centre / "centre.yaml"
    settings.write_text(
        settings.read_text().replace("languages: [en]", "languages: [en, lv]\nx: 1")
    )
    said = voipcc("prompts", "missing", *words, "-l", "lv", "-c", centre)
    assert (said.code, "the centre's file has errors" in said.err) == (1, True)
