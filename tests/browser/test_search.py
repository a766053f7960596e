"""Search, and go through the passages with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.ai_features.shown import handbook, project
from tests.browser.site import live_server

__all__ = ["handbook", "live_server", "project"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_keyboard_searches_moves_and_opens(open_page, ada, handbook):
    page = open_page(ada)
    page.goto("/w/acme/p/house/search/")
    field = page.get_by_label("Search the documents")
    field.fill("warranty")
    field.press("Enter")
    expect(page.locator(".d-hits mark").first).to_have_text("warranty", ignore_case=True)
    assert "query=warranty" in page.url
    expect(page).to_have_title("warranty · Search · House")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".d-hits .v-passage").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#page-panel mark").first).to_be_visible()
    page.go_back()
    expect(field).to_have_value("")
    expect(page).to_have_title("Search · House")
    page.go_forward()
    expect(field).to_have_value("warranty")
    expect(page.locator(".d-hits mark").first).to_be_visible()
