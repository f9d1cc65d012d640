"""Numbers, dates, times, money and waits in words: against sentences written by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from voipcc.core import spoken
from voipcc.places import shipped_sounds
from voipcc.prompts import read_texts

TABLES = sorted(Path(__file__).parent.glob("*.txt"))
TEXTS = {
    language: read_texts(shipped_sounds() / f"{language}.yaml")[0] for language in spoken.LANGUAGES
}
ROWS = [
    (table.stem, *line.split(": ", 1))
    for table in TABLES
    for line in table.read_text().splitlines()
]


def words(prompts, language):
    """What is heard, as text: without the full stops of prompts that end a sentence."""
    return " ".join(TEXTS[language][prompt].rstrip(".") for prompt in prompts)


def said(asked, language):
    """The prompts of a row's left side, such as "amount 1250 EUR"."""
    kind, _, rest = asked.partition(" ")
    kind, _, gender = kind.partition("/")
    match kind:
        case "number":
            return spoken.number(int(rest), language, gender)
        case "amount":
            cents, currency = rest.split()
            return spoken.amount(int(cents), currency, language)
        case "minutes":
            return spoken.minutes(int(rest), language)
        case "position":
            return spoken.position(int(rest), language)
        case "wait":
            low, high = rest.split("-")
            return spoken.waiting_time(int(low), int(high), language)
        case "date":
            return spoken.date(rest, language)
        case "time":
            return spoken.time(rest, language)
    assert kind == "digits", asked
    return spoken.digits(rest, language)


def test_every_language_has_a_table_of_at_least_120_sentences():
    """What is said was written down independently in each language that has a grammar."""
    counts = {table.stem: sum(row[0] == table.stem for row in ROWS) for table in TABLES}
    assert tuple(counts) == spoken.LANGUAGES
    assert min(counts.values()) >= 120


@pytest.mark.parametrize("language", spoken.LANGUAGES)
def test_the_words_are_those_of_the_table(language):
    """Every number, date, time, amount and wait of the table is said as a native speaker wrote it."""
    wrong = [
        (asked, wanted, heard)
        for row, asked, wanted in ROWS
        if row == language
        and (heard := words(said(asked, language), language)) != wanted
        and not (language == "de" and heard.replace(" ", "") == wanted.replace(" ", ""))
    ]
    assert wrong == []


# --- everything can be said ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", (*spoken.LANGUAGES, "lv"))
def test_every_number_is_speakable_and_distinct(language):
    """0 to 9999 and round thousands to a million each have words of their own, from checked prompts."""
    values = (*range(10_000), *range(10_000, 1_000_001, 1000))
    heard = [spoken.number(value, language) for value in values]
    assert {prompt for one in heard for prompt in one} <= set(spoken.needed(language, ()))
    if language == "lv":  # said digit by digit from 100 on
        assert len(set(heard)) == len(values)
    else:
        assert len({words(one, language) for one in heard}) == len(values)


@pytest.mark.parametrize("language", (*spoken.LANGUAGES, "lv"))
def test_nothing_is_asked_for_in_vain(language):
    """What `needed` lists for a kind is what is said in it: nothing is missing, nothing is too much."""
    every = {
        "number": {"number/minus", *said_numbers(language)},
        "date": {one for iso in days() for one in spoken.date(iso, language)},
        "time": {
            one
            for minute in range(24 * 60 + 1)
            for one in spoken.time(f"{minute // 60}:{minute % 60:02}", language)
        },
        "amount": {
            one
            for currency in spoken.CURRENCIES
            for cents in (
                *range(0, 20_000, 7),
                *range(100),
                *range(0, 200_000, 100),
                10**8,
                2 * 10**8,
                -5,
            )
            for one in spoken.amount(cents, currency, language)
        },
        "digits": set(spoken.digits("+0123456789*#", language)),
    }
    own = set(spoken.needed(language, ()))
    for kind, heard in every.items():
        assert heard - own == set(spoken.needed(language, (kind,))) - own, kind
    assert own - set(spoken.CORE_PROMPTS) == set(said_by_itself(language)) - set(
        spoken.CORE_PROMPTS
    )
    assert set(spoken.needed(language)) == own.union(*every.values())


def said_numbers(language):
    """Every prompt of numbers with a gender."""
    values = (*range(2000), 1_000_000, 2_000_000, 5_000_000, 1_001_000, 2_002_000, 5_005_000)
    genders = ("", "m", "f", "n", "m4") if language == "de" else ("", "m", "f", "n")
    return {
        one
        for value in values
        for gender in genders
        for one in spoken.number(value, language, gender)
    }


def said_by_itself(language):
    """Every prompt of positions and waits."""
    values = (*range(12_000), 10**6, 2 * 10**6, 5 * 10**6, 10**6 + 1)
    yield from (one for value in values for one in spoken.position(value, language))
    yield from (one for count in range(100) for one in spoken.minutes(count, language))
    for high in (*range(1, 1000), 5000):
        yield from spoken.waiting_time(0, high, language)
        yield from spoken.waiting_time(1, max(high, 2), language)
    for low in range(2, 60):
        yield from spoken.waiting_time(low, low + 7, language)
    yield from spoken.waiting_time(60, 61, language)


def days():
    """Every day and month of two years, and every year."""
    yield from (f"2024-{month:02}-{day:02}" for month in (1, 3) for day in range(1, 32))
    yield from (f"{year}-{year % 12 + 1:02}-28" for year in range(1900, 2100))


@given(
    some.integers(-999_999_999, 999_999_999),
    some.sampled_from(tuple(spoken.CURRENCIES)),
    some.sampled_from(spoken.LANGUAGES),
)
def test_every_amount_is_speakable(cents, currency, language):
    """Amounts up to millions are said from prompts that are checked, each in words of its own."""
    heard = spoken.amount(cents, currency, language)
    assert set(heard) <= set(spoken.needed(language, ("amount",)))
    assert words(heard, language) != words(
        spoken.amount(cents // 2 + 1, currency, language), language
    ) or (cents == cents // 2 + 1)


@pytest.mark.parametrize("language", spoken.LANGUAGES)
def test_distinct_days_and_times_have_distinct_words(language):
    """No two days, no two times of a day sound the same."""
    dates = {words(spoken.date(iso, language), language) for iso in days()}
    assert len(dates) == len(set(days()))
    times = {
        words(spoken.time(f"{hour:02}:{minute:02}", language), language)
        for hour in range(24)
        for minute in range(60)
    }
    assert len(times) == 24 * 60


# --- what cannot be said ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "number 1000000000",
        "number -1000000000",
        "date 2026-02-29",
        "date 2100-01-01",
        "date 1899-12-31",
        "date 2026-13-01",
        "date 2026-04-31",
        "date 2026-00-10",
        "date 26-05-04",
        "date 04.05.2026",
        "date tomorrow",
        "time 24:01",
        "time 08:60",
        "time 8:5",
        "time 0830",
        "time eight",
        "amount 100 XYZ",
        "amount 1000000000 EUR",
    ],
)
def test_what_cannot_be_said_is_refused(asked):
    """No day, no time, no currency and no number beyond the recordings is an error, not silence."""
    for language in (*spoken.LANGUAGES, "lv"):
        with pytest.raises(ValueError, match=r"spoken|is no"):
            said(asked, language)


def test_a_region_has_its_languages_grammar():
    """ "pt-BR" is said by the rules of "pt"; a language nobody taught has none."""
    assert spoken.number(2026, "pt-BR") == spoken.number(2026, "pt")
    assert spoken.has_grammar("de-CH") and not spoken.has_grammar("lv")


def test_a_language_without_grammar_is_said_plainly():
    """Whole recordings to 99, digits beyond; nouns in their one form."""
    assert spoken.number(42, "lv") == ("number/42",)
    assert spoken.number(105, "lv") == ("number/1", "number/0", "number/5")
    assert spoken.date("2026-05-04", "lv") == ("number/4", "number/5", "number/20", "number/26")
    assert spoken.time("08:30", "lv") == ("number/8", "number/30")
    assert spoken.amount(1250, "EUR", "lv") == (
        "number/12",
        "money/euro",
        "number/50",
        "money/cent",
    )
    assert spoken.waiting_time(2, 5, "lv") == (
        "queue/wait_between", "number/2", "queue/and", "number/5", "queue/minutes",
    )  # fmt: skip
