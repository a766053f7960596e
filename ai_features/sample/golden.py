"""The sample's golden set: its own questions, with answers located as documents are read."""

from __future__ import annotations

from collections.abc import Iterator

from ai_features.bench.locating import Sought, locate
from ai_features.bench.models import GoldenPassage
from ai_features.bench.queries import measurements_of
from ai_features.bench.scoring import Place
from ai_features.bench.services import hold_documents, put_golden, request_measurement
from ai_features.sample.loading import WORKSPACE_ID
from ai_features.sample.questions import Source, sample_questions
from core.access import Actor
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentStatus
from projects.queries import documents_of, pages_of


def fill_golden_set(sender: object, *, document: Document, **_: object) -> None:
    """Receive ``document_changed``: a document of the sample can now be searched.

    Once all documents are there, the set is measured; from then on it is its users' to change.
    """
    if document.workspace_id != WORKSPACE_ID:
        return
    with in_workspace(WORKSPACE_ID):
        if measurements_of(document.project).exists():
            return
        _put(document)
        if document.created_by and _whole(document):
            user = document.created_by
            actor = Actor(kind="user", id=user.pk, label=user.name or user.email, user=user)
            request_measurement(actor=actor, project=document.project)


def answered() -> Iterator[tuple[str, Source]]:
    """Yield each question of the sample with each place that answers it."""
    questions = sample_questions()
    for starter in questions["chat"]["starters"]:
        for source in starter["sources"]:
            yield starter["question"], source
    for example in questions["search"]["examples"]:
        yield example["query"], example["source"]


def _put(document: Document) -> None:
    hold_documents(document.project, {document.pk})
    pages = list(pages_of(document))
    for question, source in answered():
        if source["document"] != document.filename:
            continue
        named = [page for page in pages if page.number == source["page"]]
        found = locate(source["phrase"], map(Sought, named or pages))
        if found:
            place = Place(document.pk, *found)
            put_golden(project=document.project, question=question, places=[place])


def _whole(document: Document) -> bool:
    """Return whether every document that answers something has its passages, or failed."""
    rows = documents_of(document.project)
    failed = rows.filter(status=DocumentStatus.FAILED).values_list("filename", flat=True)
    passages = GoldenPassage.objects.for_workspace(WORKSPACE_ID)
    there = passages.filter(document__in=rows).values_list("document__filename", flat=True)
    return {source["document"] for _, source in answered()} <= {*failed, *there}
