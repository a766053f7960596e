"""Add documents, watch them being read, open a page, as a person does in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_access
from projects.documents.services import add_text
from projects.services import create_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DROP = """([name, words]) => {
  const transfer = new DataTransfer()
  transfer.items.add(new File([words], name, { type: 'text/plain' }))
  for (const type of ['dragenter', 'dragover', 'drop']) {
    document.querySelector('footer').dispatchEvent(
      new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }
}"""


@pytest.fixture
def project(acme, acme_access):
    with in_workspace(acme.pk):
        return create_project(access=acme_access, name="Handbook")


def file(name, words):
    return {"name": name, "mimeType": "text/plain", "buffer": words.encode()}


def test_from_the_first_project_to_a_readable_page(open_page, ada, acme, worker):
    page = open_page(ada)
    page.goto("/w/acme/")
    page.get_by_label("Name the first project").fill("Staff handbook")
    page.get_by_role("button", name="Create the project").click()
    page.set_input_files("#first-files", [file("leave.md", "# Leave\n\nEverybody has 25 days.")])
    row = page.locator("#document-list li", has_text="leave")
    expect(row).to_have_attribute("data-state", "ready")
    expect(page.locator("#reading-news")).to_contain_text("leave is ready.")
    expect(page.locator("#watcher[hx-trigger*='every']")).to_have_count(0)
    expect(page.locator(".p-first")).to_be_hidden()
    row.get_by_role("link", name="leave").click()
    expect(page.get_by_text("Everybody has 25 days.")).to_be_visible()


def test_a_link_from_elsewhere_opens_the_upload_once(open_page, ada, project):
    page = open_page(ada)
    page.goto("/w/acme/p/handbook/#add")
    expect(page.get_by_role("dialog", name="Add documents")).to_be_visible()
    page.reload()
    expect(page.get_by_role("dialog", name="Add documents")).to_be_hidden()


def test_a_file_picked_before_the_page_is_ready_is_taken(open_page, ada, project, worker):
    held = []

    def hold(route):
        held.append(route)

    page = open_page(ada)
    page.route("**/upload*.js", hold)
    page.goto("/w/acme/p/handbook/", wait_until="commit")
    page.set_input_files("#first-files", [file("early.txt", "The early bird.")])
    held[0].continue_()
    row = page.locator("#document-list li", has_text="early")
    expect(row).to_have_attribute("data-state", "ready")


def test_bad_files_among_many_spoil_nothing(open_page, ada, project, worker):
    page = open_page(ada)
    page.goto("/w/acme/p/handbook/")
    good = [file(f"note-{number}.txt", f"Words number {number}.") for number in range(5)]
    bad = [file("empty.txt", ""), file("plan.pdf", "no pdf at all, only words")]
    page.set_input_files("#first-files", [*good, *bad])
    rows = page.locator("#document-list li[data-state=ready]")
    expect(rows).to_have_count(5, timeout=60_000)
    empty = page.locator("#document-list li", has_text="empty.txt")
    expect(empty.locator(".p-doc-main")).to_contain_text("The file is empty.")
    expect(empty).not_to_contain_text("0 bytes")
    failed = page.locator("#document-list li[data-state=failed]")
    expect(failed).to_contain_text("plan")
    expect(failed).to_contain_text("Could not be read")
    empty.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#document-list li")).to_have_count(6)


def test_a_file_dropped_anywhere_is_taken_and_a_second_time_reported(
    open_page, ada, project, worker
):
    page = open_page(ada)
    page.goto("/w/acme/p/handbook/")
    page.evaluate(DROP, ["rules.txt", "Rules are rules."])
    row = page.locator("#document-list li", has_text="rules")
    expect(row).to_have_attribute("data-state", "ready")
    page.evaluate(DROP, ["copy.txt", "Rules are rules."])
    answer = page.locator("#document-list li", has_text="copy.txt")
    expect(answer).to_contain_text("Already here as “rules”.")
    expect(page.locator("#document-list li[data-state]")).to_have_count(1)
    assert page.evaluate("document.body.hasAttribute('data-dragging')") is False


def test_every_file_of_an_upload_has_its_result_by_name_while_the_page_is_open(
    open_page, ada, project, worker
):
    page = open_page(ada)
    page.goto("/w/acme/p/handbook/")
    files = [file(f"note-{number}.txt", f"Words number {number}.") for number in range(9)]
    page.set_input_files("#first-files", [*files, file("again.txt", "Words number 3.")])
    rows = page.locator("#document-list li")
    expect(page.locator("#document-list li[data-state=ready]")).to_have_count(9, timeout=60_000)
    # Every row has been refreshed since, and the tenth file's result is still shown.
    expect(rows).to_have_count(10)
    same = rows.filter(has_text="Already here as")
    expect(same).to_contain_text("Nothing was added.")
    expect(same).to_have_count(1)
    said = same.inner_text()
    assert ("again.txt" in said) != ("note-3.txt" in said)
    same.get_by_role("button", name="Dismiss").click()
    expect(rows).to_have_count(9)


def test_a_text_is_pasted_in_the_same_place(open_page, ada, project, worker):
    page = open_page(ada)
    page.goto("/w/acme/p/handbook/")
    page.get_by_role("button", name="paste a text").click()
    page.get_by_label("Title").fill("Note")
    page.get_by_label("Text", exact=True).last.fill("Some words worth keeping.")
    page.get_by_role("button", name="Add the text").click()
    expect(page.locator("#add")).to_be_hidden()
    row = page.locator("#document-list li", has_text="Note")
    expect(row).to_have_attribute("data-state", "ready")


def test_a_row_refreshed_during_the_confirmation_is_still_deleted(open_page, ada, acme, project):
    with in_workspace(acme.pk):
        access = user_access(ada, "acme")
        add_text(access=access, project=project, title="Note", text="Some words.")
    page = open_page(ada)
    page.goto("/w/acme/p/handbook/")
    page.get_by_role("button", name="Delete Note").click()
    with page.expect_response("**/watch/**"):
        pass
    page.locator("#confirm-yes").click()
    expect(page.locator("#document-list li")).to_have_count(0)


def test_deleting_asks_first(open_page, ada, acme, project, worker):
    with in_workspace(acme.pk):
        access = user_access(ada, "acme")
        add_text(access=access, project=project, title="Note", text="Some words.")
    page = open_page(ada)
    page.goto("/w/acme/p/handbook/")
    page.get_by_role("button", name="Delete Note").click()
    expect(page.locator("#confirm")).to_contain_text("“Note” is deleted with its pages.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#document-list li")).to_have_count(1)
    page.get_by_role("button", name="Delete Note").click()
    page.locator("#confirm-yes").click()
    expect(page.locator("#document-list li")).to_have_count(0)
    expect(page.locator(".p-first")).to_be_visible()


def test_a_cited_passage_is_scrolled_to_and_the_arrow_keys_turn_pages(
    open_page, ada, acme, project, worker
):
    words = "\n\n".join(f"# Part {n}\n\n" + f"This is sentence {n}. " * 130 for n in range(1, 4))
    with in_workspace(acme.pk):
        access = user_access(ada, "acme")
        document = add_text(access=access, project=project, title="Long", text=words)
    page = open_page(ada, width=390, height=700)
    page.goto("/w/acme/p/handbook/")
    row = page.locator("#document-list li", has_text="Long")
    expect(row).to_have_attribute("data-state", "ready")
    page.goto(f"/w/acme/p/handbook/documents/{document.pk}/?page=2&start=2000&end=2100#mark")
    mark = page.locator("#mark")
    expect(mark).to_be_in_viewport()
    expect(mark).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**page=3")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**page=2")


def test_after_a_deletion_the_keyboard_goes_on_at_the_document_beside_it(
    open_page, ada, acme_access, project
):
    with in_workspace(project.workspace_id):
        for title in ("Leave", "Travel"):
            add_text(access=acme_access, project=project, title=title, text=title)
    page = open_page(ada)
    page.goto("/w/acme/p/handbook/")
    beside = page.get_by_role("button", name="Delete Leave")
    for title, goes_on in (("Travel", beside), ("Leave", page.locator("main"))):
        page.get_by_role("button", name=f"Delete {title}").press("Enter")
        page.locator("#confirm-yes").press("Enter")
        expect(page.locator("#document-list li", has_text=title)).to_have_count(0)
        expect(goes_on).to_be_focused()
    page.set_input_files("#files", [file("empty.md", "")])
    page.get_by_role("button", name="Dismiss").press("Enter")
    expect(page.locator("main")).to_be_focused()
