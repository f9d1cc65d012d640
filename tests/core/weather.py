"""Random people, a switch that fails, controllers that die: half an hour of it, from one seed."""

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from tests.callflows.plans import NUMBER, PLANS
from tests.sums import check_sums
from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core.cdr import Conversation
from voipcc.core.centre import Centre
from voipcc.core.moment import Moment
from voipcc.core.plan import CallbackRules, Plan
from voipcc.core.state import CentreState

SECOND = 1_000_000
UTC_MS = 1_750_068_000_000  # Monday, 10:00 UTC
PARTIES = ["", "p1", "p2", "p3", "p4", "p5"]
DEVICES = ("anna/desk", "anna/mobile", "ben/desk")
AGENTS = ("anna", "ben")
CLOCK = (((0, 120),),)


def plan() -> Plan:
    """Short waits, short gaps, a window of some hours a day."""
    later = PLANS["later"]
    rules = CallbackRules(
        tries=3, gap_s=20, ring_s=15, from_minute=0, to_minute=24 * 60, keep_s=3600, most_waiting=4
    )
    sales = replace(later.queues["sales"], callback=rules, wrap_up_s=3, max_wait_s=20)
    return replace(later, queues={**later.queues, "sales": sales}, max_calls=20)


class Weather:
    """One centre, its switch and its people, all drawn from one seed."""

    devices: tuple[str, ...] = DEVICES

    def plan(self) -> Plan:
        return plan()

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.centre = Centre(seed=seed, epoch=1)
        self.now_us = 1000 * SECOND
        self.queue: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self.count = 0
        self.epoch = 1
        self.legs: dict[str, str] = {}  # leg -> device, party or "caller"
        self.places: dict[str, tuple[str, str]] = {}  # leg -> place, talk
        self.dialled: dict[str, str] = {}
        self.callers_of: dict[str, str] = {}
        self.connected = True
        self.calm = False
        self.callers = 0
        self.records: list[Conversation] = []
        self.tell(it.ControllerStarted(1))
        self.tell(it.CentreConfigured(self.plan()))
        self.tell(it.SwitchFound(devices=self.devices))

    # --- time ------------------------------------------------------------------------------------

    def after(self, seconds: float, act: Callable[..., None], *words: Any) -> None:
        self.count += 1
        heapq.heappush(self.queue, (self.now_us + int(seconds * SECOND), self.count, act, words))

    def run(self, seconds: float) -> None:
        until_us = self.now_us + int(seconds * SECOND)
        while True:
            due_us = self.centre.next_deadline()
            next_us = self.queue[0][0] if self.queue else until_us + 1
            if min(due_us if due_us is not None else until_us + 1, next_us) > until_us:
                break
            if due_us is not None and due_us <= next_us:
                self.now_us = max(due_us, self.now_us)
                self.tell(it.TimePassed())
            else:
                at_us, _, act, words = heapq.heappop(self.queue)
                self.now_us = max(at_us, self.now_us)
                act(*words)
        self.now_us = until_us

    def tell(self, event: it.Event) -> None:
        now = Moment(self.now_us, UTC_MS + self.now_us // 1000, "boot")
        try:
            commands = self.centre.handle(event, now)
        except it.RefusedEvent:
            return
        assert not self.centre.faults, self.centre.faults[0]
        for command in commands:
            if isinstance(command, do.KeepRecord):
                self.records.append(command.record)
            elif self.connected:
                self.carry_out(command)
        self.look()

    def look(self) -> None:
        """Nobody is called twice at once."""
        busy = Counter(party for leg, party in self.dialled.items() if leg in self.legs)
        assert all(count == 1 for count in busy.values()), busy

    # --- the switch --------------------------------------------------------------------------------

    def happens(self, event: Any) -> None:
        """A fact about a leg reaches the core, if the leg and the connection are there."""
        if self.connected and (event.leg in self.legs or isinstance(event, it.RecordingFinished)):
            self.tell(event)

    def end(self, leg: str, cause: int = 16, sip: int = 0, by: it.EndedBy = "far") -> None:
        if self.legs.pop(leg, None) is not None:
            self.places.pop(leg, None)
            if self.connected:
                self.tell(it.LegEnded(leg, cause, sip, by))

    def answer(self, leg: str) -> None:
        if leg in self.legs and self.places[leg][0] == "ringing":
            self.places[leg] = ("ours", "")
            self.happens(it.LegAnswered(leg))

    def carry_out(self, command: do.Command) -> None:
        rng = self.rng
        match command:
            case do.Answer(leg=leg):
                self.after(0.01, self.happens, it.LegAnswered(leg))
            case do.Play(leg=leg, playback=playback):
                heard = it.PromptFinished(leg, playback)
                self.after(rng.uniform(0.5, 6), self.happens, heard)
            case do.Ring(leg=leg, device=device):
                self.legs[leg], self.places[leg] = device, ("ringing", "")
                self.after(0.1, self.happens, it.LegRinging(leg))
                if self.calm or rng.random() < 0.7:
                    self.after(rng.uniform(0.5, 8), self.answer, leg)
                elif rng.random() < 0.5:
                    self.after(rng.uniform(0.5, 8), self.end, leg, 21, 603)
            case do.StopRinging(leg=leg) | do.HangUp(leg=leg):
                self.after(rng.uniform(0.01, 0.5), self.end, leg, 16, 0, "us")
            case do.Connect():
                self.after(0.05, self.connect, command)
            case do.Dial():
                self.dial(command)
            case _:
                self.serve_caller(command)

    def serve_caller(self, command: do.Command) -> None:
        rng = self.rng
        match command:
            case do.CheckNumber(leg=leg, check=check, party=party):
                self.after(0.01, self.happens, self.checked(leg, check, party))
            case do.CollectNumber(leg=leg, check=check):
                party = rng.choice(PARTIES[1:])
                self.after(rng.uniform(1, 60), self.happens, self.checked(leg, check, party))
            case do.Record(leg=leg, recording=recording):
                length_ms = rng.choice([0, 500, 3000, 20_000])
                done = it.RecordingFinished(leg, recording, length_ms)
                if rng.random() < 0.9:
                    self.after(rng.uniform(1, 20), self.happens, done)

    def checked(self, leg: str, check: str, party: str) -> it.NumberChecked:
        verdict = self.rng.choice(["allowed"] * 5 + ["refused", "invalid", "nothing"])
        if verdict != "allowed":
            return it.NumberChecked(leg, check, verdict)
        return it.NumberChecked(leg, check, "allowed", party, "mobile", "carrier", CLOCK)

    def dial(self, command: do.Dial) -> None:
        rng, leg = self.rng, command.leg
        self.legs[leg], self.places[leg] = command.party, ("ringing", "")
        self.dialled[leg] = command.party
        talking = [one for one, place in self.places.items() if place[0] == "talk"]
        assert command.party not in [self.callers_of.get(one) for one in talking]
        chance = rng.random()
        if self.calm or chance < 0.4:
            self.after(rng.uniform(0.5, 12), self.answer, leg)
            self.after(rng.uniform(13, 60), self.end, leg)
        elif chance < 0.7:
            self.after(rng.uniform(0.1, 3), self.end, leg, 17, 486)
        elif chance < 0.85:
            self.after(command.timeout_s, self.end, leg, 19, 0, "switch")

    def connect(self, command: do.Connect) -> None:
        pair = (command.caller_leg, command.agent_leg)
        if any(leg not in self.legs for leg in pair):
            return
        for leg in pair:
            self.places[leg] = ("talk", command.talk)
            self.happens(it.LegConnected(leg, command.talk))
        self.after(self.rng.uniform(1, 40), self.end, self.rng.choice(pair))

    # --- people and accidents --------------------------------------------------------------------------

    def arrive(self) -> None:
        self.callers += 1
        leg, rng = f"c{self.callers}", self.rng
        self.legs[leg], self.places[leg] = "caller", ("ours", "")
        if self.connected:
            self.callers_of[leg] = rng.choice(PARTIES)
            self.tell(it.CallArrived(leg, NUMBER, "carrier", self.callers_of[leg]))
        for _ in range(rng.randint(1, 8)):
            digit = rng.choice("1112#")
            self.after(rng.uniform(1, 90), self.happens, it.DigitPressed(leg, digit))
        self.after(rng.expovariate(1 / 60), self.end, leg)

    def accident(self) -> None:
        rng = self.rng
        match rng.randint(0, 9):
            case 0 | 1 | 2:
                self.tell(it.LogInRequested(rng.choice(AGENTS)))
            case 3:
                self.tell(it.LogOutRequested(rng.choice(AGENTS)))
            case 4 if self.errands():
                self.tell(it.ErrandCancelRequested(rng.choice(self.errands())["id"]))
            case 5 if self.connected:
                self.connected = False
                self.tell(it.SwitchLost())
                self.after(rng.uniform(0.5, 20), self.find, rng.random() < 0.3)
            case 6:
                self.die()
            case 7:
                phones = [leg for leg, kind in self.legs.items() if kind in self.devices]
                if phones:
                    self.end(rng.choice(phones))

    def find(self, restarted: bool) -> None:
        if restarted:
            self.legs, self.places = {}, {}
        self.connected = True
        found = tuple(
            it.LegFound(leg, place, talk, "" if kind == "caller" else kind)  # type: ignore[arg-type]
            for leg, kind in self.legs.items()
            for place, talk in [self.places[leg]]
        )
        self.tell(it.SwitchFound(found, self.devices, restarted))

    def die(self) -> None:
        """The controller is killed; another one goes on from what is on disk."""
        state = msgspec.json.decode(msgspec.json.encode(self.centre.snapshot()), type=CentreState)
        self.centre = Centre.restored(state)
        self.epoch += 1
        self.connected = False
        self.tell(it.ControllerStarted(self.epoch))
        self.find(False)

    def view(self) -> dict[str, Any]:
        return self.centre.view(Moment(self.now_us, UTC_MS + self.now_us // 1000, "boot"))

    def errands(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.view()["errands"]
        return rows

    # --- a whole afternoon ---------------------------------------------------------------------------

    def half_an_hour(self, calls: int = 120) -> None:
        """So many callers, and as many accidents, at any time."""
        for _ in range(calls):
            self.after(self.rng.uniform(0, 1800), self.arrive)
            self.after(self.rng.uniform(0, 1800), self.accident)
        self.run(1900)

    def everybody_goes_home(self) -> None:
        """Nothing fails any more, and there is time for all that is left; then nothing is."""
        if not self.connected:
            self.find(False)
        self.calm = True
        for agent in AGENTS:
            self.tell(it.LogInRequested(agent))
        self.run(2 * 3600)
        view = self.view()
        assert view["errands"] == [] and view["calls"] == []
        assert {agent["work"] for agent in view["agents"]} == {"idle"}
        assert not self.legs and not self.centre.legs
        assert len({one.id for one in self.records}) == len(self.records)
        for record in self.records:
            check_sums(record)
