"""Pages of the golden set: what is in it, adding by hand, import and export."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ai_features.bench.addresses import Address
from ai_features.bench.forms import GoldenForm, ImportForm, RewordForm
from ai_features.bench.importing import import_golden
from ai_features.bench.library import Library, Spot
from ai_features.bench.lines import write_csv, write_jsonl
from ai_features.bench.models import GoldenQuestion
from ai_features.bench.queries import get_golden, golden_beside, golden_of
from ai_features.bench.scoring import place_of
from ai_features.bench.services import add_golden, delete_golden, reword_golden
from ai_features.bench.views import frame
from core.errors import DomainError, Invalid, NotFound
from core.rest.pagination import paginate
from core.rights import Right
from projects.documents.rows import readable_quote
from projects.models import DocumentStatus
from projects.pages import ProjectPageRequest, project_page
from projects.queries import by_title, documents_of

ROWS: Final = 30
FORMATS: Final = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "jsonl": (write_jsonl, "application/jsonl; charset=utf-8"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@project_page(Right.PROJECT_WRITE)
def golden(request: ProjectPageRequest) -> HttpResponse:
    """List the golden questions; add one by hand."""
    form = _form(request, request.POST if request.method == "POST" else None)
    added = _added(request, form) if form.is_bound and form.is_valid() else None
    if added:
        messages.success(request, "Added to the golden set.")
        return _to(request, added)
    return _page(request, form=form, status=422 if form.is_bound else 200)


@require_POST
@project_page(Right.PROJECT_WRITE)
def reword(request: ProjectPageRequest, golden_id: UUID) -> HttpResponse:
    """Give a question other words."""
    golden = get_golden(project=request.project, golden_id=golden_id)
    form = RewordForm(request.POST, golden=golden)
    if form.is_valid() and _reworded(request, form):
        messages.success(request, "Reworded. Earlier measurements keep the former words.")
        return _to(request, golden)
    return _page(request, rewording=form, status=422)


@require_POST
@project_page(Right.PROJECT_WRITE)
def delete(request: ProjectPageRequest, golden_id: UUID) -> HttpResponse:
    """Delete a question, and return to the one beside it."""
    golden = get_golden(project=request.project, golden_id=golden_id)
    beside = golden_beside(golden)
    delete_golden(actor=request.actor, golden=golden)
    messages.success(request, "Removed from the golden set. Earlier measurements stay.")
    return _to(request, beside)


@require_POST
@project_page(Right.PROJECT_WRITE)
def bring(request: ProjectPageRequest) -> HttpResponse:
    """Import lines; show those that were refused, ready to be corrected."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, importing=form, status=422)
    try:
        told = import_golden(
            actor=request.actor, project=request.project, content=form.cleaned_data["content"]
        )
    except DomainError as error:
        form.add_error(None, error.detail)
        return _page(request, importing=form, status=422)
    if told.refused:
        again = ImportForm(initial={"text": told.left})
        return _page(request, importing=again, told=told, status=422)
    messages.success(request, f"{told.words}.")
    return _to(request)


@require_safe
@project_page(Right.PROJECT_WRITE)
def export(request: ProjectPageRequest, kind: str) -> HttpResponse:
    """Return the whole golden set as a file."""
    if kind not in FORMATS:
        raise NotFound("There is no such file.")
    write, media_type = FORMATS[kind]
    response = HttpResponse(write(golden_of(request.project)), content_type=media_type)
    name = f"{request.project.slug}-golden-set.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _to(request: ProjectPageRequest, golden: GoldenQuestion | None = None) -> HttpResponse:
    """Return to the page of the list that was shown, with the focus on ``golden`` or the list."""
    path = reverse("bench:golden", args=[request.workspace.slug, request.project.slug])
    after = request.GET.get("after")
    query = f"?{urlencode({'after': after})}" if after else ""
    return redirect(f"{path}{query}#{f'golden-{golden.pk}' if golden else 'set'}")


def _added(request: ProjectPageRequest, form: GoldenForm) -> GoldenQuestion | None:
    given = form.cleaned_data
    library = Library(documents_of(request.project).filter(pk=given["document"]))
    try:
        place = library.place(Spot(given["document"], quote=given["quote"]))
        return add_golden(
            actor=request.actor,
            project=request.project,
            question=given["question"],
            places=[place],
        )
    except DomainError as error:
        form.add_error("quote", error.detail)
        return None


def _reworded(request: ProjectPageRequest, form: RewordForm) -> bool:
    words = form.cleaned_data["question"]
    try:
        reword_golden(actor=request.actor, golden=form.golden, question=words)
    except Invalid as error:
        form.add_error("question", error.detail)
    return form.is_valid()


def _form(request: ProjectPageRequest, data: Any = None) -> GoldenForm:
    ready = documents_of(request.project).filter(status=DocumentStatus.READY)
    choices = [(str(pk), title) for pk, title in by_title(ready).values_list("pk", "title")]
    return GoldenForm(data, documents=choices)


def _page(
    request: ProjectPageRequest,
    *,
    form: GoldenForm | None = None,
    importing: ImportForm | None = None,
    rewording: RewordForm | None = None,
    told: Any = None,
    status: int = 200,
) -> HttpResponse:
    found = paginate(
        golden_of(request.project), of=request.project, limit=ROWS, cursor=request.GET.get("after")
    )
    context = frame(request, "golden") | {
        "form": form or _form(request),
        "importing": importing or ImportForm(),
        "told": told,
        "golden": [_shown(request, row, rewording) for row in found["items"]],
        "older": found["next_cursor"],
        "later": request.GET.get("after", ""),
    }
    return render(request, "bench/golden.html", context, status=status)


def _shown(
    request: ProjectPageRequest,
    row: GoldenQuestion,
    rewording: RewordForm | None,
) -> dict[str, Any]:
    address = Address(request.workspace.slug, request.project.slug)
    passages = [
        (each, readable_quote({"quote": each.quote}), address.of(place_of(each)))
        for each in row.passages.all()
    ]
    refused = rewording and rewording.golden.pk == row.pk
    form = rewording if rewording and refused else RewordForm(golden=row)
    return {"row": row, "passages": passages, "form": form}
