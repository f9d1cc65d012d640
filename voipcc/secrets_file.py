"""The centre's secrets: made at install, kept in one file only its owner may read.

Passwords are random and never chosen by people, except a carrier's, which the carrier gives.
"""

import json
import os
import re
import secrets as chance
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from voipcc.pins import PIN, sealed
from voipcc.setting_words import NAME_PATTERN
from voipcc.settings import CentreSettings

REALM = "voipcc"
NAME = re.compile(NAME_PATTERN)
LONGEST_LOOKUP_SECRET, MOST_LOOKUP_SECRETS = 2000, 100
MOST_TAPE_KEYS = 1000


class SecretsError(Exception):
    """The secrets cannot be used; the text says which file, why, and what to do."""


@dataclass(frozen=True, slots=True)
class DeviceSecret:
    """What one phone registers with; `endpoint` is its unguessable user name too."""

    endpoint: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TrunkSecret:
    """`password` is the carrier's ("" until it was given); `inbound_*` is asked of the carrier."""

    password: str = field(repr=False)
    inbound_user: str
    inbound_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """All secrets of one centre. `seed` keys the core's choices; `pins` are sealed (`voipcc.pins`), `lookups` are what servers ask of us.

    `tapes` are the keys of recordings, the newest last; the older ones open what was kept before.
    """

    seed: int = field(repr=False)
    ari_user: str
    ari_password: str = field(repr=False)
    ami_user: str
    ami_password: str = field(repr=False)
    devices: Mapping[str, DeviceSecret] = field(default_factory=dict)
    trunks: Mapping[str, TrunkSecret] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict, repr=False)
    lookups: Mapping[str, str] = field(default_factory=dict, repr=False)
    tapes: Mapping[str, str] = field(default_factory=dict, repr=False)


def load_secrets(path: Path, settings: CentreSettings) -> Secrets:
    """The secrets in `path`, made or completed so that they cover `settings`.

    What a device or trunk once got stays, also while it is absent from the settings.
    Raises SecretsError when the file is damaged or readable by others.
    """
    present = _read(path) if path.exists() else None
    complete = covering(present or _fresh(), settings)
    if complete != present:
        write_secrets(path, complete)
    return complete


def kept_secrets(path: Path) -> Secrets:
    """The secrets as they are, to be read only. Raises SecretsError when there are none yet, too."""
    if not path.exists():
        raise SecretsError(f"{path}: there are no secrets yet; voipcc serve makes them")
    return _read(path)


def set_trunk_password(path: Path, settings: CentreSettings, trunk: str, password: str) -> Secrets:
    """Keep the password a carrier gave for `trunk`. Raises SecretsError for an unknown trunk."""
    if trunk not in settings.trunks:
        known = ", ".join(sorted(settings.trunks)) or "none"
        raise SecretsError(f"there is no trunk {trunk!r} in the centre's file (known: {known})")
    if any(character in password for character in "\r\n\0"):
        raise SecretsError("a password is one line of text")
    known_secrets = load_secrets(path, settings)
    entry = replace(known_secrets.trunks[trunk], password=password)
    changed = replace(known_secrets, trunks={**known_secrets.trunks, trunk: entry})
    write_secrets(path, changed)
    return changed


def set_pin(path: Path, settings: CentreSettings, supervisor: str, pin: str) -> Secrets:
    """Keep what `voipcc.pins` makes of a supervisor's PIN. Raises SecretsError for a bad one."""
    if supervisor not in settings.supervisors:
        known = ", ".join(sorted(settings.supervisors)) or "none"
        raise SecretsError(f"there is no supervisor {supervisor!r} (known: {known})")
    if not PIN.fullmatch(pin):
        raise SecretsError("a PIN is 4 to 12 digits")
    present = load_secrets(path, settings)
    changed = replace(present, pins={**present.pins, supervisor: sealed(pin)})
    write_secrets(path, changed)
    return changed


def without_pin(path: Path, settings: CentreSettings) -> list[str]:
    """Supervisors who have set no PIN yet. Raises SecretsError as `load_secrets`."""
    pins = _read(path).pins if path.exists() else {}
    return [name for name in settings.supervisors if not pins.get(name)]


def lookup_secrets(path: Path) -> set[str]:
    """The names of what servers want to hear. Raises SecretsError as `load_secrets`."""
    return set(_read(path).lookups) if path.exists() else set()


def set_lookup_secret(path: Path, settings: CentreSettings, name: str, value: str) -> Secrets:
    """Keep what a server wants to hear, "" forgets it. Raises SecretsError for what cannot be kept."""
    if not NAME.fullmatch(name):
        raise SecretsError("a name has small letters, digits, - and _, and begins with a letter")
    if not value.isprintable() or len(value) > LONGEST_LOOKUP_SECRET:
        raise SecretsError(f"a secret is one line of at most {LONGEST_LOOKUP_SECRET} letters")
    present = load_secrets(path, settings)
    kept = {known: one for known, one in present.lookups.items() if known != name}
    if value:
        kept[name] = value
    if len(kept) > MOST_LOOKUP_SECRETS:
        raise SecretsError(f"at most {MOST_LOOKUP_SECRETS} secrets can be kept: remove one")
    changed = replace(present, lookups=kept)
    write_secrets(path, changed)
    return changed


def tape_keys(path: Path) -> Mapping[str, str]:
    """The keys of recordings by id, the newest last. Raises SecretsError as `load_secrets`."""
    return _read(path).tapes if path.exists() else {}


def add_tape_key(path: Path, settings: CentreSettings) -> str:
    """A new key for recordings from now on; its id. Raises SecretsError as `load_secrets`."""
    present = load_secrets(path, settings)
    if len(present.tapes) >= MOST_TAPE_KEYS:
        raise SecretsError(f"at most {MOST_TAPE_KEYS} keys of recordings can be kept")
    write_secrets(path, replace(present, tapes=_with_tape_key(present.tapes)))
    return list(tape_keys(path))[-1]


def _with_tape_key(present: Mapping[str, str]) -> Mapping[str, str]:
    """Its id tells which recordings it opens: never one that another key had."""
    return {**present, f"t{len(present) + 1}-{chance.token_hex(3)}": chance.token_hex(32)}


def covering(present: Secrets, settings: CentreSettings) -> Secrets:
    """`present` with an entry for each device and trunk of `settings`."""
    devices = dict(present.devices)
    for agent, person in settings.agents.items():
        for name, phone in person.devices.items():
            if phone.number is not None:
                continue  # a telephone outside registers nowhere
            devices.setdefault(f"{agent}/{name}", _device_secret(agent, name))
    trunks = dict(present.trunks)
    for name in settings.trunks:
        trunks.setdefault(name, TrunkSecret("", f"{name}-{chance.token_hex(6)}", _password()))
    tapes = present.tapes or _with_tape_key({})
    return replace(present, devices=devices, trunks=trunks, tapes=tapes)


def write_secrets(path: Path, secrets: Secrets) -> None:
    """Replace the file in one step, so that a power cut leaves the old or the new one.

    Raises SecretsError when it cannot be written.
    """
    try:
        _write(path, secrets)
    except OSError as error:
        raise SecretsError(
            f"{path} cannot be written ({error.strerror}): make room on the disk, or give the "
            "folder to the user who runs voipcc"
        ) from error


def _write(path: Path, secrets: Secrets) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"format": 1, **asdict(secrets)}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _fresh() -> Secrets:
    return Secrets(chance.randbits(63), "voipcc", _password(), "voipcc", _password())


def _password() -> str:
    return chance.token_hex(16)  # hex only: no configuration file reads anything into it


def _device_secret(agent: str, name: str) -> DeviceSecret:
    # The readable head helps people who read the switch's log; the tail makes it unguessable.
    head = re.sub(r"[^a-z0-9]", "", f"{agent}{name}")[:16]
    return DeviceSecret(f"{head}-{chance.token_hex(8)}", _password())


def _read(path: Path) -> Secrets:
    rights = stat.S_IMODE(path.stat().st_mode)
    if rights & 0o077:
        raise SecretsError(
            f"{path} holds passwords and others may read it (rights {rights:o}): "
            f"chmod 600 {path}, and if this machine has other users, delete it to get new secrets"
        )
    try:
        return _decoded(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise SecretsError(
            f"{path} is damaged ({error}): put back a copy, or delete it; new passwords are "
            "then made and every phone must be set up again"
        ) from error
    except OSError as error:
        raise SecretsError(f"{path} cannot be read: {error.strerror}") from error


def _decoded(data: dict[str, Any]) -> Secrets:
    if data.pop("format") != 1:
        raise ValueError("it was written by a newer voipcc")
    devices = {name: DeviceSecret(**entry) for name, entry in data.pop("devices").items()}
    trunks = {name: TrunkSecret(**entry) for name, entry in data.pop("trunks").items()}
    return Secrets(**data, devices=devices, trunks=trunks)
