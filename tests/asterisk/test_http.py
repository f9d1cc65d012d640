"""The thin HTTP client: kept connections, deadlines, order per chain."""

import asyncio

import pytest

from tests.asterisk.fake_switch import FakeSwitch, Fault
from tests.waiting import until
from voipcc.asterisk.ari import NO_REPLY, Chain, HttpPool
from voipcc.asterisk.errors import SwitchUnreachable


@pytest.fixture
async def pool(fake: FakeSwitch):
    pool = HttpPool("127.0.0.1", fake.ari_port, "voipcc", "secret", limit=4)
    yield pool
    await pool.close()


async def test_a_connection_is_kept(fake: FakeSwitch, pool: HttpPool) -> None:
    """Ten requests in a row use one connection."""
    for _ in range(10):
        status, _ = await pool.ask("GET", "asterisk/info")
        assert status == 200
    assert fake.connections == 1


async def test_bodies_arrive_whole(pool: HttpPool, fake: FakeSwitch) -> None:
    """An answer that spans many packets comes as one body, and a JSON body is sent as such."""
    big = '{"x": "' + "y" * 300_000 + '"}'
    fake.fault("POST", "channels/c", Fault(status=200, body=big))
    status, body = await pool.ask("POST", "channels/c", {"media": ["a,b", "ü"]})
    assert (status, body.decode()) == (200, big)
    assert fake.bodies == [{"media": ["a,b", "ü"]}]


async def test_requests_beyond_the_limit_wait_in_order(fake: FakeSwitch, pool: HttpPool) -> None:
    """With four slow requests under way the fifth waits, and nothing is lost."""
    fake.fault("GET", "slow", Fault(status=200, delay_s=0.1, times=4))
    answers: list[str] = []
    for number in range(4):
        pool.send("GET", f"slow/{number}", done=lambda s, b: answers.append("slow"))
    pool.send("GET", "asterisk/info", done=lambda s, b: answers.append("quick"))
    await until(lambda: len(answers) == 5)
    assert answers[-1] == "quick" or fake.asked[-1] == "GET asterisk/info"
    assert fake.connections == 4


async def test_a_chain_keeps_the_order_and_chains_are_parallel(
    fake: FakeSwitch, pool: HttpPool
) -> None:
    """A leg's second request waits for the first's answer; another leg's does not."""
    fake.fault("POST", "channels/a/answer", Fault(status=204, delay_s=0.15))
    one, two = Chain(pool), Chain(pool)
    answered: list[str] = []
    one.add("POST", "channels/a/answer", done=lambda s, b: answered.append("a1"))
    one.add("POST", "channels/a/play/p", {"media": []}, lambda s, b: answered.append("a2"))
    two.add("POST", "channels/b/answer", done=lambda s, b: answered.append("b1"))
    await until(lambda: len(answered) == 3)
    assert answered == ["b1", "a1", "a2"]
    order = [one for one in fake.asked if "/a/" in one]
    assert order == ["POST channels/a/answer", "POST channels/a/play/p"]


async def test_what_an_answer_adds_goes_behind_what_already_waited(
    fake: FakeSwitch, pool: HttpPool
) -> None:
    """A request added from inside an answer does not overtake an older one."""
    chain = Chain(pool)
    chain.add("POST", "channels/a/1", done=lambda s, b: chain.add("POST", "channels/a/3"))
    chain.add("POST", "channels/a/2")
    await until(lambda: len(fake.asked) == 3)
    assert [one[-1] for one in fake.asked] == ["1", "2", "3"]


async def test_a_hurried_request_drops_what_waits_but_not_what_must_be_kept(
    fake: FakeSwitch, pool: HttpPool
) -> None:
    """A hang-up is sent past a stuck request; the end of the bridge still follows."""
    fake.fault("POST", "addChannel", Fault(status=204, delay_s=0.2))
    chain = Chain(pool)
    chain.add("POST", "bridges/t/addChannel?channel=a")
    chain.add("POST", "channels/a/play/p")
    chain.add("DELETE", "bridges/t", kept=True)
    await until(lambda: len(fake.asked) == 1)
    chain.hurry("DELETE", "channels/a")
    await until(lambda: len(fake.asked) == 3)
    assert fake.asked[1:] == ["DELETE channels/a", "DELETE bridges/t"]


async def test_even_a_hurried_request_waits_for_what_makes_its_channel(
    fake: FakeSwitch, pool: HttpPool
) -> None:
    """A channel that is being originated is not deleted before it exists."""
    fake.fault("POST", "channels/1-1", Fault(status=200, delay_s=0.1))
    chain = Chain(pool)
    answered: list[int] = []
    chain.add("POST", "channels/1-1", {}, lambda s, b: answered.append(s), binding=True)
    chain.hurry("DELETE", "channels/1-1")
    await until(lambda: len(fake.asked) == 2)
    assert answered == [200]


async def test_a_silent_switch_ends_in_no_reply_by_the_deadline(
    fake: FakeSwitch, pool: HttpPool
) -> None:
    """A request nobody answers is given up, and the next one uses a fresh connection."""
    fake.fault("GET", "asterisk/info", Fault(silent=True))
    with pytest.raises(SwitchUnreachable, match="no answer"):
        await pool.ask("GET", "asterisk/info", deadline_s=0.2)
    status, _ = await pool.ask("GET", "asterisk/info")
    assert (status, fake.connections) == (200, 2)


async def test_a_kept_connection_that_was_closed_meanwhile_is_not_noticed(
    fake: FakeSwitch, pool: HttpPool
) -> None:
    """A request that meets a connection the switch is just closing is sent once more."""
    await pool.ask("GET", "asterisk/info")
    fake.fault("GET", "asterisk/info", Fault(hang_up=True))
    status, _ = await pool.ask("GET", "asterisk/info")
    assert status == 200
    assert len(fake.asked) == 3


async def test_a_lost_reply_on_a_fresh_connection_is_unknown(
    fake: FakeSwitch, pool: HttpPool
) -> None:
    """When work may have been done and the reply is lost, the outcome is told as unknown."""
    fake.fault("GET", "asterisk/info", Fault(lost_reply=True, times=2))
    answers: list[int] = []
    pool.send("GET", "asterisk/info", done=lambda s, b: answers.append(s))
    await until(lambda: bool(answers))
    assert answers == [NO_REPLY]


async def test_nobody_there_is_told_to_everybody(fake: FakeSwitch) -> None:
    """With no switch listening each request ends once, with no reply, and close returns."""
    await fake.stop()
    pool = HttpPool("127.0.0.1", fake.ari_port, "voipcc", "secret", limit=2)
    answers: list[int] = []
    for _ in range(5):
        pool.send("GET", "asterisk/info", done=lambda s, b: answers.append(s), deadline_s=0.3)
    await until(lambda: len(answers) == 5)
    assert set(answers) == {NO_REPLY}
    await pool.close()


async def test_closing_ends_what_is_under_way(fake: FakeSwitch, pool: HttpPool) -> None:
    """A pool that is closed answers its open requests with no reply, once each."""
    fake.fault("GET", "asterisk/info", Fault(silent=True, times=9))
    answers: list[int] = []
    for _ in range(6):
        pool.send("GET", "asterisk/info", done=lambda s, b: answers.append(s))
    await until(lambda: len(fake.asked) == 4)
    await pool.close()
    pool.send("GET", "asterisk/info", done=lambda s, b: answers.append(s))
    await until(lambda: len(answers) == 7)
    assert set(answers) == {NO_REPLY}
    await asyncio.sleep(0)
    assert len(answers) == 7
