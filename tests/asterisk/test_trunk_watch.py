"""Trunks that carry calls are asked whether they are there; what their silence means."""

from typing import Any

from voipcc.asterisk.legs import Leg
from voipcc.asterisk.switch.trunk_watch import TrunkWatch
from voipcc.core.moment import Moment

SECOND = 1_000_000


class Manager:
    """Takes down what is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def send(self, action: str, keys: dict[str, str]) -> None:
        self.asked.append(f"{action} {keys['Endpoint']}")


class Watched:
    """A watch with one caller of trunk "pstn", and a clock moved by hand."""

    def __init__(self) -> None:
        self.manager, self.told, self.now_us = Manager(), list[tuple[str, bool]](), 0
        caller = Leg("c1", "caller", None, endpoint="trunk-pstn", up=True)  # type: ignore[arg-type]
        self.watch = TrunkWatch(
            self.manager,  # type: ignore[arg-type]
            {"c1": caller},
            lambda: Moment(self.now_us, 0),
            lambda endpoint, there: self.told.append((endpoint, there)),
        )

    def tick(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now_us += SECOND
            self.watch.tick()

    def contact(self, status: str, endpoint: str = "trunk-pstn") -> None:
        keys: dict[str, Any] = {"EndpointName": endpoint, "ContactStatus": status}
        self.watch.contact_changed(keys)


def test_only_a_trunk_that_has_answered_is_asked_and_doubted() -> None:
    """A carrier that never answers such questions is not taken for dead."""
    watched = Watched()
    watched.contact("Unreachable")
    watched.tick(10)
    assert not watched.manager.asked and not watched.told


def test_a_trunk_with_a_call_is_asked_every_two_seconds() -> None:
    """While it carries a call; its silence and its return are told."""
    watched = Watched()
    watched.watch.learn([{"Endpoint": "trunk-pstn", "Status": "Reachable"}])
    watched.tick(10)
    assert watched.manager.asked == ["PJSIPQualify trunk-pstn"] * 5
    watched.contact("Unreachable")
    watched.contact("NonQualified")
    watched.contact("Reachable")
    watched.contact("Unreachable", "anna-1f")
    assert watched.told == [("trunk-pstn", False), ("trunk-pstn", True)]
