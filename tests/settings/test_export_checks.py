"""What `check` says of exports in a centre file."""

from pathlib import Path

import pytest

from voipcc.centre_file import load_centre

HEAD = "format: 1\nagents:\n  anna: {}\nqueues:\n  sales: {agents: [anna]}\nexports:\n"


def said(folder: Path, text: str, more: str = "") -> list[str]:
    (folder / "centre.yaml").write_text(f"{HEAD}{text}{more}")
    problems = load_centre(folder / "centre.yaml", {}).problems
    return [str(one) for one in problems if "exports" in str(one) or one.line > 5]


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        ("{url: 'https://crm.example/x', secret: crm}", ""),
        ("{url: 'http://127.0.0.1:8000/x', secret: crm}", ""),
        ("{url: 'http://[::1]:8000/x', secret: crm}", ""),
        ("{url: 'http://crm.example/x', secret: crm}", "without encryption"),
        ("{url: 'ftp://crm.example/x', secret: crm}", "url"),
        ("{url: 'https://crm.example/x'}", "secret"),
        ("{url: 'https://crm.example/x', secret: crm, queues: [sale]}", 'no queue "sale"'),
        ("{url: 'https://crm.example/x', secret: crm, tries: 3}", "tries"),
    ],
)
def test_a_hook_that_could_not_work_is_told(tmp_path: Path, hook: str, words: str) -> None:
    """Each mistake has its line, what is wrong and what to do."""
    found = said(tmp_path, f"  webhooks:\n    crm: {hook}\n")
    assert (not found) if not words else words in found[0]


def test_a_host_may_be_asked_without_encryption_where_it_is_named(tmp_path: Path) -> None:
    """`lookups.plain_hosts` counts for webhooks too."""
    hook = "  webhooks: {crm: {url: 'http://crm.example/', secret: crm}}\n"
    assert said(tmp_path, hook, "lookups: {plain_hosts: [crm.example]}\n") == []


def test_a_file_without_a_folder_is_told(tmp_path: Path) -> None:
    """Lines would wait for ever."""
    (found,) = said(tmp_path, "  queue_log: nowhere/queue_log\n")
    assert "there is no folder" in found and "mkdir -p" in found
    assert said(tmp_path, "  queue_log: queue_log\n") == []
