"""Who watches the controller's events and commands: the log, and who acts on what only they say."""

from typing import TYPE_CHECKING

from voipcc.controller import Watcher
from voipcc.log import core_faults, decisions
from voipcc.prompt_by_phone import PromptByPhone

if TYPE_CHECKING:
    from voipcc.server import House


def watchers_of(house: "House") -> list[Watcher]:
    """All of them, in order."""
    faults = core_faults(house.log, house.recovery.centre.faults)
    return [decisions(house.log), faults, PromptByPhone(house)]
