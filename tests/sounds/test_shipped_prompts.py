"""The prompts that are shipped."""

import pytest

from voipcc import audio
from voipcc.loudness import HOUSE_LUFS, loudness
from voipcc.places import shipped_sounds
from voipcc.prompt_checks import check_prompt
from voipcc.prompt_names import languages_in, prompts_in
from voipcc.prompts import (
    AGENT_PROMPTS,
    CALLER_PROMPTS,
    read_texts,
)

LANGUAGES = sorted(languages_in([shipped_sounds()]))


def test_english_and_german_are_shipped():
    """Prompts are shipped in exactly the languages that have texts."""
    assert LANGUAGES == ["de", "en"]
    assert sorted(file.stem for file in shipped_sounds().glob("*.yaml")) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_has_its_text_and_every_text_its_prompt(language):
    """Texts and sound files of a language name the same prompts, all the centre's own among them."""
    texts, problems = read_texts(shipped_sounds() / f"{language}.yaml")
    assert problems == []
    assert set(texts) == prompts_in([shipped_sounds()], language)
    own = {*CALLER_PROMPTS, *AGENT_PROMPTS, "welcome", "main-menu", "no-input", "invalid"}
    assert own <= set(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_is_fit_and_equally_loud(language):
    """Every shipped prompt passes the check, is short and has the house level."""
    files = sorted((shipped_sounds() / language).rglob("*.wav"))
    assert len(files) > 100
    for file in files:
        assert check_prompt(file) == []
        samples, rate = audio.read_wav(file)
        assert 0.2 < len(samples) / rate < 15, file
        assert loudness(samples, rate) == pytest.approx(HOUSE_LUFS, abs=1)


def test_the_shipped_sounds_are_small():
    """All shipped prompts together stay under 12 MB."""
    assert sum(file.stat().st_size for file in shipped_sounds().rglob("*.wav")) < 12_000_000
