"""What a proof finds: each thing with its place and its remedy, and no more of them than one reads."""

from dataclasses import dataclass, field

FINDINGS_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    where: str
    what: str
    remedy: str


@dataclass(slots=True)
class Check:
    """One part of the proof: what was looked at, in a sentence, and what is wrong with it.

    `more` counts what was found beyond the first FINDINGS_AT_MOST. `beside` are remarks that
    are no fault, such as an unfinished end after a crash.
    """

    name: str
    text: str = ""
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    beside: list[str] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """Nothing is wrong."""
        return not self.findings

    def found(self, where: str, what: str, remedy: str) -> None:
        """Note one thing that is wrong."""
        if len(self.findings) < FINDINGS_AT_MOST:
            self.findings.append(Finding(where, what, remedy))
        else:
            self.more += 1
