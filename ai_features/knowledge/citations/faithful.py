"""What a sentence says that its source does not: figures, names, or the opposite."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ai_features.knowledge.citations.figures import strange_figures
from ai_features.knowledge.words.analyzer import terms
from ai_features.knowledge.words.sentences import word_set

NAME: Final = re.compile(r"(?<![\w'’])[^\W\d_][\w&'’-]*\w")
# What explains a capital letter other than a name: a beginning, a full stop, a colon, a quote.
FREE: Final = re.compile(r"(?:^|[.!?:;…]|[“\"„«(\[–—-]|\*\*)\s*$")
# In characters: text further back does not explain a capital letter.
LOOK_BACK: Final = 20
POSSESSIVE: Final = re.compile(r"['’]s?$")
NOUNS_HAVE_CAPITALS: Final = frozenset({"de"})
NEGATIONS: Final = word_set(
    "not no never none nobody nothing neither nor without cannot nicht kein keine keinen keiner"
    " keinem keines nie niemals niemand nichts ohne ne pas jamais aucun aucune sans nunca ningún"
    " ninguna sin"
)
CONTRACTED: Final = re.compile(r"n['’]t\b", re.IGNORECASE)
# Sentences that share this much of their words are about the same thing, so a “not” is decisive.
ALIKE: Final = 0.7


def unfounded(sentence: str, texts: Iterable[str], *, language: str = "") -> set[str]:
    """Return the figures and names of ``sentence`` that occur in none of ``texts``.

    A figure is compared by its value, whether written in digits or, up to a hundred, as a word; a
    name by its terms. Where all nouns are capitalised (German), only a word with a capital after
    its first letter is a name.
    """
    whole = "\n".join(texts)
    figures = strange_figures(sentence, whole)
    known = set(terms(whole, language=language))
    names = {
        name
        for name in _names(sentence, language=language)
        if not set(terms(name, language=language)) <= known
    }
    return figures | names


def turned_around(sentence: str, quote: str, *, language: str = "") -> bool:
    """Tell whether two sentences are alike but have different subjects, or one denies the other."""
    sentence, quote = (CONTRACTED.sub(" not", text) for text in (sentence, quote))
    said, quoted = (terms(text, language=language) for text in (sentence, quote))
    one, other = set(said), set(quoted)
    if len(one & other) < ALIKE * max(1, min(len(one), len(other))):
        return False
    somebody_else = said[0] not in other and quoted[0] not in one
    return somebody_else or _denies(sentence) != _denies(quote)


def _names(sentence: str, *, language: str) -> set[str]:
    nouns = language[:2] in NOUNS_HAVE_CAPITALS
    return {
        POSSESSIVE.sub("", found[0])
        for found in NAME.finditer(sentence)
        if _is_name(found[0], nouns=nouns) and not FREE.search(_before(sentence, found.start()))
    }


def _before(sentence: str, place: int) -> str:
    return sentence[max(0, place - LOOK_BACK) : place]


def _is_name(word: str, *, nouns: bool) -> bool:
    inside = any(letter.isupper() for letter in word[1:])
    return inside if nouns else word[0].isupper() and len(word) > 1


def _denies(sentence: str) -> bool:
    return bool(set(re.findall(r"\w+", sentence.casefold())) & NEGATIONS)
