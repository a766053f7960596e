"""The data sets for measuring, read from shared/data beside the checkout, never copied."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai_features.knowledge.indexing.chunking import PageText

DATA = Path(
    os.environ.get("VITRINE_BENCH_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)


@dataclass(frozen=True)
class Text:
    """A text, either whole or as the ``pages`` that the product reads."""

    key: str
    title: str
    text: str
    pages: tuple[PageText, ...] = ()


@dataclass(frozen=True)
class RetrievalSet:
    """Texts, queries, and which texts answer which query, as ``qrels[query][text]``."""

    name: str
    language: str
    corpus: list[Text]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]


def records(path: str) -> list[dict[str, Any]]:
    with (DATA / path).open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def retrieval_set(name: str, *, language: str = "en", split: str = "test") -> RetrievalSet:
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (DATA / name / "qrels" / f"{split}.tsv").read_text().splitlines()[1:]:
        if line.strip():
            query, text, score = line.split("\t")
            if int(score) > 0:
                qrels[query][text] = int(score)
    return RetrievalSet(
        name=name,
        language=language,
        corpus=[
            Text(entry["_id"], entry.get("title", ""), entry["text"])
            for entry in records(f"{name}/corpus.jsonl")
        ],
        queries={
            entry["_id"]: entry["text"]
            for entry in records(f"{name}/queries.jsonl")
            if entry["_id"] in qrels
        },
        qrels=dict(qrels),
    )


def file_text(path: str) -> str:
    """Return a file with its line endings unchanged, so that character offsets hold."""
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return file.read()
