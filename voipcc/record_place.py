"""Where a centre's records are: the embedded file, or the server its settings name."""

from voipcc.database.engine import Engine
from voipcc.database.sqlite_engine import SqliteEngine
from voipcc.places import StateFolder
from voipcc.secrets_file import Secrets, SecretsError
from voipcc.settings import CentreSettings


def engine_of(settings: CentreSettings, state: StateFolder, secrets: Secrets) -> Engine:
    """The engine of the records. Raises SecretsError when the password is not kept."""
    named = settings.records.postgres
    if named is None:
        return SqliteEngine(state.records)
    from voipcc.database.postgres_engine import Address, PostgresEngine, owner_of

    password = secrets.lookups.get(named.password or "", "")
    if named.password and not password:
        raise SecretsError(
            f"the password of the records' server is not kept: voipcc secret set {named.password}"
        )
    where = Address(
        named.host, named.port, named.database, named.user, password, str(named.ca_file or "")
    )
    return PostgresEngine(where, owner_of(secrets.seed))
