"""Help: every verb has one, it is quick, and everything is written down somewhere."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.cli.conftest import Voipcc
from voipcc.centre_file import all_keys
from voipcc.cli.app import app

ROOT = Path(__file__).parents[2]
TIMES_ITS_LIBRARY = 5
HEAVY = ("numpy", "pydantic", "phonenumbers", "ruamel", "asyncio", "rich.table", "pjsua2", "aiortc")


def verbs() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every verb with its words, such as ("agent", "add")."""
    tree = typer.main.get_command(app)
    for name, command in tree.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        if command.hidden:  # a former name of another
            continue
        if inner is None:
            yield (name,), command
        else:
            yield from (((name, word), verb) for word, verb in inner.items())


VERBS = dict(verbs())


def _processor_s(program: str) -> tuple[float, str]:
    """Processor time of a program by itself, and what it said last of its errors."""
    words = f"import sys, time\n{program}\nprint(time.process_time(), file=sys.stderr)"
    ended = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True
    )
    *said, took = ended.stderr.splitlines()
    return float(took), ended.stdout + "".join(said)


def test_help_is_quick() -> None:
    """`voipcc --help` costs a few times what its library alone does, and loads nothing heavy."""
    program = (
        "from voipcc.cli import main\nsys.argv = ['voipcc', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('heavy', [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    alone_s = min(_processor_s("import typer, rich.console")[0] for _ in range(3))
    took_s, said = min(_processor_s(program) for _ in range(3))
    assert "heavy []" in said
    assert "Usage: voipcc" in said
    assert took_s < TIMES_ITS_LIBRARY * alone_s


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_verb_says_what_it_does(words: tuple[str, ...], voipcc: Voipcc) -> None:
    """A verb's help has a sentence, and a line for each of its options and arguments."""
    said = voipcc(*words, "--help")
    assert said.code == 0
    assert VERBS[words].help.strip().splitlines()[0].endswith((".", "commands."))
    for parameter in VERBS[words].params:
        if parameter.name != "help" and not getattr(parameter, "hidden", False):
            assert getattr(parameter, "help", None), f"{' '.join(words)}: {parameter.name}"


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_verb_has_json(words: tuple[str, ...]) -> None:
    """Machines can use each verb."""
    assert any("--json" in parameter.opts for parameter in VERBS[words].params)


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_verb_is_written_down(words: tuple[str, ...]) -> None:
    """README or the manual names each verb as one would type it."""
    texts = [path.read_text() for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))]
    verb = re.compile(rf"(?:voipcc|\./run) {' '.join(words)}\b")
    assert any(verb.search(text) for text in texts)


def test_every_setting_is_explained(voipcc: Voipcc) -> None:
    """`voipcc explain` without a key has a line for each setting."""
    lines = voipcc("explain").out.splitlines()
    assert [line.split(":")[0] for line in lines] == list(all_keys())


@pytest.mark.parametrize("words", [(), ("agent",), ("switch",)])
def test_nothing_asked_shows_what_can_be_asked(words: tuple[str, ...], voipcc: Voipcc) -> None:
    """Without a verb the list of verbs is shown; that is no success."""
    said = voipcc(*words)
    assert said.code == 2
    assert "Commands:" in said.out + said.err


@pytest.mark.parametrize("words", [("nonsense",), ("agent", "nonsense"), ("check", "--nonsense")])
def test_an_unknown_word_is_wrong_usage(words: tuple[str, ...], voipcc: Voipcc) -> None:
    """A word nobody knows ends with 2 and names it."""
    said = voipcc(*words)
    assert said.code == 2
    assert "nonsense" in said.err


def test_the_version_is_told(voipcc: Voipcc) -> None:
    """`voipcc --version` prints one line."""
    assert re.fullmatch(r"voipcc \d+\.\d+\.\d+\n", voipcc("--version").out)


def test_usage_names_the_program_however_it_was_started() -> None:
    """`python -m voipcc` speaks of voipcc, as people type it."""
    words = [sys.executable, "-m", "voipcc", "call"]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 2
    assert "Usage: voipcc call" in ended.stderr and "python" not in ended.stderr
