"""Texts a synthetic voice says: the names of their prompts, and what is wrong with them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from voipcc.core.template import PLACE
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

FOLDER = "text"
ANY = ""  # the language of a text that stands without one: the flow's own
_LETTERS_OF_NAME = 40


def as_texts(value: Any) -> Any:
    """A text may stand without its language."""
    return {ANY: value} if isinstance(value, str) else value


def name_of(texts: Mapping[str, str]) -> str:
    """The name of the prompt: the first words, and what makes it the only one."""
    content = "\n".join(f"{language}: {text}" for language, text in sorted(texts.items()))
    mark = hashlib.sha256(content.encode()).hexdigest()[:12]
    plain = unicodedata.normalize("NFKD", next(iter(texts.values()), "")).lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LETTERS_OF_NAME].strip("-")
    return f"{FOLDER}/{words}-{mark}" if words else f"{FOLDER}/{mark}"


def in_languages(texts: Mapping[str, str], own: str) -> dict[str, str]:
    """The texts by language; `own` is the flow's."""
    return {language or own: text for language, text in texts.items()}


def text_problems(
    draft: Draft, texts: Mapping[str, str], around: Surroundings, place: Node
) -> Iterator[Problem]:
    """Values in a text, texts without words, and languages a caller may hear that have none."""
    for language, text in texts.items():
        where = place.at(language) if language else place
        if PLACE.search(text):
            message = "a voice says this text before any caller is there: no value can stand in it"
            remedy = "say the value behind it: [{text: ...}, {number: NAME}]"
            yield where.error(draft.file, message, remedy)
        elif not any(letter.isalnum() for letter in text):
            yield where.error(draft.file, "this text has no words", "write what is to be said")
        if language and around.prompts and language not in around.prompts:
            message = f'nobody is spoken to in "{language}" here'
            remedy = did_you_mean(language, around.prompts, "callers hear")
            key = place.key(language) if place.is_mapping else place
            yield key.warning(draft.file, message, remedy)
    there = in_languages(texts, draft.language)
    for language in around.prompts:
        if language not in there:
            message = f'this text has no words in "{language}", which callers may hear'
            known = next(iter(there), draft.language)
            remedy = f"write text: {{{known}: ..., {language}: ...}}"
            yield place.error(draft.file, message, remedy)
