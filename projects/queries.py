"""Read projects and their documents."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from core.access import Access
from core.errors import NotFound
from core.rights import Right
from core.tenancy.prepared import Prepared
from core.tenancy.references import ByReference
from core.workspaces.models import Workspace
from projects.models import DUPLICATE, Demo, Document, DocumentPage, DocumentStatus, Project

NO_PROJECT = "There is no such project."
NO_DOCUMENT = "There is no such document."
NO_PAGE = "There is no such page in this document."
FAILED = Q(documents__status=DocumentStatus.FAILED) & ~Q(documents__error_code=DUPLICATE)
UNFINISHED = Q(documents__status__in=(DocumentStatus.QUEUED, DocumentStatus.PROCESSING))


def projects_of(workspace: Workspace) -> QuerySet[Project]:
    """Return a workspace's projects with ``document_total``, newest first."""
    rows = Project.objects.for_workspace(workspace).prefetch_related("demos")
    return rows.annotate(document_total=Count("documents")).order_by("-created_at", "-id")


def projects_with_state(access: Access) -> QuerySet[Project]:
    """Return a workspace's projects as its home page lists them, newest first.

    Each has ``shown_total``, the number of documents that the reader is shown, ``failed_total``,
    ``unfinished_total`` and ``last_change``.
    """
    shown = (
        None if access.allows(Right.DOCUMENT_WRITE) else ~Q(documents__status=DocumentStatus.FAILED)
    )
    return projects_of(access.workspace).annotate(
        shown_total=Count("documents", filter=shown),
        failed_total=Count("documents", filter=FAILED),
        unfinished_total=Count("documents", filter=UNFINISHED),
        last_change=Coalesce(Max("documents__created_at"), "created_at"),
    )


def get_project(*, workspace: Workspace, reference: str) -> Project:
    """Return the project with that id or slug; raise ``NotFound`` if it is foreign or unknown."""
    project = _project(workspace.pk, reference)
    if project is None:
        raise NotFound(NO_PROJECT)
    return project


_project = ByReference(Project, Project.objects.for_workspace)


def with_total(project: Project) -> Project:
    """Return the project as :func:`projects_of` does, with ``document_total`` and its demos.

    Raises ``NotFound`` if it has just been deleted.
    """
    found = projects_of(project.workspace).filter(pk=project.pk).first()
    if found is None:
        raise NotFound(NO_PROJECT)
    return found


def documents_of(project: Project) -> QuerySet[Document]:
    """Return a project's documents, newest first."""
    rows = Document.objects.for_workspace(project.workspace_id).filter(project=project)
    return rows.order_by("-created_at", "-id")


def by_title(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Return documents in alphabetical order, which the database's own order by bytes is not."""
    return rows.order_by(Lower("title"), "title", "id")


def documents_shown(project: Project, *, access: Access) -> QuerySet[Document]:
    """Return the documents that pages list for the reader, newest first.

    One that could not be read concerns those who may replace or delete it.
    """
    rows = documents_of(project)
    if access.allows(Right.DOCUMENT_WRITE):
        return rows
    return rows.exclude(status=DocumentStatus.FAILED)


def documents_named(rows: QuerySet[Document], words: str) -> QuerySet[Document]:
    """Return those with each of the first eight ``words`` in their title or file name."""
    for word in words.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(filename__icontains=word))
    return rows


def documents_by_id(project: Project, ids: Iterable[UUID]) -> list[Document]:
    """Return the project's documents among ``ids``; other ids are ignored."""
    return list(documents_of(project).filter(pk__in=ids))


def has_ready_document(project: Project) -> bool:
    """Return whether the project has a document that can answer questions."""
    return documents_of(project).filter(status=DocumentStatus.READY).exists()


def get_document(*, project: Project, document_id: UUID) -> Document:
    """Return the project's document with that id; raise ``NotFound`` for any other."""
    document = documents_of(project).filter(pk=document_id).first()
    if document is None:
        raise NotFound(NO_DOCUMENT)
    return document


def get_page(*, document: Document, number: int) -> DocumentPage:
    """Return page ``number`` (from 1) of the document; raise ``NotFound`` if there is none."""
    page = pages_of(document).filter(number=number).first() if 0 < number < 2**31 else None
    if page is None:
        raise NotFound(NO_PAGE)
    return page


def pages_of(document: Document) -> QuerySet[DocumentPage]:
    """Return a document's pages in order."""
    rows = DocumentPage.objects.for_workspace(document.workspace_id).filter(document=document)
    return rows.order_by("number")


def demos_of(project: Project) -> list[Demo]:
    """Return the project's demos, ordered by kind."""
    rows = Demo.objects.for_workspace(project.workspace_id).filter(project=project)
    return list(rows.order_by("kind"))


def get_demo(*, project: Project, kind: str) -> Demo:
    """Return the project's demo of that kind; raise ``NotFound`` if it has none."""
    demo = _demo(project.workspace_id, project.pk, kind)
    if demo is None:
        raise NotFound("This project has no such demo.")
    return demo


_demo = Prepared(
    Demo,
    lambda workspace_id, project_id, kind: Demo.objects.for_workspace(workspace_id).filter(
        project_id=project_id, kind=kind
    ),
    *(UUID, UUID, str),
)
