"""Show a cited text: its marks become numerals that open the page they rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ai_features.knowledge.marks import MARK
from core.pages.markdown import render_markdown

Json = dict[str, Any]
# Letters that no writer uses stand for the marks while Markdown is rendered (private use area).
OPEN, CLOSE = "\ue000", "\ue001"
HELD: Final = re.compile(f"{OPEN}(\\d+){CLOSE}")


def cited_html(text: str, citations: Sequence[Json], *, workspace: str, project: str) -> SafeString:
    """Return ``text`` (Markdown with marks) as safe HTML; ``workspace``, ``project``: slugs."""
    placed = [placed_citation(each, workspace=workspace, project=project) for each in citations]
    known = {each["marker"]: each for each in placed}
    bare = text.replace(OPEN, "").replace(CLOSE, "")
    held = MARK.sub(lambda match: f"{OPEN}{match[1]}{CLOSE}", bare)

    def numeral(match: re.Match[str]) -> str:
        found = known.get(int(match[1]))
        return render_to_string("demos/mark.html", found).strip() if found else ""

    return mark_safe(HELD.sub(numeral, render_markdown(held)))  # noqa: S308  (cleaned above)


def placed_citation(citation: Json, *, workspace: str, project: str) -> Json:
    """Return the citation with ``href``, the address that opens its page with the span marked.

    A citation of a pasted text has no page to open; its ``href`` is empty.
    """
    if not citation.get("document_id"):
        return citation | {"href": ""}
    path = reverse("projects:document", args=[workspace, project, citation["document_id"]])
    place = urlencode({name: citation[name] for name in ("page", "start", "end")})
    return citation | {"href": f"{path}?{place}#mark"}
