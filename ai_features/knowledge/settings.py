"""How a project searches: the weight of meaning, and which steps call a model."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, cast, get_args
from uuid import UUID

from ai_features.knowledge.models import ProjectSearch
from core.access import Access
from core.audit.services import note
from core.errors import Invalid
from core.tenancy.prepared import Prepared
from projects.models import Project

Understanding = Literal["off", "rewrite", "several", "parts"]
Reranking = Literal["off", "model", "provider"]


@dataclass(frozen=True)
class SearchSettings:
    """The options of a search besides its query.

    ``vector_share`` is the weight of meaning against words, 0 to 1; ``None`` is the standard one.
    ``understanding`` is how a chat model rewrites a question before the search, ``rerank`` what
    reorders the result: the chat model or the provider's reranker. Raises
    :class:`core.errors.Invalid` for a share outside 0 to 1 and for an unknown choice.
    """

    vector_share: float | None = None
    understanding: Understanding = "off"
    rerank: Reranking = "off"

    def __post_init__(self) -> None:
        if self.vector_share is not None and not 0 <= self.vector_share <= 1:
            raise Invalid.of("vector_share", "The share of meaning must lie between 0 and 1.")
        _require("understanding", self.understanding, get_args(Understanding))
        _require("rerank", self.rerank, get_args(Reranking))


def _require(field: str, value: str, ways: tuple[str, ...]) -> None:
    if value not in ways:
        raise Invalid.of(field, f"Choose one of {', '.join(ways)}.")


def kept_settings(project: Project) -> SearchSettings:
    """Return the project's own settings, or the defaults; call it inside ``in_workspace``."""
    kept = _kept(project.workspace_id, project.pk)
    if kept is None:
        return SearchSettings()
    understanding, rerank = cast(Understanding, kept.understanding), cast(Reranking, kept.rerank)
    return SearchSettings(kept.vector_share, understanding, rerank)


_kept = Prepared(
    ProjectSearch,
    lambda workspace_id, project_id: ProjectSearch.objects.for_workspace(workspace_id).filter(
        project_id=project_id
    ),
    *(UUID, UUID),
)


def keep_settings(*, access: Access, project: Project, settings: SearchSettings) -> None:
    """Use ``settings`` for every search of the project from now on; the audit log records it."""
    ProjectSearch.objects.for_workspace(project.workspace_id).update_or_create(
        project=project,
        defaults={"workspace_id": project.workspace_id, **asdict(settings)},
    )
    note(access, "project.search_changed", object_id=project.pk, label=project.name)
