"""The manual is true: its examples compile, and everything it should name is named."""

import re
import textwrap
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
import typer
from pydantic import BaseModel

from tests.database.test_report_lists import Measured
from voipcc.centre_file import EXAMPLE, load_centre
from voipcc.cli.app import app
from voipcc.core import cdr
from voipcc.core.calibration import Aim
from voipcc.core.media_words import LookUpResult
from voipcc.core.reservations import diagram
from voipcc.core.saying import NOT_SPOKEN
from voipcc.core.strategies import STRATEGIES
from voipcc.database.reports import DEFINITIONS, FORMULAS, INTERVALS, Question
from voipcc.database.reports.behind import ALONE
from voipcc.database.reports.lost import OPEN_FIRST
from voipcc.database.reports.sheets import SHEETS, Asked, sheet_named
from voipcc.database.tables import LIMITS_S, ROLLED, TABLES
from voipcc.dialling_settings import CallClass, DiallingSettings
from voipcc.dialplan import compile_centre
from voipcc.dialplan.form import FlowForm, HolidayForm, OpeningForm
from voipcc.dialplan.parts import BranchForm, PartForm
from voipcc.dialplan.steps import STEPS
from voipcc.dialplan.steps.branch import CaseForm
from voipcc.dialplan.steps.collect import DigitsForm
from voipcc.dialplan.steps.lookup import QuestionForm
from voipcc.dialplan.steps.loop import RoundsForm
from voipcc.dialplan.steps.sub import ThroughForm
from voipcc.dialplan.steps.waiting import InvitationForm, OverflowForm
from voipcc.permits import Purpose, Reason
from voipcc.places import StateFolder
from voipcc.settings import TrunkSettings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NOW_MS = 1_790_000_000_000
MANUAL = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
HEAD = 'format: 1\nnumbers: ["+4930123450"]\n'
HOURS = 'hours:\n  office: {weekly: {mon-fri: "08:00-18:00"}}\n'
ENDS = "".join(
    f"  {name}: [{{play: goodbye}}, hang_up]\n"
    for name in ("sales", "support", "busy", "goodbye", "closed")
)


def examples(path: Path) -> list[str]:
    """Every YAML example of a page."""
    return re.findall(r"```yaml\n(.*?)```", path.read_text(), re.DOTALL)


def whole(example: str) -> str:
    """A dialplan around an example: a file, some steps, or opening hours."""
    if example.startswith("format:"):
        return example
    steps = "    - hours: office\n      closed: closed\n    - queue: sales\n"
    if example.startswith("hours:"):
        return f"{HEAD}{example}blocks:\n  start:\n{steps}{ENDS}"
    return f"{HEAD}{HOURS}blocks:\n  start:\n{textwrap.indent(example, '    ')}{ENDS}"


INNER = {
    "collect": DigitsForm,
    "lookup": QuestionForm,
    "loop": RoundsForm,
    "sub": ThroughForm,
}  # what stands below such a step's word
README = examples(ROOT / "README.md")
OF_OPERATORS = [*examples(DOCS / "agents.md"), *examples(DOCS / "operations.md")]
OF_SETTINGS = ("queues:", "agents:")


@pytest.mark.parametrize(
    "example",
    [
        *examples(DOCS / "dialplans.md"),
        *(one for one in README if not one.startswith(OF_SETTINGS)),
    ],
    ids=lambda example: example.split(":")[0].strip("- ") or "example",
)
def test_every_dialplan_in_the_manual_compiles(example: str, tmp_path: Path) -> None:
    """Whoever copies an example gets a dialplan without errors."""
    settings = load_centre(EXAMPLE, {}).settings
    assert settings is not None
    carrier = TrunkSettings(proxy="203.0.113.7", permits=("DE",))
    settings = settings.model_copy(update={"trunks": {"carrier": carrier}})
    (tmp_path / "dialplans").mkdir()
    (tmp_path / "dialplans" / "example.yaml").write_text(whole(example))
    compiled = compile_centre(settings, tmp_path, NOW_MS)
    assert compiled.plan is not None, [str(problem) for problem in compiled.problems]


@pytest.mark.parametrize(
    "example",
    [*OF_OPERATORS, *(one for one in README if one.startswith(OF_SETTINGS))],
)
def test_every_setting_in_the_manual_is_right(example: str, tmp_path: Path) -> None:
    """An example of centre.yaml, put into a centre, is accepted."""
    (tmp_path / "centre.yaml").write_text(f"format: 1\n{example}")
    assert load_centre(tmp_path / "centre.yaml", {}).settings is not None


def test_every_step_and_option_is_explained() -> None:
    """Each key a dialplan may have stands on its page."""
    page = (DOCS / "dialplans.md").read_text()
    for name, form in STEPS.items():
        assert f"### {name}\n" in page
        section = page.split(f"### {name}\n")[1].split("\n##")[0]
        inner: type[BaseModel] | None = INNER.get(name)
        below = inner.model_fields.items() if inner is not None else ()
        for key, field in (*form.model_fields.items(), *below):
            assert re.search(rf"\b{field.alias or key}\b", section), f"{name}: {key}"
    others = (
        PartForm,
        FlowForm,
        HolidayForm,
        OpeningForm,
        BranchForm,
        InvitationForm,
        OverflowForm,
    )
    for other in (*others, CaseForm):
        for key, field in other.model_fields.items():
            word = field.alias or key
            assert re.search(rf"[`\b]{word}[`\b]|\b{word}:", page), word


def test_every_table_of_the_records_is_explained() -> None:
    """Each table stands on the page of the records, with the limits that are counted."""
    page = (DOCS / "records.md").read_text()
    missing = [table.name for table in TABLES if not re.search(rf"\b{table.name}\b", page)]
    assert missing == []
    head = ", ".join(str(one) for one in LIMITS_S[:-1])
    assert f"{head} and {LIMITS_S[-1]} s" in page
    words = {name for table in ROLLED for name in table.key}
    assert [word for word in sorted(words) if f"`{word}`" not in page] == []


def test_every_column_outcome_mark_and_formula_is_explained() -> None:
    """Whoever reads the tables finds each word of them on the page."""
    page = (DOCS / "records.md").read_text()
    words = [
        one.name
        for kind in (
            cdr.Conversation,
            cdr.Segment,
            cdr.Offer,
            cdr.Announced,
            cdr.Answer,
            cdr.WrapUp,
            cdr.LegQuality,
            cdr.Stretch,
        )
        for one in fields(kind)
    ]
    words += [*get_args(cdr.Outcome), *get_args(cdr.OfferResult), *FORMULAS]
    words += [kind for kind in get_args(cdr.SegmentKind) if kind != "ringing"]
    sources = (ROOT / "voipcc" / "core").glob("*.py")
    marks = {
        mark for path in sources for mark in re.findall(r'\.mark\("(\w+)"\)', path.read_text())
    }
    assert len(marks) >= 5
    marks |= {NOT_SPOKEN} | {f"lookup_{how}" for how in get_args(LookUpResult) if how != "done"}
    missing = [word for word in (*words, *marks) if f"`{word}`" not in page]
    assert set(missing) <= {"segments", "offers"}  # tables of their own


def test_every_figure_sheet_and_column_of_reports_is_explained() -> None:
    """Whoever reads a report, or its CSV, finds each word of it on the page of reports."""
    page = (DOCS / "reports.md").read_text()
    asked = Asked(Question("UTC", NOW_MS, NOW_MS + 86_400_000))
    columns = [
        column.name for name in SHEETS for column in sheet_named(name, Measured(), asked).columns
    ]
    words = [*SHEETS, *columns, *DEFINITIONS, *OPEN_FIRST, *ALONE, *INTERVALS]
    assert [word for word in words if f"`{word}`" not in page and word not in FORMULAS] == []
    options = re.findall(r'"(--[a-z-]+)"', (ROOT / "voipcc" / "cli" / "report.py").read_text())
    assert len(options) > 8 and [one for one in options if f"`{one}`" not in page] == []


def test_the_diagram_of_a_reservation_is_the_table() -> None:
    """The drawing in the manual is the one the core's table gives."""
    (drawn,) = re.findall(
        r"```mermaid\n(.*?)\n```", (DOCS / "architecture.md").read_text(), re.DOTALL
    )
    assert drawn == diagram()


def test_every_strategy_is_explained() -> None:
    """Each word that may stand for a strategy has its line."""
    page = (DOCS / "agents.md").read_text()
    for name in STRATEGIES:
        assert f"| `{name}` |" in page, name


def test_every_file_of_a_running_centre_is_explained() -> None:
    """Each entry of the state folder is in the table, with what its loss means."""
    page = (DOCS / "operations.md").read_text()
    state = StateFolder(Path("state"))
    names = [name for name in dir(state) if isinstance(getattr(StateFolder, name, None), property)]
    assert len(names) >= 8
    for name in names:
        assert re.search(rf"\| `{getattr(state, name).name}/?` \|", page), name


def test_every_link_leads_somewhere() -> None:
    """What a page of the manual points at is there: the page, and the heading on it."""
    pages = {path.name: path.read_text() for path in MANUAL}
    headings = {
        name: {
            re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-")
            for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }
        for name, text in pages.items()
    }
    links = [
        (name, page or name, heading)
        for name, text in pages.items()
        for page, heading in re.findall(r"\]\(([\w.]*)#?([\w-]*)\)", text)
    ]
    assert len(links) > 20
    lost = [one for one in links if one[2] and one[2] not in headings.get(one[1], ())]
    assert [*lost, *(one for one in links if one[1] not in pages)] == []


def test_no_verb_is_named_that_does_not_exist() -> None:
    """Every command the manual and the README show can be typed."""
    tree = typer.main.get_command(app)
    known: dict[str, set[str]] = {
        name: set(getattr(verb, "commands", ()))
        for name, verb in tree.commands.items()  # type: ignore[attr-defined]
    }
    launcher = {"test", "check", "bench", "demo"}
    named = {
        match.groups()
        for path in MANUAL
        for match in re.finditer(r"(voipcc|\./run) ([a-z]+)(?: ([a-z][a-z-]*))?", path.read_text())
        if path.read_text()[match.start() - 1] in "`\n (|" or match[1] == "./run"
    }
    typed = {(verb, word) for program, verb, word in named if program == "./run" or verb in known}
    assert len(typed) > 30
    for verb, word in typed:
        assert verb in known or verb in launcher, verb
        if known.get(verb) and word:
            assert word in known[verb], f"{verb} {word}"


def options_named() -> list[tuple[str, str, str]]:
    """Page, verb and option, wherever a command is shown with one."""
    tree = typer.main.get_command(app)
    found = []
    for path in MANUAL:
        for line in re.findall(r"(?:voipcc|\./run) ([a-z][^`\n|#;]*)", path.read_text()):
            words, verb, commands = line.split(), [], tree.commands  # type: ignore[attr-defined]
            while words and words[0] in commands:
                verb.append(words.pop(0))
                commands = getattr(commands[verb[-1]], "commands", {})
            if verb:
                options = [word for word in words if re.fullmatch(r"--[a-z][a-z-]+", word)]
                found += [(path.name, " ".join(verb), option) for option in options]
    return found


def test_no_option_is_named_that_does_not_exist() -> None:
    """Every option the manual and the README show with a command is one of that command's."""
    tree = typer.main.get_command(app)

    def known(verb: str) -> set[str]:
        command = tree
        for word in verb.split():
            command = command.commands[word]  # type: ignore[attr-defined]
        options = (name for one in command.params for name in (*one.opts, *one.secondary_opts))
        return {"--help", *options}

    named = options_named()
    assert len(named) > 50
    assert [one for one in named if one[2] not in known(one[1])] == []


def test_every_figure_of_announced_waits_is_defined() -> None:
    """What `voipcc queues` publishes of its waiting times is explained on the page of figures."""
    page = (DOCS / "records.md").read_text()
    for figure in Aim().view():
        assert f"| `{figure}` |" in page, figure


def test_every_word_about_calls_out_is_explained() -> None:
    """Each limit, class, purpose and reason of a decision stands in the manual."""
    page = (DOCS / "operations.md").read_text().split("## Calls out of the house")[1]
    page = page.split("\n## ")[0]
    words = [*get_args(Purpose), *get_args(Reason), *get_args(CallClass)]
    words += [*DiallingSettings.model_fields, "dials", "emergency_trunk", "classes", "permits"]
    assert [word for word in words if not re.search(rf"\b{word}\b", page)] == []
