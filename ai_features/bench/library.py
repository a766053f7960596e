"""Find what a line of an imported golden set names: a document, and a place in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ai_features.bench.locating import LONGEST_QUOTE, Sought, locate
from ai_features.bench.scoring import Place
from core.errors import Invalid
from projects.models import Document
from projects.queries import pages_of

MOST_KEPT: Final = 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as somebody writes it: a document by id, title or file name; a span or its words."""

    document: str
    page: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str = ""


class Library:
    """Documents by all their names, and the pages of those asked for recently."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._named: dict[str, list[Document]] = defaultdict(list)
        self._pages: dict[UUID, list[Sought]] = {}
        for document in documents:
            names = (str(document.pk), document.title, document.filename)
            for name in {name.casefold() for name in names} - {""}:
                self._named[name].append(document)

    def place(self, spot: Spot) -> Place:
        """Return where ``spot`` is, or where its words are if its span does not hold them.

        Raises :class:`core.errors.Invalid`, saying what to correct.
        """
        document = self._document(spot.document)
        if spot.page and spot.start is not None and spot.end is not None:
            place = Place(document.pk, spot.page, spot.start, spot.end)
            if not spot.quote or self._text(document, place) == spot.quote:
                return place
        return self._quoted(document, spot)

    def _document(self, name: str) -> Document:
        if not name.strip():
            raise Invalid("Name the document by its title, file name or id.")
        found = self._named.get(" ".join(name.split()).casefold(), [])
        if len(found) > 1:
            raise Invalid(f"Several documents are called “{name}”; refer to it by its id.")
        if not found:
            raise Invalid(f"There is no document called “{name}” in this project.")
        return found[0]

    def _quoted(self, document: Document, spot: Spot) -> Place:
        if not spot.quote.strip():
            raise Invalid("Give the words of the passage, or its page, start and end.")
        if len(spot.quote) > LONGEST_QUOTE:
            raise Invalid(f"A passage has at most {LONGEST_QUOTE:,} characters.")
        pages = self._pages_of(document)
        named = [sought for sought in pages if sought.page.number == spot.page]
        found = locate(spot.quote, named) or locate(spot.quote, pages)
        if found is None:
            raise Invalid(f"“{document.title}” does not contain these words.")
        return Place(document.pk, *found)

    def _text(self, document: Document, place: Place) -> str:
        pages = (sought.page for sought in self._pages_of(document))
        texts = (page.text for page in pages if page.number == place.page)
        return next((text[place.start : place.end] for text in texts), "")

    def _pages_of(self, document: Document) -> list[Sought]:
        if document.pk not in self._pages:
            if len(self._pages) >= MOST_KEPT:
                self._pages.clear()
            self._pages[document.pk] = [Sought(page) for page in pages_of(document)]
        return self._pages[document.pk]
