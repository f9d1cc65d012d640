"""Digits a dialplan asks for, at the fake switch: counted, timed, checked; secrets stay in the vault."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.asterisk.conftest import Room, connected
from tests.asterisk.fake_switch import FakeSwitch
from tests.waiting import until
from voipcc.core.commands import Play
from voipcc.core.events import DigitPressed, LegEnded
from voipcc.core.media_words import CheckDigits, Collect, Collected, StopTyping, TypingBegun
from voipcc.vault import Vault


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
async def room(fake: FakeSwitch, sounds: Path, vault: Vault) -> AsyncIterator[Room]:
    """A connected switch room with a vault of its own."""
    async with connected(fake, sounds, vault=vault) as room:
        yield room


def press(room: Room, leg: str, keys: str) -> None:
    for key in keys:
        room.fake.presses(leg, key)


@pytest.mark.parametrize(
    ("words", "keys", "expected"),
    [
        ({}, "123#", ("complete", "123", 3)),
        ({"longest": 3}, "1234", ("complete", "123", 3)),
        ({}, "12*34#", ("complete", "34", 2)),
        ({"end": "*"}, "12#3*", ("complete", "123", 3)),
        ({"end": "", "between_s": 0.1}, "12", ("complete", "12", 2)),
        ({"between_s": 0.1}, "12", ("complete", "12", 2)),
        ({"shortest": 4}, "123#", ("short", "123", 3)),
        ({}, "#", ("nothing", "", 0)),
        ({"between_s": 0.1}, "*", ("nothing", "", 0)),
        ({"check": CheckDigits("luhn")}, "79927398713#", ("complete", "79927398713", 11)),
        ({"check": CheckDigits("luhn")}, "79927398710#", ("wrong", "79927398710", 11)),
        ({"typed": "12"}, "3#", ("complete", "123", 3)),
        ({"typed": "1234", "longest": 3}, "", ("complete", "123", 3)),
    ],
)
async def test_digits_are_complete_by_key_by_number_or_by_time(
    room: Room, words: dict, keys: str, expected: tuple[str, str, int]
) -> None:
    """The terminator, the most digits and the pause end it; * begins anew; the check is made here."""
    leg = await room.caller()
    room.switch.carry_out(Collect(leg, "1-7", **words))
    press(room, leg, keys)
    await room.posted.next(TypingBegun, leg=leg, collection="1-7")
    found = await room.posted.next(Collected, leg=leg, collection="1-7")
    assert (found.result, found.digits, found.count) == expected


async def test_a_secret_is_sealed_until_its_leg_ends(room: Room, vault: Vault) -> None:
    """No digit is posted, not as a key either; the vault opens it by the collection, then forgets."""
    leg = await room.caller()
    room.switch.carry_out(Collect(leg, "1-7", longest=4, secret=True))
    press(room, leg, "4711")
    found = await room.posted.next(Collected, leg=leg)
    assert (found.result, found.digits, found.count) == ("complete", "", 4)
    assert vault.opened("1-7") == "4711" and "4711" not in repr(vault)
    assert not [one for one in room.posted if isinstance(one, DigitPressed)]
    room.fake.hangs_up(leg)
    await room.posted.next(LegEnded, leg=leg)
    assert vault.opened("1-7") is None and len(vault) == 0


async def test_a_wrong_secret_is_kept_nowhere(room: Room, vault: Vault) -> None:
    """What does not fit its check, or is too short, is told by its count and forgotten."""
    leg = await room.caller()
    for check, shortest, result in (
        (CheckDigits("mod97"), 1, "wrong"),
        (CheckDigits(), 9, "short"),
    ):
        room.switch.carry_out(Collect(leg, f"1-{shortest}", shortest, check=check, secret=True))
        press(room, leg, "4711#")
        found = await room.posted.next(Collected, leg=leg)
        assert (found.result, found.digits, found.count) == (result, "", 4)
    assert len(vault) == 0


async def test_keys_are_keys_again_afterwards(room: Room) -> None:
    """After the collection, and after it was stopped, a key is told as before."""
    leg = await room.caller()
    room.switch.carry_out(Collect(leg, "1-7"))
    room.switch.carry_out(StopTyping(leg))
    press(room, leg, "5")
    await room.posted.next(DigitPressed, leg=leg, digit="5")
    room.switch.carry_out(Collect(leg, "1-8", longest=1))
    press(room, leg, "67")
    await room.posted.next(Collected, leg=leg, digits="6")
    await room.posted.next(DigitPressed, leg=leg, digit="7")


async def test_keys_during_a_prompt_that_must_be_heard_are_dropped(room: Room) -> None:
    """They are no keys, and no digits of what is asked for afterwards; behind its end they count."""
    leg = await room.caller()
    room.switch.carry_out(Play(leg, "1-40", ("welcome",), deaf=True))
    await room.settled()
    press(room, leg, "12")
    room.switch.carry_out(Collect(leg, "1-7", longest=2))
    press(room, leg, "34")
    room.fake.played("1-40")
    await until(lambda: not room.leg(leg).playing)
    press(room, leg, "56")
    found = await room.posted.next(Collected, leg=leg)
    assert found.digits == "56"
    assert not [one for one in room.posted if isinstance(one, DigitPressed)]


@pytest.mark.parametrize(
    ("secret", "keys", "told"),
    [
        (False, "12#", ""),  # the end of what was complete already
        (False, "12#5", "5"),
        (False, "125#", "5#"),  # something else was begun
        (True, "1245#", ""),  # the rest of a secret that was thought longer
    ],
)
async def test_what_follows_digits_that_were_complete_is_no_key(
    room: Room, secret: bool, keys: str, told: str
) -> None:
    """The end key after the most digits means nothing, nor does what a secret is followed by."""
    leg = await room.caller()
    room.switch.carry_out(Collect(leg, "1-7", longest=2, secret=secret, between_s=0.3))
    press(room, leg, keys)
    await room.posted.next(Collected, leg=leg)
    await until(lambda: room.leg(leg).tail is None or not room.leg(leg).tail.keys)
    await until(lambda: room.leg(leg).tail is None)
    press(room, leg, "9")
    heard = []
    while (key := await room.posted.next(DigitPressed, leg=leg)).digit != "9":
        heard.append(key.digit)
    assert "".join(heard) == told


async def test_the_next_digits_may_be_typed_at_once(room: Room) -> None:
    """Behind a secret a second value is typed without a pause; the end key between them is no end of it."""
    leg = await room.caller()
    room.switch.carry_out(Collect(leg, "1-7", longest=2, secret=True))
    press(room, leg, "12")
    await room.posted.next(Collected, leg=leg)
    room.switch.carry_out(Collect(leg, "1-8", longest=3))
    press(room, leg, "#345")
    found = await room.posted.next(Collected, leg=leg)
    assert (found.collection, found.digits) == ("1-8", "345")


def test_the_vault_has_limits() -> None:
    """A leg keeps its latest values only; what belongs to legs that are gone is forgotten."""
    vault = Vault()
    for number in range(30):
        vault.seal("leg", f"1-{number}", str(number))
    assert len(vault) == 20 and vault.opened("1-9") is None and vault.opened("1-29") == "29"
    vault.seal("other", "2-1", "1")
    vault.keep_only({"other"})
    assert len(vault) == 1 and vault.opened("2-1") == "1"
