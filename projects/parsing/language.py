"""Detect the language of a text from its script and its commonest words, without a model.

Counting stop words is the method of Cavnar and Trenkle's baseline ("N-Gram-Based Text
Categorization", 1994) applied to words; about twenty words are enough.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

SAMPLE = 20_000
FEWEST_HITS = 3
LEAST_SHARE = 0.06
CLEAR_LEAD = 1.15

STOP_WORDS = {
    code: frozenset(words.split())
    for code, words in (
        line.split(": ", 1)
        for line in Path(__file__).with_name("stop_words.txt").read_text("utf-8").splitlines()
    )
}
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
)
PERSIAN = re.compile("[پچژگ]")
# The letters of a code, such as A-03, are no words.
WORD = re.compile(r"(?<![^\W_])(?<!\d-)[^\W\d_]+(?!-?\d)(?![^\W_])")
LEAST_SCRIPT_SHARE = 0.3
LEAST_KANA_SHARE = 0.08


def detect_language(text: str) -> str:
    """Return an ISO 639-1 code, or an empty string if the language is not clear."""
    sample = text[:SAMPLE]
    letters = sum(character.isalpha() for character in sample)
    return by_script(sample, letters) or _by_words(sample)


def by_script(sample: str, letters: int) -> str:
    """Return a language that has its script (almost) to itself, or an empty string."""
    for code, pattern in SCRIPTS:
        share = len(pattern.findall(sample)) / max(1, letters)
        if share > (LEAST_KANA_SHARE if code == "ja" else LEAST_SCRIPT_SHARE):
            return "fa" if code == "ar" and len(PERSIAN.findall(sample)) > letters / 100 else code
    return ""


def _by_words(sample: str) -> str:
    words = Counter(WORD.findall(sample.lower()))
    total = words.total()
    hits = {
        code: sum(words[word] for word in stop_words) for code, stop_words in STOP_WORDS.items()
    }
    (best, most), (_, second), *_ = sorted(hits.items(), key=lambda pair: -pair[1])
    sure = most >= FEWEST_HITS and most / max(1, total) > LEAST_SHARE
    return best if sure and most >= second * CLEAR_LEAD else ""
