"""Every prompt of a centre with its file, length, loudness, and whether a machine spoke it."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from voipcc.loudness import loudness
from voipcc.places import shipped_sounds
from voipcc.prompt_names import languages_in, prompts_in, with_language
from voipcc.prompt_sources import sources_in
from voipcc.prompts import read_texts
from voipcc.recording import RecordingError, read_recording
from voipcc.synthetic import SyntheticMarks

Kind = Literal["recording", "synthetic", "text changed", "shipped", "missing", "broken"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class ListedPrompt:
    """One prompt in one language; `used` says where, nowhere when it is empty."""

    language: str
    name: str
    kind: Kind
    file: str
    length_s: float
    lufs: float
    used: tuple[str, ...]


def listed_prompts(
    sounds: Path,
    wanted: Mapping[str, set[str]],
    places: Mapping[str, list[str]],
    texts: Mapping[str, Mapping[str, str]],
    languages: Iterable[str] = (),
    kinds: Container[Kind] = KINDS,
) -> list[ListedPrompt]:
    """The centre's own prompts, those it uses, and those it lacks, by language and name.

    `wanted` are the names each language needs, `texts` what they say. Of other `kinds` than these
    not even the sound is read, which takes longest.
    """
    found = []
    for language in languages or sorted({*wanted, *languages_in([sounds])}):
        own, shipped = sources_in(sounds, language), sources_in(shipped_sounds(), language)
        marks, said = SyntheticMarks(sounds / language), _shipped_texts(language)
        for name in sorted({*own, *(wanted.get(language, set()) - _lent(sounds, language))}):
            file = own.get(name) or shipped.get(name)
            kind = _kind(name, name in own, file, marks, texts.get(language, {}), said)
            if kind in kinds:
                found.append(_listed(language, name, kind, file, tuple(places.get(name, ()))))
    return found


def _lent(sounds: Path, language: str) -> set[str]:
    """What a voice need not say itself, because its language has it."""
    lenders = with_language(language)[1:]
    return {name for one in lenders for name in prompts_in([sounds, shipped_sounds()], one)}


def _shipped_texts(language: str) -> Mapping[str, str]:
    """What the shipped prompts of a language say."""
    file = shipped_sounds() / f"{language}.yaml"
    return read_texts(file)[0] if file.is_file() else {}


def _kind(
    name: str,
    own: bool,
    file: Path | None,
    marks: SyntheticMarks,
    texts: Mapping[str, str],
    shipped: Mapping[str, str],
) -> Kind:
    if file is None:
        return "missing"
    if not own:
        words = shipped.get(name)
        return "shipped" if words is None or texts.get(name, words) == words else "text changed"
    if file.suffix != ".wav" or not marks.is_synthetic(name):
        return "recording"
    return "text changed" if name in texts and marks.is_outdated(name, texts[name]) else "synthetic"


def _listed(
    language: str, name: str, kind: Kind, file: Path | None, used: tuple[str, ...]
) -> ListedPrompt:
    if file is None:
        return ListedPrompt(language, name, kind, "", 0.0, 0.0, used)
    try:
        sound = read_recording(file)
    except RecordingError:
        return ListedPrompt(language, name, "broken", str(file), 0.0, 0.0, used)
    lufs = loudness(sound.samples, sound.rate)
    return ListedPrompt(
        language, name, kind, str(file), round(sound.length_s, 2), round(lufs, 1), used
    )
