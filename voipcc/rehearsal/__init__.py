"""Rehearsals: a call on a checked plan, with the real core, before any caller takes it.

    rehearsal = rehearse(plan, Caller("+4930123450", at_utc_ms, acts_from("1")))
    rehearsal.heard, rehearsal.queue, rehearsal.outcome

Nothing is said, dialled or kept: the switch is make-believe and time is virtual, so that a
thousand calls take seconds. `scene.Scene` is the same call step by step.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from voipcc.core.plan import Plan
from voipcc.rehearsal.cast import Casting
from voipcc.rehearsal.scene import Place, RehearsalError, Scene, Unstaffed
from voipcc.rehearsal.script import (
    USUAL,
    Act,
    Caller,
    HangUp,
    Pause,
    Press,
    Silence,
    World,
    act_from,
    acts_from,
)
from voipcc.rehearsal.switch import SECOND, Length, one_second

__all__ = [
    "USUAL",
    "Act",
    "Caller",
    "Casting",
    "HangUp",
    "Heard",
    "Pause",
    "Place",
    "Press",
    "Rehearsal",
    "RehearsalError",
    "Scene",
    "Silence",
    "World",
    "act_from",
    "acts_from",
    "outcome_of",
    "play_out",
    "rehearse",
]

MUSIC_S = 1.0  # who waits with music presses a key after so long


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said to the caller without a pause; `cut`: a key or an agent interrupted it."""

    at_s: float
    language: str
    prompts: tuple[str, ...]
    cut: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What became of a rehearsed call.

    `prompts` are all that were heard, in order. `steps` are "flow:block:line", `pressed` the
    keys with the step they were pressed at, `unasked` those nobody asked for. `queues` were
    entered in this order.
    """

    heard: tuple[Heard, ...]
    steps: tuple[str, ...]
    pressed: tuple[tuple[str, str], ...]
    queues: tuple[str, ...]
    agent: str
    outcome: str
    ended_by: str
    marks: tuple[str, ...]
    values: Mapping[str, object]
    lasted_s: float
    unasked: tuple[str, ...] = ()
    transcript: tuple[str, ...] = ()

    @property
    def prompts(self) -> tuple[str, ...]:
        return tuple(prompt for one in self.heard for prompt in one.prompts)

    @property
    def queue(self) -> str:
        """The last queue the caller was in, "" without one."""
        return self.queues[-1] if self.queues else ""

    @property
    def blocks(self) -> tuple[str, ...]:
        """The blocks gone through, in order, each as "flow:block"."""
        found: list[str] = []
        for step in self.steps:
            block = step.rpartition(":")[0]
            if not found or found[-1] != block:
                found.append(block)
        return tuple(found)


def rehearse(
    plan: Plan | Casting,
    caller: Caller,
    world: World = USUAL,
    *,
    length: Length = one_second,
    transcript: bool = False,
) -> Rehearsal:
    """Play a call to its end. Raises RehearsalError when it has none, or the core is at fault.

    Whoever rehearses many calls on one plan gives its `Casting`, which remembers.
    """
    casting = plan if isinstance(plan, Casting) else Casting(plan)
    there = frozenset(world.there)
    staffed = casting.guess(caller) | frozenset(world.waiting)
    while True:
        small = casting.plan_for(caller.number, staffed, there)
        scene = Scene(small, caller, world, length, staffed=staffed)
        try:
            for act in caller.acts:
                play_out(scene, act)
            scene.go_on("over")
        except Unstaffed as missing:
            staffed |= {missing.queue}
        else:
            casting.learn(caller, frozenset(scene.entered))
            return outcome_of(scene, transcript=transcript)


def play_out(scene: Scene, act: Act) -> None:
    """Let the caller do one thing."""
    match act:
        case Press(keys, after):
            asked = scene.wait_for_prompt(after) if after else _await_question(scene, keys[0])
            if asked:
                scene.press(keys)
            else:
                scene.unasked.append(keys)
        case Pause(seconds):
            scene.wait(seconds)
        case Silence():
            _await_question(scene)
            while scene.place == "asked" and scene.step():
                pass
        case HangUp():
            scene.hang_up()


def _await_question(scene: Scene, key: str = "") -> bool:
    """Until the caller is asked for a key, or waits where this one leads on; False: never."""
    while (place := scene.go_on("asked", "waiting")) == "waiting":
        if scene.leads_on(key):
            scene.wait(MUSIC_S)
            return not scene.over
        while scene.place == "waiting" and not scene.leads_on(key) and scene.step():
            pass
    return place == "asked"


def outcome_of(scene: Scene, *, transcript: bool = False) -> Rehearsal:
    """What became of the call so far."""
    record = scene.record
    return Rehearsal(
        heard=heard_in(scene),
        steps=scene.steps(),
        pressed=tuple((one.step, one.key) for one in scene.pressed),
        queues=tuple(scene.entered),
        agent=scene.agent,
        outcome=record.outcome if record else "",
        ended_by=record.ended_by if record else "",
        marks=record.marks if record else (),
        values=scene.values,
        lasted_s=scene.elapsed_us / SECOND,
        unasked=tuple(scene.unasked),
        transcript=tuple(scene.transcript()) if transcript else (),
    )


def heard_in(scene: Scene) -> tuple[Heard, ...]:
    """What was said to the caller so far."""
    begin_us = scene.begin_us
    return tuple(
        Heard(
            round((one.at_us - begin_us) / SECOND, 3),
            one.language,
            one.prompts,
            one.cut,
            one.music,
        )
        for one in scene.switch.said
    )
