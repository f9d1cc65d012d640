"""Lines of a story as events. The words are those of `printer`."""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from voipcc.core import events as it
from voipcc.core.plan import Plan
from voipcc.core.transcript import media, supervision, taping
from voipcc.core.transcript.canary import canary_from
from voipcc.core.transcript.names import Names
from voipcc.core.transcript.override import override_from
from voipcc.core.transcript.tapes import tape_from
from voipcc.core.transcript.words import (
    ANSWERED_BY_US,
    END_FACTS,
    HEARS_MUSIC,
    MEASURED,
    NUMBER,
    OLD_PLAYBACK,
    PROBED,
    VERBS,
    call_wish,
    line_from,
    number_from,
    time_from,
)

LEG = re.compile(
    r"^(?P<name>call \d+|code \d+|leg \S+|[^:()]+?(?: \(\S+\))?):(?: caller)? (?P<verb>.+)$"
)
ARRIVES = re.compile(
    r"^arrives at (?P<number>\S+?)(?: by (?P<trunk>[^,]+))?(?:, party (?P<party>[^,]+))?"
    r"(?P<withheld>, withheld)?(?:, on (?P<lists>[^,]+))?(?:, from the fallback, since (?P<since>\S+))?$"
)
WAITED = re.compile(
    r"^waited in (?P<queue>\S+) since (?P<since>[\d:.]+)(?P<talks>(?:, talked .+)?)$"
)
TALKED = re.compile(r"talked to (\S+) from ([\d:.]+)(?: to ([\d:.]+))?")
DIALS = re.compile(r"^(?P<device>\S+/\S+) dials (?P<code>\S+)$")
CALLS = re.compile(
    r"^(?P<device>\S+/\S+) calls (?:nobody|(?P<kind>agent|queue|number) (?P<to>\S+))$"
)
ENDS = re.compile(r"^ends: cause (?P<cause>\d+), sip (?P<sip>\d+), by (?P<by>\w+)$")
FOUND = re.compile(
    r"^the switch is found(?P<restarted>, restarted)?(?:, lost at (?P<lost>[\d:.]+))?(?: with (?P<legs>[^;]+?))?"
    r"(?:; reachable (?P<devices>.+))?$"
)
LEG_FOUND = re.compile(r"^(?P<name>.+?) (?P<place>\w+)(?: on (?P<device>\S+))?$")
LEFT = re.compile(r"^has left (\d+) ms$")
SAID: Mapping[str, Callable[[str, str], it.Event]] = {
    "enters ": it.CodePressed,
    "presses ": it.DigitPressed,
    "is refused ": it.CommandRefused,
}
CLASSES = {verb: kind for kind, verb in VERBS.items()}


class StoryError(Exception):
    """A line of a story that nobody understands; the text says which and what is expected."""


class Reader:
    """Reads what `Transcript` printed, with the names it has given so far."""

    def __init__(self, names: Names, plans: Mapping[str, Plan], start_us: int) -> None:
        self.names = names
        self.plans = plans
        self.start_us = start_us

    def event(self, text: str) -> it.Event:
        """The event a line means. Raises StoryError."""
        event = tape_from(text) or self._plain(text) or self._agent(text)
        event = event or supervision.wish_from(text, self.names)
        event = event or taping.wish_from(text, self.names)
        event = override_from(text) or event or call_wish(text) or canary_from(text, self.plans)
        if event is None and (probed := PROBED.match(text)):
            trip_us = int(probed["trip"]) * 1000
            event = it.LineMeasured("", probed["device"], round_trip_us=trip_us, source="probe")
        if event is None and (found := FOUND.match(text)):
            event = self._found(found)
        if event is None and (match := LEG.match(text)):
            event = self._leg(match["name"], match["verb"])
        if event is None:
            raise StoryError(f"Nobody understands {text!r}; see the words in transcript/words.py.")
        return event

    def _plain(self, text: str) -> it.Event | None:
        words = text.split()
        match words:
            case ["time", "passes"]:
                return it.TimePassed()
            case ["the", "switch", "is", "lost"]:
                return it.SwitchLost()
            case ["plan", version, "takes", "effect"]:
                if version not in self.plans:
                    raise StoryError(f"There is no plan {version}; known are {sorted(self.plans)}.")
                return it.CentreConfigured(self.plans[version])
            case ["controller", epoch, "starts"]:
                return it.ControllerStarted(int(epoch))
            case ["somebody", "cancels", errand]:
                return it.ErrandCancelRequested(errand)
            case ["somebody", "ends", *rest]:
                return it.CallEndRequested(self.names.call(" ".join(rest)))
            case ["somebody", "moves", *rest, "to", "priority", priority]:
                return it.PriorityRequested(self.names.call(" ".join(rest)), int(priority))
        return None

    def _agent(self, text: str) -> it.Event | None:
        match text.split():
            case [agent, "logs", "in"]:
                return it.LogInRequested(agent)
            case [agent, "logs", "out"]:
                return it.LogOutRequested(agent)
            case [agent, "is", "ready"] if not agent.endswith(":"):
                return it.ReadyRequested(agent)
            case [agent, "is", "not", "ready:", reason]:
                return it.NotReadyRequested(agent, reason)
        return self._notes(text)

    def _notes(self, text: str) -> it.Event | None:
        """What an agent does about the wrap-up."""
        match text.split():
            case [agent, "wants", "wrap-up"]:
                return it.WrapUpRequested(agent)
            case [agent, "wants", extend_s, "s", "more", "wrap-up"]:
                return it.WrapUpRequested(agent, int(extend_s))
            case [agent, "ends", "the", "wrap-up"]:
                return it.WrapUpEndRequested(agent)
            case [agent, "notes", "disposition", code]:
                return it.DispositionChosen(agent, code)
        return None

    def _leg(self, name: str, verb: str) -> it.Event | None:
        if "/" in name:
            return it.DeviceChanged(name, verb == "is reachable")
        leg = self.names.leg(name)
        if arrives := ARRIVES.match(verb):
            return self._arrives(leg, arrives)
        if dialled := self._dialled(leg, verb):
            return dialled
        if verb in ("comes back from the fallback", "arrives once more"):
            return it.CallArrived(leg, "", answered=verb.startswith("comes"))
        if verb in END_FACTS or ENDS.match(verb):
            return self._ends(leg, verb)
        if verb == HEARS_MUSIC:
            return it.LegConnected(leg, it.MUSIC)
        for words, kind in SAID.items():
            if verb.startswith(words):
                return kind(leg, verb.removeprefix(words))
        return self._found_out(leg, verb) or self._simple(leg, verb)

    def _dialled(self, leg: str, verb: str) -> it.Event | None:
        """What an agent's phone dialled: a code or somebody."""
        if calls := CALLS.match(verb):
            kind, to = cast(Any, calls["kind"] or ""), calls["to"] or ""
            return it.DeviceDialled(leg, calls["device"], kind, to)
        if dials := DIALS.match(verb):
            return it.CodeDialled(leg, dials["device"], dials["code"])
        return None

    def _found_out(self, leg: str, verb: str) -> it.Event | None:
        if measured := MEASURED.match(verb):
            return line_from(leg, measured)
        if number := NUMBER.match(verb):
            return number_from(leg, self.names.checks.get(leg, ""), number)
        if left := LEFT.match(verb):
            return it.RecordingFinished(leg, self.names.recordings.get(leg, ""), int(left[1]))
        names = self.names
        event = supervision.leg_event(leg, verb, names) or media.leg_event(leg, verb, names)
        return event or taping.leg_event(leg, verb, names)

    def _arrives(self, leg: str, found: re.Match[str]) -> it.CallArrived:
        since = found["since"]
        return it.CallArrived(
            leg,
            found["number"],
            found["trunk"] or "",
            found["party"] or "",
            found["withheld"] is not None,
            self._at(since) if since else 0,
            since is not None,
            lists=tuple((found["lists"] or "").split()),
        )

    def _waited(self, leg: str, found: re.Match[str]) -> it.ServedByFallback:
        talks = tuple(
            it.FallbackTalk(agent, self._at(start), self._at(end) if end else 0)
            for agent, start, end in TALKED.findall(found["talks"])
        )
        return it.ServedByFallback(leg, self._at(found["since"]), found["queue"], talks)

    def _at(self, text: str) -> int:
        return self.start_us + time_from(text)

    def _ends(self, leg: str, verb: str) -> it.LegEnded:
        if verb in END_FACTS:
            return it.LegEnded(leg, *END_FACTS[verb])
        found = ENDS.match(verb)
        assert found is not None
        by = cast(it.EndedBy, found["by"])
        return it.LegEnded(leg, int(found["cause"]), int(found["sip"]), by)

    def _simple(self, leg: str, verb: str) -> it.Event | None:
        if waited := WAITED.match(verb):
            return self._waited(leg, waited)
        playback = self.names.playbacks.get(leg, "")
        if verb.endswith(OLD_PLAYBACK):
            verb, playback = verb.removesuffix(OLD_PLAYBACK), "old"
        kind = it.LegAnswered if verb == ANSWERED_BY_US else CLASSES.get(verb)
        if kind is None:
            return None
        if kind in (it.PromptFinished, it.PromptFailed):
            return cast(it.Event, kind(leg, playback))
        if kind is it.LegConnected:
            return it.LegConnected(leg, self.names.awaited.get(leg, ""))
        return cast(it.Event, kind(leg))

    def _found(self, found: re.Match[str]) -> it.SwitchFound:
        legs = [self._leg_found(part) for part in (found["legs"] or "").split(", ") if part]
        devices = (found["devices"] or "").split(", ") if found["devices"] else []
        lost_us = self._at(found["lost"]) if found["lost"] else 0
        return it.SwitchFound(tuple(legs), tuple(devices), found["restarted"] is not None, lost_us)

    def _leg_found(self, text: str) -> it.LegFound:
        found = LEG_FOUND.match(text)
        if found is None:
            raise StoryError(f"Nobody understands the leg {text!r}; write `call 1 ours`.")
        leg, place = self.names.leg(found["name"]), cast(it.LegPlace, found["place"])
        talk = self.names.awaited.get(leg, "") if place == "talk" else ""
        return it.LegFound(leg, place, talk, found["device"] or "")
