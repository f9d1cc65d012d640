"""Package sources read in both forms, tools found or started from an unpacked root."""

import os
import subprocess
import sys

import pytest

from voipcc import debs
from voipcc.debs import DebsError, Source, machine_sources, own_sources, parse_sources, sid_sources

DEB822 = """\
# a comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb-src
URIs: http://sources.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb
URIs: http://tools.example/apt
Suites: stable
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
"""
ONE_LINE = """\
# deb http://comment.example/debian bookworm main
deb http://mirror.example/debian bookworm main contrib # remark
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] http://tools.example/apt stable main
deb http://mirror.example/debian-security bookworm-security main
"""


def test_paragraphs_are_read():
    """Binary sources of a .sources file that are switched on, with the key's file name."""
    assert parse_sources(DEB822, deb822=True) == [
        Source(
            "http://mirror.example/debian",
            ("bookworm", "bookworm-updates"),
            ("main", "contrib"),
            "/usr/share/keyrings/debian-archive-keyring.gpg",
        ),
        Source("http://mirror.example/debian-security", ("bookworm-security",), ("main",)),
        Source("http://tools.example/apt", ("stable",), ("main",)),
    ]


def test_single_lines_are_read():
    """Binary sources of a .list file, with options and remarks."""
    assert parse_sources(ONE_LINE, deb822=False) == [
        Source("http://mirror.example/debian", ("bookworm",), ("main", "contrib")),
        Source("http://tools.example/apt", ("stable",), ("main",), "/usr/share/keyrings/x.gpg"),
        Source("http://mirror.example/debian-security", ("bookworm-security",), ("main",)),
    ]


def test_both_places_of_the_machine_are_looked_into(tmp_path):
    """sources.list and each .list and .sources beside it count; other files do not."""
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text("deb http://a.example/debian bookworm main\n")
    (tmp_path / "sources.list.d" / "b.sources").write_text(DEB822)
    (tmp_path / "sources.list.d" / "c.list.save").write_text(ONE_LINE)
    found = {source.uri for source in machine_sources(tmp_path)}
    assert "http://a.example/debian" in found
    assert "http://mirror.example/debian" in found
    assert len(found) == 4


@pytest.mark.parametrize("deb822", [True, False])
def test_tools_come_from_the_machines_own_release(deb822):
    """The release's archive and its updates and security are used, others' archives are not."""
    lines = own_sources(parse_sources(DEB822 if deb822 else ONE_LINE, deb822=deb822), "bookworm")
    assert all("mirror.example" in line for line in lines)
    suites = {line.split("example/")[1].split(" ")[1] for line in lines}
    assert {"bookworm", "bookworm-security"} <= suites


def test_a_machine_without_a_source_of_its_release_is_told_so():
    """Nothing to fetch from is an error that names the release."""
    with pytest.raises(DebsError, match="trixie"):
        own_sources(parse_sources(ONE_LINE, deb822=False), "trixie")


@pytest.fixture
def keyring(monkeypatch, tmp_path):
    path = tmp_path / "debian.gpg"
    monkeypatch.setattr(debs, "_keyring", lambda: path)
    return path


@pytest.mark.parametrize("deb822", [True, False])
def test_sid_comes_from_the_machines_mirror(keyring, monkeypatch, deb822):
    """The mirror of the main archive is used, not the one of security updates, signed by Debian."""
    monkeypatch.delenv(debs.MIRROR_VARIABLE, raising=False)
    sources = parse_sources(DEB822 if deb822 else ONE_LINE, deb822=deb822)
    assert sid_sources(sources) == [
        f"deb [signed-by={keyring}] http://mirror.example/debian sid main"
    ]


def test_a_named_mirror_wins(keyring, monkeypatch):
    """The environment may name another mirror, also on a machine that has none."""
    monkeypatch.setenv(debs.MIRROR_VARIABLE, "http://own.example/debian")
    assert sid_sources([]) == [f"deb [signed-by={keyring}] http://own.example/debian sid main"]


def test_a_machine_that_is_no_debian_is_told_what_to_do(keyring, monkeypatch):
    """Without a Debian mirror the message names the two ways out."""
    monkeypatch.delenv(debs.MIRROR_VARIABLE, raising=False)
    other = [Source("http://archive.example/ubuntu", ("noble",), ("main",))]
    with pytest.raises(DebsError, match=r"VOIPCC_DEBIAN_MIRROR.*asterisk\.program"):
        sid_sources(other)


def test_what_is_on_the_path_is_taken_first(monkeypatch, tmp_path):
    """A tool the machine has is used as it is, and nothing is fetched."""
    tool = tmp_path / "sipp"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(debs, "fetch", pytest.fail)
    assert debs.ensure_tool("sipp").argv("-v") == [str(tool), "-v"]


@pytest.mark.parametrize("merged", [True, False])
def test_an_unpacked_program_is_started_by_its_own_loader(tmp_path, merged):
    """The loader beside the program starts it with the libraries beside it, on any architecture."""
    library = tmp_path / ("usr/lib" if merged else "lib") / "aarch64-linux-gnu"
    program = tmp_path / ("usr/sbin" if merged else "sbin") / "nft"
    for path in (library / "ld-linux-aarch64.so.1", program):
        path.parent.mkdir(parents=True)
        path.touch()
    command = debs.started_in(tmp_path, "usr/sbin/nft", {"DATA": "{lib}"})
    loader = str(library / "ld-linux-aarch64.so.1")
    assert command.argv("-v") == [loader, "--library-path", str(library), str(program), "-v"]
    assert command.env == {"DATA": str(tmp_path / "usr/lib/aarch64-linux-gnu")}


def test_an_incomplete_root_is_named(tmp_path):
    """A root without the program says that it can be deleted."""
    with pytest.raises(DebsError, match="delete it"):
        debs.started_in(tmp_path, "usr/bin/sipp")


def test_too_little_room_is_said_before_anything_is_fetched(tmp_path):
    """The message holds what is free, what is needed, and how to use another disk."""
    with pytest.raises(DebsError, match=r"MB free and 999999999999 MB.*XDG_CACHE_HOME"):
        debs.fetch(["x"], tmp_path, [], need_mb=999_999_999_999)


def test_a_cache_that_cannot_be_written_is_named(tmp_path):
    """A file in place of the cache's folder gives a sentence, not a traceback."""
    (tmp_path / "file").write_text("")
    with pytest.raises(DebsError, match="cannot be written"), debs.locked(tmp_path / "file"):
        pass


def test_two_at_once_wait_for_each_other(tmp_path):
    """A second process enters only after the first has left, and says that it waits."""
    program = (
        "import sys; from pathlib import Path; from voipcc.debs import locked\n"
        "def say(what, share): print(what, flush=True)\n"
        "with locked(Path(sys.argv[1]), say): print('in', flush=True)\n"
    )
    with debs.locked(tmp_path):
        second = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert second.stdout is not None
        assert "waiting for another voipcc" in second.stdout.readline()
        assert second.poll() is None
    assert second.communicate(timeout=10)[0] == "in\n"


def test_apts_own_words_are_in_the_message():
    """What apt complained about is passed on, without the hundred lines around it."""
    output = "Get:1 http://x sid InRelease\nE: The repository is not signed.\nE: Aborted.\n"
    reason = debs._reason("apt-get", output)
    assert "The repository is not signed" in reason
    assert "Get:1" not in reason
