"""The folder's files made ready to be published: copied, checked, tested, kept."""

from pathlib import Path

from voipcc.dialplan_tests.apart import run_tests_apart
from voipcc.problem import is_refused
from voipcc.versions.edition import DIALPLANS, CentreRefused, Edition, named_in
from voipcc.versions.store import Draft, VersionStore


def prepared(store: VersionStore) -> tuple[Edition, list[str]]:
    """The folder as a kept version, and remarks. Raises CentreRefused, VersionError, OSError.

    A failing test of the dialplans is an error like any other.
    """
    with store.alone(), store.draft() as draft:
        tested(store.folder, draft)
        return store.keep(draft), draft.left_out


def tested(folder: Path, draft: Draft) -> None:
    """Every test beside the dialplans passes. Raises CentreRefused with those that do not."""
    edition = draft.edition
    settings = edition.settings
    inside = settings.model_copy(update={"dialplans": Path(DIALPLANS), "sounds": Path("sounds")})
    found = run_tests_apart(draft.place, inside, edition.plan, edition.callers)
    problems = named_in(folder, settings, draft.place, found)
    if is_refused(problems):
        raise CentreRefused(problems)
