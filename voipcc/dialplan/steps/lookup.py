"""lookup: a server is asked over HTTP, and values of its answer are kept."""

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, StringConstraints

from voipcc.core import steps as core
from voipcc.core.media_words import Value
from voipcc.core.template import CALLER, NAME, SECRET, names_in
from voipcc.dialplan import parts
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import ANSWER_PATTERN, HEADER_PATTERN, Form, in_seconds
from voipcc.dialplan.parts import Parts
from voipcc.dialplan.step import NamedPrompt, StepForm, Target
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name

OURS: Final = ("host", "content-length", "content-type", "connection", "transfer-encoding")
AnswerPath = Annotated[str, StringConstraints(pattern=ANSWER_PATTERN)]
Header = Annotated[str, StringConstraints(pattern=HEADER_PATTERN)]
Text = Annotated[str, Field(max_length=2000)]


class QuestionForm(Form):
    """Whom to ask, what, and what to keep of the answer."""

    url: Text = Field(description="Address, https://...; {name} stands for a value.")
    method: Literal["GET", "POST", "PUT"] = Field("GET", description="How to ask.")
    headers: dict[Header, Text] = Field(
        default_factory=dict,
        max_length=20,
        description="Header: text; {secret.NAME} is kept apart.",
    )
    body: dict[str, Text] = Field(
        default_factory=dict, max_length=50, description="Sent as JSON; {name} stands for a value."
    )
    timeout: Annotated[float, BeforeValidator(in_seconds)] = Field(
        3.0, ge=0.5, le=30, description="How long the answer is waited for, such as 3 s."
    )
    into: dict[Name, AnswerPath] = Field(
        default_factory=dict, max_length=20, description="Value: where in the answer, $.a.b"
    )
    mock: dict[Name, str | int | float | bool] = Field(
        default_factory=dict, max_length=20, description="The values tests and rehearsals take."
    )
    on_error: Name = Field(description="Block taken when no right answer comes in time.")
    filler: Parts = Field(
        default_factory=lambda: [parts.PartForm(prompt="queue/one_moment")],
        description="Said when it takes longer than two seconds.",
    )
    music: Name = Field("default", description="What the caller hears after that.")


class LookUpForm(StepForm):
    lookup: QuestionForm = Field(description="Whom to ask, what, and what to keep.")
    WAITS: ClassVar[bool] = False

    def ways(self, node: Node) -> Iterator[Target]:
        """Where it leads when it fails."""
        yield self.lookup.on_error, "at_once", node.at("lookup", "on_error")

    def named_prompts(self, node: Node) -> Iterator[NamedPrompt]:
        """Every prompt it names, and where."""
        yield from parts.prompts_in(self.lookup.filler, node, "lookup", "filler")

    def values_set(self, node: Node) -> Iterator[NamedPrompt]:
        """What it keeps of the answer."""
        for name in self.lookup.into:
            yield name, node.at("lookup", "into").key(name)

    def values_spoken(self, node: Node) -> Iterator[NamedPrompt]:
        """What it says of what is known."""
        yield from parts.values_in(self.lookup.filler, node, "lookup", "filler")

    def values_used(self, node: Node) -> Iterator[NamedPrompt]:
        """The values that stand in the question; secrets of the centre are none."""
        for text, place in self._texts(node):
            for name in names_in(text):
                if name != CALLER and not name.startswith(SECRET):
                    yield name, place

    def _texts(self, node: Node) -> Iterator[tuple[str, Node]]:
        form, place = self.lookup, node.at("lookup")
        yield form.url, place.at("url")
        for part, texts in (("headers", form.headers), ("body", form.body)):
            for name, text in texts.items():
                yield text, place.at(part, name)

    def secrets_asked(self) -> set[str]:
        """The names of the centre's secrets it sends."""
        texts = (text for text, _ in self._texts(Node(0, 0)))
        names = (name for text in texts for name in names_in(text) if name.startswith(SECRET))
        return {name.removeprefix(SECRET) for name in names}

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """Addresses that are not allowed, secrets where they would be written down, odd names."""
        form, place = self.lookup, node.at("lookup")
        yield from parts.part_problems(draft, form.filler, around, node, "lookup", "filler")
        yield from _address_problems(draft, form.url, place.at("url"), around)
        yield from self._secrets_in_address(draft, place.at("url"))
        for text, where in self._texts(node):
            yield from _odd_names(draft, text, where)
        for header in form.headers:
            if header.lower() in OURS:
                message = f"the header {header} is written by voipcc itself"
                yield place.at("headers").key(header).error(draft.file, message, "remove it")
        if form.body and form.method == "GET":
            message = "a question of GET has no body"
            yield place.key("body").error(draft.file, message, "add method: POST")
        for name in form.mock.keys() - form.into.keys():
            message = f'the lookup keeps no value "{name}"'
            remedy = f"add {name} to into, or remove it here"
            yield place.at("mock").key(name).error(draft.file, message, remedy)

    def _secrets_in_address(self, draft: Draft, place: Node) -> Iterator[Problem]:
        """Servers and whoever is between write addresses into their logs."""
        typed = {
            name
            for steps in draft.blocks.values()
            for step in steps
            if step.form is not None
            for name, _ in step.form.secrets_set(step.node)
        }
        for name in names_in(self.lookup.url):
            if name in typed or name.startswith(SECRET):
                message = f'the secret "{name}" would be written into logs with the address'
                remedy = "send it in body, with method: POST, or in headers"
                yield place.error(draft.file, message, remedy)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        form = self.lookup
        mock: dict[str, Value] = dict(form.mock)
        return core.LookUpStep(
            form.url,
            form.on_error,
            form.method,
            tuple(form.headers.items()),
            tuple(form.body.items()),
            form.timeout,
            tuple(form.into.items()),
            mock,
            parts.compiled(form.filler),
            form.music,
            line,
        )


def _address_problems(
    draft: Draft, url: str, place: Node, around: Surroundings
) -> Iterator[Problem]:
    remedy = "write https://HOST/PATH; values may stand behind the host"
    try:
        found = urlsplit(url)
        host, _ = found.hostname or "", found.port
    except ValueError:
        yield place.error(draft.file, "this is no address", remedy)
        return
    if found.scheme not in ("https", "http") or not host or re.search(r"[\s\x00-\x1f]", url):
        yield place.error(draft.file, "this is no address of a web server", remedy)
    elif "{" in found.netloc or "@" in found.netloc:
        message = "no value and no password may stand in the host of an address"
        yield place.error(draft.file, message, remedy)
    elif found.scheme == "http" and not (
        host in around.settings.lookups.plain_hosts or is_loopback(host)
    ):
        message = f"{host} would be asked without encryption"
        remedy = f"write https://, or add {host} to lookups.plain_hosts in centre.yaml"
        yield place.error(draft.file, message, remedy)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, by its name alone."""
    return host in ("localhost", "::1") or host.startswith("127.")


def _odd_names(draft: Draft, text: str, place: Node) -> Iterator[Problem]:
    for name in names_in(text):
        if not NAME.fullmatch(name):
            message = f'"{{{name}}}" is no name of a value'
            yield place.error(draft.file, message, "write {name}, {secret.NAME} or {call.caller}")
