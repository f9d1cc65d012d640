"""Prompt files as they really arrive: damaged, mislabelled, in other forms. Made by code."""

import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from voipcc.audio import tone

VOICE = tone(500, 1.0, level=0.16)  # -19 LUFS
WIDE_VOICE = tone(500, 1.0, 44_100, 0.16)


def header(rate: int = 8000, channels: int = 1, bits: int = 16, kind: int = 1) -> bytes:
    """A chunk that says what form the sound has."""
    width = channels * bits // 8
    return b"fmt " + struct.pack("<IHHIIHH", 16, kind, channels, rate, rate * width, width, bits)


def riff(*chunks: bytes, size: int | None = None) -> bytes:
    """A WAV file of these chunks; `size` lies about its length."""
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body) if size is None else size) + body


def data(content: bytes, size: int | None = None) -> bytes:
    """The chunk with the sound; `size` lies about its length."""
    return b"data" + struct.pack("<I", len(content) if size is None else size) + content


def pcm(samples: np.ndarray = VOICE) -> bytes:
    """Samples as 16 bit."""
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


@dataclass(frozen=True)
class Broken:
    """How the file is made, and how it is spoken of: "error", "warning" or nothing at all."""

    name: str
    make: Callable[[Path], object]
    severity: str
    words: str

    def __str__(self) -> str:
        return self.name


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(content)


def _saved(samples: np.ndarray, rate: int, form: str, subtype: str) -> Callable[[Path], object]:
    def save(file: Path) -> None:
        with file.open("wb") as place:
            soundfile.write(place, samples, rate, format=form, subtype=subtype)

    return save


def _loop(file: Path) -> None:
    file.symlink_to(file.name)


def _nowhere(file: Path) -> None:
    file.symlink_to("gone.wav")


def _unreadable(file: Path) -> None:
    """Not even its owner can read this one, nor who may read everything."""
    file.symlink_to("/proc/self/mem")


def _upper_case(file: Path) -> None:
    file.with_suffix(".WAV").write_bytes(riff(header(), data(pcm())))


STEREO = np.stack([VOICE, VOICE], axis=1)
NOT_A_NUMBER = np.where(np.arange(8000) == 4000, np.nan, VOICE).astype("<f4")
FLOAT = header(8000, 1, 32, 3)
SAID = pcm()

KINDS = (
    Broken("truncated header", _bytes(riff(header(), data(SAID))[:20]), "error", "ends in its header"),
    Broken("cut off", _bytes(riff(header(), data(SAID))[:9000]), "error", "promises 16000 bytes"),
    Broken("RIFF size lies", _bytes(riff(header(), data(SAID), size=12)), "", ""),
    Broken("data size lies", _bytes(riff(header(), data(SAID, 99_999))), "error", "is cut off"),
    Broken("huge declared size", _bytes(riff(header(), data(SAID, 0xFFFFFFF0))), "error", "is cut off"),
    Broken("empty", _bytes(b""), "error", "is empty"),
    Broken("zero bytes", _bytes(bytes(20_000)), "error", "nothing but zero bytes"),
    Broken("no samples", _bytes(riff(header(), data(b""))), "error", "holds no sound at all"),
    Broken("no sound chunk", _bytes(riff(header())), "error", "has no sound in it"),
    Broken("no form chunk", _bytes(riff(data(SAID))), "error", "no header that says which"),
    Broken("all silence", _bytes(riff(header(), data(bytes(16_000)))), "error", "is silent"),
    Broken("faint noise", _bytes(riff(header(), data(pcm(VOICE / 300)))), "error", "is silent"),
    Broken("constant level", _bytes(riff(header(), data(pcm(VOICE * 0 + 0.3)))), "error", "(DC)"),
    Broken("clipped", _bytes(riff(header(), data(pcm(VOICE * 20)))), "warning", "is clipped"),
    Broken("too quiet", _bytes(riff(header(), data(pcm(VOICE / 8)))), "warning", "LU quieter"),
    Broken("silent ends", _bytes(riff(header(), data(bytes(32_000) + SAID))), "warning", "2.0 s of silence"),
    Broken("mp3 named wav", _saved(WIDE_VOICE, 44_100, "MP3", "MPEG_LAYER_III"), "warning", "MP3"),
    Broken("web page named wav", _bytes(b"<!DOCTYPE html><html>Not found</html>"), "error", "web page"),
    Broken("24 bit", _saved(VOICE, 8000, "WAV", "PCM_24"), "warning", "PCM 24"),
    Broken("8 bit", _saved(VOICE, 8000, "WAV", "PCM_U8"), "warning", "PCM U8"),
    Broken("float", _saved(VOICE, 8000, "WAV", "FLOAT"), "warning", "FLOAT"),
    Broken("stereo", _saved(STEREO, 8000, "WAV", "PCM_16"), "warning", "2 channels"),
    Broken("44.1 kHz", _saved(WIDE_VOICE, 44_100, "WAV", "PCM_16"), "warning", "44100 Hz"),
    Broken("A-law in wav", _saved(VOICE, 8000, "WAV", "ALAW"), "warning", "ALAW"),
    Broken("extensible header", _saved(VOICE, 8000, "WAVEX", "PCM_16"), "warning", "extensible header"),
    Broken("odd chunk", _bytes(riff(b"LIST" + struct.pack("<I", 5) + b"words\0", header(), data(SAID))), "", ""),
    Broken("text file", _bytes(b"Please record the welcome here.\n"), "error", "is a text"),
    Broken("rubbish", _bytes(os.urandom(64) + b"\xff" * 9000), "error", "no sound file"),
    Broken("folder", lambda file: file.mkdir(), "error", "is a folder"),
    Broken("pipe", os.mkfifo, "error", "no file that can be read"),
    Broken("link in a circle", _loop, "error", "leads in a circle"),
    Broken("link to nothing", _nowhere, "error", "is not there"),
    Broken("unreadable", _unreadable, "error", "cannot be read"),
    Broken("too long", _bytes(riff(header(), data(SAID * 301))), "error", "longer than 300 s"),
    Broken("very short", _bytes(riff(header(), data(SAID[:400]))), "error", "25 ms long"),
    Broken("no numbers", _bytes(riff(FLOAT, data(NOT_A_NUMBER.tobytes()))), "error", "no numbers"),
    Broken("0 Hz", _bytes(riff(header(rate=0), data(SAID))), "error", "0 Hz"),
    Broken("a thousand channels", _bytes(riff(header(channels=1000), data(SAID))), "error", "1000 channels"),
    Broken("upper-case WAV", _upper_case, "", ""),
)  # fmt: skip
"""`words` stand in what is said of it; where nothing is said it is played as it should be."""
