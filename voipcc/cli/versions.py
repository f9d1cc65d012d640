"""Verbs about what is in force: what publishing would change, publish, undo, history, restore."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.words import (
    HERE,
    REFUSED,
    CentreOption,
    JsonOption,
    asked_if_running,
    centre_file,
    draw,
    fail,
    print_problems,
    say,
    show,
    table,
    warn,
)

if TYPE_CHECKING:
    from voipcc.versions.edition import Edition
    from voipcc.versions.store import VersionStore

ByOption = Annotated[str, typer.Option("--by", help="Who does it; without it your user's name.")]


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (plan, publish, undo, history, versions, restore):
        app.command()(verb)


def plan(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Say what publishing the folder would change, and who is affected now. Nothing is changed."""
    from voipcc.control import VerbError
    from voipcc.versions.affected import affected
    from voipcc.versions.edition import CentreRefused
    from voipcc.versions.store import VersionError

    store = _store(centre)
    try:
        view = asked_if_running(centre, "view")
        told = asked_if_running(centre, "versions") or {}
        before, after, found = _compared(store)
    except CentreRefused as error:
        print_problems(error.problems)
        fail("these files would not be published; the running version stays")
    except (VersionError, VerbError) as error:
        fail(error)
    queues = tuple(after.plan.queues)
    answer = {
        "version": after.version,
        "running": before.version if before else "",
        "changes": [one.words for one in found],
        "affected": affected(found, view, queues) if view else [],
        "canary": told.get("canary"),
        "due": told.get("due", []),
        "overrides": view["overrides"] if view else [],
        "warnings": [str(one) for one in after.warnings],
    }
    show(answer, as_json, lambda _: _print_plan(answer, after.settings.time_zone))


def publish(
    at: Annotated[
        str, typer.Option("--at", help='Not now but then: "Mon 08:00", "tomorrow 6:00".')
    ] = "",
    canary: Annotated[
        list[str] | None,
        typer.Option(
            "--canary", help="For a share of new callers (10%) or those numbers only; off: no more."
        ),
    ] = None,
    version: Annotated[
        str, typer.Option("--version", help="A kept version instead of the folder's files.")
    ] = "",
    by: ByOption = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Check and test the folder's files and put them into force; calls in progress go on as they began."""
    answer = published(centre, by, at=at, canary=canary or [], version=version)
    show(answer, as_json, print_published)


def published(centre: Path, by: str = "", refused: str = "", **how: Any) -> Any:
    """What `publish` answers; while the centre stands still it begins with that version.

    `refused` comes before the reason when it is not published.
    """
    import getpass

    from voipcc.control import VerbError
    from voipcc.versions.beginning import was_published
    from voipcc.versions.edition import CentreRefused
    from voipcc.versions.outside import publish_outside
    from voipcc.versions.store import VersionError

    try:
        answer = asked_if_running(centre, "publish", by=by, **how)
        if answer is None and (how.get("at") or how.get("canary")):
            fail("the centre does not run: voipcc publish is what it begins with; voipcc serve")
        if answer is None:
            if not was_published(centre):
                fail(f"no controller runs for this centre; start it: voipcc serve -c {centre}")
            answer = publish_outside(centre, by or getpass.getuser(), how.get("version", ""))
        return answer
    except CentreRefused as error:
        print_problems(error.problems)
        fail(f"{refused}these files are not published; the last published version stays")
    except (VerbError, VersionError) as error:
        fail(f"{refused}{error}")


def undo(by: ByOption = "", centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """Take the last change back, of whatever kind; your files stay as they are."""
    import getpass

    from voipcc.control import VerbError
    from voipcc.versions.outside import undo_outside
    from voipcc.versions.store import VersionError

    try:
        answer = asked_if_running(centre, "undo", by=by)
        if answer is None:
            answer = undo_outside(centre, by or getpass.getuser())
    except (VerbError, VersionError) as error:
        fail(error)

    def render(answer: dict[str, Any]) -> None:
        say(f"{_taken_back(answer['kind'])}: " + "; ".join(answer["undone"]), *answer["words"])
        if answer["files"]:
            files = ", ".join(answer["files"][:5])
            say(f"the folder still has the change: {files}; voipcc restore puts the files back too")
        if answer["next"]:
            which = "an override" if answer["next_kind"] == "override" else "a change of the files"
            say(f"the next undo takes back {which}: {'; '.join(answer['next'][:3])}")

    show(answer, as_json, render)


def _taken_back(kind: str) -> str:
    """Files and overrides stand in one history: which of them it was is said."""
    if kind == "override":
        return "an override taken back, the version in force stays"
    return "taken back"


def history(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many changes.")] = 20,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Who changed what and when, the newest first."""
    import msgspec

    from voipcc.time_words import said
    from voipcc.versions.history import History

    store = _store(centre)
    kept = History(store.state.history)
    rows = [
        msgspec.to_builtins(one) | {"undone": not kept.is_open(one.id)}
        for one in kept.changes(limit)
    ]
    zone = _zone(store)

    def render(rows: list[dict[str, Any]]) -> None:
        cells = [
            (said(row["utc_ms"], zone), row["who"], _kind(row), row.get("version", "")[:8],
             "\n".join(row["words"]))
            for row in rows
        ]  # fmt: skip
        draw(table("History", ("when", "who", "kind", "version", "what"), cells))

    show(rows, as_json, render)


def versions(centre: CentreOption = HERE, as_json: JsonOption = False) -> None:
    """The versions that are kept, which one runs, is tried or is due, and how the tried one fares."""
    from voipcc.time_words import said

    store = _store(centre)
    standing = store.standing()
    told = asked_if_running(centre, "versions") or {}
    zone = _zone(store)
    marks = {one.version: f"due {said(one.at_utc_ms, zone)}" for one in standing.due}
    if standing.trial:
        marks[standing.trial.version] = "canary"
    marks[standing.version] = "in force"
    rows: list[dict[str, Any]] = [
        {"version": name, "made_utc_ms": store.made_utc_ms(name), "mark": marks.get(name, "")}
        for name in store.names()
    ]

    def render(answer: dict[str, Any]) -> None:
        cells = [(row["version"], said(row["made_utc_ms"], zone), row["mark"]) for row in rows]
        draw(table("Versions", ("version", "made", ""), cells))
        if told.get("canary"):
            _print_canary(told["canary"])

    show({"versions": rows, **told}, as_json, render)


def restore(
    backup: Annotated[
        Path | None,
        typer.Argument(metavar="BACKUP", help="A file of `voipcc backup`; -c is the new folder."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write the running version's files over those in the folder; or bring a BACKUP back.

    New files are set aside. A backup goes into a new folder, and is proved whole there.
    """
    if backup is not None:
        from voipcc.cli.keeping import bring_back

        bring_back(backup, centre, as_json)
        return
    from voipcc.versions import folder as place
    from voipcc.versions.edition import CentreRefused
    from voipcc.versions.store import VersionError

    store = _store(centre)
    try:
        edition = store.edition(store.standing().version)
        kept = store.place_of(edition.version)
        changed = place.changed_files(
            centre, kept, edition.settings, edition.prompts, store.recordings
        )
    except (VersionError, CentreRefused) as error:
        fail(error)
    if changed and not yes and not typer.confirm(f"overwrite {', '.join(changed[:10])}?", err=True):
        fail("nothing was written", REFUSED)
    done = list(place.restore(centre, kept, edition.settings, changed))
    show(
        {"version": edition.version, "files": done},
        as_json,
        lambda _: say(*(done or ["the folder is what runs already"])),
    )


# --- what they share ----------------------------------------------------------------------------


def _store(centre: Path) -> "VersionStore":
    from voipcc.versions.beginning import state_of
    from voipcc.versions.store import VersionStore

    store = VersionStore(state_of(centre), centre)
    if not store.standing().version:
        centre_file(centre)  # where there is no centre at all, that is what is wrong
        fail(f"nothing was published yet: voipcc serve -c {centre} begins with the folder's files")
    return store


def _zone(store: "VersionStore") -> str:
    from voipcc.versions.store import VersionError

    try:
        return store.edition(store.standing().version).settings.time_zone
    except VersionError:
        return "UTC"


def _compared(store: "VersionStore") -> tuple["Edition | None", "Edition", list[Any]]:
    """What runs, what the folder holds, and the difference. Raises CentreRefused, VersionError."""
    import time

    from voipcc.versions.difference import differences
    from voipcc.versions.preparation import tested

    before = store.edition(store.standing().version)
    with store.draft() as draft:
        tested(store.folder, draft)
        after = draft.edition
    return before, after, differences(before, after, time.time_ns() // 1_000_000)


def _kind(row: dict[str, Any]) -> str:
    return f"{row['kind']}, undone" if row.get("undo") and row["undone"] else str(row["kind"])


def _print_plan(answer: dict[str, Any], zone: str) -> None:
    from voipcc.time_words import said

    for remark in answer["warnings"]:
        warn(remark)
    say(*(f"  {words}" for words in answer["changes"]))
    say(*(f"now: {words}" for words in answer["affected"]))
    if answer["canary"]:
        _print_canary(answer["canary"])
    for one in answer["due"]:
        moment = said(one["at_utc_ms"], zone)
        say(f"planned by {one['by']}: version {one['version'][:8]} on {moment}")
    for one in answer["overrides"]:
        until = said(one["until_utc_ms"], zone) if one["until_utc_ms"] else "somebody ends it"
        say(f"override: {one['target']} {one['kind']} until {until}")
    if answer["changes"]:
        say(f"voipcc publish puts version {answer['version'][:8]} into force")
    else:
        say("nothing to publish: the folder is what runs")


def print_published(answer: dict[str, Any]) -> None:
    """What `publish` did, or will do, for people."""
    for remark in answer.get("warnings", ()):
        warn(remark)
    say(*(f"  {words}" for words in answer.get("changes", ())))
    say(*(f"now: {words}" for words in answer.get("affected", ())))
    if "at" in answer:
        say(f"version {answer['version'][:8]} will be in force from {answer['at']}")
    elif "tried_by" in answer:
        say(
            f"version {answer['version'][:8]} is tried by {answer['tried_by']}; voipcc versions shows"
        )
    elif "plan" in answer:
        back = "voipcc undo takes it back" if answer["changes"] else "nothing was changed"
        say(f"version {answer['plan']} is in force; {back}")
    else:
        say(*answer["words"])


def _print_canary(canary: dict[str, Any]) -> None:
    say(f"canary: version {canary['version'][:8]} is tried by {canary['who']} ({canary['by']})")
    for side in canary["figures"]:
        say(
            f"  {side['version'][:8]}: {side['calls']} calls, {side['answered']} answered, "
            f"{side['abandoned']} abandoned, waited {side['wait_s']} s on average"
        )
