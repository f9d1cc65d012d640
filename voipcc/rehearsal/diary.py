"""A rehearsed call in plain lines: what is said, pressed and done, in the order it happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core.media_words import LookUp
from voipcc.rehearsal.scene import Scene, Told
from voipcc.rehearsal.switch import CALLER, SECOND, Said

What = Literal[
    "calls", "block", "presses", "hears", "queue", "music", "rings", "talks", "does", "ends"
]
ORDER: tuple[What, ...] = (
    "calls", "presses", "block", "hears", "queue", "music", "rings", "does", "talks", "ends",
)  # fmt: skip


class Texts(Protocol):
    """What prompts say, "" where nobody knows."""

    def __call__(self, language: str, prompt: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: `at_us` since the call arrived; `name` what it is about, `words` for people."""

    at_us: int
    what: What
    name: str
    words: str = ""


def diary(scene: Scene, texts: Texts = lambda language, prompt: "") -> list[Happening]:
    """Everything that happened so far that concerns the caller."""
    found = [*_moves(scene), *_pressed(scene), *_said(scene, texts), *_done(scene)]
    return sorted(found, key=lambda one: (one.at_us, ORDER.index(one.what)))


def _moves(scene: Scene) -> Iterator[Happening]:
    for move in scene.moves:
        at_us = move.at_us - scene.begin_us
        match move.kind:
            case "block":
                name = move.name.rpartition(":")[0]
                yield Happening(at_us, "block", name, _place(scene, *name.split(":", 1)))
            case "queue":
                yield Happening(at_us, "queue", move.name, f"waits in {move.name}")
            case "talk":
                whom = move.name or "the telephone outside"
                yield Happening(at_us, "talks", move.name, f"talks to {whom}")


def _place(scene: Scene, flow: str, block: str) -> str:
    """A block and where it begins in its file."""
    found = scene.plan.flows.get(flow)
    steps = found.blocks.get(block, ()) if found else ()
    source = (found.source if found else "") or flow
    return f"{block} ({source}:{steps[0].line})" if steps else block


def _pressed(scene: Scene) -> Iterator[Happening]:
    for one in scene.pressed:
        yield Happening(one.at_us - scene.begin_us, "presses", one.key, one.key)


def _said(scene: Scene, texts: Texts) -> Iterator[Happening]:
    for said in scene.switch.said:
        for place, prompt in enumerate(said.prompts):
            last = place == len(said.prompts) - 1
            at_us = said.begins_us[place] - scene.begin_us
            yield Happening(
                at_us, "hears", prompt, _words(said, prompt, texts, cut=last and said.cut)
            )


def _words(said: Said, prompt: str, texts: Texts, *, cut: bool) -> str:
    text = texts(said.language, prompt)
    told = f'"{text}"' if text else "(no text)"
    return f"{told} [{prompt}]" + (" ... cut short" if cut else "")


def _done(scene: Scene) -> Iterator[Happening]:
    devices: dict[str, str] = {}
    for told in scene.told:
        at_us = told.now.monotonic_us - scene.begin_us
        if isinstance(told.event, it.CallArrived) and told.event.leg == CALLER:
            yield Happening(at_us, "calls", told.event.number, f"calls {told.event.number}")
        if told.event.__class__ is it.LegAnswered and getattr(told.event, "leg", "") in devices:
            who = devices[getattr(told.event, "leg", "")]
            yield Happening(at_us, "does", who, f"{who} answers")
        yield from _ordered(scene, told, at_us, devices)


def _ordered(scene: Scene, told: Told, at_us: int, devices: dict[str, str]) -> Iterator[Happening]:
    for command in told.commands:
        match command:
            case do.StartMusic(leg=leg, music=music) if leg == CALLER:
                yield Happening(at_us, "music", music, f"hears music ({music})")
            case do.Ring(leg=leg, device=device, caller_leg=caller) if caller == CALLER:
                devices[leg] = device.partition("/")[0]
                yield Happening(at_us, "rings", device, f"{device} rings")
            case do.Dial(leg=leg, for_leg=caller) if caller == CALLER:
                devices[leg] = "the telephone outside"
                yield Happening(at_us, "rings", "outside", "a telephone outside rings")
            case do.Record(leg=leg) if leg == CALLER:
                yield Happening(at_us, "does", "record", "leaves a message")
            case LookUp(leg=leg, url=url) if leg == CALLER:
                yield Happening(at_us, "does", "lookup", f"is looked up at {url}")
            case do.KeepRecord(record=record) if record.leg == CALLER:
                by = {"caller": "the caller hangs up", "agent": "the agent hangs up"}
                who = by.get(record.ended_by, "the centre hangs up")
                yield Happening(at_us, "ends", record.outcome, f"{who}: {record.outcome}")


def seconds(at_us: int) -> str:
    """A time of the diary: 01:05.3."""
    tenths = at_us * 10 // SECOND
    return f"{tenths // 600:02d}:{tenths // 10 % 60:02d}.{tenths % 10}"
