"""Both container images, built and called through: minutes, and only where buildah can be had."""

import asyncio

import pytest

from tests.conftest import skip_unless
from voipcc.images.building import build
from voipcc.images.errors import ImageError
from voipcc.images.tools import find_buildah
from voipcc.images.trial import try_images

pytestmark = [pytest.mark.live, pytest.mark.long, pytest.mark.root]


async def test_a_record_outlives_a_restart_of_both_images() -> None:
    """The services of docker/compose.yaml carry a call whose record and recording are there after a
    restart of both, and carry another one then."""
    try:
        buildah = await asyncio.to_thread(find_buildah)
    except ImageError as error:
        skip_unless(False, "no images can be built here", str(error))
        raise
    await asyncio.to_thread(build, buildah)
    tried = await try_images(buildah, print)
    assert tried.faults == []
    assert [record["outcome"] for record in tried.records] == ["answered", "answered"]
    assert [tape["faults"] for tape in tried.recordings] == [[], []]
