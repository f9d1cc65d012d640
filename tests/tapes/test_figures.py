"""Figures and faults of recordings whose sounds are known."""

from pathlib import Path

import numpy as np
import pytest

from tests.tapes.sounds import RING, Sound, keys, silence, spool_job, voice
from voipcc.audio import tone
from voipcc.loudness import hop_powers, integrated, loudness
from voipcc.tapes.digits import pressed_keys
from voipcc.tapes.frames import runs, without_short
from voipcc.tapes.job import RATE, Part
from voipcc.tapes.loudness_meter import LoudnessMeter
from voipcc.tapes.making import make
from voipcc.tapes.meanings import FAULTS, FIGURES
from voipcc.tapes.sheet import Sheet


def made(folder: Path, caller: Sound | None, agent: Sound | None, **more: object) -> Sheet:
    spool_job(folder, caller, agent, **more)
    return make(folder, "1-1", RING)


def turns(*pattern: str, seed: int) -> Sound:
    """A second for each letter: "v" speaks, "." is silent, with a line's faint noise below."""
    parts = [
        voice(1, seed + n) if one == "v" else silence(1) for n, one in enumerate("".join(pattern))
    ]
    return np.concatenate(parts) + voice(len(parts), seed + 99, 0.0003)


def test_talk_and_silence_add_up(tmp_path: Path) -> None:
    """Ten seconds: the caller talks four, the agent four, both two of them, nobody four."""
    figures = made(tmp_path, turns("vvvv......", seed=1), turns("..vvvv....", seed=50)).figures
    assert figures["talk_caller_ms"] == pytest.approx(4000, abs=60)
    assert figures["talk_agent_ms"] == pytest.approx(4000, abs=60)
    assert figures["both_talking_ms"] == pytest.approx(2000, abs=60)
    assert figures["silence_share"] == pytest.approx(0.4, abs=0.01)
    assert figures["longest_silence_ms"] == pytest.approx(4000, abs=60)
    assert (figures["interruptions_by_agent"], figures["interruptions_by_caller"]) == (1, 0)


def test_who_interrupts_is_told(tmp_path: Path) -> None:
    """Beginning while the other talks and going on counts; beginning in the silence, or both at once, does not."""
    caller, agent = turns("vv..vv.vv.", seed=1), turns("..vvv..vv.", seed=50)
    figures = made(tmp_path, caller, agent).figures
    assert (figures["interruptions_by_caller"], figures["interruptions_by_agent"]) == (1, 0)


def test_a_pause_is_neither_talk_nor_silence(tmp_path: Path) -> None:
    """Shares are of what was open; a pause ends a silence."""
    sheet = made(
        tmp_path, turns("vv........", seed=1), turns("........vv", seed=9), pauses=((4000, 6000),)
    )
    assert sheet.figures["paused_ms"] == 2000
    assert sheet.figures["talk_caller_share"] == pytest.approx(0.25, abs=0.01)
    assert sheet.figures["longest_silence_ms"] == pytest.approx(2000, abs=60)


def test_loudness_is_that_of_the_whole_sound(tmp_path: Path) -> None:
    """Block by block the same as BS.1770 over all of it; a tone of 997 Hz at -20 dB is -23 LUFS a side."""
    sound = np.concatenate([voice(17, 3, 0.02), voice(20, 4, 0.2), silence(4)])
    meter = LoudnessMeter()
    for begin in range(0, len(sound), 15 * RATE):
        meter.take(sound[begin : begin + 15 * RATE])
    assert meter.loudness() == pytest.approx(loudness(sound, RATE), abs=0.05)
    assert integrated(hop_powers(sound, RATE)) == pytest.approx(loudness(sound, RATE), abs=0.05)
    figures = made(tmp_path, tone(997, 5, RATE, 0.1), tone(997, 5, RATE, 0.1)).figures
    assert figures["loudness_caller_lufs"] == pytest.approx(-23, abs=0.2)
    assert figures["loudness_lufs"] == pytest.approx(-20, abs=0.2)
    assert figures["peak_caller_db"] == pytest.approx(-20, abs=0.1)


@pytest.mark.parametrize(
    ("sound", "count"),
    [
        (keys("1234567890*#"), 12),
        (keys("5555"), 4),
        (keys("ABCD") + voice(0.8, 1, 0.01), 4),
        (keys("42") * 0.05, 2),
        (voice(20, 1), 0),
        (tone(697, 1, RATE), 0),
        (tone(440, 1, RATE) + tone(620, 1, RATE), 0),
        (silence(1), 0),
        (silence(0.01), 0),
    ],
)
def test_keys_are_counted(sound: Sound, count: int) -> None:
    """Each key that is heard counts once; voices, single tones and dial tones are no keys."""
    assert pressed_keys(sound) == count


def test_keys_in_a_pause_are_found_and_silenced(tmp_path: Path) -> None:
    """A switch that did not mute is found out by its keys; the recording has none."""
    caller = np.concatenate([turns("vv", seed=1), keys("4242"), turns("vv", seed=9)])
    sheet = made(tmp_path, caller, turns("vvvv", seed=5), pauses=((1900, 2900),))
    assert sheet.figures["pause_keys"] == 4
    assert "keys_in_pause" in sheet.faults


WRONG_SOUNDS: dict[str, tuple[Sound | None, Sound | None, set[str]]] = {
    "fine": (turns("vv...vv...", seed=1), turns("..vvv..vv.", seed=50), set()),
    "dead agent": (turns("vvvvvvv...", seed=1), silence(10), {"dead_agent", "one_way"}),
    "dead caller": (silence(10), turns("vvvvvvv...", seed=1), {"dead_caller", "one_way"}),
    "one way": (turns("vvvvvvv...", seed=1), voice(10, 2, 0.0003), {"one_way"}),
    "nobody talks": (voice(10, 1, 0.0003), voice(10, 2, 0.0003), set()),
    "quiet": (turns("vvvvvv....", seed=1) * 0.04, turns("..vvv..vv.", seed=50), {"quiet_caller"}),
    "clipping": (np.clip(turns("vv...vv...", seed=1) * 15, -1, 1), turns("..v.v..vv.", seed=50),
                 {"clipping_caller"}),
    "no file": (turns("vv...vv...", seed=1), None, {"missing_agent", "dead_agent"}),
    "short": (turns("vv...vv...", seed=1), turns("..vvv", seed=50), {"short", "uneven"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_SOUNDS)
def test_what_is_wrong_is_named(tmp_path: Path, name: str) -> None:
    """Each thing that goes wrong with a recording has its word, and no word stands for nothing."""
    caller, agent, faults = WRONG_SOUNDS[name]
    assert set(made(tmp_path, caller, agent).faults) == faults


def echoed(voice_: Sound, delay_ms: int, gain: float) -> Sound:
    delay = delay_ms * RATE // 1000
    return np.concatenate([silence(delay_ms / 1000), voice_[: len(voice_) - delay] * gain])[
        : len(voice_)
    ]


@pytest.mark.parametrize("delay_ms", [20, 130, 400])
@pytest.mark.parametrize("loss_db", [10, 20, 35])
def test_an_echo_is_found_with_its_level(tmp_path: Path, delay_ms: int, loss_db: int) -> None:
    """The agent's voice comes back on the caller's side while the caller talks, too: level within 2 dB."""
    agent, caller = turns("vv.vvv.vvv" * 2, seed=1), turns("..v...v..." * 2, seed=50)
    returned = caller + echoed(agent, delay_ms, 10 ** (-loss_db / 20))
    sheet = made(tmp_path, returned, agent)
    assert sheet.faults == ("echo_of_agent",)
    assert sheet.figures["echo_of_agent_db"] == pytest.approx(-loss_db, abs=2)


def test_hum_on_both_sides_is_no_echo(tmp_path: Path) -> None:
    """What both lines have of the mains is nobody's voice."""
    hum = tone(50, 20, RATE, 0.02)
    pair = turns("vv.vvv.vvv" * 2, seed=1) + hum, turns("..v...v..." * 2, seed=50) + hum
    assert made(tmp_path, *pair).faults == ()


def test_one_side_alone_is_measured_alone(tmp_path: Path) -> None:
    """Where only the agent is recorded, nothing is missed of the caller."""
    sheet = made(
        tmp_path,
        None,
        turns("vv......vv", seed=1),
        sides="agent",
        parts=(Part("", "agent.wav", 0, 10_000),),
    )
    assert (sheet.sides, sheet.faults) == (("agent",), ())
    assert "talk_caller_ms" not in sheet.figures and "both_talking_ms" not in sheet.figures


def test_runs_and_gaps_of_a_mask() -> None:
    """Short gaps are filled, short spurts dropped, edges stay."""
    mask = np.array([0, 1, 1, 0, 1, 0, 0, 0, 1, 0], bool)
    assert runs(mask) == [(1, 3), (4, 5), (8, 9)]
    assert runs(without_short(mask, 2, value=False)) == [(1, 5), (8, 9)]
    assert runs(without_short(mask, 2, value=True)) == [(1, 3)]


def test_every_word_stands_in_the_manual() -> None:
    """Each fault and each figure has its line in docs/recordings.md, with the meaning the verb tells."""
    page = (Path(__file__).parents[2] / "docs" / "recordings.md").read_text()
    for word, meaning in (FAULTS | FIGURES).items():
        assert f"| `{word}` | {meaning} |" in page, word
