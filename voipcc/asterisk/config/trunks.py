"""PJSIP objects of the carriers' trunks."""

import hashlib

from voipcc.asterisk.config.blueprint import Blueprint
from voipcc.asterisk.config.marks import marked
from voipcc.asterisk.config.text import document, section
from voipcc.secrets_file import Secrets, TrunkSecret
from voipcc.settings import TrunkSettings

REDIRECTED = "redirected"
_DTMF = {"auto": "auto", "rfc4733": "rfc4733", "info": "auto_info", "inband": "inband"}


def trunk_objects(name: str) -> str:
    """What belongs to a trunk at the switch, but for its endpoint, is called by this."""
    return f"trunk-{name}"


def trunk_endpoint(name: str, secrets: Secrets) -> str:
    """The endpoint's name, unguessable: whoever knows it can have the switch call by it.

    A called phone that answers 302 with the name of a channel ("PJSIP/+49...@trunk-...") in place of a
    number would be obeyed by the switch, and nobody asked for a permit.
    """
    mark = hashlib.sha256(f"{secrets.seed}:trunk:{name}".encode()).hexdigest()[:16]
    return f"{trunk_objects(name)}-{mark}"


def trunks_conf(plan: Blueprint) -> str:
    parts: list[str] = []
    for name, trunk in sorted(plan.settings.trunks.items()):
        objects = _trunk(name, trunk, plan.secrets.trunks[name], plan)
        parts += marked(trunk_endpoint(name, plan.secrets), objects)
    return document(*parts)


def _trunk(name: str, trunk: TrunkSettings, secret: TrunkSecret, plan: Blueprint) -> list[str]:
    parts = [
        section(trunk_endpoint(name, plan.secrets), _endpoint(name, trunk, secret, plan)),
        section(trunk_objects(name), _aor(trunk)),
    ]
    if trunk.registration and secret.password:
        parts += _registration(name, trunk, secret, plan)
    if trunk.authenticate_inbound:
        parts.append(
            section(
                f"{trunk_objects(name)}-in",
                {
                    "type": "auth",
                    "auth_type": "digest",
                    "username": secret.inbound_user,
                    "password": secret.inbound_password,
                },
            )
        )
    if trunk.addresses:
        match = [str(network) for network in trunk.addresses]
        endpoint = trunk_endpoint(name, plan.secrets)
        values = {"type": "identify", "endpoint": endpoint, "match": match}
        parts.append(section(trunk_objects(name), values))
    return parts


def _endpoint(
    name: str, trunk: TrunkSettings, secret: TrunkSecret, plan: Blueprint
) -> dict[str, object]:
    registration = trunk.registration
    signs = registration is not None and bool(secret.password)
    return {
        "type": "endpoint",
        "context": f"from-trunk-{name}",
        # By address or registration only: the name in From is anybody's to write.
        "identify_by": "ip",
        "transport": f"t-{trunk.transport}",
        "aors": trunk_objects(name),
        "auth": f"{trunk_objects(name)}-in" if trunk.authenticate_inbound else None,
        "outbound_auth": _credentials_name(name, secret, plan) if signs else None,
        "from_user": registration.username if registration else None,
        "from_domain": _host(registration.server) if registration else None,
        "disallow": "all",
        "allow": ",".join(trunk.codecs),
        "dtmf_mode": _DTMF[trunk.dtmf],
        # Encrypted audio where the carrier offers it; some speak TLS and leave the audio open.
        "media_encryption": "sdes" if trunk.transport == "tls" else None,
        "media_encryption_optimistic": True if trunk.transport == "tls" else None,
        **media(plan),
        "trust_id_inbound": trunk.caller_from == "p_asserted_identity",
        "send_pai": True,
        "trust_id_outbound": True,
        # A carrier's line that vanished without a word is noticed by the refresh.
        "timers": "always",
        "timers_min_se": 90,
        "timers_sess_expires": 600,
        "allow_transfer": False,  # a REFER from outside would make us dial for a stranger
        "allow_subscribe": False,
    }


def media(plan: Blueprint) -> dict[str, object]:
    """How audio flows on every endpoint: through us, audio only, no T.38."""
    address = plan.settings.listen.address
    return {
        "direct_media": False,
        # Who is connected is told by the INVITE. Telling it again costs a re-INVITE on each leg
        # of each call, and would show a carrier the agent's name.
        "send_connected_line": False,
        "rtp_symmetric": True,
        "force_rport": True,
        "rtp_keepalive": 15,
        # Silence alone never clears a leg: a muted phone with silence suppression sends nothing.
        "rtp_timeout": 0,
        "rtp_timeout_hold": 0,
        "t38_udptl": False,
        # Who answers "call there instead" gets nobody called: see the context of that name.
        "set_var": f"FORWARD_CONTEXT={REDIRECTED}",
        "allow_overlap": False,  # half a number is no number
        "max_audio_streams": 1,
        "max_video_streams": 0,
        "media_address": None if address.is_unspecified else address,
        "bind_rtp_to_media_address": not address.is_unspecified,
    }


def _aor(trunk: TrunkSettings) -> dict[str, object]:
    target = trunk.proxy or (trunk.registration.server if trunk.registration else "")
    if not target:
        return {"type": "aor"}
    return {
        "type": "aor",
        "contact": f"sip:{target};transport={trunk.transport}",
        "qualify_frequency": 30,
        "qualify_timeout": "2.0",
    }


def _credentials_name(name: str, secret: TrunkSecret, plan: Blueprint) -> str:
    """Another password makes another name: only then does a reload register again."""
    mark = hashlib.sha256(f"{plan.secrets.seed}:{secret.password}".encode()).hexdigest()[:8]
    return f"{trunk_objects(name)}-{mark}"


def _registration(
    name: str, trunk: TrunkSettings, secret: TrunkSecret, plan: Blueprint
) -> list[str]:
    account = trunk.registration
    assert account is not None
    endpoint = trunk_endpoint(name, plan.secrets)
    signature = _credentials_name(name, secret, plan)
    credentials = {
        "type": "auth",
        "auth_type": "digest",
        "username": account.username,
        # In clear: the carrier chooses the realm, so no digest can be made beforehand.
        "password": secret.password,
    }
    registration = {
        "type": "registration",
        "transport": f"t-{trunk.transport}",
        "outbound_auth": signature,
        "server_uri": f"sip:{account.server}",
        "client_uri": f"sip:{account.username}@{_host(account.server)}",
        "contact_user": account.username,
        "expiration": account.expiry_s,
        "max_random_initial_delay": 1,
        "retry_interval": 10,
        # Refused, whatever the reason, is tried again: carriers refuse by mistake too.
        "forbidden_retry_interval": 60,
        "fatal_retry_interval": 60,
        "max_retries": 1000000,
        "line": True,  # recognises calls to our registered contact wherever they come from
        "endpoint": endpoint,
    }
    return [
        section(signature, credentials),
        section(f"{trunk_objects(name)}-registration", registration),
    ]


def _host(server: str) -> str:
    return server.rsplit(":", 1)[0]
