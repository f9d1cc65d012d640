"""Numbers of customers and calls to them: typed in secret, permitted, journaled, then dialled."""

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.asterisk.conftest import People, Room, connected
from tests.asterisk.fake_switch import FakeSwitch
from tests.waiting import until
from voipcc.asterisk.address import Telephone
from voipcc.asterisk.clocks import clocks_of
from voipcc.core.commands import CheckNumber, CollectNumber, Dial, HangUp, Play, Record, Ring
from voipcc.core.events import (
    DigitPressed,
    LegAnswered,
    LegEnded,
    NumberChecked,
    RecordingFinished,
)
from voipcc.permits import Permit, PermitRefused, Wish

CUSTOMER, PREMIUM = "+4917012345678", "+499001234567"
SUMMER_MS = 1_750_068_000_000  # 16 June 2025


@dataclass
class Person:
    number: str


class Directory(People):
    """One person is known."""

    def who(self, party: str) -> Person | None:
        return Person(CUSTOMER) if party == "party-1" else None


@dataclass
class Ways:
    """Every ordinary number may be called; the journal is synced when a test says so."""

    time_zone: str = "Europe/Berlin"
    over: list[str] = field(default_factory=list)
    held: list[tuple[Callable[[], None], Callable[[str], None]]] = field(default_factory=list)

    def permit(self, wish: Wish, leg: str = "", call: str = "") -> Permit:
        if wish.dialled.startswith("+49900"):
            raise PermitRefused("premium, shared-cost and other special numbers are never called")
        return Permit(wish.dialled, "DE", wish.trunk or "carrier", wish.caller_id)

    def ended(self, leg: str) -> None:
        self.over.append(leg)

    def language_of(self, agent: str) -> str:
        return "en"

    def found(self, legs: Collection[str]) -> None:
        self.over += [one for one in self.over if one not in legs]

    def when_safe(self, act: Callable[[], None], refuse: Callable[[str], None]) -> None:
        self.held.append((act, refuse))


@pytest.fixture
def ways() -> Ways:
    return Ways()


@pytest.fixture
async def room(fake: FakeSwitch, sounds: Path, ways: Ways) -> AsyncIterator[Room]:
    """A connected switch room that may call out."""
    async with connected(fake, sounds, Directory(), ways=ways) as room:
        yield room


async def test_typed_digits_never_leave_the_room(room: Room) -> None:
    """A number is typed and comes back as a party; no digit of it is posted."""
    leg = await room.caller()
    room.switch.carry_out(CollectNumber(leg, "1-5", "carrier", "+4930123450"))
    for digit in "0170*017012345678#":
        room.fake.presses(leg, digit)
    checked = await room.posted.next(NumberChecked)
    assert (checked.check, checked.verdict, checked.party) == ("1-5", "allowed", "party-1")
    assert (checked.kind, checked.trunk, checked.clocks) == ("mobile", "carrier", checked.clocks)
    assert [asked for asked, _ in room.people.asked][-1] == CUSTOMER
    assert not any(isinstance(one, DigitPressed) for one in room.posted)
    room.fake.presses(leg, "1")
    assert (await room.posted.next(DigitPressed)).digit == "1"


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("09001234567#", "refused"),
        ("12345678901234#", "invalid"),
        ("#", "nothing"),
        ("110#", "invalid"),
    ],
)
async def test_what_cannot_be_called_is_told_apart(room: Room, typed: str, verdict: str) -> None:
    """Premium numbers are refused, others are none; nobody is put into the parties store."""
    leg = await room.caller()
    before = list(room.people.asked)
    room.switch.carry_out(CollectNumber(leg, "1-5"))
    for digit in typed:
        room.fake.presses(leg, digit)
    assert (await room.posted.next(NumberChecked)).verdict == verdict
    assert room.people.asked == before


async def test_a_known_party_is_checked_and_said(room: Room) -> None:
    """The number that called is looked up by its party, and said digit by digit."""
    leg = await room.caller()
    room.switch.carry_out(CheckNumber(leg, "1-5", "party-1", "carrier", "+4930123450"))
    assert (await room.posted.next(NumberChecked)).verdict == "allowed"
    room.switch.carry_out(CheckNumber(leg, "1-6", "forgotten"))
    assert (await room.posted.next(NumberChecked)).verdict == "invalid"
    room.switch.carry_out(Play(leg, "1-7", ("party/number",), "en", "party-1"))
    await until(lambda: any("play/1-7" in one for one in room.asked("POST")))
    body = next(body for body in room.fake.bodies if body and "media" in body)
    assert [Path(word).name for word in body["media"]] == ["1", "7", "1", "7"][: len(body["media"])]


async def test_nobody_is_called_before_the_journal_is_safe(room: Room, ways: Ways) -> None:
    """The call goes out only once what was decided survives a power cut; then it is answered."""
    room.switch.carry_out(Dial("1-9", "party-1", "carrier", "+4930123450", "1-2", 30))
    await room.settled()
    assert "1-9" not in room.fake.channels
    room.fake.reachable_endpoints.add(f"{CUSTOMER}@trunk-carrier-0f")
    ((act, _),) = ways.held
    act()
    await room.fake_has("1-9")
    body = next(body for body in room.fake.bodies if body and "endpoint" in body)
    assert body["endpoint"].startswith(f"PJSIP/{CUSTOMER}@")
    assert (body["callerId"], body["timeout"]) == ("+4930123450", 30)
    room.fake.answers("1-9")
    assert (await room.posted.next(LegAnswered)).leg == "1-9"


async def test_a_journal_in_trouble_means_no_call(room: Room, ways: Ways) -> None:
    """Where the permit cannot be kept, and where nobody is known, the leg ends at once."""
    room.switch.carry_out(Dial("1-9", "party-1", "carrier", "+4930123450", "1-2"))
    ((_, refuse),) = ways.held
    refuse("the disk is full")
    assert (await room.posted.next(LegEnded)).leg == "1-9"
    room.switch.carry_out(Dial("1-10", "forgotten", "carrier", "+4930123450", "1-2"))
    assert (await room.posted.next(LegEnded)).leg == "1-10"
    assert not room.fake.channels


async def test_a_hang_up_while_the_journal_is_synced_calls_nobody(room: Room, ways: Ways) -> None:
    """Who is taken back in that moment is never called."""
    room.switch.carry_out(Dial("1-9", "party-1", "carrier", "+4930123450", "1-2"))
    room.switch.carry_out(HangUp("1-9"))
    ways.held[0][0]()
    assert (await room.posted.next(LegEnded)).leg == "1-9"
    assert not [one for one in room.asked("POST") if one.endswith("channels/1-9")]


async def test_a_phone_shows_whom_the_callback_is_for(room: Room) -> None:
    """An agent's phone that rings for a callback shows the customer's number."""
    room.switch.carry_out(Ring("1-20", "anna/desk", "", "1-1", "sales", 20, "party-1"))
    await room.fake_has("1-20")
    body = next(body for body in room.fake.bodies if body and "endpoint" in body)
    assert CUSTOMER in body["callerId"]


async def test_an_agents_telephone_is_rung_through_its_trunk(
    room: Room, ways: Ways, fake: FakeSwitch, sounds: Path
) -> None:
    """With a permit that is safe on disk; a key it presses is heard; without a permit it is unreachable."""
    mobile = Telephone(CUSTOMER, "carrier", "", "trunk-carrier-0f")
    hotline = Telephone(PREMIUM, "carrier", "", "trunk-carrier-0f")
    telephones = {"anna/mobile": mobile, "anna/hotline": hotline}
    room.switch.readdress(replace(fake.address((sounds,)), telephones=telephones))
    caller = await room.caller()
    room.fake.reachable_endpoints.add(f"{CUSTOMER}@trunk-carrier-0f")
    room.switch.carry_out(Ring("1-9", "anna/mobile", caller, "1-1", "sales", 20))
    ((act, _),) = ways.held
    act()
    await room.fake_has("1-9")
    body = next(body for body in room.fake.bodies if body and "endpoint" in body)
    assert body["endpoint"] == f"PJSIP/{CUSTOMER}@trunk-carrier-0f"
    assert (body["callerId"], body["originator"], body["timeout"]) == ("+4930123450", caller, 20)
    room.fake.answers("1-9")
    assert (await room.posted.next(LegAnswered)).leg == "1-9"
    room.fake.presses("1-9", "1")
    assert (await room.posted.next(DigitPressed)).digit == "1"
    room.switch.carry_out(Ring("1-10", "anna/hotline", caller, "1-1", "sales", 20))
    ended = await room.posted.next(LegEnded)
    assert (ended.leg, ended.cause, ended.by) == ("1-10", 20, "switch")


async def test_a_recording_that_cannot_begin_is_told(room: Room) -> None:
    """A refused recording is none: the core hears of it at once."""
    room.switch.carry_out(Record("gone", "1-9"))
    finished = await room.posted.next(RecordingFinished)
    assert (finished.recording, finished.length_ms) == ("1-9", 0)


@pytest.mark.parametrize(
    ("number", "ahead"),
    [("+4930123456", [120]), ("+12125550123", [-240]), ("+18005550123", [120])],
)
def test_a_number_has_the_clocks_of_its_place(number: str, ahead: list[int]) -> None:
    """Berlin and New York have their own; a number that may be anywhere has the centre's."""
    clocks = clocks_of(number, "Europe/Berlin", SUMMER_MS)
    assert [clock[0][1] for clock in clocks] == ahead


def test_a_clock_that_changes_says_when() -> None:
    """Two days before summer time ends the clock has both."""
    before_ms = 1_761_300_000_000  # 24 October 2025
    ((now, later),) = clocks_of("+4930123456", "UTC", before_ms)
    assert (now[1], later[1]) == (120, 60)
    assert later[0] == 1_761_440_400_000  # 26 October 2025, 01:00 UTC
