"""What may stand under `recordings` in `centre.yaml`."""

from typing import Literal

from pydantic import Field

from voipcc.setting_words import Part


class TapeSettings(Part):
    form: Literal["flac", "opus"] = Field(
        "flac",
        description="flac has each sample; opus is a fifth of the size, at 1.6 s of work a minute.",
    )
