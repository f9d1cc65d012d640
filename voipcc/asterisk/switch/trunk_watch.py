"""Asks trunks that carry calls whether they are there, so that a dead one's callers are let go.

A carrier's server that no longer answers proves nothing by itself: it is when a caller's audio
is gone too that the leg is lost (`MediaWatch`). A trunk that never answered is not asked about,
and one without an address to ask (no proxy, no registration) cannot be.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from voipcc.asterisk.ami import Ami
from voipcc.asterisk.config.trunks import trunk_objects
from voipcc.asterisk.legs import Legs
from voipcc.asterisk.switch.presence import EARLY_US, REACHABLE, UNDECIDED
from voipcc.core.moment import Moment, seconds

TRUNK = trunk_objects("")
ASK_EVERY_US = seconds(2)


class TrunkWatch:
    """`changed(endpoint, reachable)` is told when a trunk stops to answer, or begins again."""

    def __init__(
        self,
        ami: Ami,
        legs: Legs,
        clock: Callable[[], Moment],
        changed: Callable[[str, bool], None],
    ) -> None:
        self._ami = ami
        self._legs = legs
        self._clock = clock
        self._changed = changed
        self._ask_at_us: dict[str, int] = {}
        self._answered: set[str] = set()

    def tick(self) -> None:
        """Called every second: ask whoever carries a call and has answered before."""
        now_us = self._clock().monotonic_us
        used = {leg.endpoint for leg in self._legs.values() if leg.up}
        for endpoint in used & self._answered:
            if self._ask_at_us.get(endpoint, 0) <= now_us + EARLY_US:
                self._ask_at_us[endpoint] = now_us + ASK_EVERY_US
                self._ami.send("PJSIPQualify", {"Endpoint": endpoint})

    def contact_changed(self, keys: Mapping[str, Any]) -> None:
        """One ContactStatus event of AMI."""
        endpoint, status = str(keys.get("EndpointName", "")), keys.get("ContactStatus", "")
        if not endpoint.startswith(TRUNK) or status in UNDECIDED:
            return
        if status == REACHABLE:
            self._answered.add(endpoint)
            self._changed(endpoint, True)
        elif endpoint in self._answered:
            self._changed(endpoint, False)

    def learn(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Start afresh from PJSIPShowContacts."""
        for row in rows:
            endpoint = str(row.get("Endpoint", ""))
            if endpoint.startswith(TRUNK) and row.get("Status") == REACHABLE:
                self._answered.add(endpoint)
