"""Spelling correction: what was probably meant by a word that no document contains."""

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

# The letters to try in place of a mistyped one, for each script.
ALPHABETS: Final = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")
ALPHABET_OF: Final = {letter: alphabet for alphabet in ALPHABETS for letter in alphabet}
QUOTED_OR_WORD: Final = re.compile(rf"{QUOTED.pattern}|(?P<word>[^\W\d_]+)")
MOST_GUESSED: Final = 3
# Outside English, where the model's vocabulary cannot tell a typo from a new word, only words of
# at least this length are corrected.
SHORTEST_ELSEWHERE: Final = 6
# How much likelier a correction is for being in the model's vocabulary, which rare names and the
# documents' own typos are not.
A_WORD: Final = 8
# Without a word list, spellings that differ in this many last letters are stemmed one by one; an
# edit further in leaves the ending, and so the stemming, unchanged.
LAST_LETTERS: Final = 3

Lookup = Callable[[Sequence[str]], Mapping[str, int]]


def guesses(query: Query, *, containing: Mapping[str, int], lookup: Lookup) -> dict[str, str]:
    """Return corrections for words of ``query``, keyed by the word as typed, in lower case.

    A word is taken for a typo when neither the documents nor the local model know it. At most
    ``MOST_GUESSED`` are corrected, each to the commonest term one edit away, a word of the model's
    counting ``A_WORD`` times. In English, a word typed as its bare stem, such as ``leav``, is
    completed: it finds the same chunks, but the model reads the whole word better.
    ``containing`` maps each term of the query to the number of chunks that contain it; ``lookup``
    returns the same for other terms, leaving out those in none. Nothing is corrected when the
    model cannot be loaded.
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
    """Return the local model's vocabulary, or None if the model cannot be loaded.

    The first call in a process loads it; make that one outside any transaction.
    """
    try:
        return known_words()
    except (ImportError, OSError, RuntimeError, ValueError):
        return None


def mended(text: str, meant: Mapping[str, str]) -> str:
    """Return ``text`` with its words replaced by what was ``meant``, except in quotes.

    What lies beyond ``LONGEST_QUERY`` characters also stays: it was not looked up.
    """

    def instead(match: re.Match[str]) -> str:
        return meant.get(match["word"].casefold(), match[0]) if match["word"] else match[0]

    # Unclosed quotes make the pattern's running time quadratic in the length of the text.
    asked = text[:LONGEST_QUERY]
    return QUOTED_OR_WORD.sub(instead, asked) + text[LONGEST_QUERY:] if meant else text


def _near(word: str, languages: Sequence[str]) -> dict[str, str]:
    """Return the words one edit away from ``word``, each with the term it gives."""
    return {meant: term for code in languages for meant, term in _terms_near(word, code)}


def _terms_near(word: str, code: str) -> Iterator[tuple[str, str]]:
    term = stem(word, code)
    # The stem's last letter is not edited: words whose stems differ there are mostly two words.
    folded = fold(word)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(folded, term, strict=False))
    inside = len(list(same)) - 1
    # Where folding turns one letter into two, positions in the word and in the term differ.
    if len(folded) == len(word):
        yield from zip(slips_of(word, before=inside), slips_of(term, before=inside), strict=False)
    if code in KNOWN_TO_THE_MODEL:
        slips = known_words().intersection(slips_of(word))
    else:
        slips = frozenset(slips_of(word, first=len(word) - LAST_LETTERS))
    yield from ((slip, stem(slip, code)) for slip in slips)


def _whole(stemmed: str) -> str:
    """Return an English word that is ``stemmed`` and one more letter, with that stem, if any."""
    longer = known_words().intersection(slips_of(stemmed, first=len(stemmed)))
    return min((word for word in longer if stem(word, "en") == stemmed), default="")


def _likeliest(near: Mapping[str, str], known: Mapping[str, int], *, words: Collection[str]) -> str:
    def likelihood(meant: str) -> tuple[int, int, str]:
        return known[near[meant]] * (A_WORD if meant in words else 1), -len(meant), meant

    return max((meant for meant in near if near[meant] in known), key=likelihood, default="")


def slips_of(word: str, *, first: int = 0, before: int | None = None) -> Iterator[str]:
    """Yield the spellings one edit from ``word``: a letter more, less, replaced or swapped.

    These are the edits of Damerau, "A Technique for Computer Detection and Correction of Spelling
    Errors" (1964). Only positions from ``first`` up to, but not including, ``before`` are edited.
    A word that begins with a letter outside ``ALPHABETS`` yields nothing.
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
