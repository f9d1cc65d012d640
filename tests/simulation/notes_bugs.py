"""Bugs of wrap-ups to plant on purpose: how long notes take, who may end them, what is kept."""

import pytest

from tests.simulation.call_bugs import Plant, instead, twice, without
from voipcc.core import wrap_up
from voipcc.core.commands import KeepWrapUp
from voipcc.core.wrap_up import WrapUps, WrapUpState

OTHERWISE = "notes are kept otherwise"


def _never_mandatory(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wrap_up, "_length_s", lambda state: state.length_s)


def _always_taken(patch: pytest.MonkeyPatch) -> None:
    usual = wrap_up._length_s

    def worse(state: WrapUpState) -> int:
        return usual(state) or state.length_s

    patch.setattr(wrap_up, "_length_s", worse)


NOTES_BUGS: dict[str, tuple[Plant, str]] = {
    "notes are kept twice": (twice(KeepWrapUp), "is a wrap-up twice"),
    "notes are forgotten": (without(KeepWrapUp), OTHERWISE),
    "anybody ends any wrap-up": (
        instead(WrapUps, "why_not_end", lambda *_: ""),
        f"may not end yet|{OTHERWISE}|is rung in wrap_up",
    ),
    "nobody owes a disposition": (
        instead(WrapUps, "missing", lambda *_: False),
        f"may not end yet|{OTHERWISE}|is rung in wrap_up",
    ),
    "a disposition is not noted": (instead(WrapUps, "choose", lambda *_: None), OTHERWISE),
    "more time is not given": (
        instead(WrapUps, "more", lambda *_: None),
        f"{OTHERWISE}|is rung in wrap_up",
    ),
    "mandatory means timed": (_never_mandatory, f"{OTHERWISE}|is rung in wrap_up"),
    "optional means always": (_always_taken, f"{OTHERWISE}|wait beside|names|is served before"),
}
