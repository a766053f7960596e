"""The bench in a browser: a passage is linked across the columns, by pointer and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.ai_features.bench.conftest import backwards
from tests.ai_features.shown import handbook, project
from tests.browser.site import live_server

__all__ = ["handbook", "live_server", "project"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BENCH = "/w/acme/p/house/bench/"
LEAVE = "Leave: how many days?"


def hit(page, column, number=0):
    return page.locator(f"[data-column={column}] .b-hit").nth(number)


def test_the_keyboard_moves_within_and_across_the_columns(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(BENCH)
    field = page.get_by_label("A question")
    field.fill("is leave covered by the warranty?")
    field.press("Enter")
    expect(hit(page, "words")).to_be_visible()
    field.press("ArrowDown")
    expect(hit(page, "words")).to_be_focused()
    chunk = hit(page, "words").get_attribute("data-chunk")
    for column in ("meaning", "together"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"[data-column={column}] [data-chunk='{chunk}']")).to_be_focused()
    expect(page.locator(".b-hit--same")).to_have_count(3)
    expect(page.locator("[data-threads] path")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator("#page-panel mark").first).to_be_visible()


def test_an_open_source_covers_no_column(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(f"{BENCH}?query={LEAVE}")
    link = hit(page, "together").get_by_role("link")
    link.click()
    expect(page.locator("#page-panel mark").first).to_be_visible()
    expect(link).to_be_in_viewport(ratio=1)
    column, panel = page.locator(".b-columns").bounding_box(), page.locator("#page-panel")
    assert column["x"] + column["width"] <= panel.bounding_box()["x"]
    page.get_by_role("navigation", name="Columns").get_by_text("Words").click()
    expect(hit(page, "words").get_by_role("link")).to_be_in_viewport(ratio=1)


def test_settings_apply_at_once_and_a_passage_joins_the_golden_set(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(f"{BENCH}?query={LEAVE}")
    page.get_by_label("Share of meaning, from 0 to 1").fill("0.9")
    expect(page.locator(".b-weigh")).to_contain_text("Meaning weighs 0.90, as you set it")
    assert "share=fixed&value=0.9" in page.url
    button = hit(page, "together").locator(".b-mark")
    button.focus()
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    expect(page.locator(".b-answer")).to_contain_text("together 1")
    page.get_by_role("button", name="Keep for this project").click()
    expect(page.locator("#messages")).to_contain_text("Kept.")


def test_on_a_phone_the_four_columns_scroll_and_the_page_does_not(
    open_page, ada, handbook, monkeypatch
):
    monkeypatch.setattr("ai_features.knowledge.search.rerank_passages", backwards)
    for width in (390, 1280):
        page = open_page(ada, width=width)
        page.goto(f"{BENCH}?query={LEAVE}&rerank=provider")
        expect(page.locator("[data-column]")).to_have_count(4)
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page = open_page(ada, width=390)
    page.goto(f"{BENCH}?query={LEAVE}&rerank=provider")
    page.get_by_role("link", name="Reranked").click()
    expect(hit(page, "reranked")).to_be_in_viewport()


def test_adding_and_removing_a_golden_question_moves_the_focus_to_one(open_page, ada, handbook):
    page = open_page(ada)
    for question in ("How long is leave?", "Who grants leave?"):
        page.goto(f"{BENCH}golden/")
        page.get_by_label("Question", exact=True).fill(question)
        page.get_by_label("The passage that answers it").fill("25 days of paid leave")
        page.get_by_role("button", name="Add").click()
        expect(page.locator(".b-questions li").first).to_be_focused()
    page.get_by_role("button", name="Remove: Who grants leave?").click()
    expect(page.locator(".b-questions li")).to_be_focused()
    page.get_by_role("button", name="Remove: How long is leave?").click()
    expect(page.locator("#set")).to_be_focused()
