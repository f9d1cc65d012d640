"""What a rehearsed call is told as, in lines and in sound."""

from pathlib import Path

import numpy as np
import pytest

from tests.callflows.media_plans import MEDIA_PLANS
from tests.callflows.number_plans import NUMBER_PLANS
from tests.callflows.plans import NUMBER, PLANS
from voipcc import audio
from voipcc.core.transcript.story import START_UTC_MS
from voipcc.rehearsal import Caller, Scene, World, acts_from, play_out
from voipcc.rehearsal.diary import diary, seconds
from voipcc.rehearsal.sound import Recordings, chord, heard

ALL_PLANS = PLANS | NUMBER_PLANS | MEDIA_PLANS


def played(plan: str, keys: str, **world: object) -> Scene:
    """A scene played to its end."""
    acts = acts_from(keys)
    scene = Scene(ALL_PLANS[plan], Caller(NUMBER, START_UTC_MS, acts), World(**world))  # type: ignore[arg-type]
    for act in acts:
        play_out(scene, act)
    scene.go_on("over")
    return scene


@pytest.mark.parametrize(
    ("plan", "keys", "world", "lines"),
    [
        (
            "office",
            "1",
            {},
            """00:00.0 calls: calls +49301234
            00:00.0 block: start (main:10)
            00:00.0 hears: "Good morning" [welcome]
            00:01.0 hears: (no text) [menu]
            00:02.0 presses: 1
            00:02.0 block: sales (main:20)
            00:02.0 queue: waits in sales
            00:02.0 music: hears music (default)
            00:02.0 rings: anna/desk rings
            00:05.0 does: anna answers
            00:05.0 talks: talks to anna
            00:35.0 ends: the caller hangs up: answered""",
        ),
        (
            "transfer",
            "1 after menu",
            {"outside": "busy"},
            """00:00.0 calls: calls +49301234
            00:00.0 block: start (main:1)
            00:00.0 hears: (no text) [menu]
            00:01.0 presses: 1
            00:01.0 block: away (main:3)
            00:01.0 music: hears music (default)
            00:01.0 rings: a telephone outside rings
            00:02.0 hears: (no text) [transfer/not_reached]
            00:03.0 hears: (no text) [goodbye]
            00:04.0 ends: the centre hangs up: completed""",
        ),
        (
            "looks_up",
            "1234",
            {},
            """00:00.0 calls: calls +49301234
            00:00.0 block: start (main:10)
            00:00.0 hears: (no text) [type-customer]
            00:01.0 presses: 1
            00:01.3 presses: 2
            00:01.6 presses: 3
            00:01.9 presses: 4
            00:04.9 does: is looked up at https://crm.example/customers/{customer}
            00:04.9 hears: (no text) [number/2]
            00:05.9 hears: (no text) [bye]
            00:06.9 ends: the centre hangs up: completed""",
        ),
        (
            "later",
            "2",
            {},
            """00:00.0 calls: calls +49301234
            00:00.0 block: start (main:1)
            00:00.0 hears: (no text) [menu]
            00:01.0 presses: 2
            00:01.0 block: message (main:4)
            00:01.0 hears: (no text) [voicemail/leave_message]
            00:02.0 hears: (no text) [voicemail/beep]
            00:03.0 does: leaves a message
            00:08.0 hears: (no text) [voicemail/thanks]
            00:09.0 hears: (no text) [goodbye]
            00:10.0 ends: the centre hangs up: voicemail""",
        ),
    ],
)
def test_a_call_is_told_in_order(
    plan: str, keys: str, world: dict[str, object], lines: str
) -> None:
    """What is said, pressed and done stands in the order in which it happens."""
    scene = played(plan, keys, **world)
    texts = {"welcome": "Good morning"}
    told = diary(scene, lambda language, prompt: texts.get(prompt, ""))
    found = [f"{seconds(one.at_us)} {one.what}: {one.words}" for one in told]
    assert found == [line.strip() for line in lines.splitlines()]


def test_what_is_cut_short_is_told_so() -> None:
    """A prompt a key interrupted is marked."""
    scene = Scene(PLANS["office"], Caller(NUMBER, START_UTC_MS))
    scene.wait(0.5)
    scene.press("9")
    scene.go_on("over")
    told = [one.words for one in diary(scene) if one.what == "hears"]
    assert told == ["(no text) [welcome] ... cut short", "(no text) [bye]"]


def test_the_sound_is_what_the_caller_hears(tmp_path: Path) -> None:
    """Prompts at their times, as long as they are; music while waiting; nothing of the talk."""
    for place, (name, hz) in enumerate({"welcome": 500.0, "menu": 900.0}.items(), 1):
        audio.write_wav(tmp_path / "en" / f"{name}.wav", audio.tone(hz, float(place)))
    recordings = Recordings(tmp_path / "none", tmp_path)
    acts = acts_from("1")
    scene = Scene(PLANS["office"], Caller(NUMBER, START_UTC_MS, acts), length=recordings.seconds)
    for act in acts:
        play_out(scene, act)
    scene.go_on("over")
    sound = heard(scene, recordings)
    rate = audio.TELEPHONE_RATE
    assert audio.tone_share(sound[rate // 10 : rate], 500) > 0.9
    assert audio.tone_share(sound[int(1.1 * rate) : 3 * rate], 900) > 0.9
    waiting = sound[int(3.1 * rate) : int(6 * rate)]
    assert 0 < np.abs(waiting).max() <= 0.05
    assert len(sound) / rate == pytest.approx(3.02 + 3.02 + 0.5, abs=0.1)


def test_a_prompt_nobody_has_recorded_is_a_tone() -> None:
    """A missing file is heard as a tone; silence would hide it."""
    recordings = Recordings(Path("nowhere"), Path("nowhere"))
    assert recordings.seconds("en", "../secret") == 1.0
    assert audio.tone_share(recordings.samples("en", "welcome"), 660) > 0.99
    assert len(chord(100_000)) == 100_000


def test_recordings_are_heard_as_callers_will(tmp_path: Path) -> None:
    """An operator's own recording of any form goes first, trimmed and levelled; own music likewise."""
    import soundfile

    own = tmp_path / "own"
    tone = np.concatenate([np.zeros(8000), audio.tone(500.0, 2.0, 44_100)]).astype(np.float32)
    for place in ("en/welcome.flac", "music/calm/one.flac"):
        (own / place).parent.mkdir(parents=True)
        soundfile.write(own / place, tone, 44_100)
    audio.write_wav(tmp_path / "shipped" / "en" / "welcome.wav", audio.tone(900.0, 1.0))
    recordings = Recordings(own, tmp_path / "shipped")
    assert recordings.seconds("en", "welcome") == pytest.approx(2.0, abs=0.1)
    assert audio.tone_share(recordings.samples("en", "welcome"), 500) > 0.9
    assert audio.tone_share(recordings.music("calm", 24_000), 500) > 0.9
    assert audio.tone_share(recordings.music("default", 24_000), 500) < 0.1
