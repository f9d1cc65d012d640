"""A make-believe switch: it carries commands out at once and honestly, in virtual time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core.media_words import Collect, Collected, LookedUp, LookUp, StopTyping
from voipcc.core.plan import Plan
from voipcc.core.tape_words import (
    PauseTape,
    ResumeTape,
    StartTape,
    StopTape,
    TapeEnded,
    TapePaused,
    TapeResumed,
    TapeStarted,
)
from voipcc.rehearsal.keypad import NUMBER_END, NumberTyping, Typing, collected, typed
from voipcc.rehearsal.script import World

SECOND = 1_000_000
REACTION_US = 20_000  # of the switch itself
BEEP_S = 1.0
NO_ANSWER, BUSY = 19, 17
CALLER = "caller"
Length = Callable[[str, str], float]  # language, prompt -> seconds


def one_second(language: str, prompt: str) -> float:
    """How long a prompt is where nobody listens."""
    return BEEP_S


@dataclass(slots=True)
class Said:
    """Prompts that were played to the caller; `cut`: the last one was not heard to its end.

    `begins_us` has when each of them begins, `until_us` is when there was silence again.
    """

    at_us: int
    language: str
    prompts: tuple[str, ...]
    begins_us: tuple[int, ...] = ()
    until_us: int = 0
    cut: bool = False
    music: bool = False  # said to somebody who waits with music


@dataclass(slots=True)
class Playback:
    """What is played to a leg now; `ends_us` has when each prompt is over."""

    id: str
    said: Said
    ends_us: list[int]
    deaf: bool = False


@dataclass(slots=True)
class Leg:
    """One party. `kind`: the caller, a companion who waits or talks too, an agent, a number outside."""

    id: str
    kind: str
    device: str = ""
    up: bool = False
    talk: str = ""
    music: bool = False
    playback: Playback | None = None
    typing: Typing | NumberTyping | None = None
    recording: str = ""


@dataclass(slots=True)
class MakeBelieveSwitch:
    """Legs and what happens to them. What is to happen later stands in `due`."""

    plan: Plan
    world: World
    length: Length = one_second
    now_us: int = 0
    legs: dict[str, Leg] = field(default_factory=dict)
    due: list[tuple[int, int, it.Event]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    block: str = ""  # of the flow the caller is in
    numbers: "count[int]" = field(default_factory=count)

    def later(self, seconds: float, event: it.Event) -> None:
        """Let something happen."""
        at_us = self.now_us + int(seconds * SECOND)
        heapq.heappush(self.due, (at_us, next(self.numbers), event))

    def soon(self, event: it.Event) -> None:
        """Let something happen as fast as a switch is."""
        self.later(REACTION_US / SECOND, event)

    def take_due(self) -> it.Event | None:
        """What happens now; None where it has lost its meaning meanwhile."""
        _, _, event = heapq.heappop(self.due)
        leg = self.legs.get(getattr(event, "leg", ""))
        match event:
            case it.CallArrived() | TapeEnded():
                return event
            case it.PromptFinished():
                return event if self._finished(leg, event.playback) else None
            case Collected():
                return self._typing_over(leg, event.collection)
            case it.LegAnswered():
                if leg is not None:
                    leg.up = True
            case it.LegEnded():
                self.legs.pop(event.leg, None)
        return event if leg is not None else None

    def _finished(self, leg: Leg | None, playback: str) -> bool:
        if leg is None or leg.playback is None or leg.playback.id != playback:
            return False
        leg.playback = None
        return True

    # --- commands --------------------------------------------------------------------------------

    def carry_out(self, command: do.Command) -> None:
        """Do what the core wants; what is not known here has no outcome."""
        effect: Any = EFFECTS.get(type(command))
        if effect is not None:
            effect(self, command)

    def answer(self, command: do.Answer) -> None:
        self.soon(it.LegAnswered(command.leg))

    def play(self, command: do.Play) -> None:
        """Say prompts; only what the caller hears is written down."""
        leg = self.legs.get(command.leg)
        if leg is None:
            return
        ends_us, end_us = [], self.now_us
        for prompt in command.prompts:
            end_us += int(self.length(command.language, prompt) * SECOND)
            ends_us.append(end_us)
        begins_us = (self.now_us, *ends_us[:-1])
        said = Said(
            self.now_us, command.language, command.prompts, begins_us, end_us, music=leg.music
        )
        leg.playback = Playback(command.playback, said, ends_us, command.deaf)
        if leg.kind == CALLER:
            self.said.append(said)
        self.later((end_us - self.now_us) / SECOND, it.PromptFinished(leg.id, command.playback))
        if leg.device in self._telephones():
            self.later((end_us - self.now_us) / SECOND, it.DigitPressed(leg.id, "1"))

    def _telephones(self) -> set[str]:
        return {name for agent in self.plan.agents.values() for name in agent.telephones}

    def stop_playback(self, command: do.StopPlayback) -> None:
        """What had not begun yet was not heard."""
        leg = self.legs.get(command.leg)
        if leg is not None and leg.playback is not None and leg.playback.id == command.playback:
            self.silence(leg)
            self.soon(it.PromptFinished(leg.id, command.playback))

    def silence(self, leg: Leg) -> None:
        """Nothing is said to this leg any more."""
        playback, leg.playback = leg.playback, None
        if playback is None:
            return
        begun = 1 + sum(end_us <= self.now_us for end_us in playback.ends_us[:-1])
        playback.said.prompts = playback.said.prompts[:begun]
        playback.said.cut = self.now_us + REACTION_US < playback.ends_us[-1]
        playback.said.until_us = min(self.now_us, playback.said.until_us)

    def start_music(self, command: do.StartMusic) -> None:
        if leg := self.legs.get(command.leg):
            if leg.talk:
                self.soon(it.LegConnected(leg.id, it.MUSIC))
            leg.music, leg.talk = True, ""

    def stop_music(self, command: do.StopMusic) -> None:
        if leg := self.legs.get(command.leg):
            leg.music = False

    def ring(self, command: do.Ring) -> None:
        """An agent's phone: it rings, and is answered where the world says so."""
        self.legs[command.leg] = Leg(command.leg, "agent", command.device)
        self.soon(it.LegRinging(command.leg))
        if self.world.answer_s is None:
            self.later(command.timeout_s, it.LegEnded(command.leg, NO_ANSWER, 0, "switch"))
        else:
            self.later(max(self.world.answer_s, 0.1), it.LegAnswered(command.leg))

    def check_number(self, command: do.CheckNumber) -> None:
        leg = self.legs.setdefault(command.leg, Leg(command.leg, "outside"))
        verdict: it.Verdict = "refused" if self.world.outside == "refused" else "allowed"
        party = command.party or "number"
        self.soon(it.NumberChecked(leg.id, command.check, verdict, party, "", command.trunk))

    def dial(self, command: do.Dial) -> None:
        self.legs[command.leg] = Leg(command.leg, "outside")
        match self.world.outside:
            case "busy":
                self.later(1, it.LegEnded(command.leg, BUSY, 486, "far"))
            case "no_answer":
                self.later(command.timeout_s, it.LegEnded(command.leg, NO_ANSWER, 0, "switch"))
            case _:
                self.later(0.5, it.LegRinging(command.leg))
                self.later(self.world.answer_s or 3.0, it.LegAnswered(command.leg))

    def collect_number(self, command: do.CollectNumber) -> None:
        if leg := self.legs.get(command.leg):
            leg.typing = NumberTyping(command.check)

    def collect(self, command: Collect) -> None:
        """Digits for the dialplan; what was typed ahead is typed now."""
        if leg := self.legs.get(command.leg):
            leg.typing = Typing(command)
            for digit in command.typed:
                for event in self._typed(leg, digit):
                    self.soon(event)

    def stop_typing(self, command: do.StopCollecting | StopTyping) -> None:
        if leg := self.legs.get(command.leg):
            leg.typing = None

    def look_up(self, command: LookUp) -> None:
        """The answer the world gives in this block, else the mock of the step."""
        given = self.world.look_ups.get(self.block, dict(command.mock))
        if isinstance(given, str):
            self.soon(LookedUp(command.leg, command.lookup, given))
        else:
            self.soon(LookedUp(command.leg, command.lookup, "done", tuple(given.items())))

    def record(self, command: do.Record) -> None:
        """The caller speaks for a while, then is silent."""
        if leg := self.legs.get(command.leg):
            leg.recording = command.recording
            spoken_s = min(self.world.message_s, command.longest_s)
            length_ms = int(spoken_s * 1000)
            self.later(spoken_s, it.RecordingFinished(leg.id, command.recording, length_ms))

    def tape(self, command: StartTape | PauseTape | ResumeTape | StopTape) -> None:
        """Recordings do as they are told."""
        self.soon(TAPED[type(command)](command.leg, command.tape))

    def connect(self, command: do.Connect) -> None:
        self._join(command.caller_leg, command.talk)
        self._join(command.agent_leg, command.talk)

    def join(self, command: do.Join) -> None:
        self._join(command.leg, command.talk)

    def _join(self, leg_id: str, talk: str) -> None:
        leg = self.legs.get(leg_id)
        if leg is None:
            return
        self.silence(leg)
        leg.talk, leg.music = talk, False
        self.soon(it.LegConnected(leg_id, talk))

    def end_talk(self, command: do.EndTalk) -> None:
        for leg in self.legs.values():
            if leg.talk == command.talk:
                leg.talk = ""

    def end(self, command: do.HangUp | do.StopRinging) -> None:
        if command.leg in self.legs:
            self.soon(it.LegEnded(command.leg, 16, 0, "us"))

    # --- what people do --------------------------------------------------------------------------

    def press(self, leg_id: str, digit: str) -> list[it.Event]:
        """A key of the caller; one that is part of what is typed stays here."""
        leg = self.legs.get(leg_id)
        if leg is None or (leg.playback is not None and leg.playback.deaf):
            return []
        if leg.typing is None:
            return [it.DigitPressed(leg_id, digit)]
        return self._typed(leg, digit)

    def _typed(self, leg: Leg, digit: str) -> list[it.Event]:
        match leg.typing:
            case Typing() as typing:
                over, told = typed(typing, digit)
                typing.until_us = self.now_us + int(typing.command.between_s * SECOND)
                if over:
                    leg.typing = None
                else:
                    collection = typing.command.collection
                    self.later(typing.command.between_s, Collected(leg.id, collection, "nothing"))
                return told
            case NumberTyping() as number:
                self.silence(leg)
                return self._number_typed(leg, number, digit)
        return []

    def _number_typed(self, leg: Leg, number: NumberTyping, digit: str) -> list[it.Event]:
        if digit != NUMBER_END:
            number.digits += digit
            return []
        leg.typing = None
        verdict: it.Verdict = "refused" if self.world.outside == "refused" else "allowed"
        if not number.digits:
            return [it.NumberChecked(leg.id, number.check, "nothing")]
        return [it.NumberChecked(leg.id, number.check, verdict, "number")]

    def _typing_over(self, leg: Leg | None, collection: str) -> it.Event | None:
        """The pause after the last digit is over, if it was the last one."""
        typing = leg.typing if leg else None
        if leg is None or not isinstance(typing, Typing):
            return None
        if typing.command.collection != collection or self.now_us < typing.until_us:
            return None
        leg.typing = None
        return collected(typing)


TAPED: dict[type, Callable[[str, str], it.Event]] = {
    StartTape: TapeStarted,
    PauseTape: TapePaused,
    ResumeTape: TapeResumed,
    StopTape: TapeEnded,
}
EFFECTS: dict[type, Callable[[MakeBelieveSwitch, Any], None]] = {
    do.Answer: MakeBelieveSwitch.answer,
    do.Play: MakeBelieveSwitch.play,
    do.StopPlayback: MakeBelieveSwitch.stop_playback,
    do.StartMusic: MakeBelieveSwitch.start_music,
    do.StopMusic: MakeBelieveSwitch.stop_music,
    do.Ring: MakeBelieveSwitch.ring,
    do.CheckNumber: MakeBelieveSwitch.check_number,
    do.Dial: MakeBelieveSwitch.dial,
    do.CollectNumber: MakeBelieveSwitch.collect_number,
    do.StopCollecting: MakeBelieveSwitch.stop_typing,
    Collect: MakeBelieveSwitch.collect,
    StopTyping: MakeBelieveSwitch.stop_typing,
    LookUp: MakeBelieveSwitch.look_up,
    do.Record: MakeBelieveSwitch.record,
    do.Connect: MakeBelieveSwitch.connect,
    do.Join: MakeBelieveSwitch.join,
    do.EndTalk: MakeBelieveSwitch.end_talk,
    do.HangUp: MakeBelieveSwitch.end,
    do.StopRinging: MakeBelieveSwitch.end,
    **dict.fromkeys(TAPED, MakeBelieveSwitch.tape),
}
