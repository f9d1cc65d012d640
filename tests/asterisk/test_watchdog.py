"""The watchdog: what it does, and what it leaves alone, while no controller acts."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.asterisk.fake_switch import FakeChannel, FakeSwitch
from tests.waiting import until
from voipcc.asterisk.leash import Leash, first_word
from voipcc.asterisk.runtime import process

# Shorter than in earnest, or most of the time would be spent on waiting for nothing to happen.
ALONE_S, FROZEN_S, RINGS_S = 0.4, 1.2, 0.8
BRISK = f"""
from voipcc.asterisk import watchdog

watchdog.ALONE_S, watchdog.FROZEN_S, watchdog.RINGS_S = {ALONE_S}, {FROZEN_S}, {RINGS_S}
watchdog.LOOK_EVERY_S = 0.2
watchdog.main()
"""


@dataclass
class Dog:
    """A running watchdog at a fake switch."""

    fake: FakeSwitch
    process: asyncio.subprocess.Process

    def say(self, word: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(word)

    def lose_controller(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def leg(self, name: str, *, caller: bool = False, state: str = "Up", ours: bool = True) -> None:
        context = "numbers" if caller else "from-device"
        channel = FakeChannel(name, f"PJSIP/x-{name}", state, in_app=ours, context=context)
        if caller:
            channel.variables["VCC_NUMBER"] = "+4930123450"
        self.fake.channels[name] = channel

    def did(self, method: str) -> list[str]:
        return [one for one in self.fake.asked if one.startswith(method)]


@pytest.fixture
async def dog(fake: FakeSwitch, tmp_path: Path) -> AsyncIterator[Dog]:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BRISK, stdin=asyncio.subprocess.PIPE
    )
    made = Dog(fake, child)
    made.say(first_word(fake.address(), tmp_path / "watchdog.log"))
    yield made
    if child.returncode is None:
        child.kill()
    await child.wait()


def everybody(dog: Dog) -> None:
    """One of each: in a menu, with music, talking, left behind on both sides, ringing, a keeper."""
    for name in ("a.menu", "a.music", "a.talk", "a.left"):
        dog.leg(name, caller=True)
    for name in ("1-talk", "1-left", "1-nobody"):
        dog.leg(name)
    dog.leg("1-rings", state="Ringing", ours=False)
    dog.leg("a.queue", state="Ringing", ours=False)  # rung by the switch's own queue
    dog.leg("keeps-music-default")
    dog.fake.bridges = {
        "music-default": ("holding", ["a.music", "keeps-music-default"]),
        "1-1": ("mixing", ["a.talk", "1-talk"]),
        "1-2": ("mixing", ["a.left"]),
        "1-3": ("mixing", ["1-left"]),
    }


async def test_a_dead_controllers_callers_are_looked_after(dog: Dog) -> None:
    """Out of menus into the fallback, whoever was left is hung up; talks and music go on."""
    everybody(dog)
    dog.lose_controller()
    await until(lambda: dog.fake.channels["a.menu"].context == "fallback")
    assert dog.did("DELETE") == []
    gone = {"a.left", "1-left", "1-nobody", "1-rings"}
    await until(lambda: not gone & dog.fake.channels.keys(), 10)
    assert len(dog.did("DELETE")) == len(gone)
    assert dog.did("POST") == [
        "POST channels/a.menu/continue?context=fallback&extension=4930123450&priority=1"
    ]
    assert {"a.music", "a.talk", "1-talk", "a.queue"} <= dog.fake.channels.keys()


async def test_a_word_every_second_keeps_it_still(dog: Dog) -> None:
    """While the controller speaks it asks nothing; frozen for a while, it acts; then not again."""
    everybody(dog)
    loop = asyncio.get_running_loop()
    until_s = loop.time() + 1.25 * FROZEN_S
    while loop.time() < until_s:
        dog.say(b"\n")
        await asyncio.sleep(0.1)
    assert dog.fake.asked == []
    await until(lambda: dog.did("POST"), FROZEN_S + 2)
    dog.say(b"\n")
    await asyncio.sleep(0.2)
    asked = len(dog.fake.asked)
    dog.say(b"\n")
    await asyncio.sleep(ALONE_S)
    assert len(dog.fake.asked) == asked


async def test_a_switch_that_is_away_is_asked_again(dog: Dog) -> None:
    """Lost answers and broken lines are no reason to give up."""
    everybody(dog)
    dog.fake.drop_all()
    await dog.fake.stop()
    dog.lose_controller()
    await asyncio.sleep(0.5)
    assert dog.process.returncode is None
    await dog.fake.start(dog.fake.ari_port)
    await until(lambda: dog.fake.channels["a.menu"].context == "fallback")


async def test_bye_ends_it(dog: Dog) -> None:
    """A controller that stops in order takes its watchdog along, and nothing is touched."""
    everybody(dog)
    dog.say(b"bye\n")
    assert await asyncio.wait_for(dog.process.wait(), 5) == 0
    assert dog.fake.asked == []


async def test_the_next_controller_ends_the_one_before(fake: FakeSwitch, tmp_path: Path) -> None:
    """One watchdog at a time: taking the leash ends the last one, a dead one is replaced."""
    first = Leash(tmp_path, tmp_path, fake.address())
    await first.take()
    pid, started = (tmp_path / "watchdog.pid").read_text().split()
    assert process.is_alive(int(pid), started)
    second = Leash(tmp_path, tmp_path, fake.address())
    await second.take()
    assert not process.is_alive(int(pid), started)
    pid, started = (tmp_path / "watchdog.pid").read_text().split()
    keeping = asyncio.create_task(second.keep())
    os.kill(int(pid), signal.SIGKILL)

    def replaced() -> bool:
        now = (tmp_path / "watchdog.pid").read_text().split()
        return now[0] != pid and process.is_alive(int(now[0]), now[1])

    await until(replaced)
    pid, started = (tmp_path / "watchdog.pid").read_text().split()
    keeping.cancel()
    await second.close(keep_calls=False)
    assert not process.is_alive(int(pid), started)
    assert not (tmp_path / "watchdog.pid").exists()
    await first.close(keep_calls=False)
