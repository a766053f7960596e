"""What a summary is made from: numbered passages of text, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ai_features.knowledge.context import continued_header
from ai_features.knowledge.finding.headings import Step, read_steps, section_at
from ai_features.knowledge.indexing.chunking import BlockSpan, PageText, chunk_pages
from ai_features.knowledge.models import Chunk
from ai_features.runs.models import Run
from ai_features.summary.services import chosen_documents
from core.tenancy.scope import in_workspace
from projects.documents.rows import head_row

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A passage of a document or of the pasted text: ``text == page.text[start:end]``.

    A pasted text is one page without a document; its ids are None. ``header`` is the first row of
    the table that ``text`` continues, if any. ``section`` is the heading path over the whole
    passage; ``steps`` are the headings within it.
    """

    number: int
    chunk_id: str | None
    document_id: str | None
    title: str
    page: int
    page_label: str
    start: int
    end: int
    text: str
    section: str
    language: str
    header: str = ""
    steps: tuple[Step, ...] = ()

    def citation(self, marker: int, *, start: int, end: int) -> Json:
        """Return the citation of ``start`` to ``end`` within this passage."""
        return {
            "marker": marker,
            "chunk_id": self.chunk_id,
            "document_id": self.document_id,
            "title": self.title,
            "page": self.page,
            "page_label": self.page_label,
            "section": section_at(self.start + start, self.steps, otherwise=self.section),
            "start": self.start + start,
            "end": self.start + end,
            "quote": self.text[start:end],
            "table_header": head_row(self.text, start=start, continues=self.header),
        }


def sources_of(run: Run) -> list[Source]:
    """Return the sources that the run is about, in the order of the documents and pages."""
    text = str(run.input.get("text", ""))
    return _pasted(text) if text.strip() else _chunks(run)


def _chunks(run: Run) -> list[Source]:
    wanted = chosen_documents(run)
    with in_workspace(run.workspace_id):
        rows = Chunk.objects.for_workspace(run.workspace_id).filter(document_id__in=wanted)
        chunks = list(rows.select_related("document"))
    places = {document_id: place for place, document_id in enumerate(wanted)}
    chunks.sort(key=lambda chunk: (places[chunk.document_id], chunk.ordinal))
    return [
        Source(
            number=number,
            chunk_id=str(chunk.pk),
            document_id=str(chunk.document_id),
            title=chunk.document.title,
            page=chunk.page,
            page_label=chunk.page_label,
            start=chunk.start,
            end=chunk.end,
            text=chunk.text,
            section=chunk.section,
            language=chunk.document.language,
            header=continued_header(chunk.context),
            steps=read_steps(chunk.steps),
        )
        for number, chunk in enumerate(chunks, start=1)
    ]


def _pasted(text: str) -> list[Source]:
    page = PageText(1, "Pasted text", text, [BlockSpan("paragraph", 0, len(text), 0)])
    return [
        Source(
            number=number,
            chunk_id=None,
            document_id=None,
            title="Pasted text",
            page=1,
            page_label=draft.page_label,
            start=draft.start,
            end=draft.end,
            text=draft.text,
            section=draft.section,
            language="",
            steps=draft.steps,
        )
        for number, draft in enumerate(chunk_pages([page], title=""), start=1)
    ]
