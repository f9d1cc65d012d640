"""Records of a question read once for all the lists that are made of them."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from voipcc.core.cdr import Conversation, LegQuality, Stretch, WrapUp
from voipcc.database.heard import HeardTape
from voipcc.database.reading import ANY, Only
from voipcc.database.reports.contacts import of_callers
from voipcc.database.reports.question import Question

if TYPE_CHECKING:
    from voipcc.database.reports.sheets import Records


class ReadOnce:
    """A source that remembers the conversations of a span."""

    def __init__(self, source: "Records", question: Question) -> None:
        self._source = source
        self._records = list(source.between(question.start_ms, question.end_ms))

    def of_callers(
        self, parties: Collection[str], start_ms: int, end_ms: int
    ) -> Iterable[Conversation]:
        """From the source, which looks them up."""
        return of_callers(self._source, parties, start_ms, end_ms)

    def between(self, start_ms: int, end_ms: int, only: Only = ANY) -> Iterator[Conversation]:
        """Those that arrived in this part of it."""
        return (one for one in self._records if start_ms <= one.arrived_utc_ms < end_ms)

    def wrap_ups_between(self, start_ms: int, end_ms: int) -> Iterable[tuple[int, WrapUp]]:
        """From the source."""
        return self._source.wrap_ups_between(start_ms, end_ms)

    def stretches_between(self, start_ms: int, end_ms: int) -> Iterable[Stretch]:
        """From the source."""
        return self._source.stretches_between(start_ms, end_ms)

    def qualities_between(
        self, start_ms: int, end_ms: int
    ) -> Iterable[tuple[str, str, LegQuality]]:
        """From the source."""
        return self._source.qualities_between(start_ms, end_ms)

    def tapes_heard_between(self, start_ms: int, end_ms: int) -> Iterable[HeardTape]:
        """From the source."""
        return self._source.tapes_heard_between(start_ms, end_ms)
