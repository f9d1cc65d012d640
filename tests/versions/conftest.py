"""A small centre in a folder, its store of versions, and a house that only writes down."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.house.rooms import Clock, Diary
from voipcc.asterisk.caller_lists import CallerLists
from voipcc.audio import tone, write_wav
from voipcc.control import VerbError
from voipcc.controller import Controller
from voipcc.core.centre import Centre
from voipcc.core.events import CallArrived, CentreConfigured
from voipcc.database.archive import Archive
from voipcc.places import StateFolder
from voipcc.versions.beginning import Beginning, begin
from voipcc.versions.edition import Edition
from voipcc.versions.publishing import Publishing
from voipcc.versions.store import VersionStore

NUMBER = "+4930123450"
CENTRE = """format: 1
name: Small
country: DE
languages: [en]
agents:
  anna: {devices: {desk: {}}}
  ben: {devices: {desk: {}}}
queues:
  sales: {agents: [anna], max_wait_s: 300}
"""
PLAN = f"""format: 1
name: main
numbers: ["{NUMBER}"]
hours: {{office: {{weekly: {{mon-fri: "08:00-18:00"}}, holidays: DE}}}}
blocks:
  start:
    - hours: office
      closed: bye
    - play: welcome
    - menu: main-menu
      keys: {{"1": sales, "2": bye}}
      on_timeout: bye
      on_invalid: bye
  sales:
    - queue: sales
      on_full: bye
      on_timeout: bye
  bye:
    - play: goodbye
    - hang_up
"""
Edit = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A centre as an operator has it."""
    place = tmp_path / "centre"
    (place / "dialplans").mkdir(parents=True)
    (place / "centre.yaml").write_text(CENTRE)
    (place / "dialplans" / "main.yaml").write_text(PLAN)
    write_wav(place / "sounds" / "en" / "welcome.wav", tone(600, 0.5))
    return place


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replaces words in a file of the centre."""

    def edited(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new))

    return edited


@pytest.fixture
def store(folder: Path) -> VersionStore:
    return VersionStore(StateFolder(folder / "state"), folder)


@pytest.fixture
def keep(store: VersionStore) -> Callable[[], Edition]:
    """The folder as a kept version."""

    def kept() -> Edition:
        with store.draft() as draft:
            return store.keep(draft)

    return kept


class QuietHouse:
    """What `Publishing` needs of a house: the real core and controller, a switch that says yes.

    `refuses` is what the switch says instead.
    """

    def __init__(self, beginning: Beginning) -> None:
        self.diary = Diary()
        self.state = beginning.state
        self.clock = Clock()
        self.records = SimpleNamespace(archive=Archive(self.state.records))
        self.controller = Controller(
            Centre(seed=1, epoch=1), journal=self.diary, records=self.diary, clock=self.clock
        )
        self.switch = SimpleNamespace(callers=CallerLists())
        self.log = SimpleNamespace(error=lambda *words, **more: None)
        self.refuses = ""
        self.taken: list[str] = []
        self.plan = beginning.edition.plan
        self.controller.post(CentreConfigured(self.plan))

    async def take(self, edition: Edition) -> list[str]:
        if self.refuses:
            raise VerbError(self.refuses)
        self.taken.append(edition.version)
        return []

    def view(self) -> dict[str, Any]:
        return self.controller.centre.view(self.clock())

    def call(self, leg: str, lists: tuple[str, ...] = ()) -> str:
        """The version a new caller meets."""
        self.controller.post(CallArrived(leg, NUMBER, lists=lists))
        return next(one["version"] for one in self.view()["calls"] if one["leg"] == leg)


@pytest.fixture
def house(folder: Path) -> QuietHouse:
    return QuietHouse(begin(folder))


@pytest.fixture
def publishing(house: QuietHouse, folder: Path) -> Publishing:
    return Publishing(house, begin(folder))  # type: ignore[arg-type]
