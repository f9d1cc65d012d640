"""`voipcc doctor`: is this machine fit to carry calls? Each finding with its remedy."""

import os
import shutil
import socket
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Literal

from voipcc.places import StateFolder
from voipcc.secrets_file import SecretsError, lookup_secrets, without_pin
from voipcc.settings import CentreSettings

Verdict = Literal["good", "warning", "bad"]
EARLIEST_CLOCK_S = 1_767_225_600  # 2026-01-01: a clock before this release is wrong
LEAST_DISK_BYTES = 1 << 30
LEAST_MEMORY_KB = 1 << 20
LEAST_FILES = 4096
EPHEMERAL_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what, how it is, and what to do if it is not good."""

    what: str
    verdict: Verdict
    text: str
    remedy: str = ""


def examine(settings: CentreSettings, folder: Path, running: bool) -> list[Finding]:
    """Everything about machine and settings that can be told without a call.

    `running`: the centre runs, so its own ports are taken and that is right. So they are where
    somebody else runs the Asterisk.
    """
    state = StateFolder((folder / settings.state).resolve())
    return [
        *_machine(folder),
        *_clock(),
        *_host_name(),
        *_addresses(settings),
        *([] if running or settings.asterisk.mode == "external" else _ports(settings)),
        *_audio_ports(settings),
        *_exposure(settings),
        *_rights(state),
        *_newer_asterisk(settings),
        *_parked(state.permits),
        *_published(state, folder),
        *_pins(settings, state.secrets),
        *_look_ups(settings, folder, state.secrets),
        *_webhooks(settings, state.secrets),
        *_records(settings, state),
        *_recordings(settings, state),
    ]


def _pins(settings: CentreSettings, secrets: Path) -> Iterator[Finding]:
    """Supervisors whom no telephone lets listen; damaged secrets are told elsewhere."""
    try:
        missing = without_pin(secrets, settings)
    except (SecretsError, OSError):
        return
    if settings.supervisors:
        text = (
            ", ".join(missing) + " cannot listen by code" if missing else "every supervisor has one"
        )
        remedy = f"voipcc supervise pin {missing[0]}" if missing else ""
        yield _judged("PINs", not missing, text, remedy, otherwise="warning")


def _look_ups(settings: CentreSettings, folder: Path, secrets: Path) -> Iterator[Finding]:
    """Secrets that dialplans send to servers and nobody gave: such a look-up always fails."""
    from voipcc.dialplan.publisher import read_all
    from voipcc.dialplan.steps.lookup import LookUpForm

    drafts, _ = read_all(folder, settings.dialplans)
    steps = (step for draft in drafts for block in draft.blocks.values() for step in block)
    forms = (step.form for step in steps)
    asked = {
        name for form in forms if isinstance(form, LookUpForm) for name in form.secrets_asked()
    }
    yield from _given("look-ups", asked, secrets)


def _webhooks(settings: CentreSettings, secrets: Path) -> Iterator[Finding]:
    """Hooks whose secret nobody gave: nothing is sent to them."""
    asked = {hook.secret for hook in settings.exports.webhooks.values()}
    yield from _given("webhooks", asked, secrets)


def _given(what: str, asked: set[str], secrets: Path) -> Iterator[Finding]:
    """Whether somebody gave each secret that is asked for; a damaged file is told elsewhere."""
    try:
        missing = sorted(asked - lookup_secrets(secrets))
    except (SecretsError, OSError):
        return
    if asked:
        text = f"nobody gave the secret {', '.join(missing)}" if missing else "every secret is kept"
        remedy = f"voipcc secret set {missing[0]}" if missing else ""
        yield _judged(what, not missing, text, remedy, otherwise="warning")


def _records(settings: CentreSettings, state: StateFolder) -> Iterator[Finding]:
    """Whether the server that keeps the records answers; calls do not need it, figures do."""
    from voipcc.database.schema import RecordsError
    from voipcc.record_place import engine_of
    from voipcc.secrets_file import kept_secrets

    if settings.records.postgres is None:
        return
    try:
        engine = engine_of(settings, state, kept_secrets(state.secrets))
        with engine.reading() as session:
            version = str(session.rows("SHOW server_version")[0][0])
    except (SecretsError, RecordsError, OSError) as error:
        remedy = "mend it or records: in centre.yaml; meanwhile the journal keeps every record"
        yield Finding("records", "bad", str(error), remedy)
        return
    modern = int(version.split(".", maxsplit=1)[0]) >= 15
    text, remedy = f"{engine.place} answers, version {version}", "PostgreSQL 15 or newer is needed"
    yield _judged("records", modern, text, remedy)


def _recordings(settings: CentreSettings, state: StateFolder) -> Iterator[Finding]:
    """Where the sound of talks is open while they are recorded."""
    from voipcc.dialplan.taping import any_rule
    from voipcc.tape_spool import words

    if any_rule(settings):
        yield Finding("recordings", "good", words(state.tapes))


def _published(state: StateFolder, folder: Path) -> Iterator[Finding]:
    """Whether the folder is what callers meet."""
    from voipcc.versions.folder_watch import FolderState
    from voipcc.versions.store import VersionError, VersionStore

    store = VersionStore(state, folder)
    found = FolderState(store)
    try:
        version = store.standing().version
        if not version:
            return
        found.look(store.edition(version))
    except (VersionError, OSError) as error:
        yield Finding("version", "bad", str(error), "voipcc publish makes it anew")
        return
    text, remedy = found.words or f"the folder is what runs, version {version[:8]}", "voipcc plan"
    if found.broken:
        yield Finding("version", "bad", text, "mend it; voipcc restore puts the files back")
    else:
        yield _judged("version", not found.files, text, remedy, otherwise="warning")


def _parked(book: Path) -> Iterator[Finding]:
    """Whose right to dial out a limit has taken: perhaps a stolen account."""
    from voipcc.database.permit_book import parked_agents
    from voipcc.database.schema import RecordsError

    try:
        parked = parked_agents(book) if book.exists() else {}
    except RecordsError as error:
        yield Finding("permits", "bad", str(error), "move it away: it is begun anew")
        return
    for agent, why in parked.items():
        text = f"{agent} may not dial out: {why}"
        remedy = f"new password if it was not {agent}; then voipcc agent unpark {agent}"
        yield Finding("dialling", "bad", text, remedy)


def _newer_asterisk(settings: CentreSettings) -> Iterator[Finding]:
    """Only of a private copy: who runs another program looks after it themselves."""
    from voipcc.asterisk.runtime import days_since_check, newer_offered

    days = days_since_check()
    if settings.asterisk.mode == "external" or settings.asterisk.program or days is None:
        return
    offered = newer_offered()
    seen = f"looked at {days:.0f} days ago" if days >= 1 else "looked at today"
    yield _judged(
        "Asterisk",
        not offered,
        f"{offered} is offered, newer than our copy" if offered else f"no newer one known, {seen}",
        "voipcc switch update: it is tried first, and used from the next start on",
        otherwise="warning",
    )


def _machine(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    yield _judged(
        "disk", free >= LEAST_DISK_BYTES, f"{free >> 20} MB free", "free some space: 1 GB at least"
    )
    memory = _memory_kb()
    yield _judged(
        "memory", memory >= LEAST_MEMORY_KB, f"{memory >> 10} MB available", "stop other programs"
    )
    import resource

    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    yield _judged(
        "open files",
        files >= LEAST_FILES,
        f"limit {files}",
        "raise the limit: LimitNOFILE=65536 in the unit, or ulimit -n",
    )


def _clock() -> Iterator[Finding]:
    yield _judged(
        "clock",
        time.time() >= EARLIEST_CLOCK_S,
        time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
        "set the clock and run a time service (systemd-timesyncd, chrony)",
    )


def _host_name() -> Iterator[Finding]:
    name = socket.gethostname()
    begun = time.monotonic()
    try:
        socket.getaddrinfo(name, None)
        resolved = True
    except OSError:
        resolved = False
    quick = time.monotonic() - begun < 1.0
    yield _judged(
        "host name",
        resolved and quick,
        f'"{name}" ' + ("resolves" if resolved and quick else "does not resolve at once"),
        f"add a line to /etc/hosts: 127.0.1.1 {name} (the switch stalls for seconds otherwise)",
    )


def _addresses(settings: CentreSettings) -> Iterator[Finding]:
    address = settings.listen.address
    yield _judged(
        "listen address",
        _can_bind(address, 0, socket.SOCK_DGRAM),
        str(address),
        "listen.address must be an address of this machine (ip -brief address), or 0.0.0.0",
    )
    if not address.is_loopback and not address.is_global and settings.public_address is None:
        yield Finding(
            "public address",
            "warning",
            f"{address} is no public address and public_address is not set",
            "set public_address to what agents at home and carriers see",
        )


def _ports(settings: CentreSettings) -> Iterator[Finding]:
    listen = settings.listen
    wanted = {
        "udp": (listen.udp, socket.SOCK_DGRAM),
        "tcp": (listen.tcp, socket.SOCK_STREAM),
        "tls": (listen.tls, socket.SOCK_STREAM),
        "wss": (listen.wss, socket.SOCK_STREAM),
    }
    for name, (port, kind) in wanted.items():
        if port:
            yield _judged(
                f"port {name}",
                _can_bind(listen.address, port, kind),
                f"{listen.address}:{port}",
                f"another program holds it (ss -lntup 'sport = :{port}'); stop it or "
                f"change listen.{name}",
            )


def _audio_ports(settings: CentreSettings) -> Iterator[Finding]:
    first, last = (int(port) for port in settings.rtp_ports.split("-"))
    needed = 4 * settings.max_calls
    yield _judged(
        "audio ports",
        last - first + 1 >= needed,
        f"{last - first + 1} ports for up to {settings.max_calls} calls",
        f"a call needs four ports: widen rtp_ports to {needed}, or lower max_calls",
        otherwise="warning",
    )
    low, high = _ephemeral()
    yield _judged(
        "audio ports' range",
        last < low or first > high,
        f"{first}-{last}; other programs are given {low}-{high}",
        "choose rtp_ports outside that range (net.ipv4.ip_local_port_range)",
        otherwise="warning",
    )


def _exposure(settings: CentreSettings) -> Iterator[Finding]:
    address = settings.listen.address
    if address.is_loopback or settings.local_networks:
        return
    plain = [
        f"{agent}/{device}"
        for agent, person in settings.agents.items()
        for device, phone in person.devices.items()
        if phone.transport in ("udp", "tcp") and phone.number is None
    ]
    yield _judged(
        "exposure",
        not plain,
        "only encrypted phones on the public address"
        if not plain
        else f"unencrypted phones on {address}: {', '.join(plain)}",
        "use transport: tls, or name the networks where plain SIP is allowed in local_networks",
    )


def _rights(state: StateFolder) -> Iterator[Finding]:
    for path, most in ((state.folder, 0o700), (state.secrets, 0o600), (state.parties, 0o600)):
        what = f"rights of {path.name}"
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Finding(what, "bad", error.strerror or str(error), "run voipcc as the owner")
            continue
        rights = stat.S_IMODE(found.st_mode)
        yield _judged(
            what,
            rights & ~most == 0 and found.st_uid == os.geteuid(),
            f"{rights:o}, owner {found.st_uid}",
            f"chmod {most:o} {path}; run voipcc as the file's owner",
        )


def _judged(what: str, fine: bool, text: str, remedy: str, otherwise: Verdict = "bad") -> Finding:
    return Finding(what, "good" if fine else otherwise, text, "" if fine else remedy)


def _can_bind(address: IPv4Address, port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((str(address), port))
        except OSError:
            return False
    return True


def _ephemeral() -> tuple[int, int]:
    """The ports this machine gives to whoever asks for any."""
    try:
        low, high = EPHEMERAL_RANGE.read_text().split()
    except (OSError, ValueError):
        return 0, -1
    return int(low), int(high)


def _memory_kb(read: Callable[[], str] = lambda: Path("/proc/meminfo").read_text()) -> int:
    for line in read().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1])
    return 0
