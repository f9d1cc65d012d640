"""Is an external Asterisk there, and fit for us? Asked before anything relies on it."""

import asyncio
from typing import Any

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.config.modules import MODULES
from voipcc.asterisk.errors import SwitchError, SwitchUnreachable, UnsafeValue
from voipcc.asterisk.runtime.doors import AriDoor
from voipcc.asterisk.runtime.program import OLDEST, is_new_enough

_AMI_WITHIN_S = 5.0
_OUR_FILES = (
    "the files `voipcc switch config` wrote for this centre must be in its configuration folder, "
    "and that Asterisk restarted since"
)


async def inspect_external(address: SwitchAddress) -> str:
    """The version of the Asterisk at `address`. Raises SwitchError: what is wrong, and the remedy."""
    door = AriDoor(address.ari_port, address.ari_user, address.ari_password, address.ari_host)
    version = _version(address, *await _asked(door, address, "/asterisk/info"))
    _check_modules(*await _asked(door, address, "/asterisk/modules"))
    await _check_ami(address)
    return version


async def _asked(door: AriDoor, address: SwitchAddress, path: str) -> tuple[int, Any]:
    try:
        return await door.ask("GET", path)
    except SwitchUnreachable as error:
        raise SwitchUnreachable(
            f"no Asterisk answers at {address.ari_host}:{address.ari_port} ({error.__cause__}): "
            "start it, or correct asterisk.ari_url"
        ) from error


def _version(address: SwitchAddress, status: int, info: Any) -> str:
    where = f"{address.ari_host}:{address.ari_port}"
    if status in (401, 403):
        raise SwitchError(f"the Asterisk at {where} refuses our ARI password: {_OUR_FILES}")
    version = info.get("system", {}).get("version") if isinstance(info, dict) else None
    if status != 200 or not isinstance(version, str):
        raise SwitchError(
            f"what answers at {where} is no ARI ({status}): correct asterisk.ari_url; {_OUR_FILES}"
        )
    if not is_new_enough(version):
        raise SwitchError(
            f"the Asterisk at {where} is {version}; voipcc needs {'.'.join(map(str, OLDEST))} or "
            "newer, because older ones have known security faults: update it, or leave "
            "asterisk.mode out and let voipcc run one of its own"
        )
    return version


def _check_modules(status: int, listed: Any) -> None:
    if status != 200 or not isinstance(listed, list):
        raise SwitchError(f"the Asterisk does not list its modules ({status}): {_OUR_FILES}")
    running = {one["name"].removesuffix(".so") for one in listed if one["status"] == "Running"}
    missing = sorted(name for names in MODULES.values() for name in names if name not in running)
    if missing:
        raise SwitchError(
            f"the Asterisk does not run {', '.join(missing[:8])}"
            f"{' and others' if len(missing) > 8 else ''}: load what modules.conf lists; {_OUR_FILES}"
        )


async def _check_ami(address: SwitchAddress) -> None:
    where = f"{address.ami_host}:{address.ami_port}"
    try:
        async with asyncio.timeout(_AMI_WITHIN_S):
            answer = await _log_in(address)
    except (OSError, TimeoutError, ValueError) as error:
        raise SwitchUnreachable(
            f"no AMI answers at {where} ({error or 'no answer'}): correct asterisk.ami_address; "
            f"{_OUR_FILES}"
        ) from error
    if "Success" not in answer:
        raise SwitchError(f"the Asterisk at {where} refuses our AMI password: {_OUR_FILES}")


async def _log_in(address: SwitchAddress) -> str:
    """The first line of the answer to our login."""
    words = (address.ami_user, address.ami_password)
    if any(sign in word for word in words for sign in "\r\n"):
        raise UnsafeValue("the AMI password holds a line break: make the secrets' file anew")
    reader, writer = await asyncio.open_connection(address.ami_host, address.ami_port)
    try:
        greeting = await reader.readline()
        if not greeting.startswith(b"Asterisk Call Manager"):
            raise ValueError("what listens there is no AMI")
        user, secret = words
        login = f"Action: Login\r\nUsername: {user}\r\nSecret: {secret}\r\nEvents: off\r\n\r\n"
        writer.write(login.encode())
        await writer.drain()
        return (await reader.readline()).decode(errors="replace")
    finally:
        writer.close()
