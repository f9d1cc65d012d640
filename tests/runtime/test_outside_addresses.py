"""What the configuration tells phones beyond a 1:1 NAT."""

from tests.runtime.centres import blueprint
from voipcc.asterisk.config import files

OUTSIDE = {"listen": {"address": "10.50.0.10"}, "public_address": "203.0.113.10"}


def test_a_trusted_public_network_is_still_told_the_public_address():
    """Unencrypted SIP may come from a home's public address, which our inside address means nothing to."""
    plan = blueprint(local_networks=["10.50.0.0/24", "198.51.100.7/32"], **OUTSIDE)
    text = files(plan)["pjsip.conf"]
    assert "local_net = 10.50.0.0/24" in text
    assert "198.51.100.7" not in text


def test_browsers_outside_and_inside_are_given_an_address_each():
    """ICE offers the public address beside the inside one, and nothing of the kind without NAT."""
    line = "10.50.0.10 = 203.0.113.10,include_local_address"
    assert line in files(blueprint(**OUTSIDE))["rtp.conf"]
    assert "ice_host_candidates" not in files(blueprint())["rtp.conf"]
