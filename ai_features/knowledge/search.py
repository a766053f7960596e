"""Search: the one door to passages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import ProgrammingError
from psycopg.errors import UndefinedFunction

from ai_features.gateway import Caller, chat_model
from ai_features.knowledge.finding.clock import Clock
from ai_features.knowledge.finding.reranking import DEPTH as RERANKED
from ai_features.knowledge.finding.reranking import rerank_passages
from ai_features.knowledge.finding.results import SearchResult, reordered
from ai_features.knowledge.finding.retrieval import Retrieval
from ai_features.knowledge.finding.understanding import Understood, understand
from ai_features.knowledge.indexing.spaces import active_space
from ai_features.knowledge.settings import Reranking, SearchSettings, kept_settings
from ai_features.knowledge.words.query import Mode
from core.tenancy.scope import in_workspace
from projects.models import Project

log = logging.getLogger(__name__)


def search(
    *,
    project: Project,
    query: str,
    limit: int = 10,
    mode: Mode = "hybrid",
    document_ids: Sequence[UUID] | None = None,
    settings: SearchSettings | None = None,
    understood: Understood | None = None,
    caller: Caller | None = None,
) -> SearchResult:
    """Return up to ``limit`` passages of ``project`` that answer ``query``, best first.

    ``keyword`` searches by words, ``semantic`` by meaning, ``hybrid`` by both. Words in quotes
    must occur in a passage as typed; ``warr*`` stands for the commonest words that begin that way.
    Nothing is returned when no word of the query occurs and the local model finds nothing near it.
    ``document_ids`` restricts the search to those documents. Without ``settings`` the project's own
    are used. Pass ``understood`` if the query has already been rewritten. Model calls are charged
    to ``caller``. When a provider fails, the search goes on without it and adds a note; only a
    ``semantic`` search, which needs its vectors, raises
    :class:`~ai_features.gateway.errors.ProviderFailed`. Raises whatever the caller's ``check``
    raises. Call it outside any transaction.
    """
    clock = Clock()
    if not query.strip() or limit < 1:
        return SearchResult([], clock.total())
    caller = caller or Caller(project.workspace_id)
    with in_workspace(project.workspace_id):
        settings = settings or kept_settings(project)
        space = active_space(project)
    clock.lap("read")
    if understood is None:
        understood = _understand(query, settings, caller, clock)
    retrieval = Retrieval(project, space, mode, document_ids, settings.vector_share, caller, clock)
    found = _ranked(retrieval, understood, settings.rerank, limit=limit)
    return replace(
        found,
        passages=found.passages[:limit],
        timings_ms=clock.total(),
        notes=list(dict.fromkeys(filter(None, [understood.note, *found.notes]))),
    )


def _understand(query: str, settings: SearchSettings, caller: Caller, clock: Clock) -> Understood:
    how = settings.understanding
    if how == "off":
        return Understood(query)
    understood = understand(query, how=how, caller=caller, model=chat_model(caller.workspace_id))
    clock.lap("understand")
    return understood


def _ranked(
    retrieval: Retrieval, understood: Understood, way: Reranking, *, limit: int
) -> SearchResult:
    """Return at least ``limit`` passages, if so many are found, in their final order."""
    queries = [understood.question, *understood.queries]
    if way == "off":
        return _retrieve(retrieval, queries, most=limit)
    found = _retrieve(retrieval, queries, most=max(limit, RERANKED))
    reranked = _reranked(found, understood.question, way, retrieval.caller)
    retrieval.clock.lap("rerank")
    return reranked


def _retrieve(retrieval: Retrieval, queries: Sequence[str], *, most: int) -> SearchResult:
    """Return what is found, without the space's index if its function no longer exists."""
    space = retrieval.space
    try:
        return retrieval.passages_for(queries, most=most)
    except ProgrammingError as error:
        if space is None or not isinstance(error.__cause__, UndefinedFunction):
            raise
    # The sweep drops it once its space is deleted, perhaps since the space was read.
    log.warning("The space %s has no function to search in its index.", space.pk)
    space.indexed = False
    return retrieval.passages_for(queries, most=most)


def _reranked(found: SearchResult, question: str, way: Reranking, caller: Caller) -> SearchResult:
    texts = [passage.indexed_text for passage in found.passages]
    reranked = rerank_passages(question, texts, way=way, caller=caller)
    return replace(
        found,
        passages=reordered(found.passages, reranked),
        reranked=reranked,
        notes=[*found.notes, reranked.note if reranked else ""],
    )
