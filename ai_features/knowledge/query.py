"""What a searcher typed: its terms, its quoted phrases, what it leaves open at the end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ai_features.knowledge.analyzer import terms
from ai_features.knowledge.bm25 import idf

Mode = Literal["hybrid", "semantic", "keyword"]

# The languages of the local embedding model; "" is a document whose language is not clear.
KNOWN_TO_THE_MODEL: Final = ("en", "")
QUOTED: Final = re.compile(r'"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」')
OPEN_END: Final = re.compile(r"(\w{2,})\*")
LONGEST_QUERY: Final = 2_000
# What a guessed completion counts, beside a term that was typed out.
COMPLETED: Final = 0.5
# Terms in more than this share of the chunks are not worth marking.
EVERYWHERE: Final = 0.3


@dataclass(frozen=True)
class Query:
    """A query, analysed in each language the documents are in.

    ``open_ends`` are beginnings of words, from ``warr*``.
    """

    text: str
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    open_ends: tuple[str, ...]


def parse_query(text: str, *, languages: Sequence[str]) -> Query:
    """Return ``text`` taken apart; of an overlong one, the beginning."""
    text = text.strip()[:LONGEST_QUERY]
    found = dict.fromkeys(
        term for language in languages or ("",) for term in terms(text, language=language)
    )
    phrases = [next(filter(None, match.groups())) for match in QUOTED.finditer(text)]
    ends = [match[1].casefold() for match in OPEN_END.finditer(text)]
    return Query(text, tuple(found), tuple(phrases), tuple(ends))


def query_weights(
    query: Query, *, containing: Mapping[str, int], completions: Mapping[str, int], chunks: int
) -> dict[str, float]:
    """Return the idf of each query term that occurs in the collection of ``chunks`` chunks."""
    weights = {
        term: COMPLETED * idf(chunks=chunks, containing=count)
        for term, count in completions.items()
    }
    weights |= {
        term: idf(chunks=chunks, containing=containing[term])
        for term in query.terms
        if term in containing
    }
    return weights


# Words that a question needs and an answer does not repeat. German ones that are English nouns or
# verbs (die, hat, man, war) are left out: they must not make an English question light.
LIGHT: Final = frozenset(
    terms(
        "which what who whom whose when where why how many much long often can could may might must"
        " shall should will would do does did is are was were be been have has had go goes get gets"
        " got give gives need needs want wants happen happens mean means say says tell please"
        " i me my mine we us our ours you your it its they them their he she his her this that"
        " these those there here into onto to of in on at by for from with without about and or"
        " not no if then than as also any some the a an",
        language="en",
    )
    + terms(
        "welche welcher welches welchen wer wen wem wann wo wie warum viel viele lange kann können"
        " muss müssen soll sollen darf dürfen ich mich mir wir uns mein meine unser unsere der das"
        " dem des ein eine einen einem einer und oder nicht mit von zu zum zur im auf für bei aus"
        " ist sind wird werden haben gibt es geht",
        language="de",
    )
)


def every_weight(query: Query, *, containing: Mapping[str, int], chunks: int) -> dict[str, float]:
    """Return the idf of each term that an answer should have, of the unknown ones too."""
    telling = [term for term in query.terms if term not in LIGHT] or query.terms
    return {term: idf(chunks=chunks, containing=containing.get(term, 0)) for term in telling}


def telling_terms(query: Query, *, containing: Mapping[str, int], chunks: int) -> frozenset[str]:
    """Return the terms worth marking in a passage: all, or without those that are everywhere."""
    known = [term for term in query.terms if term in containing]
    rare = [term for term in known if containing[term] <= max(3, EVERYWHERE * chunks)]
    return frozenset(rare or known)


def has_phrase(text: str, phrase: str) -> bool:
    """Tell whether ``phrase`` stands in ``text``, whatever the case and the line breaks."""
    return _plain(phrase) in _plain(text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
