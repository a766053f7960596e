"""Request a summary; the same request for the same content is answered once."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from django.db import connection

from ai_features.gateway import chat_model
from ai_features.runs import engine
from ai_features.runs.models import Run, RunStatus
from ai_features.runs.services import create_run
from ai_features.summary.options import SummaryOptions
from core.access import Actor
from core.errors import Conflict, Invalid, NotFound
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentStatus, Project
from projects.queries import NO_DOCUMENT, documents_of, get_demo

KIND: Final = "summary"
LIVE: Final = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.DONE)
FEWEST_LETTERS: Final = 40


def request_summary(
    *, project: Project, actor: Actor, options: SummaryOptions, again: bool = False
) -> Run:
    """Return the summary run for ``options``, starting one in a worker if there is none.

    Asking twice costs one model call: a run is unique per documents, their content, options and
    model, unless ``again``. Raises :class:`core.errors.Invalid` when there is nothing to summarise,
    ``NotFound`` for documents of another project, ``Conflict`` for documents not yet read.
    """
    model = chat_model(project.workspace_id)
    with in_workspace(project.workspace_id):
        documents = _documents(project, options)
        _check(options, documents)
        content = [f"{document.sha256} {document.title}" for document in documents]
        fingerprint = _fingerprint(options, content, model.name if model else "")
        _one_at_a_time(project, fingerprint)
        former = None if again else _former(project, documents, fingerprint)
        return former or _begin(project, actor, options, documents, fingerprint)


def _documents(project: Project, options: SummaryOptions) -> list[Document]:
    if options.text.strip():
        return []
    rows = documents_of(project)
    if not options.document_ids:
        return list(rows.filter(status=DocumentStatus.READY).order_by("created_at", "id"))
    wanted = list(dict.fromkeys(options.document_ids))
    found = rows.in_bulk(wanted)
    if len(found) < len(wanted):
        raise NotFound(NO_DOCUMENT)
    return [found[document_id] for document_id in wanted]


def _check(options: SummaryOptions, documents: list[Document]) -> None:
    if options.text.strip() and options.document_ids:
        raise Invalid.of("text", "Choose either documents or a text.")
    if options.text.strip():
        if len(options.text.strip()) < FEWEST_LETTERS:
            raise Invalid.of(
                "text",
                f"The text is too short to summarise: give at least {FEWEST_LETTERS} characters.",
            )
        return
    if not documents:
        raise Invalid.of("document_ids", "There is no document to summarise yet. Upload one first.")
    waiting = [row for row in documents if row.status != DocumentStatus.READY]
    if waiting:
        raise Conflict(
            f"“{waiting[0].title}” has not been read yet. Wait for it, or choose others.",
            code="document_not_ready",
        )


def _fingerprint(options: SummaryOptions, content: list[str], model: str) -> str:
    what = options.model_dump(mode="json", exclude={"document_ids"}) | {
        "content": content,
        "model": model,
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def _one_at_a_time(project: Project, fingerprint: str) -> None:
    """Keep anybody else from starting the same summary until this transaction ends."""
    key = int.from_bytes(hashlib.sha256(f"{project.pk}{fingerprint}".encode()).digest()[:8], "big")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key - 2**63])


def _former(project: Project, documents: list[Document], fingerprint: str) -> Run | None:
    """Return the live run with this fingerprint of the same documents.

    The same content in other documents will not do: those cited may have been deleted since.
    """
    rows = Run.objects.for_workspace(project.workspace_id).select_related("project", "demo")
    found = rows.filter(project=project, kind=KIND, status__in=LIVE, input__fingerprint=fingerprint)
    found = found.filter(input__document_ids=[str(document.pk) for document in documents])
    return found.order_by("-created_at", "-id").first()


def _begin(
    project: Project,
    actor: Actor,
    options: SummaryOptions,
    documents: list[Document],
    fingerprint: str,
) -> Run:
    asked: dict[str, Any] = options.model_dump(mode="json") | {
        "document_ids": [str(document.pk) for document in documents],
        "fingerprint": fingerprint,
    }
    run = create_run(
        project=project, demo=get_demo(project=project, kind=KIND), actor=actor, input=asked
    )
    engine.start(run, where="worker")
    return run
