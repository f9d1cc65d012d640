"""Files that mean harm: each ends in one clear error, soon, in little memory."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.effort import some
from voipcc import document
from voipcc.document import MOST_NODES, parse_document

MOST_CPU_S, MOST_MB = 2.0, 256
HEAD = 'format: 1\nnumbers: ["+4930123450"]\nblocks:\n'
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)
HOSTILE: dict[str, bytes] = {
    "billions of aliases": LAUGHS.encode(),
    "a cycle": b"a: &a\n  b: *a\n",
    "a merge of itself": b"a: &a\n  <<: *a\n",
    "100,000 lists in lists": b"[" * 100_000,
    "100,000 mappings in mappings": b"{a: " * 100_000,
    "100,000 levels of blocks": "".join(" " * n + "a:\n" for n in range(1_400)).encode(),
    "100,000 dashes": b"- " * 100_000,
    "100,000 question marks": b"? " * 100_000,
    "100 MB": b"a: " + b"x" * 100_000_000,
    "1 MB of one word": b"a: " + b"x" * 900_000,
    "1 MB of quotes": b'"' * 999_999,
    "1 MB of colons": b"a:" * 499_999,
    "1 MB of commas": b"[" + b"," * 999_990,
    "as many values as fit": b"- 1\n" * 249_999,
    "as many keys as fit": "".join(f"k{n}: 1\n" for n in range(90_000)).encode(),
    "an error behind 900,000 characters": b"- 12345678\n" * 80_000 + b"]",
    "a huge number": b"format: " + b"9" * 900_000,
    "a number with a huge exponent": b"format: 1e999999999999",
    "a tag of Python": b"!!python/object/apply:os.system [echo]",
    "a tag of its own": b"format: !secret 1",
    "UTF-16": HEAD.encode("utf-16"),
    "UTF-32": HEAD.encode("utf-32"),
    "Latin-1": "name: Grüße".encode("latin-1"),
    "NUL": b"format: 1\x00",
    "half a character": b"format: \xc3",
    "surrogates": b"name: \xed\xa0\x80",
    "an escape that hides a NUL": b'name: "\\0"',
    "an endless directive": b"%YAML " + b"1" * 500_000,
    "an anchor of 500,000 letters": b"a: &" + b"a" * 500_000 + b" 1",
    "many documents": b"---\n" * 200_000,
    "only comments": b"# x\n" * 200_000,
    "carriage returns": b"a: 1\r" * 100_000,
    "next-line characters": "a: 1\x85".encode() * 100_000,
}
TRIED = {name: HOSTILE[name] for name in some(list(HOSTILE))}
JUDGE = r"""
import json, re, sys, time
from pathlib import Path
from voipcc.dialplan import compile_centre
from voipcc.settings import CentreSettings
folder = Path(sys.argv[1])
def most_kb():  # unlike ru_maxrss this begins anew with the program
    return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1])
for place in sorted(folder.iterdir(), key=lambda place: int(place.name)):
    began = time.process_time()
    made = compile_centre(CentreSettings(), place, 1_795_251_600_000)
    first = next((one for one in made.problems if one.file.endswith("main.yaml")), None)
    print(json.dumps({
        "cpu_s": time.process_time() - began,
        "mb": most_kb() / 1024,
        "refused": made.plan is None,
        "message": first.message if first else "",
        "remedy": first.remedy if first else "",
    }), flush=True)
"""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What a process of its own, which may not grow for ever, says of each file."""
    folder = tmp_path_factory.mktemp("hostile")
    for place, content in enumerate(TRIED.values()):
        (folder / str(place) / "dialplans").mkdir(parents=True)
        (folder / str(place) / "dialplans" / "main.yaml").write_bytes(content)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (90, 90))

    words = [sys.executable, "-c", JUDGE, str(folder)]
    made = subprocess.run(words, capture_output=True, text=True, preexec_fn=limited, check=False)
    for place in folder.iterdir():
        (place / "dialplans" / "main.yaml").unlink()
    lines = made.stdout.splitlines()
    assert len(lines) == len(TRIED), (list(TRIED)[len(lines)], made.stderr[-2000:])
    return dict(zip(TRIED, map(json.loads, lines), strict=True))


@pytest.mark.parametrize("name", TRIED)
def test_a_hostile_file_ends_in_one_clear_error(
    name: str, verdicts: dict[str, dict[str, object]]
) -> None:
    """Refused with a short sentence, within 2 s of processor time and 256 MB."""
    said = verdicts[name]
    assert said["refused"] and said["message"], said
    assert len(str(said["message"])) < 400 and len(str(said["remedy"])) < 400
    assert float(str(said["cpu_s"])) < MOST_CPU_S and float(str(said["mb"])) < MOST_MB, said


@pytest.mark.parametrize(
    "file", sorted(Path(__file__).parents[2].glob("dialplans/*.yaml")), ids=lambda file: file.stem
)
def test_both_parsers_read_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick parser and the one in Python make the same nodes, with the same places."""
    text = file.read_text(encoding="utf-8")
    quick = parse_document(text, "f.yaml")
    taken = document._taken
    monkeypatch.setattr(
        document, "_taken", lambda text, file, long, pure=True: taken(text, file, long, pure=True)
    )
    assert parse_document(text, "f.yaml") == quick and not quick[1]


def test_two_thousand_steps_fit() -> None:
    """A dialplan of 2,000 steps stays far below the limit of values."""
    menu = "    - menu: welcome\n      keys: {1: a, 2: b, 3: c}\n      on_timeout: d\n"
    text = HEAD + "".join(f"  b{n}:\n{menu * 4}" for n in range(500))
    node, problems = parse_document(text, "f.yaml")
    assert node is not None and not problems
    assert text.count("menu:") == 2_000 and MOST_NODES == 50_000
