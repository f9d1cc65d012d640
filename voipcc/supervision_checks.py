"""What is wrong in a centre file about supervisors, short numbers and their codes."""

from collections.abc import Iterator

from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

TAKEN = ("*10", "*11", "*12", "*13", "*14", "*15", "*5", "*60")  # begin the agents' own codes
USUAL_RECORD = "*85"
USUAL_HELP = "*0"
USUAL = {
    "listen_code": "*80",
    "note_code": "*81",
    "notes_code": "*82",
    "close_code": "*90",
    "open_code": "*91",
    "help_code": USUAL_HELP,
}
USUAL_TALK = {
    "blind": "*1",
    "consult": "*2",
    "conference": "*3",
    "take_back": "*4",
    "hold": "*6",
    "park": "*5",
    "mute": "*7",
    "warm": "*8",
}


def supervision_problems(node: Node, file: str) -> Iterator[Problem]:
    """Every such problem."""
    agents = _part(node, "agents").children
    queues = _part(node, "queues").children
    supervisors = _part(node, "supervisors")
    for name, entry in supervisors.children.items():
        if name not in agents:
            remedy = did_you_mean(name, agents, "agents are") or "add it under agents"
            message = f'the supervisor "{name}" is no agent'
            yield supervisors.key(name).error(file, message, remedy)
        elif _only_telephones(agents[name]):
            message = f'the supervisor "{name}" has no SIP phone to listen with'
            remedy = "add one under devices: no telephone outside ever hears a talk"
            yield supervisors.key(name).warning(file, message, remedy)
        for place in _part(entry, "queues").items or []:
            if isinstance(place.value, str) and place.value not in queues:
                remedy = did_you_mean(place.value, queues, "queues are") or "add it under queues"
                yield place.error(file, f'there is no queue "{place.value}"', remedy)
    yield from _short_numbers([*agents.items(), *queues.items()], file)
    yield from _talk_codes(node, file)
    places = {name: _part(_part(node, "supervision"), name) for name in USUAL}
    places["record_code"] = _part(_part(node, "prompts"), "record_code")
    yield from _codes(places, file)


def _part(node: Node, key: str) -> Node:
    return node.children.get(key) or Node(node.line, node.column)


def _only_telephones(agent: Node) -> bool:
    devices = _part(agent, "devices").children.values()
    return bool(devices) and all("number" in device.children for device in devices)


def _talk_codes(node: Node, file: str) -> Iterator[Problem]:
    """Two things of the same code in mid-talk."""
    help_place = _part(_part(node, "supervision"), "help_code")
    owners = {str(help_place.value or USUAL_HELP): "help_code"}
    given = _part(node, "talk_codes").children
    for name, usual in USUAL_TALK.items():
        place = given.get(name)
        code = place.value if place is not None else usual
        if not isinstance(code, str) or not code:
            continue
        if code in owners:
            where = place or (help_place if owners[code] == "help_code" else given[owners[code]])
            message = f"{owners[code]} and {name} both have the code {code} in mid-talk"
            yield where.error(file, message, "give each a code of its own")
        owners.setdefault(code, name)


def _short_numbers(named: list[tuple[str, Node]], file: str) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for name, agent in named:
        place = _part(agent, "short_number")
        if not isinstance(place.value, str) or not place.value:
            continue
        if place.value in owners:
            message = f"{owners[place.value]} and {name} both have the short number {place.value}"
            yield place.error(file, message, "give each a number of its own")
        owners.setdefault(place.value, name)


def _codes(places: dict[str, Node], file: str) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for name, place in places.items():
        code = str(place.value or USUAL.get(name, USUAL_RECORD))
        hidden = name != "help_code" and any(one.startswith(code) for one in TAKEN)
        if code.startswith(TAKEN) or hidden:
            message = f"the code {code} belongs to the agents"
            yield place.error(file, message, "take another, such as *80")
        for other, taken in owners.items():
            if code.startswith(taken) or taken.startswith(code):
                message = f"{other} and {name} cannot be told apart: {taken} and {code}"
                where = places[other] if place.value is None else place  # what stands in the file
                yield where.error(file, message, "let neither begin with the other")
        owners[name] = code
