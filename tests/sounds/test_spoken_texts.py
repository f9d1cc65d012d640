"""Texts of dialplans: what their prompts are called, what is refused, and that each is made once."""

from pathlib import Path

import pytest

from tests.dialplan.conftest import Compile, Say, compile_text, complaints, settings
from voipcc import audio
from voipcc.core.steps import PlayStep
from voipcc.dialplan.texts import name_of
from voipcc.prompts import PromptError
from voipcc.settings import CentreSettings
from voipcc.speech import Engine, SpeechError
from voipcc.spoken_texts import make_texts

__all__ = ["compile_text", "complaints", "settings"]  # fixtures
HEAD = 'format: 1\nnumbers: ["+4930123450"]\nblocks:\n  start:\n'
MOVED = "    - play: [welcome, {text: 'We have moved.'}]\n    - hang_up\n"


class Voice:
    """Says every text as a tone, and writes down which."""

    name = "tone"

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def write(self, text: str, language: str, file: Path) -> None:
        if text == "unspeakable":
            raise SpeechError("the voice is hoarse")
        self.said.append((text, language))
        audio.write_wav(file, audio.tone(440, 1.0))


def test_a_text_becomes_a_prompt_of_the_plan(compile_text: Compile) -> None:
    """Its name begins with its words, and the plan knows what it says in which language."""
    plan = compile_text(HEAD + MOVED).plan
    assert plan is not None
    play = plan.flows["main"].blocks["start"][0]
    assert isinstance(play, PlayStep)
    name = play.prompts[1]
    assert isinstance(name, str) and name.startswith("text/we-have-moved-")
    assert plan.texts == {name: {"en": "We have moved."}}
    again = compile_text(HEAD + MOVED.replace("moved.", "moved!")).plan
    assert again is not None and name not in again.texts and again.version != plan.version


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dear {name}", "no value can stand in it | say the value behind it"),
        ("...", "this text has no words"),
        ("x" * 1001, "1000"),
    ],
)
def test_a_text_nobody_can_say_is_refused(text: str, words: str, complaints: Say) -> None:
    """Values in it, no words, too many: told at its place."""
    said = complaints(HEAD + MOVED.replace("We have moved.", text))
    assert any(words in one for one in said), said


def test_each_language_of_the_centre_needs_its_words(
    compile_text: Compile, settings: CentreSettings
) -> None:
    """A text without a language is in the flow's own; others are asked for."""
    both = settings.model_copy(update={"languages": ("en", "de")})
    found = [one.message for one in compile_text(HEAD + MOVED, settings=both).problems]
    assert 'this text has no words in "de", which callers may hear' in found
    text = "{en: 'We have moved.', de: 'Wir sind umgezogen.'}"
    whole = HEAD + MOVED.replace("'We have moved.'", text)
    french = whole.replace("de:", "fr:")
    found = [one.message for one in compile_text(french, settings=both).problems]
    assert set(found) == {
        'nobody is spoken to in "fr" here',
        'this text has no words in "de", which callers may hear',
    }
    plan = compile_text(whole, settings=both).plan
    assert plan is not None and [*plan.texts.values()] == [
        {"en": "We have moved.", "de": "Wir sind umgezogen."}
    ]


@pytest.mark.parametrize("text", ["Звоните завтра", "日本", "a" * 300, "--", "Ärger & Co."])
def test_every_text_has_a_name_a_prompt_may_have(text: str) -> None:
    """Whatever the letters: a name of a prompt, another one for another text."""
    import re

    from voipcc.setting_words import PROMPT_PATTERN

    assert re.fullmatch(PROMPT_PATTERN, name_of({"": text}))
    assert name_of({"": text}) != name_of({"": text + "!"}) != name_of({"en": text + "!"})


def test_each_text_is_made_once(tmp_path: Path) -> None:
    """What is there stays; a voice that fails leaves nothing behind, and says so."""
    voice = Voice()
    engine: Engine = voice
    texts = {"text/a": {"en": "one", "de": "eins"}}
    assert len(make_texts(tmp_path, texts, engine)) == 2
    assert make_texts(tmp_path, texts, engine) == [] and len(voice.said) == 2
    with pytest.raises(PromptError, match="hoarse"):
        make_texts(tmp_path, {"text/b": {"en": "unspeakable"}}, engine)
    assert sorted(file.name for file in tmp_path.rglob("*.*")) == ["a.wav", "a.wav"]
