"""The folder people work in, beside the version that runs: how they differ, and putting it back."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from voipcc.document import LARGEST_FILE
from voipcc.prompt_names import SOUND_ENDINGS
from voipcc.settings import CentreSettings
from voipcc.versions.disk import content_of, write_whole
from voipcc.versions.draft import LARGEST_RECORDING, TEXTS, Recordings, files_in
from voipcc.versions.edition import CENTRE_FILE, DIALPLANS, SOUNDS, CentreRefused


def changed_files(
    folder: Path,
    place: Path,
    settings: CentreSettings,
    prompts: Mapping[str, str],
    recordings: Recordings,
) -> list[str]:
    """The files that `folder` has otherwise than the version in `place`, as people name them.

    Says what is there, not whether it is right. Raises OSError, CentreRefused.
    """
    return sorted(
        {
            *_changed_texts(folder, place, settings),
            *_changed_recordings(folder / settings.sounds, settings, prompts, recordings),
        }
    )


def _changed_texts(folder: Path, place: Path, settings: CentreSettings) -> Iterator[str]:
    if _content(folder / CENTRE_FILE) != _content(place / CENTRE_FILE):
        yield CENTRE_FILE
    for here, kept in ((settings.dialplans, DIALPLANS), (settings.sounds, SOUNDS)):
        names = {*_names(folder / here, TEXTS), *_names(place / kept, TEXTS)}
        for name in names:
            if _content(folder / here / name) != _content(place / kept / name):
                yield str(here / name)


def _changed_recordings(
    sounds: Path, settings: CentreSettings, prompts: Mapping[str, str], recordings: Recordings
) -> Iterator[str]:
    names = set(_names(sounds, SOUND_ENDINGS))
    for name in names | set(prompts):
        if name not in names or recordings.hash_of(sounds / name) != prompts.get(name):
            yield str(settings.sounds / name)


def restore(
    folder: Path, place: Path, settings: CentreSettings, changed: list[str]
) -> Iterator[str]:
    """Write the version's own files over those of `folder`; what it does not have goes.

    `changed` are names of `changed_files`. Each is there whole or as before. Raises OSError.
    """
    for name in changed:
        kept = place / _kept_as(Path(name), settings)
        if kept.exists():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content_of(kept, LARGEST_RECORDING))
            target.chmod(0o644)
            yield f"{name} put back"
        else:
            aside = folder / f"{name}.unpublished"
            (folder / name).rename(aside)
            yield f"{name} set aside as {aside.name}"


def _kept_as(name: Path, settings: CentreSettings) -> Path:
    for here, kept in ((settings.dialplans, DIALPLANS), (settings.sounds, SOUNDS)):
        if name.is_relative_to(here):
            return kept / name.relative_to(here)
    return name


def _names(folder: Path, endings: tuple[str, ...]) -> Iterator[str]:
    try:
        for file in files_in(folder, endings):
            yield file.relative_to(folder).as_posix()
    except CentreRefused:
        return


def _content(file: Path) -> bytes | None:
    try:
        return content_of(file, LARGEST_FILE + 1)
    except OSError:
        return None
