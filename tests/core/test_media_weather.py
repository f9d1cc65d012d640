"""Digits and look-ups in any weather: rooms that forget, repeat and come late, controllers that die."""

from dataclasses import replace

import pytest

from tests.callflows.media_plans import ASK, CUSTOMER, END, PIN, PROVE
from tests.callflows.plans import OFFICE
from tests.core.weather import Weather
from tests.effort import some
from voipcc.core import commands as do
from voipcc.core.media_words import Collect, Collected, LookedUp, LookUp, StopTyping, TypingBegun
from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import MenuStep, PlayStep, QueueStep, Spoken

START = (
    PlayStep(("welcome",), 1),
    PlayStep(("notice",), 2, interruptible=False),
    PlayStep(("news",), 3),
    replace(PIN, on_timeout="menu", on_invalid="end"),
    CUSTOMER,
    ASK,
    PlayStep((Spoken("number", "open"), Spoken("digits", "customer")), 15),
    replace(PROVE, on_error="menu", filler=()),
    QueueStep("sales", line=20),
)
MENU = (MenuStep(("menu",), {"1": "start", "2": "help"}, on_timeout="end", line=30),)


class Typing(Weather):
    """Callers who type, in every way it can go wrong, and servers likewise."""

    def plan(self) -> Plan:
        blocks = {"start": START, "menu": MENU, "help": (QueueStep("help", line=40),), "end": END}
        sales = replace(OFFICE.queues["sales"], max_waiting=9, max_wait_s=60, wrap_up_s=3)
        return replace(
            OFFICE,
            version="typing",
            flows={"main": Flow("main", "en", blocks)},
            queues={**OFFICE.queues, "sales": sales},
            max_calls=20,
        )

    def look(self) -> None:
        """What is typed belongs to a caller who is asked, and a look-up to its step."""
        for call in self.centre.snapshot().calls:
            assert not call.typing or call.collection
            assert not call.lookup or call.stage in ("lookup", "ending"), call.stage

    def carry_out(self, command: do.Command) -> None:
        match command:
            case Collect():
                self._type(command)
            case StopTyping():
                pass
            case LookUp():
                self._look_up(command)
            case _:
                super().carry_out(command)

    def _type(self, command: Collect) -> None:
        """Right, wrong, nothing, only half of it, twice, late."""
        rng, leg, collection = self.rng, command.leg, command.collection
        if not self.calm and rng.random() < 0.25:
            return
        begun_s = rng.uniform(0.1, 12)
        if rng.random() < 0.95:
            self.after(begun_s, self.happens, TypingBegun(leg, collection))
        if not self.calm and rng.random() < 0.1:
            return
        result = rng.choice(("complete",) * 6 + ("nothing", "short", "wrong"))
        digits = "" if command.secret or result == "nothing" else str(rng.randint(1000, 999_999))
        told = Collected(leg, collection, result, digits, len(digits) or 4)
        for _ in range(rng.choice((1, 1, 1, 2))):
            self.after(begun_s + rng.uniform(0.1, 15), self.happens, told)

    def _look_up(self, command: LookUp) -> None:
        """The look-up room does not ask whether the switch is there, or the caller still."""
        rng = self.rng
        assert "pin" not in dict(command.values), "a secret is no value"
        if not self.calm and rng.random() < 0.1:
            return
        result = rng.choice(("done",) * 5 + ("timed_out", "refused", "missing", "unknown_secret"))
        values = tuple((name, rng.choice((1, 2.5, "gold", True))) for name, _ in command.into)
        told = LookedUp(command.leg, command.lookup, result, values if result == "done" else ())
        for _ in range(rng.choice((1, 1, 1, 2))):
            self.after(rng.uniform(0.05, 9), self.tell, told)


@pytest.mark.parametrize("seed", some(range(24)))
def test_callers_who_type_come_to_an_end_in_any_weather(seed: int) -> None:
    """Whatever is forgotten, repeated or late, each call has one record that adds up."""
    weather = Typing(seed)
    weather.half_an_hour(100)
    weather.everybody_goes_home()
    assert len(weather.records) > 50


def test_the_weather_has_every_ending_of_a_look_up() -> None:
    """Among a few seeds callers are looked up, and every way to fail occurs."""
    marks, queued = set(), 0
    for seed in range(4):
        weather = Typing(seed)
        for _ in range(100):
            weather.after(weather.rng.uniform(0, 1800), weather.arrive)
        weather.run(2400)
        marks |= {mark for record in weather.records for mark in record.marks}
        queued += sum(
            any(one.kind == "queue" for one in record.segments) for record in weather.records
        )
    failures = {"lookup_timed_out", "lookup_refused", "lookup_missing", "lookup_unknown_secret"}
    assert failures <= marks and "not_spoken" in marks and queued
