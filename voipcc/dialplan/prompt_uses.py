"""Where each prompt is used, and in which languages it must exist."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from voipcc.dialplan.draft import Draft
from voipcc.dialplan.parts import values_said, words_of
from voipcc.dialplan.publisher import read_all
from voipcc.prompts import agent_prompts, caller_prompts
from voipcc.settings import CentreSettings

CENTRE_ITSELF = "the centre itself"


@dataclass(frozen=True, slots=True)
class PromptUses:
    """`places` by prompt name ("main.yaml:12"); `wanted` are the names by language."""

    places: dict[str, list[str]]
    wanted: dict[str, set[str]]


def prompt_uses(settings: CentreSettings, folder: Path) -> PromptUses:
    """Every prompt that dialplans, queues and the centre itself speak."""
    drafts, _ = read_all(folder, settings.dialplans)
    places: dict[str, list[str]] = defaultdict(list)
    wanted: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        _add_draft(draft, settings, places, wanted)
    _add_queues(settings, places, wanted)
    agents = {agent.language for agent in settings.agents.values()}
    own = [(language, caller_prompts(language)) for language in wanted]
    own += [(language, agent_prompts(language)) for language in agents]
    for language, names in own:
        wanted[language] |= set(names)
    for name in {name for _, names in own for name in names}:
        places[name].append(CENTRE_ITSELF)
    return PromptUses(dict(places), dict(wanted))


def _add_draft(
    draft: Draft,
    settings: CentreSettings,
    places: dict[str, list[str]],
    wanted: dict[str, set[str]],
) -> None:
    for step in (step for block in draft.blocks.values() for step in block):
        if step.form is None:
            continue
        used = [
            (name, node.line, language)
            for language in {*settings.languages, draft.language}
            for name, node in step.form.named_prompts(step.node)
        ]
        used += [
            (name, step.node.line, language)
            for language in {*settings.languages, draft.language}
            for said in values_said(step.form)
            for name in words_of(said, language)
        ]
        for name, line, language in used:
            wanted[language].add(name)
            place = f"{Path(draft.file).name}:{line}"
            if place not in places[name]:
                places[name].append(place)


def _add_queues(
    settings: CentreSettings, places: dict[str, list[str]], wanted: dict[str, set[str]]
) -> None:
    callers = {*settings.languages, *wanted}
    for queue_name, queue in settings.queues.items():
        for name in queue.comfort.prompts:
            places[name].append(f"queues.{queue_name}.comfort")
            for language in callers:
                wanted[language].add(name)
        for name in queue.spoken_as:
            places[name].append(f"queues.{queue_name}.spoken_as")
            for agent in queue.names:
                if agent in settings.agents:
                    wanted[settings.agents[agent].language].add(name)
    for language in callers:
        wanted[language] |= set()
