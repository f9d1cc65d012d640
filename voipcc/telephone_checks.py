"""What is wrong with agents' telephones in a centre file: nobody may call them, or nobody would."""

from collections.abc import Iterator

from voipcc.document import Node
from voipcc.permits import PermitRefused, Wish, permit
from voipcc.problem import Problem, did_you_mean
from voipcc.settings import CentreSettings, DeviceSettings


def telephone_problems(settings: CentreSettings, node: Node, file: str) -> Iterator[Problem]:
    """Every such problem."""
    owners: dict[str, str] = {}
    for agent, person in settings.agents.items():
        place = node.at("agents", agent)
        for name, device in person.devices.items():
            at = place.at("devices", name)
            if device.number is None:
                yield from _no_telephone(name, device, at, file)
                continue
            yield from _telephone(settings, device, at, file)
            owner = owners.setdefault(device.number, agent)
            if owner != agent:
                message = f"{agent} and {owner} have the same telephone"
                yield at.at("number").warning(file, message, "it is busy when both are called")
        yield from _rescue(settings, agent, place, file)


def _no_telephone(name: str, device: DeviceSettings, at: Node, file: str) -> Iterator[Problem]:
    for key in ("trunk", "caller_id", "confirm_s", "calls"):
        if key in at.children:
            message = f'"{name}" has {key} but no number: it is a SIP phone'
            yield at.key(key).error(file, message, 'add number: "+4917012345678", or take it out')


def _telephone(
    settings: CentreSettings, device: DeviceSettings, at: Node, file: str
) -> Iterator[Problem]:
    number, trunk = device.number or "", device.trunk or ""
    if trunk and trunk not in settings.trunks:
        remedy = did_you_mean(trunk, settings.trunks, "trunks are") or "add it under trunks"
        yield at.at("trunk").error(file, f'there is no trunk "{trunk}"', remedy)
        return
    if "transport" in at.children:
        message = "a telephone has no transport: it is rung through a trunk"
        yield at.key("transport").warning(file, message, "leave it out")
    try:
        wish = Wish(number, trunk, number, purpose="phone")  # what is shown is another matter
        permit(settings, (number,), wish)
    except PermitRefused as refused:
        remedy = "permits: [DE] at a trunk allows a country; until then it is never rung"
        yield at.at("number").error(file, f"{number} cannot be called: {refused}", remedy)


def _rescue(settings: CentreSettings, agent: str, place: Node, file: str) -> Iterator[Problem]:
    person = settings.agents[agent]
    if person.rescue is None:
        return
    telephones = [name for name, one in person.devices.items() if one.number is not None]
    if person.rescue not in telephones:
        remedy = did_you_mean(person.rescue, telephones, "telephones are")
        remedy = remedy or 'add one: devices: {mobile: {number: "+4917012345678"}}'
        message = f'{agent} has no telephone "{person.rescue}" to be rescued by'
        yield place.at("rescue").error(file, message, remedy)
