"""What may stand in a dialplan file, format 1. Values only; `checker` sees how they fit together."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from voipcc.calendar_words import (
    CALENDAR_MEANINGS,
    Date,
    Dates,
    Days,
    Spans,
)
from voipcc.calendar_words import as_list as as_list  # noqa: PLC0414 - steps take it from here
from voipcc.setting_words import (
    LANGUAGE_PATTERN,
    NAME_PATTERN,
    PROMPT_PATTERN,
    Language,
    Name,
    PromptName,
)

KEY_PATTERN: Final = r"^[0-9*#]$"
KEYS_PATTERN: Final = r"^([0-9*#]|[0-9]-[0-9])$"
CALLER_PATTERN: Final = r"^(\+[0-9]{1,15}\*?|withheld)$"
ANSWER_PATTERN: Final = r"^\$(\.[A-Za-z0-9_-]{1,64}){1,10}$"
HEADER_PATTERN: Final = r"^[A-Za-z][A-Za-z0-9-]{0,63}$"
PLACE_PATTERN: Final = r"^[A-Z]{2}(-[A-Z0-9]{1,6})?$"

MEANINGS: Final = {
    **CALENDAR_MEANINGS,
    NAME_PATTERN: "a name has small letters, digits, - and _, begins with a letter, 32 at most",
    LANGUAGE_PATTERN: "a language code such as en, de or pt-BR, or a voice such as en-anna",
    PROMPT_PATTERN: "the name of a prompt without .wav, such as welcome or queue/full",
    KEY_PATTERN: 'one key of the telephone: "0" to "9", "*" or "#"',
    KEYS_PATTERN: 'one key of the telephone: "0" to "9", "*" or "#"; several: "1-5"',
    CALLER_PATTERN: 'a number such as "+4930123450", its beginning such as "+4930*", or withheld',
    ANSWER_PATTERN: "where in the answer, such as $.tier or $.orders.0.open",
    HEADER_PATTERN: "the name of an HTTP header, such as Authorization",
    PLACE_PATTERN: "a country such as DE, or a part of one such as DE-BE",
}

_SECONDS = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(s|sec|second|seconds|min|minute|minutes)?\s*")


def in_seconds(value: Any) -> Any:
    """`5`, `"5 s"` and `"1 min"` alike."""
    if isinstance(value, str):
        found = _SECONDS.fullmatch(value)
        if found is None:
            raise ValueError('write a time such as 5 s or "2 min"')
        factor = 60 if (found[2] or "s").startswith("min") else 1
        return float(found[1]) * factor
    return value


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


PromptNames = Annotated[list[PromptName], BeforeValidator(as_list), Field(max_length=20)]
Seconds = Annotated[float, BeforeValidator(in_seconds)]
Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
Keys = Annotated[str, StringConstraints(pattern=KEYS_PATTERN)]
CallerPattern = Annotated[str, StringConstraints(pattern=CALLER_PATTERN)]
FlowValue = bool | int | float | Annotated[str, StringConstraints(max_length=500)]
Place = Annotated[str, StringConstraints(pattern=PLACE_PATTERN)]


class HolidayForm(Form):
    """Whose holidays are closed; the place alone means its public holidays."""

    of: Place = Field(description="A country or a part of one, such as DE-BE.")
    also: Annotated[list[Name], BeforeValidator(as_list), Field(max_length=10)] = Field(
        default_factory=list, description="Further kinds of holidays, such as bank or de_facto."
    )
    observed: bool = Field(
        True, description="false: a holiday at a weekend is not made up for on a working day."
    )
    half_days: Spans | None = Field(
        None, description="Hours on half holidays; without them those days are ordinary ones."
    )


def as_holiday(value: Any) -> Any:
    """A place may be written alone."""
    return {"of": value} if isinstance(value, str) else value


def as_holidays(value: Any) -> Any:
    """One entry may be written without its list, also where it is more than a place."""
    return [value] if isinstance(value, str | dict) else value


Holidays = Annotated[HolidayForm, BeforeValidator(as_holiday)]


class OpeningForm(Form):
    """Opening hours: the weekly rule and what differs from it."""

    time_zone: str | None = Field(None, description="Its time zone; else that of the centre.")
    weekly: dict[Days, Spans] = Field(min_length=1, description='Days: "from-to".')
    holidays: Annotated[list[Holidays], BeforeValidator(as_holidays), Field(max_length=20)] = Field(
        default_factory=list, description="Whose public holidays are closed, such as DE-BE."
    )
    closed: Annotated[list[Dates], BeforeValidator(as_list)] = Field(
        default_factory=list, description="Further closed days."
    )
    short: dict[Date, Spans] = Field(
        default_factory=dict, description="Days with other hours; stronger than a holiday."
    )


class HearsForm(Form):
    """Blocks for those beside the flow: at the file's top, or otherwise at one queue step."""

    comfort: Name | None = Field(
        None, description="Block said to waiting callers, one message at a time, between music."
    )
    agent_hears: Name | None = Field(
        None, description="Block said to the agent who has answered, before the two are connected."
    )
    on_hold: Name | None = Field(
        None, description="Block said to a caller on hold, one message at a time, between music."
    )
    after_call: Name | None = Field(
        None, description="Block the caller is led to when the agent hangs up first: a survey."
    )


class FlowForm(HearsForm):
    """One dialplan file."""

    format: Literal[1] = Field(description="Version of this file's form.")
    name: Name | None = Field(None, description="Name of the flow; else that of the file.")
    numbers: list[str] = Field(
        default_factory=list, max_length=500, description='Numbers answered: "+4930123450".'
    )
    language: Language = Field("en", description="Language spoken to the caller.")
    longest: Seconds = Field(
        600.0,
        ge=10,
        le=86400,
        description="Within so long whoever presses nothing is in a queue or at the end.",
    )
    hours: dict[Name, OpeningForm] = Field(
        default_factory=dict, max_length=50, description="Opening hours used below."
    )
    callers: dict[
        Name,
        Annotated[list[CallerPattern], BeforeValidator(as_list), Field(max_length=5000)],
    ] = Field(
        default_factory=dict,
        max_length=50,
        description='Lists of callers for branch: numbers, "+4930*" or withheld.',
    )
    blocks: dict[Name, list[Any]] = Field(
        min_length=1, max_length=500, description="Named lists of steps; a call begins in start."
    )
