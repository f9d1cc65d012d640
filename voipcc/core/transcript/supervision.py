"""The words of supervision, in both directions."""

import re
from collections.abc import Mapping
from typing import cast, get_args

from voipcc.core.cdr import Watch
from voipcc.core.commands import Command, Join
from voipcc.core.events import Event
from voipcc.core.prompt_words import PromptPublished, PublishPrompt
from voipcc.core.supervision_words import (
    CollectSecret,
    Finding,
    HelpRequested,
    Listen,
    Mode,
    MoveRequested,
    SecretChecked,
    SupervisionEndRequested,
    SupervisionRequested,
)
from voipcc.core.transcript.names import Names
from voipcc.core.transcript.words import span_text

WANTS = re.compile(
    rf"^(?P<who>\S+) wants to (?P<mode>{'|'.join(get_args(Mode))}) at (?P<agent>\S+)$"
)
MOVES = re.compile(r"^somebody moves (?P<call>.+) to queue (?P<queue>\S+)$")
PUBLISHED = "the prompt is published"
NOT_PUBLISHED = "the prompt is not published"
TYPED = re.compile(r"^has typed a (\w+) PIN$")


def wish_words(event: Event, calls: Mapping[str, str]) -> str:
    """What somebody wants, "" when it is nothing of supervision; `calls` have short names."""
    match event:
        case MoveRequested():
            return f"somebody moves {calls.get(event.call, event.call)} to queue {event.queue}"
        case SupervisionRequested():
            return f"{event.supervisor} wants to {event.mode} at {event.agent}"
        case SupervisionEndRequested():
            return f"{event.supervisor} stops listening"
        case HelpRequested():
            return f"{event.agent} asks for help"
    return ""


def wish_from(text: str, names: Names) -> Event | None:
    """The event `wish_words` told."""
    if moved := MOVES.match(text):
        return MoveRequested(names.call(moved["call"]), moved["queue"])
    if found := WANTS.match(text):
        return SupervisionRequested(found["who"], found["agent"], cast(Mode, found["mode"]))
    match text.split():
        case [supervisor, "stops", "listening"]:
            return SupervisionEndRequested(supervisor)
        case [agent, "asks", "for", "help"]:
            return HelpRequested(agent)
    return None


def leg_words(event: Event) -> str:
    """What a leg did, "" when it is nothing of supervision."""
    match event:
        case SecretChecked():
            return f"has typed a {event.finding} PIN"
        case PromptPublished(problem=""):
            return PUBLISHED
        case PromptPublished():
            return f"{NOT_PUBLISHED}: {event.problem}"
    return ""


def leg_event(leg: str, verb: str, names: Names) -> Event | None:
    """The event `leg_words` told."""
    if typed := TYPED.match(verb):
        return SecretChecked(leg, names.checks.get(leg, ""), cast(Finding, typed[1]))
    if verb == PUBLISHED:
        return PromptPublished(leg, names.recordings.get(leg, ""))
    if verb.startswith(NOT_PUBLISHED):
        problem = verb.removeprefix(NOT_PUBLISHED).removeprefix(": ")
        return PromptPublished(leg, names.recordings.get(leg, ""), problem)
    return None


def command_words(command: Command, names: Names, talkers: str) -> str:
    """A command, "" when it is nothing of supervision; `talkers` are in the talk it is about."""
    match command:
        case Join():
            return f"bring {names.of(command.leg)} to {talkers}"
        case Listen():
            return f"let {names.of(command.leg)} {command.mode} at {names.of(command.agent_leg)}"
        case CollectSecret():
            return f"let {names.of(command.leg)} type the PIN of {command.owner}"
        case PublishPrompt():
            return f"publish what {names.of(command.leg)} spoke as {command.prompt}"
    return ""


def watch_words(watch: Watch) -> str:
    """Who heard a conversation, how and how long."""
    took = watch.mode == "take_over"
    words = f"{watch.supervisor} {watch.mode} at {watch.agent}"
    return words if took else f"{words} {span_text(watch.end_us - watch.start_us)}"
