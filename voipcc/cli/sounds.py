"""Verbs for prompts: speak missing ones from their texts, convert and check recordings."""

from pathlib import Path
from typing import Annotated

import typer

from voipcc.cli.words import (
    FINE,
    HERE,
    REFUSED,
    CentreOption,
    JsonOption,
    fail,
    say,
    settings_of,
    show,
    told,
)

app = typer.Typer(no_args_is_help=True, help="Prompts: speak, convert and check them.")


@app.command()
def speak(
    texts: Annotated[Path, typer.Argument(help="YAML file of `name: text`.")],
    language: Annotated[str, typer.Option(help="Language of the voice, such as en or de.")] = "en",
    only: Annotated[
        list[str] | None, typer.Option(help="Only this prompt; may be repeated.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--into", help="Folder of sounds; the centre's without it.")
    ] = None,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Make prompts from text by a synthetic voice."""
    from voipcc.prompt_names import LANGUAGE_NAME
    from voipcc.prompts import speak as spoken

    if not LANGUAGE_NAME.fullmatch(language):
        fail(f'"{language}" is no language; write it as en, de or pt-BR')
    into = folder if folder is not None else centre / settings_of(centre).sounds
    written = spoken(texts, language, into / language, tuple(only or ()))
    show(
        [str(path) for path in written],
        as_json,
        lambda _: say(*(f"made {path}" for path in written), f"{len(written)} prompts"),
    )


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="A recording: WAV, FLAC, OGG or MP3.")],
    out: Annotated[Path, typer.Argument(help="The prompt to make, ending in .wav.")],
    as_json: JsonOption = False,
) -> None:
    """Make a prompt of any recording: 8 kHz, mono, trimmed, as loud as the others."""
    from voipcc.prompts import convert as converted

    if out.suffix != ".wav":
        fail(f'"{out}" does not end in .wav; prompts are WAV files')
    if not source.is_file():
        fail(f"there is no file {source}")
    converted(source, out)
    told(f"made {out}", as_json)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Recordings to look at.")],
    as_json: JsonOption = False,
) -> None:
    """Tell whether recordings can be played: format, length, loudness, damage."""
    from voipcc.problem import is_refused
    from voipcc.prompt_checks import check_prompt

    found = {str(path): check_prompt(path) for path in files}

    def render(_: object) -> None:
        for path, problems in found.items():
            say(*(problems or (f"{path}: good",)))

    show(found, as_json, render)
    raise typer.Exit(REFUSED if any(map(is_refused, found.values())) else FINE)
