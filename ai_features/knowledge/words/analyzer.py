"""Turn text into the terms the lexical leg counts, whatever its language or script."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache, lru_cache, wraps
from itertools import pairwise
from typing import Final, NamedTuple

from ai_features.knowledge.words.stemming import LONGEST_TERM, fold, further_forms, stem

# Raise this whenever a text may give other terms, or chunks record more about their headings:
# projects indexed by an older version are then brought up to date.
ANALYSIS: Final = 3

# Scripts written without spaces, and Hangul, where particles are attached to the words.
IDEOGRAPHS: Final = r"぀-ヿㄱ-ㆎ㐀-䶿一-鿿가-힯豈-﫿𠀀-𯿿"
ALPHABETS: Final = r"ก-๛ຆ-ໟက-႟ក-៹"
UNSPACED: Final = IDEOGRAPHS + ALPHABETS
# Vowel signs and points that belong to a word although ``\w`` does not match them.
MARKS: Final = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0963\u0971-\u0dff\u200c\u200d"
)
LETTER: Final = rf"[^\W{UNSPACED}]"
WORD: Final = rf"{LETTER}+(?:[{MARKS}]+{LETTER}*)*"
TOKEN: Final = re.compile(
    rf"(?P<ideographs>[{IDEOGRAPHS}]+)|(?P<alphabet>[{ALPHABETS}]+)|(?P<word>{WORD})"
)
# Words joined by punctuation without spaces (IL-6, 3.5, and/or, example.com, 1,000), and numbers
# such as 10 000.
JOINED: Final = re.compile(
    rf"(?<![^\W_])(?:\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?!\w|[ \u00a0\u202f]\d{{3}})"
    rf"|[^\W_{UNSPACED}]+(?:[-‐‑./,:@'’][^\W_{UNSPACED}]+)+)"
)
# Every joined word contains one of these two, and searching for both takes a fifth of the time.
JOINING: Final = re.compile(r"[-‐‑./,:@'’](?<=[^\W_].)(?=[^\W_])")
SPACED_NUMBER: Final = re.compile(r"[ \u00a0\u202f](?<=\d.)\d{3}")
# In a text without any of these, as most are, every run of ``\w`` is a word.
UNSPACED_OR_MARKED: Final = re.compile(rf"[{UNSPACED}{MARKS}]")
RUN: Final = re.compile(r"\w+")
# How many words of a language a process remembers before it starts over.
MOST_WORDS: Final = 20_000
# In characters. Longer texts are not remembered, so that no document can fill every process's
# memory with them.
LONGEST_REMEMBERED: Final = 100
APART: Final = re.compile(r"[/:@]")
MARK: Final = re.compile(r"[-‐‑.,'’ \u00a0\u202f]")
THOUSANDS: Final = re.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?![\d])")
DECIMAL: Final = re.compile(r"\d+[.,]\d+")
VERSION: Final = re.compile(r"v(?=\d)", re.IGNORECASE)
POSSESSIVE: Final = re.compile(r"['’]s$", re.IGNORECASE)
ELIDED: Final = re.compile(r"(?:\w|qu|dell|nell|dall|sull|all|un|quell|gl|c)['’]", re.IGNORECASE)
PIECE: Final = re.compile(r"[A-Z]{2,}s?(?![a-z])\d*|[A-Z]?[a-z]+\d*|[A-Z]\d*|\d+")
NUMBERED: Final = re.compile(r"([^\W\d_]{3,})\d+")

GivesTerms = Callable[[str, str], tuple[str, ...]]


class Token(NamedTuple):
    """A word of the text: its character span and the terms it gives."""

    start: int
    end: int
    terms: tuple[str, ...]


def terms(text: str, *, language: str = "") -> list[str]:
    """Return the terms of ``text``, repeats included, in the order of :func:`tokens`.

    ``language`` is an ISO 639-1 code and selects the stemmer: English for an unknown code; a word
    in another script gets the stemmer of that script.
    """
    return [term for token in tokens(text, language=language) for term in token.terms]


def tokens(text: str, *, language: str = "") -> Iterator[Token]:
    """Yield the words of ``text`` in order, then its joined words (``IL-6``) in order."""
    code = language[:2].lower()
    for match in TOKEN.finditer(text):
        if match.lastgroup == "word":
            yield Token(match.start(), match.end(), _word_terms(match[0], code))
        else:
            yield from _grams(match)
    for match in _joined_words(text):
        yield Token(match.start(), match.end(), _joined_terms(match[0], code))


def _joined_words(text: str) -> Iterator[re.Match[str]]:
    """Yield what ``JOINED.finditer(text)`` does, without trying every position."""
    if SPACED_NUMBER.search(text):
        yield from JOINED.finditer(text)
        return
    end = 0
    for mark in JOINING.finditer(text):
        if mark.start() < end:
            continue
        match = JOINED.search(text, max(end, text.rfind(" ", end, mark.start())))
        if match is None:
            return
        yield match
        end = match.end()


class Finder:
    """Finds the words that give one of the ``wanted`` terms, in any number of texts.

    Equivalent to filtering :func:`tokens` but much faster: a search checks about a thousand words,
    and the terms of most are known from earlier searches.
    """

    def __init__(self, wanted: Collection[str], *, language: str = "") -> None:
        code, sought = language[:2].lower(), frozenset(wanted)
        self._sought, self._code = sought, code
        self._word = cache(lambda word: not sought.isdisjoint(_word_terms(word, code)))
        self._joined = cache(lambda text: not sought.isdisjoint(_joined_terms(text, code)))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of those words in ``text`` in order, then those of joined words."""
        runs_are_words = text.isascii() or not UNSPACED_OR_MARKED.search(text)
        spans = self._in_runs(text) if runs_are_words else self._in_any_script(text)
        spans += [match.span() for match in _joined_words(text) if self._joined(match[0])]
        return spans

    def _in_runs(self, text: str) -> list[tuple[int, int]]:
        words = _met_words(self._code).giving(self._sought, among=set(RUN.findall(text)))
        return sorted(span for word in words for span in _stands(text, word))

    def _in_any_script(self, text: str) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        for match in TOKEN.finditer(text):
            if match.lastgroup != "word":
                spans += [gram[:2] for gram in _grams(match) if gram.terms[0] in self._sought]
            elif self._word(match[0]):
                spans.append(match.span())
        return spans


class _MetWords:
    """The words of a language that this process has seen, keyed by the terms they give."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._kept: tuple[set[str], dict[str, set[str]]] = set(), {}

    def giving(self, wanted: Collection[str], *, among: set[str]) -> set[str]:
        """Return those of the words ``among`` that give one of the ``wanted`` terms."""
        # Read as one pair, so that a thread starting over does not empty another thread's sets.
        met, by_term = self._kept
        if len(met) > MOST_WORDS:
            met, by_term = self._kept = set(), {}
        overlong = set()
        for word in among - met:
            given = _word_terms(word, self._code)
            if len(word) > LONGEST_REMEMBERED:
                overlong |= {word for term in given if term in wanted}
                continue
            for term in given:
                by_term.setdefault(term, set()).add(word)
            met.add(word)
        # One set operation per term: another thread may be adding to that term's words.
        return overlong.union(*(among & by_term[term] for term in wanted if term in by_term))


_met_words = cache(_MetWords)


def _stands(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield the spans where ``word`` occurs in ``text`` with no letter, digit or _ next to it."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not RUN.search(text[start - 1 : start] + text[end : end + 1]):
            yield start, end
        start = text.find(word, end)


def _grams(match: re.Match[str]) -> Iterator[Token]:
    """Yield overlapping character n-grams, the usual stand-in for words in unspaced scripts.

    Bigrams where a character is a syllable or a word, and each Chinese character by itself as
    well; trigrams where a character is a letter.
    """
    run, start = match[0], match.start()
    size = 2 if match.lastgroup == "ideographs" else 3
    for place in range(max(1, len(run) - size + 1)):
        gram = run[place : place + size]
        yield Token(start + place, start + place + len(gram), (fold(gram),))
    if len(run) > 1:
        for place, character in enumerate(run):
            if is_ideograph(character):
                yield Token(start + place, start + place + 1, (character,))


def is_ideograph(term: str) -> bool:
    """Tell whether ``term`` is a single Chinese character."""
    return len(term) == 1 and ("\u3400" <= term <= "\u9fff" or term >= "\U00020000")


def _remembered(most: int) -> Callable[[GivesTerms], GivesTerms]:
    """Cache the terms of up to ``most`` texts, except overlong ones."""

    def remembering(gives: GivesTerms) -> GivesTerms:
        known = lru_cache(maxsize=most)(gives)

        @wraps(gives)
        def given(text: str, code: str) -> tuple[str, ...]:
            return (known if len(text) <= LONGEST_REMEMBERED else gives)(text, code)

        return given

    return remembering


@_remembered(100_000)
def _word_terms(word: str, code: str) -> tuple[str, ...]:
    """Return a word's term, its further forms and its parts: ``getName``, ``a_b``, ``10kg``."""
    whole = stem(word.replace("_", "") or word, code)
    if not word.isascii():
        return tuple(
            dict.fromkeys(
                (whole, *further_forms(word.casefold(), whole, code), *_inner(word, code))
            )
        )
    return tuple(dict.fromkeys((whole, *_inner(word, code))))


def _inner(word: str, code: str) -> list[str]:
    if word.islower() and word.isalpha():
        return []
    pieces = _pieces(word)
    found = [stem(piece, code) for piece in pieces]
    # The only pair of two pieces is the whole word.
    pairs = pairwise(pieces) if pieces[2:] else ()
    found += [stem(one + other, code) for one, other in pairs]
    found += [stem(match[1], code) for match in map(NUMBERED.fullmatch, [word, *pieces]) if match]
    return found


def _pieces(word: str) -> list[str]:
    """Return the parts of an identifier or of a number with its unit; none if it has only one."""
    split = [(part, PIECE.findall(part)) for part in word.split("_") if part]
    pieces = [
        piece for part, found in split for piece in (found if "".join(found) == part else [part])
    ]
    return pieces if len(pieces) > 1 else []


@_remembered(20_000)
def _joined_terms(text: str, code: str) -> tuple[str, ...]:
    """Return the terms of a joined word as a unit: ``e-mail`` is email, ``1,000`` is 1000.

    Paths and addresses also give one term for the whole.
    """
    parts = APART.split(text)
    found = [_compact(part, code)[:LONGEST_TERM] for part in parts if MARK.search(part)]
    if len(parts) > 1:
        found.append(fold(text)[:LONGEST_TERM])
    return tuple(term for term in found if term)


def _compact(text: str, code: str) -> str:
    if THOUSANDS.fullmatch(text):
        return MARK.sub("", text)
    text = VERSION.sub("", text, count=1) if VERSION.match(text) else text
    if DECIMAL.fullmatch(text):
        return text.replace(",", ".")
    if not any(character.isalpha() for character in text):
        return text
    text = POSSESSIVE.sub("", text)
    if code in ("fr", "it", "ca") or not MARK.search(text):
        text = ELIDED.sub("", text, count=1)
        return stem(MARK.sub("", text), code) if MARK.search(text) else ""
    return stem(MARK.sub("", text), code)
