"""What is wrong with calls out of the house in a centre file, with the remedy."""

from pathlib import Path

import pytest

from voipcc.centre_file import load_centre

TRUNKS = """trunks:
  carrier: {addresses: [203.0.113.7/32], proxy: 203.0.113.7, permits: [DE], caller_id: "+4930123450"}
  inbound: {addresses: [203.0.113.8/32]}
"""
AGENTS = """queues: {sales: {agents: [anna, ben]}}
agents:
  anna: {devices: {desk: {}}%s}
  ben: {devices: {desk: {}}, country: AT%s}
"""


def found(folder: Path, text: str) -> list[str]:
    (folder / "centre.yaml").write_text(f"format: 1\n{text}")
    return [str(problem) for problem in load_centre(folder / "centre.yaml", {}).problems]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (AGENTS % ("", "") + TRUNKS, "emergency calls of anna, ben"),
        (AGENTS % ("", "") + TRUNKS + "emergency_trunk: carrier\n", "emergency calls of ben"),
        (AGENTS % ("", "") + TRUNKS + "emergency_trunk: carier\n", 'did you mean "carrier"'),
        (AGENTS % ("", "") + TRUNKS + "emergency_trunk: inbound\n", "have nowhere to go"),
        (AGENTS % (", emergency_trunk: nobody", "") + TRUNKS, 'no trunk "nobody"'),
        (AGENTS % (", country: UK", "") + TRUNKS, 'did you mean "GB"'),
        (AGENTS % (", dials: [DE, XX]", "") + TRUNKS, 'no country "XX"'),
        (TRUNKS.replace("permits: [DE]", "classes: [fixed, fixed]"), "twice"),
        (TRUNKS.replace("permits: [DE]", "classes: [premium]"), "premium"),
        (AGENTS % (', short_number: "112"', "") + TRUNKS, "112 is an emergency number"),
        (AGENTS % (', short_number: "133"', "") + TRUNKS, "133 is an emergency number"),
        ("dialling: {per_minute: 0}\n", "per_minute"),
        ("dialling: {per_second: 1}\n", "per_second"),
    ],
)
def test_each_mistake_is_told(tmp_path: Path, text: str, told: str) -> None:
    """Each one is told where it stands, in words that lead on."""
    assert any(told in one for one in found(tmp_path, text)), found(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        AGENTS % ("", ", emergency_trunk: carrier") + TRUNKS + "emergency_trunk: carrier\n",
        AGENTS % (", emergency_trunk: carrier", ", emergency_trunk: carrier") + TRUNKS,
        AGENTS % ("", "") + "trunks:\n  inbound: {addresses: [203.0.113.8/32]}\n",
    ],
)
def test_a_centre_where_help_can_be_called_is_right(tmp_path: Path, text: str) -> None:
    """With a trunk for everybody, or where no call can leave at all, nothing is said."""
    assert found(tmp_path, text) == []
