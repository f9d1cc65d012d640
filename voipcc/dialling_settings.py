"""The settings of calls out of the house: how many an agent may make, and what else is dialled."""

from typing import Literal

from pydantic import Field

from voipcc.setting_words import Part

# What may cost a fortune has no word here: premium numbers are never dialled.
CallClass = Literal[
    "fixed",
    "mobile",
    "voip",
    "toll_free",
    "shared_cost",
    "personal",
    "uan",
    "pager",
    "voicemail",
    "satellite",
]
ORDINARY: tuple[CallClass, ...] = ("fixed", "mobile", "voip", "toll_free")


class DiallingSettings(Part):
    """More than these is no work but a stolen account: the agent's right to dial out is parked."""

    per_minute: int = Field(
        5, ge=1, le=120, description="Calls out an agent may begin in a minute; more parks them."
    )
    per_day: int = Field(
        300, ge=1, le=5000, description="Calls out an agent may begin in 24 hours; more parks them."
    )
    at_once: int = Field(
        10, ge=1, le=100, description="Calls out an agent may have at once; more parks them."
    )
    in_a_row: int = Field(
        20,
        ge=1,
        le=1000,
        description="Calls in a row to numbers equal but for four digits: a day abroad, an hour at home.",
    )
    prefix_per_hour: int = Field(
        60,
        ge=1,
        le=5000,
        description="Calls abroad and callbacks of all an hour to numbers equal but for four digits.",
    )
    longest_s: int = Field(
        14400, ge=60, le=43200, description="Seconds after which a call out is ended."
    )
