"""The measures agree with values worked out by hand and with trec_eval's."""

from __future__ import annotations

import pytest

from tests.benchmarks.metrics import (
    ndcg,
    overlap,
    precision,
    recall,
    reciprocal_rank,
    span_scores,
)

# Results of pytrec_eval-terrier 0.5.11 (trec_eval's code) for random rankings, the last three
# graded; "gone" is a relevant document that no ranking holds.
MEASURES = ("ndcg_cut_3", "ndcg_cut_10", "recall_1", "recall_3", "recall_5", "recall_10", "rr")
TREC_EVAL = [
    (
        "d5 d10 d3 d4 d1 d9 d2",
        {"d7": 1, "d0": 1, "d9": 1, "d1": 1, "gone": 1},
        (0.0, 0.252016, 0.0, 0.0, 0.2, 0.4, 0.2),
    ),
    (
        "d10 d9 d6 d11 d5 d2 d1 d3 d0 d8 d4",
        {"d8": 1, "d2": 1, "gone": 1},
        (0.0, 0.302812, 0.0, 0.0, 0.0, 0.666667, 0.166667),
    ),
    (
        "d3 d1 d5",
        {"d4": 1, "d5": 1, "d1": 1, "d3": 1, "d2": 1, "gone": 1},
        (1.0, 0.644824, 0.166667, 0.5, 0.5, 0.5, 1.0),
    ),
    (
        "d2 d7 d5",
        {"d12": 2, "d14": 2, "d1": 2, "d5": 1, "d9": 3, "d6": 2, "gone": 2},
        (0.095023, 0.062951, 0.0, 0.142857, 0.142857, 0.142857, 0.333333),
    ),
    (
        "d24 d10 d12 d19 d29 d18 d14 d13 d2 d22 d16 d0 d15 d4 d1 d8 d3 d23 d27 d17 d6 d26",
        {"d4": 2, "d6": 3, "gone": 1},
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.071429),
    ),
    (
        "d4 d7 d6 d5 d1 d0 d3 d2",
        {"d7": 1, "d0": 2, "d3": 2, "d5": 2, "d2": 1, "d1": 2, "gone": 2},
        (0.148041, 0.601315, 0.0, 0.142857, 0.428571, 0.857143, 0.5),
    ),
]


@pytest.mark.parametrize(("ranking", "relevant", "expected"), TREC_EVAL)
def test_the_measures_agree_with_trec_eval(ranking, relevant, expected):
    ranked = ranking.split()
    measured = [ndcg(ranked, relevant, at=at) for at in (3, 10)]
    measured += [recall(ranked, relevant, at=at) for at in (1, 3, 5, 10)]
    measured.append(reciprocal_rank(ranked, relevant, at=len(ranked)))
    assert dict(zip(MEASURES, measured, strict=True)) == pytest.approx(
        dict(zip(MEASURES, expected, strict=True)), abs=1e-6
    )


def test_ndcg_discounts_by_rank():
    assert ndcg(["a", "b"], {"a": 1}) == 1
    assert ndcg(["b", "a"], {"a": 1}) == pytest.approx(0.63093, abs=1e-5)
    assert ndcg(["x", "a", "b"], {"a": 1, "b": 1}) == pytest.approx(0.69343, abs=1e-5)
    assert ndcg(["x"], {"a": 1}) == 0


def test_measures_look_no_deeper_than_the_rank_they_are_taken_at():
    ranked, wanted = ["x", "a", "y", "b"], {"a", "b"}
    assert recall(ranked, wanted, at=3) == 0.5
    assert precision(ranked, wanted, at=4) == 0.5
    assert reciprocal_rank(ranked, wanted, at=3) == 0.5
    assert reciprocal_rank(ranked, wanted, at=1) == 0


def test_spans_are_measured_in_characters():
    assert overlap([(0, 10), (20, 30)], [(5, 25)]) == [(5, 10), (20, 25)]
    assert span_scores([(0, 10)], [(5, 15)]) == {
        "recall": 0.5,
        "precision": 0.5,
        "iou": pytest.approx(1 / 3),
    }
