"""A retrieved passage as stored in traces and sent in events."""

from __future__ import annotations

from ai_features.knowledge.finding.results import Passage
from core.json import Json


def traced(passage: Passage) -> Json:
    """Return the passage's text, score and place, under the names of the API."""
    return {
        "chunk_id": str(passage.chunk_id),
        "document_id": str(passage.document_id),
        **passage.place,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": round(passage.score, 4),
    }
