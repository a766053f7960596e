"""OpenDocument packages: the body, and what its styles mean (OASIS ODF 1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from projects.parsing.cleaning import one_line
from projects.parsing.errors import Unreadable
from projects.parsing.formats.counting import Level, whole
from projects.parsing.formats.draft import Source
from projects.parsing.formats.ooxml import DC_TITLE, Package
from projects.parsing.zips import open_zip

TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
SHOW: Final = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
WRITTEN: Final = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
LOCKED: Final = b"encryption-data"
MANIFEST: Final = "META-INF/manifest.xml"
HIDING: Final = (
    (f"{STYLE}text-properties", f"{TEXT}display", "none"),
    (f"{STYLE}table-properties", f"{TABLE}display", "false"),
    (f"{STYLE}drawing-page-properties", f"{SHOW}visibility", "hidden"),
)
SHAPES: Final = {
    "": "none", "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
    "I": "upperRoman",
}  # fmt: skip
NUMBERED: Final = (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")
WRITTEN_PLACE: Final = re.compile(r"%(\d)%")
LAST_WRITTEN: Final = 9
MOST_ANCESTORS: Final = 10

Element = Any


@dataclass(frozen=True)
class Styles:
    """What names of styles mean: ``lists`` and ``outline`` say how each level is numbered.

    ``hidden`` has (family, name) of the styles that hide what they are of.
    """

    lists: dict[str, dict[int, Level]]
    outline: dict[int, Level]
    paragraphs: dict[str, Element]
    hidden: frozenset[tuple[str, str]]

    def list_of(self, paragraph: str) -> str | None:
        """Return the list style that a paragraph style or its nearest ancestor names."""
        found = (style.get(f"{STYLE}list-style-name") for style in self._line_of(paragraph))
        return next((name for name in found if name is not None), None)

    def is_based_on(self, name: str, paragraph: str) -> bool:
        """Return whether a paragraph style is that of this name, or based on it."""
        above = (style.get(f"{STYLE}parent-style-name") for style in self._line_of(paragraph))
        return name in (paragraph, *above)

    def _line_of(self, name: str) -> Iterator[Element]:
        for _ in range(MOST_ANCESTORS):
            style = self.paragraphs.get(name)
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name", "")


@dataclass(frozen=True)
class OpenDocument:
    """A document's body, which is None if there is none, its styles and its own title."""

    body: Element | None
    styles: Styles
    title: str


def open_document(source: Source) -> OpenDocument:
    """Open an OpenDocument file. Raises Unreadable: encrypted, corrupt."""
    with open_zip(source.path, limits=source.limits) as archive:
        package = Package(archive)
        if package.has(MANIFEST) and LOCKED in package.bytes(MANIFEST):
            raise Unreadable("encrypted")
        content = package.xml("content.xml")
        shared = [package.xml("styles.xml")] if package.has("styles.xml") else []
        meta = package.xml("meta.xml") if package.has("meta.xml") else None
        title = "" if meta is None else one_line(meta.findtext(f".//{DC_TITLE}") or "")
        return OpenDocument(content.find(f"{OFFICE}body"), _styles([*shared, content]), title)


def _styles(roots: Sequence[Element]) -> Styles:
    """Return the styles of the parts of a document; those of later parts go before."""
    written = [style for root in roots for style in root.iter(f"{STYLE}style")]
    lists = (each for root in roots for each in root.iter(f"{TEXT}list-style"))
    outlines = (each for root in roots for each in root.iter(f"{TEXT}outline-style"))
    return Styles(
        lists={each.get(f"{STYLE}name", ""): _levels(each) for each in lists},
        outline=next(map(_levels, outlines), {}),
        paragraphs={
            style.get(f"{STYLE}name", ""): style
            for style in written
            if style.get(f"{STYLE}family") == "paragraph"
        },
        hidden=frozenset(
            (style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", ""))
            for style in written
            if _hides(style)
        ),
    )


def _hides(style: Element) -> bool:
    """Return whether a style hides what it is of, or strikes it out."""
    words = style.find(f"{STYLE}text-properties")
    line = "none" if words is None else words.get(f"{STYLE}text-line-through-style", "none")
    if line != "none" and style.get(f"{STYLE}family") == "text":
        return True
    looks = ((style.find(tag), name, value) for tag, name, value in HIDING)
    return any(look is not None and look.get(name) == value for look, name, value in looks)


def _levels(style: Element) -> dict[int, Level]:
    """Return how a list's levels are numbered, counted from 0 as they are elsewhere."""
    written = {whole(each.get(f"{TEXT}level"), 0): each for each in style}
    shown = [at for at, each in written.items() if each.get(f"{STYLE}num-format")]
    return {at - 1: _level(each, at, shown) for at, each in written.items() if at}


def _level(element: Element, at: int, shown: Iterable[int]) -> Level:
    if element.tag not in NUMBERED:
        return Level(shape="bullet")
    count = whole(element.get(f"{TEXT}display-levels"), 1)
    return Level(
        start=whole(element.get(f"{TEXT}start-value"), 1),
        shape=SHAPES.get(element.get(f"{STYLE}num-format", ""), "decimal"),
        text=_pattern(element, [each for each in shown if at - count < each <= at]),
    )


def _pattern(element: Element, levels: Iterable[int]) -> str:
    """Return what a level writes, as “%1.%2” for the number above and its own."""
    if written := element.get(f"{WRITTEN}num-list-format"):
        return WRITTEN_PLACE.sub(r"%\1", written)
    numbers = ".".join(f"%{each}" for each in levels if each <= LAST_WRITTEN)
    before, after = (element.get(f"{STYLE}num-{name}", "") for name in ("prefix", "suffix"))
    return f"{before}{numbers}{after}"
