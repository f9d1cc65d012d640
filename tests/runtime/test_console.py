"""The switch's console, as far as it can be tried without a switch."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from voipcc.asterisk.errors import SwitchUnreachable
from voipcc.asterisk.runtime.console import ask_console
from voipcc.asterisk.runtime.folder import InstanceFolder


class Ending:
    """A console that says nothing, and has just ended by itself when it is to be killed."""

    returncode = 0

    async def communicate(self) -> tuple[bytes, bytes]:
        await asyncio.Event().wait()
        raise AssertionError

    def kill(self) -> None:
        raise ProcessLookupError

    async def wait(self) -> int:
        return 0


async def test_a_console_that_ends_as_its_time_does_is_unreachable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A silent console that is gone by the time it is killed is one sentence, as any silent one."""

    async def made(*_: Any, **__: Any) -> Ending:
        return Ending()

    monkeypatch.setattr(asyncio, "create_subprocess_exec", made)
    program: Any = SimpleNamespace(command=lambda *words: ["asterisk", *map(str, words)])
    with pytest.raises(SwitchUnreachable, match="did not answer 'core show uptime'"):
        await ask_console(program, InstanceFolder(tmp_path), "core show uptime", 0.01)
