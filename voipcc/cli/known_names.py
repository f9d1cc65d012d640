"""Names of queues and agents a verb is asked about: a misspelt one must not look like an idle one."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from voipcc.cli.words import USAGE, fail, settings_of

if TYPE_CHECKING:
    from voipcc.database.archive import Archive

MOST_NAMED = 40


def check_names(
    centre: Path, archive: "Archive", queues: Iterable[str] = (), agents: Iterable[str] = ()
) -> None:
    """Ends the verb where a name is neither in centre.yaml nor in the records, which may be older."""
    settings = settings_of(centre)
    asked: tuple[tuple[Literal["queue", "agent"], Iterable[str], Collection[str]], ...] = (
        ("queue", queues, settings.queues),
        ("agent", agents, settings.agents),
    )
    for kind, wanted, known in asked:
        for name in wanted:
            if name and name not in known and not archive.knows(kind, name):
                few = ", ".join(list(known)[:MOST_NAMED])
                rest = ", ..." if len(known) > MOST_NAMED else ""
                fail(
                    f'there is no {kind} "{name[:80]}", nor is one in the records;'
                    f" known are: {few}{rest}",
                    USAGE,
                )
