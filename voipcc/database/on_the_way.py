"""What happened on the way: marks of calls, and what became of callbacks and voicemails."""

from collections import Counter
from dataclasses import dataclass, field

from voipcc.core.cdr import Conversation

# direction of a record and its outcome -> what is counted
BECAME = {
    ("in", "callback"): ("callback", "promised"),
    ("callback", "answered"): ("callback", "reached"),
    ("callback", "unreached"): ("callback", "unreached"),
    ("in", "voicemail"): ("voicemail", "left"),
    ("voicemail", "answered"): ("voicemail", "heard"),
    ("voicemail", "unreached"): ("voicemail", "unheard"),
}


@dataclass(slots=True)
class OnTheWay:
    """Counts of one span of time."""

    marks: Counter[str] = field(default_factory=Counter)
    became: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, record: Conversation) -> None:
        """Count one conversation, whichever way it went."""
        if what := BECAME.get((record.direction, record.outcome)):
            self.became[what] += 1
        if record.direction == "in":
            self.marks.update(record.marks)

    def errands(self) -> dict[str, dict[str, int]]:
        """Callbacks and voicemails; nothing of a kind there was none of."""
        found: dict[str, dict[str, int]] = {}
        for kind, what in BECAME.values():
            if any(one == kind for one, _ in self.became):
                found.setdefault(kind, {})[what] = self.became[kind, what]
        return found
