"""One call's story, read from the journal and told in the words of the transcript.

The journal knows legs, not calls: the caller's leg comes from the record (or from the live
view), agents' legs and talks from the commands that made them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import msgspec

from voipcc.call_sheet import offset, wall_time
from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core.cdr import Conversation
from voipcc.core.commands import Command
from voipcc.core.events import Event
from voipcc.core.supervision_words import Listen
from voipcc.core.transcript import Transcript
from voipcc.database.entry import Entry, EntryError, RawCommand, decoded
from voipcc.database.history import payloads
from voipcc.database.segment import segment_paths
from voipcc.log import masked

CLOCK_SLACK_MS = 3_600_000  # the wall clock may have been set meanwhile
AFTERWARDS_MS = 60_000  # how long after its record a call's last legs are looked for
SIGNS = (b'"ControllerStarted"', b'"SwitchLost"', b'"SwitchFound"')
Source = Literal["journal", "ari", "sip"]
Order = Command | RawCommand


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a story: when it was (UTC and since the arrival), where it stands, its text."""

    utc_ms: float
    offset_us: int
    source: Source
    text: str

    def printed(self, zone: str) -> str:
        """The line as people read it, with the time of day in `zone`."""
        clock = wall_time(round(self.utc_ms), zone)[11:]
        return f"{clock}  {offset(self.offset_us):>9} {self.text}"

    def plain(self) -> dict[str, Any]:
        """The line as plain values."""
        return {
            "utc_ms": round(self.utc_ms, 3),
            "offset_s": self.offset_us / 1e6,
            "source": self.source,
            "text": self.text.strip(),
        }


@dataclass(slots=True)
class Story:
    """What the journal tells of a call. `ids` are its legs, talks and playbacks."""

    call: str
    legs: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    arrived_utc_ms: int = 0
    arrived_us: int = 0
    boot_id: str = ""
    ended: set[str] = field(default_factory=set)
    recorded_utc_ms: int = 0

    def offset_us(self, utc_ms: float) -> int:
        """Microseconds since the arrival, by the wall clock."""
        return round((utc_ms - self.arrived_utc_ms) * 1000)


def story_of(journal: Path, call: str, record: Conversation | None, leg: str = "") -> Story:
    """The story of `call`; without lines when the journal has nothing of it.

    `record` is its record if there is one, `leg` the caller's leg otherwise ("" unknown:
    then it is looked for in what agents' phones were rung for).
    """
    story = Story(call, [record.leg] if record else [leg] if leg else [])
    story.ids.update(story.legs)
    if not journal.is_dir():
        return story
    start = _first_sequence(journal, record.arrived_utc_ms if record else 0)
    if not story.legs:
        story.legs.extend(_caller_leg(journal, call))
        story.ids.update(story.legs)
    _tell(story, journal, start)
    if not story.lines and start > 1:
        _tell(story, journal, 1)
    return story


def in_order(*parts: Iterable[Line], whole_numbers: bool) -> list[Line]:
    """All lines by time; people's telephone numbers are masked unless they are asked for."""
    lines = sorted(chain(*parts), key=lambda line: line.utc_ms)
    if whole_numbers:
        return lines
    return [
        line if line.source == "journal" else replace(line, text=masked(line.text))
        for line in lines
    ]


# --- finding entries ---------------------------------------------------------------------------


def _first_sequence(journal: Path, arrived_utc_ms: int) -> int:
    """Where to begin: segments finished long before the call came in have nothing of it."""
    oldest_s = (arrived_utc_ms - CLOCK_SLACK_MS) / 1000
    for path in segment_paths(journal):
        if path.stat().st_mtime >= oldest_s:
            return int(path.stem)
    return 1


def _caller_leg(journal: Path, call: str) -> list[str]:
    """The leg of a call nobody has a record of, once an agent's phone was rung for it."""
    sign = f'"call":"{call}"'.encode()
    for entry in _entries(journal, 1, lambda payload: sign in payload):
        for command in entry.commands:
            if isinstance(command, do.Ring) and command.call == call:
                return [command.caller_leg]
    return []


def _entries(journal: Path, start: int, wanted: Any) -> Iterator[Entry]:
    """Entries whose bytes look wanted; only those are decoded."""
    for frame in payloads(journal, start):
        if wanted(frame.payload):
            try:
                yield decoded(frame.payload)
            except EntryError:
                continue


def _tell(story: Story, journal: Path, start: int) -> None:
    if not story.ids:
        return
    transcript = Transcript()
    transcript.names.calls[story.call] = f"call {story.call}"

    def wanted(payload: bytes) -> bool:
        names = (msgspec.json.encode(name) for name in story.ids)
        return any(name in payload for name in names) or any(sign in payload for sign in SIGNS)

    for entry in _entries(journal, start, wanted):
        _take(story, transcript, entry)
        if _is_over(story, entry):
            return


def _is_over(story: Story, entry: Entry) -> bool:
    if not story.recorded_utc_ms:
        return False
    late = entry.now.utc_ms > story.recorded_utc_ms + AFTERWARDS_MS
    return late or story.ended >= set(story.legs)


def _take(story: Story, transcript: Transcript, entry: Entry) -> None:
    ours = [command for command in entry.commands if _is_ours(story, command)]
    if not (ours or _concerns(story, entry.event)):
        return
    if not story.lines:
        _begin(story, entry)
    event = _ours_only(story, entry.event)
    _add(story, entry, f"> {_told(story, transcript, event)}")
    transcript.names.learn_commands([one for one in ours if not isinstance(one, RawCommand)])
    for command in ours:
        _add(story, entry, f"    {_words(transcript, command)}")
    if isinstance(event, it.LegEnded):
        story.ended.add(event.leg)


def _told(story: Story, transcript: Transcript, event: Event) -> str:
    """The event in words; the call goes by its own id from its first line on."""
    caller, callers = story.legs[0], transcript.names.callers
    if not isinstance(event, it.CallArrived):
        callers.setdefault(caller, f"call {story.call}")
    text = transcript.event(event)
    named = callers[caller]
    callers[caller] = f"call {story.call}"
    return text.replace(named, callers[caller], 1) if named != callers[caller] else text


def _begin(story: Story, entry: Entry) -> None:
    """The first entry of the call: the arrival, or an adoption that tells of one."""
    story.boot_id, story.arrived_us = entry.now.boot_id, entry.now.monotonic_us
    since_us = getattr(entry.event, "since_us", 0) or getattr(entry.event, "happened_us", 0)
    if since_us:
        story.arrived_us = min(since_us, entry.now.monotonic_us)
    earlier_ms = (entry.now.monotonic_us - story.arrived_us) // 1000
    story.arrived_utc_ms = entry.now.utc_ms - earlier_ms


def _add(story: Story, entry: Entry, text: str) -> None:
    now = entry.now
    same_boot = now.boot_id == story.boot_id
    since_us = now.monotonic_us - story.arrived_us if same_boot else story.offset_us(now.utc_ms)
    story.lines.append(Line(now.utc_ms, since_us, "journal", text))


def _words(transcript: Transcript, command: Order) -> str:
    if isinstance(command, RawCommand):  # of a newer voipcc
        return f"{command.name} {dict(command.fields)}"
    return transcript.command(command)


# --- whose it is -------------------------------------------------------------------------------


def _is_ours(story: Story, command: Order) -> bool:
    """Whether a command belongs to the call; what it makes belongs to the call too."""
    match command:
        case do.Ring():
            ours = command.caller_leg in story.ids or command.call == story.call
            return ours and _own(story, command.leg, leg=True)
        case do.CheckNumber() | do.Dial() if (
            command.call == story.call  # or somebody the agent asks
            or getattr(command, "for_leg", "") in story.ids
        ):
            return _own(story, command.leg, leg=True)
        case do.Connect():
            return command.caller_leg in story.ids and _own(story, command.talk)
        case do.EndTalk():
            return command.talk in story.ids
        case do.Play():
            return command.leg in story.ids and _own(story, command.playback)
        case do.KeepRecord(record=record):
            if record.id == story.call:
                story.recorded_utc_ms = record.arrived_utc_ms
                story.recorded_utc_ms += (record.ended_us - record.arrived_us) // 1000
            return record.id == story.call
        case RawCommand():
            return any(value in story.ids for value in _texts(command.fields.values()))
        case _:
            if isinstance(command, Listen | do.Join) and command.talk in story.ids:
                _own(story, command.leg, leg=True)
            return getattr(command, "leg", "") in story.ids


def _own(story: Story, name: str, *, leg: bool = False) -> bool:
    story.ids.add(name)
    if leg and name not in story.legs:
        story.legs.append(name)
    return True


def _texts(values: Iterable[object]) -> Sequence[str]:
    return [value for value in values if isinstance(value, str)]


def _concerns(story: Story, event: Event) -> bool:
    """Whether an event is of the call, or happened to everybody while it was up."""
    match event:
        case it.ControllerStarted() | it.SwitchLost():
            return bool(story.lines) and not story.recorded_utc_ms
        case it.SwitchFound():
            found = any(leg.leg in story.ids for leg in event.legs)
            return found or (bool(story.lines) and not story.recorded_utc_ms)
        case it.CallEndRequested():
            return event.call == story.call
        case _:
            return getattr(event, "leg", "") in story.ids


def _ours_only(story: Story, event: Event) -> Event:
    """What the switch holds of others is not this call's story."""
    if not isinstance(event, it.SwitchFound):
        return event
    legs = tuple(leg for leg in event.legs if leg.leg in story.ids)
    return replace(event, legs=legs, devices=())
