"""One validated settings object from one file, `centre.yaml`, and the environment.

The models say what may stand in the file; `voipcc.centre_file` reads it with line numbers.
Every key has a one-line description: `voipcc explain KEY` prints it.
"""

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

NAME_PATTERN: Final = r"^[a-z][a-z0-9_-]{0,31}$"
E164_PATTERN: Final = r"^\+[1-9][0-9]{3,14}$"
COUNTRY_PATTERN: Final = r"^[A-Z]{2}$"
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[A-Z]{2})?$"
SPAN_PATTERN: Final = r"^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"
PORTS_PATTERN: Final = r"^[0-9]{1,5}-[0-9]{1,5}$"
PROMPT_PATTERN: Final = r"^[a-z0-9][a-z0-9_-]{0,63}(/[a-z0-9][a-z0-9_-]{0,63}){0,3}$"
HOST_PATTERN: Final = r"^([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?)?$"

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
E164 = Annotated[str, StringConstraints(pattern=E164_PATTERN)]
Country = Annotated[str, StringConstraints(pattern=COUNTRY_PATTERN)]
PromptName = Annotated[str, StringConstraints(pattern=PROMPT_PATTERN)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)]
Ports = Annotated[str, StringConstraints(pattern=PORTS_PATTERN)]
Host = Annotated[str, StringConstraints(pattern=HOST_PATTERN)]
Port = Annotated[int, Field(ge=0, le=65535)]
Codec = Literal["alaw", "ulaw", "g722", "opus", "gsm", "ilbc", "slin16"]
Transport = Literal["udp", "tcp", "tls", "wss"]

# What each pattern asks for, in words for the person who wrote something else.
PATTERN_MEANINGS: Final = {
    NAME_PATTERN: "a name has small letters, digits, - and _, begins with a letter, 32 at most",
    E164_PATTERN: 'write the whole number with + and country code, in quotes: "+4930123450"',
    COUNTRY_PATTERN: "two capital letters, such as DE",
    LANGUAGE_PATTERN: "a language code such as en, de or pt-BR",
    SPAN_PATTERN: 'from-to such as "08:00-20:00"',
    PORTS_PATTERN: 'first and last port, such as "10000-10999"',
    PROMPT_PATTERN: "the name of a prompt without .wav, such as welcome or queue/full",
    HOST_PATTERN: "a host name or address, with :port where it is not the usual one",
}


class Part(BaseModel):
    """A part of the settings: unknown keys are errors, values do not change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ListenSettings(Part):
    address: IPv4Address = Field(
        IPv4Address("127.0.0.1"),
        description="Address phones and trunks reach; 127.0.0.1 keeps the centre private.",
    )
    udp: Port = Field(5060, description="SIP over UDP port; 0 takes a free one.")
    tcp: Port = Field(5060, description="SIP over TCP port; 0 takes a free one.")
    tls: Port = Field(5061, description="SIP over TLS port; 0 takes a free one.")
    wss: Port = Field(
        8089, description="SIP over secure WebSocket port for browser phones; 0 takes a free one."
    )


class AsteriskSettings(Part):
    mode: Literal["private", "external"] = Field(
        "private",
        description="private: voipcc starts its own Asterisk; external: someone else does.",
    )
    program: Path | None = Field(
        None, description="The asterisk program to use instead of looking for one."
    )
    ari_url: str = Field(
        "", description="external only: address of its ARI, such as http://127.0.0.1:8088."
    )
    ami_address: Host = Field("", description="external only: host:port of its AMI.")
    cel_file: Path | None = Field(
        None,
        description="external only: its log/cel-custom/Master.csv, where voipcc may read it.",
    )


class MemberSettings(Part):
    """An agent in a queue; a name alone means all the rest is as usual."""

    name: Name = Field(description="The agent's name under agents.")
    level: int = Field(
        1, ge=1, le=99, description="Rung only while nobody of a lower level is free."
    )
    priority: int = Field(
        0,
        ge=-100,
        le=100,
        description="Of the agent's queues in which callers wait, the highest goes first.",
    )
    weight: int = Field(
        1, ge=1, le=1000, description="The agent's share of the calls with strategy: weighted."
    )

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return given if isinstance(given, dict) else {"name": given}


class RelaxSettings(Part):
    after_s: int = Field(ge=1, le=86400, description="Seconds of waiting after which this counts.")
    drop: tuple[Name, ...] = Field((), description="Skills that are not asked for any more.")
    requires: str = Field(
        "", max_length=500, description="Skills asked for instead of all those before."
    )
    level: int = Field(
        0, ge=0, le=99, description="Agents of up to this level are asked too; 0 changes nothing."
    )


class ComfortSettings(Part):
    """Messages for those who wait."""

    prompts: tuple[PromptName, ...] = Field(
        (), max_length=50, description="Prompts said to waiting callers, one at a time."
    )
    first_s: int = Field(
        30, ge=1, le=3600, description="Seconds until a waiting caller hears the first of them."
    )
    every_s: int = Field(60, ge=5, le=3600, description="Seconds between two of them.")
    gap_s: int = Field(
        10, ge=0, le=300, description="Least seconds of music between any two announcements."
    )
    random: bool = Field(
        False, description="Drawn by lot, never the same twice in a row, instead of in order."
    )


Strategy = Literal[
    "longest_idle",
    "fewest_calls",
    "least_talk",
    "round_robin",
    "random",
    "weighted",
    "linear",
    "progressive",
    "ring_all",
]


class CallbackSettings(Part):
    tries: int = Field(3, ge=1, le=20, description="How often a customer is called in all.")
    gap_s: int = Field(
        600, ge=10, le=86400, description="Seconds between two tries, as when the line was busy."
    )
    delay_s: int = Field(
        0, ge=0, le=86400, description="Seconds after the promise before the first try."
    )
    ring_s: int = Field(
        30, ge=5, le=120, description="Seconds the customer's telephone rings; the agent waits."
    )
    between: str = Field(
        "08:00-20:00",
        pattern=SPAN_PATTERN,
        description="Hours in which it may ring, on the clock where the called number is.",
    )
    keep_s: int = Field(
        172800, ge=600, le=1209600, description="Seconds after which a promise ends unkept."
    )
    most_waiting: int = Field(
        100, ge=1, le=5000, description="Promises kept at once; then no more are made."
    )
    trunk: Name | None = Field(
        None, description="Trunk tried first; else the one the caller came by, then any that may."
    )
    caller_id: E164 | None = Field(
        None, description="Number of ours to show; else the one the caller dialled."
    )

    @property
    def minutes(self) -> tuple[int, int]:
        """First and last minute of the day in which it may ring."""
        first, last = (int(part[:2]) * 60 + int(part[3:]) for part in self.between.split("-"))
        return first, last

    @model_validator(mode="after")
    def _is_a_window(self) -> Self:
        first, last = self.minutes
        if not first < last <= 24 * 60:
            raise ValueError('between must begin before it ends, such as "08:00-20:00"')
        return self


class QueueSettings(Part):
    agents: tuple[MemberSettings, ...] = Field(
        (), max_length=2000, description="Agents who serve it: names, or {name, level, ...}."
    )
    music: Name = Field("default", description="What waiting callers hear between announcements.")
    strategy: Strategy = Field("longest_idle", description="Who of the free agents is rung.")
    requires: str = Field(
        "",
        max_length=500,
        description="Skills an agent must have, such as: german >= 3 and (sales or support).",
    )
    relax: tuple[RelaxSettings, ...] = Field(
        (), max_length=6, description="What is asked less strictly the longer a caller waits."
    )
    priority_worth_s: int = Field(
        0,
        ge=0,
        le=86400,
        description="Seconds of waiting one point of priority is worth; 0: priority goes first.",
    )
    progress_s: int = Field(
        10,
        ge=1,
        le=120,
        description="Seconds until one phone more rings with strategy: progressive.",
    )
    prefer_s: int = Field(
        20, ge=0, le=3600, description="Seconds only the agents a caller prefers are asked."
    )
    last_agent_h: int = Field(
        0, ge=0, le=8760, description="Hours in which the agent who talked last is preferred."
    )
    redial_s: int = Field(
        120, ge=0, le=3600, description="Seconds in which who hangs up and calls again is in place."
    )
    ring_timeout_s: int = Field(
        20, ge=3, le=120, description="Seconds one agent's phone rings before the next is tried."
    )
    wrap_up_s: int = Field(
        10, ge=0, le=3600, description="Seconds an agent has for notes after a call."
    )
    max_waiting: int = Field(
        200,
        ge=1,
        le=5000,
        description="Callers who may wait; the next one takes the dialplan's on_full branch.",
    )
    max_wait_s: int = Field(
        1800, ge=10, le=86400, description="Longest wait before the dialplan's on_timeout branch."
    )
    announce_first_s: int = Field(
        10, ge=0, le=3600, description="Seconds until a waiting caller first hears the position."
    )
    announce_every_s: int = Field(
        45, ge=10, le=3600, description="Seconds between later announcements."
    )
    announce_position: bool = Field(True, description="Whether the position is spoken.")
    announce_wait: bool = Field(
        False, description="Whether the waiting time is spoken, once it can be told."
    )
    comfort: ComfortSettings = Field(
        default_factory=ComfortSettings, description="Messages for waiting callers."
    )
    rest_after_rejected_s: int = Field(
        10, ge=0, le=3600, description="Seconds without offers for an agent who declined one."
    )
    rest_after_missed_s: int = Field(
        30, ge=0, le=3600, description="Seconds without offers for an agent who missed one."
    )
    callback: CallbackSettings = Field(
        default_factory=CallbackSettings, description="How promised callbacks are made."
    )

    @property
    def names(self) -> tuple[str, ...]:
        """The agents, by name."""
        return tuple(member.name for member in self.agents)


class DeviceSettings(Part):
    transport: Transport = Field(
        "tls", description="How the phone connects: udp, tcp, tls or wss (browser)."
    )


class AgentSettings(Part):
    display: str = Field("", max_length=64, description="The agent's name as people read it.")
    language: Language = Field("en", description="Language of what the agent's phone says.")
    devices: dict[Name, DeviceSettings] = Field(
        default_factory=dict, description="The agent's phones, tried in this order."
    )
    ring: Literal["first", "all"] = Field(
        "first", description="Which phones ring: the first that can be reached, or all at once."
    )
    skills: dict[Name, Annotated[int, Field(ge=0, le=100)]] = Field(
        default_factory=dict, description="What the agent can do, and how well: {german: 3}."
    )


class TrunkRegistration(Part):
    server: Host = Field(min_length=1, description="The carrier's registrar, host or host:port.")
    username: str = Field(
        min_length=1,
        max_length=128,
        pattern=r"^[!-~]+$",
        description="Account at the carrier; the password is asked by `voipcc trunk password`.",
    )
    expiry_s: int = Field(300, ge=30, le=7200, description="How long one registration lasts.")


class TrunkSettings(Part):
    transport: Literal["udp", "tcp", "tls"] = Field(
        "udp", description="How the carrier is spoken to."
    )
    addresses: tuple[IPv4Network, ...] = Field((), description="Addresses the carrier calls from.")
    proxy: Host = Field("", description="Where outgoing calls are sent, host or host:port.")
    registration: TrunkRegistration | None = Field(
        None, description="Account to register with, where the carrier wants it."
    )
    authenticate_inbound: bool = Field(
        False, description="Ask the carrier for digest credentials on its calls too."
    )
    called_number_from: Literal["request_uri", "to", "p_called_party_id"] = Field(
        "request_uri", description="Where the carrier writes the dialled number."
    )
    caller_from: Literal["p_asserted_identity", "from"] = Field(
        "p_asserted_identity", description="Where the carrier writes the caller's number."
    )
    dtmf: Literal["auto", "rfc4733", "info", "inband"] = Field(
        "auto", description="How the carrier sends keys."
    )
    max_calls: int = Field(
        30, ge=1, le=5000, description="Calls at once on this trunk; more are refused as busy."
    )
    codecs: tuple[Codec, ...] = Field(
        ("alaw", "ulaw", "g722"), min_length=1, description="Codecs offered, best first."
    )
    caller_id: E164 | None = Field(
        None, description="Number shown on outgoing calls unless another is chosen."
    )
    permits: tuple[Country, ...] = Field(
        (), description="Countries (such as DE) this trunk may call; nothing else is dialled."
    )


class CentreSettings(Part):
    """Everything `centre.yaml` may say."""

    format: Literal[1] = Field(1, description="Version of this file's form.")
    name: str = Field(
        "voipcc", max_length=64, description="Name of the centre in lists and on pages."
    )
    country: Country = Field("DE", description="Country in whose form national numbers are read.")
    time_zone: str = Field("Europe/Berlin", description="Time zone of opening hours and reports.")
    languages: tuple[Language, ...] = Field(
        ("en",), min_length=1, description="Languages every prompt must exist in."
    )
    dialplans: Path = Field(
        Path("dialplans"), description="Folder of the dialplans, beside this file."
    )
    sounds: Path = Field(
        Path("sounds"), description="Folder of own prompts; the shipped ones are used for the rest."
    )
    state: Path = Field(
        Path("state"), description="Folder of journal, records, secrets and the running switch."
    )
    listen: ListenSettings = Field(
        default_factory=ListenSettings, description="Where SIP is spoken."
    )
    public_address: IPv4Address | None = Field(
        None, description="Address the outside sees when the machine stands behind 1:1 NAT."
    )
    local_networks: tuple[IPv4Network, ...] = Field(
        (),
        description="Networks where unencrypted SIP is allowed; private ones need no public_address.",
    )
    rtp_ports: Ports = Field("10000-11999", description="UDP ports for audio, first-last.")
    asterisk: AsteriskSettings = Field(
        default_factory=AsteriskSettings, description="Which Asterisk carries the calls."
    )
    carriers_ca_file: Path | None = Field(
        None,
        description="CA certificates carriers' TLS is checked against instead of the machine's own.",
    )
    max_calls: int = Field(
        500, ge=1, le=10000, description="Calls at once; more are refused before answering."
    )
    agents: dict[Name, AgentSettings] = Field(
        default_factory=dict, description="The people who take calls."
    )
    queues: dict[Name, QueueSettings] = Field(
        default_factory=dict, description="Lines of waiting callers."
    )
    trunks: dict[Name, TrunkSettings] = Field(
        default_factory=dict, description="Connections to the telephone network."
    )
    break_reasons: tuple[Name, ...] = Field(
        ("break", "lunch", "meeting"),
        max_length=9,
        description="Reasons an agent may give; *13 and a digit choose them in order.",
    )


AT_START_ONLY = (
    "listen",
    "public_address",
    "local_networks",
    "rtp_ports",
    "carriers_ca_file",
    "asterisk",
    "state",
    "sounds",
    "country",
)


def waiting_for_start(begun: CentreSettings, now: CentreSettings) -> list[str]:
    """Keys whose change a reload cannot put into effect: the centre must be started anew."""
    changed = [key for key in AT_START_ONLY if getattr(begun, key) != getattr(now, key)]
    if begun.languages[0] != now.languages[0]:
        changed.append("languages")
    return changed
