"""How long messages of callers are kept: so many days from their recording, heard or not.

A message nobody has heard is an errand; once it was heard only the few words below stay, until
its days are over, somebody deletes it, or too many are kept. Each deletion has its reason.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voipcc.core.commands import DropReason, DropRecording
from voipcc.core.desk import Desk

if TYPE_CHECKING:
    from voipcc.core.errands import Errand

MOST_HEARD = 2_000
DAY_MS = 86_400_000
UNTIL_PLANNED = 30  # days, before any plan is known


@dataclass(slots=True)
class Message:
    """A message an agent has heard to its end; `id` is that of its recording."""

    id: str
    queue: str
    party: str
    origin: str
    asked_utc_ms: int
    heard_utc_ms: int
    length_ms: int
    agent: str


class VoicemailBox:
    """The messages that were heard, and when each message's days are over."""

    __slots__ = ("desk", "heard")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.heard: dict[str, Message] = {}

    def ends_utc_ms(self, asked_utc_ms: int) -> int:
        """Until when a message of then is kept, by the settings as they are now."""
        plan = self.desk.plan
        return asked_utc_ms + (plan.voicemail_days if plan else UNTIL_PLANNED) * DAY_MS

    def keep(self, errand: "Errand", agent: str) -> None:
        """An agent has heard it: it stays for its days, so that it can be heard again."""
        self.heard[errand.id] = Message(
            errand.id, errand.queue, errand.party, errand.origin, errand.asked_utc_ms,
            self.desk.now.utc_ms, errand.length_ms, agent,
        )  # fmt: skip
        self._await_end(self.heard[errand.id])
        if len(self.heard) > MOST_HEARD:
            self.drop(min(self.heard, key=lambda one: self.heard[one].asked_utc_ms), "crowded")

    def drop(self, message: str, reason: DropReason, by: str = "") -> None:
        """Delete a message that was heard."""
        del self.heard[message]
        self.desk.deadlines.clear("errand", message, "kept")
        self.desk.order(DropRecording(message, reason, by))

    def deadline(self, message: str) -> None:
        """Its days may be over; the settings or the wall clock may have changed since."""
        found = self.heard.get(message)
        if found is None:
            return
        if self.ends_utc_ms(found.asked_utc_ms) <= self.desk.now.utc_ms:
            self.drop(message, "expired")
        else:
            self._await_end(found)

    def configure(self) -> None:
        """The settings may say other days now; also after a start of the machine."""
        for message in self.heard.values():
            self._await_end(message)

    def _await_end(self, message: Message) -> None:
        desk = self.desk
        left_ms = self.ends_utc_ms(message.asked_utc_ms) - desk.now.utc_ms
        due_us = desk.now_us + max(left_ms * 1000, 1)
        desk.deadlines.set("errand", message.id, "kept", due_us)

    def view(self) -> list[dict[str, Any]]:
        """Every message that was heard, newest first."""
        found = sorted(self.heard.values(), key=lambda one: one.asked_utc_ms, reverse=True)
        return [
            {
                "id": one.id,
                "kind": "voicemail",
                "queue": one.queue,
                "party": one.party,
                "origin": one.origin,
                "recording": one.id,
                "asked_utc_ms": one.asked_utc_ms,
                "heard_utc_ms": one.heard_utc_ms,
                "agent": one.agent,
                "length_s": round(one.length_ms / 1000, 1),
                "kept_until_utc_ms": self.ends_utc_ms(one.asked_utc_ms),
            }
            for one in found
        ]
