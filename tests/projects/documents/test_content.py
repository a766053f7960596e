"""A document's bytes make the round trip unchanged, and take no more memory than their size."""

from __future__ import annotations

import os
import tracemalloc

import pytest

from core.tenancy.scope import in_workspace
from projects.documents.content import content_of, keep_content
from projects.documents.services import add_upload
from projects.models import Document, DocumentFile

pytestmark = pytest.mark.django_db
SIZE = 8_000_000
EVERY_BYTE = bytes(range(256))


@pytest.fixture
def document(acme, acme_access, acme_project):
    with in_workspace(acme.pk):
        return add_upload(
            access=acme_access, project=acme_project, filename="a.bin", content=EVERY_BYTE
        )


def peak(work):
    """Return the peak number of bytes that ``work`` held."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_every_byte_comes_back_unchanged(acme, document):
    with in_workspace(acme.pk):
        assert content_of(document) == EVERY_BYTE


def test_a_stranger_gets_no_content(globex, document):
    with in_workspace(globex.pk):
        assert content_of(document) is None


def test_a_document_not_fetched_yet_has_no_content(acme, acme_project):
    with in_workspace(acme.pk):
        assert content_of(Document(workspace=acme, project=acme_project)) is None


def test_a_large_document_is_held_once_on_its_way_in_and_out(acme, document):
    content = os.urandom(SIZE)
    with in_workspace(acme.pk):
        DocumentFile.objects.for_workspace(acme).delete()
        assert peak(lambda: keep_content(document, content)) < 0.5 * SIZE
        assert peak(lambda: content_of(document)) < 2.5 * SIZE
        assert content_of(document) == content
