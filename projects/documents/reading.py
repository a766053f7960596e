"""The job that turns a document's bytes into pages and has them indexed."""

from __future__ import annotations

import hashlib
import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from core.errors import DomainError
from core.jobs.context import JobCancelled, JobContext, JobFailed
from core.outbound import fetch
from core.tenancy.scope import in_workspace
from projects.documents.content import content_of, keep_content
from projects.documents.names import clean_filename, clean_title
from projects.documents.notices import notice_of
from projects.documents.words import already_here_words
from projects.models import (
    DUPLICATE,
    Document,
    DocumentFile,
    DocumentPage,
    DocumentSource,
    DocumentStatus,
)
from projects.parsing import Limits, ParsedDocument, Unreadable, read_document
from projects.parsing.ocr.tool import find_tesseract, program_path
from projects.signals import document_changed

log = logging.getLogger(__name__)
PROGRESS_EVERY_SECONDS: Final = 0.4
FETCH_SECONDS: Final = 30
OWN_TITLES: Final = frozenset({"text/html", "message/rfc822"})
Progress = Callable[[int, int, str], None]


def read(context: JobContext) -> None:
    """Fetch the document if necessary, parse it, save and index its pages, and mark it ready."""
    document = _begin(context)
    if document is None:
        return  # deleted meanwhile
    if not document.sha256:
        document = _fetch(context, document)
    progress = _progress_writer(context)
    parsed = _parse(document, progress)
    _save_pages(context, document, parsed)
    _have_indexed(document, progress)
    _update(context, status=DocumentStatus.READY, stage="", error_code="", error_message="")


def _have_indexed(document: Document, progress: Progress) -> None:
    try:
        document_changed.send(Document, document=document, progress=progress)
    except DomainError as error:
        raise JobFailed(error.code, error.detail) from error


def give_up(workspace_id: UUID, subject_id: UUID, code: str, message: str) -> None:
    """Mark the document as failed, unless it is ready; ``message`` tells the user why."""
    with in_workspace(workspace_id):
        Document.objects.for_workspace(workspace_id).filter(pk=subject_id).exclude(
            status=DocumentStatus.READY
        ).update(status=DocumentStatus.FAILED, stage="", error_code=code, error_message=message)


def _begin(context: JobContext) -> Document | None:
    with in_workspace(context.workspace_id):
        context.hold()
        rows = Document.objects.for_workspace(context.workspace_id).filter(pk=context.subject_id)
        rows.update(
            status=DocumentStatus.PROCESSING, stage="reading", progress_done=0, progress_total=0
        )
        return rows.first()


def _fetch(context: JobContext, document: Document) -> Document:
    _update(context, stage="fetching")
    try:
        found = fetch(
            document.source_url, max_bytes=settings.MAX_UPLOAD_BYTES, timeout=FETCH_SECONDS
        )
    except DomainError as error:
        raise JobFailed(error.code, error.detail) from error
    if not found.content:
        raise JobFailed("empty", "The address answered with an empty page. Nothing was saved.")
    try:
        with in_workspace(context.workspace_id), transaction.atomic():
            _hold(context, document)
            _keep_file(document, found.content, found.filename)
    except IntegrityError as error:
        raise JobFailed(DUPLICATE, _where_already(context, document, found.content)) from error
    return document


def _where_already(context: JobContext, document: Document, content: bytes) -> str:
    with in_workspace(context.workspace_id):
        rows = Document.objects.for_workspace(context.workspace_id)
        there = rows.filter(project=document.project_id, sha256=_digest(content)).first()
    return (
        already_here_words(there) if there else "This page was being added twice at the same time."
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _keep_file(document: Document, content: bytes, filename: str) -> None:
    document.sha256 = _digest(content)
    document.bytes = len(content)
    document.filename = clean_filename(filename)
    document.save(update_fields=["sha256", "bytes", "filename"])
    DocumentFile.objects.for_workspace(document.workspace_id).filter(document=document).delete()
    keep_content(document, content)


def _parse(document: Document, progress: Progress) -> ParsedDocument:
    with tempfile.TemporaryDirectory(prefix="vitrine-read-") as folder:
        path = Path(folder) / "document"
        _write_out(document, path)
        try:
            return read_document(
                path,
                filename=document.filename,
                limits=Limits(max_bytes=settings.MAX_UPLOAD_BYTES),
                on_progress=lambda done, total: progress(done, total, "reading"),
                ocr=find_tesseract(settings.OCR),
            )
        except Unreadable as error:
            raise JobFailed(error.code, error.message) from error


def _write_out(document: Document, path: Path) -> None:
    """Write the bytes to a file for the parser, so that they leave memory while it works."""
    with in_workspace(document.workspace_id):
        content = content_of(document)
    if content is None:
        raise _gone(document.pk)
    path.write_bytes(content)


def _save_pages(context: JobContext, document: Document, parsed: ParsedDocument) -> None:
    with in_workspace(context.workspace_id):
        _hold(context, document)
        rows = DocumentPage.objects.for_workspace(context.workspace_id)
        rows.filter(document=document).delete()
        rows.bulk_create(_pages(document, parsed), batch_size=200)
        document.page_count = len(parsed.pages)
        document.media_type = parsed.media_type
        document.language = parsed.language
        document.title = _better_title(document, parsed)
        document.notice = notice_of(parsed, ocr=bool(program_path(settings.OCR)))
        document.save(update_fields=["page_count", "media_type", "language", "title", "notice"])


def _pages(document: Document, parsed: ParsedDocument) -> list[DocumentPage]:
    return [
        DocumentPage(
            workspace_id=document.workspace_id,
            document=document,
            number=page.number,
            label=page.label[:200],
            text=page.text,
            blocks=[
                {"kind": block.kind, "start": block.start, "end": block.end, "level": block.level}
                for block in page.blocks
            ],
        )
        for page in parsed.pages
    ]


def _better_title(document: Document, parsed: ParsedDocument) -> str:
    """Return the own title of a web page or mail that is called by its address or file name.

    Other documents keep their titles, and so does one that somebody has named: the titles inside
    office files and PDFs are too often a template's.
    """
    named_after = document.source_url or PurePath(document.filename).stem
    titled = parsed.media_type in OWN_TITLES or document.source == DocumentSource.URL
    if not titled or document.title != clean_title(named_after):
        return document.title
    return clean_title(parsed.title) or document.title


def _progress_writer(context: JobContext) -> Progress:
    last = 0.0

    def write(done: int, total: int, stage: str) -> None:
        nonlocal last
        context.check()
        now = time.monotonic()
        if now - last < PROGRESS_EVERY_SECONDS and done < total:
            return
        last = now
        context.progress(done, total, stage)
        _update(context, progress_done=done, progress_total=total, stage=stage)

    return write


def _update(context: JobContext, **fields: object) -> None:
    with in_workspace(context.workspace_id):
        context.hold()
        rows = Document.objects.for_workspace(context.workspace_id).filter(pk=context.subject_id)
        if not rows.update(**fields):
            raise _gone(context.subject_id)


def _hold(context: JobContext, document: Document) -> None:
    """Lock the job and its document; raise if the job is lost or the document deleted."""
    context.hold()
    rows = Document.objects.for_workspace(context.workspace_id).filter(pk=document.pk)
    if not rows.select_for_update(no_key=True).exists():
        raise _gone(document.pk)


def _gone(document_id: UUID) -> JobCancelled:
    """Return the exception that ends the job of a deleted document."""
    log.info("Document %s is gone, so there is nothing left to read.", document_id)
    return JobCancelled()
