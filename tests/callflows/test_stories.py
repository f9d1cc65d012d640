"""Every story in this folder is read, run and told again identically."""

from pathlib import Path

import pytest

from tests.callflows.door_plans import DOOR_PLANS
from tests.callflows.logic_plans import LOGIC_PLANS
from tests.callflows.media_plans import MEDIA_PLANS
from tests.callflows.number_plans import NUMBER_PLANS
from tests.callflows.plans import PLANS as OFFICE_PLANS
from tests.callflows.tape_plans import TAPE_PLANS
from tests.callflows.waiting_plans import WAITING_PLANS
from voipcc.core.transcript import StoryError, tell

PLANS = (
    OFFICE_PLANS
    | WAITING_PLANS
    | NUMBER_PLANS
    | MEDIA_PLANS
    | LOGIC_PLANS
    | DOOR_PLANS
    | TAPE_PLANS
)
STORIES = sorted(Path(__file__).parent.glob("*.story"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_is_told_again_identically(path: Path):
    """A story in text is read, run on the core and told again in the same words."""
    story = path.read_text(encoding="utf-8")
    assert tell(story, PLANS) == story


def test_every_story_begins_with_its_moral():
    """Each story says in its first line what is true."""
    assert len(STORIES) >= 20
    for path in STORIES:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# ") and first.endswith("."), path.name


def test_a_changed_story_is_noticed():
    """A story whose outcome is not what the core does differs when told again."""
    story = STORIES[0].read_text(encoding="utf-8")
    lines = story.splitlines(keepends=True)
    without = "".join(line for line in lines if "record" not in line)
    assert tell(without, PLANS) == story != without


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("00:00 > plan nowhere takes effect", "There is no plan nowhere"),
        ("00:00 > the moon rises", "Nobody understands"),
        ("00:00 > call 1: caller sneezes", "Nobody understands"),
    ],
)
def test_a_line_nobody_understands_is_named(line: str, complaint: str):
    """A story that cannot be read is refused with its line and what is wrong."""
    with pytest.raises(StoryError, match="Line 2: .*" + complaint):
        tell("# A story.\n" + line, PLANS)
