"""The prompts that are shipped."""

import pytest

from tests.effort import some
from voipcc import audio
from voipcc.core import spoken
from voipcc.places import shipped_sounds
from voipcc.prompt_checks import check_prompt
from voipcc.prompt_names import languages_in, prompts_in
from voipcc.prompts import read_texts

LANGUAGES = sorted(languages_in([shipped_sounds()]))


def test_five_languages_are_shipped():
    """Prompts are shipped in exactly the languages that have texts."""
    assert LANGUAGES == ["de", "en", "et", "pt", "ru"] == list(spoken.LANGUAGES)
    assert sorted(file.stem for file in shipped_sounds().glob("*.yaml")) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_has_its_text_and_every_text_its_prompt(language):
    """Texts and sound files of a language name the same prompts, all the centre's own among them."""
    texts, problems = read_texts(shipped_sounds() / f"{language}.yaml")
    assert problems == []
    assert set(texts) == prompts_in([shipped_sounds()], language)
    own = {*spoken.needed(language), "closed", "welcome", "main-menu", "no-input", "invalid"}
    assert own <= set(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_is_fit_and_equally_loud(language):
    """Every shipped prompt passes the check, lasts as long as its text takes, at the house level."""
    texts, _ = read_texts(shipped_sounds() / f"{language}.yaml")
    for name, text in some(list(texts.items())):
        file = shipped_sounds() / language / f"{name}.wav"
        assert check_prompt(file) == []  # its form, its ends, -19 LUFS within 1 LU
        form = audio.wav_form(file)
        assert form.rate == audio.TELEPHONE_RATE
        shortest_s, longest_s = spoken_in(text)
        assert shortest_s < form.frames / form.rate < min(longest_s, 15), file


def spoken_in(text):
    """The fewest and the most seconds in which anybody says a text."""
    letters = sum(sign.isalnum() for sign in text)
    pauses = sum(text.count(sign) for sign in ".,!?:—")
    return 0.1 + 0.02 * letters, 0.4 + 0.1 * letters + 0.4 * pauses


def test_the_shipped_sounds_are_small():
    """All shipped prompts together stay under 38 MB: about 7 MB a language."""
    assert sum(file.stat().st_size for file in shipped_sounds().rglob("*.wav")) < 38_000_000
