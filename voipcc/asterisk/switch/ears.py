"""Supervisors' ears: snoop channels of Asterisk's, each with the supervisor's leg in a bridge of its own.

A leg that only listens is muted in that bridge, and its snoop channel would let nothing
through besides. A leg is moved to its new ear first; the old one is taken away after that.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import quote

from voipcc.asterisk.ari import Chain, HttpPool, Outcome, outcome_of
from voipcc.asterisk.legs import EAR, Leg, Legs
from voipcc.core import events
from voipcc.core.supervision_words import Listen

WHISPERS = {"listen": "none", "whisper": "out"}  # out: towards the agent's own phone
NOT_YET = 422  # the snoop channel has not begun its stay with us
TRIES, AGAIN_S = 20, 0.02
MUTED = "&mute=true"


class Ears:
    """Carries Listen out. `ended` is to be told of every leg that is gone."""

    def __init__(
        self,
        pool: HttpPool,
        legs: Legs,
        application: Callable[[], str],
        post: Callable[[events.Event], None],
    ) -> None:
        self._pool = pool
        self._legs = legs
        self._application = application
        self._post = post
        self._owned: dict[str, list[str]] = {}  # leg -> its ears that are not taken away yet
        self.table: dict[type, Callable[..., None]] = {
            Listen: self._listen,
        }

    def _listen(self, command: Listen) -> None:
        leg = self._legs.get(command.leg)
        if leg is None:
            refused = events.CommandRefused(command.leg, "listen", "the leg has gone")
            asyncio.get_running_loop().call_soon(self._post, refused)
            return
        leg.watches = True
        self._owned.setdefault(leg.id, []).append(command.ear)
        for playback in leg.playing:
            leg.chain.add("DELETE", f"playbacks/{quote(playback)}")
        whisper, ear = WHISPERS[command.mode], quote(command.ear)
        snoop = (
            f"channels/{quote(command.agent_leg)}/snoop/{EAR}{ear}"
            f"?spy=both&whisper={whisper}&app={quote(self._application())}&appArgs=ear"
        )
        bridge = f"bridges/{ear}"
        refused_by = partial(self._refused_by, leg, command)
        chain = leg.chain
        chain.add("POST", snoop, None, refused_by)
        chain.add("POST", f"{bridge}?type=mixing,dtmf_events", None, refused_by)
        add = f"{bridge}/addChannel?channel={EAR}{ear}"
        chain.add("POST", add, None, partial(self._placed, leg, command, add, TRIES))

    def _refused_by(self, leg: Leg, command: Listen, status: int, body: bytes) -> None:
        if outcome_of(status, body) is not Outcome.DONE:
            self._refuse(leg, command, status, body)

    def _placed(
        self, leg: Leg, command: Listen, add: str, tries: int, status: int, body: bytes
    ) -> None:
        """The ear is in its bridge, or not yet; the supervisor follows."""
        if not self._is_wanted(leg, command.ear):
            return
        if status == NOT_YET and tries:
            again = partial(self._placed, leg, command, add, tries - 1)
            loop = asyncio.get_running_loop()
            loop.call_later(AGAIN_S, leg.chain.add, "POST", add, None, again)
            return
        if outcome_of(status, body) is not Outcome.DONE:
            self._refuse(leg, command, status, body)
            return
        leg.talk, leg.unheard = command.ear, command.mode == "listen"
        leg.music = leg.music_wanted = ""
        muted = MUTED if command.mode == "listen" else ""
        follow = f"bridges/{quote(command.ear)}/addChannel?channel={quote(leg.id)}{muted}"
        leg.chain.add("POST", follow, None, partial(self._followed, leg, command))

    def _followed(self, leg: Leg, command: Listen, status: int, body: bytes) -> None:
        if outcome_of(status, body) is not Outcome.DONE:
            self._refuse(leg, command, status, body)
        elif self._is_wanted(leg, command.ear):
            self._drop(leg.id, keep=command.ear)

    def _is_wanted(self, leg: Leg, ear: str) -> bool:
        return leg.id in self._legs and ear in self._owned.get(leg.id, ())

    def _refuse(self, leg: Leg, command: Listen, status: int, body: bytes) -> None:
        """Once for each listening; what was made of it is taken away."""
        if not self._is_wanted(leg, command.ear):
            return
        self._owned[leg.id].remove(command.ear)
        self._take_away(command.ear)
        reason = f"{status} {body[:200].decode(errors='replace')}" if status else "no answer"
        self._post(events.CommandRefused(leg.id, "listen", reason))

    def connected(self, leg: str, talk: str) -> None:
        """A leg has come into a talk: whatever it listened by before is of no use any more."""
        if leg in self._owned:
            self._drop(leg, keep=talk)

    def ended(self, leg: str) -> None:
        """A supervisor's leg is gone, and its ears with it."""
        if leg in self._owned:
            self._drop(leg)
            del self._owned[leg]

    def _drop(self, leg: str, keep: str = "") -> None:
        """Take away what came before `keep`; a later one may be on its way already."""
        ears = self._owned[leg]
        older = ears[: ears.index(keep)] if keep in ears else list(ears)
        self._owned[leg] = ears[len(older) :]
        for ear in older:
            self._take_away(ear)

    def _take_away(self, ear: str) -> None:
        chain = Chain(self._pool)
        for path in (f"channels/{EAR}{quote(ear)}", f"bridges/{quote(ear)}"):
            chain.add("DELETE", path, None, partial(self._taken_away, path), kept=True)

    def _taken_away(self, path: str, status: int, body: bytes) -> None:
        if outcome_of(status, body) is Outcome.UNKNOWN:
            self._pool.send("DELETE", path)

    def found(self, ears: Iterable[str], bridges: Iterable[str]) -> None:
        """After the line was away: nobody knows what these are for, the core wants new ones."""
        self._owned.clear()
        for ear in ears:
            self._pool.send("DELETE", f"channels/{quote(ear)}")
        for bridge in bridges:
            self._pool.send("DELETE", f"bridges/{quote(bridge)}")
