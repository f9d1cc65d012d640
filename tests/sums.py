"""What holds of every record of a call, whoever made it."""

from voipcc.core.cdr import Conversation


def check_sums(record: Conversation) -> None:
    """The segments cover arrival to end with no gap and no overlap."""
    edge = record.arrived_us
    for part in record.segments:
        assert part.start_us == edge <= part.end_us, record
        edge = part.end_us
    assert edge == record.ended_us, record
