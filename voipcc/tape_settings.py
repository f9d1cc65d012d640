"""What may stand under `recordings` in `centre.yaml`, and under `recording` of a queue."""

from typing import Literal

from pydantic import Field

from voipcc.core.cdr import Sides
from voipcc.core.tape_words import Ask
from voipcc.setting_words import Part


class ColleagueRecording(Part):
    """Of talks among agents: nobody is told, so there is no `consent`."""

    share: int = Field(
        100, ge=0, le=100, description="Percent of the talks that are recorded, drawn by lot."
    )
    sides: Sides = Field("both", description="Whose voice is kept: both, caller or agent.")
    keep_days: int = Field(
        90, ge=0, le=3650, description="Days until a recording is erased; 0: by hand only."
    )


class RecordingSettings(ColleagueRecording):
    """Of talks with people from outside."""

    consent: Ask = Field(
        "announce",
        description="announce: told before the talk; ask: only who presses 1; none: not told.",
    )


class TapeSettings(Part):
    form: Literal["flac", "opus"] = Field(
        "flac",
        description="flac has each sample; opus is a fifth of the size, at 1.6 s of work a minute.",
    )
    direct: RecordingSettings | None = Field(
        None,
        description="Calls a dialplan leads to an agent or a telephone without a queue; without it none are recorded.",
    )
    outgoing: RecordingSettings | None = Field(
        None, description="Calls agents make to telephones; without it none are recorded."
    )
    internal: ColleagueRecording | None = Field(
        None, description="Calls of one agent to another; without it none are recorded."
    )
