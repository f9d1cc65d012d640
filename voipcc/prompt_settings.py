"""Settings of prompts (who speaks them, which are recorded by phone) and of music on hold."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from voipcc.setting_words import (
    FEATURE_CODE_PATTERN,
    NUMBER_PATTERN,
    Language,
    Part,
    PromptName,
    StreamAddress,
)


def _named(given: Any) -> Any:
    """A prompt's name alone is one in the centre's first language."""
    return {"prompt": given} if isinstance(given, str) else given


class MusicSettings(Part):
    """One class of music on hold; without a stream it is the folder sounds/music/NAME."""

    stream: StreamAddress | None = Field(
        None, description="Address of a stream (http or https), played by ffmpeg or mpg123."
    )


class RecordedPrompt(Part):
    """A prompt that is recorded by phone."""

    prompt: PromptName = Field(description="Name of the prompt, such as welcome.")
    language: Language | None = Field(
        None, description="Its language; without it the first one of the centre."
    )


class PromptSettings(Part):
    """How prompts are made."""

    speech_program: Path | None = Field(
        None,
        description="Program that speaks texts instead of espeak-ng: PROGRAM LANGUAGE OUT.wav.",
    )
    record_code: str = Field(
        "*85",
        pattern=FEATURE_CODE_PATTERN,
        description="Dialled by a supervisor with a PIN to record a prompt by phone.",
    )
    numbers: dict[
        Annotated[str, Field(pattern=NUMBER_PATTERN)],
        Annotated[RecordedPrompt, BeforeValidator(_named)],
    ] = Field(
        default_factory=dict,
        max_length=1000,
        description="Prompts recorded by phone, by the number that is typed for each.",
    )

    def places(self, first_language: str) -> dict[str, str]:
        """By number, "de/welcome"."""
        return {
            number: f"{one.language or first_language}/{one.prompt}"
            for number, one in self.numbers.items()
        }
