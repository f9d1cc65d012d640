"""One validated settings object from one file, `centre.yaml`, and the environment.

The models say what may stand in the file; `voipcc.centre_file` reads it with line numbers.
Every key has a one-line description: `voipcc explain KEY` prints it.
"""

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
)

from voipcc.calendar_words import Dates, Days, Spans, as_list
from voipcc.core.line_limits import LineProfile
from voipcc.dialling_settings import ORDINARY, CallClass, DiallingSettings
from voipcc.export_settings import ExportSettings
from voipcc.lookup_settings import LookUpSettings
from voipcc.prompt_settings import MusicSettings, PromptSettings
from voipcc.queue_settings import QueueSettings
from voipcc.record_settings import RecordSettings
from voipcc.setting_words import (
    E164,
    FEATURE_CODE_PATTERN,
    TALK_CODE_PATTERN,
    Codec,
    Country,
    Host,
    KeyCode,
    Language,
    Name,
    Part,
    Port,
    Ports,
    ShortNumber,
    Transport,
)
from voipcc.tape_settings import TapeSettings

FeatureCode = Annotated[str, Field(pattern=FEATURE_CODE_PATTERN)]
TalkCode = Annotated[str, Field(pattern=TALK_CODE_PATTERN)]


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


class InvitationSettings(Part):
    port: Port = Field(
        8443, description="HTTPS port where invitations are taken up; 0: a free one."
    )
    host: Host = Field(
        "", description="Name phones find us by, if not the address: the certificate's."
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
    files: Path | None = Field(
        None,
        description="external only: its configuration folder, where voipcc then writes and reloads.",
    )
    spool: Path | None = Field(
        None,
        description="external only: its spool folder, on the same disk as state/; without it talks are not recorded.",
    )


class BreakSettings(Part):
    paid: bool = Field(True, description="Whether the break is paid.")
    productive: bool = Field(False, description="Whether it counts as work: a meeting, training.")
    longest_s: int = Field(
        0, ge=0, le=86400, description="Seconds after which it is shown as overdue; 0: never."
    )


class LineRuleSettings(Part):
    degraded_mos: float = Field(
        3.6,
        ge=0,
        le=4.4,
        description="Below this MOS an agent's line is degraded: rung after others; 0: no rule.",
    )
    bad_mos: float = Field(
        2.6, ge=0, le=4.4, description="Below this MOS it is bad: rung for nobody."
    )
    recover_s: int = Field(
        300,
        ge=30,
        le=86400,
        description="Seconds after which a line nobody measured counts as one step better.",
    )

    @field_validator("bad_mos")
    @classmethod
    def _below_degraded(cls, bad: float, others: ValidationInfo) -> float:
        degraded = others.data.get("degraded_mos", 0)
        if degraded and bad > degraded:
            raise ValueError(f"bad_mos must not be above degraded_mos ({degraded:g})")
        return bad


def _named_breaks(given: Any) -> Any:
    """The short form: a list of names."""
    if isinstance(given, list | tuple) and all(isinstance(one, str) for one in given):
        return {name: {} for name in given}
    return given


class DeviceSettings(Part):
    transport: Transport = Field(
        "tls", description="How the phone connects: udp, tcp, tls or wss (browser)."
    )
    number: E164 | None = Field(
        None, description="Makes it a telephone outside, rung through a trunk: its number."
    )
    trunk: Name | None = Field(None, description="Trunk a telephone is rung through first.")
    caller_id: E164 | None = Field(
        None, description="Number of ours a telephone shows; else the one the caller dialled."
    )
    confirm_s: int = Field(
        15, ge=5, le=60, description="Seconds in which key 1 takes the call at a telephone."
    )
    calls: bool = Field(
        True, description="false: a telephone that rings for no calls, only as the rescue."
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
    short_number: ShortNumber = Field(
        "", description='Under which colleagues dial the agent, such as "21"; needs quotes.'
    )
    auto_answer: bool = Field(False, description="Ask the agent's phones to pick up by themselves.")
    rescue: Name | None = Field(
        None, description="Telephone that takes the caller over when the agent's line dies."
    )
    line_profile: LineProfile = Field(
        "automatic",
        description="Codecs of the phones: normal, low_bandwidth, or automatic by what is measured.",
    )
    time_zone: str | None = Field(
        None, description="Time zone of the agent's shifts, if not the centre's."
    )
    shifts: dict[Days, Spans] = Field(
        default_factory=dict, description='When the agent works: {mon-fri: "08:00-16:00"}.'
    )
    away: Annotated[list[Dates], BeforeValidator(as_list)] = Field(
        default_factory=list, description='Days of leave: ["2026-12-24..2027-01-02"].'
    )
    skills: dict[Name, Annotated[int, Field(ge=0, le=100)]] = Field(
        default_factory=dict, description="What the agent can do, and how well: {german: 3}."
    )
    country: Country | None = Field(
        None, description="Country the agent sits in, if not the centre's: for emergency calls."
    )
    emergency_trunk: Name | None = Field(
        None, description="Trunk of the agent's emergency calls: it must know their address."
    )
    caller_id: E164 | None = Field(
        None, description="Number of ours the agent's own calls show; else the first one."
    )
    dials: tuple[Country, ...] | None = Field(
        None, description="Countries the agent may call, of those the trunks may; [] none."
    )


class SupervisorSettings(Part):
    """A supervisor is an agent; one named in no queue takes no calls."""

    queues: tuple[Name, ...] = Field(
        (), description="Queues whose calls may be listened to; all where none is named."
    )


class SupervisionSettings(Part):
    listen_code: FeatureCode = Field(
        "*80", description="Dialled before an agent's short number: hear the talk, after the PIN."
    )
    note_code: FeatureCode = Field(
        "*81", description="Dialled before an agent's short number: leave a spoken note."
    )
    notes_code: FeatureCode = Field("*82", description="Hear the notes left for you.")
    close_code: FeatureCode = Field(
        "*90", description="Closes everything until it opens next, after the PIN; or a queue."
    )
    open_code: FeatureCode = Field("*91", description="Ends what closes everything, or a queue.")
    help_code: TalkCode = Field(
        "*0", description="Pressed in mid-talk: a free supervisor is rung into it."
    )


class TalkCodeSettings(Part):
    """What an agent presses in mid-talk: * and one key; "" switches a code off."""

    blind: KeyCode = Field("*1", description="Give the caller away at once; then the number, #.")
    consult: KeyCode = Field("*2", description="Ask somebody first; then the number, #.")
    conference: KeyCode = Field("*3", description="Have somebody join the talk; then the number.")
    take_back: KeyCode = Field("*4", description="Back to the caller: the consult is over.")
    warm: KeyCode = Field("*8", description="Ask somebody, then all three talk, then leave.")
    park: KeyCode = Field("*5", description="Leave the caller at a numbered place, with music.")
    hold: KeyCode = Field("*6", description="Music for the caller, and back.")
    mute: KeyCode = Field("*7", description="Nobody hears the agent, and back.")
    record: KeyCode = Field("*9", description="The recording of the call pauses, and goes on.")


class ParkingSettings(Part):
    pickup_code: FeatureCode = Field(
        "*6", description="Dialled before the place: the caller who is parked there."
    )
    longest_s: int = Field(
        120, ge=10, le=3600, description="Then whoever parked the caller is rung."
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
    classes: tuple[CallClass, ...] = Field(
        ORDINARY, description="Kinds of numbers this trunk may call; premium ones never."
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
    prompts: PromptSettings = Field(
        default_factory=PromptSettings, description="How prompts are made and recorded."
    )
    music: dict[Name, MusicSettings] = Field(
        default_factory=dict, description="Classes of music on hold that are streams."
    )
    recordings: TapeSettings = Field(
        default_factory=TapeSettings, description="How recordings of calls are kept."
    )
    state: Path = Field(
        Path("state"), description="Folder of journal, records, secrets and the running switch."
    )
    listen: ListenSettings = Field(
        default_factory=ListenSettings, description="Where SIP is spoken."
    )
    invitations: InvitationSettings | None = Field(
        None, description="Where invited agents' phones fetch their settings; without it nowhere."
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
    supervisors: dict[Name, SupervisorSettings] = Field(
        default_factory=dict, description="The agents who may listen to others' calls."
    )
    supervision: SupervisionSettings = Field(
        default_factory=SupervisionSettings, description="Codes of supervision."
    )
    queues: dict[Name, QueueSettings] = Field(
        default_factory=dict, description="Lines of waiting callers."
    )
    trunks: dict[Name, TrunkSettings] = Field(
        default_factory=dict, description="Connections to the telephone network."
    )
    dialling: DiallingSettings = Field(
        default_factory=DiallingSettings, description="How much agents may call out of the house."
    )
    emergency_trunk: Name | None = Field(
        None, description="Trunk of agents' emergency calls, in the centre's own country."
    )
    voicemail_days: int = Field(
        30, ge=1, le=3650, description="Days after which a voicemail is deleted, heard or not."
    )
    line_rule: LineRuleSettings = Field(
        default_factory=LineRuleSettings,
        description="What a bad home line means for an agent's calls.",
    )
    lookups: LookUpSettings = Field(
        default_factory=LookUpSettings, description="What dialplans may ask of servers."
    )
    records: RecordSettings = Field(
        default_factory=RecordSettings, description="Where records are kept."
    )
    exports: ExportSettings = Field(
        default_factory=ExportSettings, description="What other programs get of the calls."
    )
    parking: ParkingSettings = Field(
        default_factory=ParkingSettings, description="Callers left at a numbered place."
    )
    talk_codes: TalkCodeSettings = Field(
        default_factory=TalkCodeSettings, description="Codes of agents in mid-talk."
    )
    break_reasons: Annotated[dict[Name, BreakSettings], BeforeValidator(_named_breaks)] = Field(
        default_factory=lambda: {name: BreakSettings() for name in ("break", "lunch", "meeting")},
        max_length=9,
        description="Reasons for a break, names or NAME: {...}; *13 and a digit choose in order.",
    )


AT_START_ONLY = (
    "invitations",
    "listen",
    "public_address",
    "local_networks",
    "rtp_ports",
    "carriers_ca_file",
    "asterisk",
    "state",
    "records",
    "sounds",
    "country",
    "exports",
)


def waiting_for_start(begun: CentreSettings, now: CentreSettings) -> list[str]:
    """Keys whose change a reload cannot put into effect: the centre must be started anew."""
    changed = [key for key in AT_START_ONLY if getattr(begun, key) != getattr(now, key)]
    if begun.languages[0] != now.languages[0]:
        changed.append("languages")
    return changed
