"""Serve a document's bytes so that no browser executes them."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from django.http import HttpResponse

from core.errors import NotFound
from projects.documents.content import content_of
from projects.models import Document

# Browsers show no PDF under a sandbox policy, and their built-in viewers need inline styles.
PDF_POLICY: Final = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)


def file_response(document: Document, *, inline: bool = False) -> HttpResponse:
    """Return the original bytes; raise :class:`core.errors.NotFound` if they are not fetched yet.

    With ``inline`` a PDF is shown in the browser. Everything else is a download, because a client's
    HTML must never run under this site's origin.
    """
    content = content_of(document)
    if content is None:
        raise NotFound("The file of this document has not been fetched yet.")
    shown = inline and document.media_type == "application/pdf"
    response = HttpResponse(
        content,
        content_type="application/pdf" if shown else "application/octet-stream",
    )
    name = quote(document.filename or document.title, safe="")
    response["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PDF_POLICY if shown else "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
