"""Whose matter the words of supervision are."""

from collections.abc import Callable
from functools import partial
from typing import Any

from voipcc.core.acd import Acd
from voipcc.core.calling import Calling
from voipcc.core.moving import move
from voipcc.core.seam import HelpRefused, HelpWanted, NobodyHelps, SupervisionGranted, TalkTaken
from voipcc.core.supervision_words import (
    HelpRequested,
    MoveRequested,
    SecretChecked,
    SupervisionEndRequested,
    SupervisionRequested,
)


def supervision_targets(calling: Calling, acd: Acd) -> dict[type, Callable[[Any], None]]:
    """Events and messages, each with the part that takes it."""
    mine, supervisors = calling.supervisions, acd.supervisors

    def requested(event: SupervisionRequested) -> None:
        if one := mine.of(event.supervisor):
            mine.mode_asked(one, event)
        else:
            supervisors.asked(event)

    return {
        SupervisionRequested: requested,
        SupervisionEndRequested: mine.end_asked,
        MoveRequested: partial(move, calling),
        HelpRequested: supervisors.help_asked,
        SecretChecked: mine.secret_checked,
        SupervisionGranted: mine.granted,
        NobodyHelps: mine.nobody_helps,
        TalkTaken: supervisors.took_over,
        HelpRefused: supervisors.help_refused,
        HelpWanted: supervisors.help_wanted,
    }
