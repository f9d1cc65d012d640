"""Verbs that look after what is kept: prove it, save it, bring it back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.cli.words import (
    FINE,
    HERE,
    REFUSED,
    CentreOption,
    JsonOption,
    draw,
    fail,
    say,
    several,
    show,
    state_of,
    table,
    warn,
)

if TYPE_CHECKING:
    from voipcc.backup import Manifest
    from voipcc.proof import Proof


def add_to(app: typer.Typer) -> None:
    """Hang these verbs on `app`."""
    for verb in (verify, backup):
        app.command()(verb)


def verify(
    quick: Annotated[
        bool, typer.Option("--quick", help="Compare recordings by their length only.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Prove that nothing kept is lost, changed or doubled: journal, records, recordings."""
    from voipcc.cli.archives import engine_in
    from voipcc.proof import prove

    state = state_of(centre)
    if not state.journal.is_dir():
        fail(
            f"there is no journal yet in {state.journal}; start the centre: voipcc serve -c {centre}"
        )
    proof = prove(state, engine_in(centre), contents=not quick)
    show(proof.plain() if as_json else proof, as_json, _render)
    raise typer.Exit(FINE if proof.intact else REFUSED)


def _render(proof: "Proof") -> None:
    rows = []
    for check in proof.checks:
        verdict = "good" if check.intact else f"{len(check.findings) + check.more} wrong"
        rows.append((check.name, verdict, "; ".join((check.text, *check.beside))))
    draw(table("Verified", ("what", "verdict", "found"), rows))
    for check in proof.checks:
        for one in check.findings:
            warn(f"{one.where}: {one.what}. Remedy: {one.remedy}.")
        if check.more:
            warn(f"{check.name}: and {check.more} more")


def backup(
    target: Annotated[
        str,
        typer.Argument(help="File to make, a folder to put one into, or - for standard output."),
    ],
    recordings: Annotated[
        bool, typer.Option(help="With recordings of calls and voicemails.")
    ] = True,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Save the whole centre in one file, while it runs; it holds secrets, so keep it safe."""
    from voipcc.backup import BackupError, back_up
    from voipcc.cli.archives import engine_in

    path = None if target == "-" else _file_in(Path(target), centre)
    try:
        manifest, remarks = back_up(
            centre, state_of(centre), path, engine_in(centre), recordings=recordings
        )
    except BackupError as error:
        fail(error)
    for remark in remarks:
        warn(remark)
    if path is not None:
        whole = {"file": str(path), **_summary(manifest)}
        show(whole, as_json, lambda _: say(f"{path}: {_in_words(manifest)}"))


def bring_back(source: Path, folder: Path, as_json: bool) -> None:
    """`voipcc restore BACKUP`: the folder anew, and its proof."""
    from voipcc.backup import BackupError, restore
    from voipcc.cli.archives import engine_in
    from voipcc.proof import prove

    try:
        manifest = restore(source, folder)
    except BackupError as error:
        fail(error)
    _to_the_server(folder)
    proof = prove(state_of(folder), engine_in(folder))
    whole = {"folder": str(folder), **_summary(manifest), **proof.plain()}
    if not as_json:
        say(f"{folder}: {_in_words(manifest)}")
        _render(proof)
        say(f"next: voipcc check -c {folder}; then voipcc serve -c {folder}")
    show(whole, as_json, lambda _: None)
    raise typer.Exit(FINE if proof.intact else REFUSED)


def _to_the_server(folder: Path) -> None:
    """Records of a centre that keeps them on a server go there, if nothing is there."""
    from voipcc.cli.archives import engine_in
    from voipcc.database.archive import Archive
    from voipcc.database.engine import NoRecords, RecordsError
    from voipcc.database.remaking import copied
    from voipcc.database.sqlite_engine import SqliteEngine

    engine, file = engine_in(folder), SqliteEngine(state_of(folder).records)
    if isinstance(engine, SqliteEngine):
        return
    try:
        try:
            rows = Archive(engine).standing()["rows"]
        except NoRecords:
            rows = {}
        if there := ", ".join(f"{count} {name}" for name, count in rows.items() if count):
            fail(
                f"{folder} is restored but for the records: {engine.place} has rows already "
                f"({there}). Empty that database, or name another one in {folder}/centre.yaml, "
                f"then: voipcc records copy -c {folder}"
            )
        copied(file, engine)
    except RecordsError as error:
        fail(
            f"{folder} is restored but for the records: {error}. When it is back: "
            f"voipcc records copy -c {folder}"
        )


def _file_in(target: Path, centre: Path) -> Path:
    import time

    if not target.is_dir():
        return target
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    return target / f"{centre.resolve().name}-{moment}.backup"


def _summary(manifest: "Manifest") -> dict[str, object]:
    return {
        "made_utc_ms": manifest.made_utc_ms,
        "sequence": manifest.sequence,
        "files": len(manifest.files),
        "bytes": manifest.bytes,
        "recordings": manifest.recordings,
    }


def _in_words(manifest: "Manifest") -> str:
    from datetime import UTC, datetime

    made = datetime.fromtimestamp(manifest.made_utc_ms / 1000, UTC)
    without = "" if manifest.recordings else ", without recordings"
    return (
        f"{several(len(manifest.files), 'file')}, {manifest.bytes / 1e6:.1f} MB, the journal to entry"
        f" {manifest.sequence}, as of {made:%Y-%m-%d %H:%M:%S} UTC{without}"
    )
