"""The words of a dialplan: one module for each step, each with its form and all that is known of it.

A new step: a module here with a `StepForm`, one line in `STEPS`, its dataclass in `core/steps.py`,
what the core does in `core/ivr.py` (steps that wait) or `core/logic.py` (steps that compute), a
section in docs/dialplans.md and a story. `reader`, `checker`, `paths` and `publisher` ask `STEPS`.
"""

from typing import Final

from voipcc.dialplan.step import StepForm
from voipcc.dialplan.steps.answer import AnswerForm
from voipcc.dialplan.steps.branch import BranchingForm
from voipcc.dialplan.steps.callback import CallbackForm
from voipcc.dialplan.steps.collect import CollectForm
from voipcc.dialplan.steps.hang_up import HangUpForm
from voipcc.dialplan.steps.hours import HoursForm
from voipcc.dialplan.steps.jump import JumpForm
from voipcc.dialplan.steps.language import LanguageForm
from voipcc.dialplan.steps.lookup import LookUpForm
from voipcc.dialplan.steps.loop import LoopForm
from voipcc.dialplan.steps.menu import MenuForm
from voipcc.dialplan.steps.play import PlayForm
from voipcc.dialplan.steps.queue import QueueForm
from voipcc.dialplan.steps.record import RecordForm
from voipcc.dialplan.steps.return_ import ReturnForm
from voipcc.dialplan.steps.set import SetForm
from voipcc.dialplan.steps.split import SplitForm
from voipcc.dialplan.steps.sub import SubForm
from voipcc.dialplan.steps.tag import TagForm
from voipcc.dialplan.steps.transfer import TransferForm
from voipcc.dialplan.steps.voicemail import VoicemailForm

STEPS: Final[dict[str, type[StepForm]]] = {
    "answer": AnswerForm,
    "play": PlayForm,
    "menu": MenuForm,
    "collect": CollectForm,
    "lookup": LookUpForm,
    "set": SetForm,
    "branch": BranchingForm,
    "hours": HoursForm,
    "split": SplitForm,
    "language": LanguageForm,
    "queue": QueueForm,
    "callback": CallbackForm,
    "voicemail": VoicemailForm,
    "transfer": TransferForm,
    "jump": JumpForm,
    "loop": LoopForm,
    "sub": SubForm,
    "return": ReturnForm,
    "tag": TagForm,
    "record": RecordForm,
    "hang_up": HangUpForm,
}
