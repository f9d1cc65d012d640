"""Requests of one leg, one after another; different legs go in parallel."""

from collections import deque
from typing import Any, NamedTuple

from voipcc.asterisk.ari.http import Done, HttpPool


class _Step(NamedTuple):
    method: str
    path: str
    body: Any
    done: Done | None
    kept: bool
    binding: bool


class Chain:
    """An empty chain sends at once and costs nothing more than the request itself."""

    __slots__ = ("_binding", "_busy", "_pool", "_steps")

    def __init__(self, pool: HttpPool) -> None:
        self._pool = pool
        self._steps: deque[_Step] = deque()
        self._busy = False
        self._binding = False

    def add(
        self,
        method: str,
        path: str,
        body: Any = None,
        done: Done | None = None,
        *,
        kept: bool = False,
        binding: bool = False,
    ) -> None:
        """Send after everything added before has been answered.

        A `kept` step survives `clear`. While a `binding` step is under way even `hurry`
        waits: it makes the thing the hurried request is about.
        """
        step = _Step(method, path, body, done, kept, binding)
        if self._busy or self._steps:
            self._steps.append(step)
        else:
            self._send(step)

    def hurry(self, method: str, path: str, done: Done | None = None) -> None:
        """Drop what waits and send at once, without waiting for what is under way.

        For hang-ups: a request may be stuck behind a playback, and nothing later matters.
        """
        self.clear()
        if self._busy and self._binding:
            self._steps.appendleft(_Step(method, path, None, done, True, False))
        else:
            self._pool.send(method, path, None, done)

    def clear(self) -> None:
        """Forget what has not been sent, without calling its `done`."""
        if self._steps:
            self._steps = deque(step for step in self._steps if step.kept)

    def _send(self, step: _Step) -> None:
        self._busy = True
        self._binding = step.binding
        done = step.done

        def answered(status: int, body: bytes) -> None:
            self._busy = self._binding = False
            try:
                if done is not None:
                    done(status, body)
            finally:
                if self._steps and not self._busy:
                    self._send(self._steps.popleft())

        self._pool.send(step.method, step.path, step.body, answered)
