"""A summary as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ai_features.runs.models import Run, RunStatus
from ai_features.summary import downloads
from ai_features.summary.queries import chosen_documents, get_summary
from ai_features.summary.showing import about
from core.errors import NotFound
from core.rights import Right
from projects.pages import ProjectPageRequest, project_page
from projects.queries import documents_by_id


@require_safe
@project_page(Right.DEMO_RUN)
def markdown(request: ProjectPageRequest, run_id: UUID) -> HttpResponse:
    """Return the summary as Markdown."""
    run = _done(request, run_id)
    title = _title(request, run)
    content = downloads.as_markdown(run, title=title)
    return _file(content, "text/markdown; charset=utf-8", downloads.file_name(title, "md"))


@require_safe
@project_page(Right.DEMO_RUN)
def word(request: ProjectPageRequest, run_id: UUID) -> HttpResponse:
    """Return the summary as a Word document."""
    run = _done(request, run_id)
    title = _title(request, run)
    content = downloads.as_word(run, title=title)
    return _file(content, downloads.WORD, downloads.file_name(title, "docx"))


def _done(request: ProjectPageRequest, run_id: UUID) -> Run:
    run = get_summary(project=request.project, run_id=run_id)
    if run.status != RunStatus.DONE:
        raise NotFound("This summary is not finished.")
    return run


def _title(request: ProjectPageRequest, run: Run) -> str:
    return f"Summary: {about(run, documents_by_id(request.project, chosen_documents(run)))}"


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
