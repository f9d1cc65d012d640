"""The switch's own files: folders, doors, logs, media, and its account of calls."""

from pathlib import Path

from voipcc.asterisk.config.blueprint import Blueprint
from voipcc.asterisk.config.text import Values, document, section
from voipcc.music import player_of
from voipcc.settings import CentreSettings

_LONGEST_COMMAND = 250  # of the program of a class of music: Asterisk cuts off what is longer

# Asterisk complains about each of these when it is absent, and needs nothing in them.
EMPTY = (
    "acl",
    "ccss",
    "codecs",
    "dsp",
    "features",
    "pjproject",
    "udptl",
    "pjsip_notify",
    "pjsip_wizard",
    "res_pjsip",
    "sorcery",
    "queuerules",
    "websocket_client",
)

_LOOPBACK_ONLY = {"deny": "0.0.0.0/0.0.0.0", "permit": "127.0.0.0/255.0.0.0"}

# SIP messages are written as verbose lines, and only while a trace is on.
LOG_FILES = {
    "messages.log": "notice,warning,error",
    "security.log": "security",
    "sip.log": "verbose(1)",
}

# The columns records are checked against; see asterisk's CEL documentation for the words.
# Asterisk cuts a row at 1,023 characters: the names of all who wait would push out what comes last.
_CEL_COLUMNS = (
    "${eventtype}",
    "${eventtime}",
    "${CHANNEL(channame)}",
    "${CHANNEL(uniqueid)}",
    "${CHANNEL(linkedid)}",
    "${CALLERID(num)}",
    "${CHANNEL(exten)}",
    "${CHANNEL(context)}",
    "${CHANNEL(appname)}",
    "${CHANNEL(appdata)}",
    "${BRIDGEPEER:0:80}",
    "${eventextra}",
)


def asterisk_conf(plan: Blueprint) -> str:
    here = plan.instance
    folders = {
        "astcachedir": here / "cache",
        "astetcdir": here / "etc",
        "astmoddir": plan.modules,
        "astvarlibdir": here / "lib",
        "astdbdir": plan.registrations or here / "db",
        "astkeydir": here / "keys",
        "astdatadir": here / "data",
        "astagidir": here / "data" / "agi-bin",
        "astspooldir": here / "spool",
        "astrundir": plan.run,
        "astlogdir": here / "log",
        "astsbindir": plan.programs,
    }
    options = {
        "nocolor": True,
        "verbose": 0,
        "hideconnect": True,
        "live_dangerously": False,
        "documentation_language": "en_US",
        "systemname": "voipcc",
    }
    return document(section("directories", folders), section("options", options))


def http_conf(plan: Blueprint) -> str:
    """ARI on loopback; SIP over WebSocket for browser phones has to use the same server."""
    general: dict[str, object] = {
        "servername": "voipcc",
        "enabled": True,
        "enable_static": False,
        "enable_status": False,
        "bindaddr": "127.0.0.1",
        "bindport": plan.local.ari,
        # Browser phones' idle connections count too, and must not keep the controller out.
        "sessionlimit": 2000 if plan.sip.wss else 200,
        "session_keep_alive": 60000,
    }
    if plan.sip.wss:
        general |= {
            "tlsenable": True,
            "tlsbindaddr": f"{plan.settings.listen.address}:{plan.sip.wss}",
            "tlscertfile": plan.instance / "keys" / "cert.pem",
            "tlsprivatekey": plan.instance / "keys" / "key.pem",
            "tlsdisablev1": True,
            "tlsdisablev11": True,
        }
    # The port of browser phones may be public, and ARI answers on it too unless forbidden.
    doors = section("/ari", {"type": "restriction", **_LOOPBACK_ONLY})
    return document(section("general", general), doors)


def ari_conf(plan: Blueprint) -> str:
    general = {
        "enabled": True,
        "pretty": False,
        "websocket_write_timeout": 1000,
        # The last two tell how a leg sounded, when it is over.
        "channelvars": "VCC_CALL_ID,VCC_NUMBER,VCC_TRUNK,VCC_WITHHELD,VCC_DEVICE,RTPAUDIOQOS,"
        "CHANNEL(audionativeformat)",
    }
    user = {
        "type": "user",
        "read_only": False,
        "password": plan.secrets.ari_password,
        "password_format": "plain",
        **_LOOPBACK_ONLY,
    }
    return document(section("general", general), section(plan.secrets.ari_user, user))


def manager_conf(plan: Blueprint) -> str:
    """No originate, no command, no config: whoever reads this password cannot dial or run.

    Once something is recorded they can run: MixMonitor may be given a command. So its module is
    loaded with the first recording and not before (`switch/tapes.py`).
    """
    general = {
        "enabled": True,
        "webenabled": False,
        "bindaddr": "127.0.0.1",
        "port": plan.local.ami,
        "displayconnects": False,
        "timestampevents": True,
        "authtimeout": 5,
        "authlimit": 20,
    }
    user = {
        "secret": plan.secrets.ami_password,
        **_LOOPBACK_ONLY,
        "read": "call,security,system,reporting",
        "write": "call,system,reporting,agent",  # agent: the fallback queue's stand-ins
        "writetimeout": 1000,
    }
    return document(section("general", general), section(plan.secrets.ami_user, user))


def logger_conf() -> str:
    general = {
        "dateformat": "%FT%T.%3q",
        "rotatestrategy": "rotate",
        "logger_queue_limit": 1000,
        "queue_log": False,
    }
    return document(section("general", general), section("logfiles", LOG_FILES))


def rtp_conf(plan: Blueprint) -> str:
    first, last = plan.settings.rtp_ports.split("-")
    values = {
        "rtpstart": first,
        "rtpend": last,
        "icesupport": True,
        "strictrtp": True,
        "rtcpinterval": 1000,
    }
    return document(section("general", values), *_ice_conf(plan.settings))


def _ice_conf(settings: CentreSettings) -> list[str]:
    """Behind 1:1 NAT our own address leads browsers nowhere; those inside still need it."""
    if settings.public_address is None or settings.listen.address.is_unspecified:
        return []
    shown = f"{settings.public_address},include_local_address"
    return [section("ice_host_candidates", {str(settings.listen.address): shown})]


def musiconhold_conf(plan: Blueprint) -> str:
    classes = [
        section(name, _music(plan, name, folder)) for name, folder in sorted(plan.music.items())
    ]
    return document(section("general", {}), *classes)


def music_orders(plan: Blueprint) -> dict[str, str]:
    """What the players of streams are told, each in a file: Asterisk's commands must be short."""
    return {f"music-{name}.conf": order for name, order in plan.streams.items()}


def _music(plan: Blueprint, name: str, folder: Path) -> Values:
    """A folder of files, or a program that plays a stream at 16 kHz."""
    order = plan.streams.get(name, "")
    foreign = plan.run == plan.instance  # another's Asterisk has all files in one folder
    etc = plan.instance if foreign else plan.instance / "etc"
    player = player_of(order, etc / f"music-{name}.conf")
    if order and len(player) < _LONGEST_COMMAND:
        return {"mode": "custom", "application": player, "format": "slin16"}
    return {"mode": "files", "directory": folder, "sort": "alpha"}


def cel_conf() -> str:
    events = "CHAN_START,CHAN_END,ANSWER,HANGUP,BRIDGE_ENTER,BRIDGE_EXIT,LINKEDID_END"
    values = {
        "enable": True,
        "apps": "queue",
        "events": f"{events},APP_START,APP_END",
        "dateformat": "%s.%3q",  # epoch: other forms carry no zone
    }
    return document(section("general", values))


def cel_custom_conf() -> str:
    columns = ",".join(f"${{CSV_QUOTE({column})}}" for column in _CEL_COLUMNS)
    return document(f"[mappings]\nMaster.csv => {columns}\n")


def stasis_conf() -> str:
    """Messages nobody here listens to are not made: each costs every leg of every call."""
    declined = ("ast_channel_varset_type", "ast_rtp_rtcp_sent_type", "ast_rtp_rtcp_received_type")
    return document(section("declined_message_types", {"decline": declined}))


def cdr_conf() -> str:
    """Off: Asterisk's call records of a controlled call are wrong; ours come from the journal."""
    return document(section("general", {"enable": False}))


def indications_conf() -> str:
    """Ringing and busy tones; one country is enough, callers hear prompts instead of tones."""
    tones = {
        "description": "Germany",
        "ringcadence": "1000,4000",
        "dial": "425",
        "busy": "425/480,0/480",
        "ring": "425/1000,0/4000",
        "congestion": "425/240,0/240",
    }
    return document(section("general", {"country": "de"}), section("de", tones))
