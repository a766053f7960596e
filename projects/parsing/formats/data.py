"""JSON and XML: their values, each with its name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from projects.parsing.charset import decode
from projects.parsing.cleaning import clean, one_line
from projects.parsing.flow import Piece
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.ooxml import safe_xml

DEEPEST = 60
LINES_A_PIECE = 40
EMBEDDED = "data:"
MARKUP = re.compile(r"<([a-z]\w*)\b[^<>]*>.*</\1>", re.DOTALL | re.IGNORECASE)

Element = Any


def parse(source: Source) -> Draft:
    """Read a JSON or XML file as lines of names and values."""
    data = source.path.read_bytes()
    lines = _xml_lines(data) if source.kind == "xml" else json_lines(decode(data))
    return source.flow(grouped(lines))


def grouped(lines: Iterator[str]) -> Iterator[Piece]:
    """Yield a piece for each top-level entry (ended by an empty line), or for every 40 lines."""
    group: list[str] = []
    for line in lines:
        if line:
            group.append(line)
        if group and (not line or len(group) >= LINES_A_PIECE):
            yield Piece("code", "\n".join(group))
            group = []
    if group:
        yield Piece("code", "\n".join(group))


def json_lines(text: str) -> Iterator[str]:
    """Yield ``name: value`` lines; text that is not JSON keeps its lines."""
    try:
        values = json_values(text)
    except (ValueError, RecursionError):
        yield from (clean(line).rstrip() for line in text.splitlines())
        return
    for value in values:
        yield from _value_lines(value, name="", depth=0)
        yield ""


def json_values(text: str) -> list[Any]:
    """Return the entries of a JSON text, or of a text with one JSON value per line.

    Numbers stay as they are written: 1.50 is a price.
    """
    try:
        value = _loaded(text)
    except ValueError:
        return [_loaded(line) for line in text.splitlines() if line.strip()]
    return value if isinstance(value, list) else [value]


def _loaded(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str)


def _value_lines(value: object, *, name: str, depth: int) -> Iterator[str]:
    indent = "  " * min(depth, DEEPEST)
    if isinstance(value, dict | list) and depth < DEEPEST:
        if name and value:
            yield f"{indent}{name}:"
        entries = value.items() if isinstance(value, dict) else (("-", each) for each in value)
        for key, each in entries:
            inner = _value_lines(each, name=one_line(str(key)), depth=depth + bool(name))
            yield from _as_entry(inner, depth + 1) if key == "-" else inner
    elif value is not None and value != "":
        shown = one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        yield f"{indent}{name}: {shown}" if name not in ("", "-") else f"{indent}- {shown}"


def _as_entry(lines: Iterator[str], depth: int) -> Iterator[str]:
    """Yield the lines of a list's entry, the first of several behind a dash."""
    first = next(lines, "")
    if first.strip() != "-:":
        yield first
    else:
        indent = "  " * min(depth, DEEPEST)
        yield f"{indent}- {next(lines, '').strip()}"
    yield from lines


def _xml_lines(data: bytes) -> Iterator[str]:
    root = safe_xml(data)
    if isinstance(root.tag, str) and root.tag.rpartition("}")[2] == "svg":
        yield from drawn_words(root)
        return
    if said := _said(root):
        yield said
    for element in root:
        yield from _element_lines(element, depth=0)
        if tail := one_line(element.tail or ""):
            yield tail
        yield ""


def drawn_words(root: Element) -> Iterator[str]:
    """Yield the words of an SVG drawing: titles, descriptions and texts in document order."""
    for element in root.iter("{*}title", "{*}desc", "{*}text"):
        if line := one_line(" ".join(element.itertext())):
            yield line


def _element_lines(element: Element, *, depth: int) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    indent, name = "  " * min(depth, DEEPEST), element.tag.rsplit("}", 1)[-1]
    said = _said(element)
    if said or len(element):
        yield clean(f"{indent}{name}: {said}").rstrip()
    for child in element:
        yield from _element_lines(child, depth=depth + 1)
        if tail := one_line(child.tail or ""):
            yield f"{indent}  {tail}"


def _said(element: Element) -> str:
    """Return an element's attributes and the text before its first child."""
    values = [
        f"{key.rsplit('}', 1)[-1]}={one_line(value)}"
        for key, value in element.items()
        if not value.startswith(EMBEDDED)
    ]
    text = element.text or ""
    if MARKUP.search(text):  # as in feeds, whose items hold web pages
        text = import_module("lxml.html").document_fromstring(text).text_content()
    return " ".join(filter(None, [*values, one_line(text)]))
