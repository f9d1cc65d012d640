"""Where a phone's sound comes from and goes to: a headset, WAV files, a tone, an ear."""

import time
import wave
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pjsua2 as pj

from voipcc.softphone.ear import RATE_HZ, Ear
from voipcc.softphone.sip.account import PhoneError
from voipcc.softphone.sip.library import Library, callback

FRAME_US = 20_000
TONE_LEVEL = 8000
RING_HZ = 425
RINGING = (1000, 2000)
RUNG = (400, 400)
HEADLESS_REMEDY = "Give --headless (with --play and --record for WAV files), or plug in a headset and look at --devices."


@dataclass(frozen=True, slots=True)
class Device:
    """One sound device of this machine; `number` or a part of `name` chooses it."""

    number: int
    name: str
    driver: str
    inputs: int
    outputs: int


@dataclass(frozen=True, slots=True)
class SoundOptions:
    """`headless` needs no device: silence goes out unless `play` or `tone_hz` says otherwise.

    `judge` keeps what calls say for an ear; `ring` lets the person hear a phone ringing.
    """

    headless: bool = False
    microphone: str = ""
    speaker: str = ""
    play: Path | None = None
    record: Path | None = None
    tone_hz: int = 0
    judge: bool = False
    ring: bool = False


class EarPort(pj.AudioMediaPort):  # type: ignore[misc]
    """Hands what a call says to an Ear; called on the sound clock's thread."""

    def __init__(self) -> None:
        super().__init__()
        self.ear = Ear()
        form = pj.MediaFormatAudio()
        form.init(pj.PJMEDIA_FORMAT_PCM, RATE_HZ, 1, FRAME_US, 16)
        self.createPort("ear", form)

    @callback
    def onFrameReceived(self, frame: Any) -> None:
        if frame.type == pj.PJMEDIA_FRAME_TYPE_AUDIO:
            self.ear.feed(bytes(frame.buf), time.monotonic_ns())

    @callback
    def onFrameRequested(self, frame: Any) -> None:
        frame.type = pj.PJMEDIA_FRAME_TYPE_NONE


class Sound:
    """The phone's own side of every call: one source, one sink, one recorder."""

    def __init__(self, library: Library, options: SoundOptions) -> None:
        self._library = library
        self.options = options
        self._source: Any = None
        self._sinks: list[Any] = []
        self._recorded: list[Path] = []
        self._spare: list[EarPort] = []
        self._bell: Any = None

    def open(self) -> None:
        """Raises PhoneError when no device or file can be used."""
        manager = self._library.endpoint.audDevManager()
        if self.options.headless:
            manager.setNullDev()
            # Silence; what is joined to it opens anew the sound that is closed a second after a call.
            self._source = manager.getCaptureDevMedia()
        else:
            self._open_devices(manager)
        if self.options.record:
            self.record(self.options.record)
        if self.options.play:
            self.play(self.options.play)
        elif self.options.tone_hz:
            self.tone(self.options.tone_hz)

    def devices(self) -> tuple[Device, ...]:
        listed = self._library.endpoint.audDevManager().enumDev2()
        return tuple(
            Device(i, d.name, d.driver, d.inputCount, d.outputCount) for i, d in enumerate(listed)
        )

    def play(self, path: Path) -> None:
        """From now on callers hear this WAV file, over and over."""
        check_wav(path)
        player = self._library.keep(pj.AudioMediaPlayer())
        player.createPlayer(str(path))
        self._source = player

    def tone(self, hz: int) -> None:
        """From now on callers hear a tone of `hz`."""
        generator = self._library.keep(pj.ToneGenerator())
        generator.createToneGenerator(RATE_HZ)
        generator.play(_tones(hz, 1000, 0), True)
        self._source = generator

    def record(self, path: Path) -> None:
        """Writes what is heard from now on into a WAV file."""
        if not path.parent.is_dir():
            raise PhoneError(f"The folder of {path} does not exist.", "Make it first.")
        recorder = pj.AudioMediaRecorder()
        recorder.createRecorder(str(path))
        self._sinks.append(recorder)
        self._recorded.append(path)

    def close(self) -> None:
        """Lets the recorders go, which writes the length into their WAV files a moment later."""
        self._sinks.clear()

    def unfinished(self) -> list[Path]:
        """WAV files whose header still waits for pjsua2 to write it; after `close`."""
        return [path for path in self._recorded if not _is_wav(path)]

    def keep(self, thing: Any) -> Any:
        return self._library.keep(thing)

    def ear_port(self, ear: Ear) -> EarPort:
        """A port that feeds `ear`; ports are few, so give it back with `release`."""
        port: EarPort = self._spare.pop() if self._spare else self._library.keep(EarPort())
        port.ear = ear
        return port

    def release(self, port: EarPort) -> None:
        self._spare.append(port)

    def ring(self, pattern: tuple[int, int] | None) -> None:
        """Rings on the person's side, (on, off) in milliseconds; None is quiet."""
        if not self.options.ring:
            return
        self._bell = self._bell or self._new_bell()
        for sink in self._sinks:
            self._bell.stopTransmit(sink)
        if pattern is None:
            return
        self._bell.stop()
        self._bell.play(_tones(RING_HZ, *pattern), True)
        for sink in self._sinks:
            self._bell.startTransmit(sink)

    def _new_bell(self) -> Any:
        bell = self._library.keep(pj.ToneGenerator())
        bell.createToneGenerator(RATE_HZ)
        return bell

    def replace_source(self, change: Callable[[], None], medias: Iterable[Any]) -> None:
        """Another source for the calls that are up, without a moment of two sources."""
        before = self._source
        change()
        for media in medias:
            if before is not None:
                before.stopTransmit(media)
            self._source.startTransmit(media)

    def connect(self, media: Any, muted: bool, ear: EarPort | None) -> None:
        """Joins a call's audio with the phone's own side."""
        for sink in self._sinks:
            media.startTransmit(sink)
        if ear is not None:
            media.startTransmit(ear)
        if not muted:
            self.unmute(media)

    def mute(self, media: Any) -> None:
        if self._source is not None:
            self._source.stopTransmit(media)

    def unmute(self, media: Any) -> None:
        if self._source is not None:
            self._source.startTransmit(media)

    def _open_devices(self, manager: Any) -> None:
        found = self.devices()
        microphone = choose(found, self.options.microphone, "microphone")
        speaker = choose(found, self.options.speaker, "speaker")
        manager.setCaptureDev(microphone)
        manager.setPlaybackDev(speaker)
        self._source = manager.getCaptureDevMedia()
        self._sinks.append(manager.getPlaybackDevMedia())


def _tones(hz: int, on_ms: int, off_ms: int) -> Any:
    description = pj.ToneDesc()
    description.freq1, description.freq2 = hz, 0
    description.on_msec, description.off_msec = on_ms, off_ms
    description.volume = TONE_LEVEL
    tones = pj.ToneDescVector()
    tones.append(description)
    return tones


def choose(devices: tuple[Device, ...], wanted: str, kind: str) -> int:
    """Number of the device `wanted` by number or part of its name; "" is the machine's default (-1, -2)."""
    able = [each for each in devices if (each.inputs if kind == "microphone" else each.outputs)]
    if not able:
        raise PhoneError(f"This machine has no {kind}.", HEADLESS_REMEDY)
    if not wanted:
        return -1 if kind == "microphone" else -2
    fitting = [
        each for each in able if wanted == str(each.number) or wanted.lower() in each.name.lower()
    ]
    if not fitting:
        raise PhoneError(
            f"No {kind} is called '{wanted}'.",
            f"There are: {', '.join(f'{each.number} {each.name}' for each in able)}.",
        )
    return fitting[0].number


def check_wav(path: Path) -> None:
    """Raises PhoneError unless pjsua2 can play the file."""
    try:
        with wave.open(str(path), "rb") as file:
            fits = file.getsampwidth() == 2 and file.getnframes() > 0
    except (OSError, EOFError, wave.Error) as error:
        raise PhoneError(
            f"{path} cannot be played: {error}.", "Give a WAV file of 16 bit PCM."
        ) from None
    if not fits:
        raise PhoneError(
            f"{path} cannot be played: not 16 bit, or empty.", "Give a WAV file of 16 bit PCM."
        )


def _is_wav(path: Path) -> bool:
    try:
        with wave.open(str(path), "rb") as file:
            return file.getframerate() > 0
    except (OSError, EOFError, wave.Error):
        return False
