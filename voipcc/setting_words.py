"""The words settings are made of: names, numbers, addresses, and what each pattern asks for."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from voipcc.calendar_words import CALENDAR_MEANINGS

NAME_PATTERN: Final = r"^[a-z][a-z0-9_-]{0,31}$"
E164_PATTERN: Final = r"^\+[1-9][0-9]{3,14}$"
DISPOSITION_PATTERN: Final = r"^[0-9]{1,4}$"
COUNTRY_PATTERN: Final = r"^[A-Z]{2}$"
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[A-Z]{2})?(-[a-z][a-z0-9]{2,15})?$"
SPAN_PATTERN: Final = r"^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"
SHORT_PATTERN: Final = r"^([1-9][0-9]{0,4})?$"
KEY_CODE_PATTERN: Final = r"^(\*[0-9#])?$"
FEATURE_CODE_PATTERN: Final = r"^\*[0-9]{1,4}$"
TALK_CODE_PATTERN: Final = r"^\*[0-9]$"
PORTS_PATTERN: Final = r"^[0-9]{1,5}-[0-9]{1,5}$"
NUMBER_PATTERN: Final = r"^[0-9]{1,6}$"
PROMPT_PATTERN: Final = r"^[a-z0-9][a-z0-9_-]{0,63}(/[a-z0-9][a-z0-9_-]{0,63}){0,3}$"
STREAM_PATTERN: Final = r"^https?://[A-Za-z0-9._~:/?@&*+,=%-]{1,500}$"
HOST_PATTERN: Final = r"^([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?)?$"

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
E164 = Annotated[str, StringConstraints(pattern=E164_PATTERN)]
DispositionCode = Annotated[str, StringConstraints(pattern=DISPOSITION_PATTERN)]
DispositionName = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Country = Annotated[str, StringConstraints(pattern=COUNTRY_PATTERN)]
PromptName = Annotated[str, StringConstraints(pattern=PROMPT_PATTERN)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)]
ShortNumber = Annotated[str, Field(pattern=SHORT_PATTERN)]
KeyCode = Annotated[str, Field(pattern=KEY_CODE_PATTERN)]
Ports = Annotated[str, StringConstraints(pattern=PORTS_PATTERN)]
StreamAddress = Annotated[str, StringConstraints(pattern=STREAM_PATTERN)]
Host = Annotated[str, StringConstraints(pattern=HOST_PATTERN)]
Port = Annotated[int, Field(ge=0, le=65535)]
Codec = Literal["alaw", "ulaw", "g722", "opus", "gsm", "ilbc", "slin16"]
Transport = Literal["udp", "tcp", "tls", "wss"]

# What each pattern asks for, in words for the person who wrote something else.
PATTERN_MEANINGS: Final = {
    **CALENDAR_MEANINGS,
    NAME_PATTERN: "a name has small letters, digits, - and _, begins with a letter, 32 at most",
    E164_PATTERN: 'write the whole number with + and country code, in quotes: "+4930123450"',
    DISPOSITION_PATTERN: 'a disposition is a code of one to four digits, such as "11"',
    COUNTRY_PATTERN: "two capital letters, such as DE",
    LANGUAGE_PATTERN: "a language code such as en, de or pt-BR, or a voice such as en-anna",
    SPAN_PATTERN: 'from-to such as "08:00-20:00"',
    SHORT_PATTERN: 'one to five digits, the first no 0, in quotes: "21"',
    KEY_CODE_PATTERN: '* and one digit or #, in quotes: "*6"; "" switches it off',
    FEATURE_CODE_PATTERN: '* and one to four digits, in quotes: "*80"',
    TALK_CODE_PATTERN: '* and one digit, in quotes: "*0"',
    PORTS_PATTERN: 'first and last port, such as "10000-10999"',
    NUMBER_PATTERN: 'one to six digits, in quotes: "12"',
    PROMPT_PATTERN: "the name of a prompt without .wav, such as welcome or queue/full",
    STREAM_PATTERN: "the address of a stream, such as https://radio.example/calm.mp3",
    HOST_PATTERN: "a host name or address, with :port where it is not the usual one",
}


class Part(BaseModel):
    """A part of the settings: unknown keys are errors, values do not change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)
