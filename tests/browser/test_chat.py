"""Ask, watch the answer arrive, open its sources, as a person does in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from pydantic import SecretStr

from ai_features.gateway.clients import forget_clients
from ai_features.knowledge.indexing.index import index_document
from core.tenancy.scope import in_workspace
from projects.documents.services import add_text
from projects.models import Document
from tests.ai_features.knowledge.conftest import make_document, nothing
from tests.ai_features.runs.conftest import reload
from tests.ai_features.shown import do_jobs, handbook, newest_run, project
from tests.browser.site import live_server
from tests.fakes.upstream import FakeUpstream

__all__ = ["handbook", "live_server", "project"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHAT = "/w/acme/p/house/chat/"
# A scroll event arrives with the next frame.
TWO_FRAMES = "() => new Promise((end) => requestAnimationFrame(() => requestAnimationFrame(end)))"
DATA_SHEET = "# Curlew\n\n| | |\n|---|---|\n| Weight | 3 kg |\n| Height: | 40 cm |\n"
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


def ask(page, question):
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")


def opened_source(page):
    """Ask, open the answer's first source, and return it once the quotation is shown."""
    ask(page, "How many days of paid leave?")
    page.locator(".d-turn[data-status=done] .v-cite").first.click()
    source = page.locator("#page-panel")
    expect(source.locator("mark").first).to_be_visible()
    return source


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


@pytest.mark.parametrize("width", [1280, 390])
def test_back_closes_the_source_and_then_leaves_the_chat(open_page, ada, handbook, width):
    page = open_page(ada, width=width)
    page.goto("/w/acme/p/house/")
    page.goto(CHAT)
    source = opened_source(page)
    asked = page.url
    page.go_back()
    expect(source).to_be_hidden()
    assert page.url == asked
    page.go_forward()
    expect(source.locator("mark").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    assert page.url == asked
    page.go_back()
    expect(page).to_have_url(re.compile(r"/chat/$"))


def test_coming_back_from_another_page_shows_the_source_again(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(CHAT)
    source = opened_source(page)
    page.get_by_role("link", name="Trace").click()
    expect(page).to_have_url(re.compile("/runs/"))
    page.go_back()
    expect(source.locator("mark").first).to_be_visible()
    page.go_back()
    expect(source).to_be_hidden()
    expect(page.locator(".d-turn[data-status=done]")).to_contain_text("25 days")


def test_on_a_phone_the_source_keeps_the_keyboard_until_it_is_closed(open_page, ada, handbook):
    page = open_page(ada, width=390)
    page.goto(CHAT)
    ask(page, "How many days of paid leave?")
    cite = page.locator(".d-turn[data-status=done] .v-cite").first
    cite.press("Enter")
    source = page.get_by_role("dialog", name="Source")
    expect(source.locator("mark").first).to_be_focused()
    for key in ["Tab"] * 6 + ["Shift+Tab"] * 6:
        page.keyboard.press(key)
        assert source.evaluate("each => each.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(cite).to_be_focused()
    page.keyboard.press("Tab")
    expect(cite).not_to_be_focused()
    cite.press("Enter")
    expect(source.locator("mark").first).to_be_focused()
    page.mouse.click(20, 20)
    expect(source).to_be_hidden()


def test_turning_the_pages_of_a_source_keeps_the_keyboard_in_it(open_page, ada, acme, project):
    pages = [f"Fees of {year}\n\nThe fee of {year} is {year} euros." for year in (1998, 1999, 2000)]
    index_document(make_document(project, pages, title="Fees"), progress=nothing)
    with in_workspace(acme.pk):
        Document.objects.for_workspace(acme.pk).update(status="ready", page_count=3)
    page = open_page(ada)
    page.goto("/w/acme/p/house/search/?query=fee of 1998")
    page.locator(".d-hits a").first.click()
    source = page.locator("#page-panel")
    expect(source.locator("mark").first).to_be_focused()
    onwards = source.get_by_role("link", name="Next page")
    onwards.press("Enter")
    expect(source).to_contain_text("2 / 3")
    expect(onwards).to_be_focused()
    expect(source.locator(".htmx-added")).to_have_count(0)  # until then it is an ordinary link
    onwards.press("Enter")
    expect(source).to_contain_text("3 / 3")
    expect(source.locator("[data-page-body]")).to_be_focused()


def test_beside_the_page_the_source_is_no_dialog(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(CHAT)
    ask(page, "How many days of paid leave?")
    page.locator(".d-turn[data-status=done] .v-cite").first.click()
    source = page.get_by_role("complementary", name="Source", exact=True)
    expect(source.locator("mark").first).to_be_visible()
    page.get_by_label("Your question").fill("Is unused leave kept?")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("dialog", name="Source")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(source).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value("Is unused leave kept?")


def test_a_follow_up_is_no_step_back_of_its_own(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(CHAT)
    ask(page, "How many days of paid leave?")
    expect(page.locator(".d-turn[data-status=done]")).to_have_count(1)
    ask(page, "Are batteries covered?")
    expect(page.locator(".d-turn[data-status=done]")).to_have_count(2)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/chat/$"))


def test_an_error_goes_when_the_next_question_is_accepted(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(CHAT)
    ask(page, "leave " * 2000)
    error = page.locator("#messages .v-message--error")
    expect(error).to_be_visible()
    ask(page, "How many days of paid leave?")
    expect(page.locator(".d-turn[data-status=done]")).to_contain_text("25 days")
    expect(error).to_have_count(0)


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


def test_a_pair_of_a_nameless_table_reads_the_same_streamed_and_reloaded(
    open_page, ada, acme, acme_access, upstream, project
):
    with in_workspace(acme.pk):
        add_text(access=acme_access, project=project, title="Data sheet", text=DATA_SHEET)
    do_jobs()
    upstream.mode = HALF_WAY
    upstream.answer = lambda request: "It weighs 3 kg [1]. " + "It is so. " * 30
    page = open_page(ada)
    page.goto(CHAT)
    ask(page, "What is the weight of the Curlew?")
    streamed = page.locator(".d-turn[data-events] .v-cite").get_attribute("data-quote")
    upstream.release()
    whole = page.locator(".d-turn[data-status=done] .v-cite")
    expect(whole).to_have_attribute("data-quote", streamed)
    assert "Weight: 3 kg" in streamed


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


def test_on_a_phone_a_message_leaves_the_field_of_the_chat_free(open_page, ada, handbook):
    page = open_page(ada, width=390, height=780)
    page.goto(CHAT)
    ask(page, "leave " * 2000)
    message = page.locator("#messages .v-message--error")
    expect(message).to_be_visible()
    box, field = message.bounding_box(), page.locator("[data-composer]").bounding_box()
    assert box["y"] + box["height"] <= field["y"]


def test_beside_an_open_source_the_menus_stay_in_sight(open_page, ada, handbook):
    page = open_page(ada)
    page.goto(CHAT)
    source = opened_source(page)
    for place in (".v-header-end", "#chat-tools", ".v-footer [data-scheme-next]"):
        box = page.locator(place).bounding_box()
        assert box["x"] + box["width"] <= source.bounding_box()["x"], place


def test_the_keyboard_reaches_nothing_behind_the_field_of_the_chat(open_page, ada, handbook):
    page = open_page(ada, width=390, height=640)
    page.goto(CHAT)
    for count, question in enumerate(("How many days of paid leave?", "Are batteries covered?"), 1):
        ask(page, question)
        expect(page.locator(".d-turn[data-status=done]")).to_have_count(count)
    page.evaluate("window.scrollTo(0, 0)")
    field = page.locator("[data-composer]")
    stops = page.locator(".d-turn").first.locator("a, button")
    stops.first.focus()
    for _ in range(stops.count() * 2 - 1):
        page.keyboard.press("Tab")
        bottom = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
        assert bottom <= field.bounding_box()["y"] + 4
