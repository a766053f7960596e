"""Add documents from the page: files one by one, a URL, a text."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.errors import DomainError, Invalid
from core.rights import Right
from projects.documents import services
from projects.documents.words import already_here_words
from projects.models import Document
from projects.pages import ProjectPageRequest, project_page
from projects.views.forms import FetchForm, PasteForm


@require_POST
@project_page(Right.DOCUMENT_WRITE)
def upload(request: ProjectPageRequest) -> HttpResponse:
    """Add one file and return its row; an error is plain text for the file's row.

    Without JavaScript, redirect to the list and show an error as a message.
    """
    file = request.FILES.get("file")
    try:
        document = _uploaded(request, file)
    except DomainError as error:
        if not request.htmx:
            messages.error(request, error.detail)
            return redirect("projects:project", request.workspace.slug, request.project.slug)
        return HttpResponse(error.detail, status=error.status, content_type="text/plain")
    return _row(request, document) if request.htmx else _back(request, document)


@require_POST
@project_page(Right.DOCUMENT_WRITE)
def fetch_page(request: ProjectPageRequest) -> HttpResponse:
    """Add a document by its URL; show the form again if it cannot be used."""
    form = FetchForm(request.POST)
    if form.is_valid():
        try:
            document = services.add_url(
                access=request.access, project=request.project, url=form.cleaned_data["url"].strip()
            )
        except Invalid as error:
            form.add_error("url", error.detail)
        else:
            return _added(request, document)
    return _form(request, "fetch", form)


@require_POST
@project_page(Right.DOCUMENT_WRITE)
def paste(request: ProjectPageRequest) -> HttpResponse:
    """Add a pasted text; show the form again if it cannot be used."""
    form = PasteForm(request.POST)
    if form.is_valid():
        try:
            document = services.add_text(
                access=request.access,
                project=request.project,
                title=form.cleaned_data["title"],
                text=form.cleaned_data["text"],
            )
        except DomainError as error:
            form.add_error("text", error.detail)
        else:
            return _added(request, document)
    return _form(request, "paste", form)


def _uploaded(request: ProjectPageRequest, file: object) -> Document:
    if not isinstance(file, UploadedFile):
        raise Invalid("No file arrived. Choose it again.")
    return services.add_upload(
        access=request.access,
        project=request.project,
        filename=file.name or "",
        content=file.read(),
    )


def _form(request: ProjectPageRequest, name: str, form: Form) -> HttpResponse:
    context = {f"{name}_form": form, "may_write": True}
    return render(request, f"projects/adding.html#{name}", context, status=422)


def _added(request: ProjectPageRequest, document: Document) -> HttpResponse:
    if not request.htmx:
        return _back(request, document)
    response = _row(request, document)
    response["HX-Retarget"] = "#document-list"
    response["HX-Reswap"] = "afterbegin"
    response["HX-Trigger-After-Settle"] = "documents:added"
    return response


def _back(request: ProjectPageRequest, document: Document) -> HttpResponse:
    """Redirect to the list, with a message if the document was there already."""
    if document.already_here:
        messages.info(request, already_here_words(document))
    return redirect("projects:project", request.workspace.slug, request.project.slug)


def _row(request: ProjectPageRequest, document: Document) -> HttpResponse:
    context = {"document": document, "may_write": True, "replace": document.already_here}
    status = 200 if document.already_here else 201
    return render(request, "projects/row.html", context, status=status)
