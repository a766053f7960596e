"""Both legs of a search are merged into one order, weighted by how much each can tell."""

from __future__ import annotations

import pytest

from ai_features.knowledge.finding.fusion import DEPTH, fuse, vector_share
from ai_features.knowledge.words.query import in_another_script


def fused(lexical, vector, **said):
    share = vector_share(lexical, vector, **said)
    return fuse(lexical=lexical, vector=vector, share=share)


def test_a_leg_that_finds_nothing_leaves_the_others_order_unchanged():
    ranked = [("a", 3.0), ("b", 2.0), ("c", 1.0)]
    assert [hit.key for hit in fused(lexical=ranked, vector=[])] == ["a", "b", "c"]
    assert [hit.key for hit in fused(lexical=[], vector=ranked)] == ["a", "b", "c"]
    assert fused(lexical=[], vector=[]) == []


def test_hits_that_both_legs_rank_high_come_first():
    lexical = [("a", 9.0), ("b", 8.5), ("c", 1.0)]
    vector = [("b", 0.7), ("d", 0.6), ("a", 0.1)]
    assert fused(lexical=lexical, vector=vector)[0].key == "b"


def test_vectors_count_less_in_a_language_the_model_does_not_know():
    lexical = [(n, 10.0 - n) for n in range(10)]
    vector = [(9 - n, 0.6 - n / 20) for n in range(10)]
    assert fused(lexical=lexical, vector=vector, foreign=True)[0].key == 0


def test_vectors_count_least_where_the_model_cannot_read_the_query():
    lexical, vector = [("a", 2.0)], [("b", 0.6)]
    shares = [
        vector_share(lexical, vector),
        vector_share(lexical, vector, foreign=True),
        vector_share(lexical, vector, foreign=True, unread=True),
    ]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 3


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("保修期有多长？", True),
        ("Сколько длится гарантия?", True),
        ("ما مدة الضمان؟", True),
        ("Wie lange gilt die Gewährleistung?", False),
        ("Thời hạn bảo hành là bao lâu?", False),
        ("GPU 温度", False),
        ("1,000 / 24", False),
    ],
)
def test_a_query_in_another_script_is_known_by_most_of_its_letters(text, unread):
    assert in_another_script(text) is unread


def test_a_leg_with_nearly_equal_scores_hardly_changes_the_others_order():
    lexical = [(n, 10.0 - n) for n in range(10)]
    vector = [(9 - n, 0.7 - n / 1000) for n in range(10)]
    assert [hit.key for hit in fused(lexical=lexical, vector=vector)] == list(range(10))


def test_a_hit_beyond_a_legs_depth_scores_like_its_last_hit_and_not_zero():
    lexical = [("only words", 2.0)]
    vector = [(n, 0.9 - n / 1000) for n in range(DEPTH)]
    found = {hit.key: hit.vector for hit in fused(lexical=lexical, vector=vector)}
    assert found["only words"] == pytest.approx(vector[-1][1] / vector[0][1])


def test_a_hit_absent_from_an_exhausted_leg_scores_zero():
    found = fused(lexical=[("a", 2.0)], vector=[("a", 0.9), ("b", 0.8)])
    assert {hit.key: hit.lexical for hit in found} == {"a": 1.0, "b": 0.0}


def test_scores_lie_between_zero_and_one():
    found = fused(lexical=[("a", 30.0)], vector=[("a", 0.9), ("b", -0.2)])
    assert [(hit.key, hit.score) for hit in found] == [("a", 1.0), ("b", 0.0)]
