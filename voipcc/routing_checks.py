"""What is wrong with who serves a queue and what is asked of them: agents, skills, relaxation.

As `centre_checks`, on nodes: a part that cannot be read does not hide what is wrong elsewhere.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from voipcc.core.plan import Queue, Relaxation
from voipcc.core.skills import WORDS, SkillsError, wanted
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

Skills = Mapping[str, Mapping[str, int]]  # agent -> skill -> level
EXAMPLE = "such as: german >= 3 and (sales or support)"
NOTHING = Node(0, 0)


def members(queue: Node) -> list[tuple[str, Node]]:
    """The agents a queue names, in the short form or the long one, with their places."""
    listed = queue.children.get("agents", NOTHING).items or []
    named = [item.children.get("name", NOTHING) if item.is_mapping else item for item in listed]
    return [(name.value, name) for name in named if isinstance(name.value, str)]


def routing_problems(node: Node, file: str) -> Iterator[Problem]:
    """Every such problem of all queues and agents."""
    agents = node.children.get("agents", NOTHING)
    skills = {name: _skills_of(agent) for name, agent in agents.children.items()}
    for agent in agents.children.values():
        yield from _skill_names(agent, file)
    for name, queue in node.children.get("queues", NOTHING).children.items():
        if queue.is_mapping:
            yield from _weights(name, queue, file)
            yield from _rings(queue, skills, file)
            yield from _levels(queue, file)
            yield from _asked(name, queue, skills, file)


def _skills_of(agent: Node) -> dict[str, int]:
    listed = agent.children.get("skills", NOTHING).children
    return {skill: node.value for skill, node in listed.items() if isinstance(node.value, int)}


def _skill_names(agent: Node, file: str) -> Iterator[Problem]:
    skills = agent.children.get("skills", NOTHING)
    for skill in skills.children:
        if skill in WORDS:
            place = skills.key(skill)
            remedy = "requires: could not be read with it; take another word"
            yield place.error(file, f'no skill can be named "{skill}"', remedy)


def _weights(name: str, queue: Node, file: str) -> Iterator[Problem]:
    if queue.children.get("strategy", NOTHING).value == "weighted":
        return
    for member in queue.children.get("agents", NOTHING).items or []:
        if "weight" in member.children:
            message = f'the queue "{name}" does not look at weights'
            yield member.key("weight").warning(file, message, "add strategy: weighted")


# --- what is asked ------------------------------------------------------------------------------


def _rings(queue: Node, skills: Skills, file: str) -> Iterator[Problem]:
    """The relaxation: in rising order, each ring with an effect, each skill known."""
    rings = queue.children.get("relax", NOTHING).items or []
    starts = [ring.children.get("after_s", NOTHING) for ring in rings]
    for before, after in pairwise(starts):
        if not isinstance(before.value, int) or not isinstance(after.value, int):
            continue
        if after.value <= before.value:
            message = (
                f"after_s {after.text} does not come after the {before.text} of the ring before"
            )
            yield after.error(file, message, "list the rings in the order in which they begin")
    known = {skill for has in skills.values() for skill in has} | _named(queue)
    for ring in rings:
        if ring.is_mapping and not {"drop", "requires", "level"} & set(ring.children):
            remedy = "add drop: [skill], requires: or level:"
            yield ring.warning(file, "this ring changes nothing", remedy)
        for dropped in ring.children.get("drop", NOTHING).items or []:
            if isinstance(dropped.value, str) and dropped.value not in known:
                remedy = did_you_mean(dropped.value, known, "skills are")
                yield dropped.warning(file, f'nobody asks for "{dropped.value}"', remedy)


def _levels(queue: Node, file: str) -> Iterator[Problem]:
    """Where rings let levels in, an agent beyond the last of them is never asked."""
    rings = queue.children.get("relax", NOTHING).items or []
    named = [ring.children.get("level", NOTHING).value for ring in rings]
    let_in = [level for level in named if isinstance(level, int)]
    if not let_in:
        return
    for member in queue.children.get("agents", NOTHING).items or []:
        level = member.children.get("level", NOTHING)
        if isinstance(level.value, int) and level.value > max(1, *let_in):
            message = f"no ring lets level {level.value} in: this agent is never asked"
            yield level.warning(
                file, message, f"add {{after_s: ..., level: {level.value}}} to relax"
            )


def _named(queue: Node) -> set[str]:
    """The skills the queue's own expressions name."""
    found: set[str] = set()
    for text in _expressions(queue):
        try:
            need = wanted(text.value) if isinstance(text.value, str) else None
        except SkillsError:
            continue
        found |= need.names() if need else set()
    return found


def _expressions(queue: Node) -> list[Node]:
    rings = queue.children.get("relax", NOTHING).items or []
    return [part.children["requires"] for part in (queue, *rings) if "requires" in part.children]


def _asked(name: str, queue: Node, skills: Skills, file: str) -> Iterator[Problem]:
    """Expressions that cannot be read, skills nobody has, and what no agent ever meets."""
    known = {skill for has in skills.values() for skill in has}
    unread = False
    for place in _expressions(queue):
        if not isinstance(place.value, str):
            unread = True
            continue
        for problem in expression_problems(place, known, file):
            unread = unread or problem.severity == "error"
            yield problem
    serving = [agent for agent, _ in members(queue)]
    if not unread and serving and "requires" in queue.children:
        yield from _never_met(
            name, queue, {agent: skills.get(agent, {}) for agent in serving}, file
        )


def expression_problems(place: Node, known: set[str], file: str) -> Iterator[Problem]:
    """What is wrong with one expression; `known` are the skills somebody has."""
    try:
        need = wanted(str(place.value))
    except SkillsError as error:
        column = place.column + error.column + place.quoted if place.column else 0
        yield Problem("error", file, place.line, column, f"requires: {error}", EXAMPLE)
        return
    for skill in sorted(need.names() - known) if need else ():
        remedy = did_you_mean(skill, known, "skills are") or "add it to an agent's skills"
        yield place.warning(file, f'nobody has the skill "{skill}"', remedy)


def _never_met(name: str, queue: Node, serving: Skills, file: str) -> Iterator[Problem]:
    from voipcc.core.lines import Line  # late: it loads the waiting side, which no verb needs

    line = Line(_relaxed(queue))
    needs = [line.wanted("", ring) for ring in range(len(line.queue.relax) + 1)]
    if any(need is None or need.holds(has) for need in needs for has in serving.values()):
        return
    place = queue.children["requires"]
    message = f'no agent of the queue "{name}" ever meets "{place.text}"'
    remedy = "give one the skills, ask for less, or let a ring of relax: drop some"
    yield place.error(file, message, remedy)


def _relaxed(queue: Node) -> Queue:
    """As much of the queue as says what is asked; the form has judged the rest."""
    rings = queue.children.get("relax", NOTHING).items or []
    relax = [
        Relaxation(
            0,
            tuple(str(one.value) for one in ring.children.get("drop", NOTHING).items or []),
            str(ring.children.get("requires", NOTHING).value or ""),
        )
        for ring in rings
    ]
    return Queue("", (), requires=str(queue.children["requires"].value), relax=tuple(relax))
