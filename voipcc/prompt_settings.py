"""Settings of prompts and of music on hold."""

from pathlib import Path

from pydantic import Field

from voipcc.setting_words import Part


class PromptSettings(Part):
    """How prompts are made."""

    speech_program: Path | None = Field(
        None,
        description="Program that speaks texts instead of espeak-ng: PROGRAM LANGUAGE OUT.wav.",
    )
