"""Compiles all dialplans of a centre and its settings into the one plan the core runs on."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path

from voipcc.core import plan as core
from voipcc.core.line_limits import LineLimits
from voipcc.core.overrides import CENTRE
from voipcc.core.steps import Step
from voipcc.dialplan import taping
from voipcc.dialplan.changed_texts import changed_texts
from voipcc.dialplan.checker import draft_problems, prompts_used, shared_problems
from voipcc.dialplan.counterexample import Storyteller
from voipcc.dialplan.draft import Draft, DraftStep, Surroundings
from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.hours import opening_hours
from voipcc.dialplan.links import Links, links_of
from voipcc.dialplan.longest import Clock, LengthOf, Longest
from voipcc.dialplan.own_prompts import own_prompt_problems
from voipcc.dialplan.parts import texts_of
from voipcc.dialplan.reader import read_draft
from voipcc.music import music_problems
from voipcc.places import shipped_sounds
from voipcc.problem import Problem, did_you_mean, in_order, is_refused
from voipcc.prompt_checks import check_prompt
from voipcc.prompt_lengths import PromptLengths
from voipcc.prompt_names import prompts_in
from voipcc.prompt_sources import sources_in
from voipcc.prompts import agent_prompts, caller_prompts
from voipcc.queue_settings import CallbackSettings, QueueSettings
from voipcc.settings import CentreSettings
from voipcc.speech import engine_problems

MOST_FILES = 200
CallerTable = Mapping[str, tuple[str, ...]]  # "flow/list": numbers and their beginnings


@dataclass(frozen=True, slots=True)
class Compiled:
    """The plan (None when any problem is an error) and every problem, by file and line.

    `hours_at` gives the plan's opening hours as they are known at another moment (UTC milliseconds).
    `callers` are the lists of callers ("flow/list"); the plan knows their names only.
    `longest`: by flow, how long callers who press nothing can be on the way to a queue or the end.
    """

    plan: core.Plan | None
    problems: tuple[Problem, ...]
    hours_at: Callable[[int], dict[str, core.Hours]] = lambda utc_ms: {}
    callers: CallerTable = field(default_factory=dict)
    longest: Mapping[str, Longest] = field(default_factory=dict)


def compile_centre(settings: CentreSettings, folder: Path, now_utc_ms: int) -> Compiled:
    """Reads and checks every dialplan of the centre whose file lies in `folder`.

    Opening hours are known from the day before `now_utc_ms` until 400 days after it.
    Never raises for bad files: they are problems.
    """
    drafts, problems = read_all(folder, settings.dialplans)
    sheets = Sheets(settings, folder)
    spoken = sheets.spoken(drafts)
    problems += drafts_problems(drafts, sheets)
    problems += _shown_numbers(settings, _numbers(drafts))
    prompts = sheets.prompts_in(spoken)
    problems += own_prompt_problems(settings, sheets.sounds, prompts)
    problems += _comfort_prompts(settings, prompts)
    problems += _spoken_names(settings, sheets.sounds)
    problems += taping.problems(settings, drafts)
    problems += music_problems(settings, folder / settings.sounds)
    problems += changed_texts(folder / settings.sounds, sorted(spoken))
    problems += engine_problems(settings.prompts.speech_program)
    problems += _unfit_prompts(folder / settings.sounds, sorted(spoken), drafts, settings)
    if is_refused(problems):
        return Compiled(None, in_order(problems))
    lists = {
        draft.named(name): tuple(entries)
        for draft in drafts
        for name, entries in draft.callers.items()
    }
    hours_at = partial(_hours, settings, drafts)
    plan = _plan(settings, drafts, hours_at(now_utc_ms))
    longest, _ = _longest(plan.flows, drafts, sheets.length_of(spoken))
    return Compiled(plan, in_order(problems), hours_at, lists, longest)


class Sheets:
    """What dialplans are checked against: the centre's settings, and the prompts as they lie there.

    Looked at once; a change in the folder of sounds asks for new ones.
    """

    def __init__(self, settings: CentreSettings, folder: Path) -> None:
        self.settings = settings
        self.sounds = [folder / settings.sounds, shipped_sounds()]
        self._prompts: dict[str, set[str]] = {}
        self._lengths: dict[frozenset[str], PromptLengths] = {}

    def spoken(self, drafts: Sequence[Draft]) -> frozenset[str]:
        """Every language somebody may be spoken to in."""
        return frozenset({draft.language for draft in drafts} | set(self.settings.languages))

    def prompts_in(self, languages: Iterable[str]) -> dict[str, set[str]]:
        """The names of all prompts of these languages."""
        for language in languages:
            if language not in self._prompts:
                self._prompts[language] = prompts_in(self.sounds, language)
        return {language: self._prompts[language] for language in sorted(languages)}

    def length_of(self, languages: frozenset[str]) -> PromptLengths:
        """How long prompts are in the slowest of these languages."""
        return self._lengths.setdefault(languages, PromptLengths(self.sounds, languages))

    def around(self, draft: Draft, numbers: tuple[str, ...], links: Links) -> Surroundings:
        """What one dialplan may refer to."""
        settings = self.settings
        agents = {agent.language for agent in settings.agents.values()}
        here = self.prompts_in({*settings.languages, draft.language})
        return Surroundings(settings, here, numbers, self.prompts_in(agents), links)


def drafts_problems(drafts: list[Draft], sheets: Sheets) -> list[Problem]:
    """Everything wrong with dialplans by themselves and between them; how long they take last."""
    links, numbers = links_of(drafts), _numbers(drafts)
    problems: list[Problem] = []
    for draft in drafts:
        problems += draft_problems(draft, sheets.around(draft, numbers, links))
    problems += shared_problems(drafts)
    if not is_refused(problems) and all(draft.whole for draft in drafts):
        flows = {draft.name: _flow(draft, sheets.settings) for draft in drafts}
        problems += _longest(flows, drafts, sheets.length_of(sheets.spoken(drafts)))[1]
    return problems


def _numbers(drafts: Sequence[Draft]) -> tuple[str, ...]:
    return tuple(number for draft in drafts for number, _ in draft.numbers)


def _longest(
    flows: Mapping[str, core.Flow], drafts: list[Draft], length_of: LengthOf
) -> tuple[dict[str, Longest], list[Problem]]:
    """How long callers who press nothing can be on the way in each flow, and where it is too long."""
    clock = Clock(flows, length_of)
    found = {draft.name: clock.longest(draft.name) for draft in drafts}
    problems = []
    for draft in drafts:
        way = found[draft.name]
        if way.seconds > draft.longest_s:
            message = (
                f"a caller who presses nothing is on the way for {way.seconds:.0f} s, "
                f"{draft.longest_s:.0f} s at most: {way.in_words()}"
            )
            remedy = "say less, ask less often, or write longest: 15 min at the file's top"
            stay_s, line = way.worst
            message += f"; {stay_s:.0f} s of it here"
            story = Storyteller(draft).to(way.blocks[0])
            problems.append(Problem("error", draft.file, line, 0, message, remedy, story))
    return found, problems


def read_all(folder: Path, dialplans: Path) -> tuple[list[Draft], list[Problem]]:
    """Every dialplan that can be read, and what is wrong with their form."""
    place = folder / dialplans
    files = sorted(
        file
        for file in place.glob("*")
        if file.suffix in (".yaml", ".yml") and not file.name.startswith(".")  # editors' own
    )
    if not files:
        remedy = "voipcc init writes two examples; dialplans end in .yaml"
        return [], [Problem("error", str(place), 0, 0, "there is no dialplan here", remedy)]
    problems = []
    if len(files) > MOST_FILES:
        message = f"more than {MOST_FILES} dialplans"
        problems.append(Problem("error", str(place), 0, 0, message, "is it the right folder?"))
    drafts = []
    for file in files[:MOST_FILES]:
        draft, found = read_draft(file, str(file))
        problems += found
        if draft is not None:
            drafts.append(draft)
    return drafts, problems


def _shown_numbers(settings: CentreSettings, numbers: tuple[str, ...]) -> Iterator[Problem]:
    """What agents' own calls show must be a number somebody can call back."""
    for name, agent in settings.agents.items():
        if agent.caller_id and agent.caller_id not in numbers:
            message = f"agents.{name}.caller_id: no dialplan answers {agent.caller_id}"
            remedy = did_you_mean(agent.caller_id, numbers, "numbers are") or "add it to a dialplan"
            yield Problem("error", "centre.yaml", 0, 0, message, remedy)


def _comfort_prompts(
    settings: CentreSettings, prompts: Mapping[str, set[str]]
) -> Iterator[Problem]:
    """Messages for those who wait, in every language in which somebody may wait."""
    for name, queue in settings.queues.items():
        for prompt in queue.comfort.prompts:
            for language, known in prompts.items():
                if prompt not in known:
                    file = settings.sounds / language / f"{prompt}.wav"
                    message = (
                        f'queues.{name}.comfort: the prompt "{prompt}" is missing in "{language}"'
                    )
                    near = did_you_mean(prompt, known)
                    remedy = f"record {file}, or make it from text"
                    if near.startswith("did"):
                        remedy = f"{near} Or {remedy}"
                    yield Problem("error", str(file.parent), 0, 0, message, remedy)


def _spoken_names(settings: CentreSettings, sounds: list[Path]) -> Iterator[Problem]:
    """Names of queues said at telephones, in the language of each agent who may hear them."""
    for name, queue in settings.queues.items():
        languages = {
            settings.agents[agent].language for agent in queue.names if agent in settings.agents
        }
        for language in sorted(languages) if queue.spoken_as else ():
            known = prompts_in(sounds, language)
            for prompt in queue.spoken_as:
                if prompt not in known:
                    file = settings.sounds / language / f"{prompt}.wav"
                    message = (
                        f'queues.{name}.spoken_as: the prompt "{prompt}" is missing in "{language}"'
                    )
                    remedy = f"record {file}, or make it from text"
                    yield Problem("error", str(file.parent), 0, 0, message, remedy)


def _unfit_prompts(
    own: Path, languages: list[str], drafts: list[Draft], settings: CentreSettings
) -> list[Problem]:
    """Own sound files that are used and that a caller could not hear well, or at all."""
    used = {name for draft in drafts for name in prompts_used(draft)}
    used |= {name for one in languages for name in (*caller_prompts(one), *agent_prompts(one))}
    for queue in settings.queues.values():
        used |= {*queue.comfort.prompts, *queue.spoken_as}
    found = []
    for language in languages:
        sources = sources_in(own, language)
        for name in sorted(used & sources.keys()):
            found += check_prompt(sources[name])
    return found


# --- the plan -----------------------------------------------------------------------------------


def _hours(settings: CentreSettings, drafts: list[Draft], now_utc_ms: int) -> dict[str, core.Hours]:
    return {
        name: opening_hours(name, form, settings.time_zone, now_utc_ms)
        for draft in drafts
        for name, form in _named_hours(draft)
    }


def _plan(
    settings: CentreSettings, drafts: list[Draft], hours: Mapping[str, core.Hours]
) -> core.Plan:
    plan = core.Plan(
        version="",
        numbers={number: draft.name for draft in drafts for number, _ in draft.numbers},
        flows={draft.name: _flow(draft, settings) for draft in drafts},
        queues={name: _queue(name, queue) for name, queue in settings.queues.items()},
        agents={name: _agent(settings, name) for name in settings.agents},
        hours=hours,
        time_zone=settings.time_zone,
        max_calls=settings.max_calls,
        codes=_codes(settings),
        reasons={
            name: core.Reason(name, **reason.model_dump())
            for name, reason in settings.break_reasons.items()
        },
        voicemail_days=settings.voicemail_days,
        line_rule=LineLimits(**settings.line_rule.model_dump()),
        supervisors={
            name: core.Supervisor(name, one.queues) for name, one in settings.supervisors.items()
        },
        help_code=settings.supervision.help_code,
        prompt_numbers=settings.prompts.places(settings.languages[0]),
        pickup_code=settings.parking.pickup_code,
        park_s=settings.parking.longest_s,
        talk_codes={code: name for name, code in settings.talk_codes.model_dump().items() if code},
        texts=_texts(drafts),
        recording=taping.rules_of(settings.recordings),
    )
    return replace(plan, version=_digest(plan))


def _texts(drafts: list[Draft]) -> dict[str, dict[str, str]]:
    """What a synthetic voice says: two flows may say the same, each in its own language."""
    found: dict[str, dict[str, str]] = {}
    for draft in drafts:
        for name, texts in texts_of(draft).items():
            found.setdefault(name, {}).update(texts)
    return found


def _named_hours(draft: Draft) -> list[tuple[str, OpeningForm]]:
    return [(draft.named(name), form) for name, form in draft.hours.items()]


def _digest(plan: core.Plan) -> str:
    text = json.dumps(asdict(plan), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _queue(name: str, queue: QueueSettings) -> core.Queue:
    parts = {"agents", "relax", "comfort", "callback", "short_number", "recording"}
    same = queue.model_dump(exclude=parts)
    members = {one.name: core.Member(one.level, one.priority, one.weight) for one in queue.agents}
    return core.Queue(
        name=name,
        agents=tuple(members),
        members={one: how for one, how in members.items() if how != core.PLAIN_MEMBER},
        relax=tuple(
            core.Relaxation(ring.after_s, ring.drop, ring.requires, ring.level)
            for ring in queue.relax
        ),
        comfort=core.Comfort(**queue.comfort.model_dump()),
        callback=_callback(queue.callback),
        recording=taping.rules(queue.recording),
        **same,
    )


def _callback(given: CallbackSettings) -> core.CallbackRules:
    same = given.model_dump(exclude={"between", "trunk", "caller_id"})
    first, last = given.minutes
    return core.CallbackRules(
        from_minute=first,
        to_minute=last,
        trunk=given.trunk or "",
        caller_id=given.caller_id or "",
        **same,
    )


def _agent(settings: CentreSettings, name: str) -> core.Agent:
    agent = settings.agents[name]
    telephones = {
        f"{name}/{device}": phone.confirm_s
        for device, phone in agent.devices.items()
        if phone.number is not None
    }
    return core.Agent(
        name,
        tuple(f"{name}/{device}" for device, phone in agent.devices.items() if phone.calls),
        agent.display or name,
        agent.language,
        dict(agent.skills),
        agent.ring,
        agent.short_number,
        telephones,
        f"{name}/{agent.rescue}" if agent.rescue else "",
        agent.line_profile,
        agent.auto_answer,
        agent.caller_id or "",
    )


def _codes(settings: CentreSettings) -> dict[str, str]:
    breaks = {
        f"*13{position}": f"not_ready:{reason}"
        for position, reason in enumerate(settings.break_reasons, 1)
    }
    dispositions = {
        f"*5{code}": f"disposition:{code}"
        for queue in settings.queues.values()
        for code in queue.dispositions
    }
    return {
        "*11": "log_in",
        "*12": "log_out",
        "*10": "ready",
        **breaks,
        "*14": "wrap_up_end",
        "*15": "wrap_up_more",
        "*60": "line_test",
        **dispositions,
        **_supervision(settings),
    }


def _supervision(settings: CentreSettings) -> dict[str, str]:
    codes = settings.supervision
    numbers = {one.short_number: name for name, one in settings.agents.items() if one.short_number}
    found = {f"{codes.note_code}{number}": f"note:{name}" for number, name in numbers.items()}
    found[codes.notes_code] = "note:"
    if settings.supervisors and settings.prompts.numbers:
        found[settings.prompts.record_code] = "record_prompt"
    if settings.supervisors:
        listen = codes.listen_code
        found |= {f"{listen}{number}": f"supervise:{name}" for number, name in numbers.items()}
        for verb, code in (("close", codes.close_code), ("open", codes.open_code)):
            found[code] = f"{verb}:{CENTRE}"
            for name, queue in settings.queues.items():
                if queue.short_number:
                    found[f"{code}{queue.short_number}"] = f"{verb}:queue/{name}"
    return found


def _flow(draft: Draft, settings: CentreSettings) -> core.Flow:
    blocks = {
        label: tuple(_step(draft, step) for step in steps) for label, steps in draft.blocks.items()
    }
    source = settings.dialplans / Path(draft.file).name
    beside = {str(entry.place): entry.block for entry in draft.hears}
    callers = {name: _short_digest(entries) for name, entries in draft.callers.items()}
    return core.Flow(draft.name, draft.language, blocks, "start", str(source), callers, **beside)


def _short_digest(entries: list[str]) -> str:
    """Tells a changed list from the one before; too short to tell anybody's number."""
    return hashlib.blake2b("\n".join(sorted(entries)).encode(), digest_size=2).hexdigest()


def _step(draft: Draft, step: DraftStep) -> Step:
    if step.form is None:
        raise AssertionError("a step that could not be read is an error before this")
    return step.form.compiled(draft, step.node.line)
