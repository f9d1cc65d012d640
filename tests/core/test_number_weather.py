"""Telephones in any weather: numbers outside, agents' mobiles and the rescue, while everything fails."""

from dataclasses import replace

import pytest

from tests.callflows.number_plans import NUMBER_PLANS
from tests.callflows.plans import ANNA, BEN
from tests.core.weather import Weather
from tests.effort import some
from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core.plan import Plan

DEVICES = ("anna/desk", "anna/mobile", "anna/home", "ben/desk")
TELEPHONES = {"anna/mobile": 6, "anna/home": 6}
LOST = 44


class Outside(Weather):
    """Callers are led to a number, or wait for agents at desks and mobiles."""

    devices = DEVICES

    def plan(self) -> Plan:
        branches = NUMBER_PLANS["transfer_branches"]
        sales = replace(
            branches.queues["sales"], wrap_up_s=3, ring_timeout_s=12, max_waiting=9, prefer_s=15
        )
        ring = self.rng.choice(("first", "all"))
        phones = self.rng.choice((("anna/desk", "anna/mobile"), ("anna/desk",)))
        anna = replace(ANNA, devices=phones, telephones=TELEPHONES, rescue="anna/home", ring=ring)
        agents = {"anna": anna, "ben": replace(BEN, language="en")}
        return replace(branches, queues={"sales": sales}, agents=agents, max_calls=20)

    def look(self) -> None:
        """A number may be rung for many callers at once."""

    def carry_out(self, command: do.Command) -> None:
        match command:
            case do.Ring(leg=leg, device=device) if device in TELEPHONES:
                self._ring(leg, device)
            case do.CheckNumber():
                party = command.party or "p9"
                self.after(0.01, self._checked, self.checked(command.leg, command.check, party))
            case _:
                super().carry_out(command)

    def _checked(self, event: it.NumberChecked) -> None:
        if self.connected:
            self.tell(event)

    def _ring(self, leg: str, device: str) -> None:
        """A person, a mailbox, nobody, or no sign at all."""
        self.legs[leg], self.places[leg] = device, ("ringing", "")
        rng = self.rng
        if rng.random() < 0.9:
            self.after(rng.uniform(0.5, 3), self.happens, it.LegRinging(leg))
        if self.calm or rng.random() < 0.7:
            self.after(rng.uniform(3, 9), self.answer, leg)
        for _ in range(rng.choice((1, 1, 0, 2))):
            self.after(rng.uniform(4, 14), self._press, leg)
        self.after(rng.uniform(10, 90), self.end, leg)

    def _press(self, leg: str) -> None:
        if self.places.get(leg, ("", ""))[0] == "ours":
            self.happens(it.DigitPressed(leg, "1"))

    def accident(self) -> None:
        lines = [leg for leg, (place, _) in self.places.items() if place == "talk"]
        if lines and self.rng.random() < 0.5:
            self.end(self.rng.choice(lines), LOST, 0, "lost")
        else:
            super().accident()


@pytest.mark.parametrize("seed", some(range(24)))
def test_calls_with_telephones_come_to_an_end_in_any_weather(seed: int) -> None:
    """Whatever fails, each call has one record that adds up, and nothing rings in the end."""
    weather = Outside(seed)
    weather.half_an_hour()
    weather.everybody_goes_home()
    outcomes = {one.outcome for one in weather.records}
    assert {"transferred", "answered"} <= outcomes


def test_the_weather_has_rescues_and_confirmed_mobiles() -> None:
    """Among a few seeds every way a telephone can take a call occurs."""
    taken = set()
    for seed in range(6):
        weather = Outside(seed)
        weather.half_an_hour()
        offers = [offer for record in weather.records for offer in record.offers]
        taken |= {(one.device, one.why == "rescue", one.result) for one in offers}
    assert ("anna/mobile", False, "accepted") in taken
    assert ("anna/mobile", False, "timeout") in taken
    assert ("anna/home", True, "accepted") in taken
