"""OpenDocument texts: headings, paragraphs, lists and tables from content.xml (OASIS ODF 1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from projects.parsing.cleaning import one_line, tidy
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.ooxml import Package
from projects.parsing.tables import pipe_table
from projects.parsing.zips import open_zip

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
LOCKED = b"encryption-data"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
MOST_REPEATED = 64
SPACES = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
HIDDEN = {f"{TEXT}tracked-changes", f"{OFFICE}annotation"}

Element = Any


def parse(source: Source) -> Draft:
    """Read an OpenDocument text."""
    body = body_of(source)
    return source.flow(() if body is None else pieces_of(body))


def body_of(source: Source) -> Element | None:
    """Return the body of an OpenDocument file. Raises Unreadable: encrypted, corrupt."""
    with open_zip(source.path, limits=source.limits) as archive:
        package = Package(archive)
        manifest = "META-INF/manifest.xml"
        if package.has(manifest) and LOCKED in package.bytes(manifest):
            raise Unreadable("encrypted")
        return package.xml("content.xml").find(f"{OFFICE}body")


def pieces_of(element: Element) -> Iterator[Piece]:
    """Yield the blocks of an element in order."""
    for child in element:
        if child.tag == f"{TEXT}h":
            level = child.get(f"{TEXT}outline-level", "1")
            yield Piece(
                "heading", one_line(_text_of(child)), min(6, int(level) if level.isdigit() else 1)
            )
        elif child.tag == f"{TEXT}p":
            yield Piece("paragraph", tidy(_text_of(child)))
        elif child.tag == f"{TEXT}list":
            yield Piece("list", "\n".join(_list_lines(child, depth=0)))
        elif child.tag == f"{TABLE}table":
            yield Piece("table", pipe_table(table_rows(child)))
        elif child.tag not in HIDDEN:
            yield from pieces_of(child)


def _text_of(element: Element) -> str:
    if not isinstance(element.tag, str) or element.tag in HIDDEN:
        return ""
    inner = (SPACES.get(child.tag, _text_of(child)) + (child.tail or "") for child in element)
    return (element.text or "") + "".join(inner)


def _list_lines(element: Element, *, depth: int) -> Iterator[str]:
    for item in element.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
        for child in item:
            if child.tag == f"{TEXT}list":
                yield from _list_lines(child, depth=depth + 1)
            elif line := one_line(_text_of(child)):
                yield f"{'  ' * depth}- {line}"


def table_rows(table: Element) -> list[list[str]]:
    """Return rows as text, without empty rows and without empty cells at their ends.

    A cell that the file repeats appears at most 64 times.
    """
    rows: list[list[str]] = []
    for row in table.iter(f"{TABLE}table-row"):
        cells = [text for cell in row.iterchildren(*CELLS) for text in _repeated(cell)]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append(cells)
    return rows


def _repeated(cell: Element) -> list[str]:
    text = "" if cell.tag == CELLS[1] else " ".join(map(one_line, _paragraphs(cell)))
    count = cell.get(f"{TABLE}number-columns-repeated", "1")
    return [text] * min(int(count) if count.isdecimal() else 1, MOST_REPEATED)


def _paragraphs(cell: Element) -> Iterator[str]:
    for paragraph in cell.iter(f"{TEXT}p"):
        yield _text_of(paragraph)
