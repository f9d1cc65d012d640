"""What is wrong with calls out of the house in a centre file: countries, classes, emergency trunks.

As `centre_checks`, on nodes: a part that cannot be read does not hide what is wrong elsewhere.
"""

from collections.abc import Iterator

from voipcc.destination import is_emergency
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

NOTHING = Node(0, 0)
MOST_NAMED = 5


def dialling_problems(node: Node, file: str) -> Iterator[Problem]:
    """Every such problem."""
    agents = node.children.get("agents", NOTHING)
    trunks = node.children.get("trunks", NOTHING).children
    for place in (node, *agents.children.values()):
        yield from _named_trunk(place, trunks, file)
    for trunk in trunks.values():
        yield from _twice(trunk.children.get("classes", NOTHING), file)
    yield from _short_numbers(node, file)
    yield from _without_help(node, agents, trunks, file)


def _short_numbers(node: Node, file: str) -> Iterator[Problem]:
    """Nobody may be called by what calls for help."""
    agents = node.children.get("agents", NOTHING).children.values()
    queues = node.children.get("queues", NOTHING).children.values()
    countries = {str(node.children.get("country", NOTHING).value or "DE")}
    countries |= {str(one.children["country"].value) for one in agents if "country" in one.children}
    for named in (*agents, *queues):
        place = named.children.get("short_number", NOTHING)
        if isinstance(place.value, str) and is_emergency(place.value, countries):
            message = f"{place.value} is an emergency number: nobody may be called by it"
            yield place.error(file, message, "give another short number")


def has_way_out(trunk: Node) -> bool:
    """Whether calls by this trunk have anywhere to go."""
    return bool(trunk.children.get("proxy", NOTHING).value) or "registration" in trunk.children


def _named_trunk(place: Node, trunks: dict[str, Node], file: str) -> Iterator[Problem]:
    named = place.children.get("emergency_trunk", NOTHING)
    if not isinstance(named.value, str):
        return
    trunk = trunks.get(named.value)
    if trunk is None:
        remedy = did_you_mean(named.value, trunks, "trunks are") or "add it under trunks"
        yield named.error(file, f'there is no trunk "{named.value}"', remedy)
    elif not has_way_out(trunk):
        message = f'emergency calls by the trunk "{named.value}" have nowhere to go'
        yield named.error(file, message, "add proxy: the carrier's host to that trunk")


def _twice(listed: Node, file: str) -> Iterator[Problem]:
    seen = set()
    for item in listed.items or []:
        if item.value in seen:
            yield item.error(file, f'the class "{item.value}" stands here twice', "remove one")
        seen.add(item.value)


def _without_help(
    node: Node, agents: Node, trunks: dict[str, Node], file: str
) -> Iterator[Problem]:
    """Where calls can leave at all, who has no trunk that knows where they are?"""
    if not any(has_way_out(trunk) for trunk in trunks.values()):
        return
    country = node.children.get("country", NOTHING).value or "DE"
    everywhere = "emergency_trunk" in node.children
    left = []
    for name, agent in agents.children.items():
        own = agent.children.get("country", NOTHING).value or country
        helped = "emergency_trunk" in agent.children or (everywhere and own == country)
        if "devices" in agent.children and not helped:
            left.append(name)
    if left:
        more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
        message = f"no trunk is named for emergency calls of {', '.join(left[:MOST_NAMED])}{more}"
        remedy = (
            "they are told to use a mobile phone; name emergency_trunk: a trunk whose carrier "
            "knows their address, here or under the agent"
        )
        yield node.key("agents").warning(file, message, remedy)
