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
    "a code that others begin with": (
        'supervision: {listen_code: "*6"}',
        ["7:28 error: the code *6 belongs to the agents | take another, such as *80"],
    ),
    "the code of the line test": (
        'supervision: {note_code: "*60"}',
        ["7:26 error: the code *60 belongs to the agents | take another, such as *80"],
    ),
    "help by a key that holds": (
        'supervision: {help_code: "*6"}',
        [
            "7:26 error: help_code and hold both have the code *6 in mid-talk"
            " | give each a code of its own"
        ],
    ),
    "a code of another form": (
        'talk_codes: {hold: "6"}\nsupervision: {help_code: "0"}',
        [
            '7:20 error: "6" does not fit talk_codes.hold'
            ' | * and one digit or #, in quotes: "*6"; "" switches it off',
            '8:26 error: "0" does not fit supervision.help_code | * and one digit, in quotes: "*0"',
        ],
    ),
    "a short number of letters": (
        '  other: {agents: [anna], short_number: "abc"}',
        [
            '7:41 error: "abc" does not fit queues.other.short_number'
            ' | one to five digits, the first no 0, in quotes: "21"',
        ],
    ),
    "a line rule upside down": (
        "line_rule: {degraded_mos: 2, bad_mos: 3.0}",
        [
            "7:39 error: line_rule.bad_mos cannot be 3.0"
            " | bad_mos must not be above degraded_mos (2)"
        ],
    ),
    "invitations at the port of the phones": (
        "invitations: {port: 5061}",
        [
            "7:21 error: invitations and tls both have the port 5061"
            " | give each a port of its own, or 0 for a free one"
        ],
    ),
    "codes that cannot be told apart": (
        'supervisors: {carla: {}}\nsupervision: {note_code: "*8"}',
        [
            "8:26 error: listen_code and note_code cannot be told apart: *80 and *8"
            " | let neither begin with the other",
            "8:26 error: note_code and notes_code cannot be told apart: *8 and *82"
            " | let neither begin with the other",
            "8:26 error: note_code and record_code cannot be told apart: *8 and *85"
            " | let neither begin with the other",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_problem_is_named_with_its_place_and_remedy(case: str, tmp_path) -> None:
    """Each is said at its line and column, with what to do."""
    more, expected = CASES[case]
    last = "" if "supervisors:" in more else "supervisors: {carla: {}}\n"
    assert said(tmp_path, f"format: 1\n{PEOPLE}{more}\n{last}") == expected


def test_a_supervisor_with_telephones_alone_is_warned_of(tmp_path) -> None:
    """Nobody could be rung to listen, and the warning says so."""
    people = PEOPLE.replace('desk: {}}, short_number: "29"', 'm: {number: "+4930555123"}}')
    heard = said(tmp_path, f"format: 1\n{people}supervisors: {{carla: {{}}}}\n")
    assert (
        '7:15 warning: the supervisor "carla" has no SIP phone to listen with'
        " | add one under devices: no telephone outside ever hears a talk"
    ) in heard
