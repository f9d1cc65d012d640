"""What may stand in a file of dialplan tests: who calls when, what they do, and what is expected."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from voipcc.calendar_words import as_list
from voipcc.core.cdr import Outcome
from voipcc.core.media_words import LookUpResult, Value
from voipcc.dialplan.form import in_seconds
from voipcc.rehearsal.script import Outside, Staff
from voipcc.setting_words import E164, PROMPT_PATTERN, Name

SKIP: Final = "..."
HEARD_PATTERN: Final = rf"^\.\.\.$|{PROMPT_PATTERN}"
CALLER_PATTERN: Final = r"^(\+[1-9][0-9]{3,14}|withheld)$"
MEANINGS: Final = {
    HEARD_PATTERN: 'the name of a prompt such as welcome, or "..." for any',
    CALLER_PATTERN: 'a number such as "+4917012345", or withheld',
}

Moment = Annotated[str, StringConstraints(min_length=2, max_length=60)]
Heard = Annotated[str, StringConstraints(pattern=HEARD_PATTERN)]
Seconds = Annotated[float, BeforeValidator(in_seconds)]


def _words(value: Any) -> Any:
    """Keys may be written as one text with commas."""
    return value.split(",") if isinstance(value, str) else value


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectForm(Form):
    """What should become of the call; what is not named may be as it likes."""

    hears: Annotated[list[Heard], BeforeValidator(as_list), Field(max_length=200)] | None = Field(
        None, description='Every prompt the caller hears, in order; "..." stands for any.'
    )
    never: Annotated[list[Heard], BeforeValidator(as_list), Field(max_length=50)] = Field(
        default_factory=list, description="Prompts that must not be heard."
    )
    queue: Name | None = Field(None, description="The last queue entered; none: no queue at all.")
    ending: Outcome | None = Field(None, description="What the record calls the call.")
    agent: Name | None = Field(None, description="Who talks to the caller.")
    blocks: Annotated[list[str], BeforeValidator(as_list), Field(max_length=200)] | None = Field(
        None, description='Every block gone through, in order; "..." stands for any.'
    )
    values: dict[Name, Value] = Field(
        default_factory=dict, description="Values the call has at its end."
    )
    tags: Annotated[list[str], BeforeValidator(as_list), Field(max_length=50)] = Field(
        default_factory=list, description="Tags and marks of the record."
    )
    within: Seconds | None = Field(None, gt=0, description="So long the call lasts at most.")


class SceneForm(Form):
    """Who calls, and what the centre is like then; in the file's head it counts for every test."""

    number: E164 | None = Field(None, description="The number dialled.")
    flow: Name | None = Field(None, description="A flow: its first number is dialled.")
    at: Moment | None = Field(None, description="When, by the clock of the zone.")
    zone: str | None = Field(None, description="Its time zone; else that of the centre.")
    caller: Annotated[str, StringConstraints(pattern=CALLER_PATTERN)] | None = Field(
        None, description="The caller's number, or withheld."
    )
    trunk: Name | None = Field(None, description="The trunk the call comes by.")
    staff: Staff | None = Field(None, description="free, busy (all in talks) or none.")
    agents: Annotated[list[Name], BeforeValidator(as_list)] | None = Field(
        None, description="Agents who are logged in; else all."
    )
    answer: Seconds | Literal["never"] | None = Field(
        None, description="How long a free agent's phone rings: 3 s, or never."
    )
    waiting: dict[Name, Annotated[int, Field(ge=1, le=200)]] | None = Field(
        None, description="Callers in line already, by queue."
    )
    talk: Seconds | None = Field(None, ge=1, le=7200, description="How long they talk.")
    ends: Literal["caller", "agent"] | None = Field(None, description="Who hangs up then.")
    outside: Outside | None = Field(
        None, description="What a telephone number outside does: answers, busy, no_answer, refused."
    )
    message: Seconds | None = Field(None, ge=0, le=600, description="How long a voicemail is.")
    look_ups: dict[Name, dict[Name, Value] | LookUpResult] | None = Field(
        None, description="Answers of look-ups by block, or how they fail, instead of their mocks."
    )


class TestForm(SceneForm):
    """One test."""

    __test__ = False  # it is no test of the program itself
    test: str = Field(min_length=1, max_length=200, description="What is true, in a sentence.")
    keys: Annotated[list[str], BeforeValidator(_words), Field(max_length=100)] = Field(
        default_factory=list,
        description='What the caller does: "1", "12345#", "2 after welcome", "wait 30 s", '
        '"silence", "hang up".',
    )
    expect: ExpectForm = Field(description="What should become of the call.")


class FileForm(SceneForm):
    """One file of tests."""

    format: Literal[1] = Field(description="Version of this file's form.")
    tests: list[Any] = Field(min_length=1, max_length=2000, description="The tests.")
