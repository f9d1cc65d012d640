"""What an override says, made from text by a synthetic voice, beside the centre's own prompts."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from voipcc.prompt_names import LANGUAGE_NAME
from voipcc.prompts import LONGEST_TEXT, PromptError
from voipcc.speech import Engine
from voipcc.spoken_texts import make_texts

FOLDER = "override"


def texts_by_language(given: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    """What is said in each language: "de: ..." for that one, a text without a language for the others.

    Raises PromptError where a language has no text, or a text no language.
    """
    own, common = dict[str, str](), ""
    for text in given:
        head, colon, rest = text.partition(":")
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise PromptError(f"a message has 1 to {LONGEST_TEXT} letters")
        if colon and LANGUAGE_NAME.fullmatch(head) and rest.strip():
            own[head] = rest.strip()
        elif common:
            raise PromptError('two messages without a language: write them as "de: ..."')
        else:
            common = text.strip()
    for language in own:
        if language not in languages:
            known = ", ".join(languages)
            raise PromptError(f'nobody is spoken to in "{language}" there, but in: {known}')
    found = {language: own.get(language, common) for language in languages}
    if missing := [language for language, text in found.items() if not text]:
        raise PromptError(f'there is no message in "{missing[0]}": add "{missing[0]}: ..."')
    return found


def speak_override(folder: Path, texts: Mapping[str, str], voice: Engine | None = None) -> str:
    """The prompt that says these texts, by language; made where it is not there yet.

    Raises PromptError when the voice cannot be had or a text makes no sound.
    """
    content = "\n".join(f"{language}: {text}" for language, text in sorted(texts.items()))
    name = f"{FOLDER}/{hashlib.sha256(content.encode()).hexdigest()[:16]}"
    make_texts(folder, {name: texts}, voice)
    return name
