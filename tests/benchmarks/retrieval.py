"""Search quality beside the published figures: ``python -m tests.benchmarks.retrieval``.

SciFact is measured on its training queries, which the tuning used: its test queries are held out
for judging.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from ai_features.knowledge.words.query import Mode
from tests.benchmarks.data import RetrievalSet, retrieval_set
from tests.benchmarks.memory import MemoryIndex, cached_vectors
from tests.benchmarks.metrics import ndcg, precision, recall, reciprocal_rank
from tests.benchmarks.quality_page import share, table

MODES: tuple[Mode, ...] = ("keyword", "semantic", "hybrid")
HEAD = ("set", *MODES, "promised", "published")
ABOUT = (
    "The whole sets are searched through the product's own chunking, terms, weights and fusion;"
    " a chunk counts for the text it comes from. SciFact's published figures are for its test"
    " queries; ours are for its training queries. The fusion was fitted on these sets, so expect"
    " a little less elsewhere."
)
SCIFACT = "BM25 .687, MiniLM .645, BM25 + bge-base .747 (test queries)"
Figures = dict[str, float]


@dataclass(frozen=True)
class Row:
    """A set to measure: the ``measures`` published for it, and what we promise.

    ``provided`` is promised with a good provider.
    """

    name: str
    title: str
    language: str
    published: str
    promise: str
    provided: str = "–"
    split: str = "test"
    measures: tuple[str, ...] = ("nDCG@10",)


ROWS = (
    Row("scifact", "SciFact, training queries", "en", SCIFACT, ".73", ".76", split="train"),
    Row("legalsum", "legalsum", "en", "BM25 .610, MiniLM .590, bge-base .634", ".65", ".70"),
    Row("xquad/en", "xquad en", "en", "BM25 .965, MiniLM .944", ".975", ".98"),
    Row("xquad/de", "xquad de", "de", "BM25 .925, MiniLM .703", ".93", ".96"),
    Row("xquad/zh", "xquad zh", "zh", "BM25 .121, MiniLM .242", "–"),
    Row(
        "anthropic_docs_rag",
        "anthropic docs",
        "en",
        "basic .659 / .737, with a rerank .693 / .865",
        ".69 / .81",
        ".72 / .87",
        measures=("R@3", "MRR@3"),
    ),
)


def rankings(chosen: RetrievalSet) -> dict[Mode, dict[str, list[str]]]:
    index = MemoryIndex(chosen.corpus, language=chosen.language)
    queries = [index.meant(query) for query in chosen.queries.values()]
    vectors = cached_vectors(queries)
    return {
        mode: {
            key: index.texts(index.search(query, vector, mode=mode))
            for key, query, vector in zip(chosen.queries, queries, vectors, strict=True)
        }
        for mode in MODES
    }


def scores(chosen: RetrievalSet, ranked: dict[str, list[str]]) -> Figures:
    pairs = [(ranked[key], chosen.qrels[key]) for key in chosen.queries]
    return {
        "nDCG@10": fmean(ndcg(found, wanted) for found, wanted in pairs),
        "R@100": fmean(recall(found, wanted, at=100) for found, wanted in pairs),
        "P@3": fmean(precision(found, wanted, at=3) for found, wanted in pairs),
        "R@3": fmean(recall(found, wanted, at=3) for found, wanted in pairs),
        "MRR@3": fmean(reciprocal_rank(found, wanted, at=3) for found, wanted in pairs),
    }


def measured(names: Sequence[str] = ()) -> Iterator[tuple[Row, dict[Mode, Figures]]]:
    """Yield each set, or those named, with the figures of each search mode; print them."""
    for row in ROWS:
        if names and row.name not in names:
            continue
        chosen = retrieval_set(row.name, language=row.language, split=row.split)
        print(f"\n{row.name} ({row.split}, {len(chosen.queries)} queries)")
        print(f"  published: {row.published}; promised: {row.promise}")
        found = {mode: scores(chosen, ranked) for mode, ranked in rankings(chosen).items()}
        for mode, figures in found.items():
            line = "  ".join(f"{name} {figure:.4f}" for name, figure in figures.items())
            print(f"  {mode:9}{line}", flush=True)
        yield row, found


def section() -> str:
    """Return the retrieval table of docs/quality.md."""
    rows = [
        (
            f"{row.title}, {' / '.join(row.measures)}",
            *(" / ".join(share(found[mode][name]) for name in row.measures) for mode in MODES),
            row.promise,
            row.published,
        )
        for row, found in measured()
    ]
    return f"## Retrieval\n\n{ABOUT}\n\n{table(HEAD, rows)}"


def main(names: Sequence[str]) -> None:
    for _ in measured(names):
        pass


if __name__ == "__main__":
    main(sys.argv[1:])
