"""What a real Asterisk said, played to the room again: same requests, same posts."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.asterisk.conftest import Room
from tests.asterisk.fake_switch import FakeSwitch
from tests.waiting import until
from voipcc.core import commands

RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.jsonl"))
# Times differ at each run; a reconcile's questions are no part of a call.
TIMES = ("happened_us", "since_us")
ASIDE = ("GET ", "POST bridges/music-default/moh", "POST bridges/music-default?")


class Replay(FakeSwitch):
    """Answers requests with what was recorded, when it was."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: dict[str, asyncio.Queue[tuple[int, bytes]]] = {}
        self.replaying = False

    async def _request(self, method: str, path: str, body: bytes, writer: Any) -> None:
        ask = f"{method} {path}"
        if not self.replaying or ask.startswith(ASIDE):
            await super()._request(method, path, body, writer)
            return
        self.asked.append(ask)
        status, answer = await self.replies.setdefault(ask, asyncio.Queue()).get()
        writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer
        )

    def _refusal(self, action: dict[str, str]) -> str:
        return ""


@pytest.fixture
async def fake():
    switch = Replay()
    await switch.start()
    yield switch
    await switch.stop()


def test_there_are_recordings() -> None:
    """Every kind of end a leg can have has been recorded."""
    assert len(RECORDED) >= 13


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_stream_gives_the_same_again(
    recorded: Path, room: Room, fake: Replay
) -> None:
    """Given the recorded events and answers, the room asks and posts exactly as it did."""
    lines = [json.loads(line) for line in recorded.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if not line.get("ask", "").startswith(ASIDE)]
    asks = {line["n"]: line["ask"] for line in lines if "ask" in line}
    expected = Counter[str]()
    fake.replaying = True
    for line in lines:
        match line:
            case {"command": [name, words]}:
                words = {k: tuple(v) if isinstance(v, list) else v for k, v in words.items()}
                room.switch.carry_out(getattr(commands, name)(**words))
            case {"ask": ask}:
                expected[ask] += 1
                await until(lambda a=ask: Counter(fake.asked)[a] >= expected[a])
            case {"status": status, "body": body, "n": n} if n in asks:
                replies = fake.replies.setdefault(asks[n], asyncio.Queue())
                replies.put_nowait((status, body.encode()))
            case {"event": event}:
                fake.tell(json.dumps(event))
            case {"post": [name, words]}:
                await until(lambda: bool(room.posted))
                post = room.posted.popleft()
                assert [type(post).__name__, plain(post, words)] == [name, without_times(words)]
    await room.settled()
    assert not room.posted
    assert Counter(ask for ask in fake.asked if not ask.startswith(ASIDE)) == expected
    assert room.switch._legs == {}


def plain(post: Any, recorded: dict[str, Any]) -> dict[str, Any]:
    """The fields there were when it was recorded; events only ever gain some."""
    return without_times({name: getattr(post, name) for name in recorded})


def without_times(words: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in words.items() if key not in TIMES}
