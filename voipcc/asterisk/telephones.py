"""Telephones of agents: numbers outside that are rung through a trunk like a phone."""

from voipcc.asterisk.address import Telephone
from voipcc.asterisk.config.trunks import trunk_endpoint
from voipcc.permits import PermitRefused, Wish, permit
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings


def telephones_of(settings: CentreSettings, secrets: Secrets) -> dict[str, Telephone]:
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
            endpoint = trunk_endpoint(trunk, secrets)
            line = Telephone(device.number, trunk, device.caller_id or "", endpoint)
            found[f"{agent}/{name}"] = line
    return found


def trunk_endpoints(settings: CentreSettings, secrets: Secrets) -> dict[str, str]:
    """What the switch calls each trunk."""
    return {name: trunk_endpoint(name, secrets) for name in settings.trunks}
