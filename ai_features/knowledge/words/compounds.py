"""Words made of words: ``Versicherungsvertrag`` finds the contract of the insurance as well.

A word is taken apart only into words that the documents hold (Koehn and Knight, "Empirical
Methods for Compound Splitting", 2003): of several ways the one whose rarer part is the commonest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from ai_features.knowledge.words.stemming import stem

# What stands between the parts, in languages that join words as they go.
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
# Elsewhere only what the documents do not hold as one word is taken apart: dataset.
SHORTEST_JOINED: Final = 6
SHORTEST_JOINED_PART: Final = 3
LONGEST: Final = 36


def joins_words(language: str) -> bool:
    """Tell whether ``language`` (ISO 639-1) makes new words by joining others."""
    return language in LINKS


# Strangers ask as well, and a long term has some 7 kB of ways.
@lru_cache(maxsize=4_000)
def ways(term: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return each pair of terms that ``term`` could be made of, none for what cannot be."""
    if not term.isalpha() or len(term) > LONGEST:
        return ()
    return tuple(dict.fromkeys(_ways(term, language)))


def parts(term: str, *, language: str, known: Mapping[str, int]) -> tuple[str, ...]:
    """Return the terms that ``term`` is made of, none when it is no compound of ``known`` ones.

    ``known`` says how many passages hold each term.
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
