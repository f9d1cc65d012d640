"""What the centre itself says, in every language it may have to say it in: is it there?"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from voipcc.core.spoken import LANGUAGES, has_grammar
from voipcc.problem import Problem
from voipcc.prompt_names import prompts_in
from voipcc.prompts import agent_prompts, caller_prompts
from voipcc.settings import CentreSettings

MOST_NAMED = 5  # of the missing prompts, in a message


def own_prompt_problems(
    settings: CentreSettings, sounds: list[Path], prompts: Mapping[str, set[str]]
) -> Iterator[Problem]:
    """What is missing, and which languages are spoken without a grammar; silence is never an answer.

    `prompts` are those of each language in which callers are spoken to.
    """
    agents = {agent.language for agent in settings.agents.values()}
    for language, names in prompts.items():
        yield from _missing(settings, language, set(caller_prompts(language)) - names)
    for language in sorted(agents):
        needed = set(agent_prompts(language)) - set(
            caller_prompts(language) if language in prompts else ()
        )
        yield from _missing(settings, language, needed - prompts_in(sounds, language))
    for language in sorted({*prompts, *agents}):
        if not has_grammar(language):
            yield _plain(settings, language)


def _missing(settings: CentreSettings, language: str, missing: set[str]) -> Iterator[Problem]:
    if missing:
        names = sorted(missing)
        more = len(names) - MOST_NAMED
        listed = ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        folder = settings.sounds / language
        remedy = f"write their texts into {folder}.yaml and make them from it"
        message = f'prompts the centre itself says are missing in "{language}": {listed}'
        yield Problem("error", str(folder), 0, 0, message, remedy)


def _plain(settings: CentreSettings, language: str) -> Problem:
    message = (
        f'voipcc knows no grammar of "{language}": numbers to 99 are said from their recordings, '
        "larger ones digit by digit, dates and times as plain numbers"
    )
    remedy = f"nothing need be done; grammars there are for {', '.join(LANGUAGES)}"
    return Problem("warning", str(settings.sounds / language), 0, 0, message, remedy)
