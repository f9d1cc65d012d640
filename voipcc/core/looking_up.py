"""The step `lookup`: a server is asked, and its answer becomes values; nobody waits in silence."""

from voipcc.core.call import Call
from voipcc.core.commands import StartMusic, StopMusic
from voipcc.core.desk import Desk
from voipcc.core.ivr import Ivr
from voipcc.core.media_words import LookedUp, LookUp
from voipcc.core.steps import LookUpStep
from voipcc.core.template import CALLER, names_in
from voipcc.core.values import keep, value_of

FILLER_S = 2.0
ROOM_SLACK_S = 3.0  # after which the look-up room is believed to have forgotten


class LookingUp:
    """What it knows is in the call: `lookup`, and `music` once the caller hears it."""

    __slots__ = ("desk", "ivr")

    def __init__(self, desk: Desk, ivr: Ivr) -> None:
        self.desk = desk
        self.ivr = ivr

    def begin(self, call: Call, step: LookUpStep) -> None:
        """Ask; the caller's keys mean nothing meanwhile."""
        call.stage, call.typed, call.lookup = "lookup", "", self.desk.new_id()
        self.desk.order(self._question(call, step))
        self.desk.set_deadline("call", call.id, "lookup", step.timeout_s + ROOM_SLACK_S)
        if step.timeout_s > FILLER_S:
            self.desk.set_deadline("call", call.id, "filler", FILLER_S)

    def _question(self, call: Call, step: LookUpStep) -> LookUp:
        texts = (step.url, *(text for _, text in (*step.headers, *step.body)))
        names = dict.fromkeys(name for text in texts for name in names_in(text))
        return LookUp(
            call.leg,
            call.lookup,
            step.url,
            step.method,
            step.headers,
            step.body,
            step.timeout_s,
            step.into,
            tuple((one, value) for one in names if (value := value_of(call, one)) is not None),
            tuple((one, call.sealed[one]) for one in names if one in call.sealed),
            call.party if CALLER in names else "",
            tuple(step.mock.items()),
        )

    # --- while it takes ------------------------------------------------------------------------

    def filler_due(self, call: Call) -> None:
        """It takes so long that the caller must hear something."""
        step = self.ivr.current_step(call)
        if call.stage != "lookup" or not isinstance(step, LookUpStep):
            return
        if step.filler:
            self.ivr.say(call, step.filler)
        else:
            self.heard(call)

    def heard(self, call: Call) -> None:
        """The filler was heard: music for the rest."""
        step = self.ivr.current_step(call)
        if isinstance(step, LookUpStep) and not call.music:
            call.music = True
            self.desk.order(StartMusic(call.leg, step.music))

    def overdue(self, call: Call) -> None:
        """The look-up room says nothing: as if the server had not answered."""
        if call.stage == "lookup":
            self.looked_up(call, LookedUp(call.leg, call.lookup, "timed_out"))

    # --- the answer ----------------------------------------------------------------------------

    def looked_up(self, call: Call, event: LookedUp) -> None:
        """What came of it; an old answer changes nothing."""
        step = self.ivr.current_step(call)
        if call.lookup != event.lookup or not isinstance(step, LookUpStep):
            return
        self._silence(call)
        if event.result == "done":
            for name, _ in event.values:
                call.sealed.pop(name, None)
            keep(call, dict(event.values))
            call.step += 1
        else:
            call.mark(f"lookup_{event.result}")
            call.block, call.step = step.on_error, 0
        if self.desk.connected:
            self.ivr.go_on(call)
        else:  # the switch is away: the flow goes on from here once it is back
            call.stage = "play"

    def _silence(self, call: Call) -> None:
        call.lookup = ""
        self.desk.deadlines.clear("call", call.id, "lookup", "filler")
        self.ivr.hush(call)
        if call.music:
            call.music = False
            self.desk.order(StopMusic(call.leg))
