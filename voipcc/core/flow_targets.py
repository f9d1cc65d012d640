"""Whose matter the words are that steps of a flow wait for, and those that stand above a flow."""

from collections.abc import Callable
from typing import Any

from voipcc.core.acd import Acd
from voipcc.core.calling import Calling
from voipcc.core.events import OverrideEnded, OverrideSet
from voipcc.core.seam import StandingTold
from voipcc.core.tape_files import tape_targets

Target = Callable[[Any], None]


def flow_targets(calling: Calling, acd: Acd) -> dict[type, Target]:
    """Events and messages, each with the part that takes it."""

    def standing_told(message: StandingTold) -> None:
        call = calling.calls.get(message.call)
        if call is not None and message.aside:
            calling.hears.standing_told(call, message)
        elif call is not None:
            calling.ivr.standing_told(call, message)

    doors = calling.arrivals.doors
    return {
        StandingTold: standing_told,
        OverrideSet: doors.set,
        OverrideEnded: doors.ended,
        **tape_targets(calling.desk),
        **acd.standings.targets(),
        **calling.tapes.targets(),
    }
