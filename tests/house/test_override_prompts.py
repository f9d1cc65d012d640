"""What an override says is made once in every language callers hear there."""

from pathlib import Path

import numpy as np
import pytest

from voipcc import spoken_texts
from voipcc.audio import read_wav
from voipcc.override_prompts import speak_override, texts_by_language
from voipcc.prompts import PromptError

BOTH = ("de", "en")


@pytest.mark.parametrize(
    ("given", "texts"),
    [
        (["Closed."], {"de": "Closed.", "en": "Closed."}),
        (["Closed.", "de: Zu."], {"de": "Zu.", "en": "Closed."}),
        (["en:Closed.", "de: Zu."], {"de": "Zu.", "en": "Closed."}),
        (["Note: closed."], {"de": "Note: closed.", "en": "Note: closed."}),
    ],
)
def test_a_text_is_for_its_language_or_for_all_others(given: list[str], texts: dict) -> None:
    """A text with a language is for that one, a text without for those that have none."""
    assert texts_by_language(given, BOTH) == texts


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (["de: Zu."], 'no message in "en"'),
        (["Zu.", "Closed."], "two messages without a language"),
        (["fr: Fermé.", "x"], 'nobody is spoken to in "fr" there, but in: de, en'),
        (["  "], "1 to 4000 letters"),
    ],
)
def test_a_language_without_a_text_is_named(given: list[str], reason: str) -> None:
    """Nobody is met with silence: what is missing or too much is refused."""
    with pytest.raises(PromptError, match=reason):
        texts_by_language(given, BOTH)


def test_a_message_is_made_once_by_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same texts are the same prompt; nothing is spoken twice, and no half file is left."""
    spoken = []

    def voice(text: str, language: str, _: object) -> np.ndarray:
        spoken.append((language, text))
        return np.full(800, 0.1, np.float32)

    monkeypatch.setattr(spoken_texts, "spoken", voice)
    texts = {"de": "Zu.", "en": "Closed."}
    name = speak_override(tmp_path, texts)
    assert speak_override(tmp_path, dict(reversed(texts.items()))) == name
    assert sorted(spoken) == [("de", "Zu."), ("en", "Closed.")]
    assert speak_override(tmp_path, {"en": "Open."}) != name
    files = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.*"))
    assert f"en/{name}.wav" in files
    assert all(file.endswith(".wav") for file in files)
    assert len(read_wav(tmp_path / "en" / f"{name}.wav")[0]) == 800
