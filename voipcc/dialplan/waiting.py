"""What is wrong in a queue step: wishes nobody meets, rules that never hold, offers without a key."""

from collections.abc import Iterator

from voipcc.core.skills import SkillsError, Wanted, wanted
from voipcc.dialplan.form import InvitationForm, OverflowForm, PlayForm, QueueForm
from voipcc.dialplan.reader import Draft, DraftStep
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.queue_settings import QueueSettings
from voipcc.routing_checks import expression_problems
from voipcc.settings import CentreSettings

TRIGGERS = "one of wait, length, ratio, estimate, no_staff, closed"


def waiting_problems(draft: Draft, step: DraftStep, settings: CentreSettings) -> Iterator[Problem]:
    """Everything wrong in one queue step, its queue and its blocks aside."""
    if not isinstance(step.form, QueueForm):
        return
    form, node, queue = step.form, step.node, settings.queues.get(step.form.queue)
    yield from _skills(draft, form, node, settings)
    yield from _preferred(draft, form, node, settings)
    for position, rule in enumerate(form.overflow):
        yield from _rule(draft, rule, node.at("overflow", position), queue)
    for position, one in enumerate(form.invitations):
        yield from _invitation(draft, one, node.at("invitations", position), form, queue)
    if form.comfort is not None:
        yield from _comfort(draft, form.comfort, node.at("comfort"))


def comfort_blocks(draft: Draft) -> set[str]:
    """Blocks whose messages are said to waiting callers; no call goes into them."""
    forms = (step.form for steps in draft.blocks.values() for step in steps)
    return {form.comfort for form in forms if isinstance(form, QueueForm) and form.comfort}


# --- who is asked for ---------------------------------------------------------------------------


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
    for position, name in enumerate(form.prefer):
        place = node.at("prefer", position)
        if name in form.prefer[:position]:
            yield place.error(draft.file, f'the agent "{name}" stands here twice', "remove one")
        elif name not in settings.agents:
            remedy = did_you_mean(name, settings.agents, "agents are")
            yield place.error(draft.file, f'there is no agent "{name}"', remedy)
        elif queue is not None and name not in queue.names:
            message = f'"{name}" does not serve the queue "{form.queue}", so is never preferred'
            yield place.warning(draft.file, message, f"add {name} to queues.{form.queue}.agents")


# --- rules and offers ---------------------------------------------------------------------------


def _rule(
    draft: Draft, rule: OverflowForm, node: Node, queue: QueueSettings | None
) -> Iterator[Problem]:
    triggers = rule.triggers()
    if len(triggers) != 1:
        if triggers:
            message = f"{' and '.join(triggers)} in one rule"
            remedy = f"write one rule for each: - {triggers[1]}: ..."
        else:
            message, remedy = "this rule does not say when", TRIGGERS
        yield node.error(draft.file, message, remedy)
    if rule.closed is not None:
        yield from _hours(draft, rule.closed, node.at("closed"))
    if queue is None:
        return
    if rule.wait is not None and rule.wait >= queue.max_wait_s:
        message = f"nobody waits so long: max_wait_s is {queue.max_wait_s}"
        yield node.at("wait").warning(draft.file, message, "a shorter time, or on_timeout")
    if rule.length is not None and rule.length >= queue.max_waiting:
        message = f"so many never wait: max_waiting is {queue.max_waiting}"
        yield node.at("length").warning(draft.file, message, "a smaller number, or on_full")


def _hours(draft: Draft, name: str, place: Node) -> Iterator[Problem]:
    known = draft.node.children.get("hours", Node(0, 0)).children
    if name not in known:
        remedy = did_you_mean(name, known, "hours are") or "add them above under hours"
        yield place.error(draft.file, f'there are no opening hours "{name}"', remedy)


def _invitation(
    draft: Draft,
    one: InvitationForm,
    node: Node,
    form: QueueForm,
    queue: QueueSettings | None,
) -> Iterator[Problem]:
    if one.after is None and one.estimate is None:
        message = "this invitation does not say when"
        yield node.error(draft.file, message, "add after: 60 s or estimate: 5 min")
    if not one.keys and not form.keys:
        message = "no key leads anywhere after this invitation"
        yield node.warning(draft.file, message, 'add keys: {"1": BLOCK}')
    if one.after is not None and queue is not None and one.after >= queue.max_wait_s:
        message = f"nobody waits so long: max_wait_s is {queue.max_wait_s}"
        yield node.at("after").warning(draft.file, message, "a shorter time")


def _comfort(draft: Draft, name: str, place: Node) -> Iterator[Problem]:
    if name not in draft.blocks:
        remedy = did_you_mean(name, draft.blocks, "blocks are")
        yield place.error(draft.file, f'there is no block "{name}"', remedy)
        return
    for step in draft.blocks[name]:
        if step.form is not None and not isinstance(step.form, PlayForm):
            message = f'"{name}" is said to waiting callers and can only hold play steps'
            remedy = "move this step elsewhere; keys of the queue step lead out"
            yield step.node.error(draft.file, message, remedy)
