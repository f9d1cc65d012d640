"""Calls out are counted: a stolen account is stopped, people at work notice nothing."""

import os
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.waiting import until
from voipcc.core.moment import Moment
from voipcc.database.permit_book import PermitBook, recent
from voipcc.dialling_limits import MOST_PREFIXES, Limits
from voipcc.dialling_settings import DiallingSettings
from voipcc.permits import PermitRefused, Wish
from voipcc.settings import CentreSettings
from voipcc.ways_out import WaysOut

OWN = "+4930123450"
NIGHT_MS = 1_790_038_800_000  # an autumn night in Berlin
SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
KEY = b"a key of this test"


class Log:
    """Keeps lines."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, dict[str, Any]]] = []

    def info(self, text: str, **more: Any) -> None:
        self.lines.append(("info", text, more))

    def error(self, text: str, **more: Any) -> None:
        self.lines.append(("error", text, more))

    @property
    def alarms(self) -> list[dict[str, Any]]:
        return [more for level, text, more in self.lines if text.startswith("ALARM")]


def settings(**dialling: int) -> CentreSettings:
    trunk = {"proxy": "sip.example.net", "permits": ["DE", "LV", "SG"], "caller_id": OWN}
    return CentreSettings.model_validate(
        {
            "country": "DE",
            "trunks": {"carrier": trunk},
            "agents": {f"agent-{number}": {} for number in range(60)},
            "emergency_trunk": "carrier",
            "dialling": dialling,
        }
    )


@dataclass
class Town:
    """A house with nothing but its ways out, and a clock that is moved by hand."""

    path: Path
    settings: CentreSettings = field(default_factory=settings)
    now_ms: int = NIGHT_MS
    log: Log = field(default_factory=Log)
    legs: int = 0
    ways: WaysOut = None  # type: ignore[assignment]
    book: PermitBook = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.plan = SimpleNamespace(numbers=(OWN,))
        self.journal = SimpleNamespace(last_sequence=1, synced=self._synced)

    async def _synced(self, _sequence: int) -> None:
        return

    def clock(self) -> Moment:
        return Moment(self.now_ms * 1000, self.now_ms, "boot")

    def open(self) -> "Town":
        self.book = PermitBook.open(self.path, KEY)
        self.ways = WaysOut(self, self.book)  # type: ignore[arg-type]
        return self

    def restart(self) -> None:
        self.ways.close()
        self.open()

    def call(self, number: str, agent: str = "agent-0", purpose: Any = "dial") -> str:
        """The word for what became of it, "allowed" too."""
        self.legs += 1
        leg = f"1-{self.legs}"
        try:
            self.ways.permit(Wish(number, "", OWN, agent, purpose), leg, leg)
        except PermitRefused as refused:
            return refused.reason
        return "allowed"

    def hang_up(self) -> None:
        """The newest call is over."""
        self.ways.ended(f"1-{self.legs}")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setattr("voipcc.database.permit_book.SYNCHRONOUS", "OFF")  # thousands of rows
    town = Town(tmp_path / "permits.sqlite").open()
    yield town
    town.ways.close()


def attack(town: Town, calls: int, every_ms: int, lasting: bool, seed: int = 1) -> int:
    """Calls to random numbers of one Latvian prefix; how many were allowed."""
    chance, allowed = random.Random(seed), 0
    for _ in range(calls):
        if town.call(f"+3712111{chance.randrange(10_000):04d}") == "allowed":
            allowed += 1
            if not lasting:
                town.hang_up()
        town.now_ms += every_ms
    return allowed


@pytest.mark.parametrize("lasting", [True, False], ids=["long calls", "short calls"])
def test_a_stolen_account_is_stopped_within_five_calls(town: Town, lasting: bool) -> None:
    """Thirty calls a minute to one prefix at night: five at most, an alarm, others untouched."""
    chance = random.Random(7)
    allowed = 0
    for tick in range(600):  # twenty minutes
        allowed += town.call(f"+3712111{chance.randrange(10_000):04d}") == "allowed"
        if not lasting:
            town.hang_up()
        if tick % 15 == 0:  # meanwhile another agent and a caller's callback, every half minute
            assert town.call(f"+4930{chance.randrange(10**6, 10**7)}", "agent-1") == "allowed"
            town.hang_up()
            assert town.call(f"+49170{tick:07d}", "", "callback") == "allowed"
            town.hang_up()
        town.now_ms += 2 * SECOND
    assert 1 <= allowed <= 5
    assert set(town.ways.parked) == {"agent-0"}
    assert [alarm["agent"] for alarm in town.log.alarms] == ["agent-0"]


@pytest.mark.parametrize("every_s", [4, 10, 12, 15, 30, 60, 300])
def test_a_slow_thief_is_stopped_too(town: Town, every_s: int) -> None:
    """However slowly one prefix is called in a row, twenty calls are the end of it."""
    assert attack(town, 100, every_s * SECOND, lasting=False) <= 20
    assert "agent-0" in town.ways.parked


def test_many_stolen_accounts_share_one_limit(town: Town) -> None:
    """Ten accounts taking turns to one prefix: sixty calls an hour in all."""
    allowed = 0
    for turn in range(300):
        allowed += town.call(f"+3712111{turn:04d}", f"agent-{turn % 10}") == "allowed"
        town.hang_up()
        town.now_ms += 4 * SECOND
    assert allowed <= 60


def test_a_callers_callbacks_to_one_prefix_are_limited_and_park_nobody(town: Town) -> None:
    """Whoever orders callbacks by the hundred gets sixty an hour, and the house an alarm."""
    allowed = sum(
        town.call(f"+3712111{turn:04d}", "", "callback") == "allowed" for turn in range(200)
    )
    assert allowed == 60 and town.ways.parked == {} and town.log.alarms


def test_a_day_of_work_is_untouched(town: Town) -> None:
    """Twelve agents calling all day, redialling busy numbers at once, cross no limit."""
    chance = random.Random(3)
    due = sorted(
        (minute * MINUTE + chance.randrange(MINUTE), f"agent-{number}")
        for number in range(12)
        for minute in range(0, 480, 6)
    )
    for at_ms, agent in due:
        town.now_ms = NIGHT_MS + at_ms
        number = f"+4930{chance.randrange(1_000_000, 9_999_999)}"
        for _ in range(chance.choice((1, 1, 1, 3))):
            assert town.call(number, agent) == "allowed"
            town.hang_up()
            town.now_ms += 8 * SECOND
    assert town.ways.parked == {} and not town.log.alarms


def test_a_partners_number_is_called_all_day(town: Town) -> None:
    """Twelve agents transfer callers to one number of the country, forty an hour, long calls."""
    for turn in range(320):
        purpose = "transfer" if turn % 2 else "refer"
        assert town.call("+4930123456", f"agent-{turn % 12}", purpose) == "allowed"
        if turn >= 40:
            town.ways.ended(f"1-{turn - 39}")
        town.now_ms += 90 * SECOND
    assert town.ways.parked == {}


def test_phones_and_dialplans_are_not_counted(town: Town) -> None:
    """An agent's mobile rings for every caller, an overflow calls one number all day."""
    for purpose in ("phone", "rescue", "step"):
        for _ in range(100):
            assert town.call("+4917012345678", "agent-0", purpose) == "allowed"
            town.hang_up()


def test_the_state_survives_a_restart(town: Town) -> None:
    """Calls made, calls under way and a parked agent are known after a restart as before it."""
    assert [town.call(f"+3712111000{turn}") for turn in range(4)] == ["allowed"] * 4
    town.hang_up()
    town.restart()
    assert len(town.ways.limits.legs) == 3
    town.ways.found({"1-1", "1-2"})  # one was hung up while nobody looked
    assert len(town.ways.limits.legs) == 2
    assert town.call("+37121110005") == "allowed"
    assert town.call("+37121110006") == "limit"  # the sixth within a minute
    town.restart()
    assert town.call("+4917012345678") == "parked"
    assert town.call("+4917012345678", "agent-1") == "allowed"
    assert town.ways.unpark("agent-0", "somebody")
    assert not town.ways.unpark("agent-0", "somebody")
    town.restart()
    assert town.ways.parked == {}
    town.ways.found(())
    assert town.call("+4917012345678") == "allowed"


@pytest.mark.parametrize("seed", range(3))
def test_a_restart_at_any_moment_changes_no_decision(tmp_path: Path, seed: int) -> None:
    """The same calls get the same answers with restarts between them and without."""
    answers = []
    for restarts in (False, True):
        town = Town(tmp_path / f"{restarts}.sqlite", settings(in_a_row=4, per_minute=3)).open()
        chance, breaks = random.Random(seed), random.Random(seed + 99)
        heard = []
        for _ in range(80):
            agent = f"agent-{chance.randrange(3)}"
            heard.append(
                town.call(f"+371211{chance.randrange(3)}{chance.randrange(9999):04d}", agent)
            )
            if chance.random() < 0.8:
                town.hang_up()
            if chance.random() < 0.1:
                town.ways.unpark(agent, "a test")
            town.now_ms += chance.randrange(40) * SECOND
            if restarts and breaks.random() < 0.2:
                town.restart()
        town.ways.close()
        answers.append(heard)
    assert answers[0] == answers[1]
    assert {"allowed", "limit", "parked"} <= set(answers[0])


def test_help_is_called_whatever_is_parked_or_crossed(town: Town) -> None:
    """A parked agent, beyond every limit, reaches the emergency number every time."""
    attack(town, 40, SECOND, lasting=True)
    assert town.call("+4917012345678") == "parked"
    assert {town.call(number) for number in ("112", "110", "1 1 2", "112#") * 20} == {"allowed"}
    assert town.call("112", "agent-2", "transfer") == "allowed"


def test_no_colleague_stands_before_help(town: Town) -> None:
    """A short number that calls for help somewhere is nobody's, even where the file got it in."""
    agents = {"agent-0": {"short_number": "110"}, "agent-1": {"short_number": "21"}}
    town.settings = CentreSettings.model_validate({"country": "DE", "agents": agents})
    assert town.ways.short("110") is None
    assert town.ways.short("21") == ("agent", "agent-1")


def test_what_is_remembered_is_bounded() -> None:
    """A hundred thousand prefixes and a year of calls fill no memory."""
    limits, rules = Limits(), DiallingSettings()
    for turn in range(MOST_PREFIXES * 2):
        limits.begin(f"1-{turn}", turn * MINUTE, f"agent-{turn % 5}", f"prefix-{turn}")
        limits.end(f"1-{turn}")
    assert len(limits._prefixes) <= MOST_PREFIXES
    assert all(len(person.calls) <= rules.per_day for person in limits._people.values())
    assert not limits.legs


def test_each_decision_is_in_the_book_and_no_number_is(town: Town) -> None:
    """Allowed and refused ones are listed newest first, masked; the file knows no number."""
    town.call("+4917012345678")
    town.call("0900 1 234567")
    town.call("+37121110001;ext=5", "", "callback")
    town.call("112")
    town.ways.close()
    listed = recent(town.path, 10)
    assert [one.reason for one in listed] == ["allowed", "number", "class", "allowed"]
    assert [one.number for one in listed] == [
        "112",
        "+3712******15",
        "+4990******67",
        "+4917*******78",
    ]
    assert [one.kind for one in listed] == ["emergency", "unknown", "premium", "mobile"]
    assert listed[2].text.startswith("premium numbers")
    assert [one.reason for one in recent(town.path, 10, refused=True)] == ["number", "class"]
    assert len(recent(town.path, 10, "agent-0")) == 3
    assert len(recent(town.path, 2)) == 2
    assert b"12345678" not in town.path.read_bytes()
    assert oct(town.path.stat().st_mode & 0o777) == "0o600"
    town.open()


async def test_nobody_is_called_when_the_book_cannot_be_written(town: Town) -> None:
    """A decision that is not on the disk is none: the call is refused with the reason."""
    heard: list[str] = []
    town.call("+4917012345678")
    town.ways.when_safe(lambda: heard.append("called"), heard.append)
    await until(lambda: heard)
    assert heard == ["called"]
    with sqlite3.connect(town.path) as other:
        other.execute("DROP TABLE decision")
    town.call("+4917012345678")
    town.ways.when_safe(lambda: heard.append("called"), heard.append)
    await until(lambda: len(heard) == 2)
    assert heard[1].startswith("the permit could not be kept")


def test_old_decisions_are_forgotten(town: Town) -> None:
    """After ninety days a decision is nobody's business any more."""
    town.call("+4917012345678")
    town.now_ms += 91 * 24 * HOUR
    town.call("+4917012345679")
    town.ways.prune()
    town.ways.close()
    assert len(recent(town.path, 10)) == 1
    town.open()


def test_a_damaged_book_is_told_with_a_remedy(tmp_path: Path) -> None:
    """Where the file is no database the error names it and says what to do."""
    path = tmp_path / "permits.sqlite"
    path.write_bytes(os.urandom(5000))
    with pytest.raises(Exception, match=r"permits\.sqlite.*move it away"):
        PermitBook.open(path, KEY)
