"""Documents whose text, order, tables and headings are known are read faithfully."""

from __future__ import annotations

import pytest

from tests.benchmarks.made.harder import all_harder
from tests.benchmarks.made.others import all_others
from tests.benchmarks.made.pdfs import all_pdfs
from tests.benchmarks.parsers import cells_in_place, inversions, scored, text_of, word_f1

MADE = [*all_pdfs(), *all_harder(), *all_others()]
# The reading order is debatable here: an address beside facts, boxes of figures side by side.
ORDER = {"invoice": 0.98, "report page": 0.9}
# The names above two columns each are read twice, with either.
WORDS = {"table with merged heads": 0.98}


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
def test_a_document_of_known_content_is_read_faithfully(read, made):
    document = read(made.content, made.filename)
    score = scored(made, text_of(document), document)
    assert score.words > WORDS.get(made.name, 0.99)
    assert score.order >= ORDER.get(made.name, 1.0)
    assert {score.cells, score.headings, score.furniture} <= {1.0, None}


def test_the_scores_fall_with_every_fault():
    assert word_f1(["a", "b"], ["a", "b", "c", "d"]) == pytest.approx(2 / 3)
    assert inversions([3, 1, 2]) == 2
    assert cells_in_place("| a | b |\n| c |  |", [("a", "b"), ("c", "d")]) == 0.75
    assert cells_in_place("a b\nc d", [("a", "b"), ("c", "d")]) == 0.0
