"""Who hears what in any weather: words for agents, holds, surveys, agents by name, while everything fails."""

from dataclasses import replace

import pytest

from tests.callflows.waiting_plans import WAITING_PLANS
from tests.core.weather import Weather
from tests.effort import some
from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core.plan import Comfort, Plan


class Hearing(Weather):
    """Callers wait, are held, are asked, or are led to one agent; most prompts are reported over."""

    def plan(self) -> Plan:
        heard = WAITING_PLANS["heard"]
        often = Comfort((), 2, 5, 1)
        sales = replace(heard.queues["sales"], comfort=often, wrap_up_s=3, max_wait_s=60)
        ben = replace(heard.agents["ben"], language="en")
        agents = {**heard.agents, "ben": ben}
        queues = {**heard.queues, "sales": replace(sales, max_waiting=9)}
        return replace(heard, queues=queues, agents=agents, max_calls=20)

    def look(self) -> None:
        """Nobody is called back in this plan."""

    def carry_out(self, command: do.Command) -> None:
        match command:
            case do.Play() if self.rng.random() < 0.1:
                pass  # nobody reports its end
            case do.Join(talk=talk, leg=leg) if leg in self.legs:
                if self.calm or self.rng.random() < 0.9:
                    self.after(0.05, self._joined, leg, talk)
            case do.StartMusic(leg=leg) if leg in self.legs:
                self.places[leg] = ("ours", "")
            case _:
                super().carry_out(command)

    def _joined(self, leg: str, talk: str) -> None:
        if leg in self.legs:
            self.places[leg] = ("talk", talk)
            self.happens(it.LegConnected(leg, talk))

    def connect(self, command: do.Connect) -> None:
        """Half of the agents hold the caller for a while, by key or by verb."""
        super().connect(command)
        rng, leg = self.rng, command.agent_leg
        agent = self.legs.get(leg, "").partition("/")[0]
        began_s = rng.uniform(0.5, 10)
        ends_s = began_s + rng.uniform(0.1, 20)
        if rng.random() < 0.3:
            self.after(began_s, self.happens, it.LegHeld(leg))
            self.after(ends_s, self.happens, it.LegResumed(leg))
        if rng.random() < 0.3:
            self.after(began_s, self.tell, it.HoldRequested(agent))
            self.after(ends_s, self.tell, it.ResumeRequested(agent))
        if rng.random() < 0.2:
            self.after(began_s, self.tell, it.TransferRequested(agent, "consult", "agent", "ben"))
            self.after(ends_s, self.tell, it.TransferCancelRequested(agent))

    def accident(self) -> None:
        """Lines break, too."""
        lines = [leg for leg, (place, _) in self.places.items() if place == "talk"]
        if lines and self.rng.random() < 0.3:
            self.end(self.rng.choice(lines), 44, 0, "lost")
        else:
            super().accident()

    def arrive(self) -> None:
        super().arrive()
        digit = it.DigitPressed(f"c{self.callers}", self.rng.choice("123"))
        self.after(1.5, self.happens, digit)


def weathered(seed: int) -> Hearing:
    """Half an hour of weather, then everybody goes home."""
    weather = Hearing(seed)
    weather.half_an_hour()
    weather.everybody_goes_home()
    return weather


@pytest.mark.parametrize("seed", some(range(24)))
def test_who_hears_what_comes_to_an_end_in_any_weather(seed: int) -> None:
    """Whatever fails, each call has one record that adds up, and nobody is left in a survey or on hold."""
    weather = weathered(seed)
    for record in weather.records:
        asked = [part for part in record.segments if part.kind == "survey"]
        assert not record.survey or asked, record
        assert not asked or record.ended_by == "agent", record


def test_the_weather_has_every_place_where_somebody_hears_something() -> None:
    """Among a few seeds callers answer, are held, and are led to an agent by name, in time and in vain."""
    records = [record for seed in range(4) for record in weathered(seed).records]
    assert {one.answer for record in records for one in record.survey} & {"1", "2"}
    kinds = {part.kind for record in records for part in record.segments}
    assert {"survey", "hold", "consult", "transfer"} <= kinds
    named = [offer for record in records for offer in record.offers if offer.why == "named"]
    assert {"accepted", "rejected"} <= {one.result for one in named}
    assert any("transfer_away" in record.marks for record in records)
