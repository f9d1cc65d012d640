"""The pjsua2 robot's process and prompt, without a switch."""

import asyncio
import json
import sys

import pytest

pytest.importorskip("pjsua2")

from voipcc.softphone.sip.account import PhoneAccount, PhoneError
from voipcc.softphone.sip.notice import Notice
from voipcc.softphone.sip.phone import Phone, PhoneOptions, shown_headers
from voipcc.softphone.sip.prompt import Log, Prompt, help_text
from voipcc.softphone.sip.remote import PjRobot

NOBODY = PhoneAccount("127.0.0.1", "anna", "secret", "tcp", 1)


async def test_an_unreachable_registrar_is_told() -> None:
    """The robot says that nobody listens there, stays alive, and refuses nonsense in words."""
    async with PjRobot(NOBODY) as robot:
        with pytest.raises(PhoneError, match=r"Cannot connect to 127\.0\.0\.1:1 over TCP"):
            await robot.register()
        with pytest.raises(PhoneError, match="'dance' is no verb"):
            await robot.do("dance")
        with pytest.raises(PhoneError, match="unexpected keyword"):
            await robot.do("call", number="1")
        with pytest.raises(PhoneError, match="There is no call"):
            await robot.do("hold")
        with pytest.raises(PhoneError, match="no keys of a telephone"):
            await robot.do("press", digits="x")
        with pytest.raises(PhoneError, match="cannot be dialled"):
            await robot.call("a b")
        assert await robot.do("status") == []


async def test_a_call_nobody_takes_ends_with_its_reason() -> None:
    """A call to a port where nobody listens ends by itself and leaves an outcome."""
    async with PjRobot(NOBODY) as robot:
        number = await robot.call("600")
        outcome = await robot.outcome(10)
        assert (outcome.call, outcome.answered_ns, outcome.code) == (number, 0, 503)


async def test_a_flood_of_calls_is_refused() -> None:
    """More calls at once than pjlib has sockets for are refused in words; the robot lives on."""
    async with PjRobot(NOBODY) as robot:
        for _ in range(16):
            await robot.call("600")
        with pytest.raises(PhoneError, match="Too many calls"):
            await robot.call("600")
        assert await robot.do("status") is not None


async def test_a_robot_that_cannot_start_says_why() -> None:
    """A WAV file that is none, or wrong words, fail the start with the reason."""
    with pytest.raises(PhoneError, match="cannot be played"):
        await PjRobot(NOBODY, play="/dev/null").__aenter__()
    with pytest.raises(PhoneError, match="no_such_manner"):
        await PjRobot(NOBODY, manners={"no_such_manner": 1}).__aenter__()


async def test_garbage_on_standard_input_is_refused() -> None:
    """A line that is no JSON object is refused and the next one is served."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voipcc.softphone.sip.robot"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    account = {"server": "127.0.0.1", "port": "1", "username": "a", "password": "b"}
    lines = [
        json.dumps({"account": account}),
        "garbage",
        "[1]",
        json.dumps({"id": 7, "do": "status"}),
    ]
    output, _ = await asyncio.wait_for(process.communicate("\n".join(lines).encode()), 20)
    events = [json.loads(line) for line in output.splitlines()]
    assert [event["event"] for event in events] == ["started", "refused", "refused", "done"]
    assert (events[-1]["id"], events[-1]["result"], process.returncode) == (7, [], 0)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dial 600", "'dial' is no command"),
        ("call", "Not the right words"),
        ("answer x", "'x' is no whole number"),
        ("auto soon", "'soon' is no number of seconds"),
        ("press 1 smoke", "'smoke' is no way"),
        ("wait answered 0", "did not happen"),
    ],
)
def test_wrong_commands_are_explained(line: str, words: str) -> None:
    """A wrong command at the prompt is told in a sentence with a remedy or its usage."""
    phone = Phone(NOBODY, PhoneOptions(), lambda notice: None)
    prompt = Prompt(phone, Log(), lambda notice: None)
    with pytest.raises(PhoneError, match=words):
        prompt.obey(line)


def test_waiting_misses_nothing() -> None:
    """`wait` finds what happened before it, each event once, in whatever order is asked."""
    log = Log()
    log.add(Notice("audio", 1))
    log.add(Notice("answered", 1))
    assert log.wait("answered", 0).call == 1
    assert log.wait("audio", 0).call == 1
    with pytest.raises(PhoneError):
        log.wait("audio", 0)


def test_help_lists_every_command() -> None:
    """Help names the commands with what they do."""
    assert {"call NUMBER", "hold [CALL]", "transfer NUMBER", "join"} <= {
        line.strip().split("  ")[0] for line in help_text().splitlines()
    }


def test_notices_are_sentences_and_json() -> None:
    """One notice reads well for a person and carries everything for a program."""
    notice = Notice("ended", 2, {"code": 486, "why": "busy", "remedy": "try later"})
    assert notice.sentence() == "call 2: ended (code 486, why busy) -> try later"
    shown = json.loads(notice.json_line())
    assert (shown["event"], shown["call"], shown["code"]) == ("ended", 2, 486)


def test_an_invite_shows_what_a_phone_needs() -> None:
    """Caller, ringing hints and X- headers are shown; the rest and the body are not."""
    invite = (
        "INVITE sip:a SIP/2.0\r\nFrom: <sip:b@c>\r\nVia: x\r\nX-Call-Ref: 7\r\n\r\nX-Body: no\r\n"
    )
    assert shown_headers(invite) == {"From": "<sip:b@c>", "X-Call-Ref": "7"}
