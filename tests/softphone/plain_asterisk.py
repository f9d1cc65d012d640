"""A throwaway Asterisk with two phones, a trunk and a few extensions, to try phones against."""

import asyncio
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port
from voipcc.asterisk.runtime.copies import private_copy

_FOLDERS = ("etc", "cache", "lib", "db", "keys", "data", "spool", "spool/tmp", "run", "log",
            "spool/monitor", "spool/recording", "keys/keys")  # fmt: skip
_MODULES = (
    "res_timing_timerfd codec_ulaw codec_alaw codec_resample format_wav format_pcm pbx_config "
    "app_dial app_echo app_playback app_record app_playtones app_stack app_verbose func_channel func_logic func_timeout "
    "func_callerid bridge_simple bridge_builtin_features bridge_softmix bridge_holding bridge_native_rtp "
    "app_bridgewait res_musiconhold res_pjproject "
    "res_sorcery_config res_sorcery_memory res_sorcery_astdb res_pjsip res_pjsip_session "
    "res_pjsip_sdp_rtp res_rtp_asterisk res_srtp res_crypto chan_pjsip res_pjsip_authenticator_digest "
    "res_pjsip_outbound_authenticator_digest res_pjsip_outbound_registration "
    "res_pjsip_endpoint_identifier_user res_pjsip_endpoint_identifier_ip res_pjsip_registrar "
    "res_pjsip_acl res_pjsip_caller_id res_pjsip_dtmf_info res_pjsip_empty_info "
    "res_pjsip_header_funcs res_pjsip_logger res_pjsip_nat res_pjsip_refer res_pjsip_rfc3326 "
    "res_pjsip_messaging res_pjsip_pubsub res_pjsip_maintenance "
)

_PJSIP = """
[global]
type = global
endpoint_identifier_order = ip,username
[udp]
type = transport
protocol = udp
bind = {host}:{port}
[tcp]
type = transport
protocol = tcp
bind = {host}:{port}
[trunk]
type = endpoint
context = numbers
disallow = all
allow = alaw,ulaw
direct_media = no
dtmf_mode = auto
rtp_symmetric = yes
aors = trunk
[trunk]
type = aor
[trunk]
type = identify
endpoint = trunk
match = {trunk}
[phone](!)
type = endpoint
context = numbers
disallow = all
allow = ulaw,alaw
direct_media = no
dtmf_mode = auto
rtp_symmetric = yes
force_rport = yes
rewrite_contact = yes
send_pai = yes
timers = always
timers_min_se = 90
timers_sess_expires = 90
"""
_PHONE = """
[{name}](phone)
auth = {name}
aors = {name}
callerid = "{name}" <100{number}>
[{name}]
type = auth
auth_type = userpass
username = {name}
password = secret-{name}
[{name}]
type = aor
max_contacts = 1
remove_existing = yes
qualify_frequency = 2
minimum_expiration = 1
"""
_EXTENSIONS = """
[numbers]
exten => 600,1,Answer()
 same => n,Echo()
exten => 601,1,Progress()
 same => n,Playtones(900)
 same => n,Wait(30)
exten => 602,1,Answer()
 same => n,Playtones(700)
 same => n,WaitExten(10)
exten => 1,1,Playtones(1100)
 same => n,Wait(30)
exten => 2,1,Playtones(1300)
 same => n,Wait(30)
exten => 603,1,Answer()
 same => n,Record({spool}/take.wav,0,1,q)
 same => n,Playback({spool}/take)
 same => n,Hangup()
exten => 604,1,Answer()
 same => n,BridgeWait(waiting)
exten => 605,1,Ringing()
 same => n,Wait(30)
exten => 606,1,Hangup(17)
exten => 700,1,Dial(PJSIP/anna,20)
 same => n,Hangup()
exten => 701,1,Dial(PJSIP/ben,20)
 same => n,Hangup()
"""


@dataclass(frozen=True, slots=True)
class PlainAsterisk:
    """A running one: `server` is its SIP address, `trunk` the address its trunk calls from."""

    server: tuple[str, int]
    trunk: str
    folder: Path
    root: Path

    def console(self, words: str) -> str:
        done = subprocess.run(
            [*_program(self.root), "-C", str(self.folder / "asterisk.conf"), "-rx", words],
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr


def find_root() -> Path:
    """The folder Asterisk was unpacked into: VOIPCC_ASTERISK_ROOT, or the private copy."""
    named = os.environ.get("VOIPCC_ASTERISK_ROOT", "")
    return Path(named) if named else private_copy().path.parents[2]


def _library(root: Path) -> Path:
    return next((root / "usr/lib").glob("*-linux-gnu/asterisk")).parent


def _program(root: Path) -> list[str]:
    library = _library(root)
    loader = next(library.glob("ld-linux-*.so.*"))
    return [str(loader), "--library-path", str(library), str(root / "usr/sbin/asterisk")]


def _write(folder: Path, root: Path, host: str, port: int, trunk: str) -> None:
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for part in ("documentation", "rest-api", "moh"):
        source = root / "usr/share/asterisk" / part
        (folder / "data" / part).symlink_to(source.resolve())
    modules = _library(root) / "asterisk/modules"
    places = {
        "etc": "etc", "cache": "cache", "varlib": "lib", "db": "db", "key": "keys",
        "data": "data", "spool": "spool", "run": "run", "log": "log",
    }  # fmt: skip
    lines = [f"ast{key}dir => {folder / value}" for key, value in places.items()]
    directories = "\n".join([f"astmoddir => {modules}", *lines])
    (folder / "asterisk.conf").write_text(f"[directories]\n{directories}\n[options]\nnocolor=yes\n")
    files = {
        "modules.conf": "[modules]\nautoload = no\n" + "".join(f"load = {m}.so\n" for m in _MODULES.split()),
        "pjsip.conf": _PJSIP.format(host=host, port=port, trunk=trunk)
        + _PHONE.format(name="anna", number=1) + _PHONE.format(name="ben", number=2),
        "extensions.conf": _EXTENSIONS.format(spool=folder / "spool"),
        "rtp.conf": f"[general]\nrtpstart={20000 + port % 2000 * 10}\nrtpend={20400 + port % 2000 * 10}\n",
        "logger.conf": "[logfiles]\nconsole => notice,warning,error\nmessages => notice,warning,error,verbose(3)\n",
        "musiconhold.conf": "[default]\nmode=files\ndirectory=moh\nsort=alpha\n",
    }  # fmt: skip
    empty = "acl ccss codecs dsp features pjproject udptl indications cdr cel manager http ari"
    for name in empty.split():
        files.setdefault(f"{name}.conf", "")
    indications = root / "etc/asterisk/indications.conf"
    if indications.is_file():
        files["indications.conf"] = indications.read_text()
    for name, text in files.items():
        (folder / "etc" / name).write_text(text)


def _launch(folder: Path, root: Path) -> subprocess.Popen[bytes]:
    with (folder / "console").open("wb") as console:
        return subprocess.Popen(
            [*_program(root), "-C", str(folder / "asterisk.conf"), "-f"],
            stdout=console, stderr=console, stdin=subprocess.DEVNULL,
        )  # fmt: skip


async def start(folder: Path, root: Path, host: str, trunk: str) -> tuple[PlainAsterisk, int]:
    """Boot one in `folder`; returns it and its process id. Raises RuntimeError after 20 s."""
    port = free_port(host)
    _write(folder, root, host, port, trunk)
    process = _launch(folder, root)
    deadline = time.monotonic() + 20
    while "Asterisk Ready" not in (folder / "console").read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError((folder / "console").read_text(errors="replace")[-2000:])
        await asyncio.sleep(0.05)
    return PlainAsterisk((host, port), trunk, folder, root), process.pid


def stop(asterisk: PlainAsterisk, pid: int) -> None:
    asterisk.console("core stop now")
    os.waitpid(pid, 0)
    shutil.rmtree(asterisk.folder, ignore_errors=True)
