"""Music on hold: what is wrong with it, and the player of streams."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voipcc import stream_player
from voipcc.audio import tone, tone_share, write_wav
from voipcc.centre_file import load_centre
from voipcc.music import check_music, music_problems, order_of, player_of

SETTINGS = """format: 1
agents: {anna: {}}
queues: {sales: {agents: [anna], music: calm}}
"""


def problems(folder: Path, more: str = "") -> list[str]:
    """What the check says of the music."""
    (folder / "centre.yaml").write_text(SETTINGS + more)
    settings = load_centre(folder / "centre.yaml").settings
    assert settings is not None
    return [f"{one.severity}: {one.message}" for one in music_problems(settings, folder / "sounds")]


def test_music_nobody_would_hear_is_told(tmp_path):
    """A class without a file that can be heard is named with the queue that wants it."""
    missing = 'warning: queues.sales.music: no music "calm" can be heard'
    assert problems(tmp_path) == [missing]
    calm = tmp_path / "sounds" / "music" / "calm"
    calm.mkdir(parents=True)
    (calm / "a.mp3").write_bytes(b"")
    assert problems(tmp_path) == ["warning: is empty", missing]
    soundfile.write(calm / "b.flac", tone(500, 2.0, 44_100, 0.02), 44_100)
    assert problems(tmp_path) == ["warning: is empty"]


def test_a_stream_without_a_program_is_told(tmp_path, monkeypatch):
    """Where neither ffmpeg nor mpg123 is there, the check says so; with one it is silent."""
    stream = "music: {calm: {stream: 'https://radio.example/calm.mp3'}}\n"
    monkeypatch.setenv("PATH", str(tmp_path))
    (told,) = problems(tmp_path, stream)
    assert "neither ffmpeg nor mpg123" in told
    (tmp_path / "mpg123").write_text("#!/bin/sh\n")
    (tmp_path / "mpg123").chmod(0o755)
    assert problems(tmp_path, stream) == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://a b/", "http://a/;reboot", "https://a/$(x)", "a'b"]
)
def test_only_addresses_of_streams_are_taken(tmp_path, address):
    """Nothing that a file of settings or a command line would take otherwise is an address."""
    file = tmp_path / "centre.yaml"
    file.write_text(f'format: 1\nmusic: {{calm: {{stream: "{address}"}}}}\n')
    assert any("address of a stream" in str(one) for one in load_centre(file).problems)


def test_long_music_is_no_problem(tmp_path):
    """Music may be longer than a prompt, up to twenty minutes."""
    write_wav(tmp_path / "calm" / "a.wav", np.tile(tone(500, 1.0), 301))
    assert list(check_music(tmp_path).values()) == [[]]


def heard(tmp_path: Path, decoder: str, folder: Path, size: int = 64_000) -> np.ndarray:
    """The first two seconds the player writes."""
    order = tmp_path / "music-calm.conf"
    order.write_text(f"{decoder}\nhttp://radio.example/\n{folder}\n")
    with subprocess.Popen(
        [sys.executable, stream_player.__file__, str(order), "mark"], stdout=subprocess.PIPE
    ) as player:
        assert player.stdout is not None
        data = player.stdout.read(size)
        player.kill()
    return np.frombuffer(data, "<i2") / 32768


def test_a_stream_is_decoded_and_files_are_heard_without_it(tmp_path):
    """The decoder's sound comes through; without a decoder the files, without files a soft tone."""
    decoder = tmp_path / "ffmpeg"
    write_wav(tmp_path / "radio.wav", tone(1200, 3.0, 16_000), 16_000)
    decoder.write_text(f"#!/bin/sh\ntail -c +45 {tmp_path / 'radio.wav'}\n")
    decoder.chmod(0o755)
    files = tmp_path / "files"
    write_wav(files / "a.wav", tone(700, 3.0))
    assert tone_share(heard(tmp_path, str(decoder), files), 1200, 16_000) > 0.95
    assert tone_share(heard(tmp_path, "", files), 700, 16_000) > 0.95
    assert tone_share(heard(tmp_path, "", tmp_path / "none")[:8000], 440, 16_000) > 0.95
    (files / "a.wav").write_bytes(b"RIFF")
    assert tone_share(heard(tmp_path, "", files)[:8000], 440, 16_000) > 0.95


def test_the_player_is_started_anew_when_its_order_changes(tmp_path):
    """Another address or folder is another command: Asterisk starts it anew."""
    orders = [order_of(url, tmp_path) for url in ("http://a/", "http://b/")]
    first, second = (player_of(order, tmp_path / "music-calm.conf") for order in orders)
    assert first != second
    assert first.startswith(sys.executable)
