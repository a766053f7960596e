"""The words that a query asked for are marked in a passage, every time they occur."""

from __future__ import annotations

import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from ai_features.knowledge.words import analyzer
from ai_features.knowledge.words.analyzer import Finder, terms, tokens
from ai_features.knowledge.words.highlights import Marker


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        (
            "en",
            "The getName of an e-mail, sent to 10 000 people: their names.",
            "name email 10,000",
        ),
        ("de", "Die Straßenbahn hält; Bahnen halten in der Strasse.", "Straßenbahn halten"),
        ("en", "over the overleaf over-the-top clover, and over", "over top"),
        ("en", "The ’quoted’ word, naïve and re\u0301sume\u0301 quoted", "quoted résumé"),
        ("zh", "保修期为两年，保修不含电池。", "保修期"),
    ],
)
def test_words_that_yield_a_query_term_are_marked(language, text, query):
    wanted = set(terms(query, language=language))
    giving = [token[:2] for token in tokens(text, language=language) if wanted & set(token.terms)]
    assert giving
    assert Finder(wanted, language=language).places(text) == giving


def test_the_fast_scan_for_joined_words_finds_what_the_pattern_finds():
    draw = Random(1)
    for _ in range(2_000):
        text = "".join(draw.choices("aZ9é中か_1 2\n-./,:@'’;\u00a0", k=30))
        found = [match.span() for match in analyzer._joined_words(text)]
        assert found == [match.span() for match in analyzer.JOINED.finditer(text)], text


def test_words_are_still_marked_once_the_cache_is_full(monkeypatch):
    monkeypatch.setattr(analyzer, "MOST_WORDS", 2)
    finder = Finder({"leav"}, language="en")
    for _ in range(3):
        assert finder.places("Leave of some other days, and leaving.") == [(0, 5), (30, 37)]


def test_overlong_words_are_marked_and_not_cached():
    tracemalloc.start()
    try:
        for number in range(100, 120):
            text = f"leave {number}{'x' * 100_000}leave a-{number}{'x' * 100_000}"
            wanted = set(terms(text, language="en")) - {"leav", "a"}
            assert Finder(wanted, language="en").places(text)[0] == (6, 100_014)
        assert tracemalloc.get_traced_memory()[0] < 5_000_000
    finally:
        tracemalloc.stop()


def test_threads_can_mark_words_concurrently():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            marked = list(threads.map(_mark_new_words, range(200)))
    finally:
        sys.setswitchinterval(before)
    assert marked == [40] * 200


def _mark_new_words(place):
    text = " ".join(f"leave{place * 40 + number}" for number in range(40))
    return len(Finder({"leav"}, language="en").places(text))


def test_highlights_join_adjacent_words():
    text = "Annual leave days and sick leave."
    spans = Marker({"leav", "day"}, languages=["en"]).spans(text)
    assert [text[start:end] for start, end in spans] == ["leave days", "leave"]
