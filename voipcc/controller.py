"""The call controller: one inbox; stamps time, journals, asks the core, hands out commands.

The rooms below are protocols here, because this is where they are used: the server puts
the real ones in, tests put fakes in.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from voipcc.core.centre import Centre
from voipcc.core.cdr import Conversation
from voipcc.core.commands import Command, KeepRecord
from voipcc.core.events import Event, RefusedEvent, TimePassed
from voipcc.core.moment import Moment


class Switch(Protocol):
    """Carries out commands. Returns at once; outcomes come back through `Controller.post`."""

    def carry_out(self, command: Command) -> None: ...


class Journal(Protocol):
    """Append-only. `append` has written (not yet synced) when it returns the sequence number."""

    def append(self, now: Moment, event: Event, commands: Sequence[Command]) -> int: ...


class RecordStore(Protocol):
    """Keeps finished conversations. Never blocks: a writer of its own does the work."""

    def keep(self, record: Conversation, sequence: int) -> None: ...


class Clock(Protocol):
    def __call__(self) -> Moment: ...
