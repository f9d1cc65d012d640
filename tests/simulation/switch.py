"""A dishonest switch: it delays, drops, repeats and reorders what it says, and forgets.

Legs, talks and phones are the truth the checker compares with. People (`people`) act on
the legs through `press`, `leave` and `pick_up`.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voipcc.core.commands import (
    Adopt,
    Answer,
    Command,
    Connect,
    EndTalk,
    HangUp,
    Join,
    KeepLegQuality,
    KeepRecord,
    KeepStretch,
    KeepWrapUp,
    Play,
    Ring,
    SetStandIns,
    StartMusic,
    StopMusic,
    StopPlayback,
    StopRinging,
)
from voipcc.core.events import (
    CallArrived,
    CommandRefused,
    EndedBy,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegFound,
    LegPlace,
    LegRinging,
    PromptFailed,
    PromptFinished,
    SwitchFound,
    SwitchLost,
)
from voipcc.core.supervision_words import Listen

if TYPE_CHECKING:
    from tests.simulation.world import World

MILLISECOND, SECOND = 1000, 1_000_000
DEAD_MAN_US = 15 * SECOND
KEPT = {KeepRecord, KeepWrapUp, KeepLegQuality, KeepStretch}  # for the journal, not for a switch
NEVER_REFUSED = {SetStandIns, StartMusic, Adopt}  # Adopt only when the caller talks by then
ASKS = ("menu/", "consent/ask")


@dataclass(slots=True)
class Leg:
    """One party's connection as the switch has it."""

    id: str
    kind: str  # caller, agent, code
    number: str = ""
    party: str = ""
    device: str = ""
    place: LegPlace = "ours"
    up: bool = False
    talk: str = ""
    music: bool = False
    playback: str = ""
    menu: bool = False
    alone_since_us: int = 0
    created_us: int = 0
    quiet_since_us: int = 0
    claimed: bool = False
    busy_until_us: int = 0
    ear: tuple[str, str] = ("", "")  # whose leg a supervisor hears, and how


@dataclass(slots=True)
class Faults:
    """How often the switch misbehaves, as probabilities per event or command."""

    drop: float = 0.0015
    repeat: float = 0.01
    delay: float = 0.01
    refuse: float = 0.004
    deaf: float = 0.002


@dataclass(slots=True)
class FakeSwitch:
    """Carries commands out after a moment and tells the world what came of it."""

    world: "World"
    faults: Faults = field(default_factory=Faults)
    legs: dict[str, Leg] = field(default_factory=dict)
    reachable: set[str] = field(default_factory=set)
    stand_ins: dict[str, tuple[str, ...]] = field(default_factory=dict)
    connected: bool = True
    generation: int = 0
    found_us: int = 0
    dropped: int = 0

    # --- telling -------------------------------------------------------------------------------

    def emit(self, event: object, repeatable: bool = True) -> None:
        """Report one fact: perhaps late, twice, or never."""
        if not self.connected:
            return
        world, rng, faults = self.world, self.world.rng, self.faults
        chance = rng.random()
        if chance < faults.drop and not isinstance(event, CallArrived):
            self.dropped += 1
            return
        delay_us = rng.randint(300, 4 * MILLISECOND)
        if chance > 1 - faults.delay and not isinstance(event, CallArrived):
            delay_us = rng.randint(10 * MILLISECOND, 2 * SECOND)
        generation = self.generation
        world.after(delay_us, self._deliver, event, generation)
        if repeatable and rng.random() < faults.repeat:
            world.after(delay_us + rng.randint(0, 2 * SECOND), self._deliver, event, generation)

    def _deliver(self, event: object, generation: int) -> None:
        if generation != self.generation or not self.connected:
            return
        if isinstance(event, CallArrived) and event.leg in self.legs:
            leg = self.legs[event.leg]
            if leg.place != "ours":
                return
            leg.claimed = True
        self.world.deliver(event)

    # --- commands --------------------------------------------------------------------------------

    def carry_out(self, command: Command) -> None:
        """Do it after a moment; without a connection it is lost."""
        kind = type(command)
        if not self.connected or kind in KEPT:
            return
        if isinstance(command, Ring):
            self._ring(command)
            return
        if isinstance(command, Play) and command.leg in self.legs:
            # Silence after a menu's prompt, heard or not, is the caller's time to choose.
            self.legs[command.leg].menu = any(name.startswith(ASKS) for name in command.prompts)
        refused = self.world.rng.random() < self.faults.refuse
        effect = EFFECTS.get(kind)
        if effect is None and not refused:
            return
        leg = getattr(command, "leg", "") or getattr(command, "caller_leg", "")
        if refused and kind not in NEVER_REFUSED:
            if leg in self.legs:
                self.emit(CommandRefused(leg, kind.__name__, "500"))
        elif effect is not None:
            self.world.after(self._work_us(leg), effect, self, command)

    def _work_us(self, leg_id: str) -> int:
        """How long a command takes; commands for one leg are carried out in their order."""
        now_us = self.world.now_us
        done_us = now_us + self.world.rng.randint(500, 15 * MILLISECOND)
        leg = self.legs.get(leg_id)
        if leg is not None:
            done_us = leg.busy_until_us = max(done_us, leg.busy_until_us + 1)
        return done_us - now_us

    def answer(self, command: Answer) -> None:
        leg = self.legs.get(command.leg)
        if leg is None:
            return
        if not leg.up:
            leg.up, leg.quiet_since_us = True, self.world.now_us
        self.emit(LegAnswered(leg.id, self.world.now_us))

    def play(self, command: Play) -> None:
        leg, rng = self.legs.get(command.leg), self.world.rng
        if leg is None:
            return
        if rng.random() < 0.01:
            self.emit(PromptFailed(leg.id, command.playback, "no file", self.world.now_us))
            return
        leg.playback = command.playback
        if rng.random() < self.faults.deaf:
            return  # a FIFO never finishes
        length_us = len(command.prompts) * rng.randint(SECOND // 2, 2 * SECOND)
        self.world.after(length_us, self.prompt_over, leg.id, command.playback)
        self.world.people.heard(leg, command)

    def prompt_over(self, leg_id: str, playback: str) -> None:
        leg = self.legs.get(leg_id)
        if leg is not None and leg.playback == playback:
            leg.playback, leg.quiet_since_us = "", self.world.now_us
            self.emit(PromptFinished(leg_id, playback, self.world.now_us))

    def stop_playback(self, command: StopPlayback) -> None:
        self.prompt_over(command.leg, command.playback)

    def start_music(self, command: StartMusic) -> None:
        if leg := self.legs.get(command.leg):
            leg.music, leg.talk, leg.menu = True, "", False
            if leg.place == "talk":
                leg.place = "ours"

    def stop_music(self, command: StopMusic) -> None:
        if leg := self.legs.get(command.leg):
            leg.music, leg.quiet_since_us = False, self.world.now_us

    def _ring(self, command: Ring) -> None:
        assert command.leg not in self.legs, f"leg {command.leg} is made twice"
        world = self.world
        kind = "supervisor" if command.shown else "agent"
        leg = Leg(command.leg, kind, device=command.device, place="ringing")
        leg.created_us = world.now_us
        self.legs[leg.id] = leg
        if world.rng.random() < self.faults.refuse:
            self.emit(CommandRefused(leg.id, "Ring", "500"))
            del self.legs[leg.id]
            return
        if world.rng.random() > 0.02:  # a switch may forget its own limit too
            world.after((command.timeout_s * 1000 + 150) * MILLISECOND, self._no_answer, leg.id)
        world.people.rung(leg, command)

    def _no_answer(self, leg_id: str) -> None:
        leg = self.legs.get(leg_id)
        if leg is not None and not leg.up:
            self.end_leg(leg_id, 19, 0, "switch")

    def pick_up(self, leg_id: str) -> None:
        """The agent answers the phone, if it still rings."""
        leg = self.legs.get(leg_id)
        if leg is not None and not leg.up:
            leg.up, leg.place, leg.quiet_since_us = True, "ours", self.world.now_us
            self.emit(LegAnswered(leg_id, self.world.now_us))

    def make_noise(self, leg_id: str) -> None:
        """The phone says 180."""
        if leg_id in self.legs and not self.legs[leg_id].up:
            self.emit(LegRinging(leg_id, self.world.now_us))

    def stop_ringing(self, command: StopRinging) -> None:
        leg = self.legs.get(command.leg)
        if leg is None or (leg.up and self.world.rng.random() < 0.5):
            return
        self.end_leg(leg.id, 16, 487, "us")

    def hang_up(self, command: HangUp) -> None:
        if command.leg in self.legs:
            self.end_leg(command.leg, 16, 0, "us")

    def connect(self, command: Connect) -> None:
        caller, agent = self.legs.get(command.caller_leg), self.legs.get(command.agent_leg)
        if caller is None or agent is None:
            return
        for leg in (caller, agent):
            assert leg.talk in ("", command.talk), f"{leg.id} is in two talks"
            leg.place, leg.talk, leg.music, leg.menu = "talk", command.talk, False, False
            self.emit(LegConnected(leg.id, command.talk, self.world.now_us))
        self.world.people.connected(caller, agent, command.talk)

    def join(self, command: Join) -> None:
        """One leg changes over into a talk."""
        leg = self.legs.get(command.leg)
        if leg is not None:
            leg.place, leg.talk, leg.music, leg.menu = "talk", command.talk, False, False
            self.emit(LegConnected(leg.id, command.talk, self.world.now_us))

    def listen(self, command: Listen) -> None:
        """A supervisor's leg hears an agent's leg, as long as that is there."""
        leg = self.legs.get(command.leg)
        if leg is None:
            return
        if command.agent_leg not in self.legs:
            self.emit(CommandRefused(leg.id, "listen", "404"))
            return
        leg.place, leg.talk, leg.ear = "ours", "", (command.agent_leg, command.mode)
        self.emit(LegConnected(leg.id, command.ear, self.world.now_us))

    def end_talk(self, command: EndTalk) -> None:
        for leg in self.legs.values():
            if leg.talk == command.talk:
                leg.talk, leg.place, leg.quiet_since_us = "", "ours", self.world.now_us

    def set_stand_ins(self, command: SetStandIns) -> None:
        self.stand_ins[command.number] = command.devices

    def adopt(self, command: Adopt) -> None:
        leg = self.legs.get(command.leg)
        if leg is not None and leg.place == "fallback_talk":  # a stand-in was quicker
            self.emit(CommandRefused(leg.id, "Adopt", "it talks"), repeatable=False)
        elif leg is not None and leg.up and leg.place in ("fallback_waiting", "ours"):
            leg.place, leg.music, leg.quiet_since_us = "ours", False, self.world.now_us
            since_us, party = leg.created_us, leg.party
            self.emit(CallArrived(leg.id, leg.number, "", party, False, since_us, answered=True))

    # --- legs ------------------------------------------------------------------------------------

    def end_leg(self, leg_id: str, cause: int, sip: int, by: EndedBy) -> None:
        """A leg goes away; nothing brings it back."""
        leg = self.legs.pop(leg_id, None)
        if leg is None:
            return
        self.emit(LegEnded(leg_id, cause, sip, by, self.world.now_us))
        if leg.place == "fallback_talk":
            for other in [o for o in self.legs.values() if o.talk == leg.talk]:
                self.end_leg(other.id, 16, 0, "far")

    # --- being away --------------------------------------------------------------------------------

    def lose(self, for_us: int, announced: bool = True) -> None:
        """The connection goes; callers not in a talk fall into the fallback after a while."""
        if not self.connected:
            return
        world = self.world
        if announced:
            world.deliver(SwitchLost())
        self.connected = False
        self.generation += 1
        world.after(DEAD_MAN_US, self._dead_man, self.generation)
        world.after(for_us, self.find)

    def _dead_man(self, generation: int) -> None:
        if generation != self.generation or self.connected:
            return
        for leg in list(self.legs.values()):
            if leg.kind == "caller" and leg.up and leg.place == "ours":
                self.fall_back(leg)

    def fall_back(self, leg: Leg) -> None:
        """The switch's own queue takes a caller."""
        leg.place, leg.up, leg.music, leg.playback = "fallback_waiting", True, True, ""
        self.world.after(3 * SECOND, self._fallback_rings, leg.id)

    def _fallback_rings(self, leg_id: str) -> None:
        leg, rng = self.legs.get(leg_id), self.world.rng
        if leg is None or leg.place != "fallback_waiting" or self.connected:
            return
        busy = {other.device for other in self.legs.values()}
        free = [d for d in self.stand_ins.get(leg.number, ()) if d not in busy]
        if not free or rng.random() < 0.5:
            return
        other = Leg(f"f{leg_id}", "fallback", device=free[0], place="fallback_talk", up=True)
        self.legs[other.id] = other
        leg.place = "fallback_talk"
        leg.talk = other.talk = f"ft{leg_id}"
        self.world.after(rng.randint(1, 40) * SECOND, self.end_leg, leg_id, 16, 0, "far")

    def find(self, restarted: bool = False) -> None:
        """Connected again: everything there is, as one list."""
        world = self.world
        self.connected = True
        self.generation += 1
        if restarted:
            self.legs.clear()
        found = tuple(
            LegFound(leg.id, leg.place, leg.talk, leg.device)
            for leg in self.legs.values()
            if leg.kind != "caller" or leg.claimed or leg.place != "ours"
        )
        for leg in self.legs.values():
            leg.ear = leg.ear if leg.place == "talk" else ("", "")
            leg.quiet_since_us = max(leg.quiet_since_us, world.now_us)
        self.dropped = 0
        self.found_us = world.now_us
        world.found(SwitchFound(found, tuple(sorted(self.reachable)), restarted))


EFFECTS = {
    Answer: FakeSwitch.answer,
    Play: FakeSwitch.play,
    StopPlayback: FakeSwitch.stop_playback,
    StartMusic: FakeSwitch.start_music,
    StopMusic: FakeSwitch.stop_music,
    StopRinging: FakeSwitch.stop_ringing,
    HangUp: FakeSwitch.hang_up,
    Connect: FakeSwitch.connect,
    Join: FakeSwitch.join,
    Listen: FakeSwitch.listen,
    EndTalk: FakeSwitch.end_talk,
    SetStandIns: FakeSwitch.set_stand_ins,
    Adopt: FakeSwitch.adopt,
}
