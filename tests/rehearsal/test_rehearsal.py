"""Rehearsed calls: the real core with a make-believe switch."""

from dataclasses import replace

import pytest

from tests.callflows.media_plans import MEDIA_PLANS
from tests.callflows.number_plans import NUMBER_PLANS
from tests.callflows.plans import NUMBER, PLANS
from tests.callflows.waiting_plans import WAITING_PLANS
from voipcc.core.transcript.story import START_UTC_MS
from voipcc.rehearsal import (
    Caller,
    Casting,
    Rehearsal,
    Scene,
    World,
    acts_from,
    outcome_of,
    play_out,
    rehearse,
)
from voipcc.rehearsal.scene import Unstaffed

OFFICE = PLANS["office"]


def called(keys: str = "", plan: str = "office", **world: object) -> Rehearsal:
    """What becomes of a caller who presses these keys."""
    caller = Caller(NUMBER, START_UTC_MS, acts_from(keys))
    plans = PLANS | NUMBER_PLANS | MEDIA_PLANS
    return rehearse(plans[plan], caller, World(**world))  # type: ignore[arg-type]


def test_a_caller_is_heard_and_led() -> None:
    """One key leads to a queue; an agent answers after the time the world says."""
    found = called("1")
    assert found.prompts == ("welcome", "menu")
    assert (found.queue, found.agent, found.outcome) == ("sales", "anna", "answered")
    assert found.steps == ("main:start:10", "main:start:11", "main:start:12", "main:sales:20")
    assert found.pressed == (("main:start:12", "1"),)
    assert found.blocks == ("main:start", "main:sales")
    assert found.ended_by == "caller"


@pytest.mark.parametrize(
    ("keys", "plan", "world", "prompts", "queues", "outcome"),
    [
        ("", "office", {}, "welcome menu no_key menu goodbye", "", "completed"),
        ("5, 9", "office", {}, "welcome menu wrong_key menu bye", "", "completed"),
        ("silence, 9", "office", {}, "welcome menu no_key menu bye", "", "completed"),
        ("9 after welcome", "office", {}, "welcome bye", "", "completed"),
        ("1 after menu", "closed", {}, "closed", "", "closed"),
        ("hang up", "office", {}, "", "", "left_in_menu"),
        ("wait 1.5 s, hang up", "office", {}, "welcome menu", "", "left_in_menu"),
        ("1, wait 5 s, hang up", "office", {"answer_s": None}, "welcome menu", "sales", "abandoned"),
        (
            "1, wait 12 s, hang up",
            "office",
            {"staff": "none"},
            "welcome menu queue/you_are_number number/1",
            "sales",
            "abandoned",
        ),
        ("1", "office", {"waiting": {"sales": 2}, "staff": "none"}, "welcome menu all_busy", "", "overflowed"),
        (
            "1, wait 11 s, hang up",
            "office",
            {"waiting": {"sales": 1}, "staff": "busy"},
            "welcome menu queue/you_are_number number/2",
            "sales",
            "abandoned",
        ),
        ("2", "later", {}, "menu voicemail/leave_message voicemail/beep voicemail/thanks goodbye", "", "voicemail"),
        (
            "1, wait 31 s, 1",
            "later",
            {"staff": "none"},
            "menu callback/your_number_is party/number callback/confirm callback/accepted goodbye",
            "sales",
            "callback",
        ),
        (
            "1, wait 31 s, 2, 030123#, 1",
            "later",
            {"staff": "none"},
            "menu callback/your_number_is party/number callback/confirm callback/type_number"
            " callback/your_number_is party/number callback/confirm callback/accepted goodbye",
            "sales",
            "callback",
        ),
        ("1", "transfer", {}, "menu", "", "transferred"),
        ("1", "transfer_branches", {"outside": "busy"}, "menu all_busy", "", "completed"),
        ("1", "transfer_branches", {"outside": "no_answer"}, "menu sorry", "sales", "answered"),
        ("1", "transfer", {"outside": "refused"}, "menu transfer/not_reached goodbye", "", "completed"),
        ("1234#", "collects", {}, "type-customer customer-is number/1 number/2 number/3 number/4", "sales", "answered"),
        ("1234", "collects", {}, "type-customer customer-is number/1 number/2 number/3 number/4", "sales", "answered"),
        ("12#, silence", "collects", {}, "type-customer wrong_number type-customer bye", "", "completed"),
        ("1234#", "looks_up", {}, "type-customer number/2 bye", "", "completed"),
        ("1234#", "looks_up", {"look_ups": {"start": {"open": 5}}}, "type-customer number/5 bye", "", "completed"),
        ("1234#", "looks_up", {"look_ups": {"start": "timed_out"}}, "type-customer bye", "", "completed"),
        ("1 after notice, 1", "must_be_heard", {}, "notice menu", "help", "answered"),
    ],
)  # fmt: skip
def test_whatever_a_caller_does_comes_to_an_end(
    keys: str, plan: str, world: dict[str, object], prompts: str, queues: str, outcome: str
) -> None:
    """Keys, silence, waiting and hanging up lead where the plan says."""
    found = called(keys, plan, **world)
    assert found.prompts == tuple(prompts.split())
    assert found.queues == tuple(queues.split())
    assert found.outcome == outcome


def test_what_a_key_cuts_short_was_not_heard() -> None:
    """A prompt that had not begun when the key came is not among those heard."""
    long = Caller(NUMBER, START_UTC_MS, acts_from("9 after welcome"))
    flow = OFFICE.flows["main"]
    menu = replace(flow.blocks["start"][2], prompts=("menu", "menu_more"))
    start = (*flow.blocks["start"][:2], menu)
    plan = replace(OFFICE, flows={"main": replace(flow, blocks={**flow.blocks, "start": start})})
    assert rehearse(plan, long).prompts == ("welcome", "bye")
    early = replace(long, acts=acts_from("9 after menu"))
    assert rehearse(plan, early).prompts == ("welcome", "menu", "bye")
    assert [one.cut for one in rehearse(plan, early).heard] == [False, True, False]


def test_a_telephone_is_confirmed_by_the_agent() -> None:
    """An agent at a telephone presses the key that takes the call."""
    found = called("", "telephone")
    assert (found.agent, found.outcome) == ("anna", "answered")


def test_an_agent_may_hang_up_first() -> None:
    """The world says who ends the talk."""
    assert called("1", ends="agent").ended_by == "agent"


def test_a_scene_is_walked_by_hand() -> None:
    """Step by step: asked, key, waiting, talking, over."""
    scene = Scene(OFFICE, Caller(NUMBER, START_UTC_MS))
    assert scene.go_on("asked") == "asked"
    assert scene.where() == "main:start:12"
    scene.press("1")
    assert scene.place == "waiting"
    assert scene.go_on("talking") == "talking"
    scene.hang_up()
    assert scene.place == "over"
    assert scene.steps()[-1] == "main:sales:20"


def test_a_rehearsal_is_told_as_a_story() -> None:
    """The transcript has the words of a story."""
    caller = Caller(NUMBER, START_UTC_MS, acts_from("9"))
    lines = rehearse(OFFICE, caller, transcript=True).transcript
    assert lines[0] == "00:00 > plan office takes effect"
    assert "call 1: caller presses 9" in " ".join(lines)
    assert lines[-1].endswith("record call 1: completed")


@pytest.mark.parametrize("words", ["press 1", "wait long", "x", "1 before menu"])
def test_what_no_caller_does_is_refused(words: str) -> None:
    """A word that is no act is named, with what may stand there."""
    with pytest.raises(ValueError, match=r"write keys|no number"):
        acts_from(words)


def test_only_who_may_be_needed_is_there() -> None:
    """A call goes the same way with the agents of those queues alone it comes into or asks about."""
    caller = Caller(NUMBER, START_UTC_MS, acts_from("1"))
    casting = Casting(OFFICE)
    assert set(casting.plan_for(NUMBER, frozenset()).agents) == set()
    assert set(casting.plan_for(NUMBER, frozenset({"help"})).agents) == {"ben"}
    whole = Scene(OFFICE, caller)
    play_out(whole, caller.acts[0])
    whole.go_on("over")
    assert rehearse(casting, caller) == outcome_of(whole)
    with pytest.raises(Unstaffed, match="sales"):
        play_out(Scene(OFFICE, caller, staffed=frozenset({"help"})), caller.acts[0])


@pytest.mark.parametrize(
    ("keys", "plan", "unasked", "outcome"),
    [
        ("1, 1, hang up", "invitation", (), "abandoned"),
        ("9, 1", "office", ("1",), "completed"),
        ("1, 7, hang up", "office", ("7",), "overflowed"),
    ],
)
def test_keys_wait_until_they_lead_on(
    keys: str, plan: str, unasked: tuple[str, ...], outcome: str
) -> None:
    """A key is pressed in a queue once it leads out of it; one nobody asks for is named."""
    caller = Caller(NUMBER, START_UTC_MS, acts_from(keys))
    found = rehearse((PLANS | WAITING_PLANS)[plan], caller, World(staff="none"))
    assert (found.unasked, found.outcome) == (unasked, outcome)


def test_a_secret_is_in_nothing_that_is_kept() -> None:
    """What is typed as a secret is counted; no rehearsal, story or value has it."""
    caller = Caller(NUMBER, START_UTC_MS, acts_from("4242, 1234#"))
    plan = MEDIA_PLANS["proves"]
    world = World(look_ups={"start": {"right": True}})
    found = rehearse(plan, caller, world, transcript=True)
    assert found.queues == ("sales",)
    assert found.values == {"customer": "1234", "right": True}
    assert "4242" not in repr((found.transcript, found.values, found.heard))
