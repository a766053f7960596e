"""What understanding a question gains: ``python -m tests.benchmarks.understanding``.

Without a provider, only double questions are measured: two questions whose passages are known,
joined, and searched for as a whole and by their known parts. That shows what decomposition can gain
if a model finds the parts, and which way of merging the parts' hits gains it. With a provider in
the environment, each way is measured with the queries its model writes, on a sample of each set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from statistics import fmean

from ai_features.gateway import Caller, chat_model
from ai_features.knowledge.finding.fusion import Fused
from ai_features.knowledge.finding.joining import best_of
from ai_features.knowledge.finding.understanding import understand
from ai_features.knowledge.settings import Understanding
from tests.benchmarks.data import RetrievalSet, retrieval_set
from tests.benchmarks.memory import MemoryIndex, cached_vectors
from tests.benchmarks.metrics import ndcg
from tests.benchmarks.provided import ABSENT, provided, sampled
from tests.benchmarks.quality_page import share, table

SETS = (("xquad/en", "en"), ("anthropic_docs_rag", "en"))
PAIRS = 300
READ = 8  # passages that chat reads
DAMPED = 60
HOWS: tuple[Understanding, ...] = ("rewrite", "several", "parts")
Hits = list[Fused[int]]
Join = Callable[[Sequence[Hits]], list[int]]


def by_best(found: Sequence[Hits]) -> list[int]:
    return [hit.key for hit in best_of(found)]


def by_sum(found: Sequence[Hits]) -> list[int]:
    scores: dict[int, float] = {}
    for hit in (hit for hits in found for hit in hits):
        scores[hit.key] = scores.get(hit.key, 0.0) + hit.score
    return sorted(scores, key=lambda key: -scores[key])


def by_ranks(found: Sequence[Hits]) -> list[int]:
    scores: dict[int, float] = {}
    for hits in found:
        for rank, hit in enumerate(hits, start=1):
            scores[hit.key] = scores.get(hit.key, 0.0) + 1 / (DAMPED + rank)
    return sorted(scores, key=lambda key: -scores[key])


def by_turns(found: Sequence[Hits]) -> list[int]:
    deepest = max(map(len, found))
    return list(
        dict.fromkeys(
            hits[rank].key for rank in range(deepest) for hits in found if rank < len(hits)
        )
    )


JOINS: dict[str, Join] = {
    "best score": by_best,
    "sum of scores": by_sum,
    "reciprocal ranks": by_ranks,
    "by turns": by_turns,
}


def pairs(chosen: RetrievalSet) -> list[tuple[str, str]]:
    """Return pairs of questions that share no answering passage."""
    dice, keys, made = Random(11), sorted(chosen.queries), []
    while len(made) < PAIRS:
        one, other = dice.sample(keys, 2)
        if not set(chosen.qrels[one]) & set(chosen.qrels[other]):
            made.append((one, other))
    return made


def joined(chosen: RetrievalSet, pair: tuple[str, str]) -> str:
    one, other = (chosen.queries[key] for key in pair)
    return f"{one.rstrip('?. ')} and {other}"


def has_both(
    index: MemoryIndex, places: list[int], chosen: RetrievalSet, pair: tuple[str, str]
) -> bool:
    read = list(dict.fromkeys(index.places[place].key for place in places))[:READ]
    return all(any(text in chosen.qrels[key] for text in read) for key in pair)


def conjunctions(name: str, language: str) -> dict[str, float]:
    """Return the share of double questions for which chat reads both answers."""
    chosen = retrieval_set(name, language=language)
    index = MemoryIndex(chosen.corpus, language=language)
    made = pairs(chosen)
    whole = _found(index, [joined(chosen, pair) for pair in made])
    first, second = (
        _found(index, [chosen.queries[pair[side]] for pair in made]) for side in (0, 1)
    )
    right: dict[str, list[bool]] = {"whole": []}
    for pair, asked, *parts in zip(made, whole, first, second, strict=True):
        right["whole"].append(has_both(index, by_best([asked]), chosen, pair))
        for way, join in JOINS.items():
            places = join([asked, *parts])
            right.setdefault(way, []).append(has_both(index, places, chosen, pair))
    return {way: fmean(each) for way, each in right.items()}


def _found(index: MemoryIndex, queries: list[str]) -> list[Hits]:
    queries = [index.meant(query) for query in queries]
    vectors = cached_vectors(queries)
    return [index.search(query, vector) for query, vector in zip(queries, vectors, strict=True)]


def with_a_model(name: str, language: str, caller: Caller) -> dict[str, float]:
    """Return nDCG@10 of a sample as asked, and with what the model makes of it."""
    chosen = retrieval_set(name, language=language)
    index = MemoryIndex(chosen.corpus, language=language)
    keys = sampled(chosen)
    figures = {"off": _ndcg(index, chosen, keys, {})}
    for how in HOWS:
        queries = {key: _queries(chosen.queries[key], how, caller) for key in keys}
        figures[how] = _ndcg(index, chosen, keys, queries)
    return figures


def _queries(question: str, how: Understanding, caller: Caller) -> tuple[str, ...]:
    model = chat_model(caller.workspace_id)
    return understand(question, how=how, caller=caller, model=model).queries


def _ndcg(
    index: MemoryIndex, chosen: RetrievalSet, keys: list[str], others: dict[str, tuple[str, ...]]
) -> float:
    scores = []
    for key in keys:
        found = _found(index, [chosen.queries[key], *others.get(key, ())])
        scores.append(ndcg(index.texts(best_of(found)), chosen.qrels[key]))
    return fmean(scores)


def section() -> str:
    """Return the section of docs/quality.md that needs no model."""
    head = ("double questions, both answers read", "whole", *JOINS)
    rows = [(name, *map(share, conjunctions(name, language).values())) for name, language in SETS]
    about = (
        "Two questions joined by “and”: how often both answers are among the eight passages that"
        " chat reads, when the question is searched for as a whole, and when it is searched for"
        " together with its known parts, merged in four ways. This is what decomposition gains if"
        " the parts are right; how often a model finds them, and what rewriting and several"
        " queries gain, cannot be measured without a provider."
    )
    return f"## Questions in parts\n\n{about}\n\n{table(head, rows)}"


def main() -> None:
    print(section(), flush=True)
    with provided() as caller:
        if caller is None:
            print(f"\nrewrite, several, parts by a model: {ABSENT}")
            return
        for name, language in SETS:
            figures = with_a_model(name, language, caller)
            told = "  ".join(f"{how} {figure:.4f}" for how, figure in figures.items())
            print(f"{name}, nDCG@10 of {len(figures)} ways: {told}", flush=True)


if __name__ == "__main__":
    main()
