"""A carrier: a second Asterisk that registers customers and carries calls both ways.

Its subscribers are wire phones on an address of their own. What they dial is sent to the
customer's registration (or to a fixed address), what the customer dials rings them.
"""

import contextlib
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.live.cell import audio_ports, loopback, until
from tests.live.second_asterisk import SecondAsterisk
from tests.ports import free_port
from voipcc.asterisk.runtime.certificate import ensure_certificate
from voipcc.settings import CentreSettings
from voipcc.softphone.wire import WirePhone

_MODULES = (
    "res_timing_timerfd codec_ulaw codec_alaw codec_g722 codec_resample format_wav pbx_config "
    "app_dial app_stack app_playback func_channel func_callerid func_logic func_strings "
    "bridge_simple bridge_softmix bridge_holding bridge_native_rtp bridge_builtin_features "
    "res_musiconhold res_pjproject res_sorcery_config res_sorcery_memory res_sorcery_astdb "
    "res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_rtp_asterisk res_srtp res_crypto "
    "chan_pjsip res_pjsip_authenticator_digest res_pjsip_outbound_authenticator_digest "
    "res_pjsip_outbound_registration res_pjsip_endpoint_identifier_ip "
    "res_pjsip_endpoint_identifier_user res_pjsip_registrar res_pjsip_caller_id "
    "res_pjsip_dtmf_info res_pjsip_header_funcs res_pjsip_logger res_pjsip_nat "
    "res_pjsip_pubsub res_pjsip_rfc3326"
)
_EMPTY = (
    "acl ccss cel cdr codecs dsp features http ari manager pjproject udptl "
    "stasis sorcery pjsip_notify queues queuerules"
)
_SIP = """[global]
type = global
endpoint_identifier_order = ip,username
default_realm = carrier.example
[t-udp]
type = transport
protocol = udp
bind = {host}:{udp}
[t-tcp]
type = transport
protocol = tcp
bind = {host}:{tcp}
[t-tls]
type = transport
protocol = tls
bind = {host}:{tls}
cert_file = {folder}/keys/cert.pem
priv_key_file = {folder}/keys/key.pem
method = tlsv1_2
[{account}]
type = endpoint
context = from-customer
transport = t-{transport}
auth = {account}
aors = {account}
disallow = all
allow = {codecs}
direct_media = no
rtp_symmetric = yes
trust_id_inbound = yes
trust_id_outbound = yes
send_pai = yes
media_encryption = {encryption}
{outbound_auth}
[{account}]
type = auth
auth_type = digest
username = {account}
password = {password}
[{account}]
type = aor
max_contacts = 1
remove_existing = yes
minimum_expiration = 1
maximum_expiration = {expiry}
[subscribers]
type = endpoint
context = from-subscribers
transport = t-udp
aors = subscribers
disallow = all
allow = alaw,ulaw
direct_media = no
rtp_symmetric = yes
trust_id_inbound = yes
send_pai = yes
trust_id_outbound = yes
[subscribers]
type = aor
[subscribers]
type = identify
endpoint = subscribers
match = {subscribers}
"""
_OUTBOUND_AUTH = """outbound_auth = at-customer
[at-customer]
type = auth
auth_type = digest
username = {}
password = {}
"""
_DIALPLAN = """[from-subscribers]
exten => _[+0-9].,1,Dial(PJSIP/${{EXTEN}}@{account},30)
 same => n,Hangup(${{HANGUPCAUSE}})
[from-customer]
exten => _[+0-9].,1,Dial(PJSIP/subscribers/sip:${{EXTEN}}@{phone},30)
 same => n,Hangup(${{HANGUPCAUSE}})
"""


def _named(host: str) -> CentreSettings:
    """Settings whose certificate names this address."""
    return CentreSettings.model_validate({"listen": {"address": host}})


@dataclass
class Network(SecondAsterisk):
    """One carrier with one customer account. `start` and `die` may be repeated."""

    transport: str = "udp"
    account: str = "customer1"
    password: str = "right-password"
    codecs: str = "alaw,ulaw"
    expiry_s: int = 3600
    asked_for: tuple[str, str] | None = None
    subscribers: str = field(default_factory=loopback)

    def __post_init__(self) -> None:
        self.ports = {
            "udp": free_port(self.host, socket.SOCK_DGRAM),
            "tcp": free_port(self.host),
            "tls": free_port(self.host),
        }
        self.audio = audio_ports()
        self.phone: WirePhone

    @property
    def server(self) -> str:
        """Host and port as a customer writes them into centre.yaml."""
        return f"{self.host}:{self.ports[self.transport]}"

    async def start(self) -> None:
        """Boot, and open the subscribers' phone the first time."""
        if not hasattr(self, "phone"):
            # Asterisk's default: the dialled user part stays in the request.
            self.phone = WirePhone(self.subscribers, (self.host, self.ports["udp"]), tone_hz=1000)
            await self.prepare()
            self._write()
        await self.boot()

    def die(self, *, forgetful: bool = True) -> None:
        """Killed with -9, as when the power goes; `forgetful` also loses all registrations."""
        self.kill()
        if forgetful:
            shutil.rmtree(self.folder / "db")
            (self.folder / "db").mkdir()

    async def sign(self, user: str, password: str) -> None:
        """From now on answer the customer's challenges with these credentials."""
        self.asked_for = (user, password)
        (self.folder / "etc" / "pjsip.conf").write_text(self._files()["pjsip"])
        await self.console("module reload res_pjsip.so")

    async def has_registration(self) -> bool:
        return f"Contact:  {self.account}/sip:" in await self.console("pjsip show contacts")

    async def registered(self, within_s: float = 15.0) -> None:
        """Until the customer is registered here."""
        await until(self.has_registration, within_s, "registration at the carrier")

    async def close(self) -> None:
        if hasattr(self, "phone"):
            with contextlib.suppress(OSError):
                await self.phone.close(timeout_s=1.0)
        self.die(forgetful=False)

    def _write(self) -> None:
        ensure_certificate(self.folder / "keys", _named(self.host))
        for name, text in self._files().items():
            (self.folder / "etc" / f"{name}.conf").write_text(text)

    def _files(self) -> dict[str, str]:
        first, last = self.audio.split("-")
        host, port = self.phone.line.local
        asked = _OUTBOUND_AUTH.format(*self.asked_for) if self.asked_for else ""
        values = {
            "host": self.host,
            "folder": self.folder,
            "account": self.account,
            "password": self.password,
            "transport": self.transport,
            "codecs": self.codecs,
            "expiry": self.expiry_s,
            "subscribers": self.subscribers,
            "encryption": "sdes" if self.transport == "tls" else "no",
            **self.ports,
        }
        modules = "".join(f"load = {name}.so\n" for name in _MODULES.split())
        return {
            **dict.fromkeys(_EMPTY.split(), ""),
            "modules": f"[modules]\nautoload = no\n{modules}",
            "pjsip": _SIP.format(outbound_auth=asked, **values),
            "extensions": _DIALPLAN.format(account=self.account, phone=f"{host}:{port}"),
            "rtp": f"[general]\nrtpstart = {first}\nrtpend = {last}\n",
            "logger": "[logfiles]\nmessages = notice,warning,error,verbose(5)\n",
            "musiconhold": "[default]\nmode = files\ndirectory = moh\n",
        }


@contextlib.asynccontextmanager
async def running_network(folder: Path, **words: object) -> AsyncIterator[Network]:
    """A running carrier in `folder`."""
    made = Network(folder, **words)  # type: ignore[arg-type]
    try:
        await made.start()
        yield made
    finally:
        await made.close()
