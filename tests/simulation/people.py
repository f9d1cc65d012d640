"""Callers and agents of the simulation: impatient, clumsy, now and then perfectly normal."""

from typing import TYPE_CHECKING

from tests.simulation.home_lines import measurement
from tests.simulation.notes import LEAVES, wishes
from tests.simulation.scene import CODES, FOREIGN_NUMBER
from tests.simulation.switch import MILLISECOND, SECOND, Leg
from voipcc.core.commands import Play, Ring
from voipcc.core.events import (
    CallArrived,
    CodeDialled,
    DeviceChanged,
    DigitPressed,
    DispositionChosen,
    LegHeld,
    LegResumed,
    LogInRequested,
    LogOutRequested,
    NotReadyRequested,
    PriorityRequested,
    ReadyRequested,
    WrapUpEndRequested,
)

if TYPE_CHECKING:
    from tests.simulation.world import World


class People:
    """Everybody outside: what they do is drawn from the world's seed."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.arrived = 0

    # --- callers -----------------------------------------------------------------------------------

    def next_caller(self) -> None:
        """One caller dials in; the next one follows by chance."""
        world, rng = self.world, self.world.rng
        # One in ten is known from lately: who talked to an agent may call again.
        party = f"p{rng.randint(1, self.arrived + 1)}" if rng.random() < 0.1 else ""
        self._dial_in(world.scene.number(rng), party or f"p{self.arrived + 1}")
        if self.arrived < world.calls:
            gap_us = int(rng.expovariate(1 / world.scene.gap_s) * SECOND)
            world.after(gap_us, self.next_caller)

    def _dial_in(self, number: str, party: str) -> None:
        world = self.world
        if self.arrived >= world.calls:
            return
        self.arrived += 1
        party = "" if self.arrived % 20 == 0 else party  # withheld
        leg = Leg(f"c{self.arrived}", "caller", number=number, created_us=world.now_us)
        leg.party = party
        world.switch.legs[leg.id] = leg
        world.switch.emit(CallArrived(leg.id, number, party=party, happened_us=world.now_us))
        world.after(SECOND, self._nobody_claims, leg.id)
        world.after(self._patience_us(), self.lose_patience, leg.id)

    def _patience_us(self) -> int:
        rng = self.world.rng
        if rng.random() < 0.2:
            return int(rng.random() * 12 * SECOND)
        return int((8 + rng.expovariate(1 / 150)) * SECOND)

    def _nobody_claims(self, leg_id: str) -> None:
        switch = self.world.switch
        leg = switch.legs.get(leg_id)
        if leg is None or leg.claimed:
            return
        if leg.number == FOREIGN_NUMBER:
            del switch.legs[leg_id]
        else:
            switch.fall_back(leg)

    def lose_patience(self, leg_id: str) -> None:
        """A caller who does not talk by now hangs up."""
        leg = self.world.switch.legs.get(leg_id)
        if leg is not None and not leg.talk:
            self.world.switch.end_leg(leg_id, 16, 0, "far")
            if self.world.rng.random() < 0.3:
                back_us = self.world.rng.randint(1, 90) * SECOND
                self.world.after(back_us, self._dial_in, leg.number, leg.party)
        elif leg is not None:
            self.world.after(30 * SECOND, self.lose_patience, leg_id)

    def heard(self, leg: Leg, command: Play) -> None:
        """A prompt begins: perhaps a key is pressed."""
        rng = self.world.rng
        if leg.kind == "caller" and (leg.menu or rng.random() < 0.1):
            key = rng.choices(("1", "2", "3", "9", ""), cum_weights=(45, 70, 80, 90, 100))[0]
            if key:
                delay_us = rng.randint(200 * MILLISECOND, 8 * SECOND)
                self.world.after(delay_us, self._press, leg.id, key)

    def _press(self, leg_id: str, key: str) -> None:
        if leg_id in self.world.switch.legs:
            event = DigitPressed(leg_id, key, self.world.now_us)
            self.world.switch.emit(event, repeatable=False)

    # --- phones ------------------------------------------------------------------------------------

    def rung(self, leg: Leg, command: Ring) -> None:
        """What a phone does with an INVITE."""
        world, rng, switch = self.world, self.world.rng, self.world.switch
        after, end = world.after, switch.end_leg
        if leg.device not in switch.reachable:
            if rng.random() < 0.7:
                after(rng.randint(1, 2000) * MILLISECOND, end, leg.id, 20, 408, "far")
            return
        if self._is_busy(leg):
            after(30 * MILLISECOND, end, leg.id, 17, 486, "far")
            return
        noise_us = rng.randint(20, 200) * MILLISECOND
        if rng.random() > 0.02:
            after(noise_us, switch.make_noise, leg.id)
        what = rng.random()
        if what < 0.78:
            after(noise_us + rng.randint(300, 6000) * MILLISECOND, switch.pick_up, leg.id)
        elif what < 0.86:
            after(noise_us + rng.randint(300, 4000) * MILLISECOND, end, leg.id, 21, 603, "far")
        elif what < 0.90:
            # Exactly when the core and the switch give up.
            late_us = rng.choice((-1, 0, 1, 100)) * MILLISECOND
            after(command.timeout_s * SECOND + late_us, switch.pick_up, leg.id)
        elif what < 0.92:
            after(noise_us, end, leg.id, 0, 500, "far")

    def _is_busy(self, leg: Leg) -> bool:
        devices = [other.device for other in self.world.switch.legs.values()]
        return devices.count(leg.device) > 1

    def connected(self, caller: Leg, agent: Leg, talk: str) -> None:
        """Two people talk until one of them has enough."""
        world, rng = self.world, self.world.rng
        length_us = int((1 + rng.expovariate(1 / world.scene.talk_s)) * SECOND)
        ender = caller.id if rng.random() < 0.6 else agent.id
        world.after(length_us, self._end_talk, ender, talk)
        for late_us, wish in wishes(rng, agent.device.partition("/")[0]):
            when_us = 0 if rng.random() < 0.2 else length_us
            world.after(when_us + late_us, world.request, wish)
        for part in (3, 5, 7):
            world.after(length_us // part, self._measure, agent, talk)
        if rng.random() < 0.1:
            world.after(length_us // 3, self._hold, agent.id, talk, True)
            world.after(length_us // 2, self._hold, agent.id, talk, False)
        if rng.random() < 0.02:
            world.after(length_us // 2, world.switch.end_leg, agent.id, 44, 0, "lost")

    def _end_talk(self, leg_id: str, talk: str) -> None:
        leg = self.world.switch.legs.get(leg_id)
        if leg is not None and leg.talk == talk:
            self.world.switch.end_leg(leg_id, 16, 0, "far")

    def _measure(self, leg: Leg, talk: str) -> None:
        """The switch looks at the agent's audio; sometimes it looks when the leg has gone."""
        world = self.world
        if leg.talk == talk:
            world.switch.emit(measurement(world.rng, leg.id, leg.device, world.now_us))

    def _hold(self, leg_id: str, talk: str, on: bool) -> None:
        leg = self.world.switch.legs.get(leg_id)
        if leg is not None and leg.talk == talk:
            word = LegHeld if on else LegResumed
            self.world.switch.emit(word(leg_id, self.world.now_us))

    # --- agents --------------------------------------------------------------------------------------

    def begin_shift(self, agent: str) -> None:
        """An agent comes, and then does something every now and then."""
        world = self.world
        for device in world.plan.agents[agent].devices:
            world.switch.reachable.add(device)
            world.after(world.rng.randint(1, SECOND), world.deliver, DeviceChanged(device, True))
        world.after(2 * SECOND, world.request, LogInRequested(agent))
        world.after(world.rng.randint(1, 240) * SECOND, self._do_something, agent)

    def _do_something(self, agent: str) -> None:
        world, rng = self.world, self.world.rng
        if self.arrived >= world.calls:
            return
        world.after(int(rng.expovariate(1 / 240) * SECOND), self._do_something, agent)
        back_us = rng.randint(2, 60) * SECOND
        what = rng.random()
        if what < 0.3:
            world.request(NotReadyRequested(agent, "lunch"))
            world.after(back_us, world.request, ReadyRequested(agent))
        elif what < 0.4:
            world.request(LogOutRequested(agent))
            world.after(back_us, world.request, LogInRequested(agent))
        elif what < 0.6:
            self._dial(agent, rng.choice((*CODES, "*99")))
            world.after(back_us, self._dial, agent, rng.choice(("*11", "*14")))
            world.after(back_us + 45 * SECOND, world.request, LogInRequested(agent))
            world.after(back_us + 46 * SECOND, world.request, ReadyRequested(agent))
        else:
            self._flap(rng.choice(self._devices(agent)), back_us)
        # Whatever notes are still in hand come to an end.
        world.after(back_us, world.request, DispositionChosen(agent, rng.choice(LEAVES)))
        world.after(back_us + SECOND, world.request, WrapUpEndRequested(agent))

    def _devices(self, agent: str) -> tuple[str, ...]:
        """The first of the phones is the one that fails most."""
        entry = self.world.plan.agents.get(agent)
        devices = entry.devices if entry else (f"{agent}/desk",)
        return (*devices, devices[0])

    def raise_somebody(self) -> None:
        """A supervisor gives a waiting caller another priority."""
        world, rng = self.world, self.world.rng
        calls = world.centre._calling.calls.values()  # a whole snapshot would say the same
        waiting = [call for call in calls if call.stage == "queue"]
        if waiting:
            call = rng.choice(waiting)
            world.checker.calls[call.id] = call.leg
            world.request(PriorityRequested(call.id, rng.choice((0, 1, 5, 10))))

    def _dial(self, agent: str, code: str) -> None:
        world = self.world
        leg = Leg(world.new_name("k"), "code", device=f"{agent}/desk", created_us=world.now_us)
        world.switch.legs[leg.id] = leg
        world.switch.emit(CodeDialled(leg.id, leg.device, code, world.now_us))
        world.after(world.rng.randint(1, 20) * SECOND, world.switch.end_leg, leg.id, 16, 0, "far")

    def _flap(self, device: str, back_us: int) -> None:
        """A phone vanishes with whatever it carries, and comes back."""
        switch = self.world.switch
        switch.reachable.discard(device)
        for leg in [leg for leg in switch.legs.values() if leg.device == device]:
            switch.end_leg(leg.id, 44, 0, "lost")
        switch.emit(DeviceChanged(device, False))
        self.world.after(back_us, self._come_back, device)

    def _come_back(self, device: str) -> None:
        self.world.switch.reachable.add(device)
        self.world.switch.emit(DeviceChanged(device, True))
