"""Write and read the bytes of documents in PostgreSQL's binary format.

Django interpolates bytes into its SQL as hexadecimal digits, and PostgreSQL returns them as such:
storing a document of 50 MB took the web process half a gigabyte and five seconds.
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
    """Store the bytes of a document that has none yet; call it inside its workspace."""
    _insert(DocumentFile(workspace_id=document.workspace_id, document=document, content=content))


def content_of(document: Document) -> bytes | None:
    """Return the document's bytes, or None if it has none yet; call it inside its workspace."""
    rows = _content(document.workspace_id, document.pk)
    return bytes(rows[0][0]) if rows else None
