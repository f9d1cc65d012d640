"""PJSIP: the system's own objects, transports, and one endpoint per device."""

import hashlib
from ipaddress import IPv4Network

from voipcc.asterisk.config.blueprint import Blueprint, device_ids
from voipcc.asterisk.config.marks import marked
from voipcc.asterisk.config.profiles import PROFILES
from voipcc.asterisk.config.text import document, section
from voipcc.asterisk.config.trunks import media
from voipcc.secrets_file import REALM, DeviceSecret

REPLACES = "refused-replaces"
PRIVATE = tuple(
    map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
)


def pjsip_conf(plan: Blueprint) -> str:
    general = {
        "type": "global",
        "user_agent": "voipcc",
        "default_realm": REALM,
        # A busy event queue must not make the switch refuse calls.
        "taskprocessor_overload_trigger": "pjsip_only",
        # A carrier's From must never be taken for an agent's name.
        "endpoint_identifier_order": "header,ip,username",
        "ignore_uri_user_options": True,  # +4930123;phone-context=... is the number before it
        "keep_alive_interval": 30,
        "unidentified_request_count": 3,
        "unidentified_request_period": 5,
    }
    return document(
        section("global", general),
        section("system", {"type": "system", "disable_rport": False}),
        *_replaces(plan),
        *_transports(plan),
        '#tryinclude "pjsip.d/*.conf"\n',
    )


def _replaces(plan: Blueprint) -> list[str]:
    """An INVITE with Replaces would put a stranger into somebody's talk: Asterisk asks no right.

    So it is nobody's: asked for a password that nobody has, before anything is looked at. Transfers
    of phones are not concerned, their Replaces stands within Refer-To.
    """
    text = f"{plan.secrets.seed}:replaces"
    password = hashlib.sha256(text.encode()).hexdigest()
    endpoint = {"type": "endpoint", "context": REPLACES, "auth": REPLACES, "disallow": "all"}
    auth = {"type": "auth", "auth_type": "digest", "username": REPLACES, "password": password}
    identify = {"type": "identify", "endpoint": REPLACES, "match_header": "Replaces: /.*/"}
    return [section(REPLACES, values) for values in (endpoint, auth, identify)]


def _transports(plan: Blueprint) -> list[str]:
    ports = {"udp": plan.sip.udp, "tcp": plan.sip.tcp, "tls": plan.sip.tls, "wss": plan.sip.wss}
    return [
        section(f"t-{protocol}", _transport(plan, protocol, port))
        for protocol, port in ports.items()
        if port
    ]


def _transport(plan: Blueprint, protocol: str, port: int) -> dict[str, object]:
    settings = plan.settings
    values: dict[str, object] = {
        "type": "transport",
        "protocol": protocol,
        "bind": f"{settings.listen.address}:{port}",
    }
    if protocol == "tls":
        keys = plan.instance / "keys"
        values |= {
            "cert_file": keys / "cert.pem",
            "priv_key_file": keys / "key.pem",
            "method": "tlsv1_2",
        }
        if plan.carrier_ca is not None:
            # Whoever we connect to must prove the name we know it by; phones connect to us.
            values |= {"verify_server": True, "ca_list_file": plan.carrier_ca}
    if settings.public_address:
        values |= {
            "external_media_address": settings.public_address,
            "external_signaling_address": settings.public_address,
            "external_signaling_port": port,
        }
    if settings.public_address or settings.local_networks:
        nearby = [str(network) for network in settings.local_networks if _is_near(network)]
        values["local_net"] = [*nearby, f"{settings.listen.address}/32", "127.0.0.0/8"]
    return values


def _is_near(network: IPv4Network) -> bool:
    """Whether our own address means something there. A trusted home's public one is not near."""
    return any(network.subnet_of(private) for private in PRIVATE)


def devices_conf(plan: Blueprint) -> str:
    parts: list[str] = []
    for device, transport in sorted(device_ids(plan.settings).items()):
        secret = plan.secrets.devices[device]
        objects = [
            section(secret.endpoint, _endpoint(plan, device, secret, transport)),
            section(secret.endpoint, _auth(secret)),
            section(secret.endpoint, _aor()),
        ]
        parts += marked(secret.endpoint, objects)
    return document(*parts)


def _endpoint(
    plan: Blueprint, device: str, secret: DeviceSecret, transport: str
) -> dict[str, object]:
    agent = device.partition("/")[0]
    person = plan.settings.agents[agent]
    values: dict[str, object] = {
        "type": "endpoint",
        "context": "from-device",
        "transport": f"t-{transport}",
        "auth": secret.endpoint,
        "aors": secret.endpoint,
        "callerid": f'"{_quotable(person.display or device)}" <{agent}>',
        "disallow": "all",
        "allow": ",".join(_codecs(person.line_profile)),
        "dtmf_mode": "auto",
        **media(plan),
        "rewrite_contact": True,  # answer to where the phone's packets really come from
        "device_state_busy_at": 1,
        "send_pai": True,
        "trust_id_outbound": True,
        "timers": True,
        "refer_blind_progress": False,
        "allow_subscribe": False,
    }
    if transport in ("udp", "tcp") and not plan.settings.listen.address.is_loopback:
        # Unencrypted only from networks named as local; with none named, from nowhere.
        values["deny"] = "0.0.0.0/0.0.0.0"
        values["permit"] = [str(network) for network in plan.settings.local_networks]
    if transport == "tls":
        values["media_encryption"] = "sdes"
    if transport == "wss":
        values |= {"webrtc": True, "dtls_auto_generate_cert": True}
    return values


def _codecs(profile: str) -> tuple[str, ...]:
    """Best first. An automatic line has those of both profiles: which are offered is said per call."""
    normal, low = PROFILES["normal"].codecs, PROFILES["low_bandwidth"].codecs
    if profile == "automatic":
        return tuple(dict.fromkeys((*normal, *low)))
    return low if profile == "low_bandwidth" else normal


def _quotable(text: str) -> str:
    """A display name with nothing in it that ends the quotes or the line."""
    return "".join(
        character for character in text if character.isprintable() and character not in '"\\<>;'
    )


def _auth(secret: DeviceSecret) -> dict[str, object]:
    return {
        "type": "auth",
        "auth_type": "digest",
        "username": secret.endpoint,
        "realm": REALM,
        # Digests, so that neither this file nor a read-only ARI user shows a password.
        "password_digest": ",".join(
            f"{name}:{_digest(kind, secret)}"
            for name, kind in (("MD5", "md5"), ("SHA-256", "sha256"))
        ),
    }


def _digest(kind: str, secret: DeviceSecret) -> str:
    text = f"{secret.endpoint}:{REALM}:{secret.password}"
    return hashlib.new(kind, text.encode(), usedforsecurity=False).hexdigest()


def _aor() -> dict[str, object]:
    return {
        "type": "aor",
        "max_contacts": 1,
        "remove_existing": True,
        "qualify_frequency": 15,
        "qualify_timeout": "2.0",
        # Short, so that a phone that vanished without a word does not stay for an hour.
        "default_expiration": 60,
        "minimum_expiration": 30,
        "maximum_expiration": 60,
        "support_path": False,
    }
