"""Where a running switch is spoken to, and what it calls our devices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

APPLICATION = "voipcc"


@dataclass(frozen=True, slots=True)
class Telephone:
    """An agent's telephone: its number in E.164, the trunk, the number shown ("": the one dialled).

    `endpoint` is the trunk's name at Asterisk: the telephone is there while that is.
    """

    number: str = field(repr=False)
    trunk: str
    caller_id: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class SwitchAddress:
    """Made by the runtime (or from the settings of an external Asterisk); never logged whole.

    `endpoints` maps our device ids ("anna/desk") to Asterisk's unguessable endpoint names,
    `trunks` the names of trunks, `telephones` those that are rung through one.
    `recordings` is where it puts them, `voicemails` where they are kept (None: not on this
    machine); calls are recorded into `tapes`, a folder for each. `sounds` are folders searched in order for `<language>/<prompt>.wav`, `versions` is where
    earlier versions of the first of them lie. `music` tells of each class what it is now.
    """

    ari_host: str
    ari_port: int
    ari_user: str
    ari_password: str = field(repr=False)
    ami_host: str
    ami_port: int
    ami_user: str
    ami_password: str = field(repr=False)
    endpoints: Mapping[str, str]
    sounds: tuple[Path, ...]
    cel_file: Path | None = None
    recordings: Path | None = None
    voicemails: Path | None = None
    tapes: Path | None = None
    application: str = APPLICATION
    telephones: Mapping[str, Telephone] = field(default_factory=dict)
    trunks: Mapping[str, str] = field(default_factory=dict, repr=False)
    music: Mapping[str, str] = field(default_factory=dict)
    versions: Path | None = None
