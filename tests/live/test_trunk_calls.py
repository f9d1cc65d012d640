"""What carriers do to calls at a running centre, and that nobody gets out of it."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.live.carriers import play
from tests.live.cell import CALLER, NUMBER, Cell, loopback, until
from tests.live.raw_caller import RawCaller
from tests.sums import check_sums
from voipcc.core.cdr import Conversation
from voipcc.database.archive import Archive
from voipcc.database.parties import Parties
from voipcc.softphone.wire import DEAF, Call, IncomingCall, OutgoingCall, Reaction, WirePhone
from voipcc.softphone.wire.call import KeyWay
from voipcc.softphone.wire.message import Response, sequence

pytestmark = [
    pytest.mark.live,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("trunk calls"),
]
AUDIO = ("m=audio 40000 RTP/AVP 8 0 101", "a=rtpmap:101 telephone-event/8000")
PREMIUM = "+499001234567"
ASSERTED = "+4917012345678"
MAX_CALLS = 5


class Town(Cell):
    """A centre with a trunk of each kind, each known by an address of its own."""

    address: dict[str, str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    kinds = {
        "plain": "caller_from: from",
        "by-to": "called_number_from: to",
        "by-called": "called_number_from: p_called_party_id",
        "small": "max_calls: 1",
    }
    address = {name: loopback() for name in kinds}
    more = "".join(
        f"  {name}: {{addresses: [{address[name]}/32], {words}}}\n" for name, words in kinds.items()
    )
    town = Town(
        tmp_path_factory.mktemp("town"),
        more=more,
        max_calls=MAX_CALLS,
        queue_words="wrap_up_s: 0, rest_after_rejected_s: 0, rest_after_missed_s: 0",
    )
    town.write()
    town.address = {**address, "carrier": town.trunk_address}
    try:
        await town.serve()
        yield town
    finally:
        await town.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def town(built: Town) -> AsyncIterator[Town]:
    """The same centre for all tests; each leaves nothing behind."""
    yield built
    for agent in (await built.view())["agents"]:
        if agent["presence"] != "logged_out":
            await built.ask("agent.log_out", agent=agent["name"])
    for phone in built.phones[:]:
        await phone.close(timeout_s=1.0)
        built.phones.remove(phone)
    await built.nothing_left()

    async def settled() -> bool:
        return not (await built.ask("status"))["records_waiting"]

    await until(settled)


def trunk(town: Town, name: str = "carrier", tone_hz: int = 1000, **more: object) -> WirePhone:
    """The carrier's end of a trunk."""
    phone = WirePhone(town.address[name], town.server, tone_hz=tone_hz, **more)  # type: ignore[arg-type]
    town.phones.append(phone)
    return phone


def kept(town: Cell) -> list[Conversation]:
    """All records so far, oldest first."""
    if not town.state.records.exists():
        return []
    return list(Archive(town.state.records).between(0, 1 << 62))


async def new_records(town: Cell, before: int, count: int) -> list[Conversation]:
    return (await town.records(before + count))[before:]


async def talk(phone: WirePhone, agent: WirePhone) -> tuple[OutgoingCall, IncomingCall]:
    """A caller chooses in the menu and talks to an agent."""
    call = phone.place_call(NUMBER, caller=CALLER)
    await call.answered()
    await call.press("1")
    rung = await agent.next_call()
    await both_hear(call, rung)
    return call, rung


async def both_hear(call: OutgoingCall, rung: IncomingCall) -> None:
    await call.hears(700, for_s=0.3)
    await rung.hears(1000, for_s=0.3)


# --- who calls whom -----------------------------------------------------------------------------

PAI = f"P-Asserted-Identity: <sip:{ASSERTED}@c>"
ANONYMOUS = '"Anonymous" <sip:anonymous@anonymous.invalid>'
HIDDEN = NOBODY = ""
SHOWN = ASSERTED
# trunk, From, further headers, the party's number
IDENTITIES = {
    "as it is": ("carrier", f"<sip:{ASSERTED}@c>", "", SHOWN),
    "national": ("carrier", "<sip:017012345678@c>", "", SHOWN),
    "international prefix": ("carrier", "<sip:004917012345678@c>", "", SHOWN),
    "escaped": ("carrier", "<sip:%2B49%20170%201234-5678@c>", "", SHOWN),
    "with parameters": ("carrier", f"<sip:{ASSERTED};npdi=yes@c;user=phone>", "", SHOWN),
    "Latin-1 name": ("carrier", f'"J\udcfcrgen M\udce4rz" <sip:{ASSERTED}@c>', "", SHOWN),
    "quotes in name": ("carrier", f'"a \\"b\\" <c>, ${{X}}" <sip:{ASSERTED}@c>', "", SHOWN),
    "long name": ("carrier", f'"{"N" * 2000}" <sip:{ASSERTED}@c>', "", SHOWN),
    "asserted": ("carrier", "<sip:+4930555@c>", PAI, SHOWN),
    "asserted not trusted": ("plain", f"<sip:{ASSERTED}@c>", PAI.replace("678", "000"), SHOWN),
    "500 digits": ("carrier", f"<sip:+{'4' * 500}@c>", "", NOBODY),
    "no number": ("carrier", "<sip:front.desk@c>", "", NOBODY),
    "commands": ("carrier", "<sip:+49170%24%7BSHELL(id)%7D%0a@c>", "", NOBODY),
    "anonymous": ("carrier", ANONYMOUS, "", HIDDEN),
    "no user": ("carrier", "<sip:c>", "", HIDDEN),
    "asserted but private": ("carrier", ANONYMOUS, f"{PAI}\r\nPrivacy: id", HIDDEN),
    "anonymous but asserted": ("carrier", ANONYMOUS, PAI, HIDDEN),
    "private for all": ("carrier", f"<sip:{ASSERTED}@c>", "Privacy: header;id;critical", HIDDEN),
    "private on a plain trunk": ("plain", f"<sip:{ASSERTED}@c>", "Privacy: id", HIDDEN),
    "not private": ("carrier", f"<sip:{ASSERTED}@c>", "Privacy: none", SHOWN),
}


@pytest.mark.parametrize("name", ["carrier", "plain"])
async def test_the_caller_is_who_the_carrier_says(town: Town, name: str) -> None:
    """Every way to write a caller ends in a record with the right party, withheld ones with none."""
    cases = {what: case for what, case in IDENTITIES.items() if case[0] == name}
    before = len(kept(town))
    for what, (_, sender, more, _) in cases.items():
        caller = RawCaller(town.address[name], town.server, NUMBER, more, sender)
        with contextlib.closing(caller):
            answer = await caller.ask("INVITE", caller.description(*AUDIO))
            assert answer.status == 200, what
            assert (await caller.ask("BYE")).status == 200
    records = await new_records(town, before, len(cases))
    parties = Parties.readable(town.state.parties)
    seen = {}
    for what, record in zip(cases, records, strict=True):
        who = parties.who(record.party) if record.party else None
        seen[what] = who.number if who else ""
    assert seen == {what: case[3] for what, case in cases.items()}


async def test_every_form_of_the_called_number_arrives(town: Town) -> None:
    """From the request line, To and P-Called-Party-ID, in each form carriers write it."""
    before = len(kept(town))
    account = f"sip:account7@{town.listen}:{town.server[1]}"
    calls = []
    for form in (NUMBER, "004930123450", "4930123450", "030123450"):
        calls += [trunk_call(town, "carrier", form), trunk_call(town, "by-to", form)]
        called = ("P-Called-Party-ID", f'"a, b" <sip:{form};npdi@c>')
        calls.append(trunk_call(town, "by-called", account, headers=(called,)))
        for call in calls[-3:]:
            await call.answered()
            call.hang_up()
            await call.ended()
    records = await new_records(town, before, len(calls))
    assert {record.number for record in records} == {NUMBER}
    assert sorted(record.trunk for record in records) == sorted(
        ["carrier", "by-to", "by-called"] * 4
    )


def trunk_call(town: Town, name: str, number: str, **more: object) -> OutgoingCall:
    phone = next((one for one in town.phones if one.line.local[0] == town.address[name]), None)
    return (phone or trunk(town, name)).place_call(number, caller=CALLER, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("hidden", ["${SHELL(touch /x)}", "+4930123450,1", "s", "", '"', "i", "x"])
async def test_what_a_header_says_is_a_number_or_nothing(town: Town, hidden: str) -> None:
    """Commands and odd names in the header with the called number end in a plain refusal."""
    before = len(kept(town))
    called = ("P-Called-Party-ID", f"<sip:{hidden}@c>")
    call = trunk_call(town, "by-called", f"sip:x@{town.listen}:{town.server[1]}", headers=(called,))
    await call.ended()
    assert call.status == 404
    assert len(kept(town)) == before


# --- limits ---------------------------------------------------------------------------------------


async def test_limits_refuse_and_leak_nothing(town: Town) -> None:
    """One call too many for a trunk is busy, for the centre unavailable; places come back."""
    before = len(kept(town))
    first = trunk_call(town, "small", NUMBER)
    await first.answered()
    second = trunk_call(town, "small", NUMBER)
    await second.ended()
    assert second.status == 486
    others = [trunk_call(town, "carrier", NUMBER) for _ in range(MAX_CALLS - 1)]
    for call in others:
        await call.answered()
    over = trunk_call(town, "carrier", NUMBER)
    await over.ended()
    assert over.status == 503
    for call in (first, *others):
        call.hang_up()
        await call.ended()
    again = trunk_call(town, "small", NUMBER)
    await again.answered()
    again.hang_up()
    records = await new_records(town, before, MAX_CALLS + 1)
    assert {record.outcome for record in records} == {"left_in_menu"}
    await town.nothing_left()
    assert len(kept(town)) == before + MAX_CALLS + 1  # the refused ones have none


# --- during a call ----------------------------------------------------------------------------------


async def test_whatever_the_carrier_asks_in_mid_call_the_talk_goes_on(town: Town) -> None:
    """Refreshes, fax, video, transfers and odd requests in a talk; both hear each other after each."""
    anna = await town.ready_agent("anna", tone_hz=700)
    phone = trunk(town)
    call, rung = await talk(phone, anna)
    timer = (("Supported", "timer"), ("Session-Expires", "90;refresher=uac"))
    assert (await call.request("UPDATE", headers=timer)).status == 200
    assert await call.resume() == 200  # a re-INVITE with the same description
    host, port = call.media.place
    head = f"v=0\r\no=- 1 9 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
    fax = head + "m=image 40004 udptl t38\r\na=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\n"
    assert (await offer(call, fax)).status == 488
    await both_hear(call, rung)
    fax_too = f"{head}m=audio {port} RTP/AVP 8 0\r\nm=image 40004 udptl t38\r\n"
    video = (
        f"{head}m=audio {port} RTP/AVP 0\r\nm=video 40002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n"
    )
    for more in (fax_too, video):
        answer = await offer(call, more)
        assert answer.status == 200
        assert b"m=audio 0" not in answer.body
        assert b"m=video 0" in answer.body or b"m=image 0" in answer.body
        await both_hear(call, rung)
    unknown = f"{head}m=audio {port} RTP/AVP 18\r\na=rtpmap:18 G729/8000\r\n"
    assert (await offer(call, unknown)).status == 488
    answer = await transfer(call, f"{PREMIUM}@{town.trunk_address}")
    assert (answer.status, answer.local) == (603, False)
    await both_hear(call, rung)
    assert call.hearing.longest_gap_s() < 0.5
    assert not [one for one in phone.calls if one.direction == "in"]
    call.hang_up()
    await rung.ended()


async def transfer(call: Call, target: str) -> Response:
    """A REFER in a call."""
    headers = (("Refer-To", f"<sip:{target}>"), ("Contact", call.phone.contact))
    return await call.request("REFER", headers=headers)


async def offer(call: OutgoingCall, description: str) -> Response:
    """A re-INVITE with this description."""
    answer = await call.request("INVITE", body=description.encode(), kind="application/sdp")
    if answer.status < 300:
        call.acknowledge(sequence(answer.headers)[0])
        call.take_answer(answer.body)
    return answer


async def test_codecs_of_nobody_leave_no_trace(town: Town) -> None:
    """A call that offers only codecs we do not speak is refused with 488 and never recorded."""
    before = len(kept(town))
    caller = RawCaller(town.trunk_address, town.server, NUMBER)
    with contextlib.closing(caller):
        odd = caller.description("m=audio 40000 RTP/AVP 18 97", "a=rtpmap:97 EVS/16000")
        assert (await caller.ask("INVITE", odd)).status == 488
        secure = caller.description("m=audio 40000 RTP/SAVP 8")
        caller.call_id += "s"
        assert (await caller.ask("INVITE", secure)).status == 488
    await town.nothing_left()
    assert len(kept(town)) == before


@pytest.mark.parametrize("scenario", ["late_offer", "timer"])
async def test_rarer_ways_to_call_work(town: Town, tmp_path: Path, scenario: str) -> None:
    """A call whose description comes late, and one with a session timer that is refreshed."""
    before = len(kept(town))
    scene = await play(
        scenario, tmp_path, local=town.trunk_address, server=town.server, number=NUMBER
    )
    scene.check()
    (record,) = await new_records(town, before, 1)
    assert (record.outcome, record.ended_by) == ("left_in_menu", "caller")
    check_sums(record)


@pytest.mark.parametrize("how", ["rfc4733", "info", "inband"])
async def test_keys_steer_the_menu_however_they_are_sent(town: Town, how: KeyWay) -> None:
    """On a trunk left to "auto", a key as event, INFO or tone chooses in the menu."""
    before = len(kept(town))
    anna = await town.ready_agent("anna", tone_hz=700)
    call = trunk_call_by(trunk(town, events=how == "rfc4733"))
    await call.answered()
    await call.press("2", how=how)
    rung = await anna.next_call()
    await both_hear(call, rung)
    call.hang_up()
    await rung.ended()
    (record,) = await new_records(town, before, 1)
    assert record.offers[0].queue == "support"


def trunk_call_by(phone: WirePhone) -> OutgoingCall:
    return phone.place_call(NUMBER, caller=CALLER)


# --- no way out ---------------------------------------------------------------------------------------


async def test_a_phone_cannot_dial_out(town: Town) -> None:
    """Without a permit an agent's phone hears why, calls nobody, and reaches no context of the switch."""
    anna = await town.agent_phone("anna")
    carrier = trunk(town)
    dialled = ("+4917012345678", "004917012345678", "017012345678", PREMIUM, "0900123456", "112")
    for number in (*dialled, NUMBER, "110@from-trunk-carrier"):
        call = anna.place_call(number)
        await call.answered(15)
        call.hang_up()
        await call.ended(15)
    for trick in ("fallback", "numbers"):
        call = anna.place_call(trick)
        await call.ended()
        assert call.status in (404, 484), (trick, call.status)
    assert not carrier.calls
    await town.nothing_left()


@pytest.mark.parametrize("target", ["outside", "code", "address"])
async def test_a_phone_that_forwards_is_not_followed(town: Town, target: str) -> None:
    """302 to a number outside, a feature code or an address: nobody is called, the next agent is."""
    before = len(kept(town))
    carrier = trunk(town)
    uris = {
        "outside": f"sip:{PREMIUM}@{town.listen}:{town.server[1]}",
        "code": f"sip:*10@{town.listen}:{town.server[1]}",
        "address": "sip:{}@{}:{}".format(PREMIUM, *carrier.line.local),
    }
    moved = (("Contact", f"<{uris[target]}>"),)
    anna = await town.ready_agent("anna", reaction=DEAF)
    anna.on_invite = lambda call: anna.respond(call._served, 302, more=moved) and None
    call = carrier.place_call(NUMBER, caller=CALLER)
    await call.answered()
    await call.press("1")
    await anna.next_call()
    ben = await town.ready_agent("ben", tone_hz=700)
    rung = await ben.next_call()
    await both_hear(call, rung)
    call.hang_up()
    await rung.ended()
    assert [one.direction for one in carrier.calls] == ["out"]
    (record,) = await new_records(town, before, 1)
    assert record.offers[0].result in ("rejected", "failed")


async def test_a_phone_that_transfers_outside_calls_nobody(town: Town) -> None:
    """A REFER of an agent's phone to a number outside makes no call, and the talk goes on."""
    anna = await town.ready_agent("anna", tone_hz=700)
    carrier = trunk(town)
    call, rung = await talk(carrier, anna)
    for target in (f"{PREMIUM}@{town.listen}", f"{PREMIUM}@{town.trunk_address}", "*10@x"):
        assert (await transfer(rung, target)).status in (202, 404, 603)
        await both_hear(call, rung)
    assert (await town.ask("counts"))["channels"] == 2
    assert [one.direction for one in carrier.calls] == ["out"]
    call.hang_up()
    await rung.ended()


async def test_a_phone_with_early_media_is_talked_to(town: Town) -> None:
    """A phone that says 183 with sound of its own instead of 180 is connected when it answers."""
    anna = await town.ready_agent("anna", tone_hz=700, reaction=Reaction(ring_after_s=None))
    anna.on_invite = lambda call: (
        call._respond(183, body=call.take_offer(call.invite.body)) and None
    )
    phone = trunk(town)
    call = trunk_call_by(phone)
    await call.answered()
    await call.press("1")
    rung = await anna.next_call()
    await call.wait(lambda: False, 1.0)  # a second of early media
    rung.answer()
    await both_hear(call, rung)
    call.hang_up()
    await rung.ended()


@pytest.mark.long
async def test_a_session_that_is_not_refreshed_ends(town: Town) -> None:
    """Where it is our turn we refresh a session in time; a carrier that forgets loses its call."""
    phone = trunk(town)
    calls = {}
    for refresher in ("uas", "uac"):
        timer = (("Supported", "timer"), ("Session-Expires", f"90;refresher={refresher}"))
        calls[refresher] = phone.place_call(NUMBER, caller=CALLER, headers=timer)
        await calls[refresher].answered()
    ours, forgotten = calls["uas"], calls["uac"]
    refreshed = ("< UPDATE", "< INVITE")
    assert await ours.wait(lambda: any(line.endswith(refreshed) for line in ours.story), 60)
    await forgotten.ended(100)
    assert forgotten.ended_by == "far"
    assert not ours.over
    ours.hang_up()
    await ours.ended()
