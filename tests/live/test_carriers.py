"""Carriers against a running centre: a second Asterisk that takes registrations and sends calls."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.carriers import Network, running_network
from tests.live.cell import CALLER, NUMBER, STRAIGHT_PLAN, Cell, running, until
from tests.live.nursery import told
from tests.sums import check_sums
from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.ari import HttpPool
from voipcc.asterisk.outgoing import Outgoing
from voipcc.asterisk.telephones import trunk_endpoints
from voipcc.centre_file import load_centre
from voipcc.log import open_log
from voipcc.permits import Wish, permit
from voipcc.secrets_file import load_secrets
from voipcc.softphone.wire import IncomingCall, Reaction, WirePhone

pytestmark = pytest.mark.live


async def verb(cell: Cell, *words: str, given: str = "") -> str:
    """What a `voipcc` verb says; it must end well."""
    said = await told(*words, "-c", str(cell.folder), typed=given, within_s=30)
    assert said.code == 0, said
    return said.out


async def state_of(cell: Cell, trunk: str) -> str:
    """How the trunk stands, as its verb tells."""
    rows = json.loads(await verb(cell, "trunk", "show", "--json"))["trunks"]
    return next(row["state"] for row in rows if row["trunk"] == trunk)


async def becomes(cell: Cell, trunk: str, word: str) -> None:
    async def so() -> bool:
        return (await state_of(cell, trunk)).startswith(word)

    await until(so, 20, word)


@contextlib.asynccontextmanager
async def customer(
    carrier: Network, folder: Path, more: str = "", *, trusting: bool = True
) -> AsyncIterator[Cell]:
    """A centre whose trunk "account" registers at `carrier`; its password is not known yet.

    Over TLS it trusts the carrier's own certificate, or else the machine's CAs only.
    """
    registration = f"{{server: '{carrier.server}', username: {carrier.account}, expiry_s: 30}}"
    trunk = f"  account: {{transport: {carrier.transport}, registration: {registration}{more}}}\n"
    if carrier.transport == "tls" and trusting:
        trunk += f"carriers_ca_file: '{carrier.folder}/keys/cert.pem'\n"
    folder.mkdir()
    async with running(folder, agents=("anna",), plan=STRAIGHT_PLAN, more=trunk) as cell:
        yield cell


async def talk(carrier: Network, agent: WirePhone) -> None:
    """A subscriber calls, both sides hear each other, the subscriber hangs up."""
    call = carrier.phone.place_call(NUMBER, caller=CALLER)
    await call.answered()
    rung = await agent.next_call()
    await call.hears(700, for_s=0.5)
    await rung.hears(1000, for_s=0.5)
    call.hang_up()
    await rung.ended()


async def test_a_registration_brings_calls_and_comes_back_by_itself(tmp_path: Path) -> None:
    """Refused with a wrong password, calls with the right one, and again after the carrier died."""
    async with (
        running_network(tmp_path / "carrier", expiry_s=14) as carrier,
        customer(carrier, tmp_path / "centre") as cell,
    ):
        assert (await state_of(cell, "account")).startswith("no password")
        await verb(cell, "trunk", "password", "account", given="wrong\n")
        await becomes(cell, "account", "refused by the carrier")
        log = (cell.state.asterisk / "log" / "messages.log").read_text()
        assert "'401' fatal response received" in log
        assert "retrying in '60' seconds" in log
        await verb(cell, "trunk", "password", "account", given=f"{carrier.password}\n")
        await carrier.registered()
        await becomes(cell, "account", "registered")
        anna = await cell.ready_agent("anna", tone_hz=700)
        await talk(carrier, anna)
        carrier.die()
        await carrier.start()
        await carrier.registered(30)
        await talk(carrier, anna)
        for record in await cell.records(2):
            check_sums(record)
            assert (record.outcome, record.trunk) == ("answered", "account")
        await cell.nothing_left()


@pytest.mark.parametrize(("transport", "codec"), [("tcp", "g722"), ("tls", "ulaw")])
async def test_a_carrier_signs_its_calls(tmp_path: Path, transport: str, codec: str) -> None:
    """Over each transport, with G.722 or G.711: asked for credentials, the carrier's call comes
    through its registration with two-way audio, and without them it does not."""
    more = ", authenticate_inbound: true"
    async with (
        running_network(tmp_path / "carrier", transport=transport, codecs=codec) as carrier,
        customer(carrier, tmp_path / "centre", more) as cell,
    ):
        await verb(cell, "trunk", "password", "account", given=f"{carrier.password}\n")
        await carrier.registered()
        anna = await cell.ready_agent("anna", tone_hz=700)
        refused = carrier.phone.place_call(NUMBER, caller=CALLER)
        await refused.ended()
        assert refused.status >= 400
        asked = dict(
            line.split(": ", 1)
            for line in (await verb(cell, "trunk", "account", "account")).splitlines()
        )
        await carrier.sign(asked["username"], asked["password"])
        await talk(carrier, anna)
        (record,) = await cell.records(1)
        assert record.outcome == "answered"
        await cell.nothing_left()


async def test_a_carrier_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """Over TLS a carrier whose certificate no known CA has signed gets no password from us."""
    async with (
        running_network(tmp_path / "carrier", transport="tls") as carrier,
        customer(carrier, tmp_path / "centre", trusting=False) as cell,
    ):
        await verb(cell, "trunk", "password", "account", given=f"{carrier.password}\n")
        log = cell.state.asterisk / "log" / "messages.log"
        await until(lambda: "The certificate is untrusted" in log.read_text(), 20)
        await becomes(cell, "account", "refused")
        assert "certificate" in await state_of(cell, "account")
        assert not await carrier.has_registration()


async def test_a_call_out_has_a_permit_and_shows_the_chosen_number(tmp_path: Path) -> None:
    """With a permit a subscriber rings, sees the number chosen, is heard; the permit is logged."""
    more = f", permits: [DE], caller_id: '{NUMBER}'"
    async with (
        running_network(tmp_path / "carrier") as carrier,
        customer(carrier, tmp_path / "centre", more) as cell,
    ):
        await verb(cell, "trunk", "password", "account", given=f"{carrier.password}\n")
        await carrier.registered()
        # A subscriber's phone with sound of its own before it is answered.
        carrier.phone.policy = lambda call: Reaction(ring_after_s=None)
        carrier.phone.on_invite = say_183
        settings = load_centre(cell.folder / "centre.yaml").settings
        assert settings is not None
        log = tmp_path / "permits.jsonl"
        async with ari_pool(cell) as pool:
            secrets = load_secrets(cell.state.secrets, settings)
            trunks = trunk_endpoints(settings, secrets)
            address = SwitchAddress("", 0, "", "", "", 0, "", "", {}, (), trunks=trunks)
            outgoing = Outgoing(pool, lambda: address, open_log(log))
            replies: list[int] = []
            given = permit(settings, [NUMBER], Wish("0170 9999 9999", "account"))
            outgoing.call(given, "out-1", lambda status, _: replies.append(status), "trial:out-1")
            rung = await carrier.phone.next_call()
            assert replies == [200]
            assert (rung.called, rung.caller) == ("+4917099999999", NUMBER)
            rung.answer()
            await rung.answered()
            play = "channels/out-1/play?media=tone:busy"
            await until(lambda: reply(pool, "POST", play))
            await rung.hears(425, for_s=0.2)
            rung.hang_up()
            await rung.ended()
        line = json.loads(log.read_text().splitlines()[0])
        assert line["event"] == "permit"
        assert (line["trunk"], line["country"]) == ("account", "DE")
        assert "99999999" not in log.read_text()
        await cell.nothing_left()


def say_183(call: IncomingCall) -> None:
    call._respond(183, body=call.take_offer(call.invite.body))


async def reply(pool: HttpPool, method: str, path: str) -> bool:
    """Whether the switch did as it was asked."""
    answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    pool.send(method, path, None, lambda status, body: answered.set_result(status))
    return 200 <= await answered < 300


@contextlib.asynccontextmanager
async def ari_pool(cell: Cell) -> AsyncIterator[HttpPool]:
    """A line to the cell's switch, as its controller has one."""
    secrets = json.loads(cell.state.secrets.read_text())
    local = json.loads((cell.state.asterisk / "instance.json").read_text())["local"]
    pool = HttpPool("127.0.0.1", local["ari"], secrets["ari_user"], secrets["ari_password"])
    try:
        yield pool
    finally:
        await pool.close()
