"""The front matter of Markdown: what its author noted about a text, above it, as YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from projects.parsing.tables import pipe_table

FENCED: Final = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.M)
KEY: Final = re.compile(r"(?P<key>[^\W\d][\w .-]{0,40}):(?:[ \t]+(?P<value>.*))?$")
WITHIN: Final = re.compile(r"\s|- |#|$")
# What only says how a program is to show or file the text; people begin "Weight" with a capital.
SWITCH: Final = re.compile(
    r"layout|permalink|slug|weight|nav_order|template|theme|toc|css|cssclass|draft"
    r"|aliases|redirect_from|image|cover|thumbnail|icon|output|header-includes|has_children|lang"
    r"|(?:sidebar|pagination|hide)_\w+"
)
NO_VALUE: Final = frozenset(["", "true", "false", "null", "~", "[]", "{}"])
BLOCK_TEXT: Final = re.compile(r"[|>][+-]?\d?\Z")
# Not "#2024-17".
COMMENT: Final = re.compile(r"(?:^|\s)#(?:\s.*|$)")
QUOTES: Final = ("''", '""')


@dataclass(frozen=True)
class FrontMatter:
    """What stands above a text: its title, the pairs of a name and what it holds, and the rest."""

    body: str
    title: str = ""
    pairs: Sequence[tuple[str, str]] = ()

    def table(self) -> str:
        """Return what a reader may ask for as a table of labels and values, or nothing."""
        return pipe_table(self.pairs, headed=False)


@dataclass
class _Entry:
    key: str
    value: str
    below: list[str] = field(default_factory=list)

    def said(self) -> str:
        if BLOCK_TEXT.match(self.value):
            return " ".join(self.below)
        own = COMMENT.sub("", self.value).strip() if self.value[:1] not in "'\"[" else self.value
        if own[:1] == "[" and own[-1:] == "]":
            return ", ".join(map(_unquoted, own[1:-1].split(",")))
        return ", ".join(map(_unquoted, [own, *self.below] if own else self.below))


def take_off(text: str) -> FrontMatter:
    """Return a text and what is noted above it. Between two rules may stand a text as well."""
    found = FENCED.match(text)
    lines = found[1].split("\n") if found else []
    if not found or not _are_notes(lines):
        return FrontMatter(text)
    noted = [(entry.key, entry.said()) for entry in _entries(lines)]
    shown = [
        (_name(key), said)
        for key, said in noted
        if key != "title" and not SWITCH.fullmatch(key) and said.lower() not in NO_VALUE
    ]
    return FrontMatter(text[found.end() :], dict(noted).get("title", ""), shown)


def _are_notes(lines: Sequence[str]) -> bool:
    """Return whether lines are names with what they hold, of which the first has no name above."""
    first = next((line for line in lines if not COMMENT.match(line)), "")
    return bool(KEY.match(first)) and all(KEY.match(line) or WITHIN.match(line) for line in lines)


def _entries(lines: Sequence[str]) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for line in lines:
        if begun := KEY.match(line):
            if entry:
                yield entry
            entry = _Entry(begun["key"], (begun["value"] or "").strip())
        elif (
            entry and (said := line.strip().removeprefix("- ").strip()) and not COMMENT.match(said)
        ):
            entry.below.append(said)
    if entry:
        yield entry


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] + value[-1] in QUOTES else value


def _name(key: str) -> str:
    name = re.sub(r"[_-]+", " ", key).strip()
    return name[:1].upper() + name[1:]
