"""What is wrong in a centre file beyond the form of each value: names, addresses, ports, safety.

The checks look at the nodes and not at the settings, so that they find their part even
where another part cannot be read.
"""

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from pathlib import Path

import phonenumbers

from voipcc.dialling_checks import dialling_problems, has_way_out
from voipcc.document import Node
from voipcc.export_checks import export_problems
from voipcc.places import shipped_sounds
from voipcc.problem import Problem, did_you_mean
from voipcc.prompt_names import languages_in
from voipcc.routing_checks import members, routing_problems
from voipcc.settings import CentreSettings
from voipcc.shift_checks import shift_problems
from voipcc.supervision_checks import supervision_problems
from voipcc.telephone_checks import telephone_problems
from voipcc.wrap_up_checks import wrap_up_problems
from voipcc.zones import is_zone, zones

NO_PROMPTS = "there are no prompts in the language"
FEWEST_PORTS = 20
PORTS_PER_CALL = 4  # RTP and RTCP for the caller and for the agent
OPEN_TRANSPORTS = ("udp", "tcp")
WIDEST_PREFIX = 8
HIGHEST_PORT = 65535
LOWEST_FREE_PORT = 1024
LISTENED = (("udp", 5060), ("tcp", 5060), ("tls", 5061), ("wss", 8089))
COUNTRY_SLIPS = {"UK": "GB", "EN": "GB", "EL": "GR", "SP": "ES"}


def centre_problems(
    node: Node, settings: CentreSettings | None, file: str, folder: Path
) -> list[Problem]:
    """Every such problem. `settings` is None where the form is wrong already."""
    problems = [
        *_people(node, file),
        *routing_problems(node, file),
        *wrap_up_problems(node, file),
        *dialling_problems(node, file),
        *supervision_problems(node, file),
        *_places_on_earth(node, file),
        *_languages(node, file, folder),
        *export_problems(node, file, folder),
    ]
    problems += [*_ports(node, file), *_networks(node, file), *_trunks(node, file)]
    problems += _exposure(node, file)
    if settings is not None:
        problems += _whole(settings, node, file)
    return problems


def _texts(node: Node) -> list[tuple[str, Node]]:
    """The texts of a list with their places."""
    return [(item.value, item) for item in node.items or [] if isinstance(item.value, str)]


def _child(node: Node, *path: str) -> Node:
    """The node at the path, or an empty one in its place."""
    for step in path:
        found = node.children.get(step)
        if found is None:
            return Node(node.line, node.column)
        node = found
    return node


def _twice(node: Node, file: str, what: str) -> Iterator[Problem]:
    seen = set()
    for text, place in _texts(node):
        if text in seen:
            yield place.error(file, f'{what} "{text}" stands here twice', "remove one")
        seen.add(text)


# --- agents and queues --------------------------------------------------------------------------------


def _people(node: Node, file: str) -> Iterator[Problem]:
    agents = _child(node, "agents").children
    busy = set()
    for queue in _child(node, "queues").children.values():
        seen: set[str] = set()
        for name, place in members(queue):
            busy.add(name)
            if name in seen:
                yield place.error(file, f'the agent "{name}" stands here twice', "remove one")
            seen.add(name)
            if name not in agents:
                remedy = did_you_mean(name, agents, "agents are") or "add it under agents"
                yield place.error(file, f'there is no agent "{name}"', remedy)
        yield from _callback_trunk(node, queue, file)
    for name, agent in agents.items():
        place = _child(node, "agents").key(name)
        if agent.is_mapping and not _child(agent, "devices").children:
            remedy = "add devices: {desk: {transport: tls}}"
            yield place.warning(file, f'the agent "{name}" has no device to ring', remedy)
        if name not in busy and name not in _child(node, "supervisors").children:
            remedy = "name the agent in a queue's agents"
            yield place.warning(file, f'the agent "{name}" serves no queue', remedy)
    yield from _twice(_child(node, "break_reasons"), file, "the reason")


def _callback_trunk(node: Node, queue: Node, file: str) -> Iterator[Problem]:
    trunk, trunks = _child(_child(queue, "callback"), "trunk"), _child(node, "trunks").children
    if isinstance(trunk.value, str) and trunk.value not in trunks:
        remedy = did_you_mean(trunk.value, trunks, "trunks are") or "add it under trunks"
        yield trunk.error(file, f'there is no trunk "{trunk.value}"', remedy)


# --- countries, zones, languages ------------------------------------------------------------------------


def _places_on_earth(node: Node, file: str) -> Iterator[Problem]:
    zone = _child(node, "time_zone")
    if isinstance(zone.value, str) and not is_zone(zone.value):
        near = did_you_mean(zone.value, zones())
        remedy = near if near.startswith("did") else "a zone has a name like Europe/Berlin"
        yield zone.error(file, f'there is no time zone "{zone.value}"', remedy)
    places = [_child(node, "country")]
    for trunk in _child(node, "trunks").children.values():
        permits = _child(trunk, "permits")
        places += permits.items or []
        yield from _twice(permits, file, "the country")
    for agent in _child(node, "agents").children.values():
        places += [_child(agent, "country"), *(_child(agent, "dials").items or [])]
    for place in places:
        yield from _country(place, file)


def _country(place: Node, file: str) -> Iterator[Problem]:
    code = place.value
    known = phonenumbers.SUPPORTED_REGIONS
    if not isinstance(code, str) or not code.isupper() or len(code) != 2 or code in known:
        return  # what has not even the form of a code is the form's matter
    near = COUNTRY_SLIPS.get(code)
    remedy = f'did you mean "{near}"?' if near else "two capital letters of ISO 3166, such as DE"
    yield place.error(file, f'there is no country "{code}"', remedy)


def _languages(node: Node, file: str, folder: Path) -> Iterator[Problem]:
    listed = _child(node, "languages")
    yield from _twice(listed, file, "the language")
    sounds = _child(node, "sounds").value
    own = folder / (sounds if isinstance(sounds, str) else "sounds")
    known = languages_in([own, shipped_sounds()])
    known |= {file.stem for file in own.glob("*.yaml")}  # one that is being written
    places = _texts(listed)
    for agent in _child(node, "agents").children.values():
        spoken = _child(agent, "language")
        if isinstance(spoken.value, str):
            places.append((spoken.value, spoken))
    for language, place in places:
        if language not in known:
            remedy = (
                f"there are {', '.join(sorted(known))}; others begin with their texts in "
                f"{own.name}/{language}.yaml"
            )
            yield place.error(file, f'{NO_PROMPTS} "{language}"', remedy)


# --- ports and networks -----------------------------------------------------------------------------------


def _ports(node: Node, file: str) -> Iterator[Problem]:
    place = _child(node, "rtp_ports")
    ports = _port_range(place.text) if place.is_scalar else None
    if ports is not None:
        yield from _range_problems(ports, place, node, file)
    listen = _child(node, "listen")
    taken: dict[tuple[str, int], str] = {}
    doors = [(name, _child(listen, name), usual) for name, usual in LISTENED]
    if "invitations" in node.children:
        invitations = _child(node, "invitations")
        doors.append(("invitations", invitations.children.get("port", invitations), 8443))
    for name, port, default in doors:
        number = default if port.value is None else port.value
        if not isinstance(number, int) or isinstance(number, bool) or number == 0:
            continue
        kind = "udp" if name == "udp" else "tcp"  # the others are spoken over TCP
        if (kind, number) in taken:
            message = f"{name} and {taken[kind, number]} both have the port {number}"
            yield port.error(file, message, "give each a port of its own, or 0 for a free one")
        taken.setdefault((kind, number), name)
        if kind == "udp" and ports and ports[0] <= number <= ports[1]:
            message = f"the port {number} lies within rtp_ports {ports[0]}-{ports[1]}"
            yield port.error(file, message, "take SIP or the audio elsewhere")


def _port_range(text: str) -> tuple[int, int] | None:
    first, dash, last = text.partition("-")
    if not dash or not first.isdigit() or not last.isdigit():
        return None
    return int(first), int(last)


def _range_problems(
    ports: tuple[int, int], place: Node, node: Node, file: str
) -> Iterator[Problem]:
    first, last = ports
    if last < first:
        remedy = f'the smaller one first: "{last}-{first}"'
        yield place.error(file, "rtp_ports is reversed", remedy)
        return
    if last > HIGHEST_PORT:
        yield place.error(file, f"there is no port {last}", f"{HIGHEST_PORT} at most")
    if first < LOWEST_FREE_PORT:
        message = f"ports under {LOWEST_FREE_PORT} belong to the system"
        yield place.error(file, message, 'such as "10000-11999"')
    count = last - first + 1
    calls = _child(node, "max_calls").value
    wanted = (calls if isinstance(calls, int) else 500) * PORTS_PER_CALL
    if count < FEWEST_PORTS:
        remedy = f"{PORTS_PER_CALL} for each call at once; {FEWEST_PORTS} at least"
        yield place.error(file, f"rtp_ports has only {count} ports", remedy)
    elif count < wanted:
        message = f"rtp_ports has {count} ports, enough for {count // PORTS_PER_CALL} calls at once"
        remedy = f'"{first}-{first + wanted - 1}", or a smaller max_calls'
        if first + wanted - 1 > HIGHEST_PORT:
            remedy = f"max_calls: {count // PORTS_PER_CALL}"
        yield place.warning(file, message, remedy)


def _networks(node: Node, file: str) -> Iterator[Problem]:
    for network, place in _read_networks(_child(node, "local_networks")):
        if network.prefixlen < WIDEST_PREFIX:
            message = f"{network} is a large part of the Internet, not a local network"
            yield place.error(file, message, "name your own network, such as 192.168.1.0/24")


def _read_networks(node: Node) -> list[tuple[IPv4Network, Node]]:
    found = []
    for text, place in _texts(node):
        try:
            found.append((IPv4Network(text), place))
        except ValueError:  # the form has said so
            continue
    return found


# --- trunks -------------------------------------------------------------------------------------------------


def _trunks(node: Node, file: str) -> Iterator[Problem]:
    trunks = _child(node, "trunks")
    for name, trunk in trunks.children.items():
        if trunk.is_mapping:
            yield from _trunk(name, trunk, trunks.key(name), file)


def _trunk(name: str, trunk: Node, place: Node, file: str) -> Iterator[Problem]:
    keys = trunk.children
    if not {"addresses", "registration"} & set(keys):
        remedy = "add addresses: the carrier calls from, or registration:"
        yield place.error(file, f'nobody can call in by the trunk "{name}"', remedy)
    if "permits" in keys and _child(trunk, "permits").items and not has_way_out(trunk):
        remedy = "add proxy: the carrier's host"
        message = f'calls by the trunk "{name}" have nowhere to go'
        yield trunk.key("permits").error(file, message, remedy)
    for network, at in _read_networks(_child(trunk, "addresses")):
        if network.prefixlen < WIDEST_PREFIX:
            message = f"calls from anybody in {network} would be taken for the carrier's"
            yield at.error(file, message, "name the carrier's own addresses")


# --- exposed means attacked -----------------------------------------------------------------------------------


def _exposure(node: Node, file: str) -> Iterator[Problem]:
    """Unencrypted SIP where the Internet can reach it is refused unless a local network is named."""
    if not _is_exposed(node):
        return
    local = [network for network, _ in _read_networks(_child(node, "local_networks"))]
    remedy = "use tls, or name the network it is in under local_networks"
    for agent, entry in _child(node, "agents").children.items():
        for device, form in _child(entry, "devices").children.items():
            transport = _child(form, "transport")
            if transport.value in OPEN_TRANSPORTS and not local:
                message = f"{agent}'s phone {device!r} would speak {transport.value} unencrypted"
                yield transport.error(file, f"{message} on a public address", remedy)
    for name, trunk in _child(node, "trunks").children.items():
        yield from _exposed_trunk(name, trunk, _child(node, "trunks").key(name), local, file)


def _exposed_trunk(
    name: str, trunk: Node, place: Node, local: list[IPv4Network], file: str
) -> Iterator[Problem]:
    transport = _child(trunk, "transport")
    spoken = transport.value if transport.value is not None else "udp"
    if spoken not in OPEN_TRANSPORTS or not trunk.is_mapping:
        return
    at = transport if transport.value is not None else place
    message = f'the trunk "{name}" would speak {spoken} unencrypted on a public address'
    if not local:
        remedy = "use tls, or name the carrier's network under local_networks"
        yield at.error(file, message, remedy)
        return
    for network, where in _read_networks(_child(trunk, "addresses")):
        if not any(network.subnet_of(one) for one in local):
            remedy = "its calls can be listened to on the way; tls is better"
            yield where.warning(file, f"{message}, with {network}", remedy)


def _is_exposed(node: Node) -> bool:
    """Whether strangers can reach the listen address: public, any, or behind 1:1 NAT."""
    if isinstance(_child(node, "public_address").value, str):
        return True
    try:
        address = IPv4Address(_child(node, "listen", "address").text or "127.0.0.1")
    except AddressValueError:
        return False
    return address.is_unspecified or address.is_global


# --- what needs whole settings -----------------------------------------------------------------------------------


def _whole(settings: CentreSettings, node: Node, file: str) -> Iterator[Problem]:
    yield from telephone_problems(settings, node, file)
    yield from shift_problems(settings, node, file)
    asterisk, place = settings.asterisk, node.at("asterisk")
    if asterisk.mode == "external":
        for key in ("ari_url", "ami_address"):
            if not getattr(asterisk, key):
                remedy = f"add asterisk.{key}"
                yield place.error(file, f"an external Asterisk needs its {key}", remedy)
        if asterisk.ari_url and not asterisk.ari_url.startswith(("http://", "https://")):
            where = node.at("asterisk", "ari_url")
            yield where.error(file, "ari_url is no address", "such as http://127.0.0.1:8088")
        for name in ("udp", "tcp", "tls", "wss"):
            if not getattr(settings.listen, name):
                where = node.at("listen", name)
                message = f"listen.{name} is 0, but nobody chooses a port at an external Asterisk"
                yield where.error(file, message, "write the port")
        if asterisk.program is not None:
            where = place.key("program")
            yield where.warning(file, "program is not used with mode: external", "leave it out")
    elif asterisk.ari_url or asterisk.ami_address or asterisk.cel_file:
        message = "ari_url, ami_address and cel_file are only used with mode: external"
        yield place.warning(file, message, "leave them out, or write mode: external")
    ca_file = settings.carriers_ca_file
    if ca_file is not None and not (ca_file.is_absolute() and ca_file.is_file()):
        where = node.at("carriers_ca_file")
        yield where.error(file, f"there is no {ca_file}", "write the whole path of a PEM file")
    reachable = settings.listen.address
    if settings.public_address and reachable.is_loopback:
        where = node.at("public_address")
        message = f"public_address is set, but {reachable} cannot be reached from outside"
        yield where.error(file, message, "set listen.address to the machine's own address")
