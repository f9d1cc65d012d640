"""Broken prompt files: named with a remedy, and never silence."""

from pathlib import Path

import pytest

from tests.sounds.broken import KINDS, VOICE, Broken
from voipcc.asterisk.sounds import Sounds
from voipcc.audio import read_wav, write_wav
from voipcc.centre_file import load_centre
from voipcc.dialplan import compile_centre
from voipcc.loudness import loudness
from voipcc.places import StateFolder
from voipcc.problem import Problem
from voipcc.prompt_checks import check_prompt
from voipcc.ready_sounds import made_ready

PLAN = """format: 1
numbers: ["+4930123450"]
blocks:
  start:
    - play: welcome
    - hang_up
"""


@pytest.fixture(params=KINDS, ids=str)
def kind(request: pytest.FixtureRequest) -> Broken:
    return request.param


@pytest.fixture
def centre(tmp_path: Path, kind: Broken) -> Path:
    """A centre whose welcome is such a file."""
    (tmp_path / "centre.yaml").write_text("format: 1\nlanguages: [en]\n")
    (tmp_path / "dialplans").mkdir()
    (tmp_path / "dialplans" / "main.yaml").write_text(PLAN)
    (tmp_path / "sounds" / "en").mkdir(parents=True)
    kind.make(tmp_path / "sounds" / "en" / "welcome.wav")
    return tmp_path


def is_told(kind: Broken, problems: list[Problem]) -> bool:
    """Whether these say what is wrong with such a file, as loudly as it deserves."""
    wanted = {(kind.severity, True)} if kind.severity else set()
    return {(one.severity, bool(one.remedy)) for one in problems} == wanted and (
        not kind.words or any(kind.words in one.message for one in problems)
    )


def test_there_are_more_than_two_dozen_kinds():
    """Each kind of broken file has a name of its own."""
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 24


def test_each_is_named_with_its_remedy(centre, kind):
    """`voipcc prompts check` says of each what is wrong and what to do."""
    (file,) = (centre / "sounds" / "en").iterdir()
    problems = check_prompt(file)
    assert is_told(kind, problems), problems


def test_the_check_of_the_centre_names_it_too(centre, kind):
    """`voipcc check` says the same of each that a dialplan uses."""
    settings = load_centre(centre / "centre.yaml").settings
    assert settings is not None
    found = compile_centre(settings, centre, 0).problems
    problems = [one for one in found if one.file.startswith(str(centre / "sounds"))]
    assert is_told(kind, problems), problems


def test_none_is_ever_played_as_silence(centre, kind, tmp_path):
    """What callers hear is the file made fit, or the shipped prompt where that cannot be."""
    shipped = tmp_path / "shipped"
    write_wav(shipped / "en" / "welcome.wav", VOICE)
    left_out = made_ready(centre / "sounds", StateFolder(centre / "state"))
    assert bool(left_out) == (kind.severity == "error"), left_out
    word = Sounds((centre / "state" / "sounds", shipped)).find("welcome", "en")
    assert word is not None
    for ending, rate in ((".wav", 8000), (".wav16", 16_000)):
        file = Path(f"{word.removeprefix('sound:')}{ending}")
        if ending == ".wav" or file.exists():
            samples, found = read_wav(file)
            assert found == rate
            assert loudness(samples, rate) == pytest.approx(-19, abs=1)


def test_the_switch_itself_passes_over_what_it_cannot_play(centre, kind, tmp_path):
    """Even a file damaged behind our back gives way to one that is heard."""
    shipped = tmp_path / "shipped"
    write_wav(shipped / "en" / "welcome.wav", VOICE)
    word = Sounds((centre / "sounds", shipped)).find("welcome", "en")
    assert word is not None
    samples, rate = read_wav(Path(f"{word.removeprefix('sound:')}.wav"))
    assert rate == 8000
    assert loudness(samples, rate) > -50
