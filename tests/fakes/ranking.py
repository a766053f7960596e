"""The fake upstream's rankings: by shared words, or wrong in one of many ways."""

from __future__ import annotations

import re
from typing import Any


def likeness(query: str, text: str) -> float:
    """Return the share of the query's words that occur in ``text``."""
    asked, said = (set(re.findall(r"\w+", each.lower())) for each in (query, text))
    return len(asked & said) / max(1, len(asked))


def ranking(body: dict[str, Any], *, mode: str) -> Any:
    """Return a response of ``/rerank``, best first; a bare list if the request has ``texts``."""
    texts = body.get("texts") or body["documents"]
    scores = [likeness(body["query"], text) for text in texts]
    name = "score" if "texts" in body else "relevance_score"
    rows = [
        {"index": 0 if mode == "repeated" else index, name: _number(score, mode)}
        for index, score in enumerate(scores)
    ]
    rows.sort(key=lambda row: -float(row[name]))
    rows = {"missing": rows[:-1], "empty": [], "ragged": [*rows, {"index": 99, name: 1.0}]}.get(
        mode, rows
    )
    if "texts" in body:
        return rows
    tokens = sum(len(text.split()) for text in texts)
    return {"results": rows, "usage": {"total_tokens": tokens} if mode != "no_usage" else None}


def _number(score: float, mode: str) -> float:
    return float("nan") if mode == "not_numbers" else round(score, 4)
