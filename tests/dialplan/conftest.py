"""A small centre on disk, and what its checker says of one dialplan."""

from collections.abc import Callable
from pathlib import Path

import pytest

from voipcc.dialplan import Compiled, compile_centre
from voipcc.queue_settings import QueueSettings
from voipcc.settings import AgentSettings, CentreSettings, DeviceSettings

NOW_MS = 1_795_251_600_000  # 2026-11-21 09:00 UTC, a Saturday

Compile = Callable[..., Compiled]
Say = Callable[[str], list[str]]


@pytest.fixture
def settings() -> CentreSettings:
    anna = AgentSettings(devices={"desk": DeviceSettings()})
    return CentreSettings(
        agents={"anna": anna},
        queues={"sales": QueueSettings(agents=("anna",)), "empty": QueueSettings()},
    )


@pytest.fixture
def compile_text(tmp_path: Path, settings: CentreSettings) -> Compile:
    """Compiles dialplans given as texts: main.yaml first, then second.yaml and so on."""

    def compiled(
        *texts: str, settings: CentreSettings = settings, now_ms: int = NOW_MS
    ) -> Compiled:
        folder = tmp_path / "dialplans"
        folder.mkdir(exist_ok=True)
        for name, text in zip(("main", "second", "third"), texts, strict=False):
            (folder / f"{name}.yaml").write_text(text)
        return compile_centre(settings, tmp_path, now_ms)

    return compiled


@pytest.fixture
def complaints(tmp_path: Path, compile_text: Compile) -> Say:
    """What is said of one dialplan, each problem as `line:column severity: message | remedy`."""

    def said(text: str) -> list[str]:
        return [
            f"{one.line}:{one.column} {one.severity}: {one.message} | {one.remedy}"
            for one in compile_text(text).problems
        ]

    return said
