"""A process of its own that looks after callers while the controller is dead or frozen.

    python -m voipcc.asterisk.watchdog < leash

A caller in a menu hears nothing once the prompt is over, a party whose other has left is alone:
both would last until the dead-man's switch or the next controller. So: whoever is in a menu goes
to the switch's own queue, whoever was left is hung up, no phone rings for nothing. Standard
library only, so that it is small. It reads lines: first and after each change a JSON object
(`host port user password application log`), an empty one every second while all is well, `bye`
when all is over. The end of its input means that the controller is dead.
"""

import base64
import json
import os
import select
import sys
import time
from collections.abc import Iterable, Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote

FROZEN_S = 4.0  # so long without a word: the controller is frozen
LOOK_EVERY_S = 0.5
ALONE_S = 0.9  # two are joined one after the other: whoever is alone for longer was left
RINGS_S = 3.0  # a controller that is back by then goes on with the offer
GIVE_UP_S = 30.0  # so long without an answer, or with nothing left: there is no switch any more
LOG_BYTES = 1_000_000
Json = dict[str, Any]


class Ari:
    """The few requests that are needed, one after the other."""

    def __init__(self, place: Mapping[str, Any]) -> None:
        self._place = place
        user = f"{place['user']}:{place['password']}".encode()
        self._headers = {"Authorization": f"Basic {base64.b64encode(user).decode()}"}
        self._line = HTTPConnection(place["host"], place["port"], timeout=2.0)

    def ask(self, method: str, path: str) -> Any:
        """The answer, None when it has no body. Raises OSError, HTTPException, ValueError."""
        try:
            self._line.request(method, f"/ari/{path}", headers=self._headers)
            answer = self._line.getresponse()
            body = answer.read()
        except (OSError, HTTPException):
            self._line.close()
            raise
        return json.loads(body) if body and answer.status == 200 else None


class Round:
    """What there was at one look."""

    def __init__(self, ari: Ari, application: str) -> None:
        ours = ari.ask("GET", f"applications/{quote(application)}") or {}
        channels: Iterable[Json] = ari.ask("GET", "channels") or ()
        bridges: Iterable[Json] = ari.ask("GET", "bridges") or ()
        self.ours: set[str] = set(ours.get("channel_ids", ()))
        self.channels = {one["id"]: one for one in channels if "music-" not in one["id"]}
        self.bridge_of = {leg: one for one in bridges for leg in one["channels"]}

    def in_menu(self, leg: str) -> bool:
        return self._is_caller(leg) and leg in self.ours and leg not in self.bridge_of

    def left_behind(self, leg: str) -> bool:
        """Alone in a talk; or a phone that was picked up for nobody."""
        bridge = self.bridge_of.get(leg)
        if bridge is not None:
            return len(bridge["channels"]) == 1 and bridge["bridge_type"] == "mixing"
        up = self.channels[leg]["state"] == "Up"
        return up and leg in self.ours and not self._is_caller(leg)

    def rings(self, leg: str) -> bool:
        """A phone a controller has rung: ids of its own making have no dot."""
        return "." not in leg and self.channels[leg]["state"] in ("Down", "Ring", "Ringing")

    def _is_caller(self, leg: str) -> bool:
        return bool(self.channels[leg]["dialplan"]["context"] == "numbers")


class Watch:
    """Looks after what is left. `since` are the times at which something odd was first seen."""

    def __init__(self, place: Mapping[str, Any]) -> None:
        self._place = place
        self._ari = Ari(place)
        self._since: dict[tuple[str, str], float] = {}
        self._useful_at = time.monotonic()

    @property
    def is_over(self) -> bool:
        """Nothing has been left to look after for a while."""
        return time.monotonic() - self._useful_at > GIVE_UP_S

    def look(self) -> None:
        """One look, and what it leads to. A switch that does not answer is asked again later."""
        try:
            self._look()
        except (OSError, HTTPException, ValueError, KeyError) as fault:
            self._note(f"no look: {type(fault).__name__} {fault}")

    def _look(self) -> None:
        found = Round(self._ari, self._place["application"])
        if found.channels:
            self._useful_at = time.monotonic()
        odd = {
            (leg, what)
            for leg in found.channels
            for what, is_so in (
                ("menu", found.in_menu(leg)),
                ("alone", found.left_behind(leg)),
                ("rings", found.rings(leg)),
            )
            if is_so
        }
        now = time.monotonic()
        self._since = {one: self._since.get(one, now) for one in odd}
        for (leg, what), since in self._since.items():
            self._act(leg, what, now - since, found.channels[leg])

    def _act(self, leg: str, what: str, for_s: float, channel: Json) -> None:
        if what == "menu" and for_s == 0.0:
            # Asterisk lets the prompt that is being said come to its end first.
            number = (
                channel.get("channelvars", {}).get("VCC_NUMBER") or channel["dialplan"]["exten"]
            )
            where = f"context=fallback&extension={quote(number.lstrip('+'))}&priority=1"
            self._do("POST", f"channels/{quote(leg)}/continue?{where}")
        elif (what == "alone" and for_s > ALONE_S) or (what == "rings" and for_s > RINGS_S):
            self._do("DELETE", f"channels/{quote(leg)}")

    def _do(self, method: str, path: str) -> None:
        self._note(f"{method} {path}")
        self._ari.ask(method, path)

    def _note(self, text: str) -> None:
        path = self._place["log"]
        try:
            if os.path.exists(path) and os.path.getsize(path) > LOG_BYTES:
                os.replace(path, f"{path}.1")
            with open(path, "a", encoding="utf-8") as file:
                file.write(f"{time.strftime('%FT%TZ', time.gmtime())} {text}\n")
        except OSError:
            return  # a full disk must not keep it from its work


class Leash:
    """The controller's words. `dead`: there will be no more of them."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._heard_at = time.monotonic()
        self.dead = self.over = False
        self.place: Json | None = None

    @property
    def is_loose(self) -> bool:
        """Whether nobody holds it: the controller is dead, or frozen."""
        return self.dead or time.monotonic() - self._heard_at > FROZEN_S

    def wait(self) -> None:
        """Returns after a word, or when it is time for a look."""
        time_s = LOOK_EVERY_S if self.is_loose else FROZEN_S / 4
        if self.dead:
            time.sleep(time_s)
            return
        ready, _, _ = select.select([self._descriptor], [], [], time_s)
        if ready:
            self._read()

    def _read(self) -> None:
        data = os.read(self._descriptor, 65536)
        self.dead = not data
        self._heard_at = time.monotonic()
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line == b"bye":
                self.over = True
            elif line:
                self.place = json.loads(line)


def main() -> None:
    leash = Leash(sys.stdin.fileno())
    place: Json | None = None
    watch: Watch | None = None
    while not leash.over:
        leash.wait()
        if leash.place is not place or not leash.is_loose:
            place, watch = leash.place, None
        if leash.over or not leash.is_loose or place is None:
            if leash.dead and place is None:
                return
            continue
        watch = watch or Watch(place)
        watch.look()
        if leash.dead and watch.is_over:
            return


if __name__ == "__main__":
    main()
