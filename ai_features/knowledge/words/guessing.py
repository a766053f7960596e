"""What may have been meant by a word that no document holds: a slip of the hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

# Letters that terms are made of, by the first and last of their script; accents are folded.
ALPHABETS: Final = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")
ALPHABET_OF: Final = {letter: alphabet for alphabet in ALPHABETS for letter in alphabet}

Lookup = Callable[[Sequence[str]], Mapping[str, int]]


def guesses(unknown: Sequence[str], *, lookup: Lookup) -> dict[str, int]:
    """Return for each of the ``unknown`` terms the commonest one a slip away, with its count.

    ``lookup`` tells in how many passages each of some terms occurs, leaving out those in none.
    """
    slips = {term: set(slips_of(term)) for term in unknown}
    known = lookup(sorted(set().union(*slips.values()))) if slips else {}
    best = (
        max(near & known.keys(), key=lambda term: (known[term], term), default="")
        for near in slips.values()
    )
    return {term: known[term] for term in best if term}


def slips_of(term: str) -> Iterator[str]:
    """Yield what is one letter more, less, other or swapped away; the first letter stays.

    Nothing in scripts whose letters are too many to try.
    """
    alphabet = ALPHABET_OF.get(term[0], "")
    if not alphabet:
        return
    for place in range(1, len(term) + 1):
        before, after = term[:place], term[place:]
        yield from (before + letter + after for letter in alphabet)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in alphabet)
        if after[1:]:
            yield before + after[1] + after[0] + after[2:]
