"""Calls out over a real Asterisk: what is permitted reaches the carrier, and nothing else ever does."""

import asyncio
import contextlib
import json
import ssl
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from tests.house.test_permit_table import (
    EMERGENCY_SPELLINGS,
    GARBAGE,
    SPELLINGS,
    emergency_numbers,
    examples,
)
from tests.live.cell import CALLER, NUMBER, Cell, loopback, until
from tests.live.nursery import told
from tests.live.raw_caller import RawCaller
from voipcc.asterisk.config.trunks import trunk_endpoint
from voipcc.core.commands import Dial, HangUp
from voipcc.database.permit_book import recent
from voipcc.permits import BY_AGENTS, PURPOSES, PermitRefused, Purpose
from voipcc.server import House, open_house
from voipcc.softphone.wire import ANSWER, BUSY, RING, IncomingCall, Reaction, WirePhone

pytestmark = [
    pytest.mark.live,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("permits"),
]
FIXED, MOBILE, PREMIUM, SHARED = 0, 1, 4, 5  # as the phone-number library counts kinds
PLENTY = "dialling: {per_minute: 120, per_day: 5000, at_once: 100, in_a_row: 1000, prefix_per_hour: 5000}\n"
PREMIUM_NUMBER = "+499001234567"
WAYS: tuple[Purpose, ...] = tuple(
    way for way in PURPOSES.values() if way not in ("redirect", "trial")
)
AGENTS = ("in-de", "in-fr", "in-us", "in-au", "in-jp", "in-br", "in-in")
REDIRECTS = (
    *(PREMIUM_NUMBER, NUMBER, "*11", "s"),
    # Asterisk would take what stands before a / for a kind of channel.
    f"PJSIP%2F{PREMIUM_NUMBER.replace('+', '%2B')}%40trunk-out",
    "Local%2F%2B4930123450%40numbers",
    "PJSIP%2Ftrunk-out%2Fsip:%2B499001234567",
)
HELPED = ("DE", "FR", "GB", "US", "AU", "JP", "BR", "IN", "ZA", "EG")


@dataclass
class Town(Cell):
    """A centre in this process, with a carrier and a trunk for emergencies."""

    house: House = None  # type: ignore[assignment]
    reaction: Reaction = BUSY
    help_address: str = field(default_factory=loopback)
    out_address: str = field(default_factory=loopback)
    legs: int = 1000  # Asterisk takes "99-8" for taken while there is a "99-80"

    def write_with(self, dialling: str) -> None:
        trunk = "addresses: [{0}/32], proxy: '{0}:5060', caller_id: '+4930123450'"
        countries = ", ".join(sorted({*examples(FIXED), *examples(MOBILE), *examples(PREMIUM)}))
        self.more = (
            f"  out: {{{trunk.format(self.out_address)}, permits: [{countries}]}}\n"
            f"  help: {{{trunk.format(self.help_address)}}}\n"
            f"{dialling}invitations: {{port: 0}}\n"
        )
        self.write()
        file = self.folder / "centre.yaml"
        people = "".join(
            f"  in-{one.lower()}: {{country: {one}, emergency_trunk: help, "
            "devices: {desk: {transport: udp}}}\n"
            for one in HELPED
        )
        file.write_text(file.read_text().replace("\nqueues:", f"\n{people}queues:"))

    def open_carriers(self) -> tuple[WirePhone, WirePhone]:
        phones = [
            WirePhone(address, self.server, port=5060, tone_hz=1000, policy=self.react)
            for address in (self.out_address, self.help_address)
        ]
        self.phones += phones
        return phones[0], phones[1]

    def react(self, _call: IncomingCall) -> Reaction:
        return self.reaction

    def dial(self, party: str, purpose: Purpose, agent: str, trunk: str = "out") -> str:
        """Order a call as the core does; its leg."""
        self.legs += 1
        leg = f"99-{self.legs}"
        self.house.switch.carry_out(Dial(leg, party, trunk, NUMBER, leg, 20, agent, purpose))
        return leg

    def typed(self, dialled: str, purpose: Purpose, agent: str) -> str:
        """An agent's own dialling: what was typed becomes a party, or the reason for a refusal."""
        try:
            party = self.house.switch._customers.party_to_dial(dialled, agent, purpose)
        except PermitRefused as refused:
            return refused.reason
        self.dial(party, purpose, agent)
        return "allowed"

    async def all_over(self) -> None:
        """Every leg has ended. One that ended before it could be watched is hung up, as the core would."""
        legs = self.house.ways.limits.legs
        try:
            await until(lambda: not legs, 10)
        except TimeoutError:
            for leg in legs:
                self.house.switch.carry_out(HangUp(leg))
            await until(lambda: not legs, 20)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    town = Town(tmp_path_factory.mktemp("permits"), queue_words="wrap_up_s: 0")
    town.write_with(PLENTY)
    async with open_house(town.folder) as house:
        town.house, town.status = house, house.status()
        carrier, rescue = town.open_carriers()
        town.carrier_phone, town.help_phone = carrier, rescue  # type: ignore[attr-defined]
        try:
            yield town
        finally:
            for phone in town.phones:
                with contextlib.suppress(OSError):
                    await phone.close(timeout_s=1.0)


def arrived(phone: WirePhone) -> Counter[str]:
    """Whom the switch called by this trunk so far."""
    return Counter(call.called for call in phone.calls if call.direction == "in")


async def test_a_hundred_decisions_at_the_real_switch(town: Town) -> None:
    """Allowed numbers reach the carrier as they are meant, refused ones never, help by its own trunk."""
    carrier, rescue = town.carrier_phone, town.help_phone  # type: ignore[attr-defined]
    wanted: Counter[str] = Counter()
    spellings, ways, spoils = list(SPELLINGS.values()), list(WAYS), list(GARBAGE.values())
    for kind in (FIXED, MOBILE):
        for turn, e164 in enumerate(list(examples(kind).values())[kind * 3 :: 9][:25]):
            way = ways[turn % len(ways)]
            agent = "anna" if way in BY_AGENTS else ""
            assert town.typed(spellings[turn % len(spellings)](e164), way, agent) == "allowed"
            wanted[e164] += 1
    for kind in (PREMIUM, SHARED):
        for turn, e164 in enumerate(list(examples(kind).values())[:15]):
            way = ways[turn % len(ways)]
            assert town.typed(spellings[turn % len(spellings)](e164), way, "anna") == "class"
            town.dial(
                town.house.parties.party_of(e164), way, "anna"
            )  # nor when it is known already
    for turn, e164 in enumerate(list(examples(MOBILE).values())[::20][:10]):
        assert town.typed(spoils[2 * turn](e164), "dial", "anna") == "number"
    for turn, country in enumerate(HELPED):
        spelling = list(EMERGENCY_SPELLINGS.values())[turn]
        agent = f"in-{country.lower()}"
        assert town.typed(spelling(emergency_numbers()[country]), "dial", agent) == "allowed"
    assert town.typed("112", "dial", "anna") == "emergency"
    await until(lambda: sum(arrived(carrier).values()) >= 50 and len(rescue.calls) >= 10, 30)
    await town.all_over()
    assert arrived(carrier) == wanted
    secret = trunk_endpoint("out", town.house.secrets)  # whoever knew it could call by it
    assert not any(secret in repr(call.invite) for call in carrier.calls)  # type: ignore[attr-defined]
    assert all("sip:" in repr(call.invite) for call in carrier.calls)  # type: ignore[attr-defined]
    assert sum(arrived(carrier).values()) == 50
    assert arrived(rescue) == Counter(emergency_numbers()[country] for country in HELPED)
    await town.nothing_left(30)


async def test_a_stolen_account_is_stopped_at_the_real_switch(town: Town) -> None:
    """Thirty calls at once to one prefix: five reach the carrier, an alarm stands, others call on."""
    town.write_with("")
    assert (await town.ask("reload"))["plan"]
    carrier = town.carrier_phone  # type: ignore[attr-defined]
    before, town.reaction = arrived(carrier), ANSWER
    said = [town.typed(f"+37121110{turn:03d}", "dial", "ben") for turn in range(30)]
    assert said == ["allowed"] * 5 + ["limit"] + ["parked"] * 24
    assert town.typed(CALLER, "dial", "in-gb") == "allowed"
    await until(lambda: sum((arrived(carrier) - before).values()) == 6, 20)
    ben = await town.agent_state("ben")
    assert ben["dialling_parked"] == "more than 5 calls within a minute"
    assert (await town.agent_state("in-gb"))["dialling_parked"] == ""
    assert "ALARM: dialling parked" in (town.state.log / "voipcc.jsonl").read_text()
    calls = [call for call in carrier.calls if call.direction == "in" and not call.over]
    for call in calls:
        call.hang_up()
    await town.all_over()
    assert town.typed(CALLER, "dial", "ben") == "parked"
    await town.ask("agent.unpark", agent="ben")
    assert town.typed(CALLER, "dial", "ben") == "allowed"
    await until(lambda: arrived(carrier)[CALLER] - before[CALLER] == 2, 10)
    for call in carrier.calls:
        call.hang_up()
    await town.all_over()
    await town.nothing_left(30)


async def test_a_stolen_phone_is_stopped(town: Town) -> None:
    """The same by dialling on a registered phone: five calls, then a prompt and nobody is called."""
    town.write_with("")
    assert (await town.ask("reload"))["plan"]
    carrier, town.reaction = town.carrier_phone, ANSWER  # type: ignore[attr-defined]
    before = arrived(carrier)
    phone = await town.agent_phone("in-za")
    await town.ask("agent.log_in", agent="in-za")
    for turn in range(8):
        call = phone.place_call(f"+3712222{turn:04d}")
        await call.answered(15)
        # Hung up before it is decided or has arrived, a call would be missed that should not be.
        await until(lambda turn=turn: len(decided(town, "in-za")) > turn, 15)
        allowed = decided(town, "in-za").count("allowed")
        await until(
            lambda allowed=allowed: sum((arrived(carrier) - before).values()) >= allowed, 15
        )
        assert allowed == min(turn + 1, 5)
        call.hang_up()
        await call.ended(15)
    assert decided(town, "in-za") == ["allowed"] * 5 + ["limit"] + ["parked"] * 2
    assert sum((arrived(carrier) - before).values()) == 5
    state = await town.agent_state("in-za")
    assert state["dialling_parked"] == "more than 5 calls within a minute"
    alarms = [
        line
        for line in (town.state.log / "voipcc.jsonl").read_text().splitlines()
        if "ALARM: dialling parked" in line and "in-za" in line
    ]
    assert len(alarms) == 1
    await town.ask("agent.log_out", agent="in-za")
    await town.all_over()
    await town.nothing_left(30)


def decided(town: Town, agent: str) -> list[str]:
    """What became of an agent's calls, oldest first; calls for help count against no limit."""
    newest = recent(town.state.permits, 20, agent)
    return [one.reason for one in reversed(newest) if one.kind != "emergency"]


async def test_a_redirect_is_not_followed(town: Town) -> None:
    """A called person's phone says "call there instead" (302): nobody is called, the leg ends."""
    carrier = town.carrier_phone  # type: ignore[attr-defined]
    for agent, target in zip(AGENTS, REDIRECTS, strict=True):
        town.reaction, before = RING, len(carrier.calls)
        assert town.typed(CALLER, "dial", agent) == "allowed"
        await until(lambda before=before: len(carrier.calls) > before, 10)
        redirect(carrier.calls[-1], f"sip:{target}@{town.listen}:{town.server[1]}")
        await town.all_over()
        await town.nothing_left(30)
        assert len(carrier.calls) == before + 1
    refused = [one for one in recent(town.state.permits, 50) if one.purpose == "redirect"]
    assert [one.number for one in refused] == ["**", "+4930****50", "+4990******67"]
    assert {one.reason for one in refused} == {"redirect"}


def redirect(call: IncomingCall, target: str) -> None:
    """Answer the INVITE with 302."""
    call._respond(302, (("Contact", f"<{target}>"),))
    call.finish("us", 302)


async def test_an_agents_phone_redirects_nobody(town: Town) -> None:
    """An agent's phone that diverts calls has declined: no number outside rings, the caller waits on."""
    carrier = town.carrier_phone  # type: ignore[attr-defined]
    anna = await town.ready_agent("anna", reaction=RING)
    before = len(carrier.calls)
    caller = await town.call(town.carrier())
    await caller.press("1")
    rung = await anna.next_call()
    redirect(rung, f"sip:{PREMIUM_NUMBER}@{town.listen}:{town.server[1]}")

    async def declined() -> bool:
        return (await town.agent_state("anna"))["work"] == "idle"

    await until(declined, 10)
    assert not caller.over and len(carrier.calls) == before
    caller.hang_up()
    await caller.ended()
    await town.ask("agent.log_out", agent="anna")
    await town.nothing_left(30)
    assert len(carrier.calls) == before


async def test_what_comes_in_commands_nothing(town: Town) -> None:
    """A caller's REFER, Replaces and Diversion are not obeyed, and no name or number gives a right."""
    carrier = town.carrier_phone  # type: ignore[attr-defined]
    before = len(carrier.calls)
    ben = await town.ready_agent("ben", tone_hz=700)
    gate = town.carrier()
    caller = await town.call(gate)
    await caller.press("1")
    rung = await ben.next_call()
    await rung.hears(1000)
    dialog = rung.dialog
    for target in (f"{PREMIUM_NUMBER}@{town.out_address}", f"{NUMBER}@{town.listen}", "*11@x"):
        headers = (("Refer-To", f"<sip:{target}>"), ("Contact", gate.contact))
        assert (await caller.request("REFER", headers=headers)).status == 603
    replaces = (
        f"Replaces: {dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}\r\n"
    )
    for more in (replaces, replaces.replace(";from-tag", ";early-only;from-tag")):
        thief = RawCaller(town.trunk_address, town.server, NUMBER, more)
        with contextlib.closing(thief):
            answer = await thief.ask("INVITE", thief.description("m=audio 40000 RTP/AVP 8"))
            assert answer.status == 401
    stranger = RawCaller(town.trunk_address, town.server, NUMBER)
    with contextlib.closing(stranger):
        outside = f"Refer-To: <sip:{PREMIUM_NUMBER}@{town.out_address}>\r\n"
        assert (await stranger.ask("REFER", more=outside)).status >= 400
    await rung.hears(1000, for_s=0.3)
    await caller.hears(700, for_s=0.3)
    caller.hang_up()
    await rung.ended()
    await town.ask("agent.log_out", agent="ben")
    await town.nothing_left(30)
    assert len(carrier.calls) == before


async def test_a_callers_name_number_and_diversion_give_no_right(town: Town) -> None:
    """Whoever shows an agent's name or our own number is a caller like any other, codes are 404."""
    endpoint = town.house.secrets.devices["anna/desk"].endpoint
    diversion = (
        f"Diversion: <sip:{NUMBER}@c>;reason=unconditional\r\nHistory-Info: <sip:112@c>;index=1\r\n"
    )
    gate = town.carrier()
    before = len(await town.records(0))
    for shown in ("anna", endpoint, NUMBER, "112", f'"*11" <sip:{endpoint}'):
        sender = shown if "<" in shown else f"<sip:{shown}@{town.listen}"
        for called, status in ((NUMBER, 200), ("*11", 404), ("+4917012345678", 404), ("112", 404)):
            raw = RawCaller(town.trunk_address, town.server, called, diversion, f"{sender}>")
            with contextlib.closing(raw):
                answer = await raw.ask("INVITE", raw.description("m=audio 40000 RTP/AVP 8"))
                assert answer.status == status, (shown, called)
                if status == 200:
                    await raw.ask("BYE")
    records = await town.records(before + 5)
    assert {record.number for record in records[before:]} == {NUMBER}
    assert (await town.agent_state("anna"))["presence"] == "logged_out"
    assert not gate.calls and not town.house.ways.limits.legs
    await asyncio.sleep(0)
    await town.nothing_left(30)


async def test_an_agent_in_need_talks_to_help(town: Town) -> None:
    """112 from an agent's phone leaves by the agent's own trunk, parked or not, through a restart."""
    help_phone, town.reaction = town.help_phone, ANSWER  # type: ignore[attr-defined]
    town.house.ways.limits.parked["in-de"] = "a test"
    phone = await town.agent_phone("in-de", tone_hz=700)
    await town.ask("agent.log_in", agent="in-de")
    before = len(help_phone.calls)
    call = phone.place_call("112")
    await until(lambda: len(help_phone.calls) > before, 10)
    helper = help_phone.calls[-1]
    await call.hears(1000)
    await helper.hears(700)
    assert helper.called == "112"
    state = await town.agent_state("in-de")
    assert (state["presence"], state["reason"]) == ("not_ready", "emergency")
    await town.ask("agent.log_out", agent="in-de")
    switch = town.house.switch
    known = [*switch._emergencies.calls.values()]
    known[0].agent = "somebody"  # so that it differs from what is learnt anew
    switch._lines._stream.close()  # type: ignore[union-attr]  # the controller is away for a moment
    await until(lambda: [*switch._emergencies.calls.values()] not in ([], known), 10)
    await helper.hears(700, for_s=0.3)
    await call.hears(1000, for_s=0.3)
    assert [leg.agent for leg in town.house.ways.limits.legs.values()] == [""]
    call.hang_up()
    await helper.ended()
    await town.all_over()
    await town.nothing_left(30)
    second = phone.place_call("1 1 2")
    await until(lambda: len(help_phone.calls) > before + 1, 10)
    await second.hears(1000)
    help_phone.calls[-1].hang_up()
    await second.ended()
    town.house.ways.limits.parked.pop("in-de")
    await until(lambda: recent(town.state.permits, 1)[0].ended_ms)
    newest = recent(town.state.permits, 1)[0]
    assert (newest.kind, newest.number, newest.agent) == ("emergency", "112", "in-de")
    await town.nothing_left(30)


@pytest.mark.parametrize("case", ["trunk is busy", "no trunk", "premium"])
async def test_who_cannot_be_called_is_told_at_once(town: Town, case: str) -> None:
    """The agent hears why nobody is called, and the line is free again."""
    help_phone, town.reaction = town.help_phone, BUSY  # type: ignore[attr-defined]
    agent = "in-fr" if case == "trunk is busy" else "ben"
    dialled = PREMIUM_NUMBER if case == "premium" else "112"
    phone = await town.agent_phone(agent, tone_hz=700)
    before = len(help_phone.calls)
    call = phone.place_call(dialled)
    await call.answered()
    await call.ended(20)
    assert call.ended_by == "far"
    assert len([sound for sound in call.timeline() if sound.hz]) > 10
    assert len(help_phone.calls) == before + (case == "trunk is busy")
    await town.all_over()
    await town.nothing_left(30)


async def test_an_invited_phone_registers(town: Town) -> None:
    """What a phone fetches by its invitation lets it register; the same link gives nothing again."""
    words = ("agent", "invite", "anna", "--for", "settings", "-c", str(town.folder), "--json")
    link = json.loads((await told(*words)).out)["link"]
    status, text = await fetched(town, link)
    lines = dict(line.split(": ", 1) for line in text.splitlines())
    assert status == 200
    assert lines["server"] == f"{town.listen}:{town.server[1]}"
    phone = WirePhone(loopback(), town.server, user=lines["username"], password=lines["password"])
    town.phones.append(phone)
    assert await phone.register() == 200
    assert (await fetched(town, link))[0] == 404
    assert link.split("/")[-2] not in (town.state.log / "voipcc.jsonl").read_text()


async def fetched(town: Town, link: str) -> tuple[int, str]:
    """What a phone that trusts the centre's certificate gets by a link."""

    def fetch() -> tuple[int, str]:
        context = ssl.create_default_context(cafile=town.state.asterisk / "keys" / "cert.pem")
        try:
            with urllib.request.urlopen(link, context=context, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    return await asyncio.to_thread(fetch)
