"""Wrap-up under whatever people do: rules that hold after every step, in every mode."""

from dataclasses import replace

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.callflows.plans import PLANS
from tests.core.desk import SECOND, Floor
from tests.effort import examples
from voipcc.core.cdr import WrapUp
from voipcc.core.centre import Centre
from voipcc.core.commands import Connect, KeepWrapUp, Ring
from voipcc.core.events import (
    CallArrived,
    DispositionChosen,
    LegAnswered,
    LegConnected,
    LegEnded,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    ReadyRequested,
    RefusedEvent,
    TimePassed,
    WrapUpEndRequested,
    WrapUpRequested,
)
from voipcc.core.plan import WrapUpMode
from voipcc.core.state import CentreState
from voipcc.core.wrap_up import LONGEST_S

MODES: tuple[WrapUpMode, ...] = ("optional", "mandatory", "timed", "timed_fixed")
WISHES = {
    "end": WrapUpEndRequested("anna"),
    "more": WrapUpRequested("anna"),
    "longer": WrapUpRequested("anna", 20),
    "note": DispositionChosen("anna", "11"),
    "wrong": DispositionChosen("anna", "1"),
    "ready": ReadyRequested("anna"),
    "lunch": NotReadyRequested("anna", "lunch"),
    "out": LogOutRequested("anna"),
    "in": LogInRequested("anna"),
}
STEPS = some.lists(
    some.tuples(
        some.sampled_from((*WISHES, *("call", "caller", "agent") * 3, "write")),
        some.sampled_from((0, 1, 2, 4, 12)),
    ),
    min_size=15,
    max_size=60,
)


class Shift(Floor):
    """One agent, one caller at a time; whatever breaks a rule fails at once."""

    def __init__(self, mode: WrapUpMode, required: bool) -> None:
        self.kept: dict[str, WrapUp] = {}
        self.talked: list[str] = []  # offers in which they talked
        self.talk_now: Connect | None = None
        self.calls = 0
        plan = PLANS["mandatory"]
        sales = replace(
            plan.queues["sales"], wrap_up_mode=mode, disposition_required=required, wrap_up_s=10
        )
        agents = {"anna": replace(plan.agents["anna"], devices=("anna/desk",))}
        super().__init__(replace(plan, queues={**plan.queues, "sales": sales}, agents=agents))

    def step(self, what: str, after_s: int) -> None:
        self.wait(after_s)
        if what == "call" and self.talk_now is None and self.agent()["work"] == "idle":
            self._call()
        elif what in ("caller", "agent") and self.talk_now is not None:
            self._end(first=what)
        elif what == "write":
            kept = msgspec.json.encode(self.centre.snapshot())
            self.centre = Centre.restored(msgspec.json.decode(kept, type=CentreState))
            assert msgspec.json.encode(self.centre.snapshot()) == kept
        elif what in WISHES:
            self._wish(what)
        self._judge()

    def _call(self) -> None:
        self.calls += 1
        leg = f"c{self.calls}"
        self.do(CallArrived(leg, "+49301234"))
        self.do(LegAnswered(leg))
        rings = [command for command in self.commands if isinstance(command, Ring)]
        if not rings:
            self.do(LegEnded(leg))
            return
        self.do(LegAnswered(rings[0].leg))
        self.talk_now = self.one(Connect)
        self.talked.append(str(self.offer))
        for joined in (leg, rings[0].leg):
            self.do(LegConnected(joined, self.talk_now.talk))

    @property
    def offer(self) -> str:
        return self.centre._acd.roster.agents["anna"].offer

    def _end(self, first: str) -> None:
        talk, self.talk_now = self.talk_now, None
        assert talk is not None
        legs = [talk.caller_leg, talk.agent_leg]
        for leg in legs if first == "caller" else reversed(legs):
            self.do(LegEnded(leg))

    def _wish(self, what: str) -> None:
        before = msgspec.json.encode(self.centre.snapshot())
        try:
            self.do(WISHES[what])
        except RefusedEvent as refusal:
            assert str(refusal).endswith(".")
            assert msgspec.json.encode(self.centre.snapshot()) == before

    def _keep(self, commands: list) -> None:  # type: ignore[type-arg]
        super()._keep(commands)
        for command in commands:
            if isinstance(command, KeepWrapUp):
                record = command.record
                assert record.offer not in self.kept, "kept twice"
                assert record.start_us <= record.end_us <= self.now_us
                assert record.end_us - record.start_us <= LONGEST_S * SECOND
                self.kept[record.offer] = record
                if record.missing:
                    assert record.ended_by in ("time", "none")
                if record.mode == "timed_fixed":
                    assert record.ended_by == "time"

    def _judge(self) -> None:
        assert not self.centre.faults
        state = self.agent()
        if state["work"] == "wrap_up":
            assert self.centre.next_deadline() is not None
            assert self.talk_now is None
        if state["work"] == "idle":
            assert state["wrap_up"] is None


@settings(max_examples=examples(150), deadline=None)
@given(some.sampled_from(MODES), some.booleans(), STEPS)
def test_whatever_people_do_a_wrap_up_is_kept_once_and_ends(mode, required, steps):
    """Every talk with notes is kept exactly once, nobody stays in wrap-up, fixed ones run their time."""
    shift = Shift(mode, required)
    for what, after_s in steps:
        shift.step(what, after_s)
    if shift.talk_now is not None:
        shift._end("caller")
    shift.wait(LONGEST_S + 1)
    shift.do(TimePassed())
    assert shift.agent()["work"] == "idle"
    owed = set(shift.talked) if required or mode != "optional" else set()
    assert owed <= set(shift.kept) <= set(shift.talked)
    if required:
        assert all(one.disposition or one.missing for one in shift.kept.values())
