"""The words of recording a prompt by phone."""

from voipcc.core.value import dataclass


@dataclass(frozen=True, slots=True)
class PublishPrompt:
    """Make a recording the prompt `prompt` ("de/welcome"). Outcome: PromptPublished."""

    leg: str
    recording: str
    prompt: str
    by: str


@dataclass(frozen=True, slots=True)
class PromptPublished:
    """What became of PublishPrompt; `problem` says why callers do not hear it ("": they do)."""

    leg: str
    recording: str
    problem: str = ""
    happened_us: int = 0
