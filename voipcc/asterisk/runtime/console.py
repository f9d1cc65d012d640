"""The switch's console: one command in, its text out."""

import asyncio
import contextlib

from voipcc.asterisk.errors import SwitchError, SwitchUnreachable
from voipcc.asterisk.runtime.folder import InstanceFolder
from voipcc.asterisk.runtime.program import Program


async def ask_console(
    program: Program, folder: InstanceFolder, command: str, within_s: float = 10.0
) -> str:
    """What the running switch answers. Raises SwitchUnreachable when none does."""
    if any(character in command for character in "\r\n\0"):
        raise SwitchError("a console command is one line")
    process = await asyncio.create_subprocess_exec(
        *program.command(folder.configuration, "-rx", command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), within_s)
    except TimeoutError as error:
        with contextlib.suppress(ProcessLookupError):  # it ended at this very moment
            process.kill()
        await process.wait()
        raise SwitchUnreachable(f"the switch's console did not answer {command!r}") from error
    text = output.decode("utf-8", "replace")
    if process.returncode != 0 or "Unable to connect to remote asterisk" in text:
        raise SwitchUnreachable(f"the switch's console cannot be reached: {text.strip()}")
    return text
