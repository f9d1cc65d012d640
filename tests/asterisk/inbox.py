"""Waiting for what a Switch posts."""

import asyncio
from collections import deque
from typing import Any


class Inbox(deque[Any]):
    """What a Switch posted; `next` waits for the first of a kind and takes all before it away."""

    def __init__(self) -> None:
        super().__init__()
        self._more = asyncio.Event()

    def post(self, event: Any) -> None:
        self.append(event)
        self._more.set()

    async def next(self, kind: type, within_s: float = 5.0, **words: Any) -> Any:
        async with asyncio.timeout(within_s):
            while True:
                while self:
                    event = self.popleft()
                    if isinstance(event, kind) and _has(event, words):
                        return event
                self._more.clear()
                await self._more.wait()


def _has(event: Any, words: dict[str, Any]) -> bool:
    return all(getattr(event, key) == value for key, value in words.items())
