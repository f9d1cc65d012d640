"""Waiting for conditions, which every test does instead of sleeping."""

import asyncio
from collections.abc import Callable
from typing import Any


async def until(true: Callable[[], Any], within_s: float = 20.0, what: str = "") -> Any:
    """What `true()` (awaited if need be) gives once it is truthy. Raises TimeoutError.

    It is looked at often, time is never counted on; who must be asked for it is asked less often.
    """
    try:
        async with asyncio.timeout(within_s):
            while True:
                found = true()
                waited_for = asyncio.iscoroutine(found)
                if waited_for:
                    found = await found
                if found:
                    return found
                await asyncio.sleep(0.02 if waited_for else 0.005)
    except TimeoutError as late:
        name = what or getattr(true, "__name__", "")
        raise TimeoutError(f"not within {within_s:g} s: {name}") from late
