"""Extractive summaries say what matters, read well and point at the very words."""

from __future__ import annotations

import pytest

from ai_features.gateway.local import encode
from ai_features.knowledge.reading import Source, leans
from ai_features.knowledge.salience import summarise

WARRANTY = (
    "Acme builds kettles in Leeds. The warranty covers parts and labour for two years. "
    "It does not cover batteries. Returns are free within thirty days of purchase."
)
TRAVEL = "Book trains in second class. Flights over four hours need the approval of a manager."


def test_a_summary_keeps_the_order_and_the_budget():
    text = " ".join([WARRANTY, TRAVEL] * 1)
    summary = summarise([Source(text)], words=25, embed=encode)
    starts = [extract.start for extract in summary]
    assert starts == sorted(starts)
    assert sum(len(extract.text.split()) for extract in summary) <= 25
    assert all(text[extract.start : extract.end] == extract.text for extract in summary)


def test_a_summary_says_nothing_twice():
    summary = summarise([Source(WARRANTY), Source(WARRANTY)], words=200, embed=encode)
    texts = [extract.text for extract in summary]
    assert len(texts) == len(set(texts))


def test_a_summary_has_no_leaning_sentence_and_no_heading():
    text = "Warranty terms\n\n" + WARRANTY + " However, this may change. " + TRAVEL
    texts = [extract.text for extract in summarise([Source(text)], words=200, embed=encode)]
    assert texts
    assert not any(leans(text) for text in texts)
    assert "Warranty terms" not in texts


@pytest.mark.parametrize("text", ["Short.", "It is.", "保修期为两年，电池除外。", "a, b, c"])
def test_a_summary_of_little_is_not_empty(text):
    assert summarise([Source(text)], words=50, embed=encode)


def test_a_summary_of_nothing_is_empty():
    assert summarise([Source("  \n")], words=50, embed=encode) == []
