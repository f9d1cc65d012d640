"""Verbs for the container images: build them, try them."""

import typer

from voipcc.cli.words import FINE, REFUSED, JsonOption, bar, fail, say, show

app = typer.Typer(no_args_is_help=True, help="Container images: build them, and try them by calls.")


@app.command()
def build(as_json: JsonOption = False) -> None:
    """Build the images of docker/Dockerfile with buildah (as root; it is unpacked where it is missing)."""
    names = _built()
    show(names, as_json, lambda _: say(*(f"built: {name}" for name in names)))


@app.command("try")
def try_them(as_json: JsonOption = False) -> None:
    """Build both, start them as docker/compose.yaml says, call through them, restart both, call again."""
    import asyncio

    from voipcc.images.errors import ImageError
    from voipcc.images.tools import find_buildah
    from voipcc.images.trial import Tried, try_images

    _built()
    try:
        with bar("trying the images") as progress:
            tried = asyncio.run(try_images(find_buildah(), lambda step: progress(step, 1.0)))
    except ImageError as error:
        fail(error)

    def render(found: Tried) -> None:
        for step, seconds in found.seconds.items():
            say(f"{step}: {seconds} s")
        for fault in found.faults:
            say(f"wrong: {fault}")
        if found.is_good:
            say(
                "two calls went through both images; record and recording of the first outlived a "
                "restart of both, and verify finds no fault"
            )

    show(tried, as_json, render)
    raise typer.Exit(FINE if tried.is_good else REFUSED)


def _built() -> list[str]:
    from voipcc.images.building import build as build_images
    from voipcc.images.errors import ImageError
    from voipcc.images.tools import find_buildah

    try:
        with bar("building images") as progress:
            return build_images(find_buildah(progress), progress)
    except ImageError as error:
        fail(error)
