"""A recording listened to while it is joined: block by block, so that an hour needs little memory."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voipcc.tapes.digits import pressed_keys
from voipcc.tapes.echo import EchoFinder, slower
from voipcc.tapes.frames import FRAME, FRAME_MS, Frames20, Mask, runs, speech
from voipcc.tapes.job import RATE
from voipcc.tapes.loudness_meter import LoudnessMeter
from voipcc.tapes.raw import Block

PAUSE_EDGE_MS = 300  # the switch mutes a moment after it was told to
HEARD_IN_PAUSE = 10 ** (-60 / 10)
TALKED_OVER_MS = 400
MOST_PAUSE_S = 1800  # of pauses are listened to for keys


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was heard. Per side: levels of frames, speech, loudness, peak, samples cut off."""

    sides: tuple[str, ...]
    length: int
    paused: Mask
    speech: tuple[Mask, ...]
    silent: tuple[bool, ...]
    loudness: tuple[float, ...]
    loudness_whole: float
    peaks: tuple[int, ...]
    clipped: tuple[int, ...]
    echoes: tuple[float, ...]  # of each side's voice on the other one, dB under it; 0: none
    pause_keys: int
    pause_sound_ms: int


@dataclass(slots=True)
class Listener:
    """Takes blocks as they came (`raw`) and as they are kept (`kept`), then says what it heard."""

    sides: tuple[str, ...]
    _frames: list[Frames20] = field(init=False)
    _meters: list[LoudnessMeter] = field(init=False)
    _echoes: list[EchoFinder] = field(init=False)
    _paused: list[Mask] = field(default_factory=list)
    _hidden: list[NDArray[np.int16]] = field(default_factory=list)
    _hidden_count: int = 0
    _pause_keys: int = 0
    _pause_sound: int = 0
    _length: int = 0

    def __post_init__(self) -> None:
        self._frames = [Frames20() for _ in self.sides]
        self._meters = [LoudnessMeter() for _ in self.sides]
        self._echoes = [EchoFinder() for _ in self.sides]

    def take(self, raw: Block, kept: Block, paused: Mask) -> None:
        """The next block."""
        self._length += len(kept)
        self._paused.append(_by_frame(paused))
        apart = np.ascontiguousarray(kept.T)  # each side in a row: twice as quick to go through
        scaled = _scaled(apart)
        for side, frames in enumerate(self._frames):
            frames.take(apart[side])
            self._meters[side].take(scaled[side])
        if len(self.sides) == 2:
            coarse = [slower(one) for one in scaled]
            for side, echo in enumerate(self._echoes):
                echo.take(coarse[side], coarse[1 - side])
        self._look_into_pauses(raw, paused)

    def _look_into_pauses(self, raw: Block, paused: Mask) -> None:
        """What the switch left in a pause is taken out of the recording, and told."""
        if paused.any():
            self._hidden.append(raw[paused])
            self._hidden_count += len(self._hidden[-1])
        if not paused[-1] or self._hidden_count > MOST_PAUSE_S * RATE:
            self._end_pause()

    def _end_pause(self) -> None:
        if not self._hidden:
            return
        hidden = _scaled(np.concatenate(self._hidden))
        self._hidden, self._hidden_count = [], 0
        self._pause_keys += sum(pressed_keys(hidden[:, side]) for side in range(len(self.sides)))
        edge = RATE * PAUSE_EDGE_MS // 1000
        inner = hidden[edge : len(hidden) - edge]
        whole = inner[: len(inner) // FRAME * FRAME].reshape(-1, FRAME, len(self.sides))
        heard = np.mean(np.square(whole), axis=1).max(axis=1, initial=0.0) > HEARD_IN_PAUSE
        self._pause_sound += int(np.count_nonzero(heard)) * FRAME_MS

    def measured(self) -> Measured:
        """What was heard of it all."""
        self._end_pause()
        paused = np.concatenate(self._paused) if self._paused else np.zeros(0, np.bool_)
        levels = [frames.levels() for frames in self._frames]
        spoken = tuple(_speech(one, paused) for one in levels)
        return Measured(
            sides=self.sides,
            length=self._length,
            paused=paused,
            speech=spoken,
            silent=tuple(frames.peak == 0 for frames in self._frames),
            loudness=tuple(meter.loudness() for meter in self._meters),
            loudness_whole=_together(self._meters),
            peaks=tuple(frames.peak for frames in self._frames),
            clipped=tuple(frames.clipped for frames in self._frames),
            echoes=tuple(echo.found()[0] for echo in self._echoes),
            pause_keys=self._pause_keys,
            pause_sound_ms=self._pause_sound,
        )


def interruptions(talking: Mask, other: Mask) -> int:
    """How often the one began while the other spoke, and both went on for a while."""
    least = TALKED_OVER_MS // FRAME_MS
    return sum(
        1
        for begin, end in runs(talking)
        if begin and end - begin >= least and other[begin - 1 : begin + least].all()
    )


def longest_ms(mask: Mask) -> int:
    """The longest stretch in which the mask is true."""
    return max((end - begin for begin, end in runs(mask)), default=0) * FRAME_MS


def _together(meters: list[LoudnessMeter]) -> float:
    from voipcc.loudness import integrated

    powers = [meter.powers() for meter in meters]
    return integrated(np.sum(powers, axis=0))


def _speech(levels: NDArray[np.float64], paused: Mask) -> Mask:
    """Judged by what is open, or a long pause would count as a quiet line."""
    found = np.zeros(len(levels), np.bool_)
    found[~paused] = speech(levels[~paused])
    return found


def _scaled(samples: Block) -> NDArray[np.float32]:
    return np.asarray(samples, np.float32) / np.float32(32768)


def _by_frame(mask: Mask) -> Mask:
    """Per frame: whether all of it is paused."""
    missing = -len(mask) % FRAME
    padded = np.pad(mask, (0, missing), mode="edge") if missing else mask
    return np.asarray(padded.reshape(-1, FRAME).all(axis=1))
