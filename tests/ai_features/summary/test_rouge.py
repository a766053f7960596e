"""The measures of summaries, checked against the reference implementation and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks.prose import DANGLING, repeats
from tests.benchmarks.rouge import best_rouge, rouge
from tests.benchmarks.textrank import textrank


@pytest.mark.parametrize(
    ("said", "wanted", "stem", "figures"),
    [
        ("the cat sat on the mat", "the cat was on the mat", False, (0.83333, 0.6, 0.83333)),
        (
            "We propose adaptive methods for training",
            "Adaptive methods of training are proposed here",
            True,
            (0.61538, 0.18182, 0.46154),
        ),
        (
            "Kettles are losing heat, quickly.",
            "A kettle loses its heat quickly",
            True,
            (0.72727, 0.22222, 0.72727),
        ),
        ("a b c d", "e f", False, (0, 0, 0)),
        ("", "x y", False, (0, 0, 0)),
        ("one", "one", False, (1, 0, 1)),
    ],
)
def test_rouge_agrees_with_the_reference_implementation(said, wanted, stem, figures):
    assert rouge(said, wanted, stem=stem) == pytest.approx(figures, abs=1e-5)


def test_the_nearest_of_several_references_counts():
    assert best_rouge("a kettle", ["a train", "a kettle", "no"]).one == 1


def test_textrank_prefers_the_sentence_that_shares_most_words():
    ranks = textrank(
        ["the red kettle boils", "the red kettle leaks", "rain fell on hills", "kettle"]
    )
    assert int(np.argmin(ranks)) == 2
    assert ranks[0] == pytest.approx(ranks[1])


@pytest.mark.parametrize("text", ["However, it rains.", "This is new.", "They left."])
def test_a_loose_beginning_is_detected(text):
    assert DANGLING.match(text)


@pytest.mark.parametrize("text", ["This policy applies.", "Italy is warm.", "Sofas are soft."])
def test_a_firm_beginning_is_left_alone(text):
    assert not DANGLING.match(text)


def test_repetition_is_detected_by_words():
    assert repeats(["The kettle is red and hot.", "The kettle is red and warm and hot."])
    assert not repeats(["The kettle is red.", "Trains leave at noon."])
