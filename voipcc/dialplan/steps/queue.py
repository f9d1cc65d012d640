"""queue: the caller waits for an agent."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Discriminator, Field, Tag

from voipcc.calendar_words import as_list
from voipcc.core import steps as core
from voipcc.core.skills import SkillsError, Wanted, wanted
from voipcc.dialplan import parts
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import HearsForm, Key
from voipcc.dialplan.names import no_queue
from voipcc.dialplan.step import Kind, NamedPrompt, StepForm, Target
from voipcc.dialplan.steps.waiting import (
    InvitationForm,
    OverflowForm,
    invitation_problems,
    rule_problems,
)
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.queue_settings import QueueSettings
from voipcc.routing_checks import expression_problems
from voipcc.setting_words import Name
from voipcc.settings import CentreSettings


def _form(value: object) -> str:
    return "scores" if isinstance(value, dict) else "names"


MOST = Field(max_length=20)
Score = Annotated[int, Field(ge=1, le=100)]
Names = Annotated[list[Name], MOST, Tag("names")]
Scores = Annotated[dict[Name, Score], MOST, Tag("scores")]


class QueueForm(HearsForm, StepForm):
    ENDS: ClassVar[bool] = True
    WAITS: ClassVar[bool] = True
    queue: Name = Field(description="Queue of the centre file to wait in.")
    on_full: Name | None = Field(None, description="Block taken when too many wait.")
    on_timeout: Name | None = Field(None, description="Block taken after the longest wait.")
    priority: int = Field(
        0, ge=-100, le=100, description="The higher goes first, whoever waited longer."
    )
    requires: str = Field(
        "", max_length=500, description="Skills asked for besides those of the queue."
    )
    prefer: Annotated[Names | Scores, Discriminator(_form), BeforeValidator(as_list)] = Field(
        default_factory=list,
        description="Agents tried first: in this order, or {name: score}, the highest first.",
    )
    prefer_last: bool = Field(False, description="Whoever talked to the caller last comes first.")
    keys: dict[Key, Name] = Field(
        default_factory=dict, description="Keys that lead out of the queue at any time: block."
    )
    invitations: list[InvitationForm] = Field(
        default_factory=list, max_length=10, description="Offers made while the caller waits."
    )
    overflow: list[OverflowForm] = Field(
        default_factory=list, max_length=20, description="Rules that lead the caller elsewhere."
    )

    @property
    def preferred(self) -> tuple[str, ...]:
        """The agents tried first; of equal scores the one written first."""
        if isinstance(self.prefer, dict):
            return tuple(sorted(self.prefer, key=self.prefer.__getitem__, reverse=True))
        return tuple(self.prefer)

    def ways(self, node: Node) -> Iterator[Target]:
        """Where the caller goes by key or after the longest wait."""
        if self.on_timeout:
            yield self.on_timeout, "alone", node.at("on_timeout")
        for key, target in self.keys.items():
            yield target, "key", node.at("keys", key)
        for position, one in enumerate(self.invitations):
            for key, target in one.keys.items():
                yield target, "key", node.at("invitations", position, "keys", key)

    def overflow_ways(self, node: Node) -> Iterator[Target]:
        """Where the caller goes whom it has no place for, or no agent in time."""
        if self.on_full:
            yield self.on_full, "at_once", node.at("on_full")
        for position, rule in enumerate(self.overflow):
            kind: Kind = "alone" if rule.wait is not None else "at_once"
            yield rule.jump, kind, node.at("overflow", position, "jump")

    def opening_hours(self) -> list[str]:
        """The opening hours its rules look at."""
        return [rule.closed for rule in self.overflow if rule.closed]

    def named_prompts(self, node: Node) -> Iterator[NamedPrompt]:
        """Every prompt it names, and where."""
        for position, one in enumerate(self.invitations):
            yield from parts.prompts_in(one.play, node, "invitations", position, "play")

    def values_spoken(self, node: Node) -> Iterator[NamedPrompt]:
        """What its offers say of what is known."""
        for position, one in enumerate(self.invitations):
            yield from parts.values_in(one.play, node, "invitations", position, "play")

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """Wishes nobody meets, rules that never hold, offers without a key."""
        settings = around.settings
        queue = settings.queues.get(self.queue)
        yield from no_queue(draft, node.at("queue"), self.queue, settings)
        yield from _skills(draft, self, node, settings)
        yield from _preferred(draft, self, node, settings)
        for position, rule in enumerate(self.overflow):
            yield from rule_problems(draft, rule, node.at("overflow", position), queue)
        for position, one in enumerate(self.invitations):
            place = node.at("invitations", position)
            yield from parts.part_problems(draft, one.play, around, place, "play")
            yield from invitation_problems(draft, one, place, self.keys, queue)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        return core.QueueStep(
            self.queue,
            self.on_full or "",
            self.on_timeout or "",
            self.priority,
            self.requires,
            self.preferred,
            self.prefer_last,
            dict(self.keys),
            tuple(rule.compiled(draft) for rule in self.overflow),
            tuple(one.compiled() for one in self.invitations),
            self.comfort or "",
            line,
            self.agent_hears or "",
            self.on_hold or "",
            self.after_call or "",
        )


def _skills(
    draft: Draft, form: QueueForm, node: Node, settings: CentreSettings
) -> Iterator[Problem]:
    if not form.requires:
        return
    place = node.at("requires")
    known = {skill for agent in settings.agents.values() for skill in agent.skills}
    problems = list(expression_problems(place, known, draft.file))
    yield from problems
    if all(problem.severity != "error" for problem in problems):
        yield from _never_met(draft, form, place, settings)


def _never_met(
    draft: Draft, form: QueueForm, place: Node, settings: CentreSettings
) -> Iterator[Problem]:
    queue = settings.queues.get(form.queue)
    if queue is None or not queue.names or any(ring.requires for ring in queue.relax):
        return
    need = _least(form.requires, queue)
    serving = [settings.agents[name].skills for name in queue.names if name in settings.agents]
    if need is not None and serving and not any(need.holds(skills) for skills in serving):
        message = f'no agent of the queue "{form.queue}" ever meets "{form.requires}"'
        remedy = "give one the skills, ask for less, or let a ring of the queue's relax drop some"
        yield place.error(draft.file, message, remedy)


def _least(requires: str, queue: QueueSettings) -> Wanted | None:
    """What is still asked for after every ring."""
    try:
        need = wanted(requires)
    except SkillsError:
        return None
    for ring in queue.relax:
        need = need.without(frozenset(ring.drop)) if need else None
    return need


def _preferred(
    draft: Draft, form: QueueForm, node: Node, settings: CentreSettings
) -> Iterator[Problem]:
    queue = settings.queues.get(form.queue)
    names = list(form.prefer)
    for position, name in enumerate(names):
        scored = isinstance(form.prefer, dict)
        place = node.at("prefer").key(name) if scored else node.at("prefer", position)
        if name in names[:position]:
            yield place.error(draft.file, f'the agent "{name}" stands here twice', "remove one")
        elif name not in settings.agents:
            remedy = did_you_mean(name, settings.agents, "agents are")
            yield place.error(draft.file, f'there is no agent "{name}"', remedy)
        elif queue is not None and name not in queue.names:
            message = f'"{name}" does not serve the queue "{form.queue}", so is never preferred'
            yield place.warning(draft.file, message, f"add {name} to queues.{form.queue}.agents")
