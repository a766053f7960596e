"""How near the nearest passage is to meaningful and to meaningless queries.

``python -m tests.benchmarks.nonsense``. Meaningful: the sets' own queries, and xquad's German and
Chinese ones put to the English texts. Meaningless: random letters. A query of either kind counts as
unrelated if none of its telling words occurs and the best cosine is below what
:mod:`ai_features.knowledge.finding.unrelated` asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from ai_features.knowledge.finding.unrelated import NEAR_A_SENTENCE, NEAR_A_WORD
from ai_features.knowledge.words.query import parse_query
from tests.benchmarks.data import RetrievalSet, retrieval_set
from tests.benchmarks.memory import MemoryIndex, cached_vectors
from tests.benchmarks.quality_page import share, table

SETS = (
    ("legalsum", "en", "test"),
    ("xquad/en", "en", "test"),
    ("anthropic_docs_rag", "en", "test"),
    ("scifact", "en", "train"),
    ("xquad/de", "de", "test"),
    ("xquad/zh", "zh", "test"),
)
ACROSS = ("xquad/de", "xquad/zh")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
STRUCK = 200
HEAD = (
    *("documents", "queries", "best cosine, 1st / 50th / 99th of 100", "no word there"),
    *("told that nothing fits", "of these, right within the first ten"),
)
ABOUT = (
    f"A search says that nothing fits if none of its words is there and no cosine reaches"
    f" {share(NEAR_A_WORD)}, or {share(NEAR_A_SENTENCE)} for a sentence with small words. For how"
    " many searches it says so, and what that loses."
)


def struck() -> list[str]:
    dice = Random(3)
    lengths = (dice.randint(4, 9) for _ in range(STRUCK))
    return ["".join(dice.choice(LETTERS) for _ in range(length)) for length in lengths]


def row(
    name: str, index: MemoryIndex, queries: Sequence[str], right: Sequence[set[str]]
) -> tuple[str, ...]:
    """Return the figures of ``queries``, each answered by the texts in ``right``, if any."""
    near = [index.near(vector) for vector in cached_vectors(queries)]
    best = np.array([hits[0][1] for hits in near])
    absent = np.array([not _occurs(index, query) for query in queries])
    parsed = [parse_query(query, languages=[index.language]) for query in queries]
    enough = np.array([NEAR_A_SENTENCE if each.function_terms else NEAR_A_WORD for each in parsed])
    silent = absent & (best < enough)
    found = [
        any(index.places[place].key in wanted for place, _ in hits[:10])
        for hits, wanted in zip(near, right, strict=True)
    ]
    cosines = " / ".join(share(each) for each in np.percentile(best, [1, 50, 99]))
    counts = (absent.sum(), silent.sum(), (silent & np.array(found)).sum())
    return name, str(len(queries)), cosines, *(str(int(count)) for count in counts)


def _occurs(index: MemoryIndex, query: str) -> bool:
    parsed = parse_query(index.meant(query), languages=[index.language])
    there = parsed.shares(index.containing).keys()
    return bool(there - parsed.function_terms if parsed.function_terms < set(parsed.own) else there)


def _own(name: str, index: MemoryIndex, chosen: RetrievalSet) -> tuple[str, ...]:
    right = [set(chosen.qrels[key]) for key in chosen.queries]
    return row(name, index, list(chosen.queries.values()), right)


def section() -> str:
    """Return the section of docs/quality.md on meaningful and meaningless queries."""
    rows, letters = [], struck()
    for name, language, split in SETS:
        chosen = retrieval_set(name, language=language, split=split)
        index = MemoryIndex(chosen.corpus, language=language)
        rows.append(_own(f"{name}, its own queries", index, chosen))
        rows.append(row(f"{name}, letters at random", index, letters, [set()] * STRUCK))
        for other in ACROSS if name == "xquad/en" else ():
            asked = retrieval_set(other, language=other[-2:])
            rows.append(_own(f"{name}, queries of {other}", index, asked))
        print("\n".join(" | ".join(each) for each in rows[-2:]), flush=True)
    return f"## Searches that nothing fits\n\n{ABOUT}\n\n{table(HEAD, rows)}"


if __name__ == "__main__":
    print(section())
