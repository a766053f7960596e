"""What may have been meant by a word that no document holds: a slip of the hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final

from ai_features.gateway.local import known_words
from ai_features.knowledge.words.query import (
    KNOWN_TO_THE_MODEL,
    LONGEST_QUERY,
    QUOTED,
    Query,
)
from ai_features.knowledge.words.stemming import fold, stem

# Letters that words are made of, by the first and last of their script.
ALPHABETS: Final = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")
ALPHABET_OF: Final = {letter: alphabet for alphabet in ALPHABETS for letter in alphabet}
QUOTED_OR_WORD: Final = re.compile(rf"{QUOTED.pattern}|(?P<word>[^\W\d_]+)")
MOST_GUESSED: Final = 3
# Where the model knows no words to tell a slip from a word that is new, longer ones alone.
SHORTEST_ELSEWHERE: Final = 6
# How much likelier than another a word is that the model knows: rare names and the documents' own
# slips are none.
A_WORD: Final = 8
# Where no list tells which slips give a word, those in so many of its last letters are tried with
# their ending taken off; a slip further in leaves the ending what it was.
LAST_LETTERS: Final = 3

Lookup = Callable[[Sequence[str]], Mapping[str, int]]


def guesses(query: Query, *, containing: Mapping[str, int], lookup: Lookup) -> dict[str, str]:
    """Return what was meant by words of ``query``, by the word as typed, in lower case.

    A word is taken for a slip when neither the documents nor the model know it. The likeliest
    meant is the commonest term one slip away. A word cut off at its stem, such as ``leav``, finds
    what the whole one finds, but the model reads it better whole. ``containing`` is in how many
    passages each term of the query occurs; ``lookup`` tells the same of others, leaving out those
    in none.
    """
    model_words = words_at_hand()
    if model_words is None:
        return {}
    english = query.languages[0] in KNOWN_TO_THE_MODEL
    unknown = [
        word
        for word in query.unknown(containing)
        if word not in model_words and (english or len(word) >= SHORTEST_ELSEWHERE)
    ]
    near = {word: _near(word, query.languages) for word in unknown[:MOST_GUESSED]}
    wanted = {term for terms in near.values() for term in terms.values()}
    known = lookup(sorted(wanted)) if wanted else {}
    words = model_words if english else frozenset[str]()
    likeliest = {word: _likeliest(terms, known, words=words) for word, terms in near.items()}
    if english:
        likeliest |= {word: _whole(word) for word in query.stems(containing) - model_words}
    return {word: meant for word, meant in likeliest.items() if meant}


def words_at_hand() -> frozenset[str] | None:
    """Return the words that the model knows, None where it cannot be loaded: nothing is guessed.

    The first call in a process loads it; make that one outside of any transaction.
    """
    try:
        return known_words()
    except (ImportError, OSError, RuntimeError, ValueError):
        return None


def mended(text: str, meant: Mapping[str, str]) -> str:
    """Return ``text`` with what was ``meant`` by its words; what stands in quotes stays.

    So does what lies beyond the longest query: of that, nothing was looked up.
    """

    def instead(match: re.Match[str]) -> str:
        return meant.get(match["word"].casefold(), match[0]) if match["word"] else match[0]

    # Looking for the ends of quotes that have none takes the square of the text's length.
    asked = text[:LONGEST_QUERY]
    return QUOTED_OR_WORD.sub(instead, asked) + text[LONGEST_QUERY:] if meant else text


def _near(word: str, languages: Sequence[str]) -> dict[str, str]:
    """Return what is one slip away from ``word``, with the term that each gives."""
    return {meant: term for code in languages for meant, term in _terms_near(word, code)}


def _terms_near(word: str, code: str) -> Iterator[tuple[str, str]]:
    term = stem(word, code)
    # Words that differ in the last letter of their stems are mostly two words.
    folded = fold(word)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(folded, term, strict=False))
    inside = len(list(same)) - 1
    # Where folding makes two letters of one, the places of word and term are not the same.
    if len(folded) == len(word):
        yield from zip(slips_of(word, before=inside), slips_of(term, before=inside), strict=False)
    if code in KNOWN_TO_THE_MODEL:
        slips = known_words().intersection(slips_of(word))
    else:
        slips = frozenset(slips_of(word, first=len(word) - LAST_LETTERS))
    yield from ((slip, stem(slip, code)) for slip in slips)


def _whole(stemmed: str) -> str:
    """Return a word of English that ``stemmed`` lacks the last letter of, or nothing."""
    longer = known_words().intersection(slips_of(stemmed, first=len(stemmed)))
    return min((word for word in longer if stem(word, "en") == stemmed), default="")


def _likeliest(near: Mapping[str, str], known: Mapping[str, int], *, words: Collection[str]) -> str:
    def likelihood(meant: str) -> tuple[int, int, str]:
        return known[near[meant]] * (A_WORD if meant in words else 1), -len(meant), meant

    return max((meant for meant in near if near[meant] in known), key=likelihood, default="")


def slips_of(word: str, *, first: int = 0, before: int | None = None) -> Iterator[str]:
    """Yield what is one letter more, less, other or swapped away.

    The letter is at the ``first`` place or further on, ``before`` another if need be. Nothing in
    scripts whose letters are too many to try.
    """
    alphabet = ALPHABET_OF.get(word[0], "")
    if not alphabet:
        return
    for place in range(max(0, first), len(word) + 1 if before is None else before):
        head, tail = word[:place], word[place:]
        yield from (head + letter + tail for letter in alphabet)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in alphabet)
        if tail[1:]:
            yield head + tail[1] + tail[0] + tail[2:]
