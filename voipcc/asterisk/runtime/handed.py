"""The files of an external Asterisk, where we may write them: kept up to date, and reloaded."""

from collections.abc import Sequence
from pathlib import Path

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.config.files import reloadable
from voipcc.asterisk.errors import SwitchError, SwitchUnreachable
from voipcc.asterisk.runtime.certificate import ensure_certificate
from voipcc.asterisk.runtime.doors import AriDoor
from voipcc.asterisk.runtime.external import external_blueprint, external_files, make_folders
from voipcc.asterisk.runtime.folder import ConfigurationFolder, unwritable
from voipcc.asterisk.runtime.reload import reload_files
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings

OK, REFUSED = 200, (401, 403)


async def hand_over(
    folder: Path,
    address: SwitchAddress,
    settings: CentreSettings,
    secrets: Secrets,
    numbers: Sequence[str],
    sounds: Sequence[Path],
) -> list[str]:
    """Make `folder`, the configuration of the Asterisk at `address`, that of this centre.

    It reloads what it can while calls are up; the names of changed files that it reads only when
    it starts are returned. Before it is started for the first time nothing is reloaded. Raises
    SwitchError: it cannot be written, or was not taken (all is as before then).
    """
    plan = external_blueprint(settings, secrets, numbers, folder, sounds)
    here, texts = ConfigurationFolder(folder), external_files(plan)
    door = AriDoor(address.ari_port, address.ari_user, address.ari_password, address.ari_host)
    try:
        make_folders(folder)
        ensure_certificate(folder / "keys", settings)
    except OSError as error:
        raise unwritable(folder, error) from error
    fixed = {name: text for name, text in texts.items() if name not in reloadable(plan)}
    changed = {name: text for name, text in fixed.items() if here.read(name) != text}
    status = await _status(door)
    if status == OK:
        await reload_files(here, door, plan)
        here.write(changed)
        return sorted(changed)
    here.write({name: text for name, text in texts.items() if here.read(name) != text})
    if status in REFUSED:
        raise SwitchError(
            f"the Asterisk that runs has other files than ours ({status}): restart it, the right "
            f"ones are in {folder} now"
        )
    return []


async def _status(door: AriDoor) -> int:
    """What ARI answers to a ping; 0 when nobody does. While Asterisk starts it is 404."""
    try:
        status, _ = await door.ask("GET", "/asterisk/ping")
    except SwitchUnreachable:
        return 0
    return status
