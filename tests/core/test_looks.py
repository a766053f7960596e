"""Figures as a reader sees them."""

import pytest

from core.looks.figures import browser, dollars, sparkline


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


def test_a_week_without_runs_is_drawn_along_the_bottom():
    assert sparkline([0, 0, 0]).path == "M0.0 18.0L48.0 18.0L96.0 18.0"


def test_the_busiest_day_reaches_the_top():
    assert sparkline([1, 4]).path == "M0.0 14.0L96.0 2.0"


def test_a_single_day_is_a_level_line():
    assert sparkline([3]).path == "M0.0 2.0L96 2.0"


def test_no_days_draw_nothing():
    assert sparkline([]).path == ""


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/17.5 Safari/604.1", "Safari on iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "A browser without a name"),
    ],
)
def test_a_session_is_named_by_browser_and_system(user_agent, words):
    assert browser(user_agent) == words
