"""What a caller would hear at any moment: the plan, the hours and the overrides that counted then."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from voipcc.centre_file import load_centre
from voipcc.core.events import CentreConfigured, OverrideEnded, OverrideSet
from voipcc.core.moment import Moment
from voipcc.core.overrides import Override
from voipcc.core.plan import Plan
from voipcc.database.journal import Journal
from voipcc.dialplan import compile_centre
from voipcc.places import StateFolder
from voipcc.rehearsal import acts_from
from voipcc.settings import CentreSettings
from voipcc.time_travel import (
    DUE,
    FOLDER,
    PAST,
    RUNNING,
    Answer,
    answer,
    edition_at,
    standing_at,
)
from voipcc.versions.store import Due, Standing, VersionStore

NUMBER = "+4930123450"
CENTRE = """format: 1
time_zone: Europe/Berlin
agents:
  anna: {{devices: {{desk: {{}}}}, {shifts}}}
queues:
  sales: {{agents: [anna]}}
"""
FLOW = """format: 1
name: main
numbers: ["+4930123450"]
hours:
  office: {weekly: {mon-fri: "HOURS"}, holidays: DE-BE}
blocks:
  start:
    - hours: office
      closed: late
    - menu: main-menu
      keys: {"1": sales}
      on_timeout: sales
  sales:
    - queue: sales
      on_timeout: late
      overflow: [{no_staff: true, jump: late}]
  late:
    - play: closed
    - hang_up: closed
"""


def ms(wall: str) -> int:
    moment = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    return int(moment.timestamp() * 1000)


NOW = ms("2026-11-23 12:00")


class Place:
    """A centre's folder, and a journal of what was in force when."""

    def __init__(self, folder: Path, shifts: str = "display: A") -> None:
        self.folder = folder
        self.state = StateFolder(folder / "state")
        (folder / "dialplans").mkdir()
        (folder / "centre.yaml").write_text(CENTRE.format(shifts=shifts))
        self.write("08:00-18:00")
        settings = load_centre(folder / "centre.yaml", {}).settings
        assert settings is not None
        self.settings: CentreSettings = settings
        self.journal: Journal | None = None

    def write(self, hours: str) -> None:
        (self.folder / "dialplans" / "main.yaml").write_text(FLOW.replace("HOURS", hours))

    def plan(self, at: str) -> Plan:
        plan = compile_centre(self.settings, self.folder, ms(at)).plan
        assert plan is not None
        return plan

    def happened(self, at: str, event: object) -> None:
        if self.journal is None:
            self.journal = Journal.open(self.state.journal)
        self.journal.append(Moment(ms(at) * 1000, ms(at), "boot"), event, ())  # type: ignore[arg-type]

    def ask(self, at: str, keys: str = "", *in_force: Override) -> tuple[Answer, str]:
        """The answer for this moment, and by which plan; `in_force` counts for what is to come."""
        if self.journal is not None:
            self.journal.close()
            self.journal = None
        edition, before = edition_at(self.folder, self.settings, self.state, ms(at), NOW)
        kept = before or list(in_force)
        return answer(edition, NUMBER, ms(at), kept, acts_from(keys)), edition.source


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize(
    ("at", "heard", "why"),
    [
        ("2026-11-24 10:00", "main-menu", "the weekly rule of Tuesday (mon-fri): open 08:00-18:00"),
        ("2026-12-25 10:00", "closed", "the holiday Christmas Day, DE-BE"),
        ("2026-11-29 10:00", "closed", "the weekly rule has no hours on a Sunday"),
    ],
)
def test_a_moment_to_come_is_told_with_its_rule(place: Place, at, heard, why) -> None:
    """The first words a caller hears, and the rule or holiday they come from."""
    found, source = place.ask(at)
    assert found.rehearsal.prompts[0] == heard
    (hour,) = found.hours
    assert hour.reason is not None
    assert (hour.reason.why, source) == (why, FOLDER)


def test_the_past_goes_by_the_plan_and_the_overrides_of_then(place: Place) -> None:
    """The journal knows what was in force, whatever the files say today."""
    place.write("10:00-18:00")
    place.happened("2026-11-20 07:00", CentreConfigured(place.plan("2026-11-20 07:00")))
    place.happened("2026-11-20 14:00", OverrideSet("flow/main", "closed", 0, ("closed",)))
    place.happened("2026-11-20 15:00", OverrideEnded("flow/main"))
    until = ms("2026-11-20 17:00")
    place.happened("2026-11-20 16:00", OverrideSet("queue/sales", "closed", until, ("closed",)))
    place.write("08:00-18:00")
    place.happened("2026-11-21 07:00", CentreConfigured(place.plan("2026-11-21 07:00")))

    early, source = place.ask("2026-11-20 09:00")
    assert (early.rehearsal.outcome, source) == ("closed", PAST)
    assert early.hours[0].reason is None  # the file has other hours by now
    assert place.ask("2026-11-20 14:30")[0].rehearsal.marks == ("closed_by_override",)
    assert place.ask("2026-11-20 15:30", "1")[0].rehearsal.agent == "anna"
    late = place.ask("2026-11-20 16:30", "1")[0]
    assert [one.target for one in late.overrides] == ["queue/sales"]
    assert late.rehearsal.outcome == "closed"
    assert place.ask("2026-11-20 17:30", "1")[0].rehearsal.agent == "anna"
    assert place.ask("2026-11-23 09:00")[0].rehearsal.prompts[0] == "main-menu"


def test_before_the_journal_began_the_files_are_asked(place: Place) -> None:
    """Of a time nobody wrote down the answer comes from the files, and says so."""
    place.happened("2026-11-20 07:00", CentreConfigured(place.plan("2026-11-20 07:00")))
    assert place.ask("2020-06-02 10:00")[1] == FOLDER
    assert standing_at(place.folder / "nowhere", NOW).plan is None


def test_an_override_is_named_as_the_reason(place: Place) -> None:
    """What opens or closes against the hours is told in their stead."""
    one = Override("flow/main", "open", NOW, ms("2026-11-29 12:00"))
    found, _ = place.ask("2026-11-29 10:00", "1", one)
    assert found.hours[0].open
    assert found.hours[0].override == one
    assert found.rehearsal.agent == "anna"


def test_agents_are_there_as_their_shifts_say(tmp_path: Path) -> None:
    """Where shifts are written, a caller at an hour without any goes the way for no staff."""
    place = Place(tmp_path, 'shifts: {mon-fri: "08:00-12:00"}')
    morning, _ = place.ask("2026-11-24 11:00", "1")
    assert (morning.there, morning.rehearsal.agent) == (("anna",), "anna")
    evening, _ = place.ask("2026-11-24 13:00", "1")
    assert (evening.there, evening.rehearsal.agent) == ((), "")
    assert "overflow_no_staff" in evening.rehearsal.marks


def test_what_is_to_come_goes_by_the_version_in_force_and_those_that_are_due(place: Place) -> None:
    """Files that are not published count for nobody; a version that is due counts from its moment on."""
    store = VersionStore(place.state, place.folder)
    names = []
    for hours in ("10:00-18:00", "12:00-18:00"):
        place.write(hours)
        with store.draft() as draft:
            names.append(store.keep(draft).version)
    due = Due(names[1], ms("2026-11-25 00:00"), "anna")
    store.stand(Standing(names[0], None, (due,)))
    place.write("08:00-18:00")

    tuesday, source = place.ask("2026-11-24 09:00")
    assert (tuesday.rehearsal.outcome, source) == ("closed", RUNNING)
    assert tuesday.hours[0].reason is not None
    assert "open 10:00-18:00 only" in tuesday.hours[0].reason.why
    assert place.ask("2026-11-24 11:00")[0].rehearsal.prompts[0] == "main-menu"
    wednesday, source = place.ask("2026-11-25 11:00")
    assert (wednesday.rehearsal.outcome, source) == ("closed", DUE)
