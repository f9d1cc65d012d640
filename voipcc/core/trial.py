"""Which new calls begin with another plan than the running one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trial:
    """`percent` of the callers, and those on one of the callers' `lists`, begin with `version`."""

    version: str
    percent: int = 0
    lists: tuple[str, ...] = ()
