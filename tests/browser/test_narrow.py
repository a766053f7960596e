"""What is wider than a phone scrolls in its own box, and never moves the page sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.tenancy.scope import in_workspace
from projects.documents.services import add_text
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


def test_a_wide_table_scrolls_in_its_box_with_whole_words_in_its_head(open_page, ada, documents):
    page = open_page(ada, width=PHONE, height=844)
    page.goto(f"/w/acme/p/house/documents/{documents[0].pk}/")
    box = page.locator(".p-text .v-table-scroll")
    assert box.evaluate("each => each.scrollWidth > each.clientWidth")
    # Of "Availability" no letter stands on a line of its own: the head is as tall as its lines.
    head = page.locator(".p-text th", has_text="Availability")
    assert head.evaluate("each => each.scrollWidth <= each.clientWidth")
    words = "each => { const r = document.createRange(); r.selectNodeContents(each);"
    assert head.evaluate(f"{words} return r.getClientRects().length }}") == 1
