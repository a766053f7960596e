"""The bytes of documents, to the database and back as they are.

Django writes bytes into its statements as hexadecimal digits, and PostgreSQL answers in them: a
document of 50 MB took half a gigabyte and five seconds of the web process on its way in.
"""

from __future__ import annotations

from uuid import UUID

from core.tenancy.prepared import PreparedInsert, PreparedRows
from projects.models import Document, DocumentFile

_insert = PreparedInsert(DocumentFile)
_content = PreparedRows(
    lambda workspace_id, document_id: (
        DocumentFile.objects.for_workspace(workspace_id)
        .filter(document_id=document_id)
        .values_list("content")
    ),
    *(UUID, UUID),
    binary=True,
)


def keep_content(document: Document, content: bytes) -> None:
    """Keep the bytes of a document that has none yet; inside its workspace."""
    _insert(DocumentFile(workspace_id=document.workspace_id, document=document, content=content))


def content_of(document: Document) -> bytes | None:
    """Return the document's bytes, None while there are none; inside its workspace."""
    rows = _content(document.workspace_id, document.pk)
    return bytes(rows[0][0]) if rows else None
