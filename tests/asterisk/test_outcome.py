"""Which answers mean done, gone, refused, unknown."""

import pytest

from voipcc.asterisk.ari import Outcome, outcome_of

# As Asterisk 22.10.1 said them.
ANSWERS = [
    (204, "", Outcome.DONE),
    (201, '{"id":"1-1"}', Outcome.DONE),
    (409, '{"message":"Channel with given unique ID already exists"}', Outcome.DONE),
    (409, '{"message":"Bridge with id \'1-99\' already exists"}', Outcome.DONE),
    (404, '{"message":"Channel not found"}', Outcome.GONE),
    (404, '{"message":"Playback not found"}', Outcome.GONE),
    (400, '{"message":"Channel not found"}', Outcome.GONE),
    (409, '{"message":"Channel not in Stasis application"}', Outcome.GONE),
    (422, '{"message":"Channel not in Stasis application"}', Outcome.GONE),
    (412, '{"message":"Channel in invalid state"}', Outcome.GONE),
    (400, '{"message":"Invalid reason for hangup reason provided"}', Outcome.REFUSED),
    (500, '{"error":"Allocation failed"}', Outcome.REFUSED),
    (0, "", Outcome.UNKNOWN),
]


@pytest.mark.parametrize(("status", "body", "outcome"), ANSWERS)
def test_an_answer_means(status: int, body: str, outcome: Outcome) -> None:
    """Each answer seen from the real switch is sorted into one of four outcomes."""
    assert outcome_of(status, body.encode()) is outcome
