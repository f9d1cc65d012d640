"""An Asterisk someone else runs: where it is spoken to."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.errors import SwitchError
from voipcc.places import shipped_sounds
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings


def external_address(
    settings: CentreSettings, secrets: Secrets, sounds: Sequence[Path] = ()
) -> SwitchAddress:
    """The address of the external Asterisk the settings name. Raises SwitchError."""
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
    return SwitchAddress(
        ari_host=url.hostname,
        ari_port=url.port,
        ari_user=secrets.ari_user,
        ari_password=secrets.ari_password,
        ami_host=host,
        ami_port=int(port),
        ami_user=secrets.ami_user,
        ami_password=secrets.ami_password,
        endpoints={device: entry.endpoint for device, entry in secrets.devices.items()},
        sounds=tuple(sounds) or (shipped_sounds(),),
    )
