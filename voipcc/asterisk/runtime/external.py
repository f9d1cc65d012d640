"""An Asterisk someone else runs: where it is spoken to."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.config import Blueprint, LocalPorts, SipPorts, files, wanted_transports
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.certificate import carrier_ca, ensure_certificate
from voipcc.asterisk.runtime.folder import write_private
from voipcc.asterisk.telephones import telephones_of, trunk_endpoints
from voipcc.music import classes_of, order_of, streams_of
from voipcc.places import StateFolder, shipped_sounds
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings

USUAL_PLACE = Path("/etc/asterisk")


def external_address(
    settings: CentreSettings,
    secrets: Secrets,
    sounds: Sequence[Path] = (),
    versions: Path | None = None,
    state: StateFolder | None = None,
) -> SwitchAddress:
    """The address of the external Asterisk the settings name. Raises SwitchError.

    Where its spool folder is named, messages and recordings of talks are kept in `state`.
    """
    spool = settings.asterisk.spool if state is not None else None
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
        cel_file=settings.asterisk.cel_file,
        recordings=spool / "recording" if spool else None,
        voicemails=state.voicemails if state and spool else None,
        tapes=state.tapes / "spool" if state and spool else None,
        telephones=telephones_of(settings, secrets),
        trunks=trunk_endpoints(settings, secrets),
        versions=versions,
    )


def external_ports(settings: CentreSettings) -> SipPorts:
    """The ports phones and trunks reach: with nobody to choose, those the settings name."""
    wanted, listen = wanted_transports(settings), settings.listen
    named = {"udp": listen.udp, "tcp": listen.tcp, "tls": listen.tls, "wss": listen.wss}
    for name in sorted(wanted):
        if not named[name]:
            raise SwitchError(
                f"listen.{name} is 0, but nobody chooses a free port at an external Asterisk: "
                "write the port"
            )
    return SipPorts(**{name: port if name in wanted else 0 for name, port in named.items()})


def write_external(
    folder: Path,
    settings: CentreSettings,
    secrets: Secrets,
    numbers: Sequence[str],
    place: Path = USUAL_PLACE,
    sounds: Sequence[Path] = (),
) -> list[Path]:
    """Write what an Asterisk run by someone else needs to carry this centre's calls.

    Only files that concern the centre: whoever runs that Asterisk decides about its folders and
    logs. `place` is its configuration folder, `sounds` where own music may lie. A certificate
    that is in `folder` already stays. Returns the paths. Raises SwitchError, OSError.
    """
    plan = external_blueprint(settings, secrets, numbers, place, sounds)
    make_folders(folder)
    written = {"README": _README, **external_files(plan)}
    for name, text in written.items():
        write_private(folder / name, text)
    ensure_certificate(folder / "keys", settings)
    return [folder / name for name in (*written, "keys/cert.pem", "keys/key.pem")]


def external_blueprint(
    settings: CentreSettings,
    secrets: Secrets,
    numbers: Sequence[str],
    place: Path,
    sounds: Sequence[Path] = (),
) -> Blueprint:
    """What the files for an Asterisk with its configuration in `place` are made of."""
    (_, ari_port), (_, ami_port) = _doors(settings)
    return Blueprint(
        settings=settings,
        secrets=secrets,
        numbers=tuple(numbers),
        sip=external_ports(settings),
        local=LocalPorts(ari=ari_port, ami=ami_port),
        instance=place,
        run=place,
        modules=place,
        programs=place,
        music=(music := _music(settings, sounds)),
        streams={name: order_of(url, music[name]) for name, url in streams_of(settings).items()},
        carrier_ca=carrier_ca(settings),
    )


def external_files(plan: Blueprint) -> dict[str, str]:
    """Only those that concern the centre; modules.conf is the last, as nothing starts without it."""
    texts = files(plan)
    orders = {name: text for name, text in texts.items() if name.startswith("music-")}
    return {**orders, **{name: texts[name] for name in _EXTERNAL}}


def make_folders(folder: Path) -> None:
    """The folders its files are written into, readable by us alone. Raises OSError."""
    for name in ("", "pjsip.d", "keys"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)


def _music(settings: CentreSettings, sounds: Sequence[Path]) -> dict[str, Path]:
    """A folder per class of music: the centre's own, else what that Asterisk has in its data."""
    own = sounds[0] / "music" if sounds else Path("none")
    return {
        name: (own / name).resolve() if (own / name).is_dir() else Path("moh")
        for name in classes_of(settings, sounds[0] if sounds else None)
    }


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
    "musiconhold.conf",
    "stasis.conf",
    "indications.conf",
    "cdr.conf",
    "modules.conf",
)
_README = """Configuration for an Asterisk that carries the calls of a voipcc centre.

These files hold passwords: keep them 0600 and owned by Asterisk's user.

1. Asterisk 22.10.1 or newer, on the same machine (ARI and AMI are spoken to over loopback), not
   shared with another application.
2. Copy the files into its configuration folder (usually /etc/asterisk; if it is another one, write
   these files again with --place), pjsip.d and keys as folders. modules.conf lists the modules that
   are needed; an installation that loads all of them works as well.
3. keys/ holds a certificate for SIP over TLS that was made here: put your own in its place if you
   have one. Phones must trust cert.pem.
4. Prompts are played from files by their full path: let Asterisk's user read state/sounds and
   state/versions/*/played of the centre, whose files are those of state/prompts, and the shipped
   sounds, and state/announcements (what overrides say). Music on hold comes from
   the folder moh in Asterisk's data, or from the centre's sounds/music, converted there as well.
5. cel_custom.conf makes Asterisk keep its own account of calls (log/cel-custom/Master.csv). Where
   the centre's user may read it, name it as asterisk.cel_file: then calls that ended, or were
   served by the fallback queue, while no controller lived have their records too.
6. Restart Asterisk, then start the centre: it says what is missing.
7. After each change of agents, devices, trunks or numbers write the files again, copy pjsip.d,
   extensions.conf, queues.conf and musiconhold.conf, reload res_pjsip,
   res_pjsip_endpoint_identifier_ip, res_pjsip_outbound_registration, pbx_config, app_queue and
   res_musiconhold there, and then the centre: voipcc reload. Where the centre's user may write into
   that folder name it as asterisk.files: then the centre does all this by itself.
8. Talks are recorded into state/tapes/spool of the centre, by Asterisk itself: run it as the centre's
   user and name asterisk.spool. The module app_mixmonitor must be there; it is loaded with the first
   recording.
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
