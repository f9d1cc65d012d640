"""From prompt names to files."""

from pathlib import Path

from voipcc.asterisk.sounds import LAST_RESORT, Sounds
from voipcc.audio import tone, write_wav


def wav(folder: Path, name: str, seconds: float = 0.1) -> Path:
    path = folder / f"{name}.wav"
    write_wav(path, tone(700, seconds))
    return path


def test_own_prompts_win_over_shipped_ones(tmp_path: Path) -> None:
    """The first folder that has the prompt in the wanted language is taken."""
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    wav(own, "de/welcome")
    wav(shipped, "de/welcome")
    sounds = Sounds((own, shipped))
    assert sounds.find("welcome", "de") == f"sound:{own}/de/welcome"


def test_the_wanted_language_wins_over_the_folder(tmp_path: Path) -> None:
    """A shipped prompt in the caller's language is better than an own one in another."""
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    wav(own, "en/welcome")
    wav(shipped, "de/welcome")
    sounds = Sounds((own, shipped))
    assert sounds.find("welcome", "de") == f"sound:{shipped}/de/welcome"
    assert sounds.find("welcome", "fr") == f"sound:{own}/en/welcome"


def test_an_empty_file_is_no_prompt(tmp_path: Path) -> None:
    """A WAV without samples would play as done and be silence: it counts as missing."""
    wav(tmp_path, "en/welcome", 0)
    assert Sounds((tmp_path,)).find("welcome", "en") is None


def test_names_cannot_leave_the_folder(tmp_path: Path) -> None:
    """A prompt's name cannot reach a file outside the sound folders."""
    wav(tmp_path, "secret")
    assert Sounds((tmp_path / "sounds",)).find("../../secret", "en") is None
    assert Sounds((tmp_path,)).find(str(tmp_path / "secret"), "en") is None


def test_missing_prompts_are_named_and_the_rest_is_played(tmp_path: Path) -> None:
    """Of three prompts with one missing the two others are played, in order."""
    wav(tmp_path, "en/a")
    wav(tmp_path, "en/number/7")
    media, missing = Sounds((tmp_path,)).media(("a", "nix", "number/7"), "en")
    assert media == [f"sound:{tmp_path}/en/a", f"sound:{tmp_path}/en/number/7"]
    assert missing == ["nix"]


def test_it_is_never_silent(tmp_path: Path) -> None:
    """When nothing of what was asked exists, "one moment" is played, or at least a tone."""
    assert Sounds((tmp_path,)).media(("nix",), "en").media == [LAST_RESORT]
    wav(tmp_path, "en/queue/one_moment")
    assert Sounds((tmp_path,)).media(("nix",), "de").media == [
        f"sound:{tmp_path}/en/queue/one_moment"
    ]


def test_a_call_hears_the_prompts_of_its_own_version(tmp_path: Path) -> None:
    """What a version has comes first, then what all have, last what the version in force has."""
    now, shipped, old = tmp_path / "now", tmp_path / "shipped", tmp_path / "versions/old/played"
    for place, name in (
        (now, "en/welcome"),
        (now, "en/news"),
        (now, "en/closed"),
        (shipped, "en/closed"),
        (old, "en/welcome"),
    ):
        wav(place, name)
    sounds = Sounds((now, shipped), versions=tmp_path / "versions")
    assert sounds.find("welcome", "en", "old") == f"sound:{old}/en/welcome"
    assert sounds.find("welcome", "en") == f"sound:{now}/en/welcome"
    assert sounds.find("closed", "en", "old") == f"sound:{shipped}/en/closed"
    assert sounds.find("news", "en", "old") == f"sound:{now}/en/news"
    assert sounds.find("welcome", "en", "lost") == f"sound:{now}/en/welcome"
    assert Sounds((now, shipped)).find("welcome", "en", "old") == f"sound:{now}/en/welcome"


def test_what_a_voice_has_not_said_its_language_says(tmp_path: Path) -> None:
    """A voice is heard where it recorded a prompt; elsewhere its language is, before any other."""
    for name in ("en-anna/welcome", "en/welcome", "en/goodbye", "de/goodbye", "de/only"):
        wav(tmp_path, name)
    sounds = Sounds((tmp_path,), "de")
    found = [sounds.find(name, "en-anna") for name in ("welcome", "goodbye", "only")]
    assert found == [
        f"sound:{tmp_path}/{name}" for name in ("en-anna/welcome", "en/goodbye", "de/only")
    ]
