"""Changed configuration put into effect while calls are up, and checked that it took."""

import asyncio
from collections.abc import Mapping

from voipcc.asterisk.config import Blueprint
from voipcc.asterisk.config.files import reloadable
from voipcc.asterisk.config.marks import MARK, endpoint_marks
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.doors import AriDoor
from voipcc.asterisk.runtime.folder import ConfigurationFolder

_ENDPOINTS = ("pjsip.d/devices.conf", "pjsip.d/trunks.conf")
_MODULES = {
    "pjsip.d/devices.conf": ("res_pjsip",),
    "pjsip.d/trunks.conf": (
        "res_pjsip",
        "res_pjsip_endpoint_identifier_ip",
        "res_pjsip_outbound_registration",
    ),
    "extensions.conf": ("pbx_config",),
    "queues.conf": ("app_queue",),
    "musiconhold.conf": ("res_musiconhold",),
}
_MUSIC = ("res_musiconhold",)  # of what the players of streams are told
_PATIENCE_S = 2.0


async def reload_files(folder: ConfigurationFolder, ari: AriDoor, plan: Blueprint) -> None:
    """Write what changed, reload it, look whether it took; otherwise put the old files back."""
    texts = reloadable(plan)
    changed = {name: text for name, text in texts.items() if folder.read(name) != text}
    if not changed:
        return
    before = folder.write(changed)
    modules = dict.fromkeys(module for name in changed for module in _MODULES.get(name, _MUSIC))
    old, new = _marks(before), _marks({name: texts[name] for name in changed})
    try:
        await _reload(ari, modules)
        await _until_taken(ari, old, new)
    except SwitchError:
        folder.restore(before)
        await _reload(ari, modules)
        raise


def _marks(texts: Mapping[str, str | None]) -> dict[str, str]:
    marks: dict[str, str] = {}
    for name in _ENDPOINTS:
        marks |= endpoint_marks(texts.get(name) or "")
    return marks


async def _reload(ari: AriDoor, modules: Mapping[str, None]) -> None:
    for module in modules:
        status, body = await ari.ask("PUT", f"/asterisk/modules/{module}.so")
        if status != 204:
            raise SwitchError(f"the switch did not reload {module}: {status} {body}")


async def _until_taken(ari: AriDoor, old: dict[str, str], new: dict[str, str]) -> None:
    """Wait until the switch shows every changed endpoint and none of the removed ones."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_S
    open_ones = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    while open_ones:
        open_ones = {name for name in open_ones if await _mark(ari, name) != new.get(name)}
        if open_ones and loop.time() > deadline:
            names = ", ".join(sorted(open_ones)[:5])
            raise SwitchError(
                f"the switch did not take the change of {names}: its log says why "
                "(voipcc switch log); the configuration is as before"
            )
        if open_ones:
            await asyncio.sleep(0.05)


async def _mark(ari: AriDoor, endpoint: str) -> str | None:
    """The mark the switch shows for an endpoint; None when it has no such endpoint."""
    path = f"/asterisk/config/dynamic/res_pjsip/endpoint/{endpoint}"
    status, body = await ari.ask("GET", path)
    if status != 200:
        return None
    values = {entry["attribute"]: entry["value"] for entry in body or ()}
    return str(values.get(MARK, ""))
