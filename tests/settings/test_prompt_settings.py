"""Settings of prompts."""

import pytest

from voipcc.centre_file import load_centre
from voipcc.prompt_settings import PromptSettings


def test_a_number_stands_for_a_prompt_in_a_language():
    """A name alone is a prompt in the first language of the centre."""
    given = {"1": "welcome", "2": {"prompt": "queue/full", "language": "de"}}
    places = PromptSettings.model_validate({"numbers": given}).places("et")
    assert places == {"1": "et/welcome", "2": "de/queue/full"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ('numbers: {"x": welcome}', "one to six digits"),
        ('numbers: {"1": ../../x}', "the name of a prompt"),
        ('record_code: "85"', "one to four digits"),
        ('record_code: "*80"', "cannot be told apart"),
        ('record_code: "*11"', "belongs to the agents"),
    ],
)
def test_what_cannot_be_dialled_is_refused(tmp_path, words, message):
    """Numbers are digits, prompts have names, the code is nobody else's."""
    file = tmp_path / "centre.yaml"
    file.write_text(f"format: 1\nprompts:\n  {words}\n")
    problems = load_centre(file).problems
    assert any(message in f"{one.message} {one.remedy}" for one in problems), problems
