"""Sentences, terms and scores: what search and extraction stand on."""

from __future__ import annotations

import pytest

from ai_features.knowledge.analyzer import terms
from ai_features.knowledge.bm25 import TERM_SPACE, idf, sparse_vector, term_id, term_weights
from ai_features.knowledge.fusion import fuse
from ai_features.knowledge.highlights import highlight
from ai_features.knowledge.query import every_weight, parse_query
from ai_features.knowledge.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dr. Smith went to the U.S. in 1999. He liked it.",
            ["Dr. Smith went to the U.S. in 1999.", "He liked it."],
        ),
        (
            "Der Vertrag endet am 31. Dezember. Er gilt z.B. nicht.",
            ["Der Vertrag endet am 31. Dezember.", "Er gilt z.B. nicht."],
        ),
        ("See No. 5 there. The answer is no. Then go.", 3),
        ("这是第一句。这是第二句！对吗？", 3),
        ("by using it you agree. if you don t agree do not.", 2),
        ("Heading\n\nText one. Text two.\n- item a\n- item b", 5),
        ('He said "Stop." Then he left.', 2),
        ("It costs 3.5 euros at example.com today.", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_would_say(text, expected):
    found = [text[start:end] for start, end in split_sentences(text)]
    assert found == expected or len(found) == expected


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "warranties", "Warranty"),
        ("de", "Häuser", "haus"),
        ("de", "Straße", "STRASSE"),
        ("fr", "élèves", "eleve"),
        ("ru", "книгами", "книга"),
        ("", "ｆｕｌｌ", "full"),
    ],
)
def test_forms_of_a_word_share_a_term(language, one, other):
    assert set(terms(one, language=language)) & set(terms(other, language=language))


def test_identifiers_keep_the_whole_and_give_their_parts():
    found = terms("getUserName foo_bar IL-6 3.5")
    assert {"get", "user", "name", "foo_bar", "foo", "bar", "il-6", "6", "3.5"} <= set(found)


def test_scripts_without_spaces_give_pairs():
    assert terms("保修期", language="zh") == ["保修", "修期"]


def test_a_term_keeps_its_dimension():
    assert term_id("warranty") == term_id("warranty") < TERM_SPACE
    assert list(sparse_vector({"b": 1.0, "a": 2.0}).values()) != []


def test_repeating_a_word_helps_ever_less():
    once, twice, often = (term_weights(["a"] * n + ["b"] * (80 - n))["a"] for n in (1, 2, 40))
    assert once < twice < often < 2.2
    assert twice - once < once


def test_rare_terms_say_more():
    assert idf(chunks=100, containing=1) > idf(chunks=100, containing=50) > 0


def test_highlights_join_words_side_by_side():
    text = "Annual leave days and sick leave."
    spans = highlight(text, wanted=frozenset({"leav", "day"}), languages=["en"])
    assert [text[start:end] for start, end in spans] == ["leave days", "leave"]


def test_a_leg_that_finds_nothing_leaves_the_other_its_order():
    ranked = [("a", 3.0), ("b", 2.0), ("c", 1.0)]
    assert [hit.key for hit in fuse(lexical=ranked, vector=[])] == ["a", "b", "c"]
    assert [hit.key for hit in fuse(lexical=[], vector=ranked)] == ["a", "b", "c"]
    assert fuse(lexical=[], vector=[]) == []


def test_what_both_legs_like_comes_first():
    lexical = [("a", 9.0), ("b", 8.5), ("c", 1.0)]
    vector = [("b", 0.7), ("d", 0.6), ("a", 0.1)]
    assert fuse(lexical=lexical, vector=vector)[0].key == "b"


def test_vectors_count_less_in_a_language_the_model_has_not_learnt():
    lexical = [(n, 10.0 - n) for n in range(10)]
    vector = [(9 - n, 0.6 - n / 20) for n in range(10)]
    assert fuse(lexical=lexical, vector=vector, foreign=True)[0].key == 0


def test_the_small_words_of_a_question_do_not_weigh_in_its_answer():
    query = parse_query("How do I get water into the tank?", languages=["en"])
    weights = every_weight(query, containing={"water": 3, "tank": 2}, chunks=10)
    assert sorted(weights) == ["tank", "water"]


def test_a_question_of_small_words_alone_still_weighs_something():
    query = parse_query("Who are you?", languages=["en"])
    assert every_weight(query, containing={}, chunks=10)
