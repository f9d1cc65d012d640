"""Agents' telephones are there while their trunk is, also when they are new at it."""

from dataclasses import replace

import structlog

from tests.asterisk.fake_switch import FakeSwitch
from voipcc.asterisk.address import SwitchAddress, Telephone
from voipcc.asterisk.switch.presence import Presence
from voipcc.core.events import DeviceChanged
from voipcc.core.moment import Moment

TRUNK = "trunk-carrier"
MOBILE = Telephone("+4917012345678", "carrier", "", TRUNK)


class Silent:
    """Nobody is asked anything by AMI here."""

    def send(self, *_: object, **__: object) -> None:
        raise AssertionError("nothing is to be asked")


def presence(address: SwitchAddress) -> tuple[Presence, list[tuple[str, bool]]]:
    """A presence and what it posts."""
    posted: list[tuple[str, bool]] = []

    def post(event: DeviceChanged) -> None:
        posted.append((event.device, event.reachable))

    made = Presence(Silent(), address, post, lambda: Moment(1, 1), structlog.get_logger())  # type: ignore[arg-type]
    return made, posted


def status(endpoint: str, word: str) -> dict[str, str]:
    uri = f"sip:{endpoint}@x"
    return {"EndpointName": endpoint, "ContactStatus": word, "URI": uri, "RoundtripUsec": "900"}


async def test_telephones_follow_their_trunk(fake: FakeSwitch) -> None:
    """Each telephone of a trunk comes and goes with it; phones are told apart from trunks."""
    telephones = {"anna/mobile": MOBILE, "ben/home": MOBILE}
    made, posted = presence(replace(fake.address(), telephones=telephones))
    made.contact_changed(status(TRUNK, "Reachable"))
    assert posted == [("anna/mobile", True), ("ben/home", True)]
    assert made.reachable == ("anna/mobile", "ben/home")
    made.contact_changed(status(TRUNK, "NonQualified"))
    made.contact_changed(status("trunk-other", "Reachable"))
    made.contact_changed(status(TRUNK, "Unreachable"))
    assert posted[2:] == [("anna/mobile", False), ("ben/home", False)]


async def test_a_telephone_is_new_at_a_trunk_that_is_there(fake: FakeSwitch) -> None:
    """After a reload it is told at once, and one that was taken out is gone."""
    made, posted = presence(fake.address())
    made.learn([{"Endpoint": TRUNK, "Status": "Reachable", "Uri": "sip:x"}])
    assert made.reachable == () and posted == []
    made.name_devices(replace(fake.address(), telephones={"anna/mobile": MOBILE}))
    assert posted == [("anna/mobile", True)]
    made.name_devices(fake.address())
    assert posted[1:] == [("anna/mobile", False)]
