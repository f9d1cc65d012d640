"""Which versions are still needed: by records, by calls in progress, by what can be undone."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from voipcc.database.schema import RecordsError
from voipcc.versions.canary import versions_on_record
from voipcc.versions.store import Standing

if TYPE_CHECKING:
    from voipcc.versions.publishing import Publishing

KEPT_ANYWAY = 20
UNDOABLE = 100


def prune(publishing: "Publishing", view: Mapping[str, Any]) -> list[str]:
    """Delete the versions nobody needs any more. What was deleted; nothing when that is not known."""
    store = publishing.store
    try:
        needed = versions_on_record(publishing.house.records.archive)
    except RecordsError:
        return []
    needed |= set(_standing(publishing.standing))
    needed |= {call["version"] for call in view["calls"]}
    needed |= set(store.names()[:KEPT_ANYWAY])
    for change in publishing.history.changes(UNDOABLE):
        needed |= {change.version, str((change.undo or {}).get("version", ""))}
    return store.prune(needed)


def _standing(standing: Standing) -> Iterator[str]:
    yield standing.version
    if standing.trial is not None:
        yield standing.trial.version
    yield from (one.version for one in standing.due)
