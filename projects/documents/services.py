"""Add, retry, rename and delete documents."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from core.access import Access
from core.audit.services import note
from core.errors import Conflict, Invalid, NotFound, TooLarge
from core.jobs.services import enqueue, request_cancel
from core.outbound import check_url
from core.tenancy.erasing import erase
from projects.documents.content import keep_content
from projects.documents.names import clean_filename, clean_title
from projects.documents.words import is_unfinished, renamed_words
from projects.models import Document, DocumentSource, DocumentStatus, Project
from projects.queries import NO_DOCUMENT
from projects.signals import document_renamed

READ_JOB: Final = "document.read"
LONGEST_TEXT: Final = 5_000_000


def add_upload(
    *, access: Access, project: Project, filename: str, content: bytes, title: str = ""
) -> Document:
    """Return the document with these bytes, queued for reading; adding them twice makes one.

    ``already_here`` is set on a document that the project already had. If reading it had failed, it
    is queued again: somebody who uploads a file again wants it read.

    Raises :class:`core.errors.Invalid` for an empty file, :class:`core.errors.TooLarge` above the
    instance's limit.
    """
    name = clean_filename(filename)
    return _add(
        access=access,
        project=project,
        content=content,
        title=clean_title(title) or clean_title(PurePath(name).stem) or name,
        filename=name,
        source=DocumentSource.UPLOAD,
    )


def add_text(*, access: Access, project: Project, title: str, text: str) -> Document:
    """Return the document of a pasted text, queued to be read as Markdown.

    Raises as :func:`add_upload` does, and for a text of only white space.
    """
    if not text.strip():
        raise Invalid.of("text", "The text is empty. Paste what you want to ask about.")
    return _add(
        access=access,
        project=project,
        content=text.encode(),
        title=clean_title(title) or "Pasted text",
        filename=f"{slugify(title)[:80] or 'text'}.md",
        source=DocumentSource.TEXT,
    )


def add_url(*, access: Access, project: Project, url: str) -> Document:
    """Return a document whose content will be fetched from ``url`` in the background.

    Raises a :class:`core.errors.DomainError` for an address that may not be fetched.
    """
    check_url(url)
    document = Document(
        workspace_id=project.workspace_id,
        project=project,
        title=clean_title(url),
        source=DocumentSource.URL,
        source_url=url,
        created_by=access.actor.user,
    )
    document.save(force_insert=True)
    _queue(access, document)
    return document


def retry_document(*, document: Document) -> Document:
    """Queue a failed document again; raise :class:`core.errors.Conflict` for any other."""
    rows = Document.objects.for_workspace(document.workspace_id).filter(
        pk=document.pk, status=DocumentStatus.FAILED
    )
    moved = rows.update(
        status=DocumentStatus.QUEUED,
        error_code="",
        error_message="",
        progress_done=0,
        progress_total=0,
        stage="",
    )
    if not moved:
        raise Conflict("Only a document that failed can be tried again.", code="not_failed")
    enqueue(workspace_id=document.workspace_id, kind=READ_JOB, subject_id=document.pk)
    document.refresh_from_db()
    return document


def rename_document(*, access: Access, document: Document, title: str) -> Document:
    """Give the document another title and return it as it is now.

    Raises :class:`core.errors.Invalid` for a title in which nothing can be read,
    :class:`core.errors.Conflict` while the document is being read, and
    :class:`core.errors.NotFound` if it has just been deleted.
    """
    cleaned = clean_title(title)
    if not cleaned:
        raise Invalid.of("title", "Give the document a title that people can read.")
    rows = Document.objects.for_workspace(document.workspace_id).filter(pk=document.pk)
    held = rows.select_for_update(no_key=True).first()
    if held is None:
        raise NotFound(NO_DOCUMENT)
    if is_unfinished(held):
        raise Conflict(
            f"“{held.title}” is still being read. Rename it once that is done.",
            code="document_not_ready",
        )
    if held.title != cleaned:
        label = renamed_words(held.title, cleaned)
        held.title = cleaned
        held.save(update_fields=["title"])
        note(access, "document.renamed", object_id=held.pk, label=label)
        document_renamed.send(Document, document=held)
    return held


def delete_document(*, access: Access, document: Document) -> None:
    """Delete the document with its file, pages and chunks, and cancel reading it."""
    request_cancel(workspace_id=document.workspace_id, kind=READ_JOB, subject_id=document.pk)
    note(access, "document.deleted", object_id=document.pk, label=document.title)
    # Lock the document first: indexing locks the document and then its chunks, but erasing starts
    # with the chunks. Opposite orders would deadlock.
    rows = Document.objects.for_workspace(document.workspace_id).filter(pk=document.pk)
    rows.select_for_update().first()
    erase(document)


def _add(
    *,
    access: Access,
    project: Project,
    content: bytes,
    title: str,
    filename: str,
    source: DocumentSource,
) -> Document:
    _check_size(content)
    document = Document(
        workspace_id=project.workspace_id,
        project=project,
        title=title,
        source=source,
        filename=filename,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        created_by=access.actor.user,
    )
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            keep_content(document, content)
    except IntegrityError:
        return _found(project, document.sha256)
    _queue(access, document)
    return document


def _found(project: Project, sha256: str) -> Document:
    rows = Document.objects.for_workspace(project.workspace_id)
    document = rows.filter(project=project, sha256=sha256).first()
    if document is None:
        raise Conflict("The same document was just being deleted. Upload it again.")
    if document.status == DocumentStatus.FAILED:
        document = retry_document(document=document)
    document.already_here = True
    return document


def _check_size(content: bytes) -> None:
    if not content:
        raise Invalid.of("file", "The file is empty. Check it, and upload it again.")
    if len(content) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1_000_000
        raise TooLarge(
            f"The file is larger than {limit} MB. Split it, or ask the operator to raise the limit."
        )


def _queue(access: Access, document: Document) -> None:
    note(access, "document.added", object_id=document.pk, label=document.title)
    enqueue(workspace_id=document.workspace_id, kind=READ_JOB, subject_id=document.pk)
