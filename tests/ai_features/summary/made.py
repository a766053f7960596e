"""Sources of a summary that no database holds."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from ai_features.summary.sources import Source


def source(number: int, text: str, *, title: str, **more: Any) -> Source:
    """Return ``text`` as a passage on the first page of the document called ``title``."""
    made = {
        "chunk_id": UUID(int=number),
        "document_id": uuid5(NAMESPACE_OID, title),
        "page": 1,
        "page_label": "Page 1",
        "start": 0,
        "end": len(text),
        "section": "",
        "context": "",
        "language": "en",
    }
    return Source(number=number, text=text, title=title, **made | more)
