"""A document gets another title: cleaned, noted, and told to whoever depends on it."""

from __future__ import annotations

import pytest

from core.audit.models import AuditEvent
from core.errors import Conflict, Invalid, NotFound
from core.outbound import UrlUnreachable
from core.tenancy.scope import in_workspace
from projects.documents import reading, services
from projects.models import Document
from projects.signals import document_renamed
from tests.projects.conftest import reread
from tests.projects.documents.test_reading import add, add_page, found


def rename(document, access, title):
    with in_workspace(document.workspace_id):
        return services.rename_document(access=access, document=document, title=title)


def noted(document):
    with in_workspace(document.workspace_id):
        rows = AuditEvent.objects.for_workspace(document.workspace_id)
        rows = rows.filter(action="document.renamed", object_id=document.pk)
        return list(rows.values_list("object_label", flat=True))


@pytest.fixture
def told():
    """The titles that were signalled."""
    titles = []

    def listen(sender, *, document, **_):
        titles.append(document.title)

    document_renamed.connect(listen, weak=False)
    return titles


def test_a_document_has_its_new_title_at_once(handbook, acme_access, told):
    renamed = rename(handbook, acme_access, "  Leave\n2026\u202e ")
    assert renamed.title == reread(handbook).title == "Leave 2026"
    assert told == ["Leave 2026"]


def test_the_audit_trail_keeps_both_titles(handbook, acme_access):
    rename(handbook, acme_access, "Leave 2026")
    assert noted(handbook) == ["Leave policy → Leave 2026"]


def test_the_audit_trail_keeps_both_titles_however_long(handbook, acme_access):
    rename(handbook, acme_access, "a" * 300)
    rename(handbook, acme_access, "b" * 300)
    assert any("aaa" in label and "bbb" in label for label in noted(handbook))


def test_the_same_title_again_changes_nothing(handbook, acme_access, told):
    rename(handbook, acme_access, " Leave  policy")
    assert (told, noted(handbook)) == ([], [])


@pytest.mark.parametrize(
    "title", ["", " \n\t", "\u200b\u202e", "\u3164", "\u200c\u200d", "\x00", "\ud800"]
)
def test_a_title_in_which_nothing_can_be_read_is_refused(handbook, acme_access, told, title):
    with pytest.raises(Invalid) as refused:
        rename(handbook, acme_access, title)
    assert [each["field"] for each in refused.value.errors] == ["title"]
    assert reread(handbook).title == "Leave policy"
    assert told == []


def test_a_document_that_is_being_read_cannot_be_renamed(acme_project, acme_access, told):
    document = add(acme_project, acme_access)
    with pytest.raises(Conflict, match="still being read"):
        rename(document, acme_access, "Other")
    with in_workspace(document.workspace_id):
        Document.objects.for_workspace(document.workspace_id).update(status="processing")
    with pytest.raises(Conflict, match="still being read"):
        rename(document, acme_access, "Other")
    assert (reread(document).title, told) == ("notes", [])


def test_a_document_deleted_meanwhile_is_not_found(handbook, acme_access):
    with in_workspace(handbook.workspace_id):
        Document.objects.for_workspace(handbook.workspace_id).filter(pk=handbook.pk).delete()
    with pytest.raises(NotFound):
        rename(handbook, acme_access, "Other")


def test_a_web_page_renamed_after_a_failure_keeps_its_name_when_read(
    acme_project, acme_access, do_jobs, monkeypatch
):
    def fail(*args, **kwargs):
        raise UrlUnreachable

    monkeypatch.setattr(reading, "fetch", fail)
    document = add_page(acme_project, acme_access)
    do_jobs()
    rename(document, acme_access, "What tea costs")
    monkeypatch.setattr(reading, "fetch", lambda url, **_: found())
    with in_workspace(document.workspace_id):
        services.retry_document(document=reread(document))
    do_jobs()
    assert (reread(document).status, reread(document).title) == ("ready", "What tea costs")
