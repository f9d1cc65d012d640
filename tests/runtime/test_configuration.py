"""The configuration files, compared with the ones a person has read and found right.

`VOIPCC_WRITE_GOLDEN=1` writes them anew; read the difference before committing it.
"""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.runtime.centres import NUMBERS, blueprint
from voipcc.asterisk.config import files, number_forms
from voipcc.asterisk.config.marks import endpoint_marks
from voipcc.asterisk.config.text import section
from voipcc.asterisk.config.trunks import trunk_endpoint

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(name for name, text in files(blueprint()).items() if text.count("\n") > 1)


@pytest.mark.parametrize("name", NAMES)
def test_each_file_is_as_it_was_read_and_found_right(name):
    """A configuration file changes only together with its golden file."""
    text = files(blueprint())[name]
    golden = GOLDEN / name.replace("/", "-")
    if os.environ.get("VOIPCC_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_no_password_of_a_phone_stands_in_any_file():
    """Phones' passwords reach the switch as digests only."""
    plan = blueprint()
    everything = "\n".join(files(plan).values())
    assert not [secret for secret in plan.secrets.devices.values() if secret.password in everything]


def test_a_display_name_cannot_end_its_quotes_or_its_line():
    """What people write as a name stays one quoted word."""
    plan = blueprint()
    line = next(
        line
        for line in files(plan)["pjsip.d/devices.conf"].splitlines()
        if line.startswith("callerid") and "Anna" in line
    )
    assert line == 'callerid = "Anna A Müller x" <anna>'


def test_a_value_with_a_line_break_is_refused():
    """No value can bring a line of its own into a file."""
    with pytest.raises(ValueError, match="one line"):
        section("a", {"b": "c\nd"})


def test_a_semicolon_in_a_value_does_not_begin_a_comment():
    """A semicolon is written so that Asterisk reads it as one."""
    assert section("a", {"b": "c;d"}) == "[a]\nb = c\\;d\n"


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_an_unencrypted_phone_reaches_a_public_address_from_nowhere(transport):
    """Without a network named as local, an unencrypted phone is denied from every address."""
    text = _devices(transport, listen={"address": "203.0.113.5"})
    assert "deny = 0.0.0.0/0.0.0.0" in text
    assert "permit" not in text


def test_an_unencrypted_phone_is_let_in_from_local_networks_only():
    """A named local network is the only place an unencrypted phone may be."""
    text = _devices("udp", listen={"address": "203.0.113.5"}, local_networks=["10.1.0.0/16"])
    assert re.findall(r"^(?:deny|permit) = (.*)$", text, re.M) == ["0.0.0.0/0.0.0.0", "10.1.0.0/16"]


def test_a_public_centre_opens_no_unencrypted_transport_nobody_needs():
    """UDP and TCP are closed when neither a phone, nor a carrier, nor a local network wants them."""
    from voipcc.asterisk.config import wanted_transports

    plan = blueprint(
        listen={"address": "203.0.113.5"},
        agents={"anna": {"devices": {"desk": {"transport": "tls"}}}},
        trunks={},
    )
    assert wanted_transports(plan.settings) == {"tls"}


def test_a_phone_over_tls_must_encrypt_its_audio():
    """A tls phone has SRTP keys demanded of it, a browser phone DTLS."""
    text = files(blueprint())["pjsip.d/devices.conf"]
    desk, web = text.split("[annaweb-00]", 1)
    assert "media_encryption = sdes" in desk
    assert "webrtc = yes" in web


def test_outside_addresses_are_told_to_phones_behind_no_local_network():
    """A public address becomes the external address of every transport."""
    text = files(blueprint(public_address="203.0.113.9", local_networks=["10.0.0.0/8"]))[
        "pjsip.conf"
    ]
    assert text.count("external_media_address = 203.0.113.9") == 4
    assert text.count("local_net = 10.0.0.0/8") == 4


def test_every_endpoint_bears_a_mark_that_follows_its_text():
    """The mark by which a reload is verified changes with the endpoint and only with it."""
    before = endpoint_marks(files(blueprint())["pjsip.d/trunks.conf"])
    plan = blueprint()
    trunks = dict(plan.settings.model_dump(mode="json")["trunks"])
    trunks["known"]["codecs"] = ["ulaw"]
    after = endpoint_marks(files(blueprint(trunks=trunks))["pjsip.d/trunks.conf"])
    names = {name: trunk_endpoint(name, plan.secrets) for name in ("known", "account", "silent")}
    assert before.keys() == after.keys() == set(names.values())
    assert {name for name in before if before[name] != after[name]} == {names["known"]}


def test_a_carrier_that_gave_no_password_yet_is_not_registered_with():
    """A registration without a password would only get the account locked."""
    text = files(blueprint())["pjsip.d/trunks.conf"]
    assert "[trunk-account-registration]" in text
    assert "[trunk-silent-registration]" not in text


@pytest.mark.parametrize(
    ("number", "country", "forms"),
    [
        ("+4930123456", "DE", ("+4930123456", "004930123456", "4930123456", "030123456")),
        ("+12125550100", "US", ("+12125550100", "01112125550100", "12125550100")),
        ("+390212345", "IT", ("+390212345", "00390212345", "390212345", "0212345")),
        ("+4930123456", "FR", ("+4930123456", "004930123456", "4930123456")),
    ],
)
def test_a_number_is_known_in_the_forms_its_country_writes(number, country, forms):
    """International forms always, the national form only at home."""
    assert number_forms(number, country) == forms


def test_only_own_numbers_lead_to_the_controller():
    """A trunk's context holds the owned numbers' forms and no pattern that matches others."""
    text = files(blueprint())["extensions.conf"]
    context = text.split("[from-trunk-known]\n", 1)[1].split("\n[", 1)[0]
    dialled = re.findall(r"^exten => ([^,]+),", context, re.M)
    assert sorted(dialled) == sorted(form for one in NUMBERS for form in number_forms(one, "DE"))


def _devices(transport: str, **changes: object) -> str:
    agents = {"ben": {"devices": {"soft": {"transport": transport}}}}
    return files(blueprint(agents=agents, **changes))["pjsip.d/devices.conf"]


def test_the_names_of_trunks_at_the_switch_are_secret():
    """Other secrets make other names, and each is long enough that nobody guesses it."""
    plan = blueprint()
    other = replace(plan.secrets, seed=plan.secrets.seed + 1)
    assert trunk_endpoint("known", plan.secrets) != trunk_endpoint("known", other)
    assert re.fullmatch(r"trunk-known-[0-9a-f]{16}", trunk_endpoint("known", plan.secrets))
