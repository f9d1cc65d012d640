"""Dialplans that are checked at every keystroke: only the block a person has changed is read anew.

A file is divided at the names of its blocks, each of which stands for itself; what was read of a
block is kept by its text, and moved when lines come or go before it. Where a file cannot be
divided so, it is read whole: slower, with the same result.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from voipcc.dialplan.draft import Draft, DraftStep
from voipcc.dialplan.publisher import Sheets, drafts_problems
from voipcc.dialplan.reader import draft_of, read_draft, steps_of
from voipcc.document import LARGEST_FILE, Node, parse_document
from voipcc.problem import Problem, in_order
from voipcc.settings import CentreSettings

BLOCKS: Final = re.compile(r"^blocks:[ \t]*(#.*)?$", re.MULTILINE)
NAME_LINE: Final = re.compile(r"( +)[A-Za-z][\w-]*:(?:[ \t]|$)")
MOST_KEPT: Final = 5_000


@dataclass(slots=True)
class Read:
    """One block as read: its name's node, its content, all nodes of both, where it began."""

    key: Node
    value: Node
    nodes: list[Node]
    line: int
    steps: list[DraftStep] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True

    def move_to(self, line: int) -> None:
        """It begins in another line now."""
        by = line - self.line
        if by:
            for node in self.nodes:
                node.line += by
            self.problems = [replace(one, line=one.line + by) for one in self.problems]
            self.line = line


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one block, and the line before it."""

    text: str
    before: int


class Workbench:
    """The dialplans of a centre under a person's hands.

    `settings` and the prompts in `folder` are as they were when it was made: `refresh` looks again.
    """

    def __init__(self, settings: CentreSettings, folder: Path) -> None:
        self.settings, self.folder = settings, folder
        self._texts: dict[str, str] = {}
        self._drafts: dict[str, tuple[Draft | None, list[Problem]]] = {}
        self._known: dict[tuple[str, str], Read] = {}
        self.refresh()

    def refresh(self) -> None:
        """Look anew at prompts, and at the files nobody has handed in."""
        self._sheets = Sheets(self.settings, self.folder)
        place = self.folder / self.settings.dialplans
        for file in sorted(place.glob("*.y*ml")) if place.is_dir() else ():
            if str(file) not in self._texts:
                self._drafts[str(file)] = read_draft(file, str(file))

    def check(self, file: Path, text: str) -> tuple[Problem, ...]:
        """Everything wrong with all dialplans when `file` holds `text`, by file and line."""
        name = str(file)
        if self._texts.get(name) != text:
            self._texts[name] = text
            self._drafts[name] = self._read(name, file.stem, text)
        read = [self._drafts[one] for one in sorted(self._drafts)]
        found = [problem for _, problems in read for problem in problems]
        drafts = [draft for draft, _ in read if draft is not None]
        return in_order([*found, *drafts_problems(drafts, self._sheets)])

    def _read(self, file: str, stem: str, text: str) -> tuple[Draft | None, list[Problem]]:
        divided = _divided(text) if len(text) <= LARGEST_FILE else None
        root = self._put_together(file, *divided) if divided else None
        if root is None:
            node, problems = parse_document(text, file)
            if node is None:
                return None, problems or [Problem("error", file, 1, 1, "the dialplan is empty")]
            return draft_of(node, file, stem, problems)
        return self._drafted(root, file, stem)

    def _drafted(self, root: Node, file: str, stem: str) -> tuple[Draft | None, list[Problem]]:
        """A draft of a file put together of blocks; their steps come from what is kept."""
        kept = {id(read.value): read for read in self._kept.values()}

        def steps(draft: Draft, block: Node, problems: list[Problem]) -> list[DraftStep]:
            read = kept[id(block)]
            problems += read.problems
            draft.whole = draft.whole and read.whole
            return read.steps

        return draft_of(root, file, stem, [], steps)

    def _put_together(self, file: str, head: str, chunks: list[Chunk]) -> Node | None:
        """The nodes of the whole file, None where a part does not stand for itself."""
        root, problems = parse_document(head, file)
        if root is None or problems or not root.is_mapping or not root.at("blocks").is_mapping:
            return None
        mapping: dict[str, tuple[Node, Node]] = {}
        self._kept: dict[str, Read] = {}
        for chunk in chunks:
            read = self._block(file, chunk)
            if read is None or read.key.text in mapping:
                return None
            mapping[read.key.text] = (read.key, read.value)
            self._kept[read.key.text] = read
        blocks = root.at("blocks")
        blocks.mapping = mapping
        return root

    def _block(self, file: str, chunk: Chunk) -> Read | None:
        read = self._known.get((file, chunk.text))
        if read is None:
            read = _block_of(file, chunk.text)
            if read is None:
                return None
            if len(self._known) > MOST_KEPT:
                self._known.clear()
            self._known[file, chunk.text] = read
        read.move_to(chunk.before)
        return read


def _block_of(file: str, text: str) -> Read | None:
    node, problems = parse_document(text, file)
    if node is None or problems or not node.is_mapping or len(node.children) != 1:
        return None
    ((key, value),) = (node.mapping or {}).values()
    draft = Draft(file, node, "", "en")
    found: list[Problem] = []
    steps = steps_of(draft, value, found)
    nodes = {
        id(one): one for top in (key, value, *(step.node for step in steps)) for one in _all(top)
    }
    return Read(key, value, list(nodes.values()), 0, steps, found, draft.whole)


def _all(node: Node) -> Iterator[Node]:
    """A node and every one in it, keys too."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += here.items or ()
        for key, value in (here.mapping or {}).values():
            waiting += (key, value)


def _divided(text: str) -> tuple[str, list[Chunk]] | None:
    """The file without its blocks, and each block by itself; None where that cannot be told."""
    found = list(BLOCKS.finditer(text))
    if len(found) != 1:
        return None
    lines = text.split("\n")
    top = text.count("\n", 0, found[0].start())
    end = next(
        (at for at in range(top + 1, len(lines)) if lines[at][:1] not in ("", " ", "#")),
        len(lines),
    )
    begins = _beginnings(lines[top + 1 : end])
    if not begins:
        return None
    starts = [top + 1 + at for at in begins]
    chunks = [
        Chunk("\n".join(lines[start:stop]), start)
        for start, stop in zip(starts, [*starts[1:], end], strict=True)
    ]
    blank = [""] * (end - top - 1)
    head = "\n".join([*lines[:top], "blocks: {}", *blank, *lines[end:]])
    return head, chunks


def _beginnings(lines: list[str]) -> list[int]:
    """Where blocks begin: names in lines of their own, all equally far from the margin."""
    written = [at for at, line in enumerate(lines) if line.strip() and line.lstrip()[0] != "#"]
    if not written:
        return []
    first = NAME_LINE.match(lines[written[0]])
    if first is None:
        return []
    margin = len(first[1])
    depths = {at: len(lines[at]) - len(lines[at].lstrip(" ")) for at in written}
    begins = [at for at in written if depths[at] <= margin]
    fine = all(depths[at] == margin and NAME_LINE.match(lines[at]) for at in begins)
    return begins if fine else []
