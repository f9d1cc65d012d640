"""A YAML 1.2 file as nodes that know their line and column.

Made for files people write and for files that mean harm: size, depth and number of nodes
are limited before anything is built, every step is iterative, tags make nothing, anchors
and aliases are refused. Words are read as YAML 1.2 reads them: `no`, `12:30` and
`2026-12-24` are text.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from voipcc.problem import Problem

LARGEST_FILE: Final = 1_000_000
DEEPEST: Final = 50
MOST_NODES: Final = 50_000
EXPLAINED: Final = 200_000  # characters up to which the slow parser may look for better words
LONGEST_LINE: Final = 10_000
LONGEST_MESSAGE: Final = 300
KEY_NEAR: Final = 4  # lines

Scalar = None | bool | int | float | str
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_HEX_OR_OCTAL = re.compile(r"0x[0-9a-fA-F]{1,15}|0o[0-7]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_BARE_KEYPAD_KEY = re.compile(r"""(?:^|[{,])\s*(?P<key>[#*])\s*:(?:\s|$)""")
_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(slots=True)
class Node:
    """A scalar (`value`, as written in `text`), a list (`items`) or a mapping (`children`)."""

    line: int
    column: int
    value: Scalar = None
    text: str = ""
    quoted: bool = False
    items: list["Node"] | None = None
    mapping: dict[str, tuple["Node", "Node"]] | None = None

    @property
    def is_mapping(self) -> bool:
        return self.mapping is not None

    @property
    def is_list(self) -> bool:
        return self.items is not None

    @property
    def is_scalar(self) -> bool:
        return self.mapping is None and self.items is None

    @property
    def children(self) -> dict[str, "Node"]:
        """The values of a mapping by key; empty for anything else."""
        return {key: value for key, (_, value) in (self.mapping or {}).items()}

    def key(self, name: str) -> "Node":
        """The place of a key itself."""
        return self.mapping[name][0] if self.mapping and name in self.mapping else self

    def at(self, *path: str | int) -> "Node":
        """The deepest node along the path that is there."""
        node = self
        for step in path:
            if isinstance(step, str) and node.mapping and step in node.mapping:
                node = node.mapping[step][1]
            elif isinstance(step, int) and node.items and step < len(node.items):
                node = node.items[step]
            else:
                return node
        return node

    def plain(self) -> Any:
        """Plain lists, dictionaries and scalars; at most DEEPEST levels."""
        if self.items is not None:
            return [item.plain() for item in self.items]
        if self.mapping is not None:
            return {key: value.plain() for key, (_, value) in self.mapping.items()}
        return self.value

    def error(self, file: Path | str, message: str, remedy: str = "") -> Problem:
        return Problem("error", str(file), self.line, self.column, _clipped(message), remedy)

    def warning(self, file: Path | str, message: str, remedy: str = "") -> Problem:
        return Problem("warning", str(file), self.line, self.column, _clipped(message), remedy)


class _Refused(Exception):
    """The file is refused at one place."""

    def __init__(self, line: int, column: int, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.place = (line, column)
        self.message, self.remedy = message, remedy

    def problem(self, file: str) -> Problem:
        return Problem("error", file, *self.place, _clipped(self.message), self.remedy)


class _TooDeep(_Refused):
    """More levels than anybody means."""


class _NotYaml(_Refused):
    """The parser does not understand it."""


def _clipped(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE] + " ..."


def read_document(path: Path, shown_as: str = "") -> tuple[Node | None, list[Problem]]:
    """The file's content and everything wrong with its form; None when nothing can be read."""
    file = shown_as or str(path)
    try:
        return parse_document(_read_limited(path), file)
    except _Refused as refused:
        return None, [refused.problem(file)]
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = "make it" if isinstance(error, FileNotFoundError) else "look at its rights"
        return None, [Problem("error", file, 0, 0, f"cannot be read: {reason}", remedy)]


def parse_document(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """As `read_document`, from text already read.

    The C parser reads; where it stumbles over a file of a usual size, the one in Python explains.
    """
    try:
        _refuse_what_is_no_text(text)
        builder = _built(text, file)
    except _Refused as refused:
        return None, [refused.problem(file)]
    return builder.root, [*builder.problems, *_commented_keys(text, file)]


def _built(text: str, file: str) -> "_Builder":
    long_line = _long_line(text)
    readable = text[: long_line.end] if long_line else text
    try:
        return _taken(readable, file, long_line)
    except _NotYaml:
        if len(readable) > EXPLAINED:
            raise
        return _taken(readable, file, long_line, pure=True)


def _taken(
    text: str, file: str, long_line: "_LongLine | None", *, pure: bool = False
) -> "_Builder":
    """The nodes of `text`; a line that is too long is told, unless the levels are too many."""
    builder = _Builder(file)
    try:
        for event in _events(text, pure):
            builder.take(event)
    except _TooDeep:
        raise  # says more than that the line is long
    except _Refused:
        if not long_line:
            raise
    if long_line:
        message = f"this line has more than {LONGEST_LINE} characters"
        raise _Refused(long_line.number, 1, message, "is it the right file?")
    return builder


def scalar_of(text: str) -> Scalar:
    """What an unquoted word means in YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _HEX_OR_OCTAL.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _read_limited(path: Path) -> str:
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise _Refused(0, 0, "is not a file", "give the name of a YAML file")
    if status.st_size > LARGEST_FILE:
        size = f"{status.st_size / 1e6:.1f} MB"
        raise _Refused(0, 0, f"is {size} large; 1 MB at most is read", "is it the right file?")
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)[:LARGEST_FILE]
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise _Refused(line, column, "this is not UTF-8 text", "save the file as UTF-8") from error


def _refuse_what_is_no_text(text: str) -> None:
    if len(text) > LARGEST_FILE:
        raise _Refused(0, 0, f"is {len(text) / 1e6:.1f} MB large; 1 MB at most is read")
    found = _NOT_TEXT.search(text)
    if found:
        line, column = _place_of(text, found.start())
        code = f"U+{ord(found.group()):04X}"
        raise _Refused(line, column, f"{code} is no character of a text", "is it the right file?")


@dataclass(frozen=True, slots=True)
class _LongLine:
    """The first line that is too long, and where in the text to stop reading it."""

    number: int
    end: int


def _long_line(text: str) -> _LongLine | None:
    begin = 0
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            return _LongLine(number, begin + LONGEST_LINE)
        begin += len(line) + 1
    return None


def _place_of(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _events(text: str, pure: bool) -> Iterator[Any]:
    """The parser's events, which are made one by one; its errors as ours."""
    try:
        yield from YAML(typ="safe", pure=pure).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        message = " ".join(str(part) for part in (error.context, error.problem) if part)
        if found := _bare_key(text, line):
            line, column, key = found
            remedy = f'the keypad keys # and * need quotes: "{key}": ...'
            raise _NotYaml(line, column, f"this is not YAML: {message}", remedy) from None
        remedy = _syntax_remedy(text, line)
        raise _NotYaml(line, column, f"this is not YAML: {message}", remedy) from None
    except (YAMLError, ValueError, IndexError) as error:
        raise _NotYaml(0, 0, f"this is not YAML: {str(error).splitlines()[0]}") from None


def _bare_key(text: str, line: int) -> tuple[int, int, str] | None:
    """Where # or * stands as a key without quotes, in the line of an error or shortly before.

    YAML takes what follows # for a comment, and stumbles over what is missing then.
    """
    lines = text.split("\n")
    for number in range(line, max(0, line - KEY_NEAR), -1):
        found = _BARE_KEYPAD_KEY.search(lines[number - 1]) if number <= len(lines) else None
        if found:
            return number, found.start("key") + 1, found["key"]
    return None


def _syntax_remedy(text: str, line: int) -> str:
    """The likeliest cause, judged by the line of the error and the one before."""
    near = text.split("\n")[max(0, line - 2) : line]
    if any("\t" in candidate[: len(candidate) - len(candidate.lstrip())] for candidate in near):
        return "indent with blanks, not with tabs"
    return "look at indentation, colons and closing quotes here and in the line before"


def _commented_keys(text: str, file: str) -> list[Problem]:
    """`#: block` was meant as a keypad key, but YAML takes it as a comment."""
    return [
        Problem(
            "warning",
            file,
            number,
            line.index("#") + 1,
            "this line is a comment to YAML, not the key #",
            'write "#": ... in quotes, or put a blank after # if it is a comment',
        )
        for number, line in enumerate(text.split("\n"), 1)
        if re.match(r"\s*#:\s", line)
    ]


@dataclass(slots=True)
class _Builder:
    """Puts nodes together from events with a stack of its own: no recursion, hard limits."""

    file: str
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    stack: list[tuple[Node, Node | None]] = field(default_factory=list)
    count: int = 0
    documents: int = 0

    def take(self, event: Any) -> None:
        match event:
            case ScalarEvent():
                self._add(self._scalar(event))
            case SequenceStartEvent():
                self._open(self._node(event, items=[]))
            case MappingStartEvent():
                self._open(self._node(event, mapping={}))
            case SequenceEndEvent() | MappingEndEvent():
                self.stack.pop()
            case AliasEvent():
                raise self._alias(event)
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise _Refused(*_mark(event), "a second document begins here", "remove the ---")

    def _alias(self, event: Any) -> _Refused:
        if event.anchor.startswith(":") or event.anchor == "":
            return _Refused(*_mark(event), "* begins an alias", 'the key * needs quotes: "*": ...')
        remedy = "write the content out; quote the text if it begins with * ('\"*\": ...')"
        return _Refused(*_mark(event), f"the alias *{event.anchor} is not allowed", remedy)

    def _node(self, event: Any, **content: Any) -> Node:
        if event.anchor:
            raise _Refused(
                *_mark(event), f"the anchor &{event.anchor} is not allowed", "leave it out"
            )
        if event.tag and str(event.tag) != "!":
            raise _Refused(*_mark(event), f"the tag {event.tag} is not allowed", "leave it out")
        self.count += 1
        if self.count > MOST_NODES:
            raise _Refused(*_mark(event), f"more than {MOST_NODES} values", "divide the file")
        return Node(*_mark(event), **content)

    def _scalar(self, event: Any) -> Node:
        quoted = event.style in ("'", '"', "|", ">")
        found = _NOT_TEXT.search(event.value)
        if found:  # only an escape in quotes can bring it in
            code = f"U+{ord(found.group()):04X}"
            raise _Refused(*_mark(event), f"{code} is no character of a text", "leave it out")
        node = self._node(event, text=event.value, quoted=quoted)
        node.value = event.value if quoted else scalar_of(event.value)
        return node

    def _open(self, node: Node) -> None:
        if len(self.stack) >= DEEPEST:
            remedy = "a dialplan or centre file needs no more than about six"
            raise _TooDeep(node.line, node.column, f"more than {DEEPEST} levels of nesting", remedy)
        self._add(node)
        self.stack.append((node, None))

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent, key = self.stack[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif key is None:
            self.stack[-1] = (parent, self._as_key(node))
        else:
            self._put(parent, key, node)
            self.stack[-1] = (parent, None)

    def _as_key(self, node: Node) -> Node:
        if not node.is_scalar:
            raise _Refused(
                node.line, node.column, "a list or mapping cannot be a key", "use a word"
            )
        return node

    def _put(self, parent: Node, key: Node, node: Node) -> None:
        mapping = parent.mapping if parent.mapping is not None else {}
        if key.text in mapping:
            first = mapping[key.text][0]
            message = f"{json.dumps(key.text, ensure_ascii=False)} stands here twice"
            self.problems.append(
                key.error(self.file, message, f"remove one: it is in line {first.line} already")
            )
            return
        mapping[key.text] = (key, node)


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
