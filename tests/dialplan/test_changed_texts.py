"""Words that were changed and not yet spoken."""

from pathlib import Path

from voipcc.audio import tone, write_wav
from voipcc.dialplan.changed_texts import changed_texts
from voipcc.synthetic import SyntheticMarks


def said(sounds: Path) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in changed_texts(sounds, ["en"])]


def test_new_words_for_a_shipped_prompt_are_told(tmp_path: Path) -> None:
    """A text of one's own beside a shipped recording: callers hear the recording, so say so."""
    (tmp_path / "en.yaml").write_text('goodbye: "Goodbye."\nwelcome: "Good morning, this is us."\n')
    lines = said(tmp_path)
    assert (2, 'callers still hear the former words of "welcome"') in lines
    recording = tmp_path / "en" / "welcome.wav"
    recording.parent.mkdir()
    write_wav(recording, tone(500, 1.0))
    assert not any("welcome" in message for _, message in said(tmp_path)), "a recording is heard"


def test_new_words_for_what_was_spoken_are_told(tmp_path: Path) -> None:
    """The text of a synthetic prompt was changed since it was made."""
    recording = tmp_path / "en" / "tips.wav"
    recording.parent.mkdir()
    write_wav(recording, tone(500, 1.0))
    marks = SyntheticMarks(recording.parent)
    marks.made("tips", "Have your number ready.", "espeak-ng")
    marks.save()
    (tmp_path / "en.yaml").write_text('tips: "Have your number ready."\n')
    assert said(tmp_path) == []
    (tmp_path / "en.yaml").write_text('tips: "Have your contract ready."\n')
    assert said(tmp_path) == [(1, 'callers still hear the former words of "tips"')]
