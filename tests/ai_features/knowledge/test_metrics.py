"""The benchmarks' measures, against values worked out by hand."""

from __future__ import annotations

import pytest

from tests.benchmarks.metrics import ndcg, overlap, precision, recall, reciprocal_rank, span_scores


def test_ndcg_discounts_by_place():
    assert ndcg(["a", "b"], {"a": 1}) == 1
    assert ndcg(["b", "a"], {"a": 1}) == pytest.approx(0.63093, abs=1e-5)
    assert ndcg(["x", "a", "b"], {"a": 1, "b": 1}) == pytest.approx(0.69343, abs=1e-5)
    assert ndcg(["x"], {"a": 1}) == 0


def test_counts_at_a_place():
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
