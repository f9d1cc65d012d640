"""Which talks are recorded, as the settings say it, and what of it cannot be."""

from collections.abc import Iterator, Sequence

from voipcc.core.tape_words import NO_RECORDING, RecordingRules
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.steps.transfer import TransferForm
from voipcc.problem import Problem
from voipcc.settings import CentreSettings
from voipcc.tape_settings import ColleagueRecording, TapeSettings

FILE = "centre.yaml"


def rules(given: ColleagueRecording | None) -> RecordingRules:
    """The core's form of one rule."""
    return NO_RECORDING if given is None else RecordingRules(**given.model_dump())


def rules_of(given: TapeSettings) -> dict[str, RecordingRules]:
    """Those for talks no queue leads, by the direction of the call."""
    named = {"in": given.direct, "out": given.outgoing, "internal": given.internal}
    return {direction: rules(one) for direction, one in named.items() if one is not None}


def any_rule(settings: CentreSettings) -> bool:
    """Whether any rule has talks recorded."""
    given = settings.recordings
    named = [given.direct, given.outgoing, given.internal]
    return any([*named, *(queue.recording for queue in settings.queues.values())])


def problems(settings: CentreSettings, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Rules by which nothing is recorded."""
    steps = [one.form for draft in drafts for steps in draft.blocks.values() for one in steps]
    led = any(isinstance(one, TransferForm) and not one.transfer.queue for one in steps)
    if settings.recordings.direct is not None and not led:
        message = "recordings.direct: no dialplan leads to an agent or a telephone"
        remedy = "leave it out; talks of a queue have its own: queues.NAME.recording"
        yield Problem("warning", FILE, 0, 0, message, remedy)
    asterisk = settings.asterisk
    if asterisk.mode == "external" and asterisk.spool is None and any_rule(settings):
        message = "talks are to be recorded, but the files of this Asterisk are not ours to read"
        yield Problem("warning", FILE, 0, 0, message, "name its folder: asterisk.spool")
