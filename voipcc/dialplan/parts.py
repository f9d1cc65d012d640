"""What may stand in a list of prompts: a prompt's name, or a value that is put in when it is said."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, get_args

from pydantic import BaseModel, BeforeValidator, Field

from voipcc.calendar_words import as_list
from voipcc.core import saying, spoken
from voipcc.core.spoken.grammar import Gender
from voipcc.core.steps import Part, Prompts, Spoken, SpokenForm
from voipcc.core.template import NAME
from voipcc.dialplan import texts
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import Form
from voipcc.dialplan.step import NamedPrompt, Target
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean
from voipcc.setting_words import Name, PromptName

FORMS: Final[tuple[SpokenForm, ...]] = get_args(SpokenForm)
KINDS: Final = ("prompt", *FORMS, "text")
AMOUNT: Final = "{amount: price, currency: EUR}"
WORDS: Final = ("number/", "date/", "time/", "money/")
_CURRENCY: Final = r"^[A-Z]{3}$"
Text = Annotated[str, Field(max_length=1000)]
Said = Annotated[str, Field(max_length=60)] | int | float


class PartForm(Form):
    """One part of what is said. A prompt may be written as its name alone."""

    prompt: PromptName | None = Field(None, description="A prompt by its name.")
    number: Said | None = Field(None, description="A value, or a number itself: 1,250.")
    digits: Said | None = Field(None, description="A value, or digits in quotes, one by one.")
    date: Said | None = Field(None, description='A value, or a day: "2026-12-24".')
    time: Said | None = Field(None, description='A value, or a time of day: "08:30".')
    amount: Said | None = Field(None, description="A value, or money: 12.50.")
    currency: str = Field("", pattern=_CURRENCY, description="Of an amount: EUR.")
    gender: Gender = Field("", description="Of what a number counts: m, f or n; m4: German einen.")
    text: Annotated[dict[str, Text], BeforeValidator(texts.as_texts)] | None = Field(
        None, description="Said by a synthetic voice; in several languages {en: ..., de: ...}."
    )

    def kinds(self) -> list[str]:
        """What it says: exactly one where it is right."""
        return [name for name in KINDS if getattr(self, name) is not None]

    def compiled(self) -> Part:
        """The part the core says."""
        if self.prompt is not None:
            return self.prompt
        if self.text is not None:
            return texts.name_of(self.text)
        (form,) = self.kinds()
        given = getattr(self, form)
        return Spoken(form, str(given), not is_name(given), self.currency, self.gender)  # type: ignore[arg-type]


def words_of(said: Spoken, language: str) -> list[str]:
    """The prompts a language needs to say a value: the words, without the centre's own sentences."""
    money = spoken.CURRENCIES.get(said.currency, ())
    return [
        name
        for name in spoken.needed(language, (said.form,))
        if name.startswith(WORDS)
        and (name.partition("-")[0] in money or not name.startswith("money/"))
    ]


def values_said(form: BaseModel) -> Iterator[Spoken]:
    """Every value said anywhere in a form that is right."""
    if isinstance(form, PartForm):
        said = form.compiled() if len(form.kinds()) == 1 else ""
        if isinstance(said, Spoken):
            yield said
        return
    for _, field in form:
        for one in field if isinstance(field, list) else (field,):
            if isinstance(one, BaseModel):
                yield from values_said(one)


def as_part(value: Any) -> Any:
    """A prompt may be written as its name alone."""
    return value if isinstance(value, dict) else {"prompt": value}


def as_parts(value: Any) -> Any:
    """One part may be written without its list."""
    return [value] if isinstance(value, dict) else as_list(value)


Parts = Annotated[
    list[Annotated[PartForm, BeforeValidator(as_part)]],
    BeforeValidator(as_parts),
    Field(max_length=20),
]
SomeParts = Annotated[Parts, Field(min_length=1)]


def as_branch(value: Any) -> Any:
    """A branch may be written as the name of its block alone."""
    return {"jump": value} if isinstance(value, str) else value


class BranchForm(Form):
    """What follows a missing or wrong key: `play` after each one, `jump` after the last try."""

    play: Parts = Field(default_factory=list, description="Said after each such key.")
    jump: Name | None = Field(None, description="Block taken after the last try.")


Branch = Annotated[BranchForm, BeforeValidator(as_branch)]


def ways(on_timeout: BranchForm, on_invalid: BranchForm, place: Node) -> Iterator[Target]:
    """Where a step leads after its last try; waiting alone leads on only by `on_timeout`."""
    if on_timeout.jump:
        yield on_timeout.jump, "alone", place.at("on_timeout", "jump")
    if on_invalid.jump:
        yield on_invalid.jump, "key", place.at("on_invalid", "jump")


def is_name(given: Any) -> bool:
    """Whether this is a value's name, and not what is to be said itself."""
    return isinstance(given, str) and re.fullmatch(NAME, given) is not None


def compiled(parts: Sequence[PartForm]) -> Prompts:
    """The parts the core says."""
    return tuple(part.compiled() for part in parts)


def prompts_in(parts: Sequence[PartForm], node: Node, *path: str | int) -> Iterator[NamedPrompt]:
    """The prompts named in a list, and where."""
    for position, part in enumerate(parts):
        if part.prompt is not None:
            yield part.prompt, _place(node.at(*path), position, "prompt")


def _place(listed: Node, position: int, key: str) -> Node:
    """Where a part stands; one alone may stand without its list."""
    return listed.at(position).at(key)


def values_in(parts: Sequence[PartForm], node: Node, *path: str | int) -> Iterator[NamedPrompt]:
    """The names of values said in a list, and where."""
    for position, part in enumerate(parts):
        for form in FORMS:
            if is_name(given := getattr(part, form)):
                yield given, _place(node.at(*path), position, form)


def part_problems(
    draft: Draft, parts: Sequence[PartForm], around: Surroundings, node: Node, *path: str | int
) -> Iterator[Problem]:
    """Parts that say two things or none, what cannot be said, and words a language lacks."""
    for position, part in enumerate(parts):
        place = node.at(*path).at(position)
        kinds = part.kinds()
        if len(kinds) != 1:
            message = f"{' and '.join(kinds)} in one part" if kinds else "this part says nothing"
            yield place.error(draft.file, message, f"write one of {', '.join(KINDS)} in each part")
        elif part.text is not None:
            where = _place(node.at(*path), position, "text")
            yield from texts.text_problems(draft, part.text, around, where)
        elif kinds != ["prompt"]:
            yield from _not_spoken(draft, part, around, _place(node.at(*path), position, kinds[0]))


def texts_of(draft: Draft) -> dict[str, dict[str, str]]:
    """Every text of a flow: the name of its prompt, and the text in each language."""
    forms = (step.form for steps in draft.blocks.values() for step in steps)
    return {
        texts.name_of(part.text): texts.in_languages(part.text, draft.language)
        for form in forms
        for part in _parts_within(form)
        if part.text
    }


def _parts_within(value: Any) -> Iterator[PartForm]:
    """The parts in a form, however deep they stand."""
    if isinstance(value, PartForm):
        yield value
    elif isinstance(value, Form):
        for name in type(value).model_fields:
            yield from _parts_within(getattr(value, name))
    elif isinstance(value, list):
        for one in value:
            yield from _parts_within(one)


def _not_spoken(
    draft: Draft, part: PartForm, around: Surroundings, place: Node
) -> Iterator[Problem]:
    said = part.compiled()
    assert isinstance(said, Spoken)
    if (said.form == "amount") != bool(said.currency):
        message = (
            "an amount needs its currency" if not said.currency else "only money has a currency"
        )
        yield place.error(draft.file, message, f"write {AMOUNT}")
        return
    if said.gender and said.form != "number":
        yield place.error(draft.file, "only a number has a gender", "write {number: 2, gender: f}")
        return
    if said.currency and said.currency not in spoken.CURRENCIES:
        known = did_you_mean(said.currency, spoken.CURRENCIES, "there are")
        yield place.error(draft.file, f"nobody recorded how to say {said.currency}", known)
        return
    try:
        if said.literal:
            saying.in_words(said, said.of, draft.language)
    except ValueError as error:
        yield place.error(draft.file, f"this {said.form} cannot be said: {error}", _remedy(said))
        return
    yield from _words_missing(draft, said, around, place)


def _words_missing(
    draft: Draft, said: Spoken, around: Surroundings, place: Node
) -> Iterator[Problem]:
    """Words for numbers, dates and money that a language of the operator's own lacks."""
    for language, known in around.prompts.items():
        missing = [name for name in words_of(said, language) if name not in known]
        if missing:
            listed = ", ".join(missing[:3]) + (", ..." if len(missing) > 3 else "")
            message = f'"{language}" lacks words for this {said.form}: {listed}'
            remedy = f"record them in {around.settings.sounds / language}, or make them from text"
            yield place.error(draft.file, message, remedy)


def _remedy(said: Spoken) -> str:
    match said.form:
        case "amount":
            return f"write {AMOUNT}"
        case "date":
            return 'write a day such as "2026-12-24", or the name of a value'
        case "time":
            return 'write a time such as "08:30", or the name of a value'
        case _:
            return "write a number, or the name of a value"
