"""`voipcc secret`: what servers want to hear is kept, named, forgotten, and shown nowhere."""

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Said, Voipcc


@pytest.fixture
def keep(voipcc: Voipcc, centre: Path, monkeypatch: pytest.MonkeyPatch):
    """`keep(name, secret)` types a secret."""

    def kept(name: str, secret: str) -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(secret))
        return voipcc("secret", "set", name, "-c", centre)

    return kept


def test_a_secret_is_kept_named_and_forgotten(keep, voipcc: Voipcc, centre: Path) -> None:
    """It stands in the secrets' file alone (0600); the list has its name, never what it is."""
    said = [keep("crm", "s3cr3t word\n"), keep("erp", "other\n")]
    assert [one.code for one in said] == [0, 0]
    file = centre / "state" / "secrets.json"
    assert json.loads(file.read_text())["lookups"] == {"crm": "s3cr3t word", "erp": "other"}
    assert file.stat().st_mode & 0o777 == 0o600
    listed = voipcc("secret", "list", "--json", "-c", centre)
    assert listed.json == ["crm", "erp"]
    assert voipcc("secret", "remove", "crm", "-c", centre).code == 0
    assert voipcc("secret", "list", "-c", centre).out == "erp\n"
    assert "s3cr3t" not in "".join(one.out + one.err for one in (*said, listed))


@pytest.mark.parametrize(
    ("name", "secret", "complaint"),
    [
        ("CRM", "x\n", "small letters"),
        ("crm", "\n", "no secret was given"),
        ("crm", "x" * 2001 + "\n", "at most 2000"),
        ("crm", "a\x07b\n", "one line"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    keep, centre: Path, name: str, secret: str, complaint: str
) -> None:
    """A name that is none, nothing, too much, odd letters: said why, and nothing changes."""
    said = keep(name, secret)
    assert said.code != 0 and complaint in said.err
    file = centre / "state" / "secrets.json"
    assert not file.exists() or json.loads(file.read_text())["lookups"] == {}


def test_forgetting_what_is_not_there_names_what_is(keep, voipcc: Voipcc, centre: Path) -> None:
    """The names that are known are told."""
    keep("erp", "other\n")
    said = voipcc("secret", "remove", "crm", "-c", centre)
    assert said.code != 0 and "known are: erp" in said.err
