"""Web pages: the content without menus and footers; simple pages are kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module

from lxml import etree
from lxml import html as lxml_html

from projects.parsing.charset import decode
from projects.parsing.cleaning import SUBSCRIPTS, SUPERSCRIPTS, clean, one_line, tidy
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece
from projects.parsing.formats.counting import shaped
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.elements import (
    BLOCKS,
    BOLD,
    DEEPEST,
    HEADINGS,
    Element,
    is_hidden,
    own_text,
)
from projects.parsing.formats.html_tables import is_headed, is_layout, table_rows
from projects.parsing.formats.ooxml import NESTED, TOO_DEEP
from projects.parsing.formats.titles import is_worded
from projects.parsing.model import BlockKind
from projects.parsing.tables import pipe_table

LONGEST_QUESTION = 14
LONGEST_TERM = 80
FIGURES = re.compile(r"[+\-−]?\d{1,4}")
WHOLE = re.compile(r"-?[0-9]{1,6}")
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
LIST_SHAPES = {
    "a": "lowerLetter", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "A": "upperLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "i": "lowerRoman", "lower-roman": "lowerRoman", "I": "upperRoman", "upper-roman": "upperRoman",
}  # fmt: skip
SIMPLE = 6_000
ENOUGH = 0.3
DEEPEST_LIST = 6


def parse(source: Source) -> Draft:
    """Read the content of a web page."""
    text = decode(source.path.read_bytes())
    tree = parse_tree(text)
    return source.flow(main_pieces(tree, text), title=_title_of(tree))


def parse_tree(text: str) -> Element:
    """Return the tree of an HTML text, however broken; an empty page if there is nothing in it.

    Old pages open hundreds of elements without closing them; without ``huge_tree`` libxml2 leaves
    out what is within more than 256, and with it all that follows what is within more than 2,048.
    Raises Unreadable for such a page: oversized.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    data = clean(text).encode("utf-8", "replace")
    try:
        tree = lxml_html.document_fromstring(data or b"<p></p>", parser=parser)
    except etree.ParserError:
        tree = lxml_html.document_fromstring(b"<p></p>")
    if any(TOO_DEEP in each.message for each in parser.error_log):
        raise Unreadable("oversized", NESTED)
    return tree


def _title_of(tree: Element) -> str:
    return one_line(tree.findtext(".//title") or "")


def main_pieces(tree: Element, text: str) -> list[Piece]:
    """Return only the article of a cluttered page; return a simple page whole.

    trafilatura drops what looks like boilerplate, which on a small page is often the content.
    """
    whole = list(html_pieces(tree))
    size = _length(whole)
    if size <= SIMPLE:
        return whole
    article = _article_pieces(_without_hidden(text))
    return article if _length(article) >= size * ENOUGH else whole


def _length(pieces: list[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _without_hidden(text: str) -> str:
    """Return a page without what it hides, which trafilatura would read."""
    tree = parse_tree(text)
    hidden = [each for each in tree.iter("*") if each.get("style") and is_hidden(each)]
    for each in hidden:
        each.drop_tree()
    return lxml_html.tostring(tree, encoding="unicode") if hidden else text


def _article_pieces(text: str) -> list[Piece]:
    found = import_module("trafilatura").extract(
        text, output_format="html", include_tables=True, include_comments=False, favor_recall=True
    )
    return list(html_pieces(parse_tree(found))) if found else []


def html_pieces(tree: Element) -> Iterator[Piece]:
    """Yield the blocks of a tree in reading order."""
    for raised in tree.iter("sup", "sub"):
        _raise_figures(raised)
    walker = _Walker()
    walker.walk(tree)
    walker.flush()
    walker.put_term()
    yield from walker.pieces


@dataclass
class _Walker:
    """Collects running text until a block begins or ends."""

    pieces: list[Piece] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    level: int = 0
    term: str = ""

    def flush(self, kind: BlockKind = "paragraph", *, level: int = 0) -> None:
        text = tidy("\n".join(" ".join(line.split()) for line in "".join(self.running).split("\v")))
        self.running.clear()
        if text and self.term and kind == "paragraph":
            text, self.term = f"{self.term}: {text}", ""
        if text:
            self.put_term()
            self.pieces.append(Piece(kind, one_line(text) if level else text, level))

    def walk(self, element: Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or is_hidden(element):
            return
        if tag == "br":
            self.running.append("\v")
        elif tag in ("ul", "ol", "table", "pre") or tag in HEADINGS:
            self.flush()
            self.take_block(element, tag)
        elif tag in BLOCKS:
            self.flush()
            if tag == "p" and (lead := _bold_lead(element)) is not None:
                self.walk_inside(lead)
                self.flush("heading", level=min(self.level + 1, DEEPEST))
                lead.drop_tree()  # which leaves the text behind it
            self.walk_inside(element)
            if tag == "dt":
                self.keep_term()
            elif tag == "summary":
                self.flush("heading", level=min(self.level + 1, DEEPEST))
            self.flush()
        else:
            self.walk_inside(element)

    def keep_term(self) -> None:
        """Keep a short term for the definition below it, as in “Queen: A bee”."""
        term = one_line("".join(self.running).replace("\v", " ")).rstrip(":")
        if 0 < len(term) <= LONGEST_TERM and not term.endswith("?"):
            self.running.clear()
            self.put_term()
            self.term = term

    def put_term(self) -> None:
        if self.term:
            self.pieces.append(Piece("paragraph", self.term))
        self.term = ""

    def walk_inside(self, element: Element) -> None:
        self.running.append(_plain(element.text))
        for child in element:
            self.walk(child)
            self.running.append(_plain(child.tail))

    def take_block(self, element: Element, tag: str) -> None:
        self.put_term()
        if tag in HEADINGS:
            self.level = HEADINGS[tag]
            self.walk_inside(element)
            self.flush("heading", level=self.level)
        elif tag == "pre":
            self.pieces += _code_pieces(element)
        elif tag == "table":
            self.take_table(element)
        else:
            self.take_list(element)

    def take_list(self, element: Element) -> None:
        lines = list(list_lines(element, depth=0))
        if any(child.tag == "table" or child.tag in HEADINGS for child in element.iter()):
            self.walk_inside(element)
            self.flush()
        elif lines:
            self.pieces.append(Piece("list", "\n".join(lines)))

    def take_table(self, element: Element) -> None:
        if is_layout(element):
            self.walk_inside(element)
            self.flush()
            return
        for caption in element.iterchildren("caption"):
            self.walk_inside(caption)
            self.flush()
        if table := pipe_table(table_rows(element), headed=is_headed(element)):
            self.pieces.append(Piece("table", table))


def _raise_figures(element: Element) -> None:
    """Keep 10⁶ from becoming 106."""
    if FIGURES.fullmatch(text := (element.text or "").strip()) and not len(element):
        element.text = text.translate(SUPERSCRIPTS if element.tag == "sup" else SUBSCRIPTS)


def _bold_lead(paragraph: Element) -> Element | None:
    """Return the bold first line of a paragraph that is worded like a heading or asks something."""
    if (paragraph.text or "").strip() or not len(paragraph) or paragraph[0].tag not in BOLD:
        return None
    lead = paragraph[0]
    text, after = one_line(own_text(lead)), lead.tail or ""
    if len(paragraph) > 1 and paragraph[1].tag == "br" and not after.strip():
        after = f"\n{paragraph[1].tail or ''}"
    alone = len(paragraph) == 1 and not after.strip()
    ends = alone or (after.lstrip(" ").startswith("\n") and not after.strip()[:1].islower())
    asks = text.endswith("?") and len(text.split()) <= LONGEST_QUESTION
    return lead if ends and (asks or is_worded(text.rstrip(": "))) else None


def _plain(text: str | None) -> str:
    return " ".join(text.replace("\v", " ").split("\n")) if text else ""


def _code_pieces(element: Element) -> list[Piece]:
    text = clean(element.text_content()).strip("\n").rstrip()
    return [Piece("code", text)] if text.strip() else []


def list_lines(element: Element, *, depth: int) -> Iterator[str]:
    """Yield a line for each item, indented by its depth and with the mark that a browser shows."""
    items = [child for child in element if isinstance(child.tag, str) and not is_hidden(child)]
    step = -1 if element.get("reversed") is not None else 1
    last = sum(item.tag == "li" for item in items)
    number = _whole(element.get("start"), 1 if step > 0 else last) - step
    for item in items:
        number = _whole(item.get("value"), number + step * (item.tag == "li"))
        mark = f"{_shaped(number, element)}." if element.tag == "ol" else "-"
        if text := one_line(own_text(item)):
            yield f"{'  ' * depth}{mark} {text}"
        for nested in _nested_lists(item):
            yield from list_lines(nested, depth=min(depth + 1, DEEPEST_LIST))


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and WHOLE.fullmatch(value) else default


def _shaped(number: int, ordered: Element) -> str:
    style = LIST_STYLE.search(ordered.get("style") or "")
    kind = style[1].lower() if style else ordered.get("type") or ""
    return shaped(number, LIST_SHAPES.get(kind, "decimal"))


def _nested_lists(item: Element) -> Iterator[Element]:
    """Yield the lists in an item, without those in them."""
    if item.tag in ("ul", "ol"):
        yield item
    else:
        for child in item:
            yield from _nested_lists(child)
