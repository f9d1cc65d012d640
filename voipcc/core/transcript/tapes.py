"""The words of what became of recordings, in both directions.

`journal` prints and stories tell what people want to know; sums, sizes and figures stay in the journal.
"""

import re

from voipcc.core.events import Event
from voipcc.core.tape_files import (
    PartyErased,
    TapeErased,
    TapeHeld,
    TapeLost,
    TapePlayed,
    TapeReleased,
    TapeStored,
)

BY = r"(?: by (?P<by>\S+))?"
TOLD = r"(?:: (?P<reason>.+))?"
STORED = re.compile(
    r"^recording (?P<tape>\S+) is kept at (?P<path>\S+), (?P<length>\d+) ms, (?P<bytes>\d+) bytes"
    r"(?:, with (?P<faults>.+))?$"
)
LOST = re.compile(r"^recording (?P<tape>\S+) is lost: (?P<reason>.+)$")
PLAYED = re.compile(rf"^recording (?P<tape>\S+) is given out \((?P<how>\w+)\){BY}{TOLD}$")
HELD = re.compile(rf"^recording (?P<tape>\S+) is held{BY}{TOLD}$")
RELEASED = re.compile(rf"^recording (?P<tape>\S+) is held no longer{BY}{TOLD}$")
ERASED = re.compile(rf"^recording (?P<tape>\S+) is erased{BY}{TOLD}$")
PARTY = re.compile(
    rf"^a person is erased \((?P<party>\S+)\), (?P<messages>\d+) messages,"
    rf" (?P<tapes>\d+) recordings{BY}(?:, held: (?P<held>.+))?$"
)


def tape_words(event: Event) -> str:
    """What became of a recording, "" when the event is about something else."""
    match event:
        case TapeStored():
            faults = f", with {', '.join(event.faults)}" if event.faults else ""
            place = f"{event.path}, {event.length_ms} ms, {event.bytes} bytes"
            return f"recording {event.tape} is kept at {place}{faults}"
        case TapeLost():
            return f"recording {event.tape} is lost: {event.reason}"
        case TapePlayed():
            return f"recording {event.tape} is given out ({event.how}){_whose(event)}"
        case TapeHeld():
            return f"recording {event.tape} is held{_whose(event)}"
        case TapeReleased():
            return f"recording {event.tape} is held no longer{_whose(event)}"
        case TapeErased():
            return f"recording {event.tape} is erased{_whose(event)}"
        case PartyErased():
            held = f", held: {', '.join(event.held)}" if event.held else ""
            counts = f"{event.messages} messages, {event.tapes} recordings"
            return f"a person is erased ({event.party}), {counts}{_by(event.by)}{held}"
    return ""


def tape_from(text: str) -> Event | None:
    """The event `tape_words` told, without what it leaves out."""
    if found := STORED.match(text):
        faults = tuple(found["faults"].split(", ")) if found["faults"] else ()
        sizes = int(found["bytes"]), int(found["length"])
        return TapeStored(found["tape"], found["path"], "", *sizes, faults)
    if found := LOST.match(text):
        return TapeLost(found["tape"], found["reason"])
    if found := PLAYED.match(text):
        return TapePlayed(found["tape"], found["by"] or "", found["how"], found["reason"] or "")
    if found := PARTY.match(text):
        held = tuple(found["held"].split(", ")) if found["held"] else ()
        counts = int(found["messages"]), int(found["tapes"])
        return PartyErased(found["party"], *counts, held, found["by"] or "")
    for words, kind in ((RELEASED, TapeReleased), (HELD, TapeHeld), (ERASED, TapeErased)):
        if found := words.match(text):
            return kind(found["tape"], found["reason"] or "", found["by"] or "")
    return None


def _whose(event: TapePlayed | TapeHeld | TapeReleased | TapeErased) -> str:
    return _by(event.by) + (f": {event.reason}" if event.reason else "")


def _by(name: str) -> str:
    return f" by {name}" if name else ""
