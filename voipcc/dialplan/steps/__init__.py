"""The words of a dialplan: one module for each step, each with its form and all that is known of it.

A new step: a module here with a `StepForm`, one line in `STEPS`, its dataclass in `core/steps.py`,
what the core does in `core/ivr.py` (steps that wait) or `core/logic.py` (steps that compute), a
section in docs/dialplans.md and a story. `reader`, `checker`, `paths` and `publisher` ask `STEPS`.
"""

from typing import Final

from voipcc.dialplan.step import StepForm
from voipcc.dialplan.steps.callback import CallbackForm
from voipcc.dialplan.steps.collect import CollectForm
from voipcc.dialplan.steps.hang_up import HangUpForm
from voipcc.dialplan.steps.hours import HoursForm
from voipcc.dialplan.steps.jump import JumpForm
from voipcc.dialplan.steps.lookup import LookUpForm
from voipcc.dialplan.steps.menu import MenuForm
from voipcc.dialplan.steps.play import PlayForm
from voipcc.dialplan.steps.queue import QueueForm
from voipcc.dialplan.steps.transfer import TransferForm
from voipcc.dialplan.steps.voicemail import VoicemailForm

STEPS: Final[dict[str, type[StepForm]]] = {
    "play": PlayForm,
    "menu": MenuForm,
    "collect": CollectForm,
    "lookup": LookUpForm,
    "hours": HoursForm,
    "queue": QueueForm,
    "callback": CallbackForm,
    "voicemail": VoicemailForm,
    "transfer": TransferForm,
    "jump": JumpForm,
    "hang_up": HangUpForm,
}
