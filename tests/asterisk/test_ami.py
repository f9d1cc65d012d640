"""AMI: the package's faults are mended, and nothing blocks the loop."""

import asyncio

import pytest

from tests.asterisk.fake_switch import FakeSwitch, fake_switch
from tests.waiting import until
from voipcc.asterisk.ami import Ami, AmiReply, LineSettings
from voipcc.asterisk.ami.client import MendedClient
from voipcc.asterisk.errors import SwitchRefused, SwitchUnreachable, UnsafeValue


class Desk:
    """An Ami connected to the fake, with what it told."""

    def __init__(self, fake: FakeSwitch, **words) -> None:
        self.states: list[bool] = []
        self.events: list[tuple[str, dict]] = []
        settings = {"password": "secret", "events": frozenset({"ContactStatus"}), **words}
        self.ami = Ami(
            LineSettings("127.0.0.1", fake.ami_port, "voipcc", **settings),
            lambda name, keys: self.events.append((name, dict(keys))),
            self.states.append,
        )


@pytest.fixture
async def desk(fake: FakeSwitch):
    desk = Desk(fake, answer_within_s=0.4, ping_every_s=0.2, retry_from_s=0.02)
    desk.ami.start()
    await desk.ami.wait_connected(2)
    yield desk
    await desk.ami.stop()


async def test_an_action_is_answered(desk: Desk, fake: FakeSwitch) -> None:
    """A good action comes back with its keys; a refused one raises with Asterisk's words."""
    reply = await desk.ami.ask("Ping")
    assert reply.ok
    with pytest.raises(SwitchRefused, match="No such channel"):
        await desk.ami.ask("Setvar", {"Channel": "x", "Variable": "A", "Value": "1"})


@pytest.mark.parametrize("evil", ["1\r\n\r\nAction: Originate", "1\nAction: x", "1\r", "\0"])
async def test_a_line_break_in_a_value_is_refused(desk: Desk, fake: FakeSwitch, evil: str) -> None:
    """A value that would begin a second action raises, and nothing at all is sent."""
    with pytest.raises(UnsafeValue, match="line break"):
        desk.ami.send("Setvar", {"Channel": "c", "Variable": "A", "Value": evil})
    with pytest.raises(UnsafeValue):
        desk.ami.send("Setvar", {evil: "1"})
    with pytest.raises(UnsafeValue):
        await desk.ami.rows("QueueStatus", {"Queue": evil})
    await desk.ami.ask("Ping")
    assert {action["Action"] for action in fake.actions} == {"Login", "Ping"}


async def test_the_reader_survives_silence(fake: FakeSwitch) -> None:
    """The package's own time-out, under which its reader died unnoticed, no longer applies."""
    client = MendedClient("127.0.0.1", fake.ami_port, lambda name, keys: None, lambda: None)
    client._timeout = 0.1
    client.connect()
    answers: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0.4)
    client.act("1", "Ping", {}, lambda r: loop.call_soon_threadsafe(answers.put_nowait, r.status))
    assert await asyncio.wait_for(answers.get(), 2) == "Success"
    assert not client.lost.is_set()
    client.close()


async def test_silence_is_a_failure_and_the_line_is_made_anew(desk: Desk, fake: FakeSwitch) -> None:
    """When the switch stops answering, actions fail by the deadline and the line reconnects."""
    fake.ami_silent = True
    with pytest.raises(SwitchUnreachable, match="no answer"):
        await desk.ami.ask("Ping")
    await until(lambda: desk.states == [True, False])
    fake.ami_silent = False
    await until(lambda: desk.states == [True, False, True])
    assert (await desk.ami.ask("Ping")).ok


async def test_a_broken_line_fails_what_was_open_and_comes_back(
    desk: Desk, fake: FakeSwitch
) -> None:
    """After the connection breaks every open action has ended, and new ones work again."""
    fake.ami_silent = True
    replies: list[AmiReply] = []
    for _ in range(5):
        desk.ami.send("Ping", {}, replies.append)
    await until(lambda: sum(a["Action"] == "Ping" for a in fake.actions) >= 5)
    fake.ami_silent = False
    fake.drop_all()
    await until(lambda: len(replies) == 5)
    assert not any(reply.ok for reply in replies)
    await until(lambda: desk.states[-1] and len(desk.states) == 3)
    assert (await desk.ami.ask("Ping")).ok


async def test_a_broken_line_is_noticed_at_once(fake: FakeSwitch) -> None:
    """The reader tells the writer: nobody waits for the next look, which may be long away."""
    desk = Desk(fake, answer_within_s=60.0, ping_every_s=60.0)
    desk.ami.start()
    await desk.ami.wait_connected(2)
    fake.drop_managers()
    await until(lambda: desk.states == [True, False, True], 5)
    await desk.ami.stop()


async def test_actions_are_sent_without_waiting_for_answers(desk: Desk, fake: FakeSwitch) -> None:
    """A hundred renewals reach the switch although it answers none of them."""
    fake.ami_silent = True
    for number in range(100):
        desk.ami.send("Setvar", {"Channel": "c", "Variable": "A", "Value": str(number)})
    await until(lambda: sum(a["Action"] == "Setvar" for a in fake.actions) == 100)
    sent = [action["Value"] for action in fake.actions if action["Action"] == "Setvar"]
    assert sent == [str(number) for number in range(100)]
    fake.ami_silent = False


async def test_only_failures_are_told_where_only_failures_matter(
    desk: Desk, fake: FakeSwitch
) -> None:
    """With `failed` alone a good answer wakes nobody, a bad one is told once."""
    failures: list[AmiReply] = []
    leg = fake.call()
    keys = {"Variable": "TIMEOUT(absolute)", "Value": "15"}
    desk.ami.send("Setvar", {"Channel": leg, **keys}, failed=failures.append)
    desk.ami.send("Setvar", {"Channel": "gone", **keys}, failed=failures.append)
    await until(lambda: bool(failures))
    assert [reply.message for reply in failures] == ["No such channel"]
    await until(lambda: desk.ami.under_way == 0)


async def test_a_list_is_collected(desk: Desk, fake: FakeSwitch) -> None:
    """The events of a list action come as rows; an empty list is empty."""
    assert await desk.ami.rows("PJSIPShowContacts") == []
    fake.contacts = {"d7f3anna": "Reachable", "d9k2ben": "Unreachable"}
    rows = await desk.ami.rows("PJSIPShowContacts")
    assert [(row["Endpoint"], row["Status"]) for row in rows] == list(fake.contacts.items())
    assert desk.events == []


async def test_a_list_that_never_ends_is_given_up(desk: Desk, fake: FakeSwitch) -> None:
    """A list whose end does not come raises by its deadline."""
    fake.ami_silent = True
    with pytest.raises(SwitchUnreachable):
        await desk.ami.rows("QueueStatus", deadline_s=0.2)


async def test_wanted_events_are_told_and_no_others(desk: Desk, fake: FakeSwitch) -> None:
    """An event somebody asked for arrives with its keys; others never wake the loop."""
    fake.manager_event("Newchannel", {"Channel": "x"})
    fake.manager_event("ContactStatus", {"EndpointName": "e", "ContactStatus": "Reachable"})
    await until(lambda: bool(desk.events))
    assert desk.events == [("ContactStatus", {"EndpointName": "e", "ContactStatus": "Reachable"})]


async def test_a_wrong_password_says_so(fake: FakeSwitch) -> None:
    """A refused login is reported with the switch's reason."""
    desk = Desk(fake, password="wrong", retry_from_s=0.02)
    desk.ami.start()
    with pytest.raises(SwitchUnreachable, match="Authentication failed"):
        await desk.ami.wait_connected(0.5)
    await desk.ami.stop()
    assert desk.states == []


async def test_what_does_not_greet_like_asterisk_is_no_line() -> None:
    """A port on which something else answers is given up without a stray traceback."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with fake_switch() as fake:
        fake.ami_port = server.sockets[0].getsockname()[1]
        desk = Desk(fake, answer_within_s=0.2, retry_from_s=0.02)
        desk.ami.start()
        with pytest.raises(SwitchUnreachable):
            await desk.ami.wait_connected(0.5)
        await desk.ami.stop()
    server.close()


async def test_stopping_ends_the_threads(fake: FakeSwitch) -> None:
    """After stop no thread of the line is left."""
    desk = Desk(fake)
    desk.ami.start()
    await desk.ami.wait_connected(2)
    line = desk.ami._line
    client = line._client
    assert client is not None
    await desk.ami.stop()
    assert not line._thread.is_alive()
    await until(lambda: not client._thread.is_alive())
