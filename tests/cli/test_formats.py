"""The verbs schema and migrate, as an operator uses them."""

from pathlib import Path

from tests.cli.conftest import Voipcc


def test_schemas_are_written_and_named(centre: Path, voipcc: Voipcc) -> None:
    """`schema` writes both and says how editors find them; a new centre has them already."""
    assert (centre / ".schema" / "dialplan.json").is_file()
    said = voipcc("schema", "-c", centre)
    assert said.code == 0
    assert "# yaml-language-server: $schema=../.schema/dialplan.json" in said.out
    assert '"queue"' in voipcc("schema", "dialplan").out
    refused = voipcc("schema", "dialplans")
    assert refused.code == 1 and 'did you mean "dialplan"?' in refused.err


def test_an_earlier_format_is_shown_before_it_is_changed(centre: Path, voipcc: Voipcc) -> None:
    """`migrate` shows the difference and writes nothing; with --write it does, and then nothing is left."""
    small = centre / "dialplans" / "small.yaml"
    text = small.read_text()
    small.write_text(text.replace("format: 1\n", ""))
    shown = voipcc("migrate", "-c", centre)
    assert shown.code == 0 and "+format: 1" in shown.out and "1 files would change" in shown.out
    assert small.read_text() != text
    (row,) = voipcc("migrate", "-c", centre, "--json").json
    assert (row["from"], row["to"]) == (0, 1)
    assert voipcc("migrate", "-c", centre, "--write").code == 0
    assert "format: 1\n" in small.read_text()
    assert voipcc("check", "-c", centre).code == 0
    assert "present format" in voipcc("migrate", "-c", centre).out


def test_a_newer_format_is_told(centre: Path, voipcc: Voipcc) -> None:
    """A file of a later format is left alone, with the reason."""
    small = centre / "dialplans" / "small.yaml"
    small.write_text(small.read_text().replace("format: 1\n", "format: 9\n"))
    said = voipcc("migrate", "-c", centre)
    assert said.code == 1 and "has format 9" in said.err
