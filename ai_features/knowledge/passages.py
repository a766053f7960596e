"""What was found, as passages with their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

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
CHUNK_FIELDS: Final = (
    *("id", "document_id", "page", "page_label", "ordinal", "start", "end"),
    *("text", "section", "context"),
)


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
    chunks = _chunks(project, [hit.key for hit in wanted])
    found = [(hit, chunks[hit.key]) for hit in wanted if hit.key in chunks]
    for phrase in asked.query.phrases:
        found = [(hit, chunk) for hit, chunk in found if has_phrase(chunk.text, phrase)]
    passages: list[Passage] = []
    kept: list[frozenset[str]] = []
    for hit, chunk in found:
        words = frozenset(chunk.text.casefold().split())
        if len(passages) < limit and not any(_alike(words, other) for other in kept):
            passages.append(_passage(chunk, hit, cosines.get(hit.key), asked))
            kept.append(words)
    return passages


def _passage(chunk: Chunk, hit: Fused[UUID], cosine: float | None, asked: Asked) -> Passage:
    return Passage(
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
        ordinal=chunk.ordinal,
        score=round(hit.score, 4),
        cosine=cosine,
        highlights=highlight(chunk.text, wanted=asked.telling, languages=asked.languages),
    )


def _alike(words: frozenset[str], other: frozenset[str]) -> bool:
    """Tell near-repeats, such as a paragraph that two versions of a document share."""
    return len(words & other) >= SAME * max(1, len(words | other))


def _chunks(project: Project, ids: Sequence[UUID]) -> dict[UUID, Chunk]:
    rows = Chunk.objects.for_workspace(project.workspace_id).filter(project=project, pk__in=ids)
    documents = ("document__title", "document__language")
    return {
        chunk.pk: chunk for chunk in rows.select_related("document").only(*CHUNK_FIELDS, *documents)
    }


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
