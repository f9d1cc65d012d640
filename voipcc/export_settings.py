"""What centre.yaml says about other programs: `queue_log` and webhooks."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from voipcc.setting_words import Name, Part

HOOK_PATTERN = r"^https?://[A-Za-z0-9._~:/?@&*+,=%\[\]-]{1,500}$"


class WebhookSettings(Part):
    """One receiver of ended calls."""

    url: Annotated[str, StringConstraints(pattern=HOOK_PATTERN)] = Field(
        description="Address each ended call is sent to; https, but for this machine."
    )
    secret: Name = Field(
        description="Name of the secret it is signed with: `voipcc secret set NAME`."
    )
    queues: tuple[Name, ...] = Field(
        (), max_length=100, description="Only calls that were in these queues; all without it."
    )
    people: bool = Field(
        False, description="Whether the caller's number and name are sent, not an id alone."
    )
    timeout_s: int = Field(
        10, ge=1, le=60, description="Seconds the receiver may take for its answer."
    )


class ExportSettings(Part):
    """What is written for other programs while the centre runs."""

    queue_log: Path | None = Field(
        None, description="File in Asterisk's queue_log form, written as things happen."
    )
    queue_log_people: bool = Field(
        False, description="Whether callers' numbers stand in that file."
    )
    webhooks: dict[Name, WebhookSettings] = Field(
        default_factory=dict, max_length=10, description="Servers each ended call is sent to."
    )
