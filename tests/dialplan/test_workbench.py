"""Dialplans checked at every keystroke: the same result as reading everything anew."""

import random
from pathlib import Path

import pytest

from tests.dialplan.test_planted_faults import FAULTS, GOOD, centre
from tests.effort import examples, some
from voipcc.dialplan import workbench
from voipcc.dialplan.publisher import Sheets, drafts_problems
from voipcc.dialplan.reader import draft_of
from voipcc.dialplan.workbench import Workbench
from voipcc.document import parse_document
from voipcc.problem import Problem, in_order
from voipcc.settings import CentreSettings

__all__ = ["centre"]  # a fixture


def anew(text: str, file: Path, centre: CentreSettings, folder: Path) -> tuple[Problem, ...]:
    """What is wrong when nothing is remembered."""
    node, problems = parse_document(text, str(file))
    if node is None:
        return in_order(problems or [Problem("error", str(file), 1, 1, "the dialplan is empty")])
    draft, problems = draft_of(node, str(file), file.stem, problems)
    drafts = [draft] if draft is not None else []
    return in_order([*problems, *drafts_problems(drafts, Sheets(centre, folder))])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "dialplans").mkdir()
    return tmp_path / "dialplans" / "main.yaml"


@pytest.mark.parametrize("name", some(list(FAULTS)))
def test_a_fault_is_found_while_it_is_typed(
    name: str, file: Path, tmp_path: Path, centre: CentreSettings
) -> None:
    """Good, then with a fault, then good again: each time what reading it anew would say."""
    bench, (old, new, *_) = Workbench(centre, tmp_path), FAULTS[name]
    assert bench.check(file, GOOD) == ()
    spoilt = GOOD.replace(old, new)
    assert bench.check(file, spoilt) == anew(spoilt, file, centre, tmp_path) != ()
    assert bench.check(file, GOOD) == ()


def edited(text: str, chance: random.Random) -> str:
    """One change as a person or a cat would make it."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(7):
        case 0:
            lines.insert(at, "")
        case 1:
            lines.insert(
                at, chance.choice(("  # remark", "# remark", "    - play: welcome", "---"))
            )
        case 2:
            del lines[at]
        case 3:
            lines[at] = lines[at].replace(chance.choice("aeiou"), chance.choice("aeiou"), 1)
        case 4:
            lines[at] = chance.choice(("  ", "", " ")) + lines[at].lstrip()
        case 5:
            lines[at] += chance.choice((" #", ":", '"', " |", " &a", " x"))
        case _:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", some(range(4)))
def test_whatever_is_typed_comes_out_as_read_anew(
    seed: int, file: Path, tmp_path: Path, centre: CentreSettings
) -> None:
    """A long series of edits, most of them undone again, never leads the memory astray."""
    chance, bench, text = random.Random(seed), Workbench(centre, tmp_path), GOOD
    for _ in range(examples(60)):
        changed = edited(text, chance)
        assert bench.check(file, changed) == anew(changed, file, centre, tmp_path), changed
        text = changed if chance.random() < 0.3 else text
        text = GOOD if chance.random() < 0.05 else text


def test_only_the_changed_block_is_read(
    file: Path, tmp_path: Path, centre: CentreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remark before everything moves all lines, and one block is read: the one that changed."""
    bench, read = Workbench(centre, tmp_path), []
    bench.check(file, GOOD)
    block_of = workbench._block_of
    monkeypatch.setattr(
        workbench, "_block_of", lambda *words: read.append(words[1]) or block_of(*words)
    )
    bench.check(file, "# a remark\n" + GOOD.replace("- play: closed", "- play: clozed"))
    assert len(read) == 1 and read[0].startswith("  night:")
    (problem,) = bench.check(file, "# a remark\n" + GOOD.replace("play: closed", "play: clozed"))
    assert problem.line == GOOD.count("\n", 0, GOOD.index("- play: closed")) + 2


def test_other_files_count_too(file: Path, tmp_path: Path, centre: CentreSettings) -> None:
    """A number that another dialplan of the folder answers already is told, and who has it."""
    other = tmp_path / "dialplans" / "other.yaml"
    other.write_text(
        'format: 1\nnumbers: ["+4930123451"]\nblocks: {start: [{play: welcome}, hang_up]}\n'
    )
    said = [one.message for one in Workbench(centre, tmp_path).check(file, GOOD)]
    assert said == [f"+4930123451 is answered by {file}:3 already"]
