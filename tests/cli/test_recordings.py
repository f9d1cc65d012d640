"""The verbs of recordings as people type them, answered by the real rooms without a switch."""

import asyncio
import io
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from tests.cli.conftest import Voipcc
from tests.tapes.rooms import Centre
from tests.tapes.sounds import silence, spool_job, voice
from voipcc.audio import tone, tone_share
from voipcc.cli import recording_sound, recordings
from voipcc.cli.words import fail, now_ms
from voipcc.control import VerbError
from voipcc.tapes.job import RATE

Say = Callable[..., Any]


@pytest.fixture
def say(centre: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`say("list")` is `voipcc recordings list`, in a centre with two recordings."""
    state = centre / "state"
    state.mkdir(mode=0o700)
    house = Centre(state)

    def asked(_folder: Path, verb: str, **args: Any) -> Any:
        try:
            return asyncio.run(house.ask(verb, **args))
        except VerbError as error:
            fail(error)

    monkeypatch.setattr(recordings, "asked", asked)
    now = now_ms()
    spool_job(house.tapes.folder, tone(440, 2, RATE), silence(2), "1-1", start_utc_ms=now - 1)
    spool_job(
        house.tapes.folder, voice(8), silence(8), "1-2",
        start_utc_ms=now, queue="support", agents=("ben",), conversation="1-9",
    )  # fmt: skip
    asyncio.run(house.tapes.work_once())
    return lambda *words: voipcc("recordings", *words, "-c", centre)


def test_recordings_are_found(say: Say) -> None:
    """Newest first, by queue, agent, call and fault; an unknown fault is told with the known ones."""
    assert [row["tape"] for row in say("list", "--json").json] == ["1-2", "1-1"]
    for words, found in (
        (("--queue", "support"), ["1-2"]),
        (("--agent", "anna"), ["1-1"]),
        (("--call", "1-9"), ["1-2"]),
        (("--fault", "one_way"), ["1-2"]),
        (("--fault", "any", "--limit", "1"), ["1-2"]),
        (("--held",), []),
        (("--day", "today"), ["1-2", "1-1"]),
        (("--day", "2020-01-31"), []),
        (("--where", "talk_caller_ms>5000"), ["1-2"]),
        (("--where", "talk_caller_ms > 1000", "--where", "length_ms<=2000"), ["1-1"]),
        (("--where", "silence_share>0"), []),
    ):
        assert [row["tape"] for row in say("list", *words, "--json").json] == found, words
    assert "dead_agent, one_way" in say("list").out
    wrong = say("list", "--fault", "nonsense")
    assert wrong.code == 2 and "one_way" in wrong.err
    for words, reason in (("nonsense>1", "is no figure"), ("silence_share", "is no condition")):
        wrong = say("list", "--where", words)
        assert wrong.code == 2 and reason in wrong.err


def test_one_is_told_whole(say: Say) -> None:
    """Figures and faults with their meanings, and who was given it."""
    say("hold", "1-2", "--reason", "case 12")
    said = say("show", "1-2")
    assert "nothing is heard of the other" in said.out and "loudness of the caller" in said.out
    assert "case 12" in said.out
    whole = say("show", "1-2", "--json").json
    assert (whole["hold"]["reason"], whole["history"][0]["what"]) == ("case 12", "held")
    assert [row["tape"] for row in say("list", "--held", "--json").json] == ["1-2"]
    assert "list them with" in say("show", "1-7").err


def test_a_call_shows_its_recordings(say: Say, centre: Path) -> None:
    """What `voipcc call` adds to the record: those of this call alone, with their faults."""
    plain = {"id": "1-9", "arrived_utc_ms": now_ms(), "arrived_us": 0, "ended_us": 8_000_000}
    rows = recordings.recordings_of(centre, cast(Any, SimpleNamespace(**plain)))
    assert [(row["tape"], row["faults"]) for row in rows] == [("1-2", ("dead_agent", "one_way"))]


def test_it_is_played_to_a_pipe_and_a_player(
    say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`--stdout` gives a WAV file; a player gets the same; without one the way out is named."""
    out = io.BytesIO()
    with monkeypatch.context() as patched:
        plain = SimpleNamespace(buffer=out, flush=lambda: None, write=lambda text: None)
        patched.setattr(recording_sound, "sys", SimpleNamespace(stdout=plain))
        assert say("play", "1-1", "--stdout", "--side", "caller", "--from-s", "1").code == 0
    with wave.open(io.BytesIO(out.getvalue())) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (1, RATE, RATE)
        sound = np.frombuffer(file.readframes(RATE), "<i2")
    assert tone_share(sound, 440, RATE) > 0.99
    target = tmp_path / "heard.wav"
    copying = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    with monkeypatch.context() as patched:
        player = [sys.executable, "-c", copying, str(target)]
        patched.setattr(recording_sound, "player", lambda: player)
        assert say("play", "1-1", "--reason", "training").code == 0
    assert target.stat().st_size == 44 + 2 * RATE * 4
    with monkeypatch.context() as patched:
        patched.setattr(recording_sound, "player", list)
        assert "export" in say("play", "1-1").err
    assert [row["what"] for row in say("ledger", "--json").json] == ["played", "played"]
    assert "has no side" in say("play", "1-1", "--stdout", "--side", "nobody").err


def test_copies_are_made_of_several(say: Say, tmp_path: Path) -> None:
    """Each with its sheet, readable by nobody else; and each is in the ledger."""
    said = say(
        "export", "1-1", "1-2", "--to", tmp_path / "copies", "--form", "flac", "--reason", "x"
    )
    assert said.code == 0
    names = sorted(path.name for path in (tmp_path / "copies").iterdir())
    assert names == ["1-1.flac", "1-1.json", "1-2.flac", "1-2.json"]
    assert (tmp_path / "copies" / "1-1.flac").stat().st_mode & 0o077 == 0
    assert {row["what"] for row in say("ledger", "--what", "exported", "--json").json} == {
        "exported"
    }
    assert say("export", "1-1", "--form", "mp3").code == 2


def test_erased_is_erased_and_told(say: Say) -> None:
    """Gone from the list; who asks for it hears why; what is held stays."""
    say("hold", "1-2", "--reason", "case 12")
    assert "case 12" in say("erase", "1-2", "--reason", "asked for").err
    assert say("release", "1-2", "--reason", "closed").code == 0
    assert say("erase", "1-1", "--reason", "asked for").code == 0
    assert [row["tape"] for row in say("list", "--json").json] == ["1-2"]
    assert "1-1 was erased: asked for" in say("show", "1-1").err
    assert "1-1 was erased: asked for" in say("play", "1-1", "--stdout").err
    assert say("erase", "1-2").code == 2  # without a reason nothing is erased


def test_keys_and_words_are_listed(say: Say, voipcc: Voipcc) -> None:
    """How many recordings each key opens; a new one is the current one; each fault has its meaning."""
    assert say("keys", "--json").json == [{"key": "t1-abc", "recordings": 2, "current": True}]
    rows = say("keys", "--new", "--json").json
    assert [row["current"] for row in rows] == [False, True]
    assert "one_way" in voipcc("recordings", "faults").out
    assert "silence_share" in voipcc("recordings", "faults", "--json").json["figures"]
