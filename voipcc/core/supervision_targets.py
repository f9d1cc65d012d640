"""Whose matter the words of supervision and of notes are, and the events of their legs."""

from collections.abc import Callable, Container, Sequence
from functools import partial
from typing import Any

from voipcc.core.acd import Acd
from voipcc.core.calling import Calling
from voipcc.core.events import (
    CommandRefused,
    DigitPressed,
    LegAnswered,
    LegConnected,
    PromptFailed,
    PromptFinished,
    RecordingFinished,
)
from voipcc.core.moving import move
from voipcc.core.prompt_words import PromptPublished
from voipcc.core.seam import (
    DoorAsked,
    HelpRefused,
    HelpWanted,
    NobodyHelps,
    NoteAsked,
    SupervisionGranted,
    TakeAsked,
    TalkTaken,
)
from voipcc.core.supervision_words import (
    HelpRequested,
    MoveRequested,
    SecretChecked,
    SupervisionEndRequested,
    SupervisionRequested,
)

Target = Callable[[Any], None]


def supervision_targets(calling: Calling, acd: Acd) -> dict[type, Target]:
    """Events and messages, each with the part that takes it."""
    mine, supervisors, doors = calling.supervisions, acd.supervisors, calling.door_codes

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
        SecretChecked: _first(
            [
                (calling.takes.legs, calling.takes.secret_checked),
                (doors.legs, doors.secret_checked),
            ],
            mine.secret_checked,
        ),
        DoorAsked: doors.asked,
        SupervisionGranted: mine.granted,
        NobodyHelps: mine.nobody_helps,
        TalkTaken: supervisors.took_over,
        HelpRefused: supervisors.help_refused,
        HelpWanted: supervisors.help_wanted,
        NoteAsked: calling.notes.asked,
        TakeAsked: calling.takes.asked,
        PromptPublished: calling.takes.published,
    }


def targets_of_own_legs(calling: Calling, usual: dict[type, Target]) -> dict[type, Target]:
    """A supervisor's leg, or one by which a note is left, is nobody else's matter."""
    mine, notes, takes = calling.supervisions, calling.notes, calling.takes
    doors = calling.door_codes

    def recorded(event: RecordingFinished) -> None:
        if event.recording in notes.begun:
            notes.recorded(event)
        elif event.recording in takes.begun:
            takes.recorded(event)
        elif event.recording in doors.begun:
            doors.recorded(event)
        else:
            calling.errand_side.voicemails.recorded(event)

    supervised: dict[type, Target] = {
        LegAnswered: mine.answered,
        LegConnected: mine.connected,
        PromptFinished: mine.prompt_over,
        PromptFailed: mine.prompt_over,
        DigitPressed: mine.digit,
        CommandRefused: mine.refused,
    }
    of_notes: dict[type, Target] = {
        LegAnswered: notes.answered,
        PromptFinished: notes.prompt_over,
        PromptFailed: notes.prompt_over,
    }
    of_doors: dict[type, Target] = {
        LegAnswered: doors.answered,
        PromptFinished: doors.prompt_over,
        PromptFailed: doors.prompt_over,
        DigitPressed: doors.digit,
    }
    of_takes: dict[type, Target] = {
        LegAnswered: takes.answered,
        PromptFinished: takes.prompt_over,
        PromptFailed: takes.prompt_over,
        DigitPressed: takes.digit,
    }
    parts = (
        (doors.legs, of_doors),
        (takes.legs, of_takes),
        (notes.legs, of_notes),
        (mine.legs, supervised),
    )
    found = {
        kind: _first([(legs, takes[kind]) for legs, takes in parts if kind in takes], usual[kind])
        for kind in supervised
    }
    return {**found, RecordingFinished: recorded}


def _first(own: Sequence[tuple[Container[str], Target]], usual: Target) -> Target:
    """Events of a part's own legs go to that part, the first it is."""

    def target(event: Any) -> None:
        for legs, take in own:
            if event.leg in legs:
                take(event)
                return
        usual(event)

    return target
