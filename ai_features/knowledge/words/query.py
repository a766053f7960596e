"""A query as typed: its terms, its quoted phrases and its prefixes (``warr*``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from ai_features.knowledge.words.analyzer import is_ideograph, terms, tokens
from ai_features.knowledge.words.bm25 import idf
from ai_features.knowledge.words.compounds import joins_words, parts, ways
from ai_features.knowledge.words.function_words import function_terms
from ai_features.knowledge.words.stemming import fold, stem

Mode = Literal["hybrid", "semantic", "keyword"]

# The languages of the local embedding model; "" stands for a document whose language is unclear.
KNOWN_TO_THE_MODEL: Final = ("en", "")
# The local model has words in Latin letters only.
LAST_LATIN: Final = "\u024f"
QUOTED: Final = re.compile(r'"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」')
OPEN_END: Final = re.compile(r"(\w{2,})\*")
LONGEST_QUERY: Final = 2_000
# Each costs a statement of its own.
MOST_OPEN_ENDS: Final = 8
# The weight of a completion, relative to a term typed out.
COMPLETED: Final = 0.5
# The weight of a function word, relative to one that says what is looked for.
FUNCTION_WORD: Final = 0.5
# The weight of a part of a compound, or of two words joined into one.
SPLIT: Final = 0.7
WORD: Final = re.compile(r"[^\W\d_]{2,}")
INVERTED: Final = re.compile(
    r"(\w+)-(?:t-)?(je|tu|il|elle|on|nous|vous|ils|elles|ce)\b", re.IGNORECASE
)
# A word shorter than this is one typo away from too many others.
SHORTEST_GUESSED: Final = 4
# Terms in more than this share of the chunks are not worth marking.
EVERYWHERE: Final = 0.3


def in_another_script(text: str) -> bool:
    """Tell whether most letters of ``text`` are not Latin: the local model cannot read those."""
    letters = [character for character in text if character.isalpha()]
    return 2 * sum(letter > LAST_LATIN for letter in letters) > len(letters)


@dataclass(frozen=True)
class Query:
    """A query, analysed in each of ``languages``, those the documents are in.

    ``terms`` are all the terms whose counts it needs: its ``own``, the parts these may be made of,
    and ``joined`` ones, each of two adjacent words. ``open_ends`` are prefixes, such as ``warr``
    from ``warr*``, at most ``MOST_OPEN_ENDS``. ``function_terms`` are those own terms that come
    from function words.
    """

    text: str
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    open_ends: tuple[str, ...]
    own: tuple[str, ...]
    joined: tuple[str, ...]
    function_terms: frozenset[str]
    languages: tuple[str, ...]

    def shares(self, containing: Mapping[str, int]) -> dict[str, float]:
        """Return the share of its idf, up to 1, at which each term in ``containing`` counts."""
        shares = dict.fromkeys(self._parts(containing), SPLIT)
        shares |= dict.fromkeys(self.joined, SPLIT)
        shares |= {term: FUNCTION_WORD if term in self.function_terms else 1.0 for term in self.own}
        return {term: share for term, share in shares.items() if term in containing}

    def unknown(self, containing: Mapping[str, int]) -> list[str]:
        """Return the longer words, in lower case, that occur in no chunk, whole or in parts.

        Function words and prefixes are left out, and so is what stands in quotes, since it must
        match as typed.
        """
        found: dict[str, set[str]] = {}
        text = QUOTED.sub(" ", self.text)
        for code in self.languages:
            for token in tokens(text, language=code):
                word = text[token.start : token.end].casefold()
                if len(word) >= SHORTEST_GUESSED and word.isalpha():
                    found.setdefault(word, set()).update(token.terms)
        return [
            word
            for word, own in found.items()
            if own.isdisjoint(containing)
            and own.isdisjoint(self.function_terms)
            and fold(word) not in self.open_ends
            and not any(self._is_made_of(term, containing) for term in own)
        ]

    def stems(self, containing: Mapping[str, int]) -> frozenset[str]:
        """Return the longer words, in lower case, that were typed as the very term they give.

        Words in quotes and prefixes are left out, since they must match as typed.
        """
        words = {word.casefold() for word in WORD.findall(QUOTED.sub(" ", self.text))}
        known = words & containing.keys() & set(self.own) - set(self.open_ends)
        return frozenset(word for word in known if len(word) >= SHORTEST_GUESSED)

    def _is_made_of(self, term: str, containing: Mapping[str, int]) -> bool:
        return any(parts(term, language=code, known=containing) for code in self.languages)

    def _parts(self, containing: Mapping[str, int]) -> Iterator[str]:
        for language in self.languages:
            for term in self.own:
                if joins_words(language) or term not in containing:
                    yield from parts(term, language=language, known=containing)


def parse_query(text: str, *, languages: Sequence[str]) -> Query:
    """Return ``text`` parsed; what exceeds ``LONGEST_QUERY`` characters is ignored."""
    text = text.strip()[:LONGEST_QUERY]
    codes = tuple(dict.fromkeys(language[:2].lower() for language in languages)) or ("",)
    own = dict.fromkeys(
        term for code in codes for term in terms(_uninverted(text, code), language=code)
    )
    joined = dict.fromkeys(
        stem(one + other, codes[0]) for one, other in pairwise(WORD.findall(text))
    )
    pieces = (
        piece for code in codes for term in own for pair in ways(term, code) for piece in pair
    )
    phrases = [next(filter(None, match.groups())) for match in QUOTED.finditer(text)]
    begun = (match[1] for match in OPEN_END.finditer(text))
    # Terms have no accents, except for Vietnamese words as written.
    ends = dict.fromkeys(end for each in begun for end in (fold(each), each.casefold()))
    return Query(
        text=text,
        terms=tuple(dict.fromkeys((*own, *joined, *pieces))),
        phrases=tuple(phrases),
        open_ends=tuple(ends)[:MOST_OPEN_ENDS],
        own=tuple(own),
        joined=tuple(joined),
        function_terms=function_terms(codes) & own.keys(),
        languages=codes,
    )


def _uninverted(text: str, code: str) -> str:
    """Return a French question with its pronoun apart: “reste-t-il” is no word of a document."""
    return INVERTED.sub(r"\1 \2", text) if code == "fr" else text


def query_weights(
    query: Query, *, containing: Mapping[str, int], completions: Mapping[str, int], chunks: int
) -> dict[str, float]:
    """Return the weight of each term that occurs in the collection of ``chunks`` chunks.

    It is the term's idf times its share (:meth:`Query.shares`): function words say little, however
    rare they are in the documents. A completion has the share ``COMPLETED``.
    """
    weights = {
        term: COMPLETED * idf(chunks=chunks, containing=count)
        for term, count in completions.items()
    }
    weights |= {
        term: share * idf(chunks=chunks, containing=containing[term])
        for term, share in query.shares(containing).items()
    }
    return weights


def every_weight(query: Query, *, containing: Mapping[str, int], chunks: int) -> dict[str, float]:
    """Return the idf of each term that an answer should contain, including terms in no chunk."""
    telling = [term for term in query.own if term not in query.function_terms] or query.own
    return {term: idf(chunks=chunks, containing=containing.get(term, 0)) for term in telling}


def telling_terms(query: Query, *, containing: Mapping[str, int], chunks: int) -> frozenset[str]:
    """Return the terms worth marking in a passage.

    Function words, single Chinese characters, and terms in more than ``EVERYWHERE`` of the chunks
    are left out unless nothing else is left.
    """
    found = list(query.shares(containing))
    telling = [term for term in found if term not in query.function_terms] or found
    known = [term for term in telling if not is_ideograph(term)] or telling
    rare = [term for term in known if containing[term] <= max(3, EVERYWHERE * chunks)]
    return frozenset(rare or known)


def has_phrase(text: str, phrase: str) -> bool:
    """Tell whether ``text`` contains ``phrase``, whatever the case and the white space."""
    return _plain(phrase) in _plain(text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
