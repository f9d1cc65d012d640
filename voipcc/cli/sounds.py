"""Verbs for prompts: speak missing ones from their texts, check recordings."""

from pathlib import Path
from typing import Annotated

import typer

from voipcc.cli.words import HERE, CentreOption, JsonOption, fail, loaded_centre, out, show

app = typer.Typer(no_args_is_help=True, help="Prompts: speak them from text, check recordings.")


@app.command()
def speak(
    texts: Annotated[Path, typer.Argument(help="YAML file of `name: text`.")],
    language: Annotated[str, typer.Option(help="Language of the voice, such as en or de.")] = "en",
    folder: Annotated[
        Path | None, typer.Option("--into", help="Folder of sounds; the centre's without it.")
    ] = None,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Make prompts from text by a synthetic voice."""
    from voipcc.prompts import PromptError
    from voipcc.prompts import speak as spoken

    if folder is None:
        settings = loaded_centre(centre).settings
        assert settings is not None  # loaded_centre has ended the verb otherwise
        folder = centre / settings.sounds
    try:
        written = spoken(texts, language, folder / language)
    except (PromptError, OSError) as error:
        fail(str(error))
    show([str(path) for path in written], as_json, lambda _: out.print(f"{len(written)} prompts"))


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Recordings to look at.")],
    as_json: JsonOption = False,
) -> None:
    """Tell whether recordings can be played: format, length, loudness, damage."""
    from voipcc.prompts import check_prompt

    found = {str(path): check_prompt(path) for path in files}

    def render(_: object) -> None:
        for path, problems in found.items():
            out.print(f"{path}: {'; '.join(map(str, problems)) or 'good'}", markup=False)

    show(found, as_json, render)
    raise typer.Exit(1 if any(found.values()) else 0)
