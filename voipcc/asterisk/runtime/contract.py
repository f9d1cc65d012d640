"""The facts we rely on, tried on a candidate before it is trusted with calls.

A newer Asterisk may change what no release note mentions. Each check here stands for
something a caller would suffer from.
"""

import asyncio
import tempfile
from pathlib import Path

from voipcc.asterisk.config.entry import CLAIM_MS
from voipcc.asterisk.config.modules import MODULES
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.doors import AriDoor
from voipcc.asterisk.runtime.folder import write_private
from voipcc.asterisk.runtime.private import PrivateSwitch
from voipcc.asterisk.runtime.program import Program
from voipcc.secrets_file import load_secrets
from voipcc.settings import CentreSettings

_NUMBER = "+49301"
# Two callers without a phone: one waits for a claim that never comes, one for its time to run
# out. Where they end up is what is looked at.
_DIALPLAN = f"""
[contract]
exten => claim,1,StasisBroadcast({CLAIM_MS},^voipcc,inbound:{_NUMBER}:none)
 same => n,Goto(claim-${{STASISSTATUS}},1)
exten => _claim-.,1,Wait(20)
exten => limit,1,Set(TIMEOUT(absolute)=1)
 same => n,Wait(20)
exten => T,1,Set(TIMEOUT(absolute)=0)
 same => n,Wait(20)
exten => far,1,Answer()
 same => n,Wait(20)
"""
_PATIENCE_S = 8.0


async def contract_faults(program: Program) -> list[str]:
    """What this Asterisk does not do as we need it; empty when it can be used."""
    with tempfile.TemporaryDirectory(prefix="voipcc-contract-") as folder:
        try:
            return await _faults(program, Path(folder))
        except SwitchError as error:
            return [str(error)]


async def _faults(program: Program, folder: Path) -> list[str]:
    settings = _settings()
    secrets = load_secrets(folder / "secrets.json", settings)
    instance = folder / "asterisk"
    switch = await PrivateSwitch.start(settings, secrets, instance, [_NUMBER], program=program)
    try:
        ari = AriDoor(switch.address.ari_port, secrets.ari_user, secrets.ari_password)
        faults = [*await _modules(switch), *await _sip(switch)]
        faults += await _reload(switch, settings, folder)
        extensions = instance / "etc" / "extensions.conf"
        write_private(extensions, extensions.read_text() + _DIALPLAN)
        await ari.ask("PUT", "/asterisk/modules/pbx_config.so")
        return faults + await _calls(ari)
    finally:
        await switch.stop()


def _settings() -> CentreSettings:
    phone = {"devices": {"desk": {"transport": "udp"}, "web": {"transport": "wss"}}}
    ports = dict.fromkeys(("udp", "tcp", "tls", "wss"), 0)
    trunk = {"addresses": ["127.0.0.9/32"]}
    return CentreSettings.model_validate(
        {"listen": ports, "agents": {"anna": phone}, "trunks": {"pstn": trunk}}
    )


async def _modules(switch: PrivateSwitch) -> list[str]:
    shown = await switch.console("module show")
    running = {line.split(".so")[0] for line in shown.splitlines() if " Running " in line}
    wanted = {name for names in MODULES.values() for name in names}
    return [f"module {name} does not run" for name in sorted(wanted - running)]


async def _reload(switch: PrivateSwitch, settings: CentreSettings, folder: Path) -> list[str]:
    """A new device is known after a reload, and the switch shows the mark we look for."""
    person = settings.agents["anna"]
    more = settings.model_copy(update={"agents": {**settings.agents, "ben": person}})
    secrets = load_secrets(folder / "secrets.json", more)
    try:
        await switch.reload(more, secrets, [_NUMBER])
    except SwitchError as error:
        return [f"adding a device without a restart: {error}"]
    return []


async def _calls(ari: AriDoor) -> list[str]:
    for extension in ("claim", "limit"):
        path = f"/channels?endpoint=Local/far@contract&context=contract&extension={extension}"
        status, body = await ari.ask("POST", f"{path}&priority=1")
        if status != 200:
            return [f"a test call was refused: {status} {body}"]
    faults = []
    if not await _arrives(ari, "claim-TIMEOUT"):
        faults.append("a call nobody claims does not come back within its time")
    if not await _arrives(ari, "T"):
        faults.append("TIMEOUT(absolute) does not lead to extension T")
    return faults


async def _sip(switch: PrivateSwitch) -> list[str]:
    shown = await switch.console("pjsip show transports")
    wanted = ("t-udp", "t-tcp", "t-tls", "t-wss")
    return [f"SIP transport {name} is not open" for name in wanted if f" {name} " not in shown]


async def _arrives(ari: AriDoor, extension: str) -> bool:
    """Whether a channel gets to this extension of the test's dialplan."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_S
    while loop.time() < deadline:
        _, channels = await ari.ask("GET", "/channels")
        if any(channel["dialplan"]["exten"] == extension for channel in channels or ()):
            return True
        await asyncio.sleep(0.1)
    return False
