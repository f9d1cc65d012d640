"""Records what a real Asterisk says, for the replays: `python -m tests.asterisk.record`.

Each scenario becomes one file of JSON lines in tests/asterisk/recorded: the commands given
to a Switch, the requests it made and their answers, the events that came, and what it
posted, in the order in which all that happened.
"""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.asterisk.fake_switch import ENDPOINTS
from tests.asterisk.real_switch import RealRoom, real_switch
from voipcc.core import commands as do
from voipcc.core import events as seen
from voipcc.softphone.wire import BUSY, DEAF, DECLINE, RING, Reaction

FOLDER = Path(__file__).parent / "recorded"
ANSWER_SOON = Reaction(answer_after_s=0.1)
Scenario = Callable[["RealRoom"], Awaitable[None]]


class Recorder:
    """Hears everything that passes between a Switch, its Asterisk and its core."""

    def __init__(self, room: RealRoom) -> None:
        self.lines: list[dict[str, Any]] = []
        self._names = {
            entry.endpoint: ENDPOINTS[one] for one, entry in room.secrets.devices.items()
        }
        room.switch._lines._trace = self  # type: ignore[assignment]
        room.switch._lines.pool.trace = self  # type: ignore[assignment]
        self._wrap(room)

    def _wrap(self, room: RealRoom) -> None:
        carry_out, post = room.switch.carry_out, room.posted.post

        def told(command: do.Command) -> None:
            self._add({"command": [type(command).__name__, asdict(command)]})
            carry_out(command)

        def posted(event: Any) -> None:
            self._add({"post": [type(event).__name__, asdict(event)]})
            post(event)

        room.switch.carry_out = told  # type: ignore[method-assign]
        for part in (room.switch, room.switch._translator, room.switch._actions):
            part._post = posted  # type: ignore[attr-defined]

    def asked(self, method: str, path: str, number: int) -> None:
        self._add({"ask": f"{method} {path}", "n": number})

    def answered(self, status: int, body: bytes, number: int) -> None:
        text = body.decode() if status >= 400 else ""
        self._add({"status": status, "body": text, "n": number})

    def event(self, text: bytes) -> None:
        event = json.loads(text)
        for one in (event, event.get("channel", {})):
            for key in ("asterisk_id", "protocol_id", "accountcode", "connected"):
                one.pop(key, None)
        event.get("playback", {}).pop("media_uri", None)
        event.get("playback", {}).pop("next_media_uri", None)
        self._add({"event": event})

    def close(self) -> None:
        """As a trace is closed."""

    def _add(self, line: dict[str, Any]) -> None:
        text = json.dumps(line)
        for real, ours in self._names.items():
            text = text.replace(real, ours)
        self.lines.append(json.loads(text))


async def served(room: RealRoom) -> None:
    """Menu with a key, music, an agent who answers, hold, the caller hangs up."""
    phone = await room.phone(reaction=ANSWER_SOON)
    call, leg = await room.caller()
    room.do(do.Play(leg, "1-1", ("welcome",)))
    await asyncio.sleep(0.4)
    await call.press("1")
    await room.posted.next(seen.DigitPressed, leg=leg)
    room.do(do.StopPlayback(leg, "1-1"))
    await room.posted.next(seen.PromptFinished, leg=leg)
    room.do(do.StartMusic(leg))
    room.do(do.Play(leg, "1-2", ("number/1",)))
    await room.posted.next(seen.PromptFinished, playback="1-2")
    room.do(do.Ring("1-3", "anna/desk", leg, "1-0", "sales"))
    rung = await phone.next_call()
    await room.posted.next(seen.LegAnswered, leg="1-3")
    room.do(do.Connect("1-4", leg, "1-3"))
    await room.posted.next(seen.LegConnected)
    await room.posted.next(seen.LegConnected)
    await rung.hears(1000)
    await call.hold()
    await room.posted.next(seen.LegHeld, leg=leg)
    await call.resume()
    await room.posted.next(seen.LegResumed, leg=leg)
    call.hang_up()
    await room.posted.next(seen.LegEnded, leg=leg)
    room.do(do.HangUp("1-3"))
    room.do(do.EndTalk("1-4"))
    await room.posted.next(seen.LegEnded, leg="1-3")


async def agent_hangs_up(room: RealRoom) -> None:
    """The agent ends the talk; the caller gets music again and gives up."""
    phone = await room.phone(reaction=ANSWER_SOON)
    call, leg = await room.caller()
    room.do(do.Ring("1-3", "anna/desk", leg, "1-0"))
    rung = await phone.next_call()
    await room.posted.next(seen.LegAnswered, leg="1-3")
    room.do(do.Connect("1-4", leg, "1-3"))
    await room.posted.next(seen.LegConnected, leg="1-3")
    rung.hang_up()
    await room.posted.next(seen.LegEnded, leg="1-3")
    room.do(do.StartMusic(leg))
    room.do(do.EndTalk("1-4"))
    await room.switch.counts()
    call.hang_up()
    await room.posted.next(seen.LegEnded, leg=leg)


async def cancelled(room: RealRoom) -> None:
    """The caller gives up before anybody answers."""
    call, leg = await room.calls()
    call.hang_up()
    await room.posted.next(seen.LegEnded, leg=leg)


async def turned_away(room: RealRoom) -> None:
    """We refuse the call as busy."""
    _, leg = await room.calls()
    room.do(do.HangUp(leg, "busy"))
    await room.posted.next(seen.LegEnded, leg=leg)


async def hangs_up_in_a_prompt(room: RealRoom) -> None:
    """The caller leaves while a prompt is played."""
    call, leg = await room.caller()
    room.do(do.Play(leg, "1-1", ("welcome",)))
    await asyncio.sleep(0.3)
    call.hang_up()
    await room.posted.next(seen.LegEnded, leg=leg)


async def _rung(room: RealRoom, reaction: Reaction, timeout_s: int = 20) -> str:
    await room.phone(reaction=reaction)
    _, leg = await room.caller()
    room.do(do.Ring("1-3", "anna/desk", leg, "1-0", timeout_s=timeout_s))
    return leg


async def _over(room: RealRoom, leg: str) -> None:
    await room.posted.next(seen.LegEnded, leg="1-3")
    room.do(do.HangUp(leg))
    await room.posted.next(seen.LegEnded, leg=leg)


async def declined(room: RealRoom) -> None:
    """The agent declines."""
    await _over(room, await _rung(room, DECLINE))


async def busy(room: RealRoom) -> None:
    """The agent's phone is busy."""
    await _over(room, await _rung(room, BUSY))


async def missed(room: RealRoom) -> None:
    """The agent's phone rings and nobody answers."""
    await _over(room, await _rung(room, RING, 1))


async def dead_phone(room: RealRoom) -> None:
    """The agent's phone does not say a word."""
    await _over(room, await _rung(room, DEAF, 1))


async def stopped_ringing(room: RealRoom) -> None:
    """We stop the ringing."""
    leg = await _rung(room, RING)
    await room.posted.next(seen.LegRinging, leg="1-3")
    room.do(do.StopRinging("1-3"))
    await _over(room, leg)


async def not_registered(room: RealRoom) -> None:
    """The agent's phone is not there."""
    _, leg = await room.caller()
    room.do(do.Ring("1-3", "ben/desk", leg, "1-0"))
    await _over(room, leg)


async def connected_too_early(room: RealRoom) -> None:
    """A leg that still rings cannot be connected."""
    leg = await _rung(room, RING)
    await room.posted.next(seen.LegRinging, leg="1-3")
    room.do(do.Connect("1-4", leg, "1-3"))
    await room.posted.next(seen.CommandRefused, leg="1-3")
    room.do(do.EndTalk("1-4"))
    room.do(do.StopRinging("1-3"))
    await _over(room, leg)


async def feature_code(room: RealRoom) -> None:
    """An agent's phone dials a code and hears an answer."""
    phone = await room.phone()
    phone.place_call("*11")
    dialled = await room.posted.next(seen.CodeDialled, device="anna/desk", code="*11")
    room.do(do.Answer(dialled.leg))
    await room.posted.next(seen.LegAnswered)
    room.do(do.Play(dialled.leg, "1-1", ("number/1",)))
    await room.posted.next(seen.PromptFinished, playback="1-1")
    room.do(do.HangUp(dialled.leg))
    await room.posted.next(seen.LegEnded)


SCENARIOS: tuple[Scenario, ...] = (
    served,
    agent_hangs_up,
    cancelled,
    turned_away,
    hangs_up_in_a_prompt,
    declined,
    busy,
    missed,
    dead_phone,
    stopped_ringing,
    not_registered,
    connected_too_early,
    feature_code,
)


async def record(scenario: Scenario, folder: Path) -> int:
    async with real_switch(folder) as room:
        recorder = Recorder(room)
        await scenario(room)
        await asyncio.sleep(0.2)  # events after the last one that matters belong to the story
        lines = [json.dumps(line, separators=(",", ":")) for line in recorder.lines]
    FOLDER.mkdir(exist_ok=True)
    name = scenario.__name__
    (FOLDER / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def main() -> None:
    for scenario in SCENARIOS:
        with tempfile.TemporaryDirectory() as folder:
            count = asyncio.run(record(scenario, Path(folder)))
            print(f"{scenario.__name__}: {count} lines")


if __name__ == "__main__":
    main()
