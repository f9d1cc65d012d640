"""The transfer key of a phone: its REFER as the same wish a verb or a code makes.

The phone waits for what becomes of it. It is told that the transfer worked when its leg is
about to be hung up, and that it did not when that has not happened within a moment.
"""

import asyncio
from collections.abc import Callable
from typing import cast
from urllib.parse import quote

from voipcc.asterisk.ari import HttpPool
from voipcc.asterisk.legs import Leg, Legs
from voipcc.core import events

REFUSED_AFTER_S = 1.0
DONE, DECLINED = "channel_answered", "channel_declined"

Resolve = Callable[[Leg, str, str], events.NumberChecked]


class Refers:
    """Posts wishes and answers phones."""

    def __init__(
        self, pool: HttpPool, legs: Legs, target: Resolve, post: Callable[[events.Event], None]
    ) -> None:
        self._pool = pool
        self._legs = legs
        self._target = target
        self._post = post

    def asked(self, leg: Leg, dialled: str, with_leg: str) -> None:
        """The phone at `leg` wants its call given to whom it dialled, or to its other call's far side."""
        agent = leg.device.partition("/")[0]
        leg.refers = True
        asyncio.get_running_loop().call_later(REFUSED_AFTER_S, self._refused, leg)
        if with_leg:
            self._post(events.TransferFinishRequested(agent, "refer"))
            return
        found = self._target(leg, "", dialled)
        kind, to = found.kind, found.to or found.party
        if found.verdict == "allowed":
            kind = cast(events.TargetKind, kind)
            self._post(events.TransferRequested(agent, "blind", kind, to, "refer"))

    def hanging_up(self, leg: Leg) -> None:
        """The leg is about to be hung up: what its phone wanted has worked."""
        if leg.refers:
            self._tell(leg, DONE)

    def _refused(self, leg: Leg) -> None:
        if leg.refers and leg.id in self._legs and not leg.ending:
            self._tell(leg, DECLINED)

    def _tell(self, leg: Leg, state: str) -> None:
        leg.refers = False
        self._pool.send("POST", f"channels/{quote(leg.id)}/transfer_progress?states={state}")
