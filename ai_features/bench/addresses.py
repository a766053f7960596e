"""URLs that open a document at a place."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ai_features.bench.scoring import Place


@dataclass(frozen=True, slots=True)
class Address:
    """The slugs of the workspace and the project in a URL."""

    workspace: str
    project: str

    def of(self, place: Place) -> str:
        """Return the URL that opens the document at ``place``."""
        path = reverse("projects:document", args=[self.workspace, self.project, place.document_id])
        span = urlencode({"page": place.page, "start": place.start, "end": place.end})
        return f"{path}?{span}#mark"
