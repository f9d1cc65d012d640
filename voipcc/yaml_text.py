"""Entries put into and taken out of a YAML text at their places: all else stays as it is.

Dumping a document anew would reformat what a person wrote and move their comments, so
lines are inserted and cut out instead. After each edit the text is read again: when it does not
say exactly what was meant, LayoutError is raised.
"""

import copy
import json
import re
from collections.abc import Sequence
from typing import Any

from voipcc.document import Node, parse_document, scalar_of

Step = str | int
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)*")
_STEP_BLANKS = 2


class LayoutError(Exception):
    """The text is laid out in a way that is not understood here; it must be edited by hand."""


def put(text: str, path: Sequence[str], value: Any) -> str:
    """`text` with `value` at `path`, where nothing stood before; missing parents are made."""
    root = _parsed(text)
    node, known = _deepest(root, path)
    entry = value
    for name in reversed(path[known + 1 :]):
        entry = {name: entry}
    place = _place(root, path[:known])
    if node.is_mapping and node.children and not _is_flow(text, node):
        lines = _block(path[known], entry, node.column - 1)
        edited = _with_lines(text, root if not known else place, lines)
    elif _is_flow(text, node):
        edited = _with_flow_entry(text, node, _flow({path[known]: entry})[1:-1])
    else:  # nothing, or a key without a value
        blanks = 0 if not known else place.column - 1 + _STEP_BLANKS
        edited = _with_lines(text, place, _block(path[known], entry, blanks))
    expected = _plain(root)
    _inner(expected, path[:known])[path[known]] = entry
    return _checked(edited, expected)


def append(text: str, path: Sequence[str], item: str) -> str:
    """`text` with `item` at the end of the list at `path`, which is made where it is missing."""
    root = _parsed(text)
    node, known = _deepest(root, path)
    if known < len(path):
        return put(text, path, [item])
    if _is_flow(text, node):
        edited = _with_flow_entry(text, node, _flow(item))
    elif node.items:
        line = " " * (node.column - 1) + f"- {_flow(item)}"
        edited = _with_lines(text, _place(root, path), [line])
    else:
        place = _place(root, path)
        lines = [" " * (place.column - 1 + _STEP_BLANKS) + f"- {_flow(item)}"]
        edited = _with_lines(text, place, lines)
    expected = _plain(root)
    parent = _inner(expected, path[:-1])
    parent[path[-1]] = [*(parent[path[-1]] or []), item]
    return _checked(edited, expected)


def cut(text: str, path: Sequence[Step]) -> str:
    """`text` without the entry at `path`; a last one leaves an empty list or mapping."""
    root = _parsed(text)
    parent = root.at(*path[:-1])
    place = _place(root, path)
    alone = len(parent.items or parent.mapping or ()) == 1
    if _is_flow(text, parent):
        edited = _without_flow_entry(text, place)
    else:
        first, last = _extent(text.split("\n"), place, scalar=isinstance(path[-1], int))
        lines = text.split("\n")
        del lines[first : last + 1]
        if alone:
            _leave_empty(lines, _place(root, path[:-1]), "[]" if parent.is_list else "{}")
        edited = "\n".join(lines)
    expected = _plain(root)
    del _inner(expected, path[:-1])[path[-1]]
    return _checked(edited, expected)


# --- reading -----------------------------------------------------------------------------------


def _parsed(text: str) -> Node:
    root, problems = parse_document(text, "")
    wrong = next((one for one in problems if one.severity == "error"), None)
    if root is None or wrong is not None:
        raise LayoutError(wrong.message if wrong else "there is nothing in the file")
    if root.is_list or (root.is_scalar and root.value is not None):
        raise LayoutError("the file has no keys")
    return root


def _plain(root: Node) -> Any:
    return copy.deepcopy(root.plain()) or {}


def _inner(data: Any, path: Sequence[Step]) -> Any:
    for step in path:
        if isinstance(step, str) and data.get(step) is None:
            data[step] = {}
        data = data[step]
    return data


def _checked(text: str, expected: Any) -> str:
    if _plain(_parsed(text)) != expected:
        raise LayoutError("the file's layout is not understood")
    return text


def _deepest(root: Node, path: Sequence[str]) -> tuple[Node, int]:
    """The deepest node along the path, and how many steps lead to it.

    A key without a value counts as a step when more is to come: what comes is put below it.
    """
    node, known = root, 0
    for step in path:
        if step not in node.children:
            break
        node, known = node.children[step], known + 1
    if node.is_scalar and node.value is not None:
        raise LayoutError(f'"{".".join(path[:known])}" has a value already')
    if node.is_list and known < len(path):
        raise LayoutError(f'"{".".join(path[:known])}" is a list')
    return node, known


def _place(root: Node, path: Sequence[Step]) -> Node:
    """Where the entry at `path` begins: its key, or the item of a list itself."""
    parent = root.at(*path[:-1]) if path else root
    if not path:
        return root
    last = path[-1]
    return parent.key(last) if isinstance(last, str) else (parent.items or [])[last]


def _index(text: str, node: Node) -> int:
    begin = 0
    for _ in range(node.line - 1):
        begin = text.index("\n", begin) + 1
    return begin + node.column - 1


def _is_flow(text: str, node: Node) -> bool:
    return not node.is_scalar and text[_index(text, node)] in "{["


# --- blocks: whole lines -----------------------------------------------------------------------


def _extent(lines: list[str], key: Node, *, scalar: bool = False) -> tuple[int, int]:
    """First and last line of an entry. Comments at its own level behind it are not its own."""
    first, column = key.line - 1, key.column - 1
    last = first
    if scalar:
        return first, last
    for number in range(first + 1, len(lines)):
        line = lines[number].strip()
        blanks = len(lines[number]) - len(lines[number].lstrip(" "))
        if line.startswith("#"):
            last = number if blanks > column else last
        elif line and (blanks > column or (blanks == column and line.startswith("-"))):
            last = number
        elif line:
            break
    return first, last


def _with_lines(text: str, key: Node, more: list[str]) -> str:
    """`text` with more lines at the end of the entry that begins at `key`."""
    lines = text.split("\n")
    ending = "\r" if lines[0].endswith("\r") else ""
    more = [line + ending for line in more]
    if not key.mapping and not key.items:
        _, last = _extent(lines, key)
    else:  # the document itself
        last = len(lines) - 1
        while last > 0 and not lines[last].strip():
            last -= 1
    if lines[-1].strip() and last == len(lines) - 1:
        more.append("")  # the file's last line had no end
    lines[last + 1 : last + 1] = more
    return "\n".join(lines)


def _leave_empty(lines: list[str], key: Node, empty: str) -> None:
    line = lines[key.line - 1]
    found = re.match(rf"""(\s*(["']?){re.escape(key.text)}\2\s*:)""", line)
    if not found:
        raise LayoutError("the file's layout is not understood")
    lines[key.line - 1] = f"{found[1]} {empty}{line[found.end() :]}"


def _block(key: str, value: Any, blanks: int) -> list[str]:
    """An entry as lines; what holds only words is written in braces."""
    head = " " * blanks + f"{_flow(key)}:"
    if isinstance(value, dict) and any(isinstance(one, dict) for one in value.values()):
        inner = (_block(name, one, blanks + _STEP_BLANKS) for name, one in value.items())
        return [head, *(line for lines in inner for line in lines)]
    return [f"{head} {_flow(value)}"]


# --- flow: {a: b} and [a, b] -------------------------------------------------------------------


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    plain = _WORD.fullmatch(value) and scalar_of(value) == value and len(value) < 60
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def _with_flow_entry(text: str, node: Node, entry: str) -> str:
    begin = _index(text, node)
    close = _end(text, begin + 1, "")
    inner = text[begin + 1 : close].rstrip()
    at = begin + 1 + len(inner)
    if inner.strip():
        entry = f" {entry}" if inner.endswith(",") else f", {entry}"
    return text[:at] + entry + text[at:]


def _without_flow_entry(text: str, place: Node) -> str:
    begin = _index(text, place)
    end = _end(text, begin, ",")
    if text[end] == ",":
        end += 1
        end += len(text[end:]) - len(text[end:].lstrip(" "))
    else:
        before = text[:begin].rstrip()
        begin = len(before) - 1 if before.endswith(",") else begin
    return text[:begin] + text[end:]


def _end(text: str, begin: int, stops: str) -> int:
    """Where the collection around `begin` closes, or the first of `stops` at its own level."""
    depth, at = 0, begin
    while at < len(text):
        sign = text[at]
        if sign in "\"'" and text[at - 1] in " \n{[,:":
            at = _closing_quote(text, at)
        elif sign == "#" and text[at - 1] in " \n":
            at = text.find("\n", at)
            if at < 0:
                break
        elif sign in "{[":
            depth += 1
        elif sign in "}]" and depth:
            depth -= 1
        elif depth == 0 and (sign in "}]" or sign in stops):
            return at
        at += 1
    raise LayoutError("the file's layout is not understood")


def _closing_quote(text: str, begin: int) -> int:
    pattern = r'"(?:[^"\\]|\\.)*"' if text[begin] == '"' else r"'(?:[^']|'')*'"
    found = re.compile(pattern, re.DOTALL).match(text, begin)
    if found is None:
        raise LayoutError("the file's layout is not understood")
    return found.end() - 1
