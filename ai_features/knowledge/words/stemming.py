"""Reduce the forms of a word to one term: case, width, accents, endings, attached prefixes."""

from __future__ import annotations

import re
import unicodedata
from threading import local
from typing import Final

import Stemmer

STEMMERS: Final = {
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sk": "czech",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
NOT_LATIN: Final = frozenset(
    {"armenian", "greek", "hindi", "nepali", "persian", "russian", "serbian", "tamil"}
)
# The stemmer of each script but Latin; Persian, Serbian and Nepali texts use their own.
BY_SCRIPT: Final = (
    ("Ͱ", "Ͽ", "greek"),
    ("Ѐ", "ӿ", "russian"),
    ("԰", "֏", "armenian"),
    ("\u0590", "\u05ff", "hebrew"),
    ("\u0600", "\u06ff", "arabic"),
    ("ऀ", "ॿ", "hindi"),
    ("ঀ", "\u0aff", ""),
    ("஀", "௿", "tamil"),
    ("ఀ", "\u0dff", ""),
    ("Ⴀ", "ჿ", ""),
)
# Languages without a stemmer here, to which that of another language would do harm.
UNSTEMMED: Final = frozenset({"be", "bg", "ka", "mk", "sw", "tl", "uk", "vi"})
LONGEST_TERM: Final = 40
# In letters: without a stemmer, a word's beginning stands for its forms (McNamee and Mayfield,
# "Character N-Gram Tokenization for European Language Text Retrieval", 2004). Only a word with a
# letter outside ASCII gets one: those of Swahili and Tagalog change at their beginning.
BEGINNING: Final = 5
# Letters that Unicode does not decompose into a base letter and an accent.
LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "\u0640": "", "ى": "ي", "ک": "ك"}
)
SINGLE_GREEK: Final = re.compile("(?<![Ͱ-Ͽ])[α-ω](?![Ͱ-Ͽ])")
VOICED: Final = frozenset("\u3099\u309a")
# Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information Retrieval" (2007).
ARABIC_PREFIX: Final = re.compile("(?:وال|بال|كال|فال|ال|لل)(?=..)|و(?=...)")
ARABIC_ENDINGS: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
HEBREW_PREFIX: Final = re.compile("(?:[ושכ]?[הבלמ]|[ושכ])(?=.{3})")
HEBREW_ENDING: Final = re.compile("(?<=...)(?:ים|ות)$")
_kept = local()


def stem(word: str, code: str) -> str:
    """Return the term of ``word`` in the language ``code`` (ISO 639-1, lower case)."""
    folded = unicodedata.normalize("NFKC", word).casefold()[:LONGEST_TERM]
    if code != "el" and not folded.isascii():
        folded = SINGLE_GREEK.sub(_name, folded)
    if any(character.isdigit() for character in folded):
        return fold(folded)
    algorithm = _algorithm(folded, code)
    if algorithm in LIGHT_STEMMERS:
        return LIGHT_STEMMERS[algorithm](fold(folded))
    return fold(_stemmer(algorithm).stemWord(folded)) if algorithm else fold(folded)


def further_forms(word: str, term: str, code: str) -> tuple[str, ...]:
    """Return further terms for ``word`` where its ``term`` alone does not suffice.

    In Vietnamese the word with its tone marks, elsewhere its beginning if it has no stemmer. For
    words with a letter outside ASCII only.
    """
    if code == "vi":
        return (word[:LONGEST_TERM],) if word != term else ()
    unstemmed = not _algorithm(unicodedata.normalize("NFKC", word), code)
    return (term[:BEGINNING],) if unstemmed and len(term) > BEGINNING else ()


def fold(text: str) -> str:
    """Fold case, width and accents: Ärger, ARGER and arger are one term."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text).translate(LETTERS)
    bare = (letter for letter in decomposed if letter in VOICED or not _is_accent(letter))
    return unicodedata.normalize("NFC", "".join(bare))


def _name(letter: re.Match[str]) -> str:
    """Return the name of a Greek letter used as a symbol: TGF-β is TGF-beta."""
    name = unicodedata.name(letter[0]).rpartition(" ")[2].casefold()
    return "lambda" if name == "lamda" else name


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) != 0


def _algorithm(word: str, code: str) -> str:
    """Return the name of a stemmer, or nothing where the word is better left unstemmed."""
    for first, last, algorithm in BY_SCRIPT:
        if first <= word[0] <= last:
            chosen = STEMMERS.get(code, "")
            own = chosen if chosen in ("persian", "serbian", "nepali") else algorithm
            return "" if code in UNSTEMMED else own
    if code in UNSTEMMED:
        return ""
    chosen = STEMMERS.get(code, "english")
    return "english" if chosen in NOT_LATIN else chosen


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    # A stemmer holds the word it is working on, so each thread needs its own.
    stemmers = _kept.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return stemmers[algorithm]


def _arabic(word: str) -> str:
    word = ARABIC_PREFIX.sub("", word, count=1)
    for ending in ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 2:
            word = word[: -len(ending)]
    return word


def _hebrew(word: str) -> str:
    return HEBREW_ENDING.sub("", HEBREW_PREFIX.sub("", word, count=1))


LIGHT_STEMMERS: Final = {"arabic": _arabic, "hebrew": _hebrew}
