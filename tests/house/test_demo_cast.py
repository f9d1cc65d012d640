"""The demo's cast: drawn from the seed, different in what callers do, fit for the robots."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from voipcc.centre_file import load_centre
from voipcc.demo import place
from voipcc.demo.cast import Address, cast
from voipcc.demo.place import NUMBER, agent_names, make_place
from voipcc.demo.wish import DemoError, DemoWish
from voipcc.dialplan import compile_centre
from voipcc.softphone.script import Plan, read_plan, write_plan

ADDRESS = Address("127.61.1.1", "127.61.1")


def drawn(**words: int) -> Plan:
    """The cast of a demo."""
    wish = DemoWish(**{"seconds": 120, "calls_per_minute": 60, **words})  # type: ignore[arg-type]
    devices = {
        f"{name}/desk": {"endpoint": f"{name}-x", "password": "y"}
        for name in agent_names(wish.agents)
    }
    return cast(wish, ("127.0.0.1", 5060), ADDRESS, devices)


def test_the_same_seed_gives_the_same_cast() -> None:
    """Two demos of one seed are equal to the last keystroke; another seed differs."""
    assert drawn(seed=7) == drawn(seed=7)
    assert drawn(seed=7) != drawn(seed=8)


def test_callers_do_everything_callers_do() -> None:
    """Some press wrong keys, some nothing, some withhold, and some leave at every stage."""
    callers = drawn().callers
    assert {one.hang_up for one in callers} == {
        "ringing", "prompt", "menu", "queue", "offered", "talk",
    }  # fmt: skip
    talkers = [one for one in callers if one.hang_up == "talk"]
    assert any(not one.keys for one in talkers)
    assert any(one.keys and one.keys[0].key in "9#" for one in talkers)
    assert any(not one.caller for one in callers)
    assert {one.keys[0].key for one in talkers if one.keys} >= {"1", "2", "9", "#"}
    assert len(talkers) > len(callers) / 2
    assert all(one.hang_up_after_s >= 3 for one in talkers)
    assert all(one.number == NUMBER for one in callers)


def test_agents_do_everything_agents_do() -> None:
    """With enough agents some decline, some miss, some take a break and some hang up first."""
    agents = drawn(agents=8).agents
    kinds = {
        type(reaction).__name__ + str(reaction) for one in agents for reaction in one.reactions
    }
    assert len(kinds) >= 5
    assert any(len(one.codes) == 3 for one in agents)
    assert any(one.talk_s for one in agents)
    assert all(one.codes[0].dial == "*11" for one in agents)


def test_a_lonely_agent_serves_everybody() -> None:
    """With one or two agents nobody declines, or callers would wait too long for a demo."""
    for agents in (1, 2):
        assert all(len(set(map(str, one.reactions))) <= 2 for one in drawn(agents=agents).agents)
        assert all(len(one.codes) == 1 for one in drawn(agents=agents).agents)


def test_every_robot_has_a_voice_of_its_own() -> None:
    """No two agents share a tone, and callers' tones are none of the agents'."""
    plan = drawn(agents=16)
    agents = [one.tone_hz for one in plan.agents]
    assert len(set(agents)) == 16
    assert not set(agents) & {one.tone_hz for one in plan.callers}


def test_the_number_of_callers_is_what_was_asked_for() -> None:
    """Seconds and calls a minute make the count, one caller at least, all within the time."""
    callers = drawn(seconds=30, calls_per_minute=20).callers
    assert len(callers) == 10
    assert all(0 <= one.start_s <= 30 for one in callers)
    assert len(drawn(seconds=5, calls_per_minute=1).callers) == 1


def test_the_cast_is_a_plan_robots_can_read() -> None:
    """The plan survives its way to the robots' process."""
    plan = drawn(agents=20)
    assert read_plan(write_plan(plan)) == plan


def test_more_agents_than_tones_are_refused() -> None:
    """A cast that could not be told apart by ear is not drawn."""
    with pytest.raises(DemoError, match="too many agents"):
        drawn(agents=140)


@pytest.mark.parametrize("agents", [1, 16, 50])
@pytest.mark.parametrize("listen", ["127.0.0.1", "192.168.7.9"])
def test_the_demos_centre_is_a_valid_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agents: int, listen: str
) -> None:
    """What the demo writes passes every check a centre has to pass."""
    monkeypatch.setattr(place, "cache_folder", lambda: tmp_path)
    address = type(DemoWish().listen)(listen)
    folder = make_place(replace(DemoWish(), agents=agents, listen=address), "127.61.1.1")
    loaded = load_centre(folder / "centre.yaml", {})
    assert loaded.settings is not None, loaded.problems
    compiled = compile_centre(loaded.settings, folder, 1_760_000_000_000)
    assert compiled.plan is not None, compiled.problems
    assert len(compiled.plan.agents) == agents


def test_only_the_last_demos_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old demos make room; the newest stay so that their records can be read."""
    monkeypatch.setattr(place, "cache_folder", lambda: tmp_path)
    seconds = iter(range(100))
    fake = SimpleNamespace(
        strftime=lambda form: f"20260101-{next(seconds):06d}", monotonic_ns=lambda: 0
    )
    monkeypatch.setattr(place, "time", fake)
    made = [make_place(DemoWish(), "127.61.1.1") for _ in range(8)]
    kept = sorted((tmp_path / "demo").iterdir())
    assert kept == made[-len(kept) :]
    assert len(kept) <= place.KEPT_DEMOS + 1
