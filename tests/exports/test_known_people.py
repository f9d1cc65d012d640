"""Who called in another system's history."""

from pathlib import Path

from voipcc.database.parties import Parties
from voipcc.exports.known_people import party_of


def test_a_number_of_history_is_an_id_and_nobody_finds_it(tmp_path: Path) -> None:
    """Whoever is known keeps their id; another number has one that is the same each time, and is kept nowhere."""
    parties = Parties.open(tmp_path / "parties.log")
    anna = parties.party_of("+4917012345678")
    found = party_of(parties, "DE", 7)
    assert found("0170 12345678") == found("+4917012345678") == anna
    other = found("+4917087654321")
    assert other == found("017087654321") and other.startswith("old-")
    assert other != party_of(parties, "DE", 8)("+4917087654321")  # another centre's secret
    assert [found(text) for text in ("", "anonymous", "0", "=1+1")] == [""] * 4
    parties.close()
    assert "87654321" not in (tmp_path / "parties.log").read_text() + other
