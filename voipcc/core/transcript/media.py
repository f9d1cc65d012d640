"""The words of collecting digits and of looking something up, in both directions."""

import json
import re
from typing import cast

from voipcc.core.commands import Command
from voipcc.core.events import Event
from voipcc.core.media_words import (
    Collect,
    Collected,
    CollectResult,
    LookedUp,
    LookUp,
    LookUpResult,
    StopTyping,
    TypingBegun,
)
from voipcc.core.transcript.names import Names

BEGINS = "begins to type"
TYPED = re.compile(
    r"^has typed (?P<count>\d+) digits(?:, (?P<result>short|wrong))?(?:: (?P<digits>\d+))?$"
)
NOTHING = "has typed nothing"
LOOKED = re.compile(r"^has been looked up(?:: (?P<values>.+))?$")
NOT_LOOKED = re.compile(r"^could not be looked up: (?P<result>[a-z ]+)$")


def leg_words(event: Event) -> str:
    """What happened at a leg, "" when it is nothing of these."""
    match event:
        case TypingBegun():
            return BEGINS
        case Collected(result="nothing"):
            return NOTHING
        case Collected():
            words = f"has typed {event.count} digits"
            words += "" if event.result == "complete" else f", {event.result}"
            return words + (f": {event.digits}" if event.digits else "")
        case LookedUp(result="done"):
            values = json.dumps(dict(event.values), ensure_ascii=False) if event.values else ""
            return "has been looked up" + (f": {values}" if values else "")
        case LookedUp():
            return f"could not be looked up: {event.result.replace('_', ' ')}"
    return ""


def leg_event(leg: str, verb: str, names: Names) -> Event | None:
    """The event `leg_words` told."""
    asked = names.asked.get(leg, "")
    if verb == BEGINS:
        return TypingBegun(leg, asked)
    if verb == NOTHING:
        return Collected(leg, asked, "nothing")
    if typed := TYPED.match(verb):
        result = cast(CollectResult, typed["result"] or "complete")
        return Collected(leg, asked, result, typed["digits"] or "", int(typed["count"]))
    if looked := LOOKED.match(verb):
        values = json.loads(looked["values"]) if looked["values"] else {}
        return LookedUp(leg, asked, "done", tuple(values.items()))
    if failed := NOT_LOOKED.match(verb):
        return LookedUp(leg, asked, cast(LookUpResult, failed["result"].replace(" ", "_")))
    return None


def command_words(command: Command, names: Names) -> str:
    """A command, "" when it is nothing of these."""
    match command:
        case Collect():
            what = "secret digits" if command.secret else "digits"
            few, many = command.shortest, command.longest
            count = str(many) if few == many else f"{few} to {many}"
            ahead = f", {command.typed} typed ahead" if command.typed else ""
            return f"let {names.of(command.leg)} type {count} {what}{ahead}"
        case StopTyping():
            return f"no digits of {names.of(command.leg)} any more"
        case LookUp():
            values = "".join(f", {name} {value}" for name, value in command.values)
            values += "".join(f", {name} in secret" for name, _ in command.sealed)
            values += f", caller {command.party}" if command.party else ""
            return f"look up {command.method} {command.url} for {names.of(command.leg)}{values}"
    return ""
