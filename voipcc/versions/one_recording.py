"""The version that runs with one recording changed: what else lies in the folder is not published."""

from pathlib import Path

from voipcc.versions.draft import make_played
from voipcc.versions.edition import SOUNDS, Edition, read_edition
from voipcc.versions.store import Draft, VersionStore


def with_recording(
    store: VersionStore, version: str, prompt: str, source: Path
) -> tuple[Edition, list[str]]:
    """A kept version that differs in the prompt "en/welcome" alone, and remarks.

    Raises CentreRefused, VersionError, OSError.
    """
    with store.alone(), store.draft_of(version) as draft:
        prompts = dict(draft.edition.prompts)
        place = draft.place / SOUNDS / f"{prompt}.wav"
        for other in place.parent.glob(f"{place.stem}.*"):
            other.unlink()
            prompts.pop(other.relative_to(draft.place / SOUNDS).as_posix(), None)
        prompts[f"{prompt}.wav"] = store.recordings.link(source, place)
        left_out = make_played(draft.place, store.ready)
        edition = read_edition(draft.place, store.folder, prompts)
        return store.keep(Draft(draft.place, edition, left_out)), left_out
