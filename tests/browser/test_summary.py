"""Ask for a summary, watch it arrive, see the source of each sentence."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.ai_features.shown import handbook, project
from tests.browser.site import live_server

__all__ = ["handbook", "live_server", "project"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_summary_arrives_and_its_sentences_link_to_their_sources(
    open_page, ada, handbook, worker
):
    page = open_page(ada)
    page.goto("/w/acme/p/house/summary/")
    page.get_by_label("Short").check()
    page.get_by_role("button", name="Summarise").click()
    expect(page.locator("#card[data-status=done]")).to_be_visible()
    sentence = page.locator(".d-sentence").first
    sentence.hover()
    expect(page.locator("#source-1[data-active]")).to_be_visible()
    sentence.locator(".v-cite").click()
    expect(page.locator("#page-panel mark").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Long").check()
    page.get_by_role("button", name="Summarise").click()
    expect(page.locator(".d-earlier-list li")).to_have_count(2)
