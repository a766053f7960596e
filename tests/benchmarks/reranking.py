"""What a better order could gain, and what rerankers do gain.

``python -m tests.benchmarks.reranking``. Without a provider: nDCG@10 as found, and with the best
thirty chunks in perfect order, which no reranker can exceed. With one in the environment: what its
reranker and its chat model make of a sample of each set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean

from ai_features.gateway import Caller, rerank_model
from ai_features.knowledge.finding.fusion import Fused
from ai_features.knowledge.finding.reranking import DEPTH, rerank_passages
from ai_features.knowledge.settings import Reranking
from tests.benchmarks.data import RetrievalSet, retrieval_set
from tests.benchmarks.memory import MemoryIndex, cached_vectors
from tests.benchmarks.metrics import ndcg
from tests.benchmarks.provided import ABSENT, provided, sampled
from tests.benchmarks.quality_page import share, table

SETS = (
    ("scifact", "en", "train"),
    ("legalsum", "en", "test"),
    ("xquad/en", "en", "test"),
    ("xquad/de", "de", "test"),
    ("anthropic_docs_rag", "en", "test"),
)
Order = Callable[[str, Sequence[Fused[int]]], Sequence[Fused[int]]]


class Measured:
    """One set, each of its queries searched once."""

    def __init__(self, name: str, language: str, split: str):
        self.chosen: RetrievalSet = retrieval_set(name, language=language, split=split)
        self.index = MemoryIndex(self.chosen.corpus, language=language)
        queries = [self.index.meant(query) for query in self.chosen.queries.values()]
        vectors = cached_vectors(queries)
        self.found = {
            key: self.index.search(query, vector)
            for key, query, vector in zip(self.chosen.queries, queries, vectors, strict=True)
        }

    def ndcg(self, keys: Sequence[str], order: Order) -> float:
        scores = []
        for key in keys:
            hits = self.found[key]
            ordered = [*order(key, hits[:DEPTH]), *hits[DEPTH:]]
            scores.append(ndcg(self.index.texts(ordered), self.chosen.qrels[key]))
        return fmean(scores)

    def as_found(self, key: str, hits: Sequence[Fused[int]]) -> Sequence[Fused[int]]:
        return hits

    def perfect(self, key: str, hits: Sequence[Fused[int]]) -> Sequence[Fused[int]]:
        wanted = self.chosen.qrels[key]
        return sorted(hits, key=lambda hit: -wanted.get(self.index.places[hit.key].key, 0))

    def by(self, way: Reranking, caller: Caller) -> Order:
        def order(key: str, hits: Sequence[Fused[int]]) -> Sequence[Fused[int]]:
            texts = [self.index.places[hit.key].draft.indexed_text for hit in hits]
            made = rerank_passages(self.chosen.queries[key], texts, way=way, caller=caller)
            return [hits[place] for place in made.order] if made and made.order else hits

        return order


def section() -> str:
    """Return the section of docs/quality.md on what a perfect order would gain."""
    rows = []
    for name, language, split in SETS:
        measured = Measured(name, language, split)
        keys = sorted(measured.chosen.queries)
        figures = (measured.ndcg(keys, each) for each in (measured.as_found, measured.perfect))
        rows.append((f"{name} ({split})", *map(share, figures)))
    head = ("nDCG@10", "as found", f"the best {DEPTH} chunks in a perfect order")
    about = (
        "The difference between the two is the most that a reranker could gain. How much of it a"
        " provider's reranker or a chat model does gain cannot be measured without one."
    )
    return f"## Room for a reranker\n\n{about}\n\n{table(head, rows)}"


def main() -> None:
    print(section(), flush=True)
    with provided() as caller:
        if caller is None:
            print(f"\nA reranker's and a model's order: {ABSENT}")
            return
        ways: list[Reranking] = ["model"]
        if rerank_model(caller.workspace_id):
            ways.append("provider")
        for name, language, split in SETS:
            measured = Measured(name, language, split)
            keys = sampled(measured.chosen)
            figures = [f"as found {measured.ndcg(keys, measured.as_found):.4f}"]
            figures += [
                f"{way} {measured.ndcg(keys, measured.by(way, caller)):.4f}" for way in ways
            ]
            print(f"{name}, nDCG@10 of {len(keys)} queries: {'  '.join(figures)}", flush=True)


if __name__ == "__main__":
    main()
