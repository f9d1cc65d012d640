"""Verbs for prompts: list, check, convert, trim them, and speak what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.cli.words import (
    FINE,
    HERE,
    REFUSED,
    CentreOption,
    JsonOption,
    draw,
    fail,
    say,
    settings_of,
    several,
    show,
    table,
    told,
)

if TYPE_CHECKING:
    from voipcc.dialplan.prompt_uses import PromptUses
    from voipcc.problem import Problem
    from voipcc.settings import CentreSettings

NEXT = "callers hear it after: voipcc publish"
app = typer.Typer(no_args_is_help=True, help="Prompts: list, check, convert, trim, speak them.")
LanguageOption = Annotated[
    str, typer.Option("--language", "-l", help="Language of the prompts, such as en or de.")
]


@app.command("list")
def list_(
    language: LanguageOption = "",
    every: Annotated[
        bool, typer.Option("--all", help="Shipped ones that only the centre itself says, too.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """List own and used prompts: length, loudness, what a machine spoke, where each is used."""
    from voipcc.dialplan.prompt_uses import CENTRE_ITSELF
    from voipcc.prompt_list import listed_prompts

    settings = settings_of(centre)
    uses = _uses(settings, centre)
    sounds = centre / settings.sounds
    only = [_language(language)] if language else ()
    found = listed_prompts(sounds, uses.wanted, uses.places, _texts(sounds, uses.wanted), only)
    if not every:
        found = [one for one in found if (one.kind, one.used) != ("shipped", (CENTRE_ITSELF,))]
    rows = [
        (one.language, one.name, one.kind, f"{one.length_s:.1f}", f"{one.lufs:.1f}", _few(one.used))
        for one in found
    ]
    columns = ("language", "name", "kind", "length_s", "lufs", "used")
    show(found, as_json, lambda _: draw(table("Prompts", columns, rows)))


def _few(used: Sequence[str]) -> str:
    return ", ".join(used[:3]) + (f" and {len(used) - 3} more" if len(used) > 3 else "")


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Recordings to look at; without any, all there are.")
    ] = None,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Tell what is wrong with prompts, and what to do: form, length, loudness, damage."""
    from voipcc.problem import is_refused
    from voipcc.prompt_checks import check_prompt

    found = {str(path): check_prompt(path) for path in files} if files else _all_problems(centre)

    def render(_: object) -> None:
        for path, problems in found.items():
            say(*(problems or (f"{path}: good",)))
        wrong = sum(map(bool, found.values()))
        say(
            *(
                []
                if files
                else [f"{several(len(found), 'file')} looked at, {wrong} with something to say"]
            )
        )

    show(found, as_json, render)
    raise typer.Exit(REFUSED if any(map(is_refused, found.values())) else FINE)


def _all_problems(centre: Path) -> "dict[str, list[Problem]]":
    """By file, every prompt and piece of music of the centre."""
    from voipcc.music import check_music
    from voipcc.prompt_checks import check_prompt
    from voipcc.prompt_names import files_in, languages_in
    from voipcc.prompt_sources import doubled, misnamed

    sounds = centre / settings_of(centre).sounds
    found: dict[str, list[Problem]] = {}
    for language in sorted(languages_in([sounds])):
        for files in files_in(sounds / language).values():
            found |= {str(file): check_prompt(file) for file in files}
        for problem in (*doubled(sounds, language), *misnamed(sounds, language)):
            found[problem.file] = [*found[problem.file], problem]
    return found | check_music(sounds / "music")


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="A recording: WAV, FLAC, OGG or MP3.")],
    out: Annotated[Path, typer.Argument(help="The prompt to make, ending in .wav.")],
    rate: Annotated[
        int, typer.Option(help="8000 or 16000 Hz; without it what suits the recording.")
    ] = 0,
    as_json: JsonOption = False,
) -> None:
    """Make a prompt of any recording: mono, trimmed, as loud as the others."""
    from voipcc.prompts import convert as converted

    if out.suffix != ".wav":
        fail(f'"{out}" does not end in .wav; prompts are WAV files')
    if rate not in (0, 8000, 16_000):
        fail(f"{rate} Hz is no rate of prompts; it is 8000 or 16000")
    if not source.is_file():
        fail(f"there is no file {source}")
    made = converted(source, out, rate)
    told(f"made {out}, {made} Hz", as_json)


@app.command()
def trim(
    files: Annotated[list[Path], typer.Argument(help="Prompts to take the silence off.")],
    as_json: JsonOption = False,
) -> None:
    """Take the silence off both ends of prompts."""
    from voipcc.prompts import trim as trimmed

    for file in files:
        if file.suffix != ".wav":
            fail(f'"{file}" does not end in .wav; make a prompt of it: voipcc prompts convert')
    taken = {str(file): round(trimmed(file), 2) for file in files}
    show(taken, as_json, lambda _: say(*(_trimmed(file, s) for file, s in taken.items())))


def _trimmed(file: str, seconds: float) -> str:
    return (
        f"{file}: {seconds:.2f} s of silence taken off"
        if seconds
        else f"{file}: no silence to take off"
    )


@app.command()
def speak(
    texts: Annotated[
        Path | None,
        typer.Argument(help="YAML file of `name: text`; without it sounds/LANGUAGE.yaml."),
    ] = None,
    language: LanguageOption = "en",
    only: Annotated[
        list[str] | None, typer.Option(help="Only this prompt; may be repeated.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--into", help="Folder of sounds; the centre's without it.")
    ] = None,
    rate: Annotated[int, typer.Option(help="8000 or 16000 Hz.")] = 16_000,
    over: Annotated[bool, typer.Option("--over", help="Also over a recording.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Make prompts from text by a synthetic voice; recordings are left alone."""
    from voipcc.prompts import PromptError, recordings_among, speak_texts, texts_of
    from voipcc.speech import engine_of

    language = _language(language)
    settings = settings_of(centre) if folder is None or texts is None else None
    sounds = folder if folder is not None else centre / settings.sounds if settings else HERE
    chosen = _chosen(texts_of(texts or sounds / f"{language}.yaml"), only, texts or sounds)
    kept = [] if over else recordings_among(chosen, sounds / language)
    engine = engine_of(settings.prompts.speech_program if settings else None)
    wanted = {name: text for name, text in chosen.items() if name not in kept}
    if rate not in (8000, 16_000):
        raise PromptError(f"{rate} Hz is no rate of prompts; it is 8000 or 16000")
    written = speak_texts(wanted, language, sounds / language, engine, rate)
    _tell_made(written, kept, as_json)


def _chosen(texts: dict[str, str], only: Sequence[str] | None, place: Path) -> dict[str, str]:
    from voipcc.problem import close_to
    from voipcc.prompts import PromptError

    for name in only or ():
        if name not in texts:
            raise PromptError(f'{place} has no prompt "{name}"{close_to(name, texts)}')
    return {name: texts[name] for name in only or texts}


def _tell_made(written: Sequence[Path], kept: Sequence[str], as_json: bool) -> None:
    def render(_: object) -> None:
        say(*(f"made {path}" for path in written))
        say(*(f"kept {name}: a recording (--over speaks it all the same)" for name in kept))
        say(several(len(written), "prompt") + (f"; {NEXT}" if written else ""))

    show([str(path) for path in written], as_json, render)


@app.command()
def missing(
    spoken: Annotated[
        bool, typer.Option("--speak", help="Speak those whose text is known, and changed texts.")
    ] = False,
    texts_only: Annotated[
        bool, typer.Option("--texts", help="Lines to translate, for sounds/LANGUAGE.yaml.")
    ] = False,
    language: LanguageOption = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Tell which prompts are used and missing, or synthetic with another text by now."""
    from voipcc.prompt_list import Kind, listed_prompts
    from voipcc.speech import engine_of

    settings = _settings(centre)
    uses, sounds = _uses(settings, centre), centre / settings.sounds
    texts = _texts(sounds, uses.wanted)
    only = [_used(language, uses)] if language else ()
    kinds: tuple[Kind, ...] = ("missing", "text changed")
    listed = listed_prompts(sounds, uses.wanted, uses.places, texts, only, kinds)
    found = [one for one in listed if one.kind in kinds]
    if texts_only:
        _tell_untranslated([one.name for one in found], as_json)
        return
    if spoken:
        ready = [one for one in found if one.name in texts.get(one.language, {})]
        engine = engine_of(settings.prompts.speech_program)
        for each in sorted({one.language for one in ready}):
            from voipcc.prompts import speak_texts

            mine = {one.name: texts[each][one.name] for one in ready if one.language == each}
            speak_texts(mine, each, sounds / each, engine, 16_000)
        found = [one for one in found if one not in ready]

    def render(_: object) -> None:
        for one in found:
            text = "has a text" if one.name in texts.get(one.language, {}) else "has no text yet"
            say(f"{one.language}: {one.name} ({one.kind}, {text}): {_few(one.used)}")
        texts_in = f"; texts stand in {sounds}/LANGUAGE.yaml" if found else ""
        say(several(len(found), "prompt") + texts_in)

    show(found, as_json, render)
    raise typer.Exit(REFUSED if any(one.kind == "missing" for one in found) else FINE)


def _tell_untranslated(names: Iterable[str], as_json: bool) -> None:
    """What the missing prompts say in English, each in a comment to be translated."""
    from voipcc.places import shipped_sounds
    from voipcc.prompts import texts_of

    english = texts_of(shipped_sounds() / "en.yaml")
    lines = [f'# {name}: "{english.get(name, "")}"' for name in dict.fromkeys(names)]
    show(lines, as_json, lambda _: say(*lines))


def _language(language: str) -> str:
    from voipcc.prompt_names import LANGUAGE_NAME

    if not LANGUAGE_NAME.fullmatch(language):
        fail(f'"{language}" is no language; write it as en, de or pt-BR')
    return language


def _used(language: str, uses: "PromptUses") -> str:
    """A language somebody is spoken to in. Ends the verb with those that are."""
    if _language(language) not in uses.wanted:
        fail(
            f'nobody is spoken to in "{language}", but in {", ".join(sorted(uses.wanted))}: name it under '
            "languages in centre.yaml, as a dialplan's language, or as an agent's"
        )
    return language


def _settings(centre: Path) -> "CentreSettings":
    """The settings, also while a language has no prompts yet: they are what is asked for."""
    from voipcc.centre_checks import NO_PROMPTS
    from voipcc.centre_file import load_centre
    from voipcc.cli.words import centre_file

    loaded = load_centre(centre_file(centre))
    wrong = [one for one in loaded.problems if one.severity == "error"]
    if loaded.rough is not None and all(one.message.startswith(NO_PROMPTS) for one in wrong):
        return loaded.rough
    return settings_of(centre)


def _uses(settings: "CentreSettings", centre: Path) -> "PromptUses":
    from voipcc.dialplan.prompt_uses import prompt_uses

    return prompt_uses(settings, centre)


def _texts(sounds: Path, languages: Iterable[str]) -> "Mapping[str, dict[str, str]]":
    """The centre's own texts by language; where it has none of a prompt, the shipped one."""
    from voipcc.places import shipped_sounds
    from voipcc.prompts import texts_of

    return {
        language: {
            name: text
            for place in (shipped_sounds(), sounds)
            if (place / f"{language}.yaml").is_file()
            for name, text in texts_of(place / f"{language}.yaml").items()
        }
        for language in languages
    }
