"""What a better order could gain, and what a provider's models do gain.

``make bench ARGS=reranking``. Without a provider: nDCG@10 as found, and with the best thirty chunks
in perfect order, which no reranker can exceed. With one in the environment: what a sample of each
set's questions finds by its embedding model instead of ours, and in the order of its reranker and
of its chat model, beside what is promised with a good provider.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

from ai_features.gateway import Caller, rerank_model
from ai_features.knowledge.finding.fusion import Fused
from ai_features.knowledge.finding.reranking import DEPTH, rerank_passages
from ai_features.knowledge.settings import Reranking
from tests.benchmarks.data import RetrievalSet, retrieval_set
from tests.benchmarks.memory import LOCALLY, Embedder, MemoryIndex
from tests.benchmarks.provided import ABSENT, embedder, provided, sampled
from tests.benchmarks.quality_page import share, table
from tests.benchmarks.retrieval import ROWS, Figures, Row, scores

SETS = [row for row in ROWS if row.provided != "–"]
Order = Callable[[str, Sequence[Fused[int]]], Sequence[Fused[int]]]


class Measured:
    """One set, each of its queries searched once."""

    def __init__(self, row: Row, *, model: Embedder = LOCALLY, sample: bool = False):
        self.row, self.chosen = row, _chosen(row, sample=sample)
        self.index = MemoryIndex(self.chosen.corpus, language=row.language, model=model)
        queries = [self.index.meant(query) for query in self.chosen.queries.values()]
        vectors = model.vectors(queries, kind="query")
        self.found = {
            key: self.index.search(query, vector)
            for key, query, vector in zip(self.chosen.queries, queries, vectors, strict=True)
        }

    def figures(self, order: Order) -> Figures:
        """Return what is measured when ``order`` has the say of the first hits."""
        ranked = {
            key: self.index.texts([*order(key, hits[:DEPTH]), *hits[DEPTH:]])
            for key, hits in self.found.items()
        }
        return scores(self.chosen, ranked)

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


def _chosen(row: Row, *, sample: bool) -> RetrievalSet:
    chosen = retrieval_set(row.name, language=row.language, split=row.split)
    keys = sampled(chosen) if sample else list(chosen.queries)
    return replace(chosen, queries={key: chosen.queries[key] for key in keys})


def section() -> str:
    """Return the section of docs/quality.md on what a perfect order would gain."""
    rows = []
    for row in SETS:
        measured = Measured(row)
        figures = [measured.figures(each) for each in (measured.as_found, measured.perfect)]
        named = f"{row.name} ({row.split})"
        rows.append((named, *(share(each["nDCG@10"]) for each in figures)))
    head = ("nDCG@10", "as found", f"the best {DEPTH} chunks in a perfect order")
    about = (
        "The difference between the two is the most that a reranker could gain. How much of it a"
        " provider's reranker or a chat model does gain cannot be measured without one."
    )
    return f"## Room for a reranker\n\n{about}\n\n{table(head, rows)}"


def with_a_provider(row: Row, model: Embedder, caller: Caller) -> None:
    """Print what the searches of a set find by ``model``, and in every order there is."""
    measured = Measured(row, model=model, sample=True)
    ways: list[Reranking] = ["model"]
    if rerank_model(caller.workspace_id):
        ways.append("provider")
    orders = {"as found": measured.as_found}
    orders |= {f"reranked by the {way}": measured.by(way, caller) for way in ways}
    queries, promised = len(measured.found), f"promised {row.provided}"
    print(f"{row.title}, vectors by {model.name}, {queries} queries, {promised}")
    for name, order in orders.items():
        figures = measured.figures(order)
        told = "  ".join(f"{measure} {share(figures[measure])}" for measure in row.measures)
        print(f"  {name}: {told}", flush=True)


def main() -> None:
    print(section(), flush=True)
    with provided() as caller:
        if caller is None:
            print(f"\nA provider's vectors, its reranker and its model's order: {ABSENT}")
            return
        models = [LOCALLY, *filter(None, [embedder(caller)])]
        for row, model in product(SETS, models):
            with_a_provider(row, model, caller)


if __name__ == "__main__":
    main()
