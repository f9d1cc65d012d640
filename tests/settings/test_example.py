"""The centre that `voipcc init` makes."""

import pytest

from voipcc.centre_file import load_centre, write_example
from voipcc.dialplan import compile_centre


def test_a_new_centre_is_without_fault(tmp_path):
    """What init writes loads and compiles without a single problem."""
    folder = tmp_path / "new" / "centre"
    written = write_example(folder)
    assert [str(path.relative_to(folder)) for path in written] == [
        "centre.yaml",
        "dialplans/main.yaml",
        "dialplans/small.yaml",
        "dialplans/tests/main.yaml",
    ]
    loaded = load_centre(folder / "centre.yaml", {})
    assert loaded.problems == ()
    compiled = compile_centre(loaded.settings, folder, 1_795_251_600_000)
    assert compiled.problems == ()
    assert set(compiled.plan.numbers.values()) == {"main", "small"}
    assert (folder / "sounds").is_dir()


def test_its_remarks_are_right_too(tmp_path):
    """The example stays valid with everything that is commented out put in."""
    write_example(tmp_path)
    file = tmp_path / "centre.yaml"
    text = file.read_text()
    for key in ("  carrier:", "    transport", "    addresses", "    registration",
                "    caller_id", "    permits", "local_networks", "    requires", "    relax",
                    "emergency_trunk"):  # fmt: skip
        assert f"# {key}" in text
        text = text.replace(f"# {key}", key)
    file.write_text(text)
    loaded = load_centre(file, {})
    assert loaded.problems == ()
    assert loaded.settings.trunks["carrier"].permits == ("DE", "AT")


@pytest.mark.parametrize("present", ["centre.yaml", "dialplans/main.yaml"])
def test_nothing_is_overwritten(tmp_path, present):
    """Where one of the files is there already, nothing at all is written."""
    file = tmp_path / present
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine")
    with pytest.raises(FileExistsError, match=f"has {present} already"):
        write_example(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [file]
    assert file.read_text() == "mine"
