"""Started by Asterisk: plays a stream as music on hold, and files while the stream is away.

    stream_player.py FILE [anything]

FILE has three lines: the decoder (ffmpeg or mpg123, empty where the machine has none), the
stream's address, the folder of files to fall back on. Writes 16 kHz, 16 bit, mono to its standard
output as fast as that is read. Nothing but the standard library, and nothing of voipcc: it runs by
its path alone.
"""

import array
import math
import os
import select
import shutil
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path

RATE = 16_000
PIECE = 640  # bytes: 20 ms
SILENT_S = 5.0  # without a byte for so long, the stream is away
AGAIN_S = 10.0
SOFT = 1500  # of 32767: what is heard when there is no file either
FFMPEG = "-nostdin -loglevel quiet -i URL -vn -af loudnorm=I=-19:TP=-2 -ac 1 -ar 16000 -f s16le -"
MPG123 = "-q -s -r 16000 --mono -e s16 URL"


def found_decoder() -> str:
    """The program that decodes streams, "" where the machine has none."""
    return shutil.which("ffmpeg") or shutil.which("mpg123") or ""


def main(file: Path) -> None:
    """For ever, or until nobody listens any more."""
    decoder, url, folder = file.read_text().splitlines()[:3]
    words = MPG123 if Path(decoder).name == "mpg123" else FFMPEG
    command = [decoder, *(url if word == "URL" else word for word in words.split())]
    files = filling(Path(folder))
    while True:
        if decoder and os.access(decoder, os.X_OK):
            play_stream(command)
        until_s = time.monotonic() + AGAIN_S
        while time.monotonic() < until_s:
            write(next(files))


def play_stream(command: list[str]) -> None:
    """As long as something comes."""
    none, pipe = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(command, stdin=none, stdout=pipe, stderr=none) as child:
        assert child.stdout is not None
        stream = child.stdout.fileno()
        try:
            while select.select([stream], [], [], SILENT_S)[0]:
                data = os.read(stream, PIECE)
                if not data:
                    return
                write(data)
        finally:
            child.kill()


def write(data: bytes) -> None:
    """All of it; ends the program when nobody reads any more."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(1, view) :]
    except BrokenPipeError:
        sys.exit(0)


def filling(folder: Path) -> Iterator[bytes]:
    """The folder's files one after another, in pieces; a soft tone now and then without any."""
    while True:
        heard = False
        for file in sorted([*folder.glob("*.wav16"), *folder.glob("*.wav")]):
            if file.suffix == ".wav16" or not file.with_suffix(".wav16").exists():
                for piece in pieces(file):
                    heard = True
                    yield piece
        if not heard:
            yield from soft_tone()


def pieces(file: Path) -> Iterator[bytes]:
    """A file's sound at 16 kHz; nothing of one that cannot be read."""
    try:
        with wave.open(str(file), "rb") as opened:
            twice = opened.getframerate() * 2 == RATE
            if (opened.getnchannels(), opened.getsampwidth()) != (1, 2):
                return
            while data := opened.readframes(PIECE // 4 if twice else PIECE // 2):
                yield doubled(data) if twice else data
    except (OSError, EOFError, wave.Error):
        return


def doubled(data: bytes) -> bytes:
    """8 kHz as 16 kHz, with the middle between any two."""
    samples = array.array("h", data[: len(data) // 2 * 2])
    result = array.array("h")
    for place, one in enumerate(samples):
        following = samples[place + 1] if place + 1 < len(samples) else one
        result.extend((one, (one + following) // 2))
    return result.tobytes()


def soft_tone() -> Iterator[bytes]:
    """Half a second of a tone, two and a half of silence: the line is alive."""
    for step in range(150):
        count = PIECE // 2
        level = SOFT if step < 25 else 0
        times = range(step * count, (step + 1) * count)
        tone = (round(level * math.sin(2 * math.pi * 440 * place / RATE)) for place in times)
        yield array.array("h", tone).tobytes()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
