"""An Asterisk someone else runs: where it is spoken to."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.config import Blueprint, LocalPorts, SipPorts, files, wanted_transports
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.folder import write_private
from voipcc.places import shipped_sounds
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings


def external_address(
    settings: CentreSettings, secrets: Secrets, sounds: Sequence[Path] = ()
) -> SwitchAddress:
    """The address of the external Asterisk the settings name. Raises SwitchError."""
    (ari_host, ari_port), (host, port) = _doors(settings)
    return SwitchAddress(
        ari_host=ari_host,
        ari_port=ari_port,
        ari_user=secrets.ari_user,
        ari_password=secrets.ari_password,
        ami_host=host,
        ami_port=port,
        ami_user=secrets.ami_user,
        ami_password=secrets.ami_password,
        endpoints={device: entry.endpoint for device, entry in secrets.devices.items()},
        sounds=tuple(sounds) or (shipped_sounds(),),
    )


def write_external(
    folder: Path, settings: CentreSettings, secrets: Secrets, numbers: Sequence[str]
) -> list[Path]:
    """Write what an Asterisk run by someone else needs to carry this centre's calls.

    Only files that concern the centre: whoever runs that Asterisk decides about its
    folders, modules and logs. Returns the paths. Raises SwitchError, OSError.
    """
    (_, ari_port), (_, ami_port) = _doors(settings)
    wanted, listen = wanted_transports(settings), settings.listen
    named = {"udp": listen.udp, "tcp": listen.tcp, "tls": listen.tls, "wss": listen.wss}
    ports = {name: port if name in wanted else 0 for name, port in named.items()}
    place = Path("/etc/asterisk")
    plan = Blueprint(
        settings=settings,
        secrets=secrets,
        numbers=tuple(numbers),
        sip=SipPorts(**ports),
        local=LocalPorts(ari=ari_port, ami=ami_port),
        instance=place,
        run=place,
        modules=place,
        programs=place,
    )
    texts = files(plan)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "pjsip.d").mkdir(mode=0o700, exist_ok=True)
    written = {"README": _README, **{name: texts[name] for name in _EXTERNAL}}
    for name, text in written.items():
        write_private(folder / name, text)
    return [folder / name for name in written]


_EXTERNAL = (
    "ari.conf",
    "manager.conf",
    "http.conf",
    "pjsip.conf",
    "pjsip.d/devices.conf",
    "pjsip.d/trunks.conf",
    "extensions.conf",
    "queues.conf",
    "rtp.conf",
    "cel.conf",
    "cel_custom.conf",
    "modules.conf",
)
_README = """Configuration for an Asterisk that carries the calls of a voipcc centre.

These files hold passwords: keep them 0600 and owned by Asterisk's user.

1. Asterisk 22.10.1 or newer, on the same machine (ARI and AMI are spoken to over loopback), not
   shared with another application.
2. Copy the files into its configuration folder (usually /etc/asterisk), pjsip.d as a folder.
   modules.conf lists the modules that are needed; an installation that loads all of them works
   as well.
3. Put a certificate for SIP over TLS at keys/cert.pem and keys/key.pem below that folder, or
   change the paths in pjsip.conf and http.conf.
4. Prompts are played from files by their full path: let Asterisk's user read the centre's sounds.
5. Restart Asterisk, then start the centre.
6. After each change of agents, devices, trunks or numbers write the files again, copy pjsip.d,
   extensions.conf and queues.conf, and reload res_pjsip, pbx_config and app_queue.
"""


def _doors(settings: CentreSettings) -> tuple[tuple[str, int], tuple[str, int]]:
    """Host and port of ARI and of AMI."""
    url = urlsplit(settings.asterisk.ari_url)
    if url.scheme != "http" or not url.hostname or not url.port:
        raise SwitchError(
            "asterisk.ari_url: an address such as http://127.0.0.1:8088 is needed in external mode"
        )
    host, _, port = settings.asterisk.ami_address.rpartition(":")
    if not host or not port.isdigit():
        raise SwitchError(
            "asterisk.ami_address: host:port such as 127.0.0.1:5038 is needed in external mode"
        )
    return (url.hostname, url.port), (host, int(port))
