"""The house rules of CONTRIBUTING.md, as tests over every file of the project."""

import ast
import gc
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("house")  # one worker parses every file, not all of them
ROOT = Path(__file__).parents[1]
OURS = ("voipcc", "tests", "dialplans", "docs", "docker", ".ci")
LONGEST_MODULE = 450
LONGEST_TEST_MODULE = 600  # conversations are long, and are read one at a time
LONGEST_FUNCTION = 70
USUAL_FUNCTION, USUAL_SHARE = 30, 0.95
VAGUE = re.compile(
    r"(^|_)(util|utils|helper|helpers|base|manager|managers|service|services|handler|handlers|"
    r"model|models|misc|common|stuff)($|_)|.(Manager|Handler|Helper|Service|Util|Utils)$"
)
TEXTS = (".py", ".md", ".yaml", ".toml", ".conf", ".story", ".sh", ".txt", "")
# Spelled in parts, or this file would break its own rules. /home/voipcc is the container's.
SPELLED = re.compile("cent" + "er", re.IGNORECASE)
UNDONE = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + r"X|HA" + r"CK)\b")
REGISTRIES = re.compile(
    "|".join(("py" + "pi", "python" + "hosted", "npm" + r"js\.", "docker" + r"\.io"))
)
MACHINE_PATHS = re.compile(
    r"(?<![\w$}])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/(?!voipcc/)\w+|tmp/pro" + "to)/"
)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
ASTERISKS_OWN = ("manager.conf", "fake_manager", "FakeManager")  # AMI is its manager interface
NOT_IN_THE_CORE = {"asyncio", "random", "time", "datetime", "logging", "os", "threading", "secrets"}


@cache
def files() -> tuple[Path, ...]:
    """Every text file of the project, without what is made while working on it."""
    found = [path for name in OURS for path in (ROOT / name).rglob("*")]
    found += [path for path in ROOT.iterdir() if path.name not in (".git", ".venv")]
    return tuple(
        path
        for path in sorted(set(found))
        if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts
    )


@cache
def modules(folder: str) -> tuple[tuple[Path, ast.Module], ...]:
    """Every Python module below a folder, parsed."""
    paths = (
        path for path in files() if path.suffix == ".py" and path.is_relative_to(ROOT / folder)
    )
    gc.disable()  # millions of nodes that stay: looking for garbage among them takes seconds
    try:
        return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)
    finally:
        gc.freeze()
        gc.enable()


@cache
def functions_and_classes(folder: str) -> tuple[tuple[Path, Definition], ...]:
    """Every function and class with its file."""
    return tuple((path, node) for path, tree in modules(folder) for node in definitions(tree))


def definitions(tree: ast.AST) -> Iterator[Definition]:
    """Every function and class in a module. They are statements: expressions, most nodes, are not looked into."""
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, Definition):
            yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, name, ())
            if isinstance(inner, list):
                left += inner


def functions(folder: str) -> Iterator[tuple[str, int]]:
    """Every function with its place and its number of lines."""
    for path, node in functions_and_classes(folder):
        if not isinstance(node, ast.ClassDef):
            assert node.end_lineno is not None
            yield f"{named(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def every_test() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every test function with its place."""
    for path, node in functions_and_classes("tests"):
        if not isinstance(node, ast.ClassDef) and node.name.startswith("test_"):
            yield f"{named(path)}:{node.lineno}", node


def named(path: Path) -> str:
    """A path as people name it."""
    return str(path.relative_to(ROOT))


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Every place in the project where the pattern stands."""
    return [
        f"{named(path)}:{number}: {line.strip()[:80]}"
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    ("folder", "limit"), [("voipcc", LONGEST_MODULE), ("tests", LONGEST_TEST_MODULE)]
)
def test_modules_are_short(folder: str, limit: int) -> None:
    """No module has more lines than one keeps in mind."""
    counted = {named(path): len(path.read_text().splitlines()) for path, _ in modules(folder)}
    assert counted
    assert {name: count for name, count in counted.items() if count > limit} == {}


@pytest.mark.parametrize("folder", ["voipcc", "tests"])
def test_no_function_is_long(folder: str) -> None:
    """No function has more than 70 lines."""
    assert [place for place, count in functions(folder) if count > LONGEST_FUNCTION] == []


def test_most_functions_are_short() -> None:
    """Of a hundred functions ninety-five have at most 30 lines."""
    counts = [count for _, count in functions("voipcc")]
    share = sum(count <= USUAL_FUNCTION for count in counts) / len(counts)
    assert share >= USUAL_SHARE


def test_names_say_something() -> None:
    """No file, folder or class is called by a word that fits everything."""
    vague = {
        named(path)
        for path in files()
        if any(VAGUE.search(part) for part in (*path.relative_to(ROOT).parts[:-1], path.stem))
        and not named(path).removesuffix(".py").endswith(ASTERISKS_OWN)
    }
    classes = {
        f"{named(path)} {node.name}"
        for folder in ("voipcc", "tests")
        for path, node in functions_and_classes(folder)
        if isinstance(node, ast.ClassDef)
        and VAGUE.search(node.name)
        and node.name not in ASTERISKS_OWN
    }
    assert vague | classes == set()


def test_every_module_says_what_it_is_for() -> None:
    """Each module with anything in it begins with a docstring."""
    silent = [
        named(path)
        for folder in ("voipcc", "tests")
        for path, tree in modules(folder)
        if tree.body and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_every_test_says_what_is_true() -> None:
    """Each test's docstring begins with one sentence."""
    wrong = []
    for place, node in every_test():
        first = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")
        if not re.fullmatch(r"[\w`'\"*\-+.<(].{15,}[.?]", first):
            wrong.append(f"{place}: {first!r}")
    assert wrong == []


def test_tests_wait_for_conditions() -> None:
    """No test sleeps in the hope that something has happened meanwhile, and none blocks the loop."""
    sleeping = [
        f"{named(path)}:{node.lineno}"
        for path, tree in modules("tests")
        if "sleep(" in path.read_text(encoding="utf-8").replace("asyncio.sleep(", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and ast.unparse(node.func) in ("time.sleep", "sleep")
    ]
    assert sleeping == []


def test_tests_can_fail() -> None:
    """No assertion is true by itself, and no test does nothing."""
    idle = []
    for place, node in every_test():
        asserts, calls = 0, 0
        constant = False
        for one in ast.walk(node):
            if isinstance(one, ast.Assert):
                asserts += 1
                constant = constant or isinstance(one.test, ast.Constant)
            calls += isinstance(one, ast.Call)
        if constant or not asserts + calls:
            idle.append(f"{place} {node.name}")
    assert idle == []


def test_words_are_spelled_as_in_britain() -> None:
    """The centre is a centre everywhere."""
    assert lines_with(SPELLED) == []


def test_nothing_is_left_for_later() -> None:
    """What is not done is in no file."""
    assert lines_with(UNDONE) == []


def test_no_file_names_a_registry_or_a_place_of_one_machine() -> None:
    """The project runs anywhere: no registry's host and no path of somebody's machine is in it."""
    assert lines_with(REGISTRIES) == []
    assert lines_with(MACHINE_PATHS) == []


def test_the_core_imports_the_standard_library_and_itself_only() -> None:
    """No clock, no chance, no I/O, no library of others reaches the decisions."""
    wrong = []
    for path, tree in modules("voipcc/core"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "."]
            else:
                continue
            wrong += [
                f"{named(path)}:{node.lineno} {name}"
                for name in names
                if not name.startswith("voipcc.core")
                and (
                    name.split(".")[0] not in sys.stdlib_module_names
                    or name.split(".")[0] in NOT_IN_THE_CORE
                )
            ]
    assert wrong == []


def test_every_dependency_has_its_reason() -> None:
    """Each line that names a package in pyproject.toml says what it is for."""
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    for package in (*project["dependencies"], *chain(*project["optional-dependencies"].values())):
        (line,) = [line for line in text.splitlines() if f'"{package}"' in line]
        if not package.startswith(("pytest", "mypy", "ruff")):  # they are what they are called
            assert re.search(r"# \S.{5,}", line), package


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (SPELLED, "the call cent" + "er"),
        (UNDONE, "# TO" + "DO: later"),
        (REGISTRIES, "https://py" + "pi.org/simple"),
        (MACHINE_PATHS, 'open("/ro' + 'ot/.cache/x")'),
        (MACHINE_PATHS, "see /wo" + "rk/main"),
        (VAGUE, "call_utils"),
        (VAGUE, "CallManager"),
        (VAGUE, "models"),
    ],
)
def test_the_rules_find_what_they_forbid(pattern: re.Pattern[str], text: str) -> None:
    """Each pattern finds an offender, so that an empty list means something."""
    assert pattern.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (SPELLED, "the contact centre, a central place"),
        (MACHINE_PATHS, "/var/lib/asterisk/root/usr, a framework/main"),
        (VAGUE, "database"),
    ],
)
def test_the_rules_leave_others_alone(pattern: re.Pattern[str], text: str) -> None:
    """Words that only look alike are allowed."""
    assert not pattern.search(text)
