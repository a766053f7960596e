"""Read the chunks behind the hits as passages with their places."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from ai_features.knowledge.finding.fusion import Fused
from ai_features.knowledge.finding.headings import read_steps
from ai_features.knowledge.finding.results import Passage
from ai_features.knowledge.finding.weighted import WeightedQuery
from ai_features.knowledge.models import Chunk
from ai_features.knowledge.words.highlights import Marker
from ai_features.knowledge.words.query import has_phrase
from core.tenancy.prepared import PreparedRows
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentPage, Project

# More hits are read than asked for, so that near-duplicates can be skipped.
SPARE: Final = 5
SAME: Final = 0.9
# Read as rows: building a model instance for each takes longer than the query.
COLUMNS: Final = {
    **{name: name for name in ("document_id", "page", "page_label", "ordinal", "start", "end")},
    **{name: name for name in ("text", "section", "context", "steps")},
    "title": "of_document_title",
    "language": "of_document_language",
    "chunk_id": "pk",
}
Row = dict[str, Any]
Page = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class _Near:
    """A chunk next to a passage, which may be widened by it."""

    ordinal: int
    start: int
    end: int
    steps: list[Any]


def passages_of(
    project: Project,
    fused: Sequence[Fused[UUID]],
    cosines: Mapping[UUID, float],
    asked: WeightedQuery,
    *,
    limit: int,
) -> list[Passage]:
    """Return up to ``limit`` passages for the hits; call it inside ``in_workspace``.

    ``cosines`` are those of the vector leg. Near-duplicates are left out, and so are passages that
    lack a quoted phrase.
    """
    wanted = fused if asked.query.phrases else fused[: limit + SPARE]
    rows = _rows(project, [hit.key for hit in wanted])
    found = [(hit, rows[hit.key]) for hit in wanted if hit.key in rows]
    for phrase in asked.query.phrases:
        found = [(hit, row) for hit, row in found if has_phrase(row["text"], phrase)]
    marker = Marker(asked.telling, languages=asked.languages)
    passages: list[Passage] = []
    kept: list[frozenset[str]] = []
    for hit, row in found:
        if len(passages) == limit:
            break
        words = frozenset(row["text"].casefold().split())
        if not any(_alike(words, other) for other in kept):
            passages.append(_passage(row, hit, cosines.get(hit.key), marker))
            kept.append(words)
    return passages


def _passage(row: Row, hit: Fused[UUID], cosine: float | None, marker: Marker) -> Passage:
    return Passage(
        **row | {"steps": read_steps(json.loads(row["steps"]))},
        score=round(hit.score, 4),
        cosine=cosine,
        highlights=marker.spans(row["text"]),
    )


def _alike(words: frozenset[str], other: frozenset[str]) -> bool:
    """Tell near-duplicates, such as a paragraph in two versions of a document.

    Their sets of words have a Jaccard similarity of at least ``SAME``.
    """
    if len(words) < SAME * len(other) or len(other) < SAME * len(words):
        return False  # they differ too much in length to share enough
    most = int((1 - SAME) / SAME * len(words))
    if len(list(islice((word for word in words if word not in other), most + 1))) > most:
        return False  # enough words differ already
    return len(words & other) >= SAME * max(1, len(words | other))


def _rows(project: Project, ids: Sequence[UUID]) -> dict[UUID, Row]:
    rows = _chunks(project.workspace_id, list(ids))
    named = [
        dict(zip(COLUMNS, row, strict=True))
        for project_id, *row in rows
        if project_id == project.pk
    ]
    return {row["chunk_id"]: row for row in named}


def _of_document(workspace_id: UUID, column: str) -> Subquery:
    document = Document.objects.for_workspace(workspace_id).filter(pk=OuterRef("document_id"))
    return Subquery(document.order_by().values(column))


# Without a join, which would read the project's documents with all their chunks to find a few ids.
_chunks = PreparedRows(
    lambda workspace_id, ids: (
        Chunk.objects.for_workspace(workspace_id)
        .filter(pk__any_of=ids)
        .order_by()
        .annotate(
            of_document_title=_of_document(workspace_id, "title"),
            of_document_language=_of_document(workspace_id, "language"),
        )
        .values_list("project_id", *COLUMNS.values())
    ),
    *(UUID, list[UUID]),
    anew=True,
)


def surroundings(
    passages: Sequence[Passage], *, project: Project, around: int = 1
) -> list[Passage]:
    """Return the passages widened by up to ``around`` chunks on either side, on the same page.

    Small passages are found better, larger ones read better. A passage that lies within an earlier
    widened one is left out. ``text == page.text[start:end]`` still holds; highlights are dropped.
    """
    with in_workspace(project.workspace_id):
        chunks = _chunks_near(passages, project, around)
        texts = _texts(_pages(passages, project))
    read: list[Passage] = []
    for passage in passages:
        where = passage.document_id, passage.page
        if where not in texts or any(_holds(other, passage) for other in read):
            continue
        near = [
            each for each in chunks.get(where, []) if abs(each.ordinal - passage.ordinal) <= around
        ]
        start = min([passage.start, *(each.start for each in near)])
        end = max([passage.end, *(each.end for each in near)])
        wide = replace(
            passage,
            start=start,
            end=end,
            text=texts[where][start:end],
            highlights=[],
            steps=read_steps(step for each in near for step in each.steps),
        )
        read.append(wide)
    return read


def _holds(wide: Passage, passage: Passage) -> bool:
    same = (wide.document_id, wide.page) == (passage.document_id, passage.page)
    return same and wide.start <= passage.start and passage.end <= wide.end


def _chunks_near(
    passages: Sequence[Passage], project: Project, around: int
) -> dict[Page, list[_Near]]:
    """Return the chunks near the passages in reading order, keyed by page."""
    near = Q(pk__in=[])
    for passage in passages:
        between = passage.ordinal - around, passage.ordinal + around
        near |= Q(document_id=passage.document_id, page=passage.page, ordinal__range=between)
    chunks = Chunk.objects.for_workspace(project.workspace_id).filter(near, project=project)
    found: dict[Page, list[_Near]] = {}
    place = "document_id", "page"
    for row in chunks.order_by("ordinal").values_list(*place, *_Near.__slots__):
        found.setdefault((row[0], row[1]), []).append(_Near(*row[2:]))
    return found


def _pages(passages: Sequence[Passage], project: Project) -> QuerySet[DocumentPage]:
    wanted = Q(pk__in=[])
    for passage in passages:
        wanted |= Q(document_id=passage.document_id, number=passage.page)
    return DocumentPage.objects.for_workspace(project.workspace_id).filter(wanted)


def _texts(pages: QuerySet[DocumentPage]) -> dict[Page, str]:
    rows = pages.order_by().values_list("document_id", "number", "text")
    return {(document_id, number): text for document_id, number, text in rows}
