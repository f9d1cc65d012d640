"""Telephones of agents: numbers outside that are rung through a trunk like a phone."""

from voipcc.asterisk.address import Telephone
from voipcc.asterisk.config.trunks import trunk_endpoint
from voipcc.permits import PermitRefused, Wish, permit
from voipcc.settings import CentreSettings


def telephones_of(settings: CentreSettings) -> dict[str, Telephone]:
    """Every telephone by its device ("anna/mobile"), with the trunk that may call it.

    One that no trunk may call is left out: it is never reachable.
    """
    found = {}
    for agent, person in settings.agents.items():
        for name, device in person.devices.items():
            if device.number is None:
                continue
            shown = device.caller_id or device.number  # which number is shown is decided later
            wish = Wish(device.number, device.trunk or "", shown, purpose="phone")
            try:
                trunk = permit(settings, (shown,), wish).trunk
            except PermitRefused:
                continue
            line = Telephone(device.number, trunk, device.caller_id or "", trunk_endpoint(trunk))
            found[f"{agent}/{name}"] = line
    return found
