"""Voices whose every 20 ms can be told apart, in the codecs of phones; and what arrives of them.

Each frame of a second has a frequency of its own, so that whoever receives a packet knows
which frame it is, whatever codecs lay in between and whoever numbered the packets anew.
"""

import asyncio
import secrets
import struct
import time
from dataclasses import dataclass, field
from functools import cache

import av
import numpy as np

from voipcc.softphone.wire.address import HostPort
from voipcc.softphone.wire.call import Call

FRAMES = 50  # in a second
FRAME_S = 0.020
LOWEST_HZ, STEP_HZ = 400, 50
RATE_HZ = 8000
SAMPLES = RATE_HZ // FRAMES
OPUS_BITS = 24_000
HEADER = struct.Struct("!BBHII")
CLOCKS = {"PCMA": 160, "G722": 160, "OPUS": 960}
LOUDNESS = 8000


@cache
def scale(rate_hz: int) -> bytes:
    """One second at this rate: each frame its own whole-cycled frequency."""
    count = rate_hz // FRAMES
    times = np.arange(count) / rate_hz
    tones = [np.sin(2 * np.pi * (LOWEST_HZ + STEP_HZ * index) * times) for index in range(FRAMES)]
    return (LOUDNESS * np.concatenate(tones)).astype(np.int16).tobytes()


@cache
def payloads(codec: str, frames: int = 1) -> tuple[bytes, ...]:
    """Some seconds, a whole number of them, in packets of so many frames of 20 ms."""
    size = SAMPLES * frames
    if codec == "OPUS":
        said = _encoded("libopus", 48_000, 2 * frames, frames)
        return tuple(said[FRAMES:][:FRAMES])
    if codec == "PCMA":
        whole = a_law(np.frombuffer(scale(RATE_HZ), np.int16)) * frames
    else:
        whole = b"".join(_encoded("g722", 16_000, frames + 1))[RATE_HZ:]
    return tuple(whole[at : at + size] for at in range(0, RATE_HZ * frames, size))


def a_law(samples: np.ndarray) -> bytes:
    """16 bit samples as PCMA, by PyAV's encoder."""
    coder = av.CodecContext.create("pcm_alaw", "w")
    return b"".join(_packets(coder, samples, RATE_HZ, len(samples)))


def _encoded(name: str, rate_hz: int, seconds: int, frames: int = 1) -> list[bytes]:
    """Several equal seconds, so that those from the middle can be said over and over."""
    coder = av.CodecContext.create(name, "w")
    samples = np.tile(np.frombuffer(scale(rate_hz), np.int16), seconds)
    if name == "libopus":
        coder.bit_rate = OPUS_BITS
        coder.options = {"application": "voip", "frame_duration": str(20 * frames)}
    return _packets(coder, samples, rate_hz, rate_hz // FRAMES * frames)


def _packets(
    coder: "av.AudioCodecContext", samples: np.ndarray, rate_hz: int, size: int
) -> list[bytes]:
    coder.sample_rate, coder.layout, coder.format = rate_hz, "mono", "s16"
    found = []
    for at in range(0, len(samples), size):
        frame = av.AudioFrame(format="s16", layout="mono", samples=size)
        frame.planes[0].update(samples[at : at + size].tobytes())
        frame.sample_rate, frame.pts = rate_hz, at
        found += [bytes(packet) for packet in coder.encode(frame)]
    return found + [bytes(packet) for packet in coder.encode(None)]


@dataclass(slots=True)
class Voice:
    """Says the scale as RTP to `target` until it is cancelled; `began_s` is its first frame."""

    codec: str
    kind: int
    target: HostPort
    frames: int = 1  # of 20 ms in a packet
    began_s: float = 0.0
    sent: int = 0  # frames

    async def speak(self, address: str, seconds: float) -> None:
        """For so long, by the clock."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=(address, 0)
        )
        said, clock = payloads(self.codec, self.frames), CLOCKS[self.codec]
        sequence, timestamp = secrets.randbits(15), secrets.randbits(30)
        source = secrets.randbits(32)
        self.began_s = time.monotonic()
        try:
            while self.sent * FRAME_S < seconds:
                # The last frame of a packet must have been said before it can go.
                due_s = self.began_s + (self.sent + self.frames - 1) * FRAME_S
                await asyncio.sleep(max(0.0, due_s - time.monotonic()))
                mark = 0x80 if not self.sent else 0
                head = HEADER.pack(
                    0x80,
                    mark | self.kind,
                    (sequence + self.sent // self.frames) & 0xFFFF,
                    (timestamp + clock * self.sent) & 0xFFFFFFFF,
                    source,
                )
                packet = said[self.sent // self.frames % len(said)]
                transport.sendto(head + packet, self.target)
                self.sent += self.frames
        finally:
            transport.close()


@dataclass(slots=True)
class Listener:
    """What a caller's phone received: when, and which frame of the scale (-1: none)."""

    packets: list[tuple[float, int]] = field(default_factory=list)

    def listen(self, call: Call) -> None:
        """Look at every packet from now on."""
        known = call.hearing.receive

        def receive(payload: bytes, codec: str, now_ns: int, **more: int) -> None:
            samples = decoded(payload, codec)
            for at in range(0, len(samples), SAMPLES):
                self.packets.append((now_ns / 1e9, frame_of(samples[at : at + SAMPLES])))
            known(payload, codec, now_ns, **more)

        call.hearing.receive = receive  # type: ignore[method-assign]


@cache
def _table(codec: str) -> np.ndarray:
    name = "pcm_alaw" if codec == "PCMA" else "pcm_mulaw"
    coder = av.CodecContext.create(name, "r")
    coder.sample_rate, coder.layout = RATE_HZ, "mono"
    (frame,) = coder.decode(av.Packet(bytes(range(256))))
    return frame.to_ndarray().reshape(-1).astype(np.float64)


def decoded(payload: bytes, codec: str) -> np.ndarray:
    """The samples of a G.711 packet."""
    return _table(codec)[np.frombuffer(payload, np.uint8)]


def frame_of(samples: np.ndarray) -> int:
    """Which frame of the scale this is mostly, -1 for silence."""
    if len(samples) < SAMPLES // 2 or np.abs(samples).mean() < LOUDNESS / 20:
        return -1
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1600))
    hz = float(np.argmax(spectrum)) * RATE_HZ / 1600
    index = round((hz - LOWEST_HZ) / STEP_HZ)
    return index if 0 <= index < FRAMES else -1
