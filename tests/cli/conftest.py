"""Verbs run as people run them, in this process: words in; exit code, output and errors out."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from voipcc.cli import main


@dataclass(frozen=True)
class Said:
    """What a verb said. Nobody ever sees a traceback, so each answer is searched for one."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The last line of output, decoded."""
        return msgspec.json.decode(self.out.strip().splitlines()[-1])


Voipcc = Callable[..., Said]


@pytest.fixture
def voipcc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Voipcc:
    """`voipcc("check", "-c", folder)` runs the verb."""

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["voipcc", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
            sys.exit(0)
        found = capsys.readouterr()
        code = ended.value.code
        assert "Traceback" not in found.out + found.err
        return Said(code if isinstance(code, int) else int(bool(code)), found.out, found.err)

    return run


@pytest.fixture
def centre(tmp_path: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new centre made by `voipcc init`, with free ports."""
    for variable in ("VOIPCC_CENTRE", "VOIPCC_DEBUG"):
        monkeypatch.delenv(variable, raising=False)
    folder = tmp_path / "centre"
    assert voipcc("init", folder).code == 0
    file = folder / "centre.yaml"
    text = file.read_text()
    for port in ("udp: 5060", "tcp: 5060", "tls: 5061", "wss: 8089"):
        text = text.replace(port, f"{port.split(':')[0]}: 0")
    file.write_text(text)
    return folder
