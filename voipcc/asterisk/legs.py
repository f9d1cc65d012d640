"""What the switch room remembers of each leg: just enough to carry out and to translate."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from voipcc.asterisk.ari import Chain
from voipcc.core.media_words import Collect

LegKind = Literal["caller", "device", "code", "fallback", "customer"]

KEEPER = "keeps-music-"
"""Begins the ids of the channels that keep a class of music alive; they are no legs."""


ECHO = "echo-"
"""Begins the ids of the channels and bridges in which a phone hears itself; no legs either."""

EAR = "ear-"
"""Begins the ids of the channels supervisors hear by; they are no legs either."""
WATCH_KEYS = "4567"
"""What a supervisor may press in mid-listening."""


@dataclass(slots=True)
class Typing:
    """A telephone number that is being typed; what it is never leaves this room."""

    check: str
    trunk: str = ""
    caller_id: str = ""
    inside: bool = False
    digits: str = ""
    pause: asyncio.TimerHandle | None = None


@dataclass(slots=True)
class Secret:
    """A PIN that is being typed."""

    check: str
    owner: str
    digits: str = field(default="", repr=False)
    pause: asyncio.TimerHandle | None = None


@dataclass(slots=True)
class Collection:
    """Digits a dialplan asked for, which are being typed."""

    command: Collect
    digits: str = field(default="", repr=False)
    begun: bool = False
    pause: asyncio.TimerHandle | None = None


@dataclass(slots=True)
class Tail:
    """Keys that belong to digits which were complete before the caller thought so.

    The `end` key most of all; of a secret every one, or the rest of it would be a key of a menu.
    """

    end: str
    keys: str

    def swallows(self, key: str) -> bool:
        """Whether this key is one of them; with any other the caller goes on to something else."""
        if key in self.keys:
            return True
        self.keys = ""
        return False


@dataclass(slots=True)
class Leg:
    """One channel of ours. `id` is the core's leg id and Asterisk's channel id.

    `unheard` legs are muted by us, or only listen: their silence means nothing.
    `endpoint` is Asterisk's name for the phone or trunk at its far side.
    `number` and `name` are what the far side showed (never logged, never journaled),
    `our_number` is what it dialled, in E.164.
    `answered_us` is when a device was picked up (0: unknown).
    `guarded` legs have the dead-man's switch wound; `wound_at_us` says when, and
    `long_guard` that it stands at hours because the leg talks. A `returning` leg has been
    sent through its number's entry again. A `found` leg was here before we looked: it may
    play what nobody remembers. `fallback` legs are in the switch's own queue. `customer`
    legs are those we dialled through a trunk. A leg that `watches` is a supervisor's.
    A device that is a `telephone` is rung through a trunk and asked for a key.
    """

    id: str
    kind: LegKind
    chain: Chain
    device: str = ""
    endpoint: str = ""
    number: str = ""
    name: str = ""
    our_number: str = ""
    up: bool = False
    answered_us: int = 0
    ringing: bool = False
    talk: str = ""
    music: str = ""
    music_wanted: str = ""
    playing: dict[str, str] = field(default_factory=dict)
    guarded: bool = False
    wound_at_us: int = 0
    long_guard: bool = False
    returning: bool = False
    found: bool = False
    telephone: bool = False
    ending: bool = False
    hung_up: bool = False
    cause: int = 16
    sip: int = 0
    soft: bool = False
    typing: Typing | None = None
    unheard: bool = False
    left_talk: bool = False  # music was ordered in mid-talk: when it begins is told
    starred_us: int = 0  # when * was pressed: with the next key it is a code
    refers: bool = False  # its phone wants the call transferred, and waits for what comes of it
    secret: Secret | None = None
    collecting: Collection | None = None
    tail: Tail | None = None  # for a moment after digits were complete by themselves
    deaf: str = ""  # while this playback is heard, keys mean nothing
    watches: bool = False


Legs = dict[str, Leg]
