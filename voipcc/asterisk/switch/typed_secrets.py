"""Digits nobody is to see: they are compared here, and only what came of it is told."""

import asyncio
from collections.abc import Callable
from urllib.parse import quote

from voipcc.asterisk.ari import HttpPool
from voipcc.asterisk.legs import Leg, Legs, Secret
from voipcc.core import events
from voipcc.core.supervision_words import CollectSecret, SecretChecked
from voipcc.pins import fits

PAUSE_S = 4.0
MOST_DIGITS = 12
KeptPin = Callable[[str], str]  # a supervisor's name -> what is kept of the PIN, "" for none


class TypedSecrets:
    """Carries CollectSecret out."""

    def __init__(
        self, pool: HttpPool, legs: Legs, pin_of: KeptPin, post: Callable[[events.Event], None]
    ) -> None:
        self._pool = pool
        self._legs = legs
        self._pin_of = pin_of
        self._post = post
        self._tasks: set[asyncio.Task[None]] = set()
        self.table: dict[type, Callable[..., None]] = {CollectSecret: self._collect}

    def _collect(self, command: CollectSecret) -> None:
        leg = self._legs.get(command.leg)
        if leg is not None:
            self._forget(leg)
            leg.secret = Secret(command.check, command.owner)

    def _forget(self, leg: Leg) -> None:
        if leg.secret is not None and leg.secret.pause is not None:
            leg.secret.pause.cancel()
        leg.secret = None

    def typed(self, leg: Leg, digit: str) -> None:
        """One key; the first one silences what is being said, * begins anew, # ends it."""
        secret = leg.secret
        if secret is None:
            return
        for playback in leg.playing:
            self._pool.send("DELETE", f"playbacks/{quote(playback)}")
        if secret.pause is not None:
            secret.pause.cancel()
        if digit == "#":
            self._complete(leg)
            return
        secret.digits = "" if digit == "*" else (secret.digits + digit)[: MOST_DIGITS + 1]
        secret.pause = asyncio.get_running_loop().call_later(PAUSE_S, self._complete, leg)

    def _complete(self, leg: Leg) -> None:
        secret = leg.secret
        if secret is None or leg.id not in self._legs:
            return
        self._forget(leg)
        if not secret.digits:
            self._post(SecretChecked(leg.id, secret.check, "nothing"))
            return
        task = asyncio.create_task(self._compare(leg.id, secret))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _compare(self, leg: str, secret: Secret) -> None:
        """In a thread: no call waits for it."""
        kept = self._pin_of(secret.owner)
        right = await asyncio.to_thread(fits, secret.digits, kept)
        self._post(SecretChecked(leg, secret.check, "right" if right else "wrong"))
