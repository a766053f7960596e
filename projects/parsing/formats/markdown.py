"""Markdown: rendered to HTML and read as a web page, so that quotes contain no markup."""

from __future__ import annotations

import re
from typing import Any, Final

from markdown_it import MarkdownIt

from projects.parsing.charset import decode
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece
from projects.parsing.formats.draft import Draft, Source, first_title
from projects.parsing.formats.elements import Element
from projects.parsing.formats.front_matter import take_off
from projects.parsing.formats.html import html_pieces, parse_tree
from projects.parsing.formats.ooxml import NESTED

# A list and its item are two levels; the parser's own limit would leave out a tenth list.
DEEPEST: Final = 100
BOX: Final = re.compile(r"\s*(?:\[[ xX]\]\s*)?")
OPEN: Final = re.compile(r"\A\s*\[ \]\s+")
TICKED: Final = re.compile(r"\A\s*\[[xX]\]\s+")
STRUCK: Final = " (struck out)"


def parse(source: Source) -> Draft:
    """Read a Markdown text as the web page it renders to, below what is noted above it."""
    text = decode(source.path.read_bytes()).replace("\r\n", "\n").replace("\x00", "")
    front = take_off(text)
    page = _rendered(front.body)
    tree = parse_tree(page)
    _keep_struck_items(tree)
    _draw_boxes(tree)
    pieces = list(html_pieces(tree))
    title = front.title or first_title(pieces)
    return source.flow([Piece("table", front.table()), *pieces], title=title)


def _rendered(text: str) -> str:
    """Return the text as HTML; raise Unreadable if the parser left out what is nested too deep."""
    markdown = MarkdownIt("commonmark", {"maxNesting": DEEPEST})
    markdown.enable(["table", "strikethrough"])
    env: dict[str, Any] = {}
    tokens = markdown.parse(text, env)
    if any(token.level >= DEEPEST - 1 and token.nesting > 0 for token in tokens):
        raise Unreadable("oversized", NESTED)
    return str(markdown.renderer.render(tokens, markdown.options, env))


def _keep_struck_items(tree: Element) -> None:
    """Keep the items of a list that are struck out as a whole: they are done, not taken back."""
    for struck in tree.iter("s"):
        line = struck.getparent()
        if line[0] is not struck or not _opens_item(line):
            continue
        alone = all(child.tag in ("ul", "ol") for child in line[1:])
        around = (line.text or "", struck.tail or "")
        if alone and BOX.fullmatch(around[0]) and not around[1].strip():
            struck.tag, struck.tail = "span", STRUCK


def _draw_boxes(tree: Element) -> None:
    """Write the boxes of a list of tasks as other formats have them."""
    for item in tree.iter("li"):
        line = item[0] if len(item) and item[0].tag == "p" else item
        line.text = TICKED.sub("☒ ", OPEN.sub("☐ ", line.text or ""))


def _opens_item(line: Element) -> bool:
    """Whether an element is an item, or the first paragraph of one that has several."""
    if line.tag == "p" and line.getparent()[0] is line:
        line = line.getparent()
    return bool(line.tag == "li")
