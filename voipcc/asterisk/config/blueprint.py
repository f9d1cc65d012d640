"""Everything one instance's configuration depends on: values only, no files are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings


@dataclass(frozen=True, slots=True)
class SipPorts:
    """Ports phones and trunks reach; 0 where the transport is off."""

    udp: int
    tcp: int
    tls: int
    wss: int


@dataclass(frozen=True, slots=True)
class LocalPorts:
    """Loopback ports of the switch's two control doors."""

    ari: int
    ami: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What the pure functions of this package turn into files.

    `instance` is the folder of one running switch, `run` where its console socket lies,
    `modules` and `programs` the folders of its loadable modules and of the program.
    `numbers` are the centre's own in E.164. `music` maps each class to a folder of
    sound files, `streams` those that are streams to what their player is told; `registrations`
    is where phones' registrations are kept (None: in the instance);
    `carrier_ca` holds the CA certificates carriers are checked against (None: there are none);
    `greeting` is the name of the fallback's prompt ("": straight to the music).
    """

    settings: CentreSettings
    secrets: Secrets
    numbers: tuple[str, ...]
    sip: SipPorts
    local: LocalPorts
    instance: Path
    run: Path
    modules: Path
    programs: Path
    music: Mapping[str, Path] = field(default_factory=dict)
    streams: Mapping[str, str] = field(default_factory=dict)
    greeting: str = ""
    registrations: Path | None = None
    carrier_ca: Path | None = None


def device_ids(settings: CentreSettings) -> dict[str, str]:
    """The transport of each device, by device id ("anna/desk"); telephones outside have none."""
    return {
        f"{agent}/{name}": device.transport
        for agent, person in settings.agents.items()
        for name, device in person.devices.items()
        if device.number is None
    }


def wanted_transports(settings: CentreSettings) -> frozenset[str]:
    """The SIP transports to open.

    Unencrypted ones only where nobody outside can reach them, or a carrier needs them:
    a transport nobody may use is a door nobody watches.
    """
    used: set[str] = {trunk.transport for trunk in settings.trunks.values()}
    used |= set(device_ids(settings).values())
    if settings.listen.address.is_loopback or settings.local_networks:
        used |= {"udp", "tcp"}
    return frozenset(used | {"tls"})
