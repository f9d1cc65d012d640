"""What an earlier release left behind is read: snapshots and plans without the words added since."""

from typing import Any

import msgspec
import pytest

from tests.callflows.logic_plans import LOGIC_PLANS
from tests.core.desk import Floor
from voipcc.core.centre import Centre
from voipcc.core.commands import Play, Ring
from voipcc.core.events import CallArrived, DigitPressed, LegAnswered, PromptFinished
from voipcc.core.state import CentreState

NEW_IN_A_CALL = ("unanswered", "facts", "tags", "lists", "withheld", "loops", "frames")
NEW_IN_A_STEP = ("cause",)
NEW_IN_A_FLOW = ("callers",)


def as_before(centre: Centre) -> CentreState:
    """The snapshot as a release wrote it that answered each call before it looked at the flow."""
    state: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(centre.snapshot()))
    for call in state["calls"]:
        assert set(NEW_IN_A_CALL) <= set(call)
        for name in NEW_IN_A_CALL:
            del call[name]
        if call["stage"] == "answering":
            call["flow"] = call["block"] = ""
    for plan in state["plans"].values():
        for flow in plan["flows"].values():
            steps = [step for block in flow["blocks"].values() for step in block]
            for part, names in ((flow, NEW_IN_A_FLOW), *((step, NEW_IN_A_STEP) for step in steps)):
                for name in names:
                    part.pop(name, None)
    return msgspec.json.decode(msgspec.json.encode(state), type=CentreState)


def restored(floor: Floor) -> None:
    floor.centre = Centre.restored(as_before(floor.centre))


def test_a_call_that_was_being_answered_goes_on() -> None:
    """The flow of such a call had not begun: it begins once the answer took effect."""
    floor = Floor("office")
    floor.do(CallArrived("c1", "+49301234"))
    restored(floor)
    floor.do(LegAnswered("c1"))
    assert floor.one(Play).prompts == ("welcome",)


@pytest.mark.parametrize("key", ["1", "9"])
def test_a_call_at_a_menu_goes_on(key: str) -> None:
    """A caller at a menu is led on as before the release."""
    floor = Floor("office")
    floor.do(CallArrived("c1", "+49301234"))
    floor.do(LegAnswered("c1"))
    floor.do(PromptFinished("c1", floor.one(Play).playback))
    restored(floor)
    floor.do(DigitPressed("c1", key))
    if key == "1":
        assert floor.one(Ring).caller_leg == "c1"
    else:
        assert floor.one(Play).prompts == ("bye",)


def test_calls_of_today_survive_a_restart_in_the_middle_of_a_sub_flow() -> None:
    """Values, rounds and the way back are in the snapshot."""
    for plan, said in (("sub", ["welcome_back", "hello", "bye"]), ("three_times", ["ask"] * 3)):
        floor, heard = Floor(LOGIC_PLANS[plan]), list[str]()
        floor.do(CallArrived("c1", "+49301234"))
        floor.do(LegAnswered("c1"))
        for _ in said:
            play = floor.one(Play)
            heard += play.prompts
            state = msgspec.json.encode(floor.centre.snapshot())
            floor.centre = Centre.restored(msgspec.json.decode(state, type=CentreState))
            floor.do(PromptFinished("c1", play.playback))
        assert heard == said
