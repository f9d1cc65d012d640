"""What is said of supervisors, short numbers and their codes."""

import pytest

from tests.settings.test_centre_file import said

PEOPLE = (
    "agents:\n"
    '  anna: {devices: {desk: {}}, short_number: "21"}\n'
    '  carla: {devices: {desk: {}}, short_number: "29"}\n'
    "queues:\n"
    "  sales: {agents: [anna]}\n"
)
# name -> (what is added, everything said about it)
CASES = {
    "a supervisor in no queue": ("supervisors: {carla: {queues: [sales]}}", []),
    "somebody who is no agent": (
        "supervisors: {carla: {}, karla: {}}",
        ['7:26 error: the supervisor "karla" is no agent | did you mean "carla"?'],
    ),
    "a queue nobody knows": (
        "supervisors: {carla: {queues: [sale]}}",
        ['7:32 error: there is no queue "sale" | did you mean "sales"?'],
    ),
    "a code of the agents": (
        'supervisors: {carla: {}}\nsupervision: {listen_code: "*11"}',
        ["8:28 error: the code *11 belongs to the agents | take another, such as *80"],
    ),
    "codes that cannot be told apart": (
        'supervisors: {carla: {}}\nsupervision: {note_code: "*8"}',
        [
            "8:14 error: note_code and notes_code cannot be told apart: *8 and *82"
            " | let neither begin with the other",
            "8:26 error: listen_code and note_code cannot be told apart: *80 and *8"
            " | let neither begin with the other",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_problem_is_named_with_its_place_and_remedy(case: str, tmp_path) -> None:
    """Each is said at its line and column, with what to do."""
    more, expected = CASES[case]
    assert said(tmp_path, f"format: 1\n{PEOPLE}{more}\n") == expected
