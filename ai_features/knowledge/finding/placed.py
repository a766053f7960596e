"""A text with its place in a document, and how it is cited."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from ai_features.knowledge.context import continued_header
from ai_features.knowledge.finding.headings import Step, section_at
from core.json import Json
from projects.documents.rows import head_row


@dataclass(frozen=True, kw_only=True)
class PlacedText:
    """A part of a page: ``text == page.text[start:end]``.

    A text that stands in no document has no ids. ``context`` names what stands above it: the
    title, the section and a table's header row. ``section`` is the section path that holds for the
    whole text; ``steps`` give those of its parts, if the index has them.
    """

    chunk_id: UUID | None
    document_id: UUID | None
    title: str
    page: int
    page_label: str
    start: int
    end: int
    text: str
    section: str
    context: str
    language: str
    steps: tuple[Step, ...] = ()

    @property
    def table_header(self) -> str:
        """The header row of the table that the text continues; empty if it continues none."""
        return continued_header(self.context)

    @property
    def ids(self) -> dict[str, str | None]:
        """The ids of its chunk and document, as a citation has them."""
        return {
            "chunk_id": str(self.chunk_id) if self.chunk_id else None,
            "document_id": str(self.document_id) if self.document_id else None,
        }

    def citation(self, marker: int, *, start: int, end: int) -> Json:
        """Return the citation of ``text[start:end]``, with its span in the page's text."""
        return {
            "marker": marker,
            **self.ids,
            "title": self.title,
            "page": self.page,
            "page_label": self.page_label,
            "section": section_at(self.start + start, self.steps, otherwise=self.section),
            "start": self.start + start,
            "end": self.start + end,
            "quote": self.text[start:end],
            "table_header": head_row(self.text, start=start, continues=self.table_header),
        }
