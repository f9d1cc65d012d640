"""The verb `import`: another system's history, for the reports."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from voipcc.cli.archives import archive_of, engine_in
from voipcc.cli.days import area_of
from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    fail,
    say,
    settings_of,
    show,
    state_of,
    warn,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from voipcc.core.cdr import Conversation, Stretch
    from voipcc.settings import CentreSettings

AT_ONCE = 1000
ODD_SHOWN = 10


def add_to(app: typer.Typer) -> None:
    """Hang this verb on `app`."""
    app.command("import")(import_)


def import_(
    kind: Annotated[
        Literal["queue_log", "cdr"],
        typer.Argument(help="queue_log, or cdr: Asterisk's Master.csv."),
    ],
    file: Annotated[Path, typer.Argument(help="The file; - for standard input.")],
    zone: Annotated[
        str, typer.Option(help="Time zone a cdr file's times are in; the centre's without it.")
    ] = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Read an existing queue_log or Asterisk's CDR file, so that reports have its calls too."""
    settings = settings_of(centre)
    if str(file) != "-" and not file.is_file():
        fail(f"there is no file {file}", USAGE)
    source = "/dev/stdin" if str(file) == "-" else file
    with open(source, encoding="utf-8", errors="replace") as texts:
        if kind == "queue_log":
            done, odd = _queue_log(centre, settings, texts)
        else:
            done, odd = _cdr(centre, settings, texts, area_of(zone or settings.time_zone))
    for text in odd[:ODD_SHOWN]:
        warn(text)
    words = ", ".join(f"{count} {name}" for name, count in done.items())
    show({"file": str(file), **done, "odd": odd}, as_json, lambda _: say(words))


def _queue_log(
    centre: Path, settings: "CentreSettings", texts: Iterable[str]
) -> tuple[dict[str, int], list[str]]:
    from voipcc.exports.queue_log.history import Read, conversations, lines_in, stretches

    read = Read()
    lines = list(lines_in(texts, read))
    made = conversations(lines, _party_of(centre, settings), read)
    fresh = _keep(centre, made) + _keep(centre, stretches(lines, Read()))
    done = {
        "lines": read.lines,
        "calls": read.conversations,
        "unfinished": read.unfinished,
        "kept": fresh,
    }
    return done, read.odd


def _cdr(
    centre: Path, settings: "CentreSettings", texts: Iterable[str], area: "ZoneInfo"
) -> tuple[dict[str, int], list[str]]:
    from voipcc.exports.cdr_history import Read, conversations

    archive, read = archive_of(centre), Read()
    known = archive.legs_since(0) if archive is not None else set()
    party_of = _party_of(centre, settings)
    fresh = _keep(centre, conversations(texts, area, party_of, known, read))
    done = {"rows": read.rows, "calls": read.conversations, "known": read.known, "kept": fresh}
    return done, read.odd


def _party_of(centre: Path, settings: "CentreSettings") -> Callable[[str], str]:
    from voipcc.database.parties import Parties
    from voipcc.exports.known_people import party_of
    from voipcc.secrets_file import SecretsError, load_secrets

    state = state_of(centre)
    try:
        seed = load_secrets(state.secrets, settings).seed
    except SecretsError as error:
        fail(error)
    return party_of(Parties.readable(state.parties), settings.country, seed)


def _keep(centre: Path, records: "Iterator[Conversation | Stretch]") -> int:
    """How many went to the tables; one that is there already stays one row."""
    from voipcc.database.keeping import is_rolled, roll_all, store
    from voipcc.database.schema import RecordsError

    try:
        session, count = engine_in(centre).writing(), 0
        try:
            if not is_rolled(session):
                roll_all(session)
            while batch := [(record, 0) for record in islice(records, AT_ONCE)]:
                store(session, batch)
                count += len(batch)
        finally:
            session.close()
    except RecordsError as error:
        fail(f"{error}; import the file again then: what is there already stays as it is")
    return count
