"""What a phone hears: RTP packets laid on a time line and judged by frequency, 100 ms at a time."""

import wave
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voipcc.softphone.wire.clock import NANOSECONDS
from voipcc.softphone.wire.tone import LOUDNESS, MU_LAW, RATE_HZ, TO_MU_LAW

WINDOW = 800
WINDOW_NS = 100_000_000
SILENT_DB = -45.0
_SAMPLE_NS = NANOSECONDS // RATE_HZ
_LATE_NS = 120_000_000
_LONGEST_FILL = RATE_HZ * 3600
_BIN_HZ = RATE_HZ / WINDOW
_LINEAR: NDArray[np.float32] = (MU_LAW / 32768).astype(np.float32)
_TAPER = np.hanning(WINDOW + 1)[:WINDOW].astype(np.float32)
_SILENCE = b"\xff"
_PIECE, _HOP = 128, 32
_KEEPS_NONE = "this phone keeps no audio: open it with keep_audio=True"


@dataclass(frozen=True, slots=True)
class Sound:
    """One window: the strongest frequency, its share of the energy (0 to 1), the level.

    `hz` is 0 in silence; `second_hz` and `second_share` are the next strongest one.
    """

    start_ns: int
    hz: float
    share: float
    level_db: float
    second_hz: float = 0.0
    second_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one tone: `hz` to the nearest 10, 0 for silence, -1 for any other sound."""

    start_ns: int
    end_ns: int
    hz: int


class Hearing:
    """Collects what arrives; times are monotonic nanoseconds, 0 where nothing came yet.

    `packets` came, `lost` are missing in the sequence, `strays` came from somebody else.
    """

    def __init__(self, *, keep_audio: bool = False) -> None:
        self.first_rtp_ns = 0
        self.first_sound_ns = 0
        self.last_rtp_ns = 0
        self.packets = self.lost = self.strays = 0
        self.longest_gap_ns = 0
        self._origin_ns = 0
        self._samples = 0
        self._expected: tuple[int, int, int] = (-1, 0, 0)
        self._passed_over = False
        self._pending = bytearray()
        self._audio = bytearray() if keep_audio else None
        self._sounds: list[Sound] = []

    def receive(
        self, payload: bytes, codec: str, now_ns: int, *, sequence: int, timestamp: int, source: int
    ) -> None:
        """One audio packet that arrived at `now_ns`; `source` is its SSRC."""
        payload = payload if codec == "PCMU" else payload.translate(TO_MU_LAW[codec])
        if not self.packets:
            self.first_rtp_ns = self._origin_ns = now_ns
        elif now_ns - self.last_rtp_ns > self.longest_gap_ns:
            self.longest_gap_ns = now_ns - self.last_rtp_ns
        missing = self._missing(sequence, timestamp, source, now_ns)
        if missing < 0:
            return  # late or repeated: its place is taken
        if missing:
            self._append(_SILENCE * missing)
        if not self.first_sound_ns and max(payload.translate(LOUDNESS), default=0) > 1:
            self.first_sound_ns = now_ns
        self._append(payload)
        self.packets += 1
        self.last_rtp_ns = now_ns
        mask = 0xFFFFFFFF
        self._expected = source, (sequence + 1) & 0xFFFF, (timestamp + len(payload)) & mask

    def pass_over(self, now_ns: int, *, sequence: int, source: int) -> None:
        """A packet of the same stream without audio, such as a telephone event."""
        known, _, timestamp = self._expected
        if known == source:
            self._expected = source, (sequence + 1) & 0xFFFF, timestamp
            self._passed_over = True
            self.last_rtp_ns = now_ns

    def _missing(self, sequence: int, timestamp: int, source: int, now_ns: int) -> int:
        """How many samples of silence come before this packet; -1: drop the packet."""
        known, next_sequence, next_timestamp = self._expected
        passed_over, self._passed_over = self._passed_over, False
        skipped = (timestamp - next_timestamp) & 0xFFFFFFFF
        if known == source and passed_over and skipped < RATE_HZ * 5:
            return skipped
        if known == source and sequence != next_sequence:
            jump = (sequence - next_sequence) & 0xFFFF
            if jump > 0xFF00:
                return -1
            if jump < 500:
                self.lost += jump
                if skipped < RATE_HZ * 5:
                    return skipped
        behind_ns = now_ns - (self._origin_ns + self._samples * _SAMPLE_NS)
        if behind_ns < _LATE_NS:
            return 0
        return min(behind_ns // _SAMPLE_NS, _LONGEST_FILL)

    def _append(self, data: bytes) -> None:
        self._samples += len(data)
        self._pending += data
        if self._audio is not None:
            self._audio += data

    def absorb(self) -> int:
        """Judge every complete window that waits; returns how many windows are judged in all."""
        ready = len(self._pending) // WINDOW
        if ready:
            codes = np.frombuffer(bytes(self._pending[: ready * WINDOW]), dtype=np.uint8)
            del self._pending[: ready * WINDOW]
            self._sounds.extend(self._judged(_LINEAR[codes.reshape(ready, WINDOW)]))
        return len(self._sounds)

    def _judged(self, windows: NDArray[np.float32]) -> Iterable[Sound]:
        hz, share, level = judge(windows)
        start_ns = self._origin_ns + len(self._sounds) * WINDOW_NS
        for place, loud in enumerate(level.tolist()):
            heard = loud > SILENT_DB
            yield Sound(
                start_ns + place * WINDOW_NS,
                float(hz[place, 0]) if heard else 0.0,
                float(share[place, 0]) if heard else 0.0,
                loud,
                float(hz[place, 1]) if heard else 0.0,
                float(share[place, 1]) if heard else 0.0,
            )

    def timeline(self, start_ns: int = 0, end_ns: int = 0) -> list[Sound]:
        """The windows that begin in that time (0: from the start, to the end)."""
        self.absorb()
        first = max(0, -(-(start_ns - self._origin_ns) // WINDOW_NS)) if start_ns else 0
        last = -(-(end_ns - self._origin_ns) // WINDOW_NS) if end_ns else len(self._sounds)
        return self._sounds[first : max(first, last)]

    def heard(
        self, hz: float, *, start_ns: int = 0, end_ns: int = 0, within_hz: float = 8.0,
        share: float = 0.3,
    ) -> float:  # fmt: skip
        """Seconds in which this frequency held at least `share` of the energy."""
        return (
            WINDOW_NS
            / NANOSECONDS
            * sum(
                contains(sound, hz, within_hz, share) for sound in self.timeline(start_ns, end_ns)
            )
        )

    @property
    def keeps(self) -> bool:
        """Whether the audio itself is kept."""
        return self._audio is not None

    def drop_audio(self) -> None:
        """Forget the kept audio; what was judged stays."""
        self._audio = None

    def onset_ns(self, hz: float, *, start_ns: int = 0, within_hz: float = 8.0) -> int:
        """When this frequency first took over, to about 4 ms; 0: never. Needs kept audio."""
        if self._audio is None:
            raise ValueError(_KEEPS_NONE)
        for sound in self.timeline(start_ns):
            if contains(sound, hz, within_hz, 0.5):
                place = (sound.start_ns - self._origin_ns) // _SAMPLE_NS
                return max(start_ns, self._origin_ns + self._refined(place, hz) * _SAMPLE_NS)
        return 0

    def _refined(self, place: int, hz: float) -> int:
        """The sample near `place` from which on short pieces of 16 ms are mostly `hz`."""
        assert self._audio is not None
        first = max(0, place - WINDOW)
        codes = np.frombuffer(bytes(self._audio[first : place + WINDOW]), np.uint8)
        pieces = np.lib.stride_tricks.sliding_window_view(_LINEAR[codes], _PIECE)[::_HOP]
        wave = np.exp(-2j * np.pi * hz / RATE_HZ * np.arange(_PIECE))
        energy = np.square(pieces).sum(axis=1) + 1e-9
        mostly = 2 * np.square(np.abs(pieces @ wave)) / _PIECE / energy > 0.6
        silent_or_other = np.flatnonzero(~mostly[: (place - first + WINDOW // 2) // _HOP])
        start = int(silent_or_other[-1]) + 1 if len(silent_or_other) else 0
        return first + start * _HOP

    def spans(self) -> list[Span]:
        """The time line with equal neighbours joined."""
        spans: list[Span] = []
        for sound in self.timeline():
            hz = _name(sound)
            end_ns = sound.start_ns + WINDOW_NS
            if spans and spans[-1].hz == hz:
                spans[-1] = Span(spans[-1].start_ns, end_ns, hz)
            else:
                spans.append(Span(sound.start_ns, end_ns, hz))
        return spans

    def longest_gap_s(self, end_ns: int = 0) -> float:
        """Longest stretch without RTP; with `end_ns`, silence up to that moment counts too."""
        tail = end_ns - self.last_rtp_ns if end_ns and self.packets else 0
        return max(self.longest_gap_ns, tail) / NANOSECONDS

    def longest_silence_s(self, start_ns: int = 0, end_ns: int = 0) -> float:
        """Longest stretch without sound between the two moments, missing RTP included.

        Without `start_ns` it begins with the first packet: 0.0 where none came.
        """
        longest, quiet_since = 0, start_ns or self._origin_ns
        last_ns = quiet_since
        for sound in self.timeline(start_ns, end_ns):
            last_ns = sound.start_ns + WINDOW_NS
            if sound.hz:
                longest = max(longest, sound.start_ns - quiet_since)
                quiet_since = last_ns
        end_ns = end_ns or last_ns
        return max(longest, end_ns - quiet_since) / NANOSECONDS if quiet_since else 0.0

    def save(self, path: Path) -> None:
        """Write what was heard as 8 kHz mono WAV. Raises ValueError unless audio is kept."""
        if self._audio is None:
            raise ValueError(_KEEPS_NONE)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(MU_LAW[np.frombuffer(bytes(self._audio), np.uint8)].tobytes())


def contains(sound: Sound, hz: float, within_hz: float = 8.0, share: float = 0.3) -> bool:
    """Whether that frequency is one of the window's two strongest, with at least that share."""
    return (sound.share >= share and abs(sound.hz - hz) <= within_hz) or (
        sound.second_share >= share and abs(sound.second_hz - hz) <= within_hz
    )


def _name(sound: Sound) -> int:
    if not sound.hz:
        return 0
    return round(sound.hz / 10) * 10 if sound.share >= 0.5 else -1


def judge(
    windows: NDArray[np.float32],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The two strongest frequencies (n, 2) in Hz, their shares (n, 2) and the level (n) in dB.

    `windows` is (n, 800): 100 ms each, full scale is 1. 0 dB is a full-scale square wave.
    """
    level = 10 * np.log10(np.mean(np.square(windows), axis=1, dtype=np.float64) + 1e-12)
    power = np.square(np.abs(np.fft.rfft(windows * _TAPER, axis=1))).astype(np.float64)
    power[:, :5] = 0
    total = power.sum(axis=1) + 1e-12
    hz, share = np.zeros((len(windows), 2)), np.zeros((len(windows), 2))
    rows = np.arange(len(windows))
    for place in range(2):
        peak = np.clip(power.argmax(axis=1), 3, power.shape[1] - 4)
        left, middle, right = (np.log(power[rows, peak + step] + 1e-12) for step in (-1, 0, 1))
        bend = left - 2 * middle + right
        shift = np.where(bend < 0, 0.5 * (left - right) / np.where(bend < 0, bend, 1), 0)
        hz[:, place] = (peak + np.clip(shift, -1, 1)) * _BIN_HZ
        near = peak[:, None] + np.arange(-2, 3)
        share[:, place] = np.take_along_axis(power, near, axis=1).sum(axis=1) / total
        np.put_along_axis(power, near, 0, axis=1)
    return hz, share, level
