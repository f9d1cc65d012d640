"""Digits a dialplan asks for: counted, timed and checked here; a secret never leaves for the core."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

from voipcc.asterisk.legs import Collection, Leg, Legs, Tail
from voipcc.core import events
from voipcc.core.check_digits import fits
from voipcc.core.media_words import Collect, Collected, CollectResult, StopTyping, TypingBegun

DIGITS = "0123456789"
AGAIN = "*"


class Safe(Protocol):
    """Where secrets are kept."""

    def seal(self, leg: str, handle: str, value: str) -> None: ...


class TypedValues:
    """Carries Collect and StopTyping out."""

    def __init__(self, legs: Legs, safe: Safe, post: Callable[[events.Event], None]) -> None:
        self._legs = legs
        self._safe = safe
        self._post = post
        self.table: dict[type, Callable[..., None]] = {
            Collect: self._collect,
            StopTyping: self._stop,
        }

    def _collect(self, command: Collect) -> None:
        leg = self._legs.get(command.leg)
        if leg is None:
            return
        self._forget(leg)
        leg.collecting = Collection(command)
        if leg.tail is not None:  # other keys are for this one
            leg.tail.keys = leg.tail.end
        if command.typed:  # never answered from within a command
            asyncio.get_running_loop().call_soon(self._typed_ahead, leg, command)

    def _typed_ahead(self, leg: Leg, command: Collect) -> None:
        for digit in command.typed:
            if leg.collecting is not None and leg.collecting.command is command:
                self.typed(leg, digit)

    def _stop(self, command: StopTyping) -> None:
        if leg := self._legs.get(command.leg):
            self._forget(leg)

    def _forget(self, leg: Leg) -> None:
        if leg.collecting is not None and leg.collecting.pause is not None:
            leg.collecting.pause.cancel()
        leg.collecting = None

    def typed(self, leg: Leg, digit: str) -> None:
        """One key of what is collected."""
        collection = leg.collecting
        if collection is None:
            return
        command = collection.command
        if not collection.begun:
            collection.begun = True
            self._post(TypingBegun(leg.id, command.collection))
        if collection.pause is not None:
            collection.pause.cancel()
        if digit == command.end:
            self._complete(leg, collection, by_key=True)
            return
        if digit == AGAIN:
            collection.digits = ""
        elif digit in DIGITS:
            collection.digits += digit
        if len(collection.digits) >= command.longest:
            self._complete(leg, collection)
            return
        complete = partial(self._complete, leg, collection)
        collection.pause = asyncio.get_running_loop().call_later(command.between_s, complete)

    def _complete(self, leg: Leg, collection: Collection, by_key: bool = False) -> None:
        # A leg of an earlier connection may bear the same name.
        if leg.collecting is not collection or self._legs.get(leg.id) is not leg:
            return
        self._forget(leg)
        command, digits = collection.command, collection.digits
        if not by_key:
            self._keep_tail(leg, command)
        result = result_of(command, digits)
        shown = "" if command.secret else digits
        if command.secret and result == "complete":
            self._safe.seal(leg.id, command.collection, digits)
        self._post(Collected(leg.id, command.collection, result, shown, len(digits)))

    def _keep_tail(self, leg: Leg, command: Collect) -> None:
        """The caller may not know that it is complete."""
        keys = command.end + (DIGITS + AGAIN if command.secret else "")
        tail = leg.tail = Tail(command.end, keys)

        def over() -> None:
            if leg.tail is tail:
                leg.tail = None

        asyncio.get_running_loop().call_later(command.between_s, over)


def result_of(command: Collect, digits: str) -> CollectResult:
    """What is to be said of these digits."""
    if not digits:
        return "nothing"
    if len(digits) < command.shortest:
        return "short"
    return "complete" if fits(digits, command.check) else "wrong"
