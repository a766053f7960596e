"""How well search finds, beside the published figures: ``python -m tests.benchmarks.retrieval``.

SciFact is measured on its training queries, the ones it was tuned on: its test queries are kept
for judging.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from statistics import fmean

from ai_features.knowledge.query import Mode
from tests.benchmarks.data import RetrievalSet, retrieval_set
from tests.benchmarks.memory import MemoryIndex, cached_vectors
from tests.benchmarks.metrics import ndcg, precision, recall, reciprocal_rank

MODES: tuple[Mode, ...] = ("keyword", "semantic", "hybrid")


@dataclass(frozen=True)
class Row:
    name: str
    language: str
    split: str
    published: str
    promise: str


ROWS = (
    Row("legalsum", "en", "test", "BM25 .610, MiniLM .590, bge-base .634", ".65"),
    Row("xquad/en", "en", "test", "BM25 .965, MiniLM .944", ".975"),
    Row("xquad/de", "de", "test", "BM25 .925, MiniLM .703", ".93"),
    Row("xquad/zh", "zh", "test", "BM25 .121, MiniLM .242", "-"),
    Row("anthropic_docs_rag", "en", "test", "R@3 .659, MRR@3 .737", "R@3 .69, MRR@3 .81"),
    Row("scifact", "en", "train", "test: BM25 .687, MiniLM .645, BM25+bge .747", ".73"),
)


def rankings(chosen: RetrievalSet) -> dict[Mode, dict[str, list[str]]]:
    index = MemoryIndex(chosen.corpus, language=chosen.language)
    vectors = cached_vectors(list(chosen.queries.values()))
    return {
        mode: {
            key: index.texts(index.search(query, vector, mode=mode))
            for (key, query), vector in zip(chosen.queries.items(), vectors, strict=True)
        }
        for mode in MODES
    }


def scores(chosen: RetrievalSet, ranked: dict[str, list[str]]) -> dict[str, float]:
    pairs = [(ranked[key], chosen.qrels[key]) for key in chosen.queries]
    return {
        "nDCG@10": fmean(ndcg(found, wanted) for found, wanted in pairs),
        "R@100": fmean(recall(found, wanted, at=100) for found, wanted in pairs),
        "P@3": fmean(precision(found, wanted, at=3) for found, wanted in pairs),
        "R@3": fmean(recall(found, wanted, at=3) for found, wanted in pairs),
        "MRR@3": fmean(reciprocal_rank(found, wanted, at=3) for found, wanted in pairs),
    }


def main(names: list[str]) -> None:
    for row in ROWS:
        if names and row.name not in names:
            continue
        chosen = retrieval_set(row.name, language=row.language, split=row.split)
        print(f"\n{row.name} ({row.split}, {len(chosen.queries)} queries)")
        print(f"  published: {row.published}; promised: {row.promise}")
        for mode, ranked in rankings(chosen).items():
            figures = scores(chosen, ranked).items()
            print(f"  {mode:9}" + "  ".join(f"{name} {figure:.4f}" for name, figure in figures))


if __name__ == "__main__":
    main(sys.argv[1:])
