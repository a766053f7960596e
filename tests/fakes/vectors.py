"""The fake upstream's embeddings: right, or wrong in one of many ways."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import numpy as np


def vector_of(text: str, *, dimensions: int) -> np.ndarray:
    """Return numbers that depend on ``text`` alone, of no particular length."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    return np.random.default_rng(seed).normal(size=dimensions).astype(np.float32) * 3


def embeddings(body: dict[str, Any], texts: list[str], *, mode: str, dimensions: int) -> Any:
    """Return a response of ``/embeddings``."""
    width = int(body.get("dimensions") or dimensions) + (mode == "other_size")
    rows = [_numbers(vector_of(text, dimensions=width), mode) for text in texts]
    if mode == "ragged":
        rows[-1] = rows[-1][:-1]
    encode = _base64 if body.get("encoding_format") == "base64" else np.ndarray.tolist
    data = [
        {
            "object": "embedding",
            "index": 0 if mode == "repeated" else index,
            "embedding": encode(row),
        }
        for index, row in enumerate(rows)
    ]
    answer: dict[str, Any] = {
        "object": "list",
        "model": body.get("model"),
        "data": _order(data, mode),
    }
    if mode != "no_usage":
        tokens = sum(len(text.split()) for text in texts)
        answer["usage"] = {"prompt_tokens": tokens, "total_tokens": tokens}
    return answer


def _numbers(row: np.ndarray, mode: str) -> np.ndarray:
    if mode == "not_numbers":
        row[0] = np.nan
    return np.zeros_like(row) if mode == "zeros" else row


def _order(data: list[Any], mode: str) -> list[Any]:
    if mode == "shuffled":
        return data[::-1]
    return {"missing": data[:-1], "empty": []}.get(mode, data)


def _base64(row: np.ndarray) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode()
