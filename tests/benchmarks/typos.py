"""What typing errors cost a search: ``python -m tests.benchmarks.typos``.

The sets' own queries, with one error in each of one or two words: a letter swapped with the next,
left out, doubled, or replaced by a neighbouring key, anywhere in a word that is longer than three
letters and says what is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random
from statistics import fmean

from ai_features.knowledge.words.function_words import WORDS
from tests.benchmarks.data import RetrievalSet, retrieval_set
from tests.benchmarks.memory import MemoryIndex, cached_vectors
from tests.benchmarks.metrics import ndcg
from tests.benchmarks.quality_page import share, table

SETS = (
    ("legalsum", "en", "test"),
    ("xquad/en", "en", "test"),
    ("anthropic_docs_rag", "en", "test"),
    ("scifact", "en", "train"),
    ("xquad/de", "de", "test"),
)
MOST_QUERIES = 300
WORD = re.compile(r"[^\W\d_]{4,}")
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
HEAD = (
    *("nDCG@10", "as written", "guessing off", "one word mistyped", "guessing off"),
    *("two words mistyped", "guessing off"),
)
ABOUT = (
    "The sets' own queries (at most 300), as they were written and with one typing error in one"
    " word or in two: a letter swapped, left out, doubled or struck on a neighbouring key,"
    " anywhere in the word. The queries as written contain errors of their own, xquad's most of"
    " all."
)


def mistyped(text: str, *, words: int, dice: Random) -> str:
    """Return ``text`` with an error in ``words`` of its words."""
    small = {word for each in WORDS.values() for word in each.split()}
    found = [match for match in WORD.finditer(text) if match[0].casefold() not in small]
    chosen = dice.sample(found, min(words, len(found)))
    for match in sorted(chosen, key=lambda match: -match.start()):
        slip = dice.choice([*slips(match[0])])
        text = text[: match.start()] + slip + text[match.end() :]
    return text


def slips(word: str) -> Iterator[str]:
    for place, letter in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        yield before + after
        yield before + letter + letter + after
        yield from (before + key + after for key in keys_beside(letter))
        if after and after[0] != letter:
            yield before + after[0] + letter + after[1:]


def keys_beside(letter: str) -> Iterator[str]:
    for row in ROWS:
        place = row.find(letter.casefold())
        if place >= 0:
            yield from row[max(0, place - 1) : place] + row[place + 1 : place + 2]


def figure(
    index: MemoryIndex, chosen: RetrievalSet, keys: Sequence[str], queries: Sequence[str]
) -> float:
    ranked = (
        index.texts(index.search(query, vector))
        for query, vector in zip(queries, cached_vectors(queries), strict=True)
    )
    pairs = zip(keys, ranked, strict=True)
    return fmean(ndcg(found, chosen.qrels[key]) for key, found in pairs)


def measured(name: str, language: str, split: str) -> Iterator[float]:
    """Yield the figures of a set, in the order of :data:`HEAD`."""
    chosen = retrieval_set(name, language=language, split=split)
    index = MemoryIndex(chosen.corpus, language=language)
    dice = Random(7)
    keys = sorted(chosen.queries)
    keys = dice.sample(keys, min(len(keys), MOST_QUERIES))
    for words in (0, 1, 2):
        typed = [mistyped(chosen.queries[key], words=words, dice=dice) for key in keys]
        yield figure(index, chosen, keys, [index.meant(query) for query in typed])
        yield figure(index, chosen, keys, typed)


def section() -> str:
    """Return the section of docs/quality.md on what typing errors cost."""
    rows = []
    for name, language, split in SETS:
        rows.append((f"{name} ({split})", *map(share, measured(name, language, split))))
        print(" | ".join(rows[-1]), flush=True)
    return f"## Typing errors\n\n{ABOUT}\n\n{table(HEAD, rows)}"


if __name__ == "__main__":
    print(section())
