"""The demo on the landing page: the sample's search, open to anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.urls import reverse

from ai_features.sample.loading import WORKSPACE_ID
from ai_features.sample.questions import DOCUMENTS
from ai_features.search.services import KIND
from ai_features.search.settings import search_settings
from core.tenancy.scope import in_workspace
from projects.models import Document, Project
from projects.queries import get_demo

QUESTIONS = 4


@dataclass(frozen=True, slots=True)
class OpenSample:
    """What anybody may search: the documents that ship with the site, and no others.

    Whatever documents and projects the sample's owner adds are not searched.
    """

    project: Project
    document_ids: list[UUID]


def open_sample() -> OpenSample | None:
    """Return the sample, unless somebody has deleted it."""
    with in_workspace(WORKSPACE_ID):
        rows = Document.objects.for_workspace(WORKSPACE_ID).filter(sha256__in=_shipped())
        rows = rows.filter(workspace__deleting=False).select_related("project")
        found = list(rows.order_by("project__created_at", "created_at"))
    if not found:
        return None
    project = found[0].project
    return OpenSample(project, [row.pk for row in found if row.project_id == project.pk])


def find() -> Mapping[str, object] | None:
    """Return what the landing page shows of the sample."""
    sample = open_sample()
    if sample is None:
        return None
    with in_workspace(WORKSPACE_ID):
        queries = search_settings(get_demo(project=sample.project, kind=KIND)).example_queries
    return {
        "project": sample.project,
        "questions": queries[:QUESTIONS],
        "url_search": reverse("sample:search"),
    }


@cache
def _shipped() -> frozenset[str]:
    return frozenset(hashlib.sha256(path.read_bytes()).hexdigest() for path in DOCUMENTS.iterdir())
