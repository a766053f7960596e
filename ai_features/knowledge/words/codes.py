"""Codes such as E07 or CM3-4110: each names one thing, and none may stand in for another."""

from __future__ import annotations

import re
from typing import Final

from ai_features.knowledge.words.function_words import WORDS
from ai_features.knowledge.words.sentences import word_set

# Not “26th”, “2-day” or “25m”: a code begins with a letter.
CODE: Final = re.compile(r"(?<![\w-])(?=[\w-]*\d)[^\W\d_]\w*(?:-\w+)*")
# “Section B”, “class 2”: a word and the letter or number that tells it from others of its name.
LABELLED: Final = re.compile(
    r"\b[^\W\d_]{3,}\s(?:(?-i:[A-Z])|\d{1,3}[A-Za-z]?)(?![\w&'’/-]|[.,]\d)"
)
# “The V&A” and “about 5” are no names.
SMALL: Final = word_set(f"{WORDS['en']} {WORDS['de']}")


def codes_in(text: str) -> list[str]:
    """Return the codes in ``text``, in order of appearance."""
    return CODE.findall(text)


def without_codes(text: str) -> str:
    """Return ``text`` without the codes in it."""
    return " ".join(CODE.sub(" ", text).split())


def opens_with_code(text: str, code: str) -> bool:
    """Tell whether a sentence begins with ``code``, or a table's row has it in its first cell."""
    return bool(re.match(rf"(?:[^:\n]{{1,40}}:\s)?\s*{re.escape(code)}(?![\w-])", text, re.I))


def labelled_in(text: str) -> list[str]:
    """Return the names in ``text`` that end in a letter or number: “section B”."""
    return [name for name in LABELLED.findall(text) if name.split()[0].casefold() not in SMALL]


def names_labelled(text: str, name: str) -> bool:
    """Tell whether ``text`` has ``name`` as a whole, in capitals or not."""
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?![\w-]|[.,]\d)", text, re.I))


def names_other(name: str, text: str) -> bool:
    """Tell whether ``text`` has a name like ``name`` with another letter or number."""
    like, _, label = name.rpartition(" ")
    return any(
        each.casefold().startswith(f"{like.casefold()} ") and each.split()[-1] != label
        for each in labelled_in(text)
    )
