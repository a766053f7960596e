"""The page of quality figures is written from measurements, one section at a time."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.benchmarks.quality_page import PAGE, SECTIONS, share, table, with_section

WRITTEN = "# Quality\n\n<!-- one -->\n\nold \\1 figures\n\n<!-- /one -->\n\nBy hand.\n"


def test_a_section_replaces_its_former_version():
    page = with_section(WRITTEN, "one", "new \\1 figures\n")
    assert "old" not in page
    assert page.index("new \\1 figures") < page.index("By hand.")
    assert with_section(page, "one", "new \\1 figures") == page


def test_a_new_section_goes_to_the_end():
    page = with_section(WRITTEN, "two", "more")
    assert page.endswith("By hand.\n\n<!-- two -->\n\nmore\n\n<!-- /two -->\n")
    assert "old" in page


def test_figures_are_formatted_as_published():
    assert (share(0.7354), share(1)) == (".735", "1.000")
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_is_measured_by_its_benchmark(name):
    assert callable(import_module(f"tests.benchmarks.{name}").section)
    assert f"<!-- {name} -->" in PAGE.read_text(encoding="utf-8")
