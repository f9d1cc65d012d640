"""Agents' telephones in the centre file: what is wrong with them, and what the plan and the switch get."""

from pathlib import Path

import pytest

from voipcc.asterisk.address import Telephone
from voipcc.asterisk.config.blueprint import device_ids
from voipcc.asterisk.config.trunks import trunk_endpoint
from voipcc.asterisk.telephones import telephones_of
from voipcc.centre_file import load_centre
from voipcc.core import plan as core
from voipcc.dialplan.publisher import _agent
from voipcc.secrets_file import load_secrets
from voipcc.settings import CentreSettings

HEAD = "format: 1\n"
TRUNK = (
    "trunks:\n  carrier:\n    {proxy: 203.0.113.7, addresses: [203.0.113.7/32], permits: [DE],"
    " caller_id: '+4930123450'}\n"
)


def loaded(tmp_path: Path, devices: str, more: str = "") -> tuple[CentreSettings | None, str]:
    """The settings of a centre whose only agent has these devices, and what is said of it."""
    text = f"{HEAD}agents:\n  anna:\n    devices: {{{devices}}}\n{more}queues:\n  sales: {{agents: [anna]}}\n"
    (tmp_path / "centre.yaml").write_text(text + TRUNK)
    found = load_centre(tmp_path / "centre.yaml", {})
    return found.settings, "\n".join(str(one) for one in found.problems)


def test_a_telephone_is_no_sip_phone(tmp_path: Path) -> None:
    """It has no endpoint and no password; the switch gets its number, the core only its name."""
    devices = (
        "desk: {transport: tls}, mobile: {number: '+4917012345678', confirm_s: 9}, "
        "home: {number: '+4930555123', trunk: carrier, caller_id: '+4930123450', calls: false}"
    )
    settings, said = loaded(tmp_path, devices, "    rescue: home\n")
    assert settings is not None, said
    assert set(device_ids(settings)) == {"anna/desk"}
    secrets = load_secrets(tmp_path / "secrets.json", settings)
    assert set(secrets.devices) == {"anna/desk"}
    endpoint = trunk_endpoint("carrier", secrets)
    assert telephones_of(settings, secrets) == {
        "anna/mobile": Telephone("+4917012345678", "carrier", "", endpoint),
        "anna/home": Telephone("+4930555123", "carrier", "+4930123450", endpoint),
    }
    anna = _agent(settings, "anna")
    assert isinstance(anna, core.Agent)
    assert anna.devices == ("anna/desk", "anna/mobile")
    assert anna.telephones == {"anna/mobile": 9, "anna/home": 15}
    assert "4917012345678" not in repr(anna)


@pytest.mark.parametrize(
    ("devices", "words"),
    [
        ("mobile: {number: '+499001234567'}", "+499001234567 cannot be called: premium"),
        ("mobile: {number: '+33155512345'}", "may not call FR"),
        ("mobile: {number: '0170 12345678'}", "with + and country code"),
        ("mobile: {number: '+4917012345678', trunk: carier}", 'did you mean "carrier"?'),
        ("mobile: {number: '+4917012345678', transport: udp}", "a telephone has no transport"),
        ("desk: {trunk: carrier}", '"desk" has trunk but no number: it is a SIP phone'),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, devices: str, words: str) -> None:
    """A number nobody may call, or none; an unknown trunk; keys that do not fit each other."""
    assert words in loaded(tmp_path, devices)[1]


def test_a_rescue_is_one_of_the_agents_telephones(tmp_path: Path) -> None:
    """A phone that registers over the line that died rescues nobody."""
    said = loaded(tmp_path, "desk: {transport: tls}", "    rescue: desk\n")[1]
    assert 'anna has no telephone "desk" to be rescued by' in said
    assert "add one: devices: {mobile: {number:" in said
