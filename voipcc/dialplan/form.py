"""What may stand in a dialplan file, format 1. Values only; `checker` sees how they fit together."""

import re
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from voipcc.core.plan import Trigger
from voipcc.setting_words import (
    E164,
    LANGUAGE_PATTERN,
    NAME_PATTERN,
    PROMPT_PATTERN,
    Language,
    Name,
    PromptName,
)

KEY_PATTERN: Final = r"^[0-9*#]$"
DAYS_PATTERN: Final = r"^[a-z, -]{3,40}$"
DATE_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
DATES_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$"
SPAN_PATTERN: Final = r"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"
PLACE_PATTERN: Final = r"^[A-Z]{2}(-[A-Z0-9]{1,6})?$"

MEANINGS: Final = {
    NAME_PATTERN: "a name has small letters, digits, - and _, begins with a letter, 32 at most",
    LANGUAGE_PATTERN: "a language code such as en, de or pt-BR",
    PROMPT_PATTERN: "the name of a prompt without .wav, such as welcome or queue/full",
    KEY_PATTERN: 'one key of the telephone: "0" to "9", "*" or "#"',
    DAYS_PATTERN: "days such as mon-fri, sat or tue,thu",
    DATE_PATTERN: 'a day such as "2026-12-24"',
    DATES_PATTERN: 'a day such as "2026-12-24", or from..to: "2026-12-24..2026-12-31"',
    SPAN_PATTERN: 'from-to such as "08:00-18:00"; several: ["08:00-12:00", "13:00-18:00"]',
    PLACE_PATTERN: "a country such as DE, or a part of one such as DE-BE",
}

_SECONDS = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(s|sec|second|seconds|min|minute|minutes)?\s*")


def _listed(value: Any) -> Any:
    """One entry may be written without its list."""
    return value if value is None or isinstance(value, list | dict) else [value]


def _seconds(value: Any) -> Any:
    """`5`, `"5 s"` and `"1 min"` alike."""
    if isinstance(value, str):
        found = _SECONDS.fullmatch(value)
        if found is None:
            raise ValueError('write a time such as 5 s or "2 min"')
        factor = 60 if (found[2] or "s").startswith("min") else 1
        return float(found[1]) * factor
    return value


def _branch(value: Any) -> Any:
    """A branch may be written as the name of its block alone."""
    return {"jump": value} if isinstance(value, str) else value


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


PromptNames = Annotated[list[PromptName], BeforeValidator(_listed), Field(max_length=20)]
Seconds = Annotated[float, BeforeValidator(_seconds)]
SomePrompts = Annotated[PromptNames, Field(min_length=1)]
Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
Days = Annotated[str, StringConstraints(pattern=DAYS_PATTERN)]
Date = Annotated[str, StringConstraints(pattern=DATE_PATTERN)]
Dates = Annotated[str, StringConstraints(pattern=DATES_PATTERN)]
Span = Annotated[str, StringConstraints(pattern=SPAN_PATTERN)]
Spans = Annotated[list[Span], BeforeValidator(_listed), Field(min_length=1, max_length=24)]
Place = Annotated[str, StringConstraints(pattern=PLACE_PATTERN)]


class BranchForm(Form):
    """What follows a missing or wrong key: `play` after each one, `jump` after the last try."""

    play: PromptNames = Field(default_factory=list, description="Said after each such key.")
    jump: Name | None = Field(None, description="Block taken after the last try.")


Branch = Annotated[BranchForm, BeforeValidator(_branch)]


class PlayForm(Form):
    play: SomePrompts = Field(description="Prompts said one after another.")


class MenuForm(Form):
    menu: SomePrompts = Field(description="Prompts that offer the choice.")
    keys: dict[Key, Name] = Field(min_length=1, description="Key of the telephone: block.")
    timeout: Annotated[float, BeforeValidator(_seconds)] = Field(
        5.0, ge=1, le=60, description="How long a key is waited for after the prompt, such as 5 s."
    )
    tries: int = Field(3, ge=1, le=10, description="How often the choice is offered.")
    on_timeout: Branch = Field(
        default_factory=lambda: BranchForm(play=[], jump=None), description="When no key comes."
    )
    on_invalid: Branch = Field(
        default_factory=lambda: BranchForm(play=[], jump=None),
        description="When a key without a choice comes; without a jump that of on_timeout holds.",
    )


class HoursForm(Form):
    hours: Name = Field(description="Opening hours of this file; the flow goes on when open.")
    closed: Name = Field(description="Block taken when closed.")


class OverflowForm(Form):
    """One rule that leads a waiting caller elsewhere: what it goes by, and the block."""

    wait: Seconds | None = Field(None, ge=1, le=86400, description="So long waited.")
    length: int | None = Field(None, ge=1, le=5000, description="So many callers before this one.")
    ratio: float | None = Field(
        None, gt=0, le=1000, description="So many before this one for each agent who is there."
    )
    estimate: Seconds | None = Field(
        None, ge=10, le=86400, description="It probably takes so long still."
    )
    no_staff: Literal[True] | None = Field(None, description="true: no agent is there.")
    closed: Name | None = Field(None, description="Opening hours of this file that are over.")
    jump: Name = Field(description="Block taken then.")

    def triggers(self) -> list[Trigger]:
        """What the rule goes by: exactly one where it is right."""
        return [name for name in get_args(Trigger) if getattr(self, name) is not None]


class InvitationForm(Form):
    """Something else offered to a waiting caller, once."""

    play: SomePrompts = Field(description="Prompts that offer it.")
    after: Seconds | None = Field(None, ge=1, le=86400, description="Said after so long a wait.")
    estimate: Seconds | None = Field(
        None, ge=10, le=86400, description="Said when it probably takes so long still."
    )
    keys: dict[Key, Name] = Field(
        default_factory=dict, description="Keys that count from then on: block."
    )


class QueueForm(Form):
    queue: Name = Field(description="Queue of the centre file to wait in.")
    on_full: Name | None = Field(None, description="Block taken when too many wait.")
    on_timeout: Name | None = Field(None, description="Block taken after the longest wait.")
    priority: int = Field(
        0, ge=-100, le=100, description="The higher goes first, whoever waited longer."
    )
    requires: str = Field(
        "", max_length=500, description="Skills asked for besides those of the queue."
    )
    prefer: Annotated[list[Name], BeforeValidator(_listed), Field(max_length=20)] = Field(
        default_factory=list, description="Agents tried first, in this order."
    )
    prefer_last: bool = Field(False, description="Whoever talked to the caller last comes first.")
    keys: dict[Key, Name] = Field(
        default_factory=dict, description="Keys that lead out of the queue at any time: block."
    )
    comfort: Name | None = Field(
        None, description="Block of play steps, said instead of the queue's own messages."
    )
    invitations: list[InvitationForm] = Field(
        default_factory=list, max_length=10, description="Offers made while the caller waits."
    )
    overflow: list[OverflowForm] = Field(
        default_factory=list, max_length=20, description="Rules that lead the caller elsewhere."
    )


class CallbackForm(Form):
    callback: Name = Field(description="Queue whose agents call back, in the caller's place.")
    accepted: Name | None = Field(None, description="Block taken after the promise; else goodbye.")
    declined: Name | None = Field(
        None, description="Block taken without one; else back into the queue, place kept."
    )


class VoicemailForm(Form):
    voicemail: Name = Field(description="Queue whose agents hear the message in their turn.")
    prompts: PromptNames = Field(
        default_factory=list, description="What asks for the message; else the shipped prompt."
    )
    longest: Annotated[float, BeforeValidator(_seconds)] = Field(
        120.0, ge=5, le=600, description="Longest message, such as 90 s."
    )


class OutsideForm(Form):
    """A telephone number the operator owns or may lead callers to."""

    number: str = Field(max_length=40, description='Its number: "+4930555123".')
    trunk: Name | None = Field(
        None, description="Trunk tried first; else the one the caller came by, then any that may."
    )
    caller_id: E164 | None = Field(
        None, description="Number of ours to show; else the one the caller dialled."
    )
    timeout: Seconds = Field(30.0, ge=5, le=120, description="How long it rings, such as 30 s.")
    music: Name = Field("default", description="What the caller hears until it answers.")


def _outside(value: Any) -> Any:
    """A number may be written alone."""
    return {"number": str(value)} if isinstance(value, str | int) else value


class TransferForm(Form):
    transfer: Annotated[OutsideForm, BeforeValidator(_outside)] = Field(
        description="The telephone number the caller is joined with."
    )
    on_busy: Name | None = Field(None, description="Block taken when it is busy.")
    on_no_answer: Name | None = Field(None, description="Block taken when nobody answers.")
    on_failed: Name | None = Field(
        None, description="Block taken in every other case; without it a prompt and the end."
    )


class JumpForm(Form):
    jump: Name = Field(description="Block to go on with.")


class HangUpForm(Form):
    hang_up: Literal["completed", "closed"] = Field(
        "completed", description="Ends the call; what the record calls it."
    )


StepForm = (
    PlayForm
    | MenuForm
    | HoursForm
    | QueueForm
    | CallbackForm
    | VoicemailForm
    | TransferForm
    | JumpForm
    | HangUpForm
)
STEP_FORMS: Final[dict[str, type[StepForm]]] = {
    "play": PlayForm,
    "menu": MenuForm,
    "hours": HoursForm,
    "queue": QueueForm,
    "callback": CallbackForm,
    "voicemail": VoicemailForm,
    "transfer": TransferForm,
    "jump": JumpForm,
    "hang_up": HangUpForm,
}


class OpeningForm(Form):
    """Opening hours: the weekly rule and what differs from it."""

    time_zone: str | None = Field(None, description="Its time zone; else that of the centre.")
    weekly: dict[Days, Spans] = Field(min_length=1, description='Days: "from-to".')
    holidays: Annotated[list[Place], BeforeValidator(_listed)] = Field(
        default_factory=list, description="Whose public holidays are closed, such as DE-BE."
    )
    closed: Annotated[list[Dates], BeforeValidator(_listed)] = Field(
        default_factory=list, description="Further closed days."
    )
    short: dict[Date, Spans] = Field(
        default_factory=dict, description="Days with other hours; stronger than a holiday."
    )


class FlowForm(Form):
    """One dialplan file."""

    format: Literal[1] = Field(description="Version of this file's form.")
    name: Name | None = Field(None, description="Name of the flow; else that of the file.")
    numbers: list[str] = Field(
        default_factory=list, max_length=500, description='Numbers answered: "+4930123450".'
    )
    language: Language = Field("en", description="Language spoken to the caller.")
    hours: dict[Name, OpeningForm] = Field(
        default_factory=dict, max_length=50, description="Opening hours used below."
    )
    blocks: dict[Name, list[Any]] = Field(
        min_length=1, max_length=500, description="Named lists of steps; a call begins in start."
    )
