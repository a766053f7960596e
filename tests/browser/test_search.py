"""Search, and go through the passages with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ai_features.runs.models import Run
from core.tenancy.scope import in_workspace
from tests.ai_features.shown import handbook, project
from tests.browser.site import live_server

__all__ = ["handbook", "live_server", "project"]
SEARCH = "/w/acme/p/house/search/"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_keyboard_searches_moves_and_opens(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(SEARCH)
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
    expect(page.locator("#page-panel")).to_be_hidden()
    page.go_back()
    expect(field).to_have_value("")
    expect(page).to_have_title("Search · House")
    page.go_forward()
    expect(field).to_have_value("warranty")
    expect(page.locator(".d-hits mark").first).to_be_visible()


def test_going_back_shows_the_earlier_passages_without_searching_again(
    open_page, ada, project, handbook
):
    page = open_page(ada)
    page.goto(f"{SEARCH}?query=warranty")
    field = page.get_by_label("Search the documents")
    for words in ("leave", "batteries"):
        field.fill(words)
        field.press("Enter")
        expect(page).to_have_title(f"{words} · Search · House")
    page.go_back()
    expect(page).to_have_title("leave · Search · House")
    page.go_back()
    expect(page).to_have_title("warranty · Search · House")
    expect(page.locator(".d-hits mark").first).to_have_text("warranty", ignore_case=True)
    expect(field).to_have_value("warranty")
    page.go_forward()
    expect(field).to_have_value("leave")
    with in_workspace(project.workspace_id):
        assert Run.objects.for_workspace(project.workspace_id).count() == 3


def test_going_back_shows_the_words_that_were_searched_for_whatever_was_typed_since(
    open_page, ada, handbook
):
    page = open_page(ada)
    page.goto(SEARCH)
    field = page.get_by_label("Search the documents")
    # As soon as passages are there, before htmx has settled them.
    page.evaluate(
        "addEventListener('htmx:afterSwap', () => { query.value = 'batteries' }, { once: true })"
    )
    field.fill("leave")
    field.press("Enter")
    expect(field).to_have_value("batteries")
    field.press("Enter")
    expect(page).to_have_title("batteries · Search · House")
    page.go_back()
    expect(page).to_have_title("leave · Search · House")
    expect(field).to_have_value("leave")


def test_going_back_on_a_phone_closes_the_page_that_covers_the_passages(open_page, ada, handbook):
    page = open_page(ada, width=390)
    page.goto(SEARCH)
    page.get_by_label("Search the documents").fill("warranty")
    page.get_by_label("Search the documents").press("Enter")
    page.locator(".d-hits a").first.click()
    expect(page.locator("#page-panel mark").first).to_be_visible()
    page.go_back()
    expect(page.locator("#page-panel")).to_be_hidden()
    expect(page.locator(".d-hits mark").first).to_be_visible()
    page.go_back()
    expect(page).to_have_title("Search · House")


def test_what_is_searched_next_closes_the_source_and_leaves_no_empty_step(
    open_page, ada, project, handbook
):
    page = open_page(ada)
    page.goto(f"{SEARCH}?query=warranty")
    page.locator(".d-hits a").first.click()
    expect(page.locator("#page-panel mark").first).to_be_visible()
    field = page.get_by_label("Search the documents")
    field.fill("leave")
    field.press("Enter")
    expect(page).to_have_title("leave · Search · House")
    expect(page.locator("#page-panel")).to_be_hidden()
    page.go_back()
    expect(page).to_have_title("warranty · Search · House")
    expect(field).to_have_value("warranty")


def test_a_source_of_which_nothing_comes_leaves_no_empty_panel(
    open_page, ada, acme, project, handbook
):
    page = open_page(ada)
    page.goto(f"{SEARCH}?query=warranty")
    page.route("**/documents/*/page/**", lambda route: route.fulfill(status=204))
    with page.expect_response("**/documents/*/page/**"):
        page.locator(".d-hits a").first.click()
    expect(page.locator("#page-panel")).to_be_hidden()
    assert page.evaluate("history.state?.source") is None
