"""A document: its pages to read, its file, and what can be done with it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.errors import Conflict, NotFound
from core.rights import Right
from projects.documents import services
from projects.documents.files import file_response
from projects.documents.page_html import Span, page_html
from projects.documents.places import label_at
from projects.documents.words import is_unfinished
from projects.models import Document
from projects.pages import ProjectPageRequest, project_page
from projects.queries import NO_PAGE, get_document, get_page, has_ready_document
from projects.views.forms import RenameForm

LONGEST_NUMBER: Final = 9


@require_safe
@project_page(Right.DOCUMENT_READ)
def document(request: ProjectPageRequest, document_id: UUID) -> HttpResponse:
    """Show page ``?page=`` of the document, with the span ``?start=&end=`` marked."""
    return _viewer(request, document_id, panel=False)


@require_safe
@project_page(Right.DOCUMENT_READ)
def page(request: ProjectPageRequest, document_id: UUID) -> HttpResponse:
    """Return the same page as a fragment, for the panel beside an answer."""
    return _viewer(request, document_id, panel=True)


@require_safe
@project_page(Right.DOCUMENT_READ)
def file(request: ProjectPageRequest, document_id: UUID) -> HttpResponse:
    """Return the original bytes; ``?inline=1`` shows a PDF in the browser."""
    found = get_document(project=request.project, document_id=document_id)
    return file_response(found, inline=request.GET.get("inline") == "1")


@require_POST
@project_page(Right.DOCUMENT_WRITE)
def retry(request: ProjectPageRequest, document_id: UUID) -> HttpResponse:
    """Queue a failed document again and return its row."""
    found = get_document(project=request.project, document_id=document_id)
    found = services.retry_document(document=found)
    if not request.htmx:
        return redirect("projects:project", request.workspace.slug, request.project.slug)
    response = render(request, "projects/row.html", {"document": found, "may_write": True})
    response["HX-Trigger-After-Settle"] = "documents:added"
    return response


@require_POST
@project_page(Right.DOCUMENT_WRITE)
def rename(request: ProjectPageRequest, document_id: UUID) -> HttpResponse:
    """Rename the document and return to the page being read; if refused, show what was typed."""
    found = get_document(project=request.project, document_id=document_id)
    form, status = RenameForm(request.POST), 422
    if form.is_valid():
        try:
            services.rename_document(access=request.access, document=found, **form.cleaned_data)
        except Conflict as error:
            form.add_error("title", error.detail)
            status = error.status
        else:
            messages.success(request, "Renamed.")
            address = request.workspace.slug, request.project.slug, document_id
            return redirect(reverse("projects:document", args=address, query=request.GET))
    return _viewer(request, document_id, panel=False, form=form, status=status)


@require_POST
@project_page(Right.DOCUMENT_WRITE)
def delete(request: ProjectPageRequest, document_id: UUID) -> HttpResponse:
    """Delete the document and remove its row from the list; without htmx, redirect to the list."""
    found = get_document(project=request.project, document_id=document_id)
    services.delete_document(access=request.access, document=found)
    if not request.htmx:
        messages.success(request, f"{found.title} was deleted.")
        return redirect("projects:project", request.workspace.slug, request.project.slug)
    gone = Document(pk=document_id)
    context = {"document": gone, "any_ready": has_ready_document(request.project)}
    return render(request, "projects/deleted.html", context)


def _viewer(
    request: ProjectPageRequest,
    document_id: UUID,
    *,
    panel: bool,
    form: RenameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = get_document(project=request.project, document_id=document_id)
    context: dict[str, Any] = {
        "document": found,
        "panel": panel,
        "rename_form": form or _rename_form(request, found),
    }
    if found.page_count:
        context |= _page_context(request, found)
    name = "projects/document.html#page" if panel else "projects/document.html"
    return render(request, name, context, status=status)


def _rename_form(request: ProjectPageRequest, document: Document) -> RenameForm | None:
    if is_unfinished(document) or not request.access.allows(Right.DOCUMENT_WRITE):
        return None
    return RenameForm(initial={"title": document.title})


def _page_context(request: ProjectPageRequest, document: Document) -> dict[str, Any]:
    number = _number(request.GET.get("page", "1"))
    if number is None:
        raise NotFound(NO_PAGE)
    page = get_page(document=document, number=number)
    mark = _mark(request)
    start = mark[0] if mark else 0
    return {
        "page": page,
        "label": label_at(start, label=page.label, text=page.text, blocks=page.blocks),
        "body": page_html(text=page.text, blocks=page.blocks, mark=mark),
        "here": _query(number, mark),
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < document.page_count else None,
    }


def _mark(request: ProjectPageRequest) -> Span | None:
    start, end = (_number(request.GET.get(name, "")) for name in ("start", "end"))
    return (start, end) if start is not None and end is not None and start < end else None


def _query(number: int, mark: Span | None) -> str:
    fields = {"page": number} | ({"start": mark[0], "end": mark[1]} if mark else {})
    return urlencode(fields) + ("#mark" if mark else "")


def _number(word: str) -> int | None:
    """Return a number of up to nine ASCII digits, or None for anything else."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER else None
