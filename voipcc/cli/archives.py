"""Where a centre's records are, for every verb that reads them."""

from pathlib import Path
from typing import TYPE_CHECKING

from voipcc.cli.words import fail, state_of

if TYPE_CHECKING:
    from voipcc.database.archive import Archive
    from voipcc.database.engine import Engine


def engine_in(centre: Path) -> "Engine":
    """The engine the centre's file names. Ends the verb when the server's password is not kept."""
    from voipcc.centre_file import load_centre
    from voipcc.cli.words import centre_file
    from voipcc.database.sqlite_engine import SqliteEngine
    from voipcc.record_place import engine_of
    from voipcc.secrets_file import SecretsError, load_secrets

    state = state_of(centre)
    loaded = load_centre(centre_file(centre)) if (centre / "centre.yaml").exists() else None
    settings = (loaded.settings or loaded.rough) if loaded else None
    if settings is None or settings.records.postgres is None:
        return SqliteEngine(state.records)
    try:
        return engine_of(settings, state, load_secrets(state.secrets, settings))
    except SecretsError as error:
        fail(error)


def archive_of(centre: Path) -> "Archive | None":
    """The centre's records; None before the first one."""
    from voipcc.database.archive import Archive
    from voipcc.database.sqlite_engine import SqliteEngine

    engine = engine_in(centre)
    if isinstance(engine, SqliteEngine) and not engine.path.exists():
        return None
    return Archive(engine)
