"""What a visitor to the landing page can try without an account."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ai_features.knowledge.finding.results import Passage
from ai_features.sample.live import open_sample
from ai_features.search.forms import SearchForm
from ai_features.search.services import search_documents
from core.access import Actor
from core.errors import NotFound
from core.rest.limits import count_stranger
from projects.documents.page_html import passage_html
from projects.documents.places import places

RESULTS = 3
# A longer passage is shown folded.
LONG = 280
VISITOR = Actor(kind="visitor", id=uuid5(NAMESPACE_URL, "vitrine:landing"), label="Landing page")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the best passages of the sample's documents."""
    count_stranger(request.META.get("REMOTE_ADDR", ""))
    sample = open_sample()
    form = SearchForm(request.GET)
    if sample is None:
        raise NotFound("The sample is not on this site.")
    query = form.cleaned_data["query"].strip() if form.is_valid() else ""
    found = []
    if query:
        answer = search_documents(
            project=sample.project,
            actor=VISITOR,
            query=query,
            limit=RESULTS,
            document_ids=sample.document_ids,
        )
        found = [_shown(each) for each in answer.result.passages]
    template = "sample/answers.html" if getattr(request, "htmx", False) else "sample/search.html"
    context = {"form": form, "query": query, "found": found, "sample": sample.project}
    return render(request, template, context, status=200 if form.is_valid() else 422)


def _shown(passage: Passage) -> dict[str, object]:
    stands = places(**passage.place)
    html = passage_html(
        text=passage.text,
        highlights=passage.highlights,
        table_header=passage.table_header,
    )
    return {
        "title": passage.title,
        "place": ", ".join(stands),
        "html": html,
        "is_long": len(passage.text) > LONG,
    }
