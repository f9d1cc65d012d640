"""What centre.yaml says about where records are kept."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from voipcc.setting_words import Name, Part

ServerHost = Annotated[
    str, StringConstraints(pattern=r"^(/[^\x00-\x1f]{1,100}|[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?)$")
]  # fmt: skip
ServerWord = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]{0,62}$")]


class PostgresSettings(Part):
    """A PostgreSQL server, 15 or newer; the database is this centre's alone."""

    host: ServerHost = Field(
        "127.0.0.1", description="Host of the server, or the folder of its socket."
    )
    port: int = Field(5432, ge=1, le=65535, description="Its port.")
    database: ServerWord = Field(
        "voipcc", description="The database, of this centre alone; it must exist."
    )
    user: ServerWord = Field("voipcc", description="The user who may make tables there.")
    password: Name | None = Field(
        None, description="Name of the secret with the password (voipcc secret set NAME)."
    )
    ca_file: Path | None = Field(
        None,
        description="CA certificate the server's TLS must show; without it TLS where it is offered.",
    )


class RecordSettings(Part):
    """The embedded file without anything here."""

    postgres: PostgresSettings | None = Field(
        None, description="The server that keeps the records instead of a file in `state`."
    )
