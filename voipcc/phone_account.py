"""What a softphone needs to register, as text for people and as files two phones read by themselves."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape

from voipcc.secrets_file import REALM, Secrets
from voipcc.settings import CentreSettings

Form = Literal["linphone", "groundwire", "settings"]
UNSPEAKABLE = '<>";@\\'  # signs a SIP address cannot carry in a name
REGISTERED_FOR_S = 60


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """One phone's account; `username` is its endpoint's unguessable name."""

    host: str
    port: int
    transport: str
    username: str
    password: str = field(repr=False)
    display: str = ""

    @property
    def encrypted(self) -> bool:
        return self.transport in ("tls", "wss")

    @property
    def server(self) -> str:
        """As people enter it."""
        server = f"{self.host}:{self.port}"
        return f"wss://{server}/ws" if self.transport == "wss" else server


def account_of(
    settings: CentreSettings, secrets: Secrets, device: str, ports: Mapping[str, int]
) -> PhoneAccount:
    """The account of "agent/phone". Raises KeyError where there is no such phone."""
    agent, _, phone = device.partition("/")
    person = settings.agents[agent]
    transport = person.devices[phone].transport
    secret = secrets.devices[device]
    shown = "".join(sign for sign in person.display if sign not in UNSPEAKABLE)
    port = int(ports.get(transport) or getattr(settings.listen, transport))
    return PhoneAccount(
        phone_host(settings), port, transport, secret.endpoint, secret.password, shown
    )


def phone_host(settings: CentreSettings) -> str:
    """Where phones find us; 0.0.0.0 is no place to call."""
    if settings.invitations is not None and settings.invitations.host:
        return settings.invitations.host
    if settings.public_address is not None:
        return str(settings.public_address)
    if settings.listen.address.is_unspecified:
        return "127.0.0.1"
    return str(settings.listen.address)


def written(account: PhoneAccount, form: Form) -> tuple[str, str]:
    """The content and the kind of file (a MIME type). Raises ValueError where a phone cannot."""
    if form == "settings":
        return _settings(account), "text/plain; charset=utf-8"
    if account.transport == "wss":
        raise ValueError(f"{form} does not register over a WebSocket: give the phone transport tls")
    if form == "linphone":
        return _linphone(account), "application/xml; charset=utf-8"
    return _groundwire(account), "application/xml; charset=utf-8"


def _settings(account: PhoneAccount) -> str:
    """The form `voipcc phone FILE` reads too."""
    lines = {
        "server": account.server,
        "transport": account.transport,
        "username": account.username,
        "password": account.password,
    }
    if account.encrypted:
        lines["srtp"] = "required"
    if account.display:
        lines["display"] = account.display
    return "".join(f"{word}: {value}\n" for word, value in lines.items())


def _linphone(account: PhoneAccount) -> str:
    """Its remote provisioning: the password goes as a digest, the address is asked only once."""
    uri = f"sip:{account.host}:{account.port};transport={account.transport}"
    name = f'"{account.display}" ' if account.display else ""
    text = f"{account.username}:{REALM}:{account.password}"
    sections: dict[str, dict[str, object]] = {
        "misc": {"transient_provisioning": 1},
        "sip": {
            "default_proxy": 0,
            "media_encryption": "srtp" if account.encrypted else "none",
            "media_encryption_mandatory": int(account.encrypted),
        },
        "proxy_0": {
            "reg_identity": f"{name}<sip:{account.username}@{account.host}>",
            "reg_proxy": f"<{uri}>",
            "reg_route": f"<{uri}>",
            "reg_sendregister": 1,
            "reg_expires": REGISTERED_FOR_S,
            "realm": REALM,
        },
        "auth_info_0": {
            "username": account.username,
            "ha1": hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
            "algorithm": "MD5",
            "realm": REALM,
            "domain": account.host,
        },
    }
    body = "".join(
        f'  <section name="{section}">\n'
        + "".join(
            f'    <entry name="{word}" overwrite="true">{escape(str(value))}</entry>\n'
            for word, value in entries.items()
        )
        + "  </section>\n"
        for section, entries in sections.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<config xmlns="http://www.linphone.org/xsds/lpconfig.xsd">\n{body}</config>\n'


def _groundwire(account: PhoneAccount) -> str:
    """The account form of Acrobits' phones, Groundwire among them."""
    sdes = "enabled" if account.encrypted else "disabled"
    words: dict[str, object] = {
        "title": account.display or "voipcc",
        "username": account.username,
        "password": account.password,
        "userDisplayName": account.display,
        "host": f"{account.host}:{account.port}",
        "transport": "tls+sip:" if account.transport == "tls" else account.transport,
        "expires": REGISTERED_FOR_S,
        "sdesIncoming": sdes,
        "sdesOutgoing": sdes,
    }
    body = "".join(f"  <{word}>{escape(str(value))}</{word}>\n" for word, value in words.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<account>\n{body}</account>\n'
