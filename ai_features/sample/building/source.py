"""Reads a Markdown source into the few kinds of block that our documents are made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

ROOM_TO_WRITE = 30
NARROWEST_COLUMN = 0.09


@dataclass(frozen=True)
class Words:
    """A piece of text in one weight."""

    text: str
    bold: bool = False


Line = tuple[Words, ...]


@dataclass(frozen=True)
class Heading:
    """``level`` is 1 for the title, 2 for a chapter or slide, 3 for a section."""

    level: int
    line: Line


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    line: Line


@dataclass(frozen=True)
class Note:
    """A block quotation: a warning in the manual, the speaker's words in the briefing."""

    line: Line


@dataclass(frozen=True)
class Items:
    """A list, numbered or not."""

    lines: tuple[Line, ...]
    numbered: bool


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first of them the header."""

    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A drawing, named after the function that draws it."""

    name: str
    caption: str


Block = Heading | Paragraph | Note | Items | Table | Figure


def plain(line: Line) -> str:
    """Return the text without its weights."""
    return "".join(words.text for words in line)


def column_shares(table: Table) -> list[float]:
    """Return each column's share of the width, by its longest cell; the shares add up to 1.

    Damped, so that no column gets too narrow. A column of empty cells is there to write in.
    """
    longest = [
        max(len(plain(line)) or ROOM_TO_WRITE for line in column) ** 0.6
        for column in zip(*table.rows, strict=True)
    ]
    shares = [max(part / sum(longest), NARROWEST_COLUMN) for part in longest]
    return [share / sum(shares) for share in shares]


def read_source(path: Path) -> list[Block]:
    """Return the blocks of a Markdown source in reading order."""
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))
    return [_block(node) for node in SyntaxTreeNode(tokens).children]


def _block(node: SyntaxTreeNode) -> Block:
    match node.type:
        case "heading":
            return Heading(int(node.tag[1]), _line(node))
        case "paragraph":
            return _figure(node) or Paragraph(_line(node))
        case "blockquote":
            return Note(_line(node.children[0]))
        case "bullet_list" | "ordered_list":
            lines = tuple(_line(item.children[0]) for item in node.children)
            return Items(lines, numbered=node.type == "ordered_list")
        case "table":
            rows = [row for part in node.children for row in part.children]
            return Table(tuple(tuple(_line(cell) for cell in row.children) for row in rows))
        case other:
            raise ValueError(f"A source may not hold a block of type {other}.")


def _figure(node: SyntaxTreeNode) -> Figure | None:
    first = node.children[0].children[0]
    if first.type != "image":
        return None
    return Figure(name=str(first.attrs["src"]), caption=first.content)


def _line(node: SyntaxTreeNode, *, bold: bool = False) -> Line:
    words: list[Words] = []
    for child in node.children:
        if child.type == "text":
            words.append(Words(child.content, bold))
        elif child.type == "softbreak":
            words.append(Words(" ", bold))
        else:
            words.extend(_line(child, bold=bold or child.type == "strong"))
    return tuple(words)
