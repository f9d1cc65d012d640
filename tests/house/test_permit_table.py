"""Every territory, every kind of number, every spelling, every way to dial."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat as Format
from phonenumbers import PhoneNumberType as Type
from phonenumbers.phonemetadata import PhoneMetadata

from tests.effort import some
from voipcc.destination import NoNumber, destination, emergency
from voipcc.permits import BY_AGENTS, PURPOSES, Permit, PermitRefused, Wish, permit
from voipcc.settings import CentreSettings

OWN = "+4930123450"
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TRIED = some(REGIONS)  # all of them in `./run test`
WAYS = [way for way in PURPOSES if way != "redirect"]
ALLOWED, PREMIUM, SHARED = (Type.FIXED_LINE, Type.MOBILE), Type.PREMIUM_RATE, Type.SHARED_COST
# Country codes of no country; none of them is ever called by a trunk that lists countries.
WORLD = {800: "free", 808: "shared", 870: "satellite", 878: "personal", 881: "satellite"} | {
    882: "satellite",
    883: "satellite",
    979: "premium",
}


def in_script(zero: str) -> Callable[[str], str]:
    """The same digits in another script."""
    digits = {str(value): chr(ord(zero) + value) for value in range(10)}
    return lambda e164: "".join(digits.get(sign, sign) for sign in e164)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "+": lambda e164: e164,
    "00": lambda e164: "00" + e164[1:],
    "%2B": lambda e164: "%2B" + e164[1:],
    "%2b": lambda e164: "%2b" + e164[1:],
    "spaces": lambda e164: f" +{e164[1:3]} {e164[3:6]} {e164[6:]} ",
    "no-break spaces": lambda e164: f"{e164[:3]}\u00a0{e164[3:]}",
    "signs": lambda e164: f"{e164[:3]} ({e164[3:5]}) {e164[5:7]}-{e164[7:9]}.{e164[9:]}/",
    "Arabic digits": in_script("٠"),
    "Devanagari digits": in_script("०"),
    "wide digits": lambda e164: in_script("０")(e164).replace("+", "＋"),
}
GARBAGE: dict[str, Callable[[str], str]] = {
    ";ext=": lambda e164: f"{e164};ext=12",
    "#": lambda e164: f"{e164}#",
    "inner #": lambda e164: f"{e164[:5]}#{e164[5:]}",
    "&": lambda e164: f"{e164}&PJSIP/x",
    ",": lambda e164: f"{e164},,5",
    "@": lambda e164: f"{e164}@192.0.2.1",
    "x": lambda e164: f"{e164} x 12",
    "CRLF": lambda e164: f"{e164}\r\nX-Header: 1",
    "newline": lambda e164: f"{e164}\n",
    "NUL": lambda e164: f"{e164}\0",
    "tab": lambda e164: f"{e164[:4]}\t{e164[4:]}",
    "variable": lambda e164: f"{e164}${{EXTEN}}",
    "letters": lambda e164: f"{e164[:4]}CALLME",
    "two plus": lambda e164: f"+{e164}",
    "very long": lambda e164: e164 + "0" * 5000,
    "long": lambda e164: e164 + "0" * 12,
    "spaces for ever": lambda e164: e164 + " " * 60,
    "phone-context": lambda e164: f"{e164[3:]};phone-context={e164[:3]}",
    "isub": lambda e164: f"{e164};isub=1",
    "half a %": lambda e164: f"%2{e164}",
    "superscript": lambda e164: f"{e164}²",
    "circled": lambda e164: f"{e164}①",
    "right to left": lambda e164: f"\u202e{e164}",
}


@cache
def settings() -> CentreSettings:
    """A trunk that may call every country, and an agent in each."""
    everywhere = {"proxy": "sip.example.net", "permits": REGIONS, "caller_id": OWN}
    local = {"proxy": "sip.example.net", "caller_id": OWN}
    agents = {
        f"a-{region.lower()}": {"country": region, "emergency_trunk": "help"} for region in REGIONS
    }
    agents["mobile"] = {}
    return CentreSettings.model_validate(
        {
            "country": "DE",
            "trunks": {"everywhere": everywhere, "help": local},
            "agents": agents,
        }
    )


@cache
def examples(kind: int) -> dict[str, str]:
    """A number of this kind in E.164 for each territory that has any."""
    found = {one: phonenumbers.example_number_for_type(one, kind) for one in TRIED}
    return {
        region: phonenumbers.format_number(number, Format.E164)
        for region, number in found.items()
        if number is not None
    }


def wishes(dialled: str, ways: Iterator[str]) -> Wish:
    """The next way to dial, so that each meets every spelling and every kind."""
    way = PURPOSES[next(ways)]
    agent = "mobile" if way in BY_AGENTS else ""
    return Wish(dialled, "everywhere", OWN, agent, way)


def asked(wish: Wish) -> Permit | None:
    """The permit, or None."""
    try:
        return permit(settings(), (OWN,), wish)
    except PermitRefused:
        return None


def test_fixed_and_mobile_numbers_of_every_territory_are_called_however_they_are_written() -> None:
    """Two kinds, every territory, every spelling: permitted, and dialled as the same number."""
    ways, count = cycle(WAYS), 0
    for kind in ALLOWED:
        for e164 in examples(kind).values():
            for spelling in SPELLINGS.values():
                given = asked(wishes(spelling(e164), ways))
                assert given is not None and given.number == e164, (e164, spelling(e164))
                assert given.kind in ("fixed", "mobile", "fixed_or_mobile")
                count += 1
    assert count > 18 * len(TRIED)


@pytest.mark.parametrize("kind", [PREMIUM, SHARED], ids=["premium", "shared cost"])
def test_premium_and_shared_cost_numbers_of_every_territory_are_refused(kind: int) -> None:
    """Every territory, every spelling, every way: nobody is called."""
    ways, count = cycle(WAYS), 0
    for e164 in examples(kind).values():
        for spelling in (*SPELLINGS.values(), *GARBAGE.values()):
            assert asked(wishes(spelling(e164), ways)) is None, spelling(e164)
            count += 1
    assert count > 3 * len(TRIED)


def test_no_class_permits_a_premium_number() -> None:
    """Premium is no word of `classes`: no setting opens it."""
    classes = CentreSettings.model_json_schema()["$defs"]["TrunkSettings"]["properties"]["classes"]
    assert "premium" not in classes["items"]["enum"]


def test_garbage_never_reaches_a_dial_string() -> None:
    """Every territory, every way to spoil a number: it is refused whole, never trimmed into shape."""
    ways, count = cycle(WAYS), 0
    for e164 in examples(Type.MOBILE).values():
        for spoil in GARBAGE.values():
            assert asked(wishes(spoil(e164), ways)) is None, repr(spoil(e164))
            count += 1
    assert count > 20 * len(TRIED)


def test_a_sign_that_is_no_digit_makes_it_no_number() -> None:
    """Of twelve thousand signs only digits, of any script, may stand in a number."""
    for sign in {chr(code) for code in range(0x3000)} - set("+ ().-/\u00a0"):
        if unicodedata.decimal(sign, None) is None:
            with pytest.raises(NoNumber):
                destination(f"+49170{sign}12345678", "DE")


def test_numbers_of_no_country_are_not_called() -> None:
    """Satellites, world-wide premium, shared and free numbers: refused in every spelling."""
    ways = cycle(WAYS)
    for code in WORLD:
        number = phonenumbers.example_number_for_non_geo_entity(code)
        assert number is not None
        e164 = phonenumbers.format_number(number, Format.E164)
        for spelling in SPELLINGS.values():
            assert asked(wishes(spelling(e164), ways)) is None, e164
        assert destination(e164, "DE").kind in ("toll_free", "shared_cost", *WORLD.values())


def test_national_and_international_spellings_of_each_country_mean_the_same() -> None:
    """A centre in any country dials as people there do: 011, 0011, 8~10 and the like."""
    wrong = []
    for region in TRIED:
        number = phonenumbers.example_number_for_type(region, Type.MOBILE)
        abroad = phonenumbers.parse("+493012345678" if region != "DE" else "+12125550123")
        for one in (number, abroad):
            if one is None:
                continue
            typed = phonenumbers.format_out_of_country_calling_number(one, region)
            e164 = phonenumbers.format_number(one, Format.E164)
            if destination(typed.replace("~", ""), region).number != e164:
                wrong.append((region, typed))
    assert wrong == []


@cache
def emergency_numbers() -> dict[str, str]:
    """An emergency number of each territory."""
    found = {}
    for region in REGIONS:
        metadata = PhoneMetadata.short_metadata_for_region(region)
        known = metadata.emergency if metadata else None
        if known is not None and known.example_number:
            found[region] = known.example_number
    return found


EMERGENCY_SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda number: number,
    "spaces": " ".join,
    "#": lambda number: f"{number}#",
    ",": lambda number: f"{number},1",
    ";": lambda number: f"{number};ext=1",
    "&": lambda number: f"{number}&x",
    "Arabic digits": in_script("٠"),
    "wide digits": in_script("０"),
    "NUL": lambda number: f"{number}\0",
    "CRLF": lambda number: f"{number}\r\nX: 1",
}


def test_emergency_numbers_of_every_territory_leave_by_the_agents_trunk() -> None:
    """An agent's own country decides; no permit, class or spelling stands before help."""
    ways = cycle(sorted(BY_AGENTS))
    assert len(emergency_numbers()) > 200
    for region, number in emergency_numbers().items():
        for spelling in EMERGENCY_SPELLINGS.values():
            wish = Wish(spelling(number), "", "", f"a-{region.lower()}", next(ways))  # type: ignore[arg-type]
            given = asked(wish)
            assert given is not None, (region, spelling(number))
            assert (given.number, given.country) == (number, region)
            assert (given.trunk, given.kind, given.longest_s) == ("help", "emergency", 0)


@pytest.mark.parametrize("dialled", ["112", "110", "+49112", "0049112", "0112", "112 112", "11299"])
def test_help_is_found_behind_habits(dialled: str) -> None:
    """The country's code, an office's 0, and digits too many do not hide an emergency number."""
    found = emergency(dialled, "DE")
    assert found is not None and found.number in ("110", "112")


@pytest.mark.parametrize(
    ("dialled", "country"),
    [("1123456789", "AR"), ("+12129110000", "US"), ("0301120000", "DE"), ("118", "US")],
)
def test_a_number_that_begins_like_help_is_somebodys(dialled: str, country: str) -> None:
    """A whole valid number is that person's, though it begins with an emergency number's digits."""
    assert emergency(dialled, country) is None


@pytest.mark.parametrize("way", sorted(set(WAYS) - BY_AGENTS))
def test_only_an_agent_calls_for_help(way: str) -> None:
    """A caller's callback, a dialplan or a trial never rings the police."""
    with pytest.raises(PermitRefused, match="by hand"):
        permit(settings(), (OWN,), Wish("112", "help", "", "", PURPOSES[way]))


def test_an_agent_without_a_trunk_for_help_is_told_so() -> None:
    """Where no trunk is named the refusal has a word of its own: the agent hears a prompt."""
    with pytest.raises(PermitRefused, match="mobile phone") as refused:
        permit(settings(), (OWN,), Wish("112", "", "", "mobile", "dial"))
    assert refused.value.reason == "emergency"


def test_a_redirect_is_never_followed() -> None:
    """A phone that answers "call there instead" gets nobody called."""
    for e164 in examples(Type.MOBILE).values():
        assert asked(Wish(e164, "everywhere", OWN, "", "redirect")) is None
