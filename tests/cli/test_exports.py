"""The verbs that hand records to other programs, as an operator uses them."""

import errno
import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from tests.exports.receiver import Receiver
from tests.exports.test_cdr_history import ROW
from tests.exports.test_tables import filled
from voipcc.centre_file import load_centre
from voipcc.exports.tables import TABLES
from voipcc.exports.webhooks.message import is_genuine
from voipcc.places import StateFolder
from voipcc.secrets_file import set_lookup_secret


def test_the_verb_writes_files_and_tells_schemas(
    centre: Path, voipcc: Voipcc, tmp_path: Path
) -> None:
    """`voipcc export` lists tables, tells their columns, and writes what was asked for."""
    filled(StateFolder(centre / "state").records)
    assert len(voipcc("export", "-c", centre, "--json").json) == len(TABLES)
    schema = voipcc("export", "offers", "--schema", "--json", "-c", centre).json
    assert schema["columns"][0]["name"] == "call"
    said = voipcc("export", "calls", "-c", centre, "--to", "2025-10-10", "--zone", "UTC")
    assert said.code == 0 and said.out.count("\r\n") == 3
    out = tmp_path / "calls.jsonl"
    done = voipcc("export", "calls", "-c", centre, "--format", "jsonl", "--out", out, "--json").json
    assert done["rows"] == 3 and len(out.read_text().splitlines()) == 3
    assert voipcc("export", "call", "-c", centre).code == 2
    assert "no time zone" in voipcc("export", "calls", "-c", centre, "--zone", "Mars").err
    nowhere = voipcc("export", "calls", "-c", centre, "--format", "parquet")
    assert nowhere.code == 2 and "--out FOLDER" in nowhere.err


def test_a_file_is_there_whole_or_not_at_all(
    centre: Path, voipcc: Voipcc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves the file that was there; a pipe or device is written into and stays what it is."""
    filled(StateFolder(centre / "state").records)
    out, link, pipe = (tmp_path / name for name in ("calls.csv", "link.csv", "pipe"))
    words = ("export", "calls", "-c", centre, "--out")
    out.write_text("of yesterday")
    link.symlink_to(out)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("voipcc.exports.writers.write_csv", full)
        said = voipcc(*words, out)
    assert said.code == 1 and "cannot be written" in said.err and "make room" in said.err
    assert out.read_text() == "of yesterday" and not list(tmp_path.glob(".*"))
    assert voipcc(*words, link).code == 0 and link.is_symlink()
    assert out.read_text().startswith("id,")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert voipcc(*words, pipe).code == 0
    assert stat.S_ISFIFO(pipe.stat().st_mode) and os.read(reader, 9).startswith(b"id,")
    os.close(reader)
    assert "name a file in it" in voipcc(*words, tmp_path).err


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "9999-12-31"), ("--from", "0001-01-01"), ("--zone", "Mars"),
        ("--from", "2025-10-11", "--to", "2025-10-10"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_days_that_are_none_are_refused(
    words: tuple[str, ...], centre: Path, voipcc: Voipcc
) -> None:
    """A span that ends before it begins, and years no calendar here has, end with 2 and a sentence."""
    filled(StateFolder(centre / "state").records)
    said = voipcc("export", "calls", *words, "-c", centre)
    assert said.code == 2 and "fault of voipcc" not in said.err
    assert voipcc("import", "cdr", RECORDED, "--zone", "Mars", "-c", centre).code == 2


RECORDED = Path(__file__).parents[1] / "exports" / "recorded" / "queue_log"


def test_another_systems_queue_log_comes_in_and_goes_out(
    centre: Path, voipcc: Voipcc, tmp_path: Path
) -> None:
    """A file is imported twice and is there once: in lists, reports and, line by line, in our own export."""
    for _ in range(2):
        done = voipcc("import", "queue_log", RECORDED, "-c", centre, "--json").json
    assert done["odd"] == [] and done["unfinished"] == 0
    calls = voipcc("calls", "-c", centre, "--json").json
    assert len(calls) == done["calls"] == 12
    assert {one["source"] for one in calls} == {"queue_log"}
    assert "+49170" not in (centre / "state" / "records.sqlite").read_bytes().decode("latin-1")
    out = tmp_path / "queue_log"
    assert voipcc("export", "queue_log", "-c", centre, "--out", out).code == 0
    ours = {line for line in out.read_bytes().splitlines() if b"ADDMEMBER" not in line}
    theirs = {
        line.replace(line.split(b"|")[6], b"", 1) if b"ENTERQUEUE" in line else line
        for line in RECORDED.read_bytes().splitlines()
        if line.split(b"|")[1] not in (b"NONE", b"CLI")
    }
    assert theirs <= ours
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"\xff\xfe|||\n1|2\n\n" + RECORDED.read_bytes())
    told = voipcc("import", "queue_log", rubbish, "-c", centre)
    assert told.code == 0 and "line 1:" in told.err
    assert voipcc("import", "queue_log", tmp_path / "none", "-c", centre).code == 2


def test_a_cdr_file_adds_what_is_not_there(centre: Path, voipcc: Voipcc, tmp_path: Path) -> None:
    """Calls the queue_log brought already are left out."""
    voipcc("import", "queue_log", RECORDED, "-c", centre)
    known = RECORDED.read_text().split("ENTERQUEUE")[0].splitlines()[-1].split("|")[1]
    rows = [ROW.replace("1769863510.7", name) for name in (known, "1769863510.9")]
    file = tmp_path / "Master.csv"
    file.write_text("".join(rows))
    done = voipcc("import", "cdr", file, "-c", centre, "--zone", "Europe/Berlin", "--json").json
    assert (done["calls"], done["known"], done["kept"]) == (1, 1, 1)


def test_webhooks_are_told_of(centre: Path, voipcc: Voipcc) -> None:
    """A hook without its secret, and one nobody answers at, are told in a sentence."""
    file = centre / "centre.yaml"
    text = 'exports:\n  webhooks:\n    crm: {url: "http://127.0.0.1:9/", secret: crm-hook}\n'
    file.write_text(file.read_text() + text)
    assert voipcc("check", "-c", centre).code == 0
    (row,) = voipcc("webhooks", "list", "-c", centre, "--json").json
    assert (row["hook"], row["sent"], row["waiting"], row["dead"]) == ("crm", 0, 0, 0)
    missing = voipcc("webhooks", "try", "crm", "-c", centre)
    assert missing.code == 1 and "voipcc secret set crm-hook" in missing.err
    settings = load_centre(file, {}).settings
    assert settings is not None
    set_lookup_secret(StateFolder(centre / "state").secrets, settings, "crm-hook", "open sesame")
    refused = voipcc("webhooks", "try", "crm", "-c", centre)
    assert refused.code == 1 and "did not take it: no connection" in refused.err
    with Receiver() as receiver:
        file.write_text(file.read_text().replace("http://127.0.0.1:9/", receiver.url))
        assert voipcc("webhooks", "try", "crm", "-c", centre).code == 0
        headers, sent = receiver.tries[0]
    assert is_genuine("open sesame", headers, sent, int(headers["webhook-timestamp"]))
    assert voipcc("webhooks", "dead", "-c", centre, "--json").json == []
    assert voipcc("webhooks", "resend", "-c", centre).code == 1
