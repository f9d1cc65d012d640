"""What the checker says of dialplans that are wrong: the whole text, with place and remedy."""

import re
import textwrap
from pathlib import Path

import pytest

from voipcc.audio import tone, write_wav
from voipcc.dialplan import compile_centre
from voipcc.dialplan.steps import STEPS

GOOD_HEAD = """\
format: 1
numbers: ["+4930123450"]
"""

# name -> (dialplan, everything said about it)
CASES = {
    "a typo in a step": (
        GOOD_HEAD + "blocks:\n  start:\n    - plai: welcome\n    - hang_up\n",
        ['5:7 error: unknown step "plai" | did you mean "play"?'],
    ),
    "a typo in a key of a step": (
        GOOD_HEAD
        + "blocks:\n  start:\n    - queue: sales\n      on_ful: busy\n"
        + "  busy:\n    - play: queue/full\n    - hang_up\n",
        ['6:7 error: unknown key "on_ful" | did you mean "on_full"?'],
    ),
    "a typo in a key of the file": (
        'format: 1\nnumber: ["+4930123450"]\nblocks: {start: [{play: welcome}, hang_up]}\n',
        [
            '1:1 warning: no number leads to the flow "main" | add numbers: ["+4930123450"]',
            '2:1 error: unknown key "number" | did you mean "numbers"?',
        ],
    ),
    "numbers without quotes": (
        "format: 1\nnumbers: [+4930123450, 004930123451]\n"
        "blocks: {start: [{play: welcome}, hang_up]}\n",
        [
            "2:11 error: the phone number +4930123450 is not in quotes, so YAML takes it for an"
            ' integer | put it in quotes: "+4930123450"',
            "2:24 error: the phone number 004930123451 is not in quotes, so YAML takes it for an"
            ' integer | put it in quotes: "+4930123451"',
        ],
    ),
    "one number instead of a list": (
        "format: 1\nnumbers: +4930123450\nblocks: {start: [{play: welcome}, hang_up]}\n",
        ['2:10 error: numbers should be a list | write ["+4930123450"]'],
    ),
    "a national number": (
        'format: 1\nnumbers: ["030 123450", "030/x"]\n'
        "blocks: {start: [{play: welcome}, hang_up]}\n",
        [
            '2:11 error: "030 123450" is no number in international form | write "+4930123450"',
            '2:25 error: "030/x" is no number in international form |'
            ' with + and country code, no blanks: "+4930123450"',
        ],
    ),
    "an unknown block, queue and hours": (
        GOOD_HEAD
        + "hours: {office: {weekly: {mon-fri: '08:00-18:00'}}}\n"
        + "blocks:\n  start:\n    - hours: ofice\n      closed: clsed\n    - queue: sale\n"
        + "      on_full: closed\n  closed:\n    - play: closed\n    - hang_up: closed\n",
        [
            '3:9 warning: the opening hours "office" are not used | add a step: hours: office',
            '6:14 error: there are no opening hours "ofice" | did you mean "office"?',
            '7:15 error: there is no block "clsed" | did you mean "closed"?',
            '8:14 error: there is no queue "sale" in the centre file | did you mean "sales"?',
        ],
    ),
    "a missing prompt": (
        GOOD_HEAD + "blocks:\n  start:\n    - play: [welcome, welcom, our/choice]\n    - hang_up\n",
        [
            '5:23 error: the prompt "welcom" is missing in "en" | did you mean "welcome"?'
            " Or record sounds/en/welcom.wav, or make it from text",
            '5:31 error: the prompt "our/choice" is missing in "en" |'
            " record sounds/en/our/choice.wav, or make it from text",
        ],
    ),
    "a silent loop": (
        GOOD_HEAD
        + "blocks:\n  start:\n    - play: welcome\n    - jump: second\n"
        + "  second:\n    - jump: start\n",
        [
            "8:13 error: loop without an end: start -> second -> start; the caller never gets out |"
            " let one of them end in a menu, queue or hang_up",
        ],
    ),
    "a queue that is full of itself": (
        GOOD_HEAD + "blocks:\n  start:\n    - queue: sales\n      on_full: start\n",
        [
            "6:16 error: overflow in a circle: start -> start; a caller whom none of these queues"
            " can take never gets out | let one of them lead to a menu, a prompt and hang_up, or a"
            " queue without rules",
        ],
    ),
    "a loop of those who press nothing": (
        GOOD_HEAD
        + "blocks:\n  start:\n    - menu: main-menu\n      keys: {1: sales}\n"
        + "      on_timeout: start\n  sales:\n    - queue: sales\n",
        [
            "7:19 warning: a caller who does nothing goes round for ever: start -> start |"
            " let on_timeout end in hang_up some time",
        ],
    ),
    "a dead end": (
        GOOD_HEAD
        + "blocks:\n  start:\n    - menu: main-menu\n      keys: {'1': sales}\n"
        + "  sales:\n    - play: queue/one_moment\n",
        [
            "5:7 error: dead end: nothing follows when no key comes, after 3 tries |"
            " add on_timeout: {jump: ...}",
            '8:7 error: dead end: nothing follows this step, the last one of block "sales" |'
            " end the block with queue, menu, callback, voicemail, transfer, jump, return or hang_up",
        ],
    ),
    "what is never reached": (
        GOOD_HEAD
        + "blocks:\n  start:\n    - play: welcome\n    - hang_up\n    - play: goodbye\n"
        + "  other:\n    - hang_up\n",
        [
            "7:7 error: this step is never reached: hang_up in line 6 leaves the block |"
            " remove it, or move it up",
            '8:3 warning: block "other" is never reached |'
            " name it in a key, closed, on_... or jump, or remove it",
        ],
    ),
    "an end without a word": (
        GOOD_HEAD + "blocks:\n  start:\n    - hang_up\n",
        ["5:7 warning: a caller can get here without having heard a word | play something first"],
    ),
    "no start": (
        GOOD_HEAD + "blocks:\n  strat:\n    - play: welcome\n    - hang_up\n",
        [
            '4:3 error: there is no block "start" |'
            ' name the block in which a call begins start; did you mean "strat"?'
        ],
    ),
    "an empty block": (
        GOOD_HEAD + "blocks:\n  start: []\n",
        ['4:3 error: block "start" has no steps | add hang_up, say'],
    ),
    "a queue nobody serves": (
        GOOD_HEAD + "blocks:\n  start:\n    - queue: empty\n",
        [
            '5:14 warning: nobody serves the queue "empty" |'
            " add agents to queues.empty in centre.yaml"
        ],
    ),
    "wrong types": (
        'format: 1\nname: [a]\nnumbers: ["+4930123450"]\nlanguage: 5\n'
        "blocks:\n  start:\n    - play: 7\n    - menu: main-menu\n      keys: [sales]\n"
        "      tries: many\n      timeout: a while\n      on_timeout: end\n"
        "  end: hang_up\n  more:\n    - 5\n",
        [
            "2:7 error: name should be one text, not a list | ",
            '4:11 error: language is 5, which YAML takes for a number | put it in quotes: "5"',
            "7:13 error: play (entry 1) is 7, which YAML takes for a number |"
            ' put it in quotes: "7"',
            '9:13 error: keys should be keys and values, not a list | write "key: value" lines',
            '10:14 error: tries should be a whole number, not the text "many" |'
            " write a whole number",
            '11:16 error: timeout: "a while" is no time | write a time such as 5 s or "2 min"',
            '13:8 error: blocks.end should be a list, not the text "hang_up" |'
            " write [one, two] or lines with -",
            "15:7 error: this is not a step | write one of: "
            + ", ".join(f"{word}: ..." for word in STEPS),
        ],
    ),
    "values out of range": (
        GOOD_HEAD
        + "blocks:\n  start:\n    - menu: main-menu\n      keys: {'1': end, '10': end, A: end}\n"
        + "      tries: 0\n      timeout: 2 min\n      on_timeout: end\n"
        + "  end:\n    - play: Goodbye\n    - hang_up: finished\n",
        [
            '6:24 error: "10" does not fit keys.10 |'
            ' one key of the telephone: "0" to "9", "*" or "#"; several: "1-5"',
            '6:35 error: "A" does not fit keys.A |'
            ' one key of the telephone: "0" to "9", "*" or "#"; several: "1-5"',
            "7:14 error: tries is 0, too small | 1 at least",
            "8:16 error: timeout is 2 min, too large | 60 at most",
            '11:13 error: "Goodbye" does not fit play (entry 1) |'
            " the name of a prompt without .wav, such as welcome or queue/full",
            '12:16 error: hang_up cannot be "finished" | one of: busy, closed, completed, congestion,'
            " no_answer, normal, not_found, rejected",
        ],
    ),
    "two steps in one": (
        GOOD_HEAD + "blocks:\n  start:\n    - play: welcome\n      hang_up: completed\n",
        ["6:7 error: play and hang_up in one step | begin hang_up on a line of its own with -"],
    ),
    "a newer format": (
        'format: 2\nnumbers: ["+4930123450"]\nblocks: {start: [{play: welcome}, hang_up]}\n',
        ["1:9 error: format 2 is not known | this voipcc reads format 1; a newer one may read it"],
    ),
    "no format and no blocks": (
        'numbers: ["+4930123450"]\n',
        ['1:1 error: "blocks" is missing | add it', '1:1 error: "format" is missing | add it'],
    ),
    "opening hours that no clock or calendar knows": (
        GOOD_HEAD
        + "hours:\n  office:\n    time_zone: Europe/Berln\n    weekly:\n"
        + '      mon-fri: "08:00-25:00"\n      fri: ["09:00-09:00"]\n      sot: "10:00-12:00"\n'
        + "    holidays: [DE-XX, QQ]\n    closed: [2026-02-30, 2026-12-31..2026-12-24]\n"
        + "    short: {2026-13-01: '24:00-12:00'}\n"
        + "blocks:\n  start:\n    - hours: office\n      closed: end\n    - queue: sales\n"
        + "  end:\n    - play: closed\n    - hang_up: closed\n",
        [
            '5:16 error: there is no time zone "Europe/Berln" | did you mean "Europe/Berlin"?',
            '7:16 error: "08:00-25:00": there is no 25:00 on a clock | such as "08:00-18:00"',
            '8:7 error: fri is in "mon-fri" already | give a day once; two spans are a list:'
            ' ["08:00-12:00", "13:00-17:00"]',
            '8:13 error: "09:00-09:00": it ends when it begins; the whole day is 00:00-24:00 |'
            ' such as "08:00-18:00"',
            '9:7 error: "sot" is no day; days are mon, tue, wed, thu, fri, sat, sun | mon-fri, say',
            '10:16 error: no public holidays are known for "DE-XX" | parts of DE: BB, BE, BW, BY,'
            " HB, HE, HH, MV, NI, NW, RP, SH, ...",
            '10:23 error: no public holidays are known for "QQ" | is it a country\'s code?',
            "11:14 error: there is no day 2026-02-30 | look at a calendar",
            "11:26 error: it ends before it begins | look at a calendar",
            "12:13 error: there is no day 2026-13-01 | look at a calendar",
            '12:25 error: "24:00-12:00": a day begins at 00:00 | such as "08:00-18:00"',
        ],
    ),
    "holidays nobody knows": (
        GOOD_HEAD
        + 'hours:\n  office:\n    weekly: {mon-fri: "08:00-18:00"}\n    holidays:\n'
        + '      - {of: DE, half_days: "08:00-12:00"}\n      - {of: SE, also: [bnak]}\n'
        + '      - {of: RU, also: bank}\n      - {of: EE, half_days: "25:00-26:00"}\n'
        + "blocks:\n  start:\n    - hours: office\n      closed: end\n    - queue: sales\n"
        + "  end:\n    - play: closed\n    - hang_up: closed\n",
        [
            "7:29 error: no half holidays are known for DE | name the days under short",
            '8:25 error: SE has no holidays "bnak" | did you mean "bank"?',
            '9:24 error: RU has no holidays "bank" | leave it out',
            '10:29 error: "25:00-26:00": there is no 25:00 on a clock | such as "08:00-18:00"',
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_problem_is_told_at_once_with_place_and_remedy(name, complaints):
    """Everything wrong in a dialplan is said in one go, each with line, column and remedy."""
    text, expected = CASES[name]
    assert complaints(text) == expected


def test_a_problem_reads_as_file_line_column(tmp_path, compile_text):
    """A problem prints as file:line:column, so that editors and terminals can jump to it."""
    compiled = compile_text(GOOD_HEAD + "blocks:\n  start:\n    - plai: welcome\n")
    assert compiled.plan is None
    file = tmp_path / "dialplans" / "main.yaml"
    assert str(compiled.problems[0]) == textwrap.dedent(f"""\
        {file}:5:7: error: unknown step "plai"
            did you mean "play"?""")


def test_a_problem_is_plain_values_for_json(compile_text):
    """A problem turns into plain values that any JSON encoder takes."""
    problem = compile_text("[]").problems[0]
    assert problem.as_json() == {
        "severity": "error",
        "file": problem.file,
        "line": 1,
        "column": 1,
        "message": "this is not a dialplan",
        "remedy": "a dialplan has the keys format, numbers and blocks",
        "story": "",
    }


def test_a_number_belongs_to_one_flow(compile_text):
    """A number that two flows claim, or one flow twice, is an error at the second place."""
    text = GOOD_HEAD + "blocks: {start: [{play: welcome}, hang_up]}\n"
    problems = compile_text(text, text.replace('450"]', '450", "+4930123450"]')).problems
    assert [(Path(one.file).name, one.line, one.column) for one in problems] == [
        ("second.yaml", 2, 11),
        ("second.yaml", 2, 26),
    ]
    assert "is answered by" in problems[0].message
    assert "main.yaml:2 already" in problems[0].message


def test_a_flow_has_a_name_of_its_own(compile_text):
    """Two files that give their flows one name are refused."""
    text = "name: main\n" + GOOD_HEAD + "blocks: {start: [{play: welcome}, hang_up]}\n"
    problems = compile_text(text, text.replace("450", "451")).problems
    assert [(one.line, one.message.split(" is in ")[0]) for one in problems] == [
        (1, 'the flow "main"')
    ]


def test_every_language_needs_every_prompt(compile_text, settings, tmp_path):
    """A prompt must exist in each language of the centre and in the flow's own."""
    write_wav(tmp_path / "sounds" / "en" / "ours.wav", tone(700, 1, level=0.16))
    text = "language: de\n" + GOOD_HEAD + "blocks: {start: [{play: ours}, hang_up]}\n"
    both = settings.model_copy(update={"languages": ("en",)})
    assert [one.message for one in compile_text(text, settings=both).problems] == [
        'the prompt "ours" is missing in "de"'
    ]


def test_what_the_centre_says_itself_must_be_there(compile_text):
    """A language without the centre's own prompts is refused: silence is no announcement."""
    text = "language: fr\n" + GOOD_HEAD + "blocks: {start: [{queue: sales}]}\n"
    missing, plain = compile_text(text).problems
    assert re.fullmatch(
        'prompts the centre itself says are missing in "fr": callback/accepted, callback/confirm,'
        r" callback/invalid_number, callback/not_possible, callback/refused_number and \d+ more",
        missing.message,
    )
    assert (plain.severity, plain.message) == (
        "warning",
        'voipcc knows no grammar of "fr": numbers to 99 are said from their recordings,'
        " larger ones digit by digit, dates and times as plain numbers",
    )


def test_a_centre_without_dialplans_is_refused(tmp_path, settings):
    """An empty dialplan folder is an error that says where to find examples."""
    (problem,) = compile_centre(settings, tmp_path, 0).problems
    assert (problem.message, problem.remedy) == (
        "there is no dialplan here",
        "voipcc init writes two examples; dialplans end in .yaml",
    )


def test_own_prompts_must_be_fit_to_be_heard(compile_text, tmp_path):
    """An own prompt that is used and silent or no sound is refused; others are not looked at."""
    sounds = tmp_path / "sounds" / "en"
    sounds.mkdir(parents=True)
    (sounds / "welcome.wav").write_text("please record the welcome")
    write_wav(sounds / "queue" / "full.wav", tone(700, 1) * 0)
    write_wav(sounds / "unused.wav", tone(700, 1) * 0)
    text = GOOD_HEAD + "blocks: {start: [{play: welcome}, {queue: sales}]}\n"
    compiled = compile_text(text)
    assert compiled.plan is None
    assert [(one.file, one.message) for one in compiled.problems] == [
        (str(sounds / "queue" / "full.wav"), "is silent"),
        (str(sounds / "welcome.wav"), "is a text, not a sound"),
    ]


def test_a_file_name_that_is_no_name_needs_a_name(settings, tmp_path):
    """A file whose name cannot name a flow is refused until it says name: itself."""
    (tmp_path / "dialplans").mkdir()
    file = tmp_path / "dialplans" / "Main Menu.yaml"
    text = GOOD_HEAD + "blocks: {start: [{queue: sales}]}\n"
    file.write_text(text)
    (problem,) = compile_centre(settings, tmp_path, 0).problems
    assert problem.message == '"Main Menu" cannot be the name of a flow'
    file.write_text("name: menu\n" + text)
    assert compile_centre(settings, tmp_path, 0).problems == ()


def test_files_of_editors_are_left_alone(settings, tmp_path):
    """Hidden files and files of other kinds are no dialplans."""
    (tmp_path / "dialplans").mkdir()
    for name in (".main.yaml", "main.yaml~", "notes.txt"):
        (tmp_path / "dialplans" / name).write_text("[")
    (tmp_path / "dialplans" / "main.yml").write_text(
        GOOD_HEAD + "blocks: {start: [{queue: sales}]}\n"
    )
    compiled = compile_centre(settings, tmp_path, 0)
    assert compiled.problems == ()
    assert set(compiled.plan.flows) == {"main"}
