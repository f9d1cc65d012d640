"""Digits, look-ups and plans with values in prompts come back from the journal as they went in."""

import pytest

from tests.callflows.media_plans import MEDIA_PLANS
from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core.media_words import (
    CheckDigits,
    Collect,
    Collected,
    LookedUp,
    LookUp,
    StopTyping,
    TypingBegun,
)
from voipcc.core.moment import Moment
from voipcc.database.entry import decoded, encoded

NOW = Moment(5_000_000, 1_750_000_000_000, "boot")
COMMANDS = (
    Collect("c1", "1-7", 4, 8, "", 2.5, CheckDigits("weights", (1, 3), 10), True, ""),
    StopTyping("c1"),
    LookUp(
        "c1",
        "1-8",
        "https://crm.example/{customer}",
        "POST",
        (("X-Key", "{secret.crm}"),),
        (("pin", "{pin}"),),
        2.5,
        (("tier", "$.tier"),),
        (("customer", "0042"), ("count", 3), ("share", 0.5), ("vip", True)),
        (("pin", "1-7"),),
        "p-1",
        (("tier", "gold"),),
    ),
    do.Play("c1", "1-9", ("welcome", "number/7"), "de", deaf=True),
)


@pytest.mark.parametrize(
    "event",
    [
        TypingBegun("c1", "1-7"),
        Collected("c1", "1-7", "complete", "0042", 4, 4_000_000),
        Collected("c1", "1-7", "wrong", "", 8),
        LookedUp("c1", "1-8", "done", (("tier", "gold"), ("n", 1), ("x", 1.5), ("y", False)), 12),
        LookedUp("c1", "1-8", "timed_out"),
        *(it.CentreConfigured(plan) for plan in MEDIA_PLANS.values()),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_entry_comes_back_as_it_was(event: it.Event) -> None:
    """Event and commands are equal, down to the kinds of values: 1 is no 1.0 and no true."""
    entry = decoded(encoded(7, NOW, event, COMMANDS))
    assert (entry.event, entry.commands) == (event, COMMANDS)
    if isinstance(event, LookedUp):
        kinds = [type(value) for _, value in entry.event.values]
        assert kinds == [type(value) for _, value in event.values]
