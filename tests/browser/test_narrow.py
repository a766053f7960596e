"""Content wider than a phone scrolls in its own box and never moves the page sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ai_features.search.services import search_documents
from core.tenancy.scope import in_workspace
from core.workspaces.services import rename_workspace
from projects.documents.services import add_text
from projects.services import update_project
from tests.ai_features.shown import do_jobs, project

__all__ = ["project"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 390

TABLE = """# Spare parts

| Article number | Description of the part | Net price in EUR | Availability | Warehouse |
|---|---|---|---|---|
| VX-100200300 | Ventilation cartridge | 1,299.00 | Immediately | Gothenburg-North |
"""
CODE = "# Nightly backup\n\n```\n" + "pg_dump --format=custom " * 12 + "\n```\n"
LONG = "# Addresses\n\nSee https://example.test/" + "a" * 200 + " and `" + "b" * 200 + "`.\n"


@pytest.fixture
def documents(acme, acme_access, project):
    with in_workspace(acme.pk):
        made = [
            add_text(access=acme_access, project=project, title=title, text=text)
            for title, text in (("Table", TABLE), ("Code", CODE), ("Long", LONG))
        ]
    do_jobs()
    return made


def width_of(page):
    return page.evaluate("document.documentElement.scrollWidth")


def test_no_document_is_wider_than_a_phone(open_page, ada, documents):
    page = open_page(ada, width=PHONE, height=844)
    for document in documents:
        page.goto(f"/w/acme/p/house/documents/{document.pk}/")
        expect(page.locator(".p-text")).to_be_visible()
        assert width_of(page) == PHONE, document.title


def test_passages_of_tables_and_code_are_no_wider_than_a_phone(open_page, ada, documents):
    page = open_page(ada, width=PHONE, height=844)
    for query in ("Ventilation cartridge", "Nightly backup", "Addresses"):
        page.goto(f"/w/acme/p/house/search/?query={query}")
        expect(page.locator(".v-passage").first).to_be_visible()
        assert width_of(page) == PHONE, query


def test_a_wide_table_scrolls_in_its_box_with_whole_words_in_its_header(open_page, ada, documents):
    page = open_page(ada, width=PHONE, height=844)
    page.goto(f"/w/acme/p/house/documents/{documents[0].pk}/")
    box = page.locator(".p-text .v-table-scroll")
    assert box.evaluate("each => each.scrollWidth > each.clientWidth")
    # "Availability" is not broken into letters: the header is as tall as its lines.
    head = page.locator(".p-text th", has_text="Availability")
    assert head.evaluate("each => each.scrollWidth <= each.clientWidth")
    words = "each => { const r = document.createRange(); r.selectNodeContents(each);"
    assert head.evaluate(f"{words} return r.getClientRects().length }}") == 1


def test_no_name_is_wider_than_a_phone_or_overlaps_its_neighbour(
    open_page, ada, acme, acme_access, project
):
    name = "Donaudampfschifffahrtsgesellschaftskapitaen" * 2
    with in_workspace(acme.pk):
        rename_workspace(access=acme_access, name=name)
        update_project(access=acme_access, project=project, name=name, description="")
        add_text(access=acme_access, project=project, title=name * 3, text="Words of the house.")
    do_jobs()
    found = search_documents(project=project, actor=acme_access.actor, query=f"{name} house")
    page = open_page(ada, width=PHONE, height=844)
    trace = f"/w/acme/runs/{found.run_id}/"
    house = "/w/acme/p/house/"
    settings = ("/w/acme/settings/", f"{house}settings/")
    for path in ("/workspaces/", "/w/acme/", house, *settings, "/w/acme/runs/", trace):
        page.goto(path)
        assert width_of(page) == PHONE, path
    page.locator(".v-header summary").first.click()
    box = page.locator(".v-header .v-menu-list").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/w/acme/runs/")
    link = page.locator("#run-list .v-row").first.bounding_box()
    assert link["x"] + link["width"] <= page.locator("#run-list td").first.bounding_box()["x"]


def test_a_wide_table_is_shaded_where_it_continues(open_page, ada, documents):
    page = open_page(ada, width=PHONE, height=844)
    page.goto(f"/w/acme/p/house/documents/{documents[0].pk}/")
    expect(page.locator("td.v-whole")).to_have_css("white-space", "nowrap")
    assert "gradient" in page.locator(".v-table-scroll").evaluate(
        "box => getComputedStyle(box).backgroundImage"
    )


def test_a_document_prints_without_the_frame(open_page, ada, documents):
    page = open_page(ada)
    page.goto(f"/w/acme/p/house/documents/{documents[0].pk}/")
    page.emulate_media(media="print", color_scheme="dark")
    for part in (".v-header", ".v-nav", ".v-footer", ".p-page-bar"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".p-text")).to_be_visible()
    expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")
