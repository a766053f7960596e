"""What a sentence says that its source does not: figures, names, or the opposite."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ai_features.knowledge.words.analyzer import terms
from ai_features.knowledge.words.sentences import word_set

FIGURE: Final = re.compile(r"\d+(?:[.,:/]\d+)*")
THOUSANDS: Final = re.compile(r"(?<=\d)[.,](?=\d{3}(?:\D|$))")
SAID_IN_WORDS: Final = {
    0: "zero null",
    1: "one",
    2: "two zwei deux dos",
    3: "three drei trois tres",
    4: "four vier quatre cuatro",
    5: "five fünf cinq cinco",
    6: "six sechs seis",
    7: "seven sieben sept siete",
    8: "eight acht huit ocho",
    9: "nine neun neuf nueve",
    10: "ten zehn dix diez",
    11: "eleven elf onze once",
    12: "twelve zwölf douze doce",
    13: "thirteen dreizehn",
    14: "fourteen vierzehn",
    15: "fifteen fünfzehn",
    16: "sixteen sechzehn",
    17: "seventeen siebzehn",
    18: "eighteen achtzehn",
    19: "nineteen neunzehn",
    20: "twenty zwanzig vingt veinte",
    30: "thirty dreißig",
    40: "forty vierzig",
    50: "fifty fünfzig",
    60: "sixty sechzig",
    70: "seventy siebzig",
    80: "eighty achtzig",
    90: "ninety neunzig",
    100: "hundred hundert",
}
NUMBER_WORDS: Final = {
    word: str(number) for number, words in SAID_IN_WORDS.items() for word in words.split()
}
# These have another meaning as well: “one may”, German “null und nichtig”, English “once”.
INDEFINITE: Final = frozenset({"one", "null", "once"})
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
    figures = figures_of(sentence, loose=False) - figures_of(whole)
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


def figures_of(text: str, *, loose: bool = True) -> set[str]:
    """Return the values of the figures in ``text``, each as a string without leading zeros.

    Unless ``loose``, words that have another meaning as well, such as “one”, are not figures.
    """
    digits = {_value(found) for found in FIGURE.findall(text)}
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    if not loose:
        words -= INDEFINITE
    return digits | {NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS}


def _value(figure: str) -> str:
    return THOUSANDS.sub("", figure).lstrip("0") or "0"


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
