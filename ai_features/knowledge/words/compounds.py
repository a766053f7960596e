"""Compound words: ``Versicherungsvertrag`` also finds ``Vertrag der Versicherung``.

A word is split only into parts that the documents contain, after Koehn and Knight, "Empirical
Methods for Compound Splitting" (2003). Of several splits, the one whose rarer part is the most
frequent wins (the paper takes the geometric mean).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from ai_features.knowledge.words.stemming import stem

# Linking elements between the parts, in languages that freely form compounds.
LINKS: Final = {
    "da": ("", "s", "e"),
    "de": ("", "s", "es", "n", "en", "er", "e"),
    "et": ("",),
    "fi": ("", "n"),
    "hu": ("",),
    "is": ("", "s", "ar", "a"),
    "nb": ("", "s", "e"),
    "nl": ("", "s", "en", "e"),
    "nn": ("", "s", "e"),
    "no": ("", "s", "e"),
    "sv": ("", "s", "e"),
}
SHORTEST_COMPOUND: Final = 9
SHORTEST_PART: Final = 4
# In other languages, only words that the documents do not contain whole are split: dataset.
SHORTEST_JOINED: Final = 6
SHORTEST_JOINED_PART: Final = 3
LONGEST: Final = 36


def joins_words(language: str) -> bool:
    """Tell whether ``language`` (ISO 639-1) freely forms new words by joining others."""
    return language in LINKS


# Bounded, since anybody may send queries and the splits of a long term take some 7 kB.
@lru_cache(maxsize=4_000)
def ways(term: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return each pair of terms that ``term`` could be made of; none if it cannot be split."""
    if not term.isalpha() or len(term) > LONGEST:
        return ()
    return tuple(dict.fromkeys(_ways(term, language)))


def parts(term: str, *, language: str, known: Mapping[str, int]) -> tuple[str, ...]:
    """Return the two terms that ``term`` is made of; none if it is no compound of ``known`` ones.

    ``known`` maps each term to the number of chunks that contain it.
    """
    best = 0
    found: tuple[str, ...] = ()
    for pair in ways(term, language):
        rarer = min(known.get(pair[0], 0), known.get(pair[1], 0))
        if rarer > best:
            best, found = rarer, pair
    return found


def _ways(term: str, language: str) -> Iterator[tuple[str, str]]:
    joins = joins_words(language)
    shortest = SHORTEST_PART if joins else SHORTEST_JOINED_PART
    if len(term) < (SHORTEST_COMPOUND if joins else SHORTEST_JOINED):
        return
    for place in range(shortest, len(term) - shortest + 1):
        tail = stem(term[place:], language)
        for link in LINKS.get(language, ("",)):
            head = term[:place].removesuffix(link)
            if term[:place].endswith(link) and len(head) >= shortest - 1:
                yield stem(head, language), tail
