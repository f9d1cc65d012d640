"""The verb `try`: a person walks a flow in the terminal, or a script does; nobody is called."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.days import area_of
from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    compiled_of,
    fail,
    now_ms,
    say,
    settings_of,
    show,
    state_of,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voipcc.core.plan import Plan
    from voipcc.rehearsal import Act, Caller, Scene
    from voipcc.rehearsal.diary import Happening
    from voipcc.settings import CentreSettings
    from voipcc.speech import Engine

FILLING = str.maketrans("", "", "+ -/()")
HELP = "keys and Enter; Enter alone: do nothing; wait 30 s; h: hang up"


def try_out(
    number: Annotated[
        str, typer.Argument(help="The number dialled, or a flow; needless where there is one.")
    ] = "",
    at: Annotated[
        str,
        typer.Option(
            help='When: "2027-03-01 10:00", "Mon 10:00", "tomorrow 9:00"; now without it.'
        ),
    ] = "",
    zone: Annotated[str, typer.Option(help="Time zone of --at; the centre's without it.")] = "",
    caller: Annotated[str, typer.Option(help="The caller's number, or withheld.")] = "",
    staff: Annotated[str, typer.Option(help="Agents: free, busy or none.")] = "free",
    keys: Annotated[
        str | None, typer.Option(help='What the caller does, as in tests: "1, wait 30 s, 2".')
    ] = None,
    wav: Annotated[
        Path | None, typer.Option(help="Write what the caller hears into this sound file.")
    ] = None,
    as_test: Annotated[
        str,
        typer.Option("--test", help="Print the call as a test of this name, for dialplans/tests."),
    ] = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Walk through a flow as a caller, at any time: what is said, what keys do. Nobody is called."""
    from voipcc.rehearsal import RehearsalError, Scene, World
    from voipcc.rehearsal.sound import Recordings
    from voipcc.speech import engine_of

    settings = settings_of(centre)
    moment = _moment(at, zone or settings.time_zone)
    compiled = compiled_of(centre, settings, moment)
    plan = compiled.plan
    assert plan is not None
    if staff not in ("free", "busy", "none"):
        fail(f'"{staff}" is no state of the agents; write free, busy or none', USAGE)
    acts = _acts(keys)
    someone = _caller(_number(plan, number), moment, caller, compiled.callers)
    own, shipped = _folders(centre, settings)
    voice = engine_of(settings.prompts.speech_program)
    recordings = Recordings(own, shipped, _made(centre, plan, wav, voice))
    try:
        scene = Scene(plan, someone, World(staff=staff), recordings.seconds)  # type: ignore[arg-type]
        walk = _Walk(scene, _texts(centre, settings, plan), quiet=as_json)
        if keys is None and not as_json:
            walk.by_hand()
        else:
            walk.by_script(acts)
            walk.done = [word.strip() for word in (keys or "").split(",") if word.strip()]
    except RehearsalError as error:
        fail(error)
    for keys_left in scene.unasked:
        warn(f"nobody asked the caller for {keys_left}")
    if wav is not None:
        _write_sound(scene, recordings, wav)
    if as_json:
        show(_plain(walk), True, say)
    elif wav is not None:
        say(f"wrote what the caller hears into {wav}")
    if as_test and not as_json:
        _print_test(as_test, walk, zone or settings.time_zone, staff, caller)


# --- what was asked for --------------------------------------------------------------------------


def _moment(at: str, zone: str) -> int:
    from voipcc.time_words import TimeError, moment_from

    area_of(zone)
    try:
        return moment_from(at or "now", zone, now_ms())
    except TimeError as error:
        fail(error, USAGE)


def _acts(keys: str | None) -> "tuple[Act, ...]":
    from voipcc.rehearsal import acts_from

    try:
        return acts_from(keys or "")
    except ValueError as error:
        fail(error, USAGE)


def _number(plan: "Plan", asked: str) -> str:
    """The number of ours that is meant: in full, or by its flow."""
    from voipcc.problem import did_you_mean

    digits = asked.translate(FILLING).removeprefix("00")
    for number, flow in plan.numbers.items():
        if asked == flow or (digits and number == f"+{digits}"):
            return number
    if not asked and len(plan.numbers) == 1:
        return next(iter(plan.numbers))
    known = [*plan.numbers, *dict.fromkeys(plan.numbers.values())]
    message = f"no flow answers {asked}; " if asked else "say which number is dialled; "
    fail(message + did_you_mean(asked, known, "there are"), USAGE)


def _caller(
    number: str, at_utc_ms: int, caller: str, callers: "Mapping[str, Sequence[str]]"
) -> "Caller":
    from voipcc.asterisk.caller_lists import WITHHELD, CallerLists
    from voipcc.rehearsal import Caller

    lists = CallerLists()
    lists.put(callers)
    withheld = caller == WITHHELD
    on = lists.of(caller, withheld=withheld) if caller else ()
    return Caller(number, at_utc_ms, withheld=withheld, lists=on)


def _folders(centre: Path, settings: "CentreSettings") -> list[Path]:
    from voipcc.places import shipped_sounds

    return [centre / settings.sounds, shipped_sounds()]


def _made(centre: Path, plan: "Plan", wav: Path | None, voice: "Engine") -> Path:
    """Where the texts are that a voice says; made where somebody wants to hear them."""
    from voipcc.prompts import PromptError
    from voipcc.spoken_texts import make_texts

    folder = state_of(centre).announcements
    if wav is not None and plan.texts:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            make_texts(folder, plan.texts, voice)
        except PromptError as error:
            fail(error)
    return folder


def _texts(centre: Path, settings: "CentreSettings", plan: "Plan") -> "dict[tuple[str, str], str]":
    """What each prompt says: the centre's own words before the shipped ones."""
    from voipcc.prompts import read_texts

    found: dict[tuple[str, str], str] = {}
    for folder in reversed(_folders(centre, settings)):
        for file in sorted(folder.glob("*.yaml")):
            texts, _ = read_texts(file)
            found |= {(file.stem, name): text for name, text in texts.items()}
    for name, said in plan.texts.items():
        found |= {(language, name): text for language, text in said.items()}
    return found


# --- walking -------------------------------------------------------------------------------------


class _Walk:
    """One call, told line by line while it goes on."""

    def __init__(self, scene: "Scene", texts: "dict[tuple[str, str], str]", *, quiet: bool) -> None:
        self.scene = scene
        self.texts = texts
        self.quiet = quiet
        self.told = 0
        self.done: list[str] = []  # what the caller did, as a test says it

    def lines(self) -> "list[Happening]":
        """The whole call so far."""
        from voipcc.rehearsal.diary import diary

        return diary(self.scene, lambda language, prompt: self.texts.get((language, prompt), ""))

    def tell(self) -> None:
        """Print what happened since the last time."""
        from voipcc.rehearsal.diary import seconds

        lines = self.lines()
        for one in [] if self.quiet else lines[self.told :]:
            say(f"{seconds(one.at_us)}  {one.what:8} {one.words}")
        self.told = len(lines)

    def by_script(self, acts: "tuple[Act, ...]") -> None:
        """Do what was written down, then listen to the end."""
        from voipcc.rehearsal import play_out

        for act in acts:
            play_out(self.scene, act)
        self.scene.go_on("over")
        self.tell()

    def by_hand(self) -> None:
        """Ask the person for keys whenever the caller could press one."""
        say(HELP)
        scene = self.scene
        while scene.go_on("asked", "waiting", "talking") != "over":
            self.tell()
            line = self._asked(scene.place)
            if line is None:
                scene.go_on("over")
            elif not self._do(line.strip()):
                say(HELP)
        self.tell()

    def _asked(self, place: str) -> str | None:
        """What the person types; None where nobody types any more."""
        words = {"asked": "key", "waiting": "waiting", "talking": "in the talk"}
        if sys.stdin.isatty():
            sys.stdout.write(f"          {words.get(place, place)}> ")
            sys.stdout.flush()
        return sys.stdin.readline() or None

    def _do(self, line: str) -> bool:
        """Do it; False where it was not understood."""
        from voipcc.rehearsal import act_from, play_out

        if line in ("h", "q"):
            self.done.append("hang up")
            self.scene.hang_up()
            return True
        try:
            acts = [act_from(word.strip()) for word in line.split(",")] if line else []
        except ValueError as error:
            say(error)
            return False
        for act in acts:
            play_out(self.scene, act)
        self.done += [word.strip() for word in line.split(",") if word.strip()]
        if not acts:
            self._let_time_pass()
        return True

    def _let_time_pass(self) -> None:
        """Until something changes for the caller."""
        scene, before = self.scene, (self.scene.place, len(self.lines()))
        begun_us = scene.elapsed_us
        while (scene.place, len(self.lines())) == before and scene.step():
            pass
        waited_s = (scene.elapsed_us - begun_us) // 1_000_000 + 1
        self.done += {"asked": ["silence"], "waiting": [f"wait {waited_s} s"]}.get(before[0], [])


def _print_test(name: str, walk: _Walk, zone: str, staff: str, caller: str) -> None:
    from voipcc.dialplan_tests.written import as_test
    from voipcc.rehearsal import outcome_of

    someone, found = walk.scene.caller, outcome_of(walk.scene)
    facts = {"number": someone.number, "zone": zone, "staff": staff, "caller": caller}
    at_ms = someone.at_utc_ms
    say("", as_test(name, found, at_utc_ms=at_ms, keys=walk.done, **facts).rstrip())


def _write_sound(scene: "Scene", recordings: Any, wav: Path) -> None:
    from voipcc import audio
    from voipcc.rehearsal.sound import heard

    audio.write_wav(wav, heard(scene, recordings))


def _plain(walk: _Walk) -> dict[str, Any]:
    from voipcc.rehearsal import outcome_of
    from voipcc.rehearsal.switch import SECOND

    found = outcome_of(walk.scene)
    return {
        "hears": [
            {
                "at_s": one.at_s,
                "language": one.language,
                "cut": one.cut,
                "waiting": one.waiting,
                "prompts": [
                    {"name": name, "text": walk.texts.get((one.language, name), "")}
                    for name in one.prompts
                ],
            }
            for one in found.heard
        ],
        "happens": [
            {"at_s": one.at_us / SECOND, "what": one.what, "name": one.name, "words": one.words}
            for one in walk.lines()
        ],
        "steps": found.steps,
        "blocks": found.blocks,
        "queues": found.queues,
        "agent": found.agent,
        "ending": found.outcome,
        "ended_by": found.ended_by,
        "marks": found.marks,
        "values": found.values,
        "lasted_s": found.lasted_s,
    }
