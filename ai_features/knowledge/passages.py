"""What was found, as passages with their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import F

from ai_features.knowledge.asked import Asked
from ai_features.knowledge.found import Passage
from ai_features.knowledge.fusion import Fused
from ai_features.knowledge.highlights import highlight
from ai_features.knowledge.models import Chunk
from ai_features.knowledge.query import has_phrase
from core.tenancy.scope import in_workspace
from projects.models import Project

# More hits are read than asked for, so that near-repeats can be passed over.
SPARE: Final = 5
SAME: Final = 0.9
# Read as rows: a model's object for each costs more than the database does.
FIELDS: Final = (
    *("document_id", "page", "page_label", "ordinal", "start", "end"),
    *("text", "section", "context"),
)
OF_DOCUMENT: Final = {"title": F("document__title"), "language": F("document__language")}
Row = dict[str, Any]


def passages_of(
    project: Project,
    fused: Sequence[Fused[UUID]],
    cosines: Mapping[UUID, float],
    asked: Asked,
    *,
    limit: int,
) -> list[Passage]:
    """Return the passages behind the hits, without near-repeats; inside ``in_workspace``.

    ``cosines`` are those of the vector leg; passages without a quoted phrase are left out.
    """
    wanted = fused if asked.query.phrases else fused[: limit + SPARE]
    rows = _rows(project, [hit.key for hit in wanted])
    found = [(hit, rows[hit.key]) for hit in wanted if hit.key in rows]
    for phrase in asked.query.phrases:
        found = [(hit, row) for hit, row in found if has_phrase(row["text"], phrase)]
    passages: list[Passage] = []
    kept: list[frozenset[str]] = []
    for hit, row in found:
        if len(passages) == limit:
            break
        words = frozenset(row["text"].casefold().split())
        if not any(_alike(words, other) for other in kept):
            passages.append(_passage(row, hit, cosines.get(hit.key), asked))
            kept.append(words)
    return passages


def _passage(row: Row, hit: Fused[UUID], cosine: float | None, asked: Asked) -> Passage:
    return Passage(
        **row,
        score=round(hit.score, 4),
        cosine=cosine,
        highlights=highlight(row["text"], wanted=asked.telling, languages=asked.languages),
    )


def _alike(words: frozenset[str], other: frozenset[str]) -> bool:
    """Tell near-repeats, such as a paragraph that two versions of a document share."""
    return len(words & other) >= SAME * max(1, len(words | other))


def _rows(project: Project, ids: Sequence[UUID]) -> dict[UUID, Row]:
    chunks = Chunk.objects.for_workspace(project.workspace_id).filter(project=project, pk__in=ids)
    rows = chunks.values(*FIELDS, chunk_id=F("pk"), **OF_DOCUMENT)
    return {row["chunk_id"]: row for row in rows}


def neighbours(passage: Passage, *, project: Project, around: int = 1) -> list[Chunk]:
    """Return the chunks next to ``passage`` in its document, itself included, in reading order.

    Small passages are found better, larger ones read better: a model that answers is given more
    than what was found.
    """
    with in_workspace(project.workspace_id):
        rows = Chunk.objects.for_workspace(project.workspace_id).filter(
            project=project,
            document_id=passage.document_id,
            ordinal__range=(passage.ordinal - around, passage.ordinal + around),
        )
        return list(rows.order_by("ordinal"))
