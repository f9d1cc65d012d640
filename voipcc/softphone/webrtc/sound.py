"""What a browser phone says (a tone) and hears (an ear), as aiortc tracks."""

import asyncio
import fractions
import time

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from voipcc.softphone.ear import RATE_HZ, Ear, tone

FRAME = RATE_HZ // 50


class ToneTrack(MediaStreamTrack):
    """A sine of `hz` (0: silence), one frame each 20 ms by the monotonic clock."""

    kind = "audio"

    def __init__(self, hz: float) -> None:
        super().__init__()
        self.hz = hz
        self.muted = False
        self._sent = 0
        self._start_s = 0.0

    async def recv(self) -> av.AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        self._start_s = self._start_s or time.monotonic()
        await asyncio.sleep(max(0.0, self._start_s + self._sent / RATE_HZ - time.monotonic()))
        frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
        samples = tone(0 if self.muted else self.hz, FRAME, self._sent)
        frame.planes[0].update(samples.tobytes())
        frame.pts, frame.sample_rate = self._sent, RATE_HZ
        frame.time_base = fractions.Fraction(1, RATE_HZ)
        self._sent += FRAME
        return frame


async def listen(track: MediaStreamTrack, ear: Ear) -> None:
    """Feeds everything the far side says into `ear` until its track ends."""
    form: object = None
    while True:
        try:
            frame = await track.recv()
        except MediaStreamError:
            return
        if not isinstance(frame, av.AudioFrame):
            continue
        if form != (form := (frame.format.name, frame.layout.name, frame.sample_rate)):
            # The far side may change its codec in mid-call; a resampler knows one form only.
            to_ear = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        for piece in to_ear.resample(frame):
            ear.feed(piece.to_ndarray().tobytes(), time.monotonic_ns())
