"""What overrides do to callers: a message first, a closed door, and out of the line in an emergency."""

from typing import TYPE_CHECKING, Any

from voipcc.core import overrides
from voipcc.core.call import Call
from voipcc.core.commands import DropRecording
from voipcc.core.desk import Desk
from voipcc.core.events import OverrideEnded, OverrideSet, RefusedEvent
from voipcc.core.moment import Moment
from voipcc.core.overrides import Override, name_of
from voipcc.core.plan import Flow
from voipcc.core.steps import HoursStep, JumpStep
from voipcc.core.wait import CLOSED

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

RECORDED = "recording/"


class Doors:
    """Sets and ends overrides, and stands before every flow. What is in force is on the desk."""

    __slots__ = ("calling", "desk")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling

    # --- set and ended -----------------------------------------------------------------------------

    def set(self, event: OverrideSet) -> None:
        """From now on this holds. Raises RefusedEvent."""
        desk, utc_ms = self.desk, self.desk.now.utc_ms
        name = name_of(event.target, event.kind)
        if why_not := overrides.unknown(desk.plan, event.target):
            raise RefusedEvent(why_not)
        if event.until_utc_ms and event.until_utc_ms <= utc_ms:
            raise RefusedEvent("It would be over before it began: name a later end.")
        if event.kind == "say" and not event.prompts:
            raise RefusedEvent("There is nothing to say: name a prompt.")
        if name not in desk.overrides and len(desk.overrides) >= overrides.MOST:
            raise RefusedEvent(f"{overrides.MOST} overrides are in force; end some first.")
        self._drop(name)
        one = Override(
            event.target,
            event.kind,
            utc_ms,
            event.until_utc_ms,
            event.prompts,
            event.words,
            event.by,
        )
        desk.overrides[name] = one
        self._await_end(one)
        if event.kind == "closed" and event.waiting_too:
            self._clear_lines(one)

    def ended(self, event: OverrideEnded) -> None:
        """Somebody ends it early. Raises RefusedEvent."""
        name = name_of(event.target, event.kind)
        if name not in self.desk.overrides:
            raise RefusedEvent(f"No such override is in force for {event.target}.")
        self._drop(name)

    def due(self, name: str) -> None:
        """Its time may be over; a wall clock that was put back makes it later."""
        one = self.desk.overrides.get(name)
        if one is not None and one.is_over(self.desk.now.utc_ms):
            self._drop(name)
        elif one is not None:
            self._await_end(one)

    def await_ends(self) -> None:
        """Another run of the machine: the ends go on by the calendar."""
        for one in self.desk.overrides.values():
            self._await_end(one)

    def _await_end(self, one: Override) -> None:
        if one.until_utc_ms:
            left_s = (one.until_utc_ms - self.desk.now.utc_ms) / 1000
            self.desk.set_deadline("override", one.name, "end", left_s)

    def _drop(self, name: str) -> None:
        one = self.desk.overrides.pop(name, None)
        self.desk.deadlines.clear("override", name, "end")
        for prompt in one.prompts if one is not None else ():
            if prompt.startswith(RECORDED):
                self.desk.order(DropRecording(prompt.removeprefix(RECORDED), "expired"))

    # --- callers -------------------------------------------------------------------------------------

    def begin(self, call: Call, flow: Flow) -> None:
        """The flow begins, unless its door is closed or something is said first to who can hear us."""
        desk, ivr = self.desk, self.calling.ivr
        kept, utc_ms = desk.overrides, desk.now.utc_ms
        door = overrides.door(kept, utc_ms, call.number, flow.name)
        said = overrides.words(kept, utc_ms, call.number, flow.name)
        closed = door is not None and door.kind == "closed"
        if call.unanswered and (closed or said):
            ivr.answer(call)  # and then here again
            return
        call.flow, call.language = flow.name, flow.language
        if door is not None and closed:
            self._turn_away(call, flow, door)
        elif said:
            call.mark("told_first")
            call.stage = "notice"
            ivr.say(call, said)
        else:
            ivr.begin(call, flow)

    def said(self, call: Call) -> None:
        """What comes before the flow was heard."""
        plan = self.desk.plans[call.plan]
        self.calling.ivr.begin(call, plan.flows[call.flow])

    def again(self, call: Call) -> None:
        """Whether the caller heard it during an outage is not known: from the beginning."""
        self.calling.ivr.hush(call)
        self.begin(call, self.desk.plans[call.plan].flows[call.flow])

    def _turn_away(self, call: Call, flow: Flow, door: Override) -> None:
        """The override's own message, else what the flow says to those who call outside its hours."""
        ivr = self.calling.ivr
        call.fate = "closed"
        call.mark("closed_by_override")
        block = "" if door.prompts else closing_block(flow)
        if block:
            call.cut("closing", self.desk.fact_us)
            ivr.begin(call, flow, block)
        else:
            ivr.say_goodbye(call, door.prompts or CLOSED)

    def _clear_lines(self, one: Override) -> None:
        """Whoever waits there hears the message too and is let go."""
        sort, _, name = one.target.partition("/")
        for call in list(self.calling.calls.values()):
            here = {"queue": call.queue, "flow": call.flow, "number": call.number}.get(sort, name)
            waits = call.stage == "queue" and call.leg and not call.parent
            if waits and here == name and call.connecting is None:
                self.calling.wait.turn_away(call, one.prompts or CLOSED)

    def view(self, now: Moment) -> list[dict[str, Any]]:
        """Every override in force, the one that ends first before the others."""
        kept = [one for one in self.desk.overrides.values() if not one.is_over(now.utc_ms)]
        return [
            {
                "target": one.target,
                "kind": one.kind,
                "since_utc_ms": one.since_utc_ms,
                "until_utc_ms": one.until_utc_ms,
                "left_s": (one.until_utc_ms - now.utc_ms) // 1000 if one.until_utc_ms else None,
                "prompts": list(one.prompts),
                "words": one.words,
                "by": one.by,
            }
            for one in sorted(kept, key=lambda one: (one.until_utc_ms or 1 << 62, one.target))
        ]


def closing_block(flow: Flow) -> str:
    """Where the first opening hours on the straight way lead when they are over; "" without such."""
    block, seen = flow.start, set[str]()
    while block and block not in seen:
        seen.add(block)
        target = ""
        for step in flow.blocks.get(block, ()):
            if isinstance(step, HoursStep):
                return step.closed
            if isinstance(step, JumpStep):
                target = step.block
                break
        block = target
    return ""
