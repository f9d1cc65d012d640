"""Every verb against a running centre, through the command line as people use it."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import CALLER, STRAIGHT_PLAN, Cell, loopback, running, until
from tests.live.nursery import Told, told
from voipcc.softphone.wire import ANSWER, WirePhone

pytestmark = pytest.mark.live
BEAT_S = 0.6  # no talk may be without sound for longer


class Said(Told):
    """What a verb said."""

    @property
    def json(self) -> Any:
        return json.loads(self.out)


async def voipcc(cell: Cell, *words: str, typed: str = "") -> Said:
    """Run a verb of the cell's centre as a process of its own."""
    said = await told(*words, "-c", str(cell.folder), typed=typed, environment=cell.environment)
    return Said(said.code, said.out, said.err)


async def good(cell: Cell, *words: str, typed: str = "") -> Said:
    """The same, for a verb that must succeed."""
    said = await voipcc(cell, *words, typed=typed)
    assert said.code == 0, (words, said)
    return said


def clients(cell: Cell) -> bool:
    """Whether anybody is connected to the controller's socket at the moment."""
    path = os.fsencode(cell.state.control_socket)
    lines = Path("/proc/net/unix").read_bytes().splitlines()
    return sum(line.endswith(path) and b" 03 " in line for line in lines) > 0


async def talking(cell: Cell) -> tuple[Any, Any]:
    """A caller and anna in a talk: the caller's call and the agent's."""
    anna = await cell.ready_agent("anna", tone_hz=700, reaction=ANSWER)
    call = await cell.call(cell.carrier(tone_hz=1000))
    rung = await anna.next_call()
    await call.hears(700)
    await rung.hears(1000)
    return call, rung


async def the_call(cell: Cell) -> str:
    """The id of the only call."""
    (call,) = (await cell.view())["calls"]
    return str(call["id"])


async def test_a_running_centre_answers_every_verb_that_looks(tmp_path: Path) -> None:
    """Status, queues, agents, top, doctor, the switch's verbs: each answers in words and in JSON."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        call, _ = await talking(cell)
        assert (await good(cell, "status", "--json")).json["switch"] == "connected"
        assert "connected" in (await good(cell, "status")).out
        assert {one["name"] for one in (await good(cell, "queues", "--json")).json} == {
            "sales", "support",
        }  # fmt: skip
        shown = (await good(cell, "agents")).out
        assert "talking" in shown
        assert await the_call(cell) in shown
        doctor = await good(cell, "doctor", "--json")
        assert not any(one["what"].startswith("port ") for one in doctor.json)
        assert (
            "Asterisk 22" in (await good(cell, "switch", "console", "core", "show", "version")).out
        )
        assert "Asterisk 22" in (await good(cell, "switch", "version")).out
        assert (await good(cell, "switch", "log", "-n", "3")).code == 0
        assert (await good(cell, "journal", "verify", "--json")).json["damages"] == []
        trunks = (await good(cell, "trunk", "show", "--json")).json["trunks"]
        assert [one["trunk"] for one in trunks] == ["carrier"]
        assert not call.over


async def test_top_shows_one_view_after_another(tmp_path: Path) -> None:
    """`top --json` is a stream of views, one on a line, until it is interrupted."""
    async with running(tmp_path) as cell:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "voipcc", "top", "--json", "--every", "0.1"),
            *("-c", str(cell.folder)),
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 20,
        )
        assert process.stdout is not None
        views = [
            json.loads(await asyncio.wait_for(process.stdout.readline(), 20)) for _ in range(3)
        ]
        assert all(view["connected"] for view in views)
        process.terminate()
        await process.wait()


async def test_agents_are_led_by_verbs(tmp_path: Path) -> None:
    """Login, break with reason, ready and logout; each wish that makes no sense is refused in words."""
    async with running(tmp_path) as cell:
        await cell.agent_phone("anna")

        async def state() -> tuple[str, str]:
            found = await cell.agent_state("anna")
            return found["presence"], found["reason"]

        assert (await voipcc(cell, "agent", "ready", "anna")).err == (
            "error: Agent anna is logged out; log in first.\n"
        )
        await good(cell, "agent", "login", "anna")
        assert await state() == ("ready", "")
        again = await voipcc(cell, "agent", "login", "anna")
        assert (again.code, again.err) == (1, "error: Agent anna is logged in already.\n")
        await good(cell, "agent", "pause", "anna", "lunch")
        assert await state() == ("not_ready", "lunch")
        nonsense = await voipcc(cell, "agent", "pause", "anna", "fishing")
        assert "known are: break, lunch, meeting" in nonsense.err
        await good(cell, "agent", "ready", "anna")
        assert await state() == ("ready", "")
        await good(cell, "agent", "logout", "anna")
        assert await state() == ("logged_out", "")
        stranger = await voipcc(cell, "agent", "login", "x" * 500)
        assert (stranger.code, len(stranger.err) < 300) == (1, True)


async def test_an_added_agent_gets_a_call_while_another_talks_on(tmp_path: Path) -> None:
    """`agent add` on a running centre makes a phone that registers and is rung; no talk is cut."""
    async with running(tmp_path, agents=("anna",), plan=STRAIGHT_PLAN) as cell:
        call, rung = await talking(cell)
        said = await good(
            cell, "agent", "add", "carla", "-q", "sales", "--transport", "udp", "--display", "Carla"
        )
        settings = dict(line.split(": ", 1) for line in said.out.splitlines())
        assert settings["server"] == f"127.0.0.1:{cell.server[1]}"
        carla = WirePhone(
            loopback(), cell.server, user=settings["username"], password=settings["password"],
            tone_hz=900, policy=lambda _: ANSWER,
        )  # fmt: skip
        cell.phones.append(carla)
        assert await carla.register() == 200

        async def reachable() -> bool:
            return (await cell.agent_state("carla"))["line"] == "reachable"

        await until(reachable, 10)
        await good(cell, "agent", "login", "carla")
        second = await cell.call(cell.carrier(tone_hz=1100))
        other = await carla.next_call()
        await second.hears(900)
        await other.hears(1100)
        assert not call.over
        assert not rung.over
        assert max(call.hearing.longest_gap_s(), rung.hearing.longest_gap_s()) < BEAT_S
        await good(cell, "agent", "remove", "carla")  # the call in hand goes on
        await second.hears(900, timeout_s=2)
        assert not second.over
        second.hang_up()
        await other.ended()
        assert "carla" not in (tmp_path / "centre.yaml").read_text()


async def test_a_bad_dialplan_is_refused_while_a_call_goes_on(tmp_path: Path) -> None:
    """`reload` of a wrong file names file and line, the running plan stays, the talk goes on."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        call, _ = await talking(cell)
        plan = (await cell.ask("status"))["plan"]
        file = tmp_path / "dialplans" / "main.yaml"
        file.write_text(STRAIGHT_PLAN.replace("queue: sales", "queue: sails"))
        refused = await voipcc(cell, "reload")
        assert refused.code == 1
        assert "main.yaml:7:" in refused.err
        assert 'did you mean "sales"?' in refused.err
        assert (await cell.ask("status"))["plan"] == plan
        file.write_text(STRAIGHT_PLAN.replace("play: goodbye", "play: closed"))
        assert "is in force" in (await good(cell, "reload")).out
        assert (await cell.ask("status"))["plan"] != plan
        assert not call.over
        assert call.hearing.longest_gap_s() < BEAT_S


async def test_a_call_is_told_with_its_sip_messages_and_steps(tmp_path: Path) -> None:
    """With the trace on, a call's story has SIP messages of both legs and ARI steps, masked."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        assert (await good(cell, "switch", "trace", "on")).out == "tracing\n"
        call, rung = await talking(cell)
        live = (await good(cell, "call", await the_call(cell))).out
        assert "connect call" in live
        call.hang_up()
        await rung.ended()
        (record,) = await cell.records(1)
        told = (await good(cell, "call", record.id, "--sip", "--ari")).out
        for word in (
            "INVITE sip:", "BYE sip:", f"X-VCC-Call: {record.id}", "POST channels/", "StasisStart",
            f"> call {record.id}: arrives", "record call", "talked", "anna/desk",
        ):  # fmt: skip
            assert word in told, word
        assert CALLER not in told
        assert CALLER in (await good(cell, "call", record.id, "--sip", "--numbers")).out
        assert told.count("SIP/2.0 200 OK") >= 4  # INVITE and BYE of both legs
        assert (await good(cell, "switch", "trace", "off")).out == "no longer tracing\n"
        size = (cell.state.log / "ari.jsonl").stat().st_size
        carrier = cell.carrier()
        again = await cell.call(carrier, tone_hz=1200)
        await again.hears(700)
        again.hang_up()
        await cell.records(2)
        assert (cell.state.log / "ari.jsonl").stat().st_size == size
        listed = (await good(cell, "calls", "--json")).json
        assert [one["outcome"] for one in listed] == ["answered", "answered"]
        figures = (await good(cell, "report", "--json")).json
        assert figures["outcomes"] == {"answered": 2}


async def test_a_call_is_hung_up_by_its_id(tmp_path: Path) -> None:
    """`hangup` ends one call; its record says that the centre did it; twice is refused."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        call, rung = await talking(cell)
        name = await the_call(cell)
        await good(cell, "hangup", name)
        await call.ended()
        await rung.ended()
        (record,) = await cell.records(1)
        assert (record.outcome, record.ended_by) == ("answered", "centre")
        twice = await voipcc(cell, "hangup", name)
        assert (twice.code, "There is no call" in twice.err) == (1, True)
        await cell.nothing_left()


async def test_a_caller_is_forgotten_by_the_running_centre(tmp_path: Path) -> None:
    """`party erase` takes the number out of the file; the record stays and names nobody."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        call, _ = await talking(cell)
        call.hang_up()
        (record,) = await cell.records(1)
        assert CALLER in (await good(cell, "party", "show", record.party)).out
        assert (await good(cell, "party", "erase", CALLER)).out.startswith("erased")
        assert CALLER[1:].encode() not in cell.state.parties.read_bytes()
        assert (await voipcc(cell, "party", "show", record.party)).code == 1
        assert "not kept" in (await good(cell, "call", record.id)).out
        assert (await good(cell, "journal", "verify", "--json")).json["damages"] == []


async def test_a_second_controller_of_one_centre_is_refused(tmp_path: Path) -> None:
    """`serve` beside a running one says so, and the running one does not notice."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        call, _ = await talking(cell)
        second = await voipcc(cell, "serve")
        assert second.code == 1
        assert second.err.startswith("error: ")
        assert "another voipcc" in second.err
        assert "stop it first" in second.err
        assert (await cell.ask("status"))["switch"] == "connected"
        assert not call.over


async def test_stopping_with_calls_kept_lets_the_next_controller_go_on(tmp_path: Path) -> None:
    """After `stop --keep-calls` the talk goes on, and the next `serve` knows it as the same call."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        call, rung = await talking(cell)
        name = await the_call(cell)
        await good(cell, "stop", "--keep-calls")
        assert cell.process is not None
        assert await asyncio.wait_for(cell.process.wait(), 20) == 0
        assert not call.over
        await cell.serve()
        assert await the_call(cell) == name
        assert call.hearing.longest_gap_s() < BEAT_S
        call.hang_up()
        await rung.ended()
        (record,) = await cell.records(1)
        assert (record.id, record.outcome) == (name, "answered")
        assert "controller_restarted" in record.marks


async def test_stopping_takes_everything_down(tmp_path: Path) -> None:
    """`stop` ends controller and switch; nothing listens afterwards, and verbs say so."""
    async with running(tmp_path) as cell:
        watching = asyncio.create_task(voipcc(cell, "top", "--json", "--every", "60"))
        await until(lambda: cell.state.control_socket.exists() and clients(cell), 20)
        await good(cell, "stop")
        watched = await watching
        assert (watched.code, watched.err) == (1, "error: the centre has stopped\n")
        assert cell.process is not None
        assert await asyncio.wait_for(cell.process.wait(), 20) == 0
        assert not cell.state.control_socket.exists()
        said = await voipcc(cell, "status")
        assert (said.code, "start it: voipcc serve" in said.err) == (1, True)
        assert not (cell.state.asterisk / "instance.json").exists()


async def test_the_controller_survives_whatever_its_socket_is_told(tmp_path: Path) -> None:
    """Arguments of the wrong kind, missing or huge, are refused one by one; calls go on."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        call, _ = await talking(cell)
        for verb, args in (
            ("agent.log_in", {}), ("agent.log_in", {"agent": 7}), ("agent.log_in", {"agent": []}),
            ("agent.not_ready", {"agent": "anna", "reason": {}}), ("call.end", {"call": "x" * 9999}),
            ("console", {"command": "core show version\ncore stop now"}), ("console", {"command": ""}),
            ("trace", {"on": "yes"}), ("party.erase", {}), ("watch", {"every_s": "often"}),
        ):  # fmt: skip
            with pytest.raises(
                Exception, match=r"missing|no text|letters|one line|true or false|number"
            ):
                await cell.ask(verb, **args)
        assert not call.over
        assert (await cell.ask("status"))["switch"] == "connected"
