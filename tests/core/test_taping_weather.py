"""Recording in any weather: customers who are told or asked on answering, agents who leave meanwhile, outages."""

from dataclasses import replace

import pytest

from tests.core.weather import AGENTS, PARTIES, Weather
from tests.effort import some
from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core import tape_words as tape
from voipcc.core.plan import Plan
from voipcc.core.tape_words import Ask, RecordingRules

LEAVE = {"ask": ("given",), "announce": ("announced", "given"), "none": ("", "announced", "given")}


class Taped(Weather):
    """Callbacks and calls out under rules drawn from the seed; each tape begins by its rule, and ends once."""

    def plan(self) -> Plan:
        plain, asks = super().plan(), list[Ask](("ask", "announce", "none"))
        self.rules = {"sales": RecordingRules(100, consent=self.rng.choice(asks))}
        self.rules[""] = RecordingRules(100, consent=self.rng.choice(asks))
        sales = replace(plain.queues["sales"], recording=self.rules["sales"])
        queues = {**plain.queues, "sales": sales}
        return replace(plain, queues=queues, recording={"out": self.rules[""]})

    def carry_out(self, command: do.Command) -> None:
        match command:
            case tape.StartTape(leg=leg):
                call = next(one for one in self.centre.snapshot().calls if one.leg == leg)
                queue = call.talk.queue if call.talk is not None else ""
                assert call.consent in LEAVE[self.rules[queue].consent], (queue, call.consent)
                began = tape.TapeStarted(leg, command.tape, self.now_us)
                self.after(self.rng.uniform(0, 2), self.happens, began)
            case tape.StopTape(leg=leg):
                over = tape.TapeEnded(leg, command.tape, "", self.now_us)
                self.after(self.rng.uniform(0, 2), self.tell_if_connected, over)
            case do.Dial(leg=leg):
                super().carry_out(command)
                for _ in range(3):
                    key = it.DigitPressed(leg, self.rng.choice("125"))
                    self.after(self.rng.uniform(5, 30), self.happens, key)
            case _:
                super().carry_out(command)

    def tell_if_connected(self, event: tape.TapeEnded) -> None:
        if self.connected:
            self.tell(event)

    def look(self) -> None:
        """A customer may be called by an agent and called back at once."""

    def dial(self, command: do.Dial) -> None:
        self.dialled.clear()
        self.callers_of.clear()
        super().dial(command)

    def accident(self) -> None:
        if self.rng.random() < 0.4:
            who, whom = self.rng.choice(AGENTS), self.rng.choice(PARTIES[1:])
            self.tell(it.OutgoingCallRequested(who, whom))
        else:
            super().accident()


@pytest.mark.parametrize("seed", some(range(24)))
def test_recordings_keep_to_their_rules_in_any_weather(seed: int) -> None:
    """Nobody is on tape without what the rule wants, and nothing is asked, recorded or left in the end."""
    weather = Taped(seed)
    weather.half_an_hour()
    weather.everybody_goes_home()
    assert not weather.centre.snapshot().tapes
    marks = {mark for one in weather.records for mark in one.marks}
    directions = {one.direction for one in weather.records if one.outcome == "answered"}
    assert directions & {"out", "callback"}, directions
    if weather.rules[""].consent == "ask":
        assert marks & {"recording_given", "recording_refused"}
