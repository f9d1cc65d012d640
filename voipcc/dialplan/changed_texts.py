"""Words that were changed in `sounds/<language>.yaml` while callers still hear what was spoken before."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from voipcc.document import read_document
from voipcc.places import shipped_sounds
from voipcc.problem import Problem
from voipcc.prompt_sources import sources_in
from voipcc.prompts import read_texts
from voipcc.synthetic import SyntheticMarks

REMEDY = "voipcc prompts missing --speak has them spoken; or put a recording there"


def changed_texts(sounds: Path, languages: Iterable[str]) -> Iterator[Problem]:
    """A warning for each such text of a centre's own; faults of the file itself are told by `prompts`."""
    for language in languages:
        file = sounds / f"{language}.yaml"
        texts = read_texts(file)[0] if file.is_file() else {}
        if texts:
            yield from _changed(sounds, language, file, texts)


def _changed(
    sounds: Path, language: str, file: Path, texts: Mapping[str, str]
) -> Iterator[Problem]:
    own, marks = sources_in(sounds, language), SyntheticMarks(sounds / language)
    shipped_file = shipped_sounds() / f"{language}.yaml"
    shipped = read_texts(shipped_file)[0] if shipped_file.is_file() else {}
    node, _ = read_document(file)
    for name, text in texts.items():
        old = marks.is_outdated(name, text) if name in own else shipped.get(name, text) != text
        if old and node is not None:
            message = f'callers still hear the former words of "{name}"'
            yield node.at(name).warning(file, message, REMEDY)
