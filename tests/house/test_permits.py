"""Who may be called over a trunk, and under which number."""

import re
from pathlib import Path

import pytest

import voipcc
from voipcc.permits import Permit, PermitRefused, Wish, permit
from voipcc.settings import CentreSettings

OWN = "+4930123450"


def settings() -> CentreSettings:
    registration = {"server": "sip.example.net", "username": "me"}
    both = {"registration": registration, "permits": ["DE", "US"], "caller_id": "+4930999990"}
    return CentreSettings.model_validate(
        {
            "country": "DE",
            "trunks": {
                "both": both,
                "bare": {"proxy": "sip.example.net", "permits": ["DE"]},
                "inbound": {"registration": registration, "caller_id": OWN},
            },
        }
    )


@pytest.mark.parametrize("dialled", ["+4917012345678", "017012345678", "0170 1234-5678"])
def test_a_permit_names_number_country_trunk_and_caller(dialled: str) -> None:
    """However the number is written, the permit names it in E.164 with all that belongs to it."""
    given = permit(settings(), [OWN], Wish(dialled, "both", OWN))
    assert given == Permit("+4917012345678", "DE", "both", OWN, "mobile", 14400)


def test_the_trunks_own_number_is_shown_unless_another_is_chosen() -> None:
    """Without a choice the trunk's caller_id is shown."""
    assert permit(settings(), [OWN], Wish("+12125550123", "both")).caller_id == "+4930999990"


@pytest.mark.parametrize(
    ("dialled", "trunk", "shown", "why"),
    [
        ("+499001234567", "both", OWN, "premium"),
        ("0900 1 234567", "both", OWN, "premium"),
        ("+491805123456", "both", OWN, "shared cost"),
        ("112", "both", OWN, "emergency"),
        ("110", "both", OWN, "emergency"),
        ("+881612345678", "both", OWN, "satellite"),
        ("+43123456789", "both", OWN, "may not call AT"),
        ("+18095551234", "both", OWN, "may not call DO"),
        ("+4917012345678", "inbound", OWN, "may not call DE"),
        ("+4917012345678", "nowhere", OWN, "no trunk"),
        ("+4917012345678", "bare", "", "no number to show"),
        ("+4917012345678", "both", "+4917099999999", "centre's own"),
        ("+4917012345678;ext=112", "both", OWN, "no telephone number"),
        ("+4917012345678&PJSIP/x", "both", OWN, "no telephone number"),
        ("sip:x@y", "both", OWN, "no telephone number"),
        ("", "both", OWN, "no telephone number"),
        ("1" * 500, "both", OWN, "no telephone number"),
    ],
)
def test_what_has_no_permit_is_not_called(dialled: str, trunk: str, shown: str, why: str) -> None:
    """Expensive, emergency, foreign and impossible numbers, and a borrowed sender, are refused."""
    with pytest.raises(PermitRefused, match=why):
        permit(settings(), [OWN], Wish(dialled, trunk, shown, purpose="trial"))


def test_only_one_place_sends_calls_to_trunks() -> None:
    """No other module puts a trunk behind PJSIP/, and none but the permits makes a permit."""
    root = Path(voipcc.__file__).parent
    texts = {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.py")}
    origins = {name for name, text in texts.items() if re.search(r'"endpoint": f?"', text)}
    echo = "asterisk/switch/line_tests.py"  # its other end is an echo within the switch
    assert origins == {"asterisk/outgoing.py", "asterisk/switch/actions.py", echo}
    assert '"endpoint": "Local/s@echo/n"' in texts[echo]
    trunks = {name for name, text in texts.items() if re.search(r"PJSIP/[^\"]*trunk", text)}
    trunks -= {"asterisk/config/trunks.py"}  # whose docstring tells of an attack
    assert trunks == {"asterisk/outgoing.py", "database/cel.py"}  # the latter only reads
    assert {name for name, text in texts.items() if " Permit(" in text} == {"permits.py"}
    assert not re.search(r"\bDial\(|\bOriginate\(|Local/", texts["asterisk/config/entry.py"])
