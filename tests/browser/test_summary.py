"""Ask for a summary, watch it arrive, see the source of each sentence."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.tenancy.scope import in_workspace
from projects.documents.services import add_text
from projects.models import Document
from tests.ai_features.shown import HANDBOOK, handbook, project
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
    expect(page.locator("#card-title")).to_be_focused()
    sentence = page.locator(".d-sentence").first
    sentence.hover()
    expect(page.locator("#source-1[data-active]")).to_be_visible()
    sentence.locator(".v-cite").click()
    expect(page.locator("#page-panel mark").first).to_be_visible()
    panel = page.locator("#page-panel").bounding_box()
    for beside in (".d-written", ".d-foot", ".d-order > form", ".d-earlier-list"):
        box = page.locator(beside).first.bounding_box()
        assert box["x"] + box["width"] <= panel["x"], beside
    page.keyboard.press("Escape")
    page.get_by_label("Long").check()
    page.get_by_role("button", name="Summarise").click()
    expect(page.locator(".d-earlier-list li")).to_have_count(2)


def test_a_long_list_of_documents_shows_that_it_goes_on_and_counts_the_chosen(
    open_page, ada, project, acme_access
):
    with in_workspace(project.workspace_id):
        for number in range(12):
            add_text(
                access=acme_access,
                project=project,
                title=f"Note {number}",
                text=f"{HANDBOOK} {number}",
            )
        Document.objects.for_workspace(project.workspace_id).update(status="ready")
    page = open_page(ada)
    page.goto("/w/acme/p/house/summary/")
    chosen = page.get_by_role("status").filter(has_text="chosen")
    expect(chosen).to_have_text("12 chosen")
    page.get_by_role("checkbox").first.uncheck()
    expect(chosen).to_have_text("11 chosen")
    page.get_by_role("button", name="None").click()
    expect(chosen).to_have_text("0 chosen")
    box = page.locator(".d-documents").bounding_box()
    rows = [row.bounding_box() for row in page.locator(".d-documents li").all()]
    edge = box["y"] + box["height"]
    assert any(row["y"] + 8 < edge < row["y"] + row["height"] - 8 for row in rows)
