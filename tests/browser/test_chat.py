"""Ask, watch the answer arrive, open its sources, as a person does in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from pydantic import SecretStr

from ai_features.gateway.clients import forget_clients
from tests.ai_features.runs.conftest import reload
from tests.ai_features.shown import handbook, newest_run, project
from tests.browser.site import live_server
from tests.fakes.upstream import FakeUpstream

__all__ = ["handbook", "live_server", "project"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHAT = "/w/acme/p/house/chat/"
# A scroll event arrives with the next frame.
TWO_FRAMES = "() => new Promise((end) => requestAnimationFrame(() => requestAnimationFrame(end)))"
WRITTEN = "Everybody has **25 days** of paid leave a year [1]. " + "It can be planned freely. " * 12
HALF_WAY = "stall"  # until the upstream is released


@pytest.fixture
def upstream(settings):
    """Give the instance a provider, a fake one, so that answers are written."""
    with FakeUpstream(answer=lambda request: WRITTEN, pace=0.02) as server:
        changed = {"openai_base_url": server.base_url, "openai_api_key": SecretStr("sk-canary")}
        settings.VITRINE = settings.VITRINE.model_copy(update=changed)
        yield server
        forget_clients()


def test_a_quoted_answer_opens_the_page_it_rests_on(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(CHAT)
    page.get_by_label("Your question").fill("How many days of paid leave?")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".d-turn[data-status=done]")).to_contain_text("25 days")
    expect(page.get_by_label("Your question")).to_have_value("")
    assert "?conversation=" in page.url
    expect(page).to_have_title("How many days of paid leave? · Chat · House")
    page.locator(".v-cite").first.focus()
    page.locator(".v-cite").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("25 days")
    page.locator(".v-cite").first.click()
    expect(page.locator("#page-panel mark").first).to_contain_text("25 days")


def test_on_a_phone_back_closes_the_sheet_and_then_leaves_the_chat(open_page, ada, handbook):
    page = open_page(ada, width=390)
    page.goto("/w/acme/p/house/")
    page.goto(CHAT)
    page.get_by_label("Your question").fill("How many days of paid leave?")
    page.get_by_label("Your question").press("Enter")
    page.locator(".d-turn[data-status=done] .v-cite").first.click()
    sheet = page.locator("#page-panel")
    expect(sheet.locator("mark").first).to_be_visible()
    asked = page.url
    page.go_back()
    expect(sheet).to_be_hidden()
    assert page.url == asked
    page.locator(".v-cite").first.click()
    expect(sheet.locator("mark").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert page.url == asked
    page.go_back()
    expect(page).to_have_url(re.compile(r"/chat/$"))


def test_the_keyboard_goes_on_inside_the_opened_source_and_back_to_its_numeral(
    open_page, ada, handbook
):
    page = open_page(ada)
    page.goto(CHAT)
    page.get_by_label("Your question").fill("How many days of paid leave?")
    page.get_by_label("Your question").press("Enter")
    cite = page.locator(".d-turn[data-status=done] .v-cite").first
    cite.press("Enter")
    expect(page.locator("#page-panel mark").first).to_be_focused()
    page.keyboard.press("Tab")
    close = page.get_by_role("button", name="Close the source")
    expect(close).to_be_focused()
    close.press("Enter")
    expect(cite).to_be_focused()


def test_the_passage_stays_visible_while_its_numeral_scrolls_into_view(open_page, ada, handbook):
    page = open_page(ada, height=420)
    page.goto(CHAT)
    page.get_by_label("Your question").fill("How many days of paid leave?")
    page.get_by_label("Your question").press("Enter")
    cite = page.locator(".d-turn[data-status=done] .v-cite").first
    cite.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.evaluate("window.scrollBy(0, window.scrollY ? -12 : 12)")
    page.evaluate(TWO_FRAMES)
    expect(page.get_by_role("tooltip")).to_contain_text("25 days")
    page.mouse.move(2, 2)
    expect(page.get_by_role("tooltip")).to_be_hidden()
    page.get_by_label("Your question").focus()
    page.keyboard.press("Shift+Tab")
    while not cite.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("tooltip")).to_contain_text("25 days")


def test_a_written_answer_looks_the_same_streamed_and_reloaded(open_page, ada, upstream, handbook):
    upstream.mode = HALF_WAY
    page = open_page(ada, width=390, height=780)
    page.goto(CHAT)
    page.get_by_label("Your question").fill("How many days of paid leave?")
    page.get_by_label("Your question").press("Enter")
    streamed = page.locator(".d-turn[data-events] [data-answer]")
    expect(streamed.locator("strong")).to_have_text("25 days")
    page.reload()
    expect(streamed.locator("strong")).to_have_text("25 days")
    upstream.release()
    whole = page.locator(".d-turn[data-status=done] [data-answer]")
    expect(whole.locator("strong")).to_have_text("25 days")
    expect(whole.locator(".v-cite")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_source_has_the_same_name_streamed_and_reloaded(open_page, ada, upstream, handbook):
    upstream.mode = HALF_WAY
    upstream.answer = lambda request: "Batteries are not covered [1]. " + "It is so. " * 30
    page = open_page(ada)
    page.goto(CHAT)
    page.get_by_label("Your question").fill("Does the warranty cover batteries?")
    page.get_by_label("Your question").press("Enter")
    streamed = page.locator(".d-turn[data-events] .v-cite").get_attribute("data-from")
    upstream.release()
    whole = page.locator(".d-turn[data-status=done] .v-cite")
    expect(whole).to_have_attribute("data-from", streamed)
    assert streamed.endswith(", Warranty")


def test_an_answer_can_be_stopped_and_asked_for_again(open_page, ada, upstream, project, handbook):
    upstream.mode = HALF_WAY
    page = open_page(ada)
    page.goto(CHAT)
    page.get_by_label("Your question").fill("How many days of paid leave?")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".d-turn[data-events] strong")).to_have_text("25 days")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".d-turn[data-status=cancelled]")).to_contain_text("Stopped.")
    assert reload(newest_run(project)).status == "cancelled"
    upstream.mode = "normal"
    upstream.release()
    page.get_by_role("button", name="Answer again").click()
    expect(page.locator(".d-turn[data-status=done]")).to_contain_text("25 days")
    expect(page.locator(".d-turn")).to_have_count(1)


def test_a_failure_keeps_the_question(open_page, ada, upstream, handbook):
    upstream.mode = "unauthorised"
    page = open_page(ada)
    page.goto(CHAT)
    page.get_by_label("Your question").fill("How many days of paid leave?")
    page.get_by_role("button", name="Ask").click()
    failed = page.locator(".d-turn[data-status=failed]")
    expect(failed).to_contain_text("How many days of paid leave?")
    expect(failed.get_by_role("button", name="Ask again")).to_be_visible()
