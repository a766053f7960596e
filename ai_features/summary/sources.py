"""What a summary is made from: numbered passages of text, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from ai_features.knowledge.finding.headings import read_steps
from ai_features.knowledge.finding.placed import PlacedText
from ai_features.knowledge.indexing.chunking import BlockSpan, PageText, chunk_pages
from ai_features.knowledge.models import Chunk
from ai_features.runs.models import Run
from ai_features.summary.queries import chosen_documents
from core.tenancy.scope import in_workspace


@dataclass(frozen=True, kw_only=True)
class Source(PlacedText):
    """A passage of a document or of the pasted text, which is one page without a document."""

    number: int


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
            chunk_id=chunk.pk,
            document_id=chunk.document_id,
            title=chunk.document.title,
            page=chunk.page,
            page_label=chunk.page_label,
            start=chunk.start,
            end=chunk.end,
            text=chunk.text,
            section=chunk.section,
            context=chunk.context,
            language=chunk.document.language,
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
            context="",
            language="",
            steps=draft.steps,
        )
        for number, draft in enumerate(chunk_pages([page], title=""), start=1)
    ]
