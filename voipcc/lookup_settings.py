"""What centre.yaml says about look-ups."""

from typing import Annotated

from pydantic import Field, StringConstraints

from voipcc.setting_words import Part

Hostname = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$")
]


class LookUpSettings(Part):
    """Whom dialplans may ask."""

    plain_hosts: tuple[Hostname, ...] = Field(
        (), max_length=50, description="Hosts that may be asked without encryption."
    )
