"""What every test may lean on: skips that say how to remedy them, and that fail on CI."""

import gc
import os
import time
from collections.abc import Iterator

import pytest

from tests.effort import too_long

gc.disable()  # until everything is loaded: what is loaded stays


def skip_unless(condition: object, reason: str, remedy: str, *, reachable: bool = True) -> None:
    """Skip the running test when `condition` is false.

    With CI=true a skip whose remedy was within reach is a failure: a CI machine on which
    half of the tests quietly skip proves nothing.
    """
    if condition:
        return
    text = f"{reason}; remedy: {remedy}"
    if reachable and os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything below tests/live is live, whether its author remembered the marker or not."""
    for item in items:
        if "tests/live/" in item.path.as_posix():
            item.add_marker(pytest.mark.live)


def pytest_collection_finish() -> None:
    """Looking for garbage among modules and thousands of tests costs a tenth of the whole time."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """One long test that slips into the quick check is felt by everybody, every time."""
    began_s = time.process_time()
    yield
    if wrong := too_long(time.process_time() - began_s):
        pytest.fail(f"{item.nodeid} {wrong}", pytrace=False)
