"""When a passage counts as found, and what a ranking is worth."""

from __future__ import annotations

from uuid import UUID

import pytest

from ai_features.bench.scoring import MEASURES, Place, hits, mean_scores, rank_of, scores
from tests.benchmarks.metrics import ndcg, recall, reciprocal_rank

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)


def place(start, end, *, page=1, document=HERE):
    return Place(document, page, start, end)


@pytest.mark.parametrize(
    ("found", "hit"),
    [
        (place(100, 200), True),  # the exact span
        (place(0, 1_000), True),  # a chunk that holds it
        (place(120, 160), True),  # a chunk within it
        (place(150, 900), True),  # half of it
        (place(151, 900), False),  # less than half
        (place(0, 100), False),  # beside it
        (place(100, 200, page=2), False),
        (place(100, 200, document=ELSEWHERE), False),
    ],
)
def test_covering_half_of_the_shorter_span_is_a_hit(found, hit):
    assert hits(found, place(100, 200)) is hit


def test_a_golden_passage_is_still_hit_after_rechunking():
    golden = place(100, 180)
    for size in (60, 100, 150, 400, 1_000):
        chunks = [place(start, start + size) for start in range(0, 1_000, size)]
        assert any(hits(chunk, golden) for chunk in chunks), size


def test_the_rank_is_that_of_the_first_hit():
    found = [place(0, 50), place(100, 200), place(90, 210)]
    assert rank_of(place(100, 200), found) == 2
    assert rank_of(place(500, 600), found) is None


@pytest.mark.parametrize(
    "ranks", [[1], [3], [10], [None], [11], [1, 2], [2, None], [4, 7, None], [1, 2, 3, 4, None]]
)
def test_distinct_places_score_as_ranked_keys_do(ranks):
    """Where no place holds two passages, the measures are the usual ones for ranked keys."""
    wanted = {f"golden {number}": 1 for number in range(len(ranks))}
    ranked = [f"other {number}" for number in range(11)]
    for number, rank in enumerate(ranks):
        if rank:
            ranked[rank - 1] = f"golden {number}"
    expected = {f"recall_{cut}": recall(ranked, wanted, at=cut) for cut in (1, 3, 5, 10)}
    expected |= {
        "mrr_10": reciprocal_rank(ranked, wanted, at=10),
        "ndcg_10": ndcg(ranked, wanted, at=10),
    }
    assert scores(ranks) == pytest.approx(expected)


def test_one_place_holding_two_passages_counts_for_both_and_never_scores_above_one():
    assert scores([1, 1]) == dict.fromkeys(MEASURES, 1.0)
    assert scores([2, 2])["ndcg_10"] < 1


def test_means_are_over_questions():
    assert mean_scores([scores([1]), scores([None])]) == dict.fromkeys(MEASURES, 0.5)
