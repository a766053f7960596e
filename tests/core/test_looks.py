"""Figures as a reader sees them."""

import pytest

from core.looks.figures import dollars, sparkline


@pytest.mark.parametrize(
    ("micro", "words"),
    [
        (0, "$0.00"),
        (1, "$0.0000010"),
        (420, "$0.00042"),
        (9_900, "$0.0099"),
        (10_000, "$0.01"),
        (1_234_567_890, "$1,234.57"),
    ],
)
def test_small_sums_keep_two_figures_and_large_ones_cents(micro, words):
    assert dollars(micro) == words


def test_a_quiet_week_lies_on_the_floor():
    assert sparkline([0, 0, 0]).path == "M0.0 18.0L48.0 18.0L96.0 18.0"


def test_the_busiest_day_reaches_the_top():
    assert sparkline([1, 4]).path == "M0.0 14.0L96.0 2.0"


def test_one_day_is_a_level_line():
    assert sparkline([3]).path == "M0.0 2.0L96 2.0"


def test_no_days_draw_nothing():
    assert sparkline([]).path == ""
